"""What a board looks like: the parameters a user may set and the tone keys of each mood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError

MAX_SIDE = 4096


@dataclass(frozen=True, slots=True)
class InkStyle:
    """Parameters of a board. Strengths are 0 (off) to 2; 1 is the house style."""

    width: int = 960
    height: int = 540
    hatching: float = 1.0  # pencil strokes in the shade
    lines: float = 1.0  # line weight
    wobble: float = 1.0  # how far the hand strays
    grain: float = 1.0  # paper tooth and wash mottling
    seed: int = 0  # the hand: noise of lines, hatching and paper
    overlays: bool = False  # names and camera arrows; drawn by scene.overlay, never into the clean panel

    @classmethod
    def from_json(cls, data: Mapping[str, object], width: int = 960, height: int = 540) -> InkStyle:
        """Read a style; raise InputError that names a wrong key."""
        known = {f.name for f in fields(cls)}
        for key in data:
            if key not in known:
                raise InputError(f"the ink style has an unknown key {key!r}", hint=f"known: {', '.join(sorted(known))}")
        values: dict[str, object] = {"width": width, "height": height, **data}
        for key in ("width", "height", "seed"):
            value = values.get(key, 0)
            low, top = (0, 2**53) if key == "seed" else (16, MAX_SIDE)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= top:
                raise InputError(f"style.{key} is {value!r}", hint=f"a whole number from {low} to {top}")
        for key in ("hatching", "lines", "wobble", "grain"):
            value = values.get(key, 1.0)
            if isinstance(value, bool):
                value = float(value)
            if not isinstance(value, (int, float)) or not 0.0 <= value <= 2.0:
                raise InputError(f"style.{key} is {value!r}", hint="true, false or a number from 0 to 2")
            values[key] = float(value)
        if not isinstance(values.get("overlays", False), bool):
            raise InputError("style.overlays must be true or false")
        return cls(**values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, eq=False)
class InkPasses:
    """A board and its passes, all (height, width). Passes are exact samples at pixel centres.

    panel: uint8 (h, w, 3), sRGB. depth: float32 camera z in metres, inf where sky. normal: float32 (h, w, 3) in
    camera space (x right, y up, z towards the camera), 0 where sky. id: uint16, 0 sky, else object index + 1.
    edges: float32 ink coverage 0..1.
    """

    panel: NDArray[np.uint8]
    depth: NDArray[np.float32]
    normal: NDArray[np.float32]
    id: NDArray[np.uint16]
    edges: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mood:
    """Tone key. Values are display values 0 ink to 1 paper; `steps` multiply local value in shade, half, full light."""

    steps: tuple[float, float, float]
    figure_steps: tuple[float, float, float]  # figures are lit a little kinder than the set: they must read
    key: float  # strength of the key on the set
    figure_key: float  # strength of the three-quarter light that follows the camera, on figures only
    practical: float  # reach of lamps in metres for full light
    sky: tuple[float, float]  # value at zenith and at horizon
    ambient: float  # light that the set has without any source
    halo: float  # how much the ground is lifted around figures
    fade: float  # metres until the set has faded to the horizon by 63 %
    rim: float  # strength of the edge light on whom the shot is about, in the dark moods
    shadow_reach: float  # cast shadows are no longer than this: walls and ceilings do not black out a room


MOODS: Mapping[str, Mood] = MappingProxyType({
    "day": Mood((0.66, 0.86, 1.0), (0.72, 0.90, 1.0), 1.0, 0.75, 1.0, (0.86, 0.98), 0.0, 0.55, 90.0, 0.0, 1e4),
    "interior": Mood((0.64, 0.84, 0.98), (0.72, 0.90, 1.0), 0.9, 0.75, 2.0, (0.97, 1.0), 0.12, 0.5, 1e4, 0.0, 2.2),
    "dusk": Mood((0.55, 0.72, 0.94), (0.36, 0.58, 0.95), 1.0, 0.30, 4.0, (0.56, 1.0), 0.0, 0.30, 45.0, 0.75, 1e4),
    "interior-night": Mood(
        (0.26, 0.46, 0.92), (0.40, 0.76, 1.0), 0.35, 0.45, 2.6, (0.16, 0.24), 0.0, 0.16, 1e4, 0.25, 2.2),
    "night": Mood((0.22, 0.40, 0.90), (0.32, 0.64, 1.0), 0.45, 0.40, 5.0, (0.15, 0.44), 0.0, 0.16, 60.0, 0.7, 1e4),
})
