"""Roto as a user gets it: the command in a process of its own, with its files, processor time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import _table as t
import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.pixels import as_bytes

QUIET = ("preview=false", "curves=false", "foreground=false")
WATCHED = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
sys.exit(done.returncode)
"""


@dataclass(frozen=True)
class Run:
    """One call: where its files are, what it told, processor seconds of all its processes, MB of the largest."""

    out: Path
    told: dict[str, Any]
    qc: dict[str, Any]
    seconds: float
    largest: float

    def alphas(self) -> list[NDArray[np.float32]]:
        """Read its mattes, 0..1."""
        return [read(path) for path in sorted((self.out / "alpha").glob("*.png"))]


def read(path: Path) -> NDArray[np.float32]:
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.float32) / np.float32(255)


def roto(plate: Path, keys: Path, out: Path, *settings: str) -> Run:
    """Run `secondunit roto`; ends the benchmark where that fails."""
    command = [sys.executable, "-m", "secondunit.cli.main", "roto", str(plate), "--keys", str(keys), "-o", str(out),
               "--by", "Benchmark"]  # fmt: skip
    for setting in (*QUIET, *settings):
        command += ["--set", setting]
    done = subprocess.run([sys.executable, "-c", WATCHED, *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"secondunit roto failed:\n{done.stderr[-2000:]}")
    seconds, largest = json.loads(done.stdout.splitlines()[-1])
    told, qc = (json.loads((out / name).read_text(encoding="utf-8")) for name in ("roto.json", "qc.json"))
    return Run(out, told, qc, seconds, largest)


def write(folder: Path, pictures: Iterable[NDArray[Any]], *, suffix: str = "png") -> Path:
    """Write pictures or mattes as numbered frames."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, picture in enumerate(pictures):
        data = as_bytes(picture)
        cv2.imwrite(str(folder / f"f.{number:05d}.{suffix}"), data if data.ndim == 2 else data[..., ::-1])
    return folder


def write_keys(folder: Path, masks: Mapping[int, NDArray[Any]]) -> Path:
    """Write masks as keys of these frames."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, mask in masks.items():
        cv2.imwrite(str(folder / f"f.{number:05d}.png"), (mask > 0).astype(np.uint8) * 255)
    return folder


def mean(values: Iterable[float]) -> t.Measured:
    """The mean, with the smallest and the largest."""
    found = [float(each) for each in values]
    return t.Measured(float(np.mean(found)), min(found), max(found), len(found))
