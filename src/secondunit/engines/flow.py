"""Engine `flow`: keys become mattes on every frame of a plate. It learns from the shot alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from secondunit.core.errors import InputError, NoCapableEngine
from secondunit.departments.plates.cuts import find
from secondunit.departments.plates.flow import flow_between
from secondunit.departments.plates.pixels import grey
from secondunit.departments.roto.clicks import Box, Click, segment
from secondunit.departments.roto.moving import find_moving
from secondunit.engines.api import Output, Work
from secondunit.engines.plate_files import Part, write_labels


class Flow:
    """Capabilities `plate.survey`, `image.segment`, `video.matte`, `video.key`, `video.roto`, `video.remove`.

    All take the role `plate`.
    """

    def make(self, capability: str, work: Work) -> list[Output]:
        """Make one recipe; InputError names the frame or key that is wrong."""
        steps = {"plate.survey": survey, "image.segment": click, "video.matte": _carry, "video.key": _key,
                 "video.remove": _remove, "video.roto": _finish}
        if capability not in steps:
            raise NoCapableEngine(f"flow does not offer {capability}", hint=f"it offers {', '.join(steps)}")
        if "plate" not in work.inputs:
            raise InputError(f"{capability} needs a plate", hint="give the input role `plate`")
        return steps[capability](work)


def _carry(work: Work) -> list[Output]:
    from secondunit.engines.flow_carry import carry

    return carry(work)


def _key(work: Work) -> list[Output]:
    from secondunit.engines.flow_key import key

    return key(work)


def _remove(work: Work) -> list[Output]:
    from secondunit.engines.flow_remove import clean

    return clean(work)


def _finish(work: Work) -> list[Output]:
    from secondunit.engines.flow_finish import finish

    return finish(work)


def survey(work: Work) -> list[Output]:
    """Look through a plate once: what it is, and where it cuts. Role `survey`, JSON."""
    part = Part(work.inputs["plate"], work.scratch)
    shots = [[0, len(part)]]
    flashes: list[list[int]] = []
    if work.parameters.get("cuts", True):
        found = find(_told(part, work))
        shots = [[shot.start, shot.stop] for shot in found.shots()]
        flashes = [[run.start, run.stop] for run in found.flashes]
    else:
        for index in range(len(part)):
            part.read(index)
            work.progress((index + 1) / len(part))
    part.close()
    path = work.scratch / "survey.json"
    path.write_text(json.dumps({
        "schema": 1, "facts": part.facts.to_json(), "names": part.names, "numbers": part.numbers, "shots": shots,
        "flashes": flashes,
    }, indent=1, sort_keys=True), encoding="utf-8")  # fmt: skip
    return [Output("survey", path, "application/json")]


def _told(part: Part, work: Work) -> Any:  # noqa: ANN401 - an iterator of pictures
    for index in range(len(part)):
        yield part[index]
        work.progress((index + 1) / len(part))


def click(work: Work) -> list[Output]:
    """Make a key from clicks and boxes on one frame, or find what moves by itself. Role `key`, an index-colour PNG.

    Parameters: `frame` (index), `count` of the plate, `clicks` and `boxes` as objects with the fields of Click, Box;
    or `find`, which gives a role `found` besides, JSON: the frame that was chosen, and how clearly it stands out.
    """
    told = work.parameters
    if told.get("find"):
        return _find(work)
    index, count = int(told["frame"]), int(told["count"])
    other = index + 1 if index + 1 < count else index - 1
    part = Part(work.inputs["plate"], work.scratch, min(index, max(0, other)), max(index, other))
    picture = part[index - min(index, max(0, other))]
    work.progress(0.2)
    flow = None
    if other >= 0:
        flow = flow_between(grey(picture), grey(part[other - min(index, other)]))
    part.close()
    clicks, boxes = _objects(Click, told.get("clicks")), _objects(Box, told.get("boxes"))
    labels = segment(picture, clicks, boxes, flow, work.seed % (1 << 32))
    if not np.any(labels):
        raise InputError(f"nothing stands out at the clicks on frame {index}",
                         hint="click again nearer to the middle of the object, or draw a box around it")  # fmt: skip
    write_labels(work.scratch / "key.png", labels)
    return [Output("key", work.scratch / "key.png", "image/png")]


def _find(work: Work) -> list[Output]:
    part = Part(work.inputs["plate"], work.scratch)
    found = find_moving(part.__getitem__, len(part), work.seed % (1 << 32), work.progress)
    part.close()
    key, path = work.scratch / "key.png", work.scratch / "found.json"
    write_labels(key, found.labels)
    path.write_text(json.dumps({"frame": found.number, "clearness": round(found.clearness, 3)}), encoding="utf-8")
    return [Output("key", key, "image/png"), Output("found", path, "application/json")]


def _objects(kind: type, rows: object) -> list[Any]:
    try:
        return [kind(**row) for row in rows or () if isinstance(row, Mapping)]  # type: ignore[attr-defined]
    except TypeError as error:
        raise InputError(f"a {kind.__name__.lower()} is not understood: {error}") from error
