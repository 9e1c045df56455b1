"""A piece of a plate in front of a screen: mattes and despilled colours, frame by frame."""

from __future__ import annotations

import json

import numpy as np

from secondunit.departments.roto.edges import moved
from secondunit.departments.roto.keying.screen import screen_key
from secondunit.engines.api import Output, Work
from secondunit.engines.plate_files import Part, Sheaf


def key(work: Work) -> list[Output]:
    """Key the screen of frames `start` to `stop` (exclusive); parameters as of departments.roto.parameters.

    Roles as of `flow_carry.carry`: `alpha.1`, `fg` where asked for, `told` (nothing is carried, so no confidence).
    InputError names the frame that shows no screen.
    """
    asked = work.parameters
    start, stop = int(asked["start"]), int(asked["stop"])
    part = Part(work.inputs["plate"], work.scratch, start, stop - 1)
    mattes = Sheaf(work.scratch, "alpha.1")
    colours = Sheaf(work.scratch, "fg") if asked["foreground"] else None
    for index, name in enumerate(part.names):
        frame = part.read(index)
        picture = np.nan_to_num(frame.picture, posinf=65504.0) if frame.linear else frame.picture
        found = screen_key(picture, screen=str(asked["screen"]), linear=frame.linear)
        matte = moved(found.matte, float(asked["shift"]), float(asked["feather"]))
        mattes.grey(name, matte)
        if colours is not None:
            colours.colour(name, found.foreground, matte, linear=frame.linear)
        work.progress((index + 1) / len(part))
    part.close()
    path = work.scratch / "told.json"
    path.write_text(json.dumps({"frames": {}}), encoding="utf-8")
    outputs = [sheaf.seal() for sheaf in (mattes, colours) if sheaf is not None]
    return [*outputs, Output("told", path, "application/json")]
