"""Camera motion as a chain of homographies: where a pixel of frame a lies in frame b, as far as the far ground goes.

Corners outside the masks (Shi & Tomasi, CVPR 1994) are followed by pyramidal Lucas-Kanade both ways, and a homography
is fitted by RANSAC (Fischler & Bolles 1981; its random numbers are fixed in OpenCV, so the fit repeats). Neighbouring
frames are fitted once; longer ways are products.
"""

from __future__ import annotations

from collections import OrderedDict

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.flow import flow_between
from secondunit.departments.plates.pixels import disk
from secondunit.departments.roto.cleanup.fields import complete
from secondunit.departments.roto.cleanup.frames import KEPT, Reel, Shot

Homography = NDArray[np.float64]  # (3, 3), maps (x, y, 1) of one frame to another
WIDE = 640  # pixels: motion is read at this width
CORNERS = 500
DRAWN = 3  # pixels at a quarter of the size to which what is to go draws the flow around it
LEAST = 12  # matches that a homography is believed from


class Camera:
    """The motion of one shot, fitted as it is asked for."""

    def __init__(self, reel: Reel) -> None:
        """Fit nothing yet."""
        self.reel = reel
        self.steps: dict[int, Homography] = {}
        self.dense: OrderedDict[int, NDArray[np.float32]] = OrderedDict()

    def step(self, number: int) -> Homography:
        """Return the motion from frame `number` to the next."""
        if number not in self.steps:
            self.steps[number] = between(self.reel[number], self.reel[number + 1])
        return self.steps[number]

    def moves(self, number: int) -> NDArray[np.float32]:
        """Return the dense flow of frame `number` to its neighbour, a quarter of the size, in whole pixels.

        Near and under the masks, where what is to go draws the flow, it is completed from around.
        """
        if number not in self.dense:
            other = number + 1 if number + 1 < len(self.reel) else number - 1
            here, there = self.reel[number], self.reel[max(other, 0)]
            size = (max(16, here.grey.shape[1] // 4), max(16, here.grey.shape[0] // 4))
            small = [cv2.resize(each.grey, size, interpolation=cv2.INTER_AREA) for each in (here, there)]
            flow = flow_between(small[0], small[1]) * np.float32(here.grey.shape[1] / size[0])
            shut = cv2.resize((here.wide | there.wide).astype(np.uint8), size, interpolation=cv2.INTER_AREA)
            self.dense[number] = complete(flow, cv2.dilate(shut, disk(DRAWN)) == 0)
            if len(self.dense) > KEPT:
                self.dense.popitem(last=False)
        return self.dense[number]

    def way(self, start: int, end: int) -> Homography:
        """Return the motion from frame `start` to frame `end`, either way round."""
        low, high = min(start, end), max(start, end)
        total = np.eye(3)
        for number in range(low, high):
            total = self.step(number) @ total
        return total if start <= end else np.asarray(np.linalg.inv(total))


def between(a: Shot, b: Shot) -> Homography:
    """Fit the homography from `a` to `b`; a shift, or no motion, where too little can be followed."""
    high, wide = a.grey.shape
    scale = min(1.0, WIDE / wide)
    size = (round(wide * scale), round(high * scale))
    first, second = (cv2.resize(shot.grey, size, interpolation=cv2.INTER_AREA) for shot in (a, b))
    free, there = (cv2.resize((~shot.wide).astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) for shot in (a, b))
    corners = cv2.goodFeaturesToTrack(first, CORNERS, 0.005, max(4, size[0] // 80), mask=free, blockSize=5)
    if corners is None or len(corners) < LEAST:
        return np.eye(3)
    # a first guess by one shift of the whole picture, for fast pans
    shift, _ = cv2.phaseCorrelate(_windowed(first), _windowed(second))
    guess = corners + np.array(shift, np.float32)
    ends, good, _ = cv2.calcOpticalFlowPyrLK(first, second, corners, guess, winSize=(15, 15), maxLevel=4,
                                             flags=cv2.OPTFLOW_USE_INITIAL_FLOW)  # fmt: skip
    again, back, _ = cv2.calcOpticalFlowPyrLK(second, first, ends, None, winSize=(15, 15), maxLevel=4)
    start, end = corners[:, 0], ends[:, 0]
    stays = (good[:, 0] > 0) & (back[:, 0] > 0) & (np.abs(again[:, 0] - start).max(axis=1) < 0.7)
    at = np.rint(end).astype(int)
    inside = (at[:, 0] >= 0) & (at[:, 1] >= 0) & (at[:, 0] < size[0]) & (at[:, 1] < size[1])
    stays &= inside
    stays[stays] = there[at[stays, 1], at[stays, 0]] > 0
    if stays.sum() < LEAST:
        return np.eye(3)
    found, chosen = cv2.findHomography(start[stays], end[stays], cv2.RANSAC, 1.5, maxIters=2000, confidence=0.999)
    if found is None or chosen.sum() < LEAST or not _sane(found, size):
        median = np.median(end[stays] - start[stays], axis=0)
        found = np.array([[1, 0, median[0]], [0, 1, median[1]], [0, 0, 1.0]])
    grow = np.diag([wide / size[0], high / size[1], 1.0])
    return np.asarray(grow @ found @ np.linalg.inv(grow))


def _windowed(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    window = cv2.createHanningWindow((picture.shape[1], picture.shape[0]), cv2.CV_32F)
    return np.asarray((picture - np.float32(picture.mean())) * window, np.float32)


def _sane(found: Homography, size: tuple[int, int]) -> bool:
    """Whether the corners of the picture keep their order and the picture roughly its size from frame to frame."""
    corners = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float64)
    moved = places(found, corners)
    x, y = moved.T
    area = 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
    return bool(np.isfinite(moved).all()) and 0.5 < area / (size[0] * size[1]) < 2.0


def places(motion: Homography, points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Carry points `(n, 2)` (x, y) along; behind the horizon they go to infinity."""
    moved = points @ motion[:, :2].T + motion[:, 2]
    depth = np.where(moved[:, 2:] > 1e-6, moved[:, 2:], np.nan)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.nan_to_num(moved[:, :2] / depth, nan=1e9))
