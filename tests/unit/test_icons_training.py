"""The reader of icons is taught from pictures with names, and what is shipped of it reads."""

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from grounding.icons import IconReader  # noqa: E402
from models.icon_words import texts_of  # noqa: E402
from models.training.icon_cache import SIDE_PX, Icon, Pictures, read_cache, write_cache  # noqa: E402
from models.training.icon_scenes import crop_of_icon, crop_of_nothing  # noqa: E402
from models.training.icons import Recipe, Training, loss_of  # noqa: E402
from models.training.icons_data import Batch, Crops, Floats, Lexicon  # noqa: E402
from models.training.icons_export import calibrated, export  # noqa: E402
from tests.icon_drawings import DRAWINGS, drawn_icon, toolbar  # noqa: E402
from tracker.errors import Malformed  # noqa: E402


def embed(texts: Sequence[str]) -> Floats:
    """Any text has a direction of its own."""
    vectors = []
    for text in texts:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
        vectors.append(np.random.default_rng(seed).normal(size=48))
    stacked = np.array(vectors, np.float32)
    return np.asarray(stacked / np.linalg.norm(stacked, axis=1, keepdims=True), np.float32)


def picture(name: str) -> np.ndarray:
    """RGBA: black, opaque where the icon is drawn."""
    shade = drawn_icon(name, SIDE_PX).min(axis=2)
    return np.dstack([np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8), 255 - shade])


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    names = [*DRAWINGS] * 20
    icons = [Icon("made", texts_of(name), True, True) for name in names]
    umbrella = Icon("made", ("umbrella",), True, True)
    pictures = Pictures([*icons, umbrella], [picture(name) for name in [*names, "add"]])
    write_cache(pictures, tmp_path / "cache")
    return tmp_path / "cache"


def test_a_cache_comes_back_as_it_was_written_and_another_folder_is_none(cache: Path):
    icons, pixels = read_cache(cache)
    assert icons[0] == Icon("made", texts_of("save"), True, True)
    assert (pixels[0] == picture("save")).all()
    with pytest.raises(Malformed, match="holds no pictures of icons"):
        read_cache(cache.parent)


def test_icons_of_words_that_are_kept_for_measuring_are_never_taught(cache: Path):
    crops = Crops(cache, embed, seed=1)
    assert [crops.icon(index).texts for index in crops.unseen] == [("umbrella",)]
    taught = {crops.icon(index).texts[0] for index in crops.taught}
    assert taught == set(DRAWINGS)
    assert not {*crops.taught} & {*crops.kept_back, *crops.unseen}


def test_a_text_is_embedded_once_though_sets_are_added_later(cache: Path):
    asked: list[str] = []

    def counted(texts: Sequence[str]) -> Floats:
        asked.extend(texts)
        return embed(texts)

    before = Crops(cache, counted, seed=1).lexicon.phrases
    icons, pixels = read_cache(cache)
    more = [Icon("more", ("bill of lading",), True, True)] * 3
    pictures = Pictures([*icons, *more], [*map(np.asarray, pixels), *[picture("save")] * 3])
    write_cache(pictures, cache)
    after = Crops(cache, counted, seed=1).lexicon
    assert sorted(asked) == sorted({*before, "bill of lading", "bill", "lading", "of"})
    assert np.allclose(after.vector("bill of lading"), embed(["bill of lading"])[0])


def test_a_batch_asks_for_right_texts_and_keeps_others_that_are_right_out_of_the_count(cache: Path):
    batch = Crops(cache, embed, seed=1).next(20)
    assert batch.crops.shape == (20, 4, 32, 32)
    assert batch.is_icon.tolist() == [1.0] * 18 + [0.0] * 2
    assert np.allclose(batch.right.sum(axis=1), batch.is_icon)
    assert batch.open[batch.right > 0].all()
    assert not batch.open[:18].all()


def test_a_phrase_that_is_not_known_is_the_mean_of_its_words():
    words = Lexicon(
        {"align": np.eye(2, dtype=np.float32)[0], "left": np.eye(2, dtype=np.float32)[1]}
    )
    assert words.knows("align all left")
    assert not words.knows("print")
    assert words.vector("align all left").tolist() == pytest.approx([0.5**0.5, 0.5**0.5])


def test_the_loss_is_low_for_what_is_told_right_and_high_for_the_other_way_round():
    eye, two = torch.eye(2), np.eye(2, dtype=np.float32)
    batch = Batch(np.zeros((2, 4, 32, 32), np.uint8), two, two, np.ones((2, 2), bool), np.ones(2))
    sure = torch.full((2,), 9.0)
    right = loss_of(eye, sure, eye, torch.tensor(20.0), batch)
    wrong = loss_of(eye.flip(0), sure, eye, torch.tensor(20.0), batch)
    assert float(right) < 0.01
    assert float(wrong) > 20


def test_a_right_text_that_was_not_asked_for_is_no_mistake():
    eye, right = torch.eye(2), np.array([[1, 0], [0, 1]], np.float32)
    is_open = np.array([[True, False], [True, True]])
    batch = Batch(np.zeros((2, 4, 32, 32), np.uint8), right, right, is_open, np.ones(2))
    same = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    sure = torch.full((2,), 9.0)
    alike = loss_of(eye, sure, same, torch.tensor(20.0), batch)
    batch = Batch(batch.crops, right, right, np.ones((2, 2), bool), np.ones(2))
    assert float(alike) < float(loss_of(eye, sure, same, torch.tensor(20.0), batch))


def test_the_chance_of_a_cosine_is_the_share_of_hits_at_it():
    cosines = np.repeat(np.array([0.2, 0.8], np.float32), 100)
    hits = np.array([1.0] * 10 + [0.0] * 90 + [1.0] * 90 + [0.0] * 10, np.float32)
    slope, middle = calibrated(cosines, hits)
    assert middle == pytest.approx(0.5, abs=0.02)
    assert 1 / (1 + np.exp(-slope * (0.8 - middle))) == pytest.approx(0.9, abs=0.02)


def test_the_same_dice_draw_the_same_crop_and_others_another():
    def crop(seed: int) -> bytes:
        return crop_of_icon(
            picture("save"), picture("add"), is_plain=True, dice=random.Random(seed)
        ).tobytes()

    assert crop(1) == crop(1) != crop(2)
    nothing = [crop_of_nothing(random.Random(seed)).shape for seed in range(20)]
    assert set(nothing) == {(4, 32, 32)}


def test_what_was_taught_and_exported_reads_icons_by_the_words_beside_it(
    cache: Path, tmp_path: Path
):
    crops = Crops(cache, embed, seed=1)
    recipe = Recipe(minutes=60, batch=48, rate=4e-3, warm_up=5)
    training = Training(crops, tmp_path / "out", recipe, resume=False)
    losses = [training.learn(0.0) for _ in range(50)]
    assert np.mean(losses[-5:]) < 0.6 * np.mean(losses[:5])
    export(*training.smoothed(), crops, tmp_path / "out")
    reader = IconReader(tmp_path / "out" / "icons.onnx", tmp_path / "out" / "icons.npz")
    pixels, boxes = toolbar("save", "search", "delete", side=32)
    icons = reader.icons(pixels, list(boxes.values()))
    told = [icon.words[0][0] if icon is not None else None for icon in icons]
    assert [name in (word, *texts_of(word or "")) for name, word in zip(boxes, told, strict=True)]
    assert told[0] in texts_of("save")


def test_a_training_is_gone_on_with(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    crops = Crops(cache, embed, seed=1)
    short = Recipe(minutes=0.02, batch=16, check_every=10_000)
    Training(crops, tmp_path / "out", short, resume=False).run()
    assert (tmp_path / "out" / "icons.onnx").exists()
    again = Training(crops, tmp_path / "out", short, resume=True)
    assert again.step > 0
    other = Recipe(minutes=0.02, batch=8)
    with pytest.raises(Malformed, match="belongs to a training"):
        Training(crops, tmp_path / "out", other, resume=True)
