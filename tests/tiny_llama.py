"""A llama of two layers and random weights as a GGUF file, with a vocabulary of its own.

Small enough to be trained in a test, and real to llama.cpp: every byte is a token, and a few
control tokens stand before them.
"""

from pathlib import Path

import numpy as np

LAYERS, WIDTH, INNER, HEADS, KEY_HEADS = 2, 64, 96, 4, 2
_TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + "
    "message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def tiny_llama(path: Path, seed: int = 1, template: str = _TEMPLATE) -> Path:
    """template: of its chat."""
    import gguf

    vocabulary = _vocabulary()
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_block_count(LAYERS)
    writer.add_context_length(512)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_rope_freq_base(10000.0)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(vocabulary))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(vocabulary)
    writer.add_token_types([3, 3, 3, *[1] * 256])
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(False)
    writer.add_chat_template(template)
    dice = np.random.default_rng(seed)
    head = WIDTH // HEADS

    def weights(name: str, *shape: int) -> None:
        values = dice.normal(0, 0.4 / np.sqrt(shape[-1]) * 4, shape).astype(np.float32)
        writer.add_tensor(name, values)

    weights("token_embd.weight", len(vocabulary), WIDTH)
    for layer in range(LAYERS):
        weights(f"blk.{layer}.attn_q.weight", WIDTH, WIDTH)
        weights(f"blk.{layer}.attn_k.weight", KEY_HEADS * head, WIDTH)
        weights(f"blk.{layer}.attn_v.weight", KEY_HEADS * head, WIDTH)
        weights(f"blk.{layer}.attn_output.weight", WIDTH, WIDTH)
        weights(f"blk.{layer}.ffn_gate.weight", INNER, WIDTH)
        weights(f"blk.{layer}.ffn_up.weight", INNER, WIDTH)
        weights(f"blk.{layer}.ffn_down.weight", WIDTH, INNER)
        for part in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{part}.weight", np.ones(WIDTH, np.float32))
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _vocabulary() -> list[str]:
    """The bytes as GPT-2's tokenizer writes them: those that do not print are moved up."""
    printing = [*range(33, 127), *range(161, 173), *range(174, 256)]
    moved = iter(range(256, 512))
    letters = [chr(one) if one in printing else chr(next(moved)) for one in range(256)]
    return ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *letters]
