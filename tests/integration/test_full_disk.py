"""A disk that really fills up in the middle of a first pass, and the same command after room was made."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cli import SHORT, answer, secondunit, small
from plate_makers import square, write_key


@pytest.fixture
def disk(tmp_path):
    """A file system of three megabytes, where the machine lets us mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("needs the right to mount a small file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_disk_full_is_one_error_and_the_run_goes_on_after(disk: Path, tmp_path: Path):
    script = tmp_path / "two_cups.fountain"
    script.write_text(SHORT, encoding="utf-8")
    show = disk / "show"
    answer("new", show, "--script", script)
    small(show)
    done = secondunit("-C", show, "run", "storyboard", "--by", "Ada")
    assert done.returncode == 6, done.stderr
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert "store.disk_full" in errors[0]
    assert "hint: " in done.stderr
    assert "Traceback" not in done.stderr
    subprocess.run(["mount", "-o", "remount,size=400m", str(disk)], check=True)
    assert answer("verify", show)["ok"]
    report = answer("-C", show, "run", "storyboard", "--by", "Ada")
    assert report["failed"] == []
    assert {r["status"] for r in answer("-C", show, "review", "list")} == {"wfa"}
    assert answer("verify", show)["ok"]


@pytest.mark.parametrize("room", ["1000k", "1300k"], ids=["while the plate is taken in", "while mattes are made"])
def test_roto_on_a_full_disk_is_one_error_keeps_what_it_made_and_goes_on_after(disk: Path, tmp_path: Path, room: str):
    (tmp_path / "plate").mkdir()
    for index in range(6):  # grain, which no packing makes small
        frame = np.random.default_rng(1).integers(0, 255, (120, 160, 3), np.uint8)
        frame[square(index, 160, 120) > 0] = (220, 180, 60)
        Image.fromarray(frame).save(tmp_path / "plate" / f"plate.{1001 + index}.png")
    write_key(tmp_path / "keys" / "plate.1001.png", square(0, 160, 120))
    write_key(tmp_path / "keys" / "plate.1004.png", square(3, 160, 120))
    call = ("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", disk / "out", "--by", "Ada",
            "--set", "width=64", "--set", "preview=false", "--set", "curves=false")  # fmt: skip
    subprocess.run(["mount", "-o", f"remount,size={room}", str(disk)], check=True)
    done = secondunit(*call)
    assert done.returncode == 6, done.stderr
    assert "store.disk_full" in done.stderr
    assert done.stderr.count("error: ") == 1, done.stderr
    assert "Traceback" not in done.stderr
    subprocess.run(["mount", "-o", "remount,size=100m", str(disk)], check=True)
    assert answer("verify", disk / "out" / ".production")["ok"], "what was made is whole"
    report = answer(*call)
    assert report["failed"] == []
    assert len(list((disk / "out" / "alpha").glob("plate.*.png"))) == 6
    assert answer("verify", disk / "out" / ".production")["ok"]
    assert answer(*call)["made"] == 0


def test_a_read_only_disk_can_be_looked_at_but_not_written(disk: Path, tmp_path: Path):
    subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
    script = tmp_path / "two_cups.fountain"
    script.write_text(SHORT, encoding="utf-8")
    show = disk / "show"
    answer("new", show, "--script", script)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert answer("-C", show, "status")["entities"]["scene"] == 2
    assert answer("-C", show, "verify")["ok"]
    done = secondunit("-C", show, "run", "storyboard", "--by", "Ada")
    assert done.returncode == 6, done.stderr
    assert "store.read_only" in done.stderr
    assert "Traceback" not in done.stderr
