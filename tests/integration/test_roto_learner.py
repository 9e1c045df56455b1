"""`secondunit roto --set learner=shotnet`: what was learned is kept and everything made with it names it."""

import numpy as np
import pytest
from PIL import Image

from cli import answer, secondunit
from plate_makers import square, write_frames, write_key

pytest.importorskip("torch", reason="PyTorch (the extra `learn`) is not installed")
WORDS = ("--by", "Ida Berg", "--set", "width=64", "--set", "curves=false", "--set", "preview=false",
         "--set", "foreground=false")  # fmt: skip
LEARNER = ("--set", "learner=shotnet", "--set", "steps=12")


@pytest.fixture(scope="module")
def shot(tmp_path_factory):
    root = tmp_path_factory.mktemp("learner")
    write_frames(root / "plate", 7)
    for index in (0, 3, 6):
        write_key(root / "keys" / f"plate.{1001 + index}.png", square(index))
    return root, answer("roto", root / "plate", "--keys", root / "keys", "-o", root / "out", *WORDS, *LEARNER)


def takes(root):
    from secondunit.production import Production

    with Production.open(root / "out" / ".production") as production:
        return {(row["step"], row["engine"]): row for row in production.store.index.all("takes")}


def test_mattes_are_made_with_the_learner(shot):
    root, told = shot
    assert told["failed"] == told["held"] == [] and told["written"]["alpha"] == 7
    for index in range(7):
        seen = np.asarray(Image.open(root / "out" / "alpha" / f"plate.{1001 + index}.png")) > 127
        truth = square(index) > 0
        assert np.logical_and(seen, truth).sum() / np.logical_or(seen, truth).sum() > 0.9, index


def test_weights_are_a_take_with_a_credential_and_mattes_come_from_them(shot):
    made = takes(shot[0])
    weights = next(each for each in made[("roto.learn", "shotnet")]["outputs"] if each["role"] == "weights")
    assert weights["media_type"] == "application/vnd.safetensors" and weights["credential"]["clearance"]
    assert ("roto.carry", "shotnet") in made and ("roto.carry", "flow") not in made
    assert ("roto.finish", "flow") in made


def test_run_again_learns_nothing_new(shot):
    root, _ = shot
    again = answer("roto", root / "plate", "--keys", root / "keys", "-o", root / "out", *WORDS, *LEARNER)
    assert again["made"] == 0


def test_a_screen_and_a_learner_do_not_go_together(shot):
    root, _ = shot
    result = secondunit("roto", root / "plate", "--keys", root / "keys", "-o", root / "out", *WORDS, *LEARNER,
                        "--set", "screen=green")  # fmt: skip
    assert result.returncode == 3 and "either screen or learner" in result.stderr
