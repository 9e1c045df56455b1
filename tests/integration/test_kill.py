"""kill -9 of the parent and of workers in the middle of a real first pass: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli import SHORT, answer, small
from secondunit.production import Production

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds workers in /proc")


@pytest.fixture
def show(tmp_path):
    script = tmp_path / "two_cups.fountain"
    script.write_text(SHORT, encoding="utf-8")
    answer("new", tmp_path / "show", "--script", script)
    small(tmp_path / "show")
    return tmp_path / "show"


def start(show):
    command = [sys.executable, "-m", "secondunit.cli.main", "-C", str(show), "run", "storyboard", "--by", "Ada"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def workers(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == parent and b"secondunit.engines.runtime" in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except (OSError, IndexError):
                continue
    return found


def takes(show):
    with Production.open(show) as production:
        found = {t["recipe"]: t["outputs"][0]["digest"] for t in production.store.index.all("takes")}
        for digest in found.values():
            production.store.media.check(digest)
        return found


def wait_for_takes(show, count, process):
    folder = show / "records" / "takes"
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        if folder.exists() and sum(1 for _ in folder.glob("*.json")) >= count:
            return
        time.sleep(0.02)


def test_parent_killed_again_and_again_then_finished(show):
    dice = random.Random(4)
    kept: dict[str, str] = {}
    for _ in range(4):
        process = start(show)
        wait_for_takes(show, len(kept) + dice.randint(0, 3), process)
        time.sleep(dice.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        now = takes(show)
        assert kept.items() <= now.items()
        kept = now
    report = answer("-C", show, "run", "storyboard", "--by", "Ada")
    assert report["failed"] == []
    final = takes(show)
    assert kept.items() <= final.items()
    listing = answer("-C", show, "review", "list")
    assert {r["status"] for r in listing} == {"wfa"}
    assert all(len(r["takes"]) == len(set(r["takes"])) == 2 for r in listing)
    assert answer("-C", show, "run", "storyboard", "--by", "Ada")["made"] == 0
    before = answer("-C", show, "index")
    assert answer("-C", show, "index", "--rebuild") == before
    assert answer("verify", show)["ok"]


def test_orphaned_workers_end_with_their_parent(show):
    process = start(show)
    wait_for_takes(show, 1, process)
    children = workers(process.pid)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert children
    end = time.monotonic() + 5
    while time.monotonic() < end and any(Path(f"/proc/{c}/cmdline").exists() and Path(f"/proc/{c}/cmdline").read_bytes()
                                         for c in children):  # fmt: skip
        time.sleep(0.05)
    assert not any(Path(f"/proc/{c}").exists() and Path(f"/proc/{c}/cmdline").read_bytes() for c in children)


def test_a_worker_killed_from_outside_costs_nothing(show):
    process = start(show)
    wait_for_takes(show, 2, process)
    children = workers(process.pid)
    assert children
    os.kill(children[0], signal.SIGKILL)
    _, words = process.communicate(timeout=300)
    assert process.returncode == 0, words
    assert {r["status"] for r in answer("-C", show, "review", "list")} == {"wfa"}


def test_ctrl_c_keeps_what_was_made(show):
    process = start(show)
    wait_for_takes(show, 1, process)
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in words
    kept = takes(show)
    assert kept
    assert answer("-C", show, "run", "storyboard", "--by", "Ada")["cached"] >= len(kept)
