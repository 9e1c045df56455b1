"""`secondunit cleanup --painted`: what was painted on a few frames goes onto all of them, and nothing else changes."""

import json

import numpy as np
import pytest
from PIL import Image

from cli import answer, secondunit
from plate_makers import picture, square, write_exr, write_frames
from secondunit.core.errors import InputError, NotFound, UsageError
from secondunit.core.rights import Source
from secondunit.departments.roto.cleanup_plan import Parameters, plan_painting
from secondunit.production import Production
from secondunit.production.roto.loose import cleanup

NOBODY = Source("", contains_persons=())


def painted(index):
    frame = picture(index)
    frame[square(index) > 0] = (60, 90, 230)
    return frame


@pytest.fixture
def room(tmp_path):
    write_frames(tmp_path / "plate", 5)
    (tmp_path / "painted").mkdir()
    for index in (0, 4):
        Image.fromarray(painted(index)).save(tmp_path / "painted" / f"plate.{1001 + index}.png")
    return tmp_path


def test_a_shot_becomes_as_it_was_painted(room):
    pytest.importorskip("torch", reason="PyTorch (the extra `learn`) is not installed")
    call = ("cleanup", room / "plate", "--painted", room / "painted", "-o", room / "out", "--by", "Ida Berg", "--nobody",
            "--set", "steps=60", "--set", "width=64")  # fmt: skip
    told = answer(*call)
    assert told["failed"] == told["held"] == [] and told["written"]["clean"] == 5 and told["written"]["preview.mp4"] == 1
    for index in range(5):
        frame = np.asarray(Image.open(room / "out" / "clean" / f"plate.{1001 + index}.png"))
        if index in (0, 4):
            assert np.array_equal(frame, painted(index))
        far = np.ones((48, 64), bool)
        far[8:40, 2 * index : 2 * index + 32] = False
        assert np.array_equal(frame[far], picture(index)[far])
        middle = frame[18:30, 10 + 2 * index : 22 + 2 * index].reshape(-1, 3).mean(axis=0)
        off, moved = np.linalg.norm(middle - (60, 90, 230)), np.linalg.norm(middle - (220, 180, 60))
        assert off < 0.5 * moved, (index, middle)  # by far nearer to the paint than to the plate
    rows = json.loads((room / "out" / "cleanup.json").read_text())["frames"]
    assert [row["painted"] for row in rows] == [True, False, False, False, True]
    assert "painting it helps most" in told["advice"]
    with Production.open(room / "out" / ".production") as production:
        steps = {row["step"]: row for row in production.store.index.all("takes")}
        sources = production.shop.gate.register.book().sources
    assert steps["cleanup.learn"]["engine"] == steps["cleanup.paint"]["engine"] == "shotnet"
    assert [source.contains_persons for source in sources] == [(), (), ()]  # the plate, and what was painted on it
    proof = secondunit("-C", room / "out" / ".production", "rights", "credential", "verify",
                       room / "out" / "clean.frames.json", "--frames", room / "out" / "clean")  # fmt: skip
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert answer(*call)["made"] == 0


@pytest.mark.parametrize("spoil, error, words", [
    (lambda room: Image.fromarray(painted(0)[:20]).save(room / "painted" / "plate.1001.png"), InputError, "64x20"),
    (lambda room: Image.fromarray(painted(0)).save(room / "painted" / "other.7.png"), InputError, "no frame"),
    (lambda room: (room / "painted").rename(room / "elsewhere"), NotFound, "no folder"),
])
def test_painted_frames_that_do_not_fit_are_told(room, spoil, error, words):
    spoil(room)
    with pytest.raises(error, match=words):
        cleanup(room / "plate", room / "out", painted=room / "painted", known=NOBODY, by="Ida Berg")


def test_light_is_not_painted_on(room):
    (room / "light").mkdir()
    write_exr(room / "light" / "plate.1001.exr", picture(0) / np.float32(255), ("R", "G", "B"))
    (room / "painted" / "plate.1005.png").unlink()
    with pytest.raises(InputError, match="display colours"):
        cleanup(room / "light", room / "out", painted=room / "painted", known=NOBODY, by="Ida Berg")


def test_masks_and_painting_are_two_jobs(room):
    with pytest.raises(UsageError, match="two jobs"):
        cleanup(room / "plate", room / "out", (room / "masks",), painted=room / "painted", by="Ida Berg")


def test_the_plan_learns_from_all_painted_frames_and_paints_once():
    reference = "sha256:" + "0" * 64
    learn, paint = plan_painting("plate.p", reference, {4: reference, 0: reference}, [range(5)], "24", Parameters())
    assert (learn.capability, paint.capability) == ("paint.learn", "video.paint") and not learn.offer and paint.offer
    assert learn.parameters == {"keys": [0, 4], "shots": [[0, 5]], "steps": 420}
    assert paint.inputs["weights"] == "plan:learn#weights" and "key.000004" in paint.inputs
    with pytest.raises(InputError, match="no painted frame"):
        list(plan_painting("plate.p", reference, {9: reference}, [range(5)], "24", Parameters()))
