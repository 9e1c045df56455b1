"""The clean plate of a screen: its colour in every pixel, from one frame or from many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.fill import fill_smooth
from secondunit.departments.plates.pixels import Picture
from secondunit.departments.roto.keying.light import as_given, linear_light, shrunk

CHANNEL = {"red": 0, "green": 1, "blue": 2}
LEAST = 0.002  # of the picture: less screen than that is none
MOST_FRAMES = 31  # of a temporal plate: the memory is that many frames

Light = NDArray[np.float32]


def screen_channel(light: Light, screen: str) -> int:
    """Return 1 or 2 (0 for red) for the name of a screen; `auto` takes whichever of green and blue leads in more light.

    Raises InputError for another name.
    """
    if screen == "auto":
        lead = [float(np.clip(difference(light, channel), 0, None).sum()) for channel in (1, 2)]
        return 1 if lead[0] >= lead[1] else 2
    if screen not in CHANNEL:
        raise InputError(f"There is no {screen!r} screen.", "Say green, blue, red or auto.")
    return CHANNEL[screen]


def difference(light: Light, channel: int) -> Light:
    """Return the colour difference: the screen's channel less the larger of the other two (Vlahos)."""
    others = [at for at in range(3) if at != channel]
    return np.asarray(light[..., channel] - np.maximum(light[..., others[0]], light[..., others[1]]), np.float32)


def sure_screen(light: Light, channel: int) -> NDArray[np.bool_]:
    """Return the pixels that are screen without doubt, away from all edges.

    They are those around the commonest chromaticity among pixels led by the screen's channel, at the brightness that
    their surroundings have. Raises InputError when there are too few.
    """
    total = light.sum(2)
    led = difference(light, channel)
    leading = led[led > 0]
    bright = led > 0.2 * float(np.percentile(leading, 90)) if leading.size else led > 0
    shares = light / np.maximum(total, 1e-6)[..., None]
    greenish = bright & (led > 0.15 * np.maximum(light[..., channel], 1e-6))
    if greenish.sum() < LEAST * greenish.size:
        raise InputError("The picture shows no screen of that colour.",
                         "Name the screen's colour, widen the garbage mask, or give a clean plate.")
    others = [at for at in range(3) if at != channel]
    axes = [shares[..., at][greenish] for at in (channel, others[0])]
    counts, first, second = np.histogram2d(axes[0], axes[1], bins=64, range=[[0, 1], [0, 1]])
    counts = np.asarray(cv2.GaussianBlur(counts, (0, 0), 1.0))
    top = np.unravel_index(int(np.argmax(counts)), counts.shape)
    centre = (float(first[top[0]] + first[top[0] + 1]) / 2, float(second[top[1]] + second[top[1] + 1]) / 2)
    apart = np.hypot(shares[..., channel] - centre[0], shares[..., others[0]] - centre[1])
    close = greenish & (apart < 0.09)
    inner = shrunk(close, 3)
    if inner.sum() < LEAST * inner.size:
        inner = shrunk(close, 1)
    if inner.sum() < LEAST * inner.size:
        raise InputError("The picture shows too little of its screen.", "Give a clean plate.")
    weight = np.asarray(cv2.GaussianBlur(inner.astype(np.float32), (0, 0), 12))
    around = np.asarray(cv2.GaussianBlur(light * inner[..., None], (0, 0), 12)) / np.maximum(weight, 1e-6)[..., None]
    usual = difference(around, channel)
    return np.asarray(inner & (np.abs(led - usual) < 0.35 * np.maximum(usual, 1e-6)))


def screen_plate(light: Light, sure: NDArray[np.bool_], smooth: float = 4.0) -> Light:
    """Return the screen's colour everywhere, linear light: measured where it is sure, carried on elsewhere.

    `smooth` pixels of blur take the grain out.
    """
    weight = sure.astype(np.float32)
    mass = np.asarray(cv2.GaussianBlur(weight, (0, 0), smooth))
    mean = np.asarray(cv2.GaussianBlur(light * weight[..., None], (0, 0), smooth))
    mean = mean / np.maximum(mass, 1e-6)[..., None]
    return fill_smooth(np.asarray(mean, np.float32), np.where(mass > 0.05, 1, 0).astype(np.float32))


def plate_over_time(pictures: Iterable[NDArray[Any]], *, screen: str = "auto", linear: bool = False) -> Picture:
    """Return a clean plate of a locked-off shot: in each pixel the median of the frames that show the screen there.

    Every picture given is held in memory, so give a choice of up to 31 frames spread over the shot; what no frame
    shows is filled smoothly. The plate is float32 in the pictures' own coding. Raises InputError for no pictures, too
    many, sizes that differ, or a shot without screen.
    """
    seen: list[Light] = []
    channel = -1
    for picture in pictures:
        light = linear_light(picture, linear)
        if len(seen) == MOST_FRAMES:
            raise InputError(f"A clean plate is made of at most {MOST_FRAMES} frames.", "Spread them over the shot.")
        if seen and light.shape != seen[0].shape:
            raise InputError(f"The frames of the plate differ in size: {light.shape} and {seen[0].shape}.",
                             "Give frames of one shot.")
        channel = screen_channel(light, screen) if channel < 0 else channel
        seen.append(np.where(sure_screen(light, channel)[..., None], light, np.nan).astype(np.float32))
    if not seen:
        raise InputError("There are no frames to make a clean plate of.", "Give some frames of the shot.")
    stack = np.stack(seen)
    count = (~np.isnan(stack[..., 0])).sum(0)
    order = np.sort(stack, axis=0)  # NaN goes last
    middle = np.maximum(count - 1, 0)
    low, high = (np.take_along_axis(order, at[None, ..., None], 0)[0] for at in (middle // 2, (middle + 1) // 2))
    known = count > 0
    plate = np.where(known[..., None], (low + high) / 2, 0).astype(np.float32)
    return as_given(fill_smooth(plate, known.astype(np.float32)), linear)
