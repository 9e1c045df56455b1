"""One stretch of a roto: keys at its ends, mattes on its frames."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.flow import Flow, flow_between
from secondunit.departments.plates.pixels import Labels, Matte, Picture, as_float, grey
from secondunit.departments.roto.edges import moved, settled, softened
from secondunit.departments.roto.matting.closed_form import closed_form
from secondunit.departments.roto.matting.foreground import foreground
from secondunit.departments.roto.matting.knn import knn
from secondunit.departments.roto.matting.large_kernel import large_kernel
from secondunit.departments.roto.matting.temporal import smooth_objects
from secondunit.departments.roto.matting.trimap import trimap_of
from secondunit.departments.roto.propagate import UNKNOWN, Carried, Settings, propagate
from secondunit.engines.api import Output, Work
from secondunit.engines.plate_files import Part, Sheaf, read_labels, write_labels

_EMPTY = 0.5  # confidence where nothing was carried: it may have come back unseen
_SURE = 0.5  # certainty from which a pixel of a handed-on mask counts


MATTINGS: Mapping[str, Callable[[NDArray[Any], NDArray[Any]], Matte]] = {
    "closed_form": closed_form, "knn": knn, "large_kernel": large_kernel,
}  # fmt: skip


Mended = Callable[[Part, Iterator[Carried]], Iterator[Carried]]


def carry(work: Work, mended: Mended = lambda _, carried: carried) -> list[Output]:
    """Carry keys over a stretch (see departments.roto.plan.Stretch, whose fields are the parameters).

    `mended` may change the frames on their way, before they become mattes and are handed on. A stretch that goes on
    from a handed-on mask (role `handover`, with the role `before`, what its stretch told) is nowhere surer than it.

    Roles: `alpha.N` for each object, sealed 8-bit frames; `fg`, colours with their matte, where asked for; `told`,
    JSON with each frame's confidence; `handover`, a label mask, where the stretch hands on.
    """
    told = work.parameters
    first, last, start, stop = (int(told[name]) for name in ("first", "last", "start", "stop"))
    part = Part(work.inputs["plate"], work.scratch, first, last)
    size = (part.facts.width, part.facts.height)
    keys = {int(number) - first: read_labels(work.inputs[f"key.{int(number):06d}"], size) for number in told["keys"]}
    sure = 1.0
    if told.get("after") is not None:
        sure = _confidence(work.inputs["before"], start - 1 if start > first else last)
        keys[0 if start > first else last - first] = read_labels(work.inputs["handover"], size)
    objects = [int(number) for number in told["objects"]]
    sheaves = {number: Sheaf(work.scratch, f"alpha.{number}") for number in objects}
    colours = Sheaf(work.scratch, "fg") if told["foreground"] else None
    said: dict[str, dict[str, object]] = {}
    outputs: list[Output] = []
    settings = Settings(width=int(told["width"]), seed=work.seed % (1 << 32))
    for done, mattes in _mattes(part, mended(part, _carried(part, keys, settings)), objects, told):
        index = first + done.number
        if index == told.get("hands_on"):
            write_labels(work.scratch / "handover.png", _sure(done, size))
            outputs.append(Output("handover", work.scratch / "handover.png", "image/png"))
        if start <= index < stop:
            said[str(index)] = {"confidence": round(sure * done.confidence, 4), "key": index in told["keys"]}
            name = part.names[done.number]
            for number, matte in mattes.items():
                sheaves[number].grey(name, matte)
            if colours is not None:
                _colour(part, done.number, np.max(list(mattes.values()), axis=0), colours)
        work.progress((done.number + 1) / len(part))
    part.close()
    path = work.scratch / "told.json"
    path.write_text(json.dumps({"frames": said}, sort_keys=True), encoding="utf-8")
    outputs += [sheaf.seal() for sheaf in (*sheaves.values(), colours) if sheaf is not None]
    return [*outputs, Output("told", path, "application/json")]


def _carried(part: Part, keys: Mapping[int, Labels], settings: Settings) -> Iterator[Carried]:
    """Propagate; where every key says that nothing is there, nothing is there in between either."""
    if any(np.any((mask > 0) & (mask < UNKNOWN)) for mask in keys.values()):
        yield from propagate(part, keys, settings)
        return
    empty = np.zeros((part.facts.height, part.facts.width), np.uint8)
    for number in range(len(part)):
        yield Carried(number, empty, {}, np.ones(empty.shape, np.float32), _EMPTY, number in keys)


def _mattes(
    part: Part, carried: Iterator[Carried], objects: Sequence[int], told: Mapping[str, Any]
) -> Iterator[tuple[Carried, dict[int, Matte]]]:
    """Yield each frame with its objects' mattes as they were asked for: steadied over time, then moved and feathered.

    Where no matting is asked for, the edge that a person painted stays where it is.
    """
    waiting: deque[tuple[Carried, dict[int, Matte]]] = deque()

    def own() -> Iterator[tuple[Picture, dict[int, Matte]]]:
        for done in carried:
            picture = part[done.number]
            waiting.append((done, _objects(part, done, picture, objects, str(told["matte"]))))
            yield picture, waiting[-1][1]

    shift, feather = float(told["shift"]), float(told["feather"])
    for steady in smooth_objects(own(), strength=float(told["steady"])):
        done, mattes = waiting.popleft()
        if not done.key or told["matte"] in MATTINGS:
            mattes = steady
        yield done, {number: moved(matte, shift, feather) for number, matte in mattes.items()}


def _objects(part: Part, done: Carried, picture: Picture, objects: Sequence[int], kind: str) -> dict[int, Matte]:
    """The mattes of one frame, each for itself."""
    flow = None
    if kind in MATTINGS and len(part) > 1:  # motion blur: how far the frame moves, either way
        other = done.number + (1 if done.number + 1 < len(part) else -1)
        flow = flow_between(grey(picture), grey(part[other]))
    return {number: _matte(done, number, picture, kind, flow) for number in objects}


def _matte(done: Carried, number: int, picture: Picture, kind: str, flow: Flow | None) -> Matte:
    """The matte of one object; an object that is in no key of the stretch is not there."""
    if number not in done.mattes:
        return np.zeros(done.labels.shape, np.float32)
    mask = done.labels == number
    if not done.key:  # what a person painted stays as it is
        mask = settled(mask)
    matte = mask.astype(np.float32) if kind == "hard" else softened(mask, picture)
    if kind in MATTINGS:
        trimap = trimap_of(matte, picture, flow=flow)
        if np.any(trimap == 0) and np.any(trimap == 255):  # else there is nothing to tell the edge by
            matte = MATTINGS[kind](picture, trimap)
    return matte


def _colour(part: Part, index: int, matte: Matte, sheaf: Sheaf) -> None:
    """Write the object's own colours: what shows through at its edge is taken out of them."""
    frame = part.read(index)
    picture = as_float(frame.picture)
    if np.any(matte > 0):
        picture = foreground(np.nan_to_num(picture, posinf=65504.0), matte, linear=frame.linear)
    sheaf.colour(part.names[index], picture, matte, linear=frame.linear)


def _confidence(told: Path, index: int) -> float:
    """The confidence of a frame as another stretch told it."""
    return float(json.loads(told.read_text(encoding="utf-8"))["frames"][str(index)]["confidence"])


def _sure(done: Carried, size: tuple[int, int]) -> Labels:
    """A frame's labels as a key for the next piece: what is not sure says nothing."""
    certain = cv2.resize(done.certainty, size, interpolation=cv2.INTER_LINEAR)
    labels = np.where(certain >= _SURE, done.labels, UNKNOWN).astype(np.uint8)
    return labels if np.any((labels > 0) & (labels < UNKNOWN)) else done.labels  # an object that is nowhere sure
