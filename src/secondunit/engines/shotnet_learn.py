"""`video.learn` and `paint.learn`: keys of a shot in, weights out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Labels, disk
from secondunit.departments.roto.propagate import UNKNOWN
from secondunit.engines import shotnet_lessons as lessons
from secondunit.engines import shotnet_net as nets
from secondunit.engines.api import Output, Work
from secondunit.engines.plate_files import Part, read_labels
from secondunit.engines.shotnet_train import train
from secondunit.formats.safetensors import MEDIA_TYPE

CROP = 192  # px, the largest square that is learned from at once
CHANGED, SPILL = 3, 3  # levels by which painting differs from the plate, and px about it that belong to it
GATHERED = 0.3  # part of the work that is done when lessons are there


def learn(work: Work, task: str) -> list[Output]:
    """Learn from all keys of a plate. Roles `weights` (safetensors) and `told` (JSON: device, steps, scores).

    Parameters: `keys` (frames), `shots` ([[first, stop], ...]), `objects` (labels, for masks), `steps`. Inputs:
    `plate`, and `key.NNNNNN`, a label mask, or for `paint.learn` the painted frame, a PNG.
    InputError when nothing is painted.
    """
    told = work.parameters
    part = Part(work.inputs["plate"], work.scratch)
    size = (part.facts.width, part.facts.height)
    numbers = sorted(int(number) for number in told["keys"])
    if beyond := [number for number in numbers if not 0 <= number < len(part)]:
        raise InputError(f"key {beyond[0]} lies outside the plate, whose frames are 0 to {len(part) - 1}")
    shots = [range(int(first), int(stop)) for first, stop in told["shots"]]
    paths = {number: work.inputs[f"key.{number:06d}"] for number in numbers}
    seed = work.seed % (1 << 32)
    if task == "mask":
        objects = tuple(sorted(int(number) for number in told["objects"]))
        answers, keys = None, {number: read_labels(path, size) for number, path in paths.items()}
    else:
        objects, answers = (1,), {number: read_picture(path, size) for number, path in paths.items()}
        keys = {number: changed(part[number], answer) for number, answer in answers.items()}
    if not any(np.any((key > 0) & (key < UNKNOWN)) for key in keys.values()):
        raise InputError("there is nothing to learn: all keys are empty", hint="paint on at least one frame")
    scale = lessons.scale_for(keys)
    found = lessons.gather(part, keys, shots, objects, scale=scale, seed=seed, answers=answers,
                           progress=lambda done: work.progress(GATHERED * done))  # fmt: skip
    part.close()
    with nets.steady(seed):
        net, report = train(
            found, _facts(task, objects, scale, found), steps=int(told["steps"]), seed=seed, size=_crop(found),
            progress=lambda done: work.progress(GATHERED + (1 - GATHERED) * min(1.0, done)),
        )  # fmt: skip
    nets.save(work.scratch / "weights.safetensors", net.net.state_dict(), net.facts)
    said = {**asdict(report), "scores": {str(share): score for share, score in report.scores.items()},
            "task": task, "scale": scale, "lessons": len(found), "keys": numbers}  # fmt: skip
    path = work.scratch / "told.json"
    path.write_text(json.dumps(said, indent=1, sort_keys=True), encoding="utf-8")
    return [Output("weights", work.scratch / "weights.safetensors", MEDIA_TYPE),
            Output("told", path, "application/json")]  # fmt: skip


def _facts(task: str, objects: tuple[int, ...], scale: float, found: Sequence[lessons.Lesson]) -> nets.Facts:
    pixels = np.concatenate([each.picture.reshape(-1, 3)[::7] for each in found]).astype(np.float64)
    mean, spread = pixels.mean(axis=0), pixels.std(axis=0) + 4
    return nets.Facts(task, objects, scale, 0.0, _three(mean), _three(spread))


def _crop(found: Sequence[lessons.Lesson]) -> int:
    """The side of what is learned from at once: no more than lessons are large."""
    largest = max(int(max(each.weight.shape)) for each in found)
    return min(CROP, -(-largest // nets.STRIDE) * nets.STRIDE)


def _three(values: NDArray[np.float64]) -> tuple[float, float, float]:
    first, second, third = (round(float(value), 3) for value in values)
    return first, second, third


def read_picture(path: Path, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Read a painted frame of `size` (width, height) as RGB bytes; InputError for another size."""
    with Image.open(path) as image:
        if image.size != size:
            raise InputError(f"a painted frame is {image.width}x{image.height}, the plate is {size[0]}x{size[1]}")
        return np.asarray(image.convert("RGB"))


def changed(plate: NDArray[Any], painted: NDArray[np.uint8]) -> Labels:
    """Return where painting changed a frame, and a little about it: labels 0 and 1."""
    differs = np.abs(plate.astype(np.int16) - painted).max(axis=2) > CHANGED
    return np.asarray(cv2.dilate(differs.astype(np.uint8), disk(SPILL)))
