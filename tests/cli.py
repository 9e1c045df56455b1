"""Runs the command as a user does: a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SHORT = """\
Title: Two Cups

INT. KITCHEN - DAY

ADA, 60, small and neat, sits at the table. BEN, 30, tall, stands by the door.

ADA
Sit down.

BEN
I can't stay.

Ben points at the window. A cup falls.

EXT. STREET - NIGHT

Ben walks down the street under a lamp.

[[shot: CU BEN, low angle, 85mm]]

He stops and looks back.
"""


def secondunit(*arguments: str | Path, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run `secondunit` with arguments; never raises."""
    return subprocess.run(
        [sys.executable, "-m", "secondunit.cli.main", *map(str, arguments)], capture_output=True, text=True, cwd=cwd,
        timeout=600, env={**os.environ, **env},
    )  # fmt: skip


def answer(*arguments: str | Path, code: int = 0) -> Any:
    """Run with --json and return the data; the exit code must be `code`."""
    done = secondunit(*arguments, "--json")
    assert done.returncode == code, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout)


def small(folder: Path) -> None:
    """Make a production's boards small, so that tests are quick."""
    path = folder / "production.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("width = 960", "width = 320").replace("height = 540", "height = 180"), encoding="utf-8")
