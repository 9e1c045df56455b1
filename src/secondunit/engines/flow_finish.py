"""What is put together from the stretches of a roto: mattes of the whole plate, colours, and what was found out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from secondunit.departments.plates.pixels import Matte
from secondunit.departments.roto.propagate import next_frame_to_fix
from secondunit.engines.api import Output, Work
from secondunit.engines.plate_files import Part, Sheaf, read_mattes, table_of


def finish(work: Work) -> list[Output]:
    """Join the stretches (parameters: see departments.roto.plan). Frames of shots without a key get empty mattes.

    Roles: `alpha`, the union of all objects; `object.N` where there are several; `alpha_exr` when asked for;
    `alpha_table`, the frames of both as one table, which proves them where they lie loose; `told`, JSON: confidence a
    frame, the frame to fix next, shots without a key.
    """
    told = work.parameters
    part = Part(work.inputs["plate"], work.scratch)
    objects = [int(number) for number in told["objects"]]
    union = Sheaf(work.scratch, "alpha")
    deep = Sheaf(work.scratch, "alpha_exr") if told["exr"] else None
    several = {number: Sheaf(work.scratch, f"object.{number}") for number in objects} if len(objects) > 1 else {}
    for index, mattes in enumerate(_joined(work, part, objects)):
        whole = np.max(list(mattes.values()), axis=0)
        union.grey(part.names[index], whole)
        if deep is not None:
            deep.deep(part.names[index], whole)
        for number, sheaf in several.items():
            sheaf.grey(part.names[index], mattes[number])
        work.progress((index + 1) / (len(part) + 1))
    part.close()
    outputs = [sheaf.seal() for sheaf in (union, deep, *several.values()) if sheaf is not None]
    outputs.append(table_of(work.scratch, "alpha_table", outputs[:2] if deep is not None else outputs[:1]))
    path = work.scratch / "told.json"
    path.write_text(json.dumps(_told(work), indent=1, sort_keys=True), encoding="utf-8")
    return [*outputs, Output("told", path, "application/json")]


def _joined(work: Work, part: Part, objects: list[int]) -> Iterator[dict[int, Matte]]:
    """Yield the mattes of every frame of the plate by object, in order; one stretch is open at a time."""
    empty = np.zeros((part.facts.height, part.facts.width), np.float32)
    at = 0
    for start, stop in work.parameters["pieces"]:
        for _ in range(at, start):
            yield dict.fromkeys(objects, empty)
        readers = [read_mattes(work.inputs[f"{start:06d}.alpha.{number}"], _room(work, start, number))
                   for number in objects]  # fmt: skip
        for frame in zip(*readers, strict=True):
            yield {number: matte for number, (_, matte) in zip(objects, frame, strict=True)}
        shutil.rmtree(work.scratch / f"in.{start:06d}", ignore_errors=True)
        at = stop
    for _ in range(at, len(part)):
        yield dict.fromkeys(objects, empty)


def _room(work: Work, start: int, number: int) -> Path:
    folder = work.scratch / f"in.{start:06d}" / str(number)
    folder.mkdir(parents=True)
    return folder


def _told(work: Work) -> dict[str, Any]:
    """Confidence of every frame (none where nothing was carried), and what to do next."""
    told = work.parameters
    frames: dict[int, dict[str, Any]] = {}
    for start, _ in told["pieces"]:
        read = json.loads(work.inputs[f"{start:06d}.told"].read_text(encoding="utf-8"))
        frames |= {int(index): row for index, row in read["frames"].items()}
    confidence = [float(frames[index]["confidence"]) if index in frames else 1.0 for index in range(told["count"])]
    bare = [shot for shot in told["shots"] if not any(shot[0] <= key < shot[1] for key in told["keys"])]
    return {
        "schema": 1, "keys": told["keys"], "objects": told["objects"], "shots": told["shots"], "without_keys": bare,
        "confidence": [round(frames[index]["confidence"], 4) if index in frames else None
                       for index in range(told["count"])],
        "fix_next": next_frame_to_fix(confidence, told["keys"]),
    }  # fmt: skip
