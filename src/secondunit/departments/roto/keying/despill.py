"""Take the screen's bounce out of colours: limits by name, with the brightness given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Picture
from secondunit.departments.roto.keying.light import LUMA, as_given, linear_light
from secondunit.departments.roto.keying.plate import screen_channel

Light = NDArray[np.float32]
_Limit = Callable[[Light, Light], Light]

# What the screen's channel may be at most, by the two others in the order red, green, blue.
LIMITS: dict[str, _Limit] = {
    "average": lambda a, b: _part(a, b, 1 / 2),
    "maximum": np.maximum,
    "minimum": np.minimum,
    "first": lambda a, b: a,
    "second": lambda a, b: b,
    "double_first": lambda a, b: _part(a, b, 1 / 3),
    "double_second": lambda a, b: _part(a, b, 2 / 3),
}


def _part(first: Light, second: Light, part: float) -> Light:
    return np.asarray(first + np.float32(part) * (second - first), np.float32)


def despill(picture: NDArray[Any], *, screen: str = "green", limit: str = "average", amount: float = 1.0,
            keep_luminance: float = 1.0, linear: bool = False) -> Picture:  # fmt: skip
    """Return the picture with the screen's channel limited, float32 in its own coding, values above 1 kept.

    `limit` names what the channel may be at most (`LIMITS`: of the other two, first and second are in the order red,
    green, blue); `amount` 0..1 how much of the surplus goes; `keep_luminance` 0..1 how much of the brightness that goes
    with it comes back as white light. Raises InputError for unknown names.
    """
    light = linear_light(picture, linear)
    return as_given(despill_light(light, screen_channel(light, screen), limit, amount, keep_luminance), linear)


def despill_light(light: Light, channel: int, limit: str = "average", amount: float = 1.0,
                  keep_luminance: float = 1.0) -> Light:  # fmt: skip
    """`despill` of linear light and a channel number."""
    if limit not in LIMITS:
        raise InputError(f"There is no despill limit {limit!r}.", f"Say one of {', '.join(LIMITS)}.")
    first, second = (light[..., at] for at in range(3) if at != channel)
    surplus = amount * np.maximum(light[..., channel] - LIMITS[limit](first, second), 0)
    out = light.copy()
    out[..., channel] -= surplus
    return np.asarray(out + (keep_luminance * LUMA[channel] * surplus)[..., None], np.float32)
