"""A frame whose labels are known, as the frames around it see it through flow.

Work is done on a grid of every second pixel of the working size ("the grid"). A path `(h, w, 3)` is a flow in working
pixels, given on the grid, with a third number: 0, or 1 where it is lost because something was covered on the way. What
an anchor tells of a pixel: where in the anchor it lies, how well colours agree there (drift and occlusion show), and
which label lies there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates import flow as flows
from secondunit.departments.plates.flow import Flow
from secondunit.departments.plates.pixels import Labels
from secondunit.departments.roto.propagate import appearance
from secondunit.departments.roto.propagate.network import Array, total
from secondunit.departments.roto.propagate.shot import UNKNOWN

WAVES = (1.0, 3.0, 7.0)  # half periods over the picture's long side
STRICT, MILD = np.float32(8), np.float32(25)  # colour errors (sum over Lab) that let trust fall to 1/e
LOST = np.float32(60)  # colour error taken where a path is lost
DOUBT = np.float32(15)  # likewise for the carried label


@dataclass(frozen=True, eq=False)
class Anchor:
    """A key, or a solved frame that serves as one.

    `classes` on the grid teach (`UNKNOWN` does not); `chances` `(H, W, classes)` at working size are carried.
    """

    number: int
    looks: Array  # (h, w, D) on the grid
    colours: Array  # (h, w, 3) Lab on the grid
    classes: Labels
    chances: Array


def from_labels(number: int, colours: Array, classes: Labels, count: int) -> Anchor:
    """Make an anchor of a key at working size: its Lab picture and its classes below `count`, or `UNKNOWN`."""
    chances = np.stack([classes == each for each in range(count)], axis=2).astype(np.float32)
    chances[classes == UNKNOWN] = 1 / count
    return from_chances(number, colours, chances, classes)


def from_chances(number: int, colours: Array, chances: Array, classes: Labels) -> Anchor:
    """Make an anchor of a solved frame: `classes` should be `UNKNOWN` where the chances are not sure."""
    looks = np.ascontiguousarray(appearance.descriptors(colours)[::2, ::2])
    small = np.ascontiguousarray(colours[::2, ::2])
    return Anchor(number, looks, small, np.ascontiguousarray(classes[::2, ::2]), chances)


def moving(anchor: Anchor, moves: Array) -> Anchor:
    """Add how things move by themselves, `(h, w, n)` on the grid, to an anchor's looks."""
    return replace(anchor, looks=np.concatenate([anchor.looks, moves], axis=2))


def through(path: Flow, step: Flow) -> Flow:
    """Lengthen a path on the grid by a step on the grid that leads to where the path begins."""
    warped = flows.warp(path, half(step))
    longer = warped + step
    np.maximum(warped[..., 2], step[..., 2], out=longer[..., 2])
    return longer


def still(shape: tuple[int, ...]) -> Flow:
    """Return the path of a frame to itself, on a grid of this shape."""
    return np.zeros((*shape[:2], 3), np.float32)


def half(path: Flow) -> Flow:
    """Return a path in steps of the grid instead of working pixels: what warping grid values needs."""
    return path * np.float32(0.5)


def inverse(path: Flow) -> Flow:
    """Turn a path round: splat it to where it leads and fill what nothing reached from around."""
    height, width = path.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    column = np.rint(x + path[..., 0] / 2).astype(int)
    row = np.rint(y + path[..., 1] / 2).astype(int)
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    at = (row * width + column)[inside]
    hits = np.bincount(at, minlength=height * width)
    sums = [np.bincount(at, -path[..., k][inside], height * width) for k in (0, 1)]
    known = np.stack([*sums, hits], axis=1).reshape(height, width, 3).astype(np.float32)
    turned, missing = still(path.shape), known[..., 2] == 0
    turned[..., 2] = missing
    turned[..., :2] = known[..., :2] / np.maximum(known[..., 2:], 1)
    sigma = 2.0
    while missing.any() and sigma < 2 * max(height, width):
        spread = cv2.GaussianBlur(known, (0, 0), sigma)
        found = missing & (spread[..., 2] > 1e-4)
        turned[found, :2] = spread[found][:, :2] / spread[found][:, 2:]
        missing &= ~found
        sigma *= 4
    return np.asarray(turned, np.float32)


def mismatch(anchor: Anchor, path: Flow, colours: Array) -> Array:
    """Return how far the frame's colours on the grid differ from the anchor's along the path (sum over Lab).

    Where the path is lost a mismatch of `LOST` at least is taken.
    """
    error = total(np.abs(flows.warp(anchor.colours, half(path)) - colours))
    error = np.maximum(error, LOST * path[..., 2])
    return np.asarray(cv2.GaussianBlur(error, (0, 0), 1.5))


def step(there: Flow, back: Flow) -> Flow:
    """Make a path of the flow from a frame to its neighbour and the flow back, both at working size.

    It is lost where the two disagree, for there something is covered or uncovered; the bound is that of Sundaram,
    Brox & Keutzer (ECCV 2010).
    """
    again = flows.warp(back, there)
    apart = total(np.square(there + again))
    length = total(np.square(there) + np.square(again))
    lost = (apart > 0.01 * length + 0.5).astype(np.float32)
    return np.ascontiguousarray(np.concatenate([there, lost[..., None]], axis=2)[::2, ::2])


def evidence(places: Array, error: Array, chances: Array, side: int) -> Array:
    """Return `(N, width)`: what an anchor tells of N pixels at `places` in it, for its net."""
    strict, mild, near = np.exp(-error / STRICT), np.exp(-error / MILD), np.exp(-error / DOUBT)
    label = (2 * chances[:, 1:] - 1) * near[:, None]
    return np.concatenate([waves(places, side), strict[:, None], mild[:, None], label], axis=1)


def waves(places: Array, side: int) -> Array:
    """Write places (x, y) as sines and cosines of a few lengths: a net bends along these more easily."""
    angles = np.concatenate([places * np.float32(np.pi * wave / side) for wave in WAVES], axis=1)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


def grid_places(shape: tuple[int, ...]) -> Array:
    """Return where the grid's points lie at working size, `(h, w, 2)` as x, y."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32) * 2
    return np.stack([x, y], axis=2)


def larger(values: NDArray[np.float32], height: int, width: int) -> Array:
    """Interpolate grid values to working size: pixel (2i, 2j) keeps its value."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) / 2
    return np.asarray(cv2.remap(values, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
