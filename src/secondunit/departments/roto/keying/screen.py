"""The green and blue screen keyer: a colour difference first, then an edge that knows what lies on both sides.

The colour difference after Vlahos says for certain what is screen and what is not. Between, foreground colours are
carried out of the core, screen colours are known from the clean plate, and alpha is where the pixel lies on the line
between the two, in linear light, where edges really mix.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.fill import fill_smooth
from secondunit.departments.plates.pixels import Matte, Picture
from secondunit.departments.roto.keying.despill import despill_light
from secondunit.departments.roto.keying.light import as_given, linear_light, overrule, shrunk, soft_step
from secondunit.departments.roto.keying.plate import difference, screen_channel, screen_plate, sure_screen
from secondunit.departments.roto.matting.checks import same_size

Light = NDArray[np.float32]
BRIGHTNESS = 0.1  # weight of brightness beside hue when a pixel is placed between foreground and screen
MIXED = 0.15  # of the plain key: above, a pixel may be mixed
RIM = 6  # pixels of screen around anything mixed that the plate is not made of


@dataclass(frozen=True)
class Keyed:
    """What a key gives: `matte` `(H, W)`, straight `foreground` and the `screen` behind, both `(H, W, 3)` float32."""

    matte: Matte
    foreground: Picture
    screen: Picture


def screen_key(picture: NDArray[Any], *, screen: str = "auto", clean_plate: NDArray[Any] | None = None,
               garbage: NDArray[Any] | None = None, holdout: NDArray[Any] | None = None,
               clip_black: float | None = None, clip_white: float = 0.98, shoulder: float = 0.0, core_shrink: int = 4,
               edge: float = 1.0, despill: str = "average", despill_amount: float = 1.0,
               keep_luminance: float = 0.5, linear: bool = False) -> Keyed:  # fmt: skip
    """Key a screen out of a picture `(H, W, 3)`, uint8, uint16 or float32; float32 out, values above 1 survive.

    `clean_plate` is the empty screen, else one is made from the frame. `garbage` and `holdout` masks force 0 and 1.
    `clip_black` and `clip_white` are the alphas that become 0 and 1; without `clip_black` the grain of the screen is
    measured and taken out where nothing covers it, so that strands fainter than a threshold stay. `shoulder` rounds
    both corners. `core_shrink` pixels inside the key the foreground is taken as solid; `edge` 0..1 mixes from the
    plain colour difference to the edge by foreground and screen colours. `despill` is the limit, `despill_amount` and
    `keep_luminance` are as in `despill`. `linear` says that pictures are linear light. The foreground is not
    multiplied by the matte and goes on beyond its edge. Raises InputError for sizes that differ, NaN, and no screen.
    """
    light = linear_light(picture, linear)
    channel = screen_channel(light, screen)
    outside = None if garbage is None else overrule(np.ones(light.shape[:2], np.float32), light, garbage, None) > 0.5
    if clean_plate is None:
        looked = light if outside is None else np.where(outside[..., None], light, 0).astype(np.float32)
        sure = sure_screen(looked, channel)
        first = screen_plate(light, sure)
        sure &= shrunk(_plain(light, first, channel) < MIXED, RIM)  # soft edges reach further than colours show
        plate = screen_plate(light, sure) if sure.any() else first
    else:
        plate = linear_light(clean_plate, linear, "clean plate")
        same_size(light, plate[..., 0], "clean plate")
        sure = None
    power = difference(plate, channel)
    if not (power > 0).any():
        raise InputError("The clean plate has nowhere the colour of the screen.", "Check the screen's colour.")
    rough = _plain(light, plate, channel)
    plain = np.clip(rough, 0, 1).astype(np.float32)
    noise = _grain(rough, sure if sure is not None else plain < 0.1)
    core = shrunk(plain > 1 - max(0.03, 3 * noise), core_shrink)
    alpha = plain
    if edge > 0 and core.any():
        alpha = (1 - edge) * plain + edge * _between(light, plate, plain, core)
    if clip_black is None:
        alpha = alpha * _present(rough, noise)
    matte = soft_step(alpha, clip_black or 0.0, clip_white, shoulder)
    matte = overrule(np.maximum(matte, core.astype(np.float32)), light, garbage, holdout)
    front = _unmixed(light, plate, matte)
    front = despill_light(front, channel, despill, despill_amount, keep_luminance)
    front = _extended(front, matte)
    return Keyed(matte, as_given(front, linear), as_given(plate, linear))


def _plain(light: Light, plate: Light, channel: int) -> Light:
    """Return 1 less the colour difference over the plate's: alpha where the foreground is led by another channel.

    It is not clipped below 0, so that the grain of the screen can be measured.
    """
    power = np.maximum(difference(plate, channel), 1e-4)
    return np.asarray(1 - np.maximum(difference(light, channel) / power, 0), np.float32)


def _present(rough: Light, noise: float) -> Matte:
    """Return 0 where the screen shows only its grain and 1 where something covers it, however thin.

    A strand is fainter than the grain of one pixel but not than that of its surroundings: the blur is 5 times calmer.
    """
    calm = np.asarray(cv2.GaussianBlur(rough, (0, 0), 1.5))
    grain = max(noise / (2 * 1.5 * np.sqrt(np.pi)), 1e-4)
    return soft_step(calm, 1.5 * grain, 4.5 * grain, 1.0)


def _grain(rough: Light, where: NDArray[np.bool_]) -> float:
    """Return the standard deviation of the colour difference on the screen, by the median deviation."""
    values = rough[where]
    if not values.size:
        return 0.0
    return float(1.4826 * np.median(np.abs(values - np.median(values))))


def _between(light: Light, plate: Light, plain: Matte, core: NDArray[np.bool_]) -> Matte:
    """Return alpha as the place of each pixel on the line from the screen's colour to the nearest core colour.

    Where core and screen differ too little to tell, the plain key stays.
    """
    front = fill_smooth(light, core.astype(np.float32))
    line = front - plate
    metric = np.eye(3, dtype=np.float32) - (1 - BRIGHTNESS) / 3  # shade differs from pixel to pixel, hue does less
    weighed = line @ metric
    length = np.einsum("hwc,hwc->hw", weighed, line)
    along = np.einsum("hwc,hwc->hw", light - plate, weighed) / np.maximum(length, 1e-8)
    scale = np.einsum("hwc,hwc->hw", plate @ metric, plate)
    trust = np.clip(length / np.maximum(0.1 * scale, 1e-8), 0, 1)
    off = light - plate - along[..., None] * line
    apart = np.sqrt(np.einsum("hwc,hwc->hw", off @ metric, off) / np.maximum(length, 1e-8))
    trust = trust * np.clip(1.5 - 3 * apart, 0, 1)
    mixed = plain + trust * (np.clip(along, 0, 1) - plain)
    return np.asarray(mixed, np.float32)


def _unmixed(light: Light, plate: Light, matte: Matte) -> Light:
    """Return the foreground's own colour: the pixel without the screen's part."""
    alpha = matte[..., None]
    return np.asarray(np.maximum(light - (1 - alpha) * plate, 0) / np.maximum(alpha, 0.05), np.float32)


def _extended(front: Light, matte: Matte) -> Light:
    """Carry the colours of solid pixels into those that are hardly covered, where unmixing only blows up grain."""
    solid = np.clip((matte - 0.1) / 0.4, 0, 1).astype(np.float32)
    if not (solid > 0).any():
        return np.zeros_like(front)
    smooth = np.asarray(cv2.blur(solid, (3, 3)))
    return fill_smooth(front, np.minimum(solid, np.maximum(smooth, 0.25 * solid)))
