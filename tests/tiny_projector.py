"""A projector of one layer and random weights as a GGUF file, to go with `tests.tiny_llama`.

Real to llama.cpp, so that a picture takes the same way as with a model that sees something.
"""

from pathlib import Path

import numpy as np

from tests.tiny_llama import WIDTH

_SIDE, _PATCH, _EYE, _INNER, _HEADS = 56, 14, 32, 64, 4


def tiny_projector(path: Path, width: int = WIDTH) -> Path:
    """width: of the language model that it is for."""
    import gguf

    writer = gguf.GGUFWriter(path, "clip")
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_string("clip.projector_type", "mlp")
    writer.add_bool("clip.use_gelu", True)
    for name, number in (
        ("image_size", _SIDE), ("patch_size", _PATCH), ("embedding_length", _EYE),
        ("feed_forward_length", _INNER), ("projection_dim", width), ("block_count", 1),
        ("attention.head_count", _HEADS),
    ):  # fmt: skip
        writer.add_uint32(f"clip.vision.{name}", number)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-5)
    writer.add_array("clip.vision.image_mean", [0.5, 0.5, 0.5])
    writer.add_array("clip.vision.image_std", [0.5, 0.5, 0.5])
    dice = np.random.default_rng(1)

    def weights(name: str, *shape: int) -> None:
        writer.add_tensor(name, dice.normal(0, 0.1, shape).astype(np.float32))

    weights("v.class_embd", _EYE)
    weights("v.patch_embd.weight", _EYE, 3, _PATCH, _PATCH)
    weights("v.position_embd.weight", (_SIDE // _PATCH) ** 2 + 1, _EYE)
    for part in ("v.pre_ln", "v.blk.0.ln1", "v.blk.0.ln2"):
        weights(f"{part}.weight", _EYE)
        weights(f"{part}.bias", _EYE)
    for part in ("attn_q", "attn_k", "attn_v", "attn_out"):
        weights(f"v.blk.0.{part}.weight", _EYE, _EYE)
        weights(f"v.blk.0.{part}.bias", _EYE)
    weights("v.blk.0.ffn_down.weight", _INNER, _EYE)
    weights("v.blk.0.ffn_down.bias", _INNER)
    weights("v.blk.0.ffn_up.weight", _EYE, _INNER)
    weights("v.blk.0.ffn_up.bias", _EYE)
    weights("mm.0.weight", width, _EYE)
    weights("mm.0.bias", width)
    weights("mm.2.weight", width, width)
    weights("mm.2.bias", width)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
