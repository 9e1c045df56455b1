"""One stretch of a roto: keys at its ends, mattes on its frames."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import cv2
import numpy as np

from secondunit.departments.plates.pixels import Labels, Matte
from secondunit.departments.roto.edges import moved
from secondunit.departments.roto.propagate import UNKNOWN, Carried, Settings, propagate
from secondunit.engines.api import Output, Work
from secondunit.engines.plate_files import Part, Sheaf, read_labels, write_labels

_EMPTY = 0.5  # confidence where nothing was carried: it may have come back unseen
_SURE = 0.5  # certainty from which a pixel of a handed-on mask counts


def carry(work: Work) -> list[Output]:
    """Carry keys over a stretch (see departments.roto.plan.Stretch, whose fields are the parameters).

    Roles: `alpha.N` for each object, sealed 8-bit frames; `told`, JSON with each frame's confidence; `handover`, a
    label mask, where the stretch hands on.
    """
    told = work.parameters
    first, last, start, stop = (int(told[name]) for name in ("first", "last", "start", "stop"))
    part = Part(work.inputs["plate"], work.scratch, first, last)
    size = (part.facts.width, part.facts.height)
    keys = {int(number) - first: read_labels(work.inputs[f"key.{int(number):06d}"], size) for number in told["keys"]}
    if told.get("after") is not None:
        keys[0 if start > first else last - first] = read_labels(work.inputs["handover"], size)
    objects = [int(number) for number in told["objects"]]
    sheaves = {number: Sheaf(work.scratch, f"alpha.{number}") for number in objects}
    said: dict[str, dict[str, object]] = {}
    outputs: list[Output] = []
    for done in _carried(part, keys, Settings(width=int(told["width"]), seed=work.seed % (1 << 32))):
        index = first + done.number
        if index == told.get("hands_on"):
            write_labels(work.scratch / "handover.png", _sure(done, size))
            outputs.append(Output("handover", work.scratch / "handover.png", "image/png"))
        if start <= index < stop:
            said[str(index)] = {"confidence": round(done.confidence, 4), "key": index in told["keys"]}
            for number in objects:
                sheaves[number].grey(part.names[done.number], _matte(done, number, told))
        work.progress((done.number + 1) / len(part))
    part.close()
    path = work.scratch / "told.json"
    path.write_text(json.dumps({"frames": said}, sort_keys=True), encoding="utf-8")
    return [*(sheaf.seal() for sheaf in sheaves.values()), Output("told", path, "application/json"), *outputs]


def _carried(part: Part, keys: Mapping[int, Labels], settings: Settings) -> Iterator[Carried]:
    """Propagate; where every key says that nothing is there, nothing is there in between either."""
    if any(np.any((mask > 0) & (mask < UNKNOWN)) for mask in keys.values()):
        yield from propagate(part, keys, settings)
        return
    empty = np.zeros((part.facts.height, part.facts.width), np.uint8)
    for number in range(len(part)):
        yield Carried(number, empty, {}, np.ones(empty.shape, np.float32), _EMPTY, number in keys)


def _matte(done: Carried, number: int, told: Mapping[str, object]) -> Matte:
    """The matte of one object as it was asked for; an object that is in no key of the stretch is not there."""
    matte = done.mattes.get(number)
    if matte is None:
        return np.zeros(done.labels.shape, np.float32)
    if told["matte"] == "hard":
        matte = (done.labels == number).astype(np.float32)
    return moved(matte, float(str(told["shift"])), float(str(told["feather"])))


def _sure(done: Carried, size: tuple[int, int]) -> Labels:
    """A frame's labels as a key for the next piece: what is not sure says nothing."""
    certain = cv2.resize(done.certainty, size, interpolation=cv2.INTER_LINEAR)
    labels = np.where(certain >= _SURE, done.labels, UNKNOWN).astype(np.uint8)
    return labels if np.any((labels > 0) & (labels < UNKNOWN)) else done.labels  # an object that is nowhere sure
