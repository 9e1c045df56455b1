"""The shot learner on small drawn shots: what it learns from, what it says, and that it never harms."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from roto_shots import crossing
from secondunit.core.errors import InputError, Unavailable
from secondunit.departments.roto.metrics import region_similarity
from secondunit.departments.roto.parameters import Parameters
from secondunit.departments.roto.plan import PlateContext, plan
from secondunit.engines.api import Work
from secondunit.engines.plate_files import write_labels
from secondunit.engines.shotnet import ShotLearner
from secondunit.engines.shotnet_draw import draw
from secondunit.engines.shotnet_lessons import Lesson, about, gather, scale_for, windows
from secondunit.formats import frame_zip

try:
    import torch  # noqa: F401
except ModuleNotFoundError:
    needs_torch = pytest.mark.skip(reason="PyTorch (the extra `learn`) is not installed")
else:
    needs_torch = pytest.mark.filterwarnings("default")

COUNT, SIZE = 9, (40, 72)


@pytest.fixture(scope="module")
def shot(tmp_path_factory):
    """A sealed plate of nine frames, its truth, and keys on the first, the middle and the last frame."""
    root = tmp_path_factory.mktemp("shotnet")
    frames, truth = crossing(COUNT, size=SIZE, speed=2)
    (root / "frames").mkdir()
    for number, frame in enumerate(frames):
        Image.fromarray(frame).save(root / "frames" / f"p.{number:04d}.png")
        write_labels(root / f"key{number}.png", truth[number])
        painted = frame.copy()
        painted[truth[number] > 0] = 255 - painted[truth[number] > 0] // 2
        Image.fromarray(painted).save(root / f"paint{number}.png")
    frame_zip.pack(root / "frames", root / "plate.zip")
    return SimpleNamespace(root=root, frames=frames, truth=truth, plate=root / "plate.zip")


def work(shot, scratch, what, numbers=(0, 4, 8), steps=20, seed=3, **inputs):
    scratch.mkdir(parents=True)
    parameters = {"keys": list(numbers), "objects": [1], "shots": [[0, COUNT]], "steps": steps, "width": 854,
                  "first": 0, "last": 8, "start": 0, "stop": 9, "matte": "hard", "steady": 0.7, "feather": 0.0, "shift": 0.0,
                  "foreground": False, "preview": False, "rate": ""}  # fmt: skip
    files = {f"key.{number:06d}": shot.root / f"{what}{number}.png" for number in numbers}
    return Work(parameters, seed, {"plate": shot.plate, **files, **inputs}, scratch, lambda done: None)


def made(capability, asked):
    return {output.role: output.path for output in ShotLearner().make(capability, asked)}


@pytest.fixture(scope="module")
def learned(shot, tmp_path_factory):
    """Weights learned from three keys, in few steps."""
    return made("video.learn", work(shot, tmp_path_factory.mktemp("learned") / "w", "key", steps=28))


@pytest.fixture(scope="module")
def lessons(shot):
    """What three keys teach."""
    keys = {number: shot.truth[number] for number in (0, 4, 8)}
    return gather(shot.frames, keys, [range(COUNT)], [1], scale=1.0, seed=0, progress=lambda done: None)


def trained(lessons, steps, seed):
    from secondunit.engines import shotnet_net as nets
    from secondunit.engines.shotnet_train import train

    facts = nets.Facts("mask", (1,), 1.0, 0.0, (100.0, 100.0, 80.0), (50.0, 40.0, 40.0))
    with nets.steady(seed):
        return train(lessons, facts, steps=steps, seed=seed, size=48, progress=lambda done: None)[0]


# Without PyTorch

def test_objects_are_seen_at_one_size_and_never_enlarged():
    small, large = np.zeros((100, 200), np.uint8), np.zeros((1000, 1000), np.uint8)
    small[10:40, 20:50] = 1
    large[100:900, 100:900] = 1
    assert scale_for({0: small}) == 1
    assert scale_for({0: large}) == pytest.approx(0.25)


def test_each_key_is_held_back_once_between_its_neighbours():
    found = windows([range(0, 50)], (0, 20, 40))
    assert [(each.first, each.last, each.sources, each.key) for each in found] == [
        (0, 20, (20,), 0), (0, 40, (0, 40), 20), (20, 40, (20,), 40)]


def test_nothing_is_carried_across_a_cut_and_a_lone_key_goes_forward():
    found = windows([range(0, 10), range(10, 50)], (4, 12))
    assert [(each.first, each.last, each.sources, each.key) for each in found] == [(4, 9, (4,), None), (12, 36, (12,), None)]


def test_a_long_plate_is_not_carried_whole():
    found = windows([range(0, 10_000)], tuple(range(0, 10_000, 20)))
    assert sum(each.last - each.first for each in found) <= 440
    assert found[-1].key > 9000


def test_the_box_about_an_object_has_a_margin_and_stays_inside():
    mask = np.zeros((100, 200), bool)
    mask[40:60, 0:10] = True
    assert about(mask) == (slice(16, 84), slice(0, 34))
    assert about(np.zeros((4, 4), bool)) is None


def test_lessons_hold_the_truth_of_keys_and_masks_that_came_from_others(shot, lessons):
    painted = [each for each in lessons if each.key]
    assert [each.number for each in painted] == [0, 4, 8]
    for each in painted:
        assert set(np.unique(each.answer)) == {0, 1}
        assert np.array_equal(each.answer.sum(), (shot.truth[each.number] == 1).sum())
        assert region_similarity(each.carried[..., 0] > 0.5, each.answer == 1) > 0.6
        assert not np.array_equal(each.carried[..., 0] > 0.5, each.answer == 1)  # not its own labels


def test_draws_repeat_for_a_seed_and_keep_picture_and_answer_together():
    picture, answer = np.zeros((60, 60, 3), np.uint8), np.zeros((60, 60), np.uint8)
    picture[20:40, 20:40], answer[20:40, 20:40] = 200, 1
    lesson = Lesson(0, picture, None, answer, np.ones((60, 60), np.float32), True, frozenset())
    one, two = (draw(lesson, np.random.default_rng(5), 1, 48) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    for seed in range(8):
        seen, carried, said, _ = draw(lesson, np.random.default_rng(seed), 1, 48)
        assert region_similarity(seen[..., 1] > 100, said == 1) > 0.85
        assert carried.shape == (48, 48, 1) and carried.min() >= 0 and carried.max() <= 1


def planned(**settings):
    return list(plan(PlateContext("plate.a", "sha256:0", [f"{n}" for n in range(9)], [range(9)],
                                  {0: "sha256:1", 8: "sha256:2"}, [1], parameters=Parameters(**settings))))  # fmt: skip


def test_a_learner_is_asked_first_and_its_weights_go_to_every_stretch():
    requests = planned(learner="shotnet", steps=50)
    assert requests[0].capability == "video.learn"
    assert set(requests[0].inputs) == {"plate", "key.000000", "key.000008"}
    assert requests[0].parameters["steps"] == 50
    assert {each.inputs["weights"] for each in requests if each.capability == "video.matte"} == {"plan:learn#weights"}


def test_without_a_learner_nothing_is_learned():
    assert all(each.capability != "video.learn" and "weights" not in each.inputs for each in planned())


def test_without_torch_the_extra_is_named(shot, tmp_path, monkeypatch):
    monkeypatch.setattr("secondunit.engines.shotnet.find_spec", lambda name: None)
    with pytest.raises(Unavailable) as error:
        made("video.learn", work(shot, tmp_path / "w", "key"))
    assert "secondunit[learn]" in error.value.hint


# With PyTorch

@needs_torch
def test_learning_tells_how_it_went(learned):
    told = json.loads(learned["told"].read_text())
    assert told["held_out"] == [4] and told["keys"] == [0, 4, 8]
    assert 0 < told["steps"] <= 28 and told["device"] in ("cpu", "cuda")
    assert set(told["scores"]) == {"0.0", "0.2", "0.35", "0.5", "0.65", "0.8", "1.0"}


@needs_torch
def test_the_same_seed_learns_the_same_weights(lessons):
    import torch

    if torch.cuda.is_available():
        pytest.skip("a GPU adds up in another order")
    one, two, other = (trained(lessons, 4, seed).net.state_dict()["last.weight"] for seed in (1, 1, 2))
    assert torch.equal(one, two) and not torch.equal(one, other)


@needs_torch
def test_a_net_that_does_not_help_changes_nothing(shot, learned, tmp_path):
    from secondunit.engines.flow import Flow
    from secondunit.formats import safetensors

    tensors, words = safetensors.read(learned["weights"])
    safetensors.write(tmp_path / "w", tensors, {**words, "share": "0.0"})
    ours = made("video.matte", work(shot, tmp_path / "a", "key", (0, 8), weights=tmp_path / "w"))
    theirs = {each.role: each.path for each in Flow().make("video.matte", work(shot, tmp_path / "b", "key", (0, 8)))}
    assert set(ours) == set(theirs)
    assert all(ours[role].read_bytes() == theirs[role].read_bytes() for role in ours)


@needs_torch
def test_mattes_with_the_net_stay_true_and_keys_stay_as_painted(shot, learned, tmp_path):
    from secondunit.engines.plate_files import read_mattes
    from secondunit.formats import safetensors

    tensors, words = safetensors.read(learned["weights"])
    safetensors.write(tmp_path / "w", tensors, {**words, "share": "0.5"})
    ours = made("video.matte", work(shot, tmp_path / "a", "key", (0, 8), weights=tmp_path / "w"))
    masks = [matte > 0.5 for _, matte in read_mattes(ours["alpha.1"], tmp_path)]
    assert [np.array_equal(masks[key], shot.truth[key] > 0) for key in (0, 8)] == [True, True]
    assert min(region_similarity(mask, truth) for mask, truth in zip(masks, shot.truth, strict=True)) > 0.8


@needs_torch
def test_the_net_finds_the_object_where_flow_carries_it_wrongly(shot, lessons):
    from secondunit.engines.shotnet_train import pool

    net = trained(lessons, 160, 1)
    wrong = np.roll(shot.truth[6] == 1, 5, axis=1)
    said = net.answer(shot.frames[6], wrong[..., None].astype(np.float32))
    truth = shot.truth[6] == 1
    mended = pool(wrong[..., None].astype(np.float32), said, 0.8).argmax(axis=2) == 1
    assert region_similarity(mended, truth) > region_similarity(wrong, truth) + 0.1


@needs_torch
def test_pooling_keeps_probabilities_and_the_surer_voice_wins():
    from secondunit.engines.shotnet_train import pool

    carried = np.array([[[0.99], [0.5], [0.02]]], np.float32)
    said = np.array([[[0.2, 0.0], [0.0, 3.0], [0.0, 0.2]]], np.float32)
    pooled = pool(carried, said, 0.5)
    assert np.allclose(pooled.sum(axis=2), 1, atol=1e-5)
    assert pooled.argmax(axis=2).tolist() == [[1, 1, 0]]
    assert np.allclose(pool(carried, said, 0.0)[..., 1:], carried, atol=0.01)


@needs_torch
def test_painting_goes_to_every_frame_and_nowhere_else(shot, tmp_path):
    weights = made("paint.learn", work(shot, tmp_path / "learn", "paint", (0, 8), steps=70))["weights"]
    out = made("video.paint", work(shot, tmp_path / "paint", "paint", (0, 8), weights=weights))["clean"]
    frame_zip.unpack(out, tmp_path / "seen", lambda name: True)
    seen = [np.asarray(Image.open(path)) for path in sorted((tmp_path / "seen").iterdir())]
    wanted = [np.asarray(Image.open(shot.root / f"paint{number}.png")) for number in range(COUNT)]
    assert np.array_equal(seen[0], wanted[0]) and np.array_equal(seen[8], wanted[8])
    inside, outside = shot.truth[4] == 1, np.ones(SIZE, bool)
    outside[tuple(slice(max(0, where.min() - 8), where.max() + 9) for where in np.nonzero(inside))] = False
    assert np.array_equal(seen[4][outside], shot.frames[4][outside])
    before = np.abs(shot.frames[4].astype(int) - wanted[4])[inside].mean()
    assert np.abs(seen[4].astype(int) - wanted[4])[inside].mean() < 0.5 * before


@needs_torch
@pytest.mark.parametrize("capability", ["video.matte", "video.paint"])
def test_weights_are_asked_for_and_must_fit(shot, learned, tmp_path, capability):
    with pytest.raises(InputError, match="learned before"):
        made(capability, work(shot, tmp_path / "a", "key"))
    (tmp_path / "junk").write_bytes(b"no weights at all")
    with pytest.raises(InputError):
        made(capability, work(shot, tmp_path / "b", "key", weights=tmp_path / "junk"))
    if capability == "video.paint":
        with pytest.raises(InputError, match="task image"):
            made(capability, work(shot, tmp_path / "c", "paint", weights=learned["weights"]))


@needs_torch
def test_empty_keys_teach_nothing(shot, tmp_path):
    write_labels(tmp_path / "empty.png", np.zeros(SIZE, np.uint8))
    asked = work(shot, tmp_path / "w", "key", (0,), **{"key.000000": tmp_path / "empty.png"})
    with pytest.raises(InputError, match="nothing to learn"):
        made("video.learn", asked)


@needs_torch
def test_the_net_counts_for_half_of_what_helped_and_not_at_all_for_a_hair():
    from secondunit.engines.shotnet_train import _share

    assert _share({0.0: 0.40, 0.5: 0.50, 0.65: 0.50}) == 0.25
    assert _share({0.0: 0.40, 0.5: 0.404}) == 0.0
