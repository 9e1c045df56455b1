"""What moves by itself: where nobody has pointed at anything, the thing that does not go with the camera.

The camera's motion is the homography that most of the optical flow agrees on; what is left of the flow is the motion of
things. Where that stands out, seeds are set, and the object is grown from them by colour and motion (see `clicks`).
Motion as the cue for a foreground object follows Papazoglou & Ferrari, ICCV 2013.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from secondunit.core.errors import InputError
from secondunit.departments.plates.flow import Flow, flow_between
from secondunit.departments.plates.pixels import Labels, Picture, as_bytes, disk, grey
from secondunit.departments.roto.clicks import edged, grown, working
from secondunit.departments.roto.edges import settled

LOOKS = 7  # frames that are looked at, spread over the plate
STEP = 2  # frames between which motion is measured
LEAST = 0.6  # pixels at working size that a thing moves by itself at least, between these frames
SMALL, LARGE = 0.002, 0.5  # share of the picture that an object may have


@dataclass(frozen=True)
class Found:
    """The frame on which an object stands out most, its mask (0 and 1), and by how much it does (1 is barely)."""

    number: int
    labels: Labels
    clearness: float


def find_moving(
    read: Callable[[int], Picture], count: int, seed: int = 0, progress: Callable[[float], None] = lambda share: None
) -> Found:
    """Look at a few frames and return the one object that moves by itself, where it stands out most.

    InputError when nothing does: a still camera and a still scene, or parallax everywhere.
    """
    if count < 2:
        raise InputError("a single frame shows no motion", hint="click on the object or draw a box around it")
    looks = sorted({round((part + 0.5) * count / LOOKS - 0.5) for part in range(LOOKS)})
    best: tuple[float, int] | None = None
    for done, number in enumerate(looks, 1):
        clear = _clearness(_apart(read, number, count))
        if clear is not None and (best is None or clear > best[0]):
            best = (clear, number)
        progress(0.8 * done / len(looks))
    if best is None:
        raise InputError("nothing in this plate moves by itself",
                         hint="click on the object (--points), draw a box (--box) or paint a key (--keys)")  # fmt: skip
    clear, number = best
    return Found(number, _mask(read, number, count, seed), clear)


def _apart(read: Callable[[int], Picture], number: int, count: int) -> NDArray[np.float32]:
    """How far each pixel moves besides the camera, in pixels at working size."""
    other = number + STEP if number + STEP < count else max(0, number - STEP)
    if other == number:
        other = number + 1 if number + 1 < count else number - 1
    here, there = grey(as_bytes(read(number))), grey(as_bytes(read(other)))
    size, _ = working(*here.shape)
    start, end = (np.asarray(cv2.resize(each, size, interpolation=cv2.INTER_AREA)) for each in (here, there))
    flow = flow_between(start, end)
    own = np.linalg.norm(flow - _camera(flow), axis=2).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(own, (0, 0), 2))


def _camera(flow: Flow) -> Flow:
    """The flow that the camera alone would make: the homography most of a grid of points agrees on."""
    height, width = flow.shape[:2]
    y, x = np.mgrid[4:height:8, 4:width:8]
    start = np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32)
    end = start + flow[y.ravel(), x.ravel()]
    cv2.setRNGSeed(1)
    found, _ = cv2.findHomography(start, end, cv2.RANSAC, 1.0)
    if found is None:
        return np.zeros_like(flow)
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=2).astype(np.float32)
    moved = cv2.perspectiveTransform(grid.reshape(-1, 1, 2), found).reshape(height, width, 2)
    return np.asarray(moved - grid, np.float32)


def _standing_out(own: NDArray[np.float32]) -> NDArray[np.bool_] | None:
    """The part that moves most by itself; None when nothing does, or nothing of the size of an object."""
    level = max(LEAST, float(np.median(own)) * 3, 0.35 * float(np.percentile(own, 99.5)))
    parts, labels, stats, _ = cv2.connectedComponentsWithStats((own > level).astype(np.uint8))
    if parts < 2:
        return None
    weight = np.bincount(labels.ravel(), own.ravel(), parts) / (1 + 2 * _along_border(labels, stats))
    weight[0] = 0
    best = int(weight.argmax())
    share = stats[best, cv2.CC_STAT_AREA] / own.size
    return np.asarray(labels == best) if SMALL <= share <= LARGE else None


def _along_border(labels: NDArray[np.int32], stats: NDArray[np.int32]) -> NDArray[np.float64]:
    """For each part, what share of its extent runs along the picture's border: parallax of the ground does."""
    rim = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    touching = np.bincount(rim, minlength=len(stats))
    return np.asarray(touching / (2 * np.maximum(1, stats[:, cv2.CC_STAT_WIDTH] + stats[:, cv2.CC_STAT_HEIGHT])))


def _clearness(own: NDArray[np.float32]) -> float | None:
    part = _standing_out(own)
    if part is None:
        return None
    ring = (cv2.dilate(part.astype(np.uint8), disk(8)) > 0) & ~part
    inside, around = float(own[part].mean()), float(np.median(own[ring])) if ring.any() else 0.0
    return float(inside / (around + 0.3) * float(part.mean()) ** 0.25)


def _mask(read: Callable[[int], Picture], number: int, count: int, seed: int) -> Labels:
    """Grow the object on a frame from what moves and does not look like the ground around it.

    Flow smears a thing's motion over flat ground beside it; there the colours of the ground further off tell.
    """
    own = _apart(read, number, count)
    part = _standing_out(own)
    assert part is not None  # noqa: S101 - the same frame stood out a moment ago
    picture = as_bytes(read(number))
    spread = max(part.shape) // 12
    around = _wider(part, spread) & ~_wider(part, 3)
    strange = _strange(picture, part, around)
    inside = part & (strange > 0.7)
    inside = inside if inside.sum() > 30 else part & (own > np.percentile(own[part], 60))
    outside = ~_wider(part, spread) | (around & (strange < 0.3)) | (_wider(part, spread) & (strange < 0.08))
    belief = grown(picture, inside, outside & ~inside, np.ones_like(part), None, seed)  # smeared flow misleads here
    return settled(edged(picture, belief) > 0.5).astype(np.uint8)


def _wider(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), disk(by)) > 0)


def _strange(
    picture: NDArray[np.uint8], part: NDArray[np.bool_], around: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """How much more a pixel's colour is of the part than of what is around it, 0..1, from two smoothed histograms."""
    small = cv2.resize(picture, part.shape[::-1], interpolation=cv2.INTER_AREA)
    bins = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.int64) // 8
    place = (bins[..., 0] * 32 + bins[..., 1]) * 32 + bins[..., 2]
    counts = []
    for mask in (part, around):
        table = np.bincount(place[mask], minlength=32**3).reshape(32, 32, 32).astype(np.float32)
        table = ndimage.gaussian_filter(table, 0.8)
        counts.append(table / max(1e-6, float(table.sum())))
    mine, theirs = counts[0].ravel()[place], counts[1].ravel()[place]
    return np.asarray(cv2.GaussianBlur((mine + 1e-7) / (mine + theirs + 2e-7), (0, 0), 1.0), np.float32)
