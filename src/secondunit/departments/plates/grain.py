"""Grain of a plate: measured where the picture is flat, made again with the same strength, colour and softness.

Blocks of the plate that hold no structure are found (lowest ratio of low-pass gradient to residual), a plane is taken
off each, and what is left is grain: its standard deviation by luma, its covariance between channels and its power
spectrum (how soft and how large it is; Newson et al., "A stochastic film grain model", CGF 2017, names the same three).
New grain is white noise from a seed, shaped by that spectrum, mixed by that covariance, scaled by luma. Values are
display-referred 0..1, the space in which the plate is seen and in which compressed plates keep their noise even.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.flow import flow_between, warp
from secondunit.departments.plates.pixels import Picture, as_float, grey

BLOCK = 16  # pixels; blocks overlap by half
LEVELS = 8  # steps of luma that have a strength of their own
FLAT = 0.05  # share of the blocks of one luma that surely hold no structure
LEAST = 8  # blocks that a strength is read from


@dataclass(frozen=True, eq=False)
class Grain:
    """Grain as numbers: `strength` (LEVELS, 3) standard deviations 0..1 at even steps of luma 0..1, R, G, B;
    `mix` (3, 3) turns independent channels into ones correlated as in the plate, with unit variance; `spectrum`
    (BLOCK, BLOCK // 2 + 1) is the amplitude by frequency, normalised to unit variance."""

    strength: NDArray[np.float32]
    mix: NDArray[np.float32]
    spectrum: NDArray[np.float32]

    @property
    def mean(self) -> float:
        """Return the mean strength over luma and channels (0..1)."""
        return float(self.strength.mean())

    def at_most(self, strength: float) -> Grain:
        """Return the same grain, its mean strength held to `strength` (0..1)."""
        return replace(self, strength=self.strength * np.float32(min(1.0, strength / max(self.mean, 1e-9))))


def measure(frames: Iterable[Picture], masks: Iterable[NDArray[np.generic]] | None = None) -> Grain:
    """Measure the grain of a few frames (three to five are plenty), leaving out what the masks (non-zero) cover.

    Raises InputError where no block is left to read.
    """
    blocks: list[NDArray[np.float32]] = []
    marks: list[NDArray[np.float32]] = []
    kept = iter(masks) if masks is not None else None
    for frame in frames:
        picture = as_float(frame)
        hole = next(kept) if kept is not None else None
        rest, score, level = _blocks(picture, hole)
        blocks.append(rest)
        marks.append(np.stack([score, level], axis=1))
    if not blocks or not sum(len(b) for b in blocks):
        raise InputError("no part of the plate is free to read its grain from", hint="give other frames")
    rest, mark = np.concatenate(blocks), np.concatenate(marks)
    step = np.minimum((mark[:, 1] * LEVELS).astype(int), LEVELS - 1)
    strength = np.full((LEVELS, 3), np.nan, np.float32)
    chosen: list[NDArray[np.intp]] = []
    for n in range(LEVELS):
        here = np.flatnonzero(step == n)
        if len(here) < LEAST:
            continue
        limit = 2.5 * np.quantile(mark[here, 0], FLAT)
        flat = here[mark[here, 0] <= limit]
        flat = flat[np.argsort(mark[flat, 0], kind="stable")][: max(LEAST, int(len(here) * 2 * FLAT))]
        # a median over blocks: a block with an edge in it does not raise the strength
        strength[n] = np.sqrt(np.median((rest[flat] ** 2).mean(axis=(1, 2)), axis=0))
        chosen.append(flat)
    if not chosen:
        raise InputError("too little of the plate is free to read its grain", hint="give more frames")
    # steps of luma that hold nothing but texture stand out; grain changes less than that from step to step
    mean = strength.mean(axis=1)
    seen = np.flatnonzero(np.isfinite(mean))
    usual = float(np.median(np.sort(mean[seen])[: len(seen) // 2 + 1]))
    good = seen[mean[seen] <= 2 * usual]
    chosen = [flat for n, flat in zip(seen, chosen, strict=True) if mean[n] <= 2 * usual]
    for c in range(3):
        strength[:, c] = np.interp(np.arange(LEVELS), good, strength[good, c])
    grain = rest[np.concatenate(chosen)]
    size = np.sqrt((grain**2).mean(axis=(1, 2), keepdims=True))
    grain = grain / np.maximum(size, 1e-6)
    power = (np.abs(np.fft.rfft2(grain, axes=(1, 2))) ** 2).mean(axis=(0, 3))
    # the surface that was taken off held the lowest frequencies: they are as strong as the next ones
    left = _energy(power)
    ring = (power[2, 0] + power[0, 2] + power[-2, 0]) / 3
    for row, column in ((0, 0), (0, 1), (1, 0), (-1, 0), (1, 1), (-1, 1)):
        power[row, column] = max(power[row, column], ring)
    whole = _energy(power)
    strength *= np.float32(np.sqrt(whole / max(left, 1e-12)))
    spectrum = np.sqrt(power / max(whole, 1e-12) * BLOCK * BLOCK)
    flat = grain.reshape(-1, 3)
    share = flat.T @ flat / max(len(flat), 1) + 1e-6 * np.eye(3)
    share /= np.sqrt(np.outer(np.diag(share), np.diag(share)))
    return Grain(strength, np.linalg.cholesky(share).astype(np.float32), spectrum.astype(np.float32))


def changing(first: Picture, second: Picture, hole: NDArray[np.generic]) -> float:
    """Return the strength (0..1) of what changes from one frame to the next where motion is followed.

    Grain is new in every frame, texture moves along: this bounds what `measure` finds on a plate full of texture.
    Zero where everything is masked.
    """
    a, b = as_float(first), as_float(second)
    flow = flow_between(grey(first), grey(second))
    off = a - warp(b, flow)
    fine = (off - cv2.blur(off, (9, 9)))[np.asarray(hole) == 0]
    if not len(fine):
        return 0.0
    # the second frame was looked up between pixels, which halves its grain; the median leaves out what was lost
    return float(1.4826 * np.median(np.abs(fine)) / np.sqrt(1.5))


def _energy(power: NDArray[np.floating]) -> float:
    """Sum a half spectrum as if it were whole."""
    return float(2 * power.sum() - power[:, 0].sum() - power[:, -1].sum())


def _blocks(
    picture: NDArray[np.float32], hole: NDArray[np.generic] | None
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return residuals (n, BLOCK, BLOCK, 3) of the free blocks, how much structure each has, and its luma 0..1."""
    views = np.lib.stride_tricks.sliding_window_view(picture, (BLOCK, BLOCK), axis=(0, 1))
    views = views[:: BLOCK // 2, :: BLOCK // 2].transpose(0, 1, 3, 4, 2)
    blocks = views.reshape(-1, BLOCK, BLOCK, 3)
    if hole is not None:
        open_to = np.lib.stride_tricks.sliding_window_view(np.asarray(hole) != 0, (BLOCK, BLOCK))
        blocks = blocks[~open_to[:: BLOCK // 2, :: BLOCK // 2].any(axis=(2, 3)).reshape(-1)]
    # clipped blocks hold no grain that could be read
    blocks = blocks[((blocks > 2 / 255) & (blocks < 253 / 255)).mean(axis=(1, 2, 3)) > 0.98]
    y, x = np.mgrid[0:BLOCK, 0:BLOCK].reshape(2, -1) - (BLOCK - 1) / 2
    terms = np.stack([np.ones_like(x), x, y, x * x - (x * x).mean(), y * y - (y * y).mean(), x * y])
    basis, _ = np.linalg.qr(terms.T)
    flat = blocks.reshape(len(blocks), BLOCK * BLOCK, 3)
    basis = basis.astype(np.float32)
    rest = flat - np.einsum("pk,qk,nqc->npc", basis, basis, flat, optimize=True)
    rest = rest.reshape(blocks.shape)
    # structure survives a low-pass, grain is thinned by it
    quarter = rest.reshape(len(rest), 4, BLOCK // 4, 4, BLOCK // 4, 3).mean(axis=(2, 4))
    coarse = (quarter**2).mean(axis=(1, 2, 3))
    score = coarse + 0.05 * (rest**2).mean(axis=(1, 2, 3))
    return rest, score.astype(np.float32), blocks.mean(axis=(1, 2, 3)).astype(np.float32)


def noise(grain: Grain, shape: tuple[int, int], seed: int, frame: int) -> NDArray[np.float32]:
    """Return `(H, W, 3)` grain of unit strength; the same seed and frame give the same grain."""
    high, wide = shape
    chance = np.random.default_rng([seed, frame])
    white = chance.standard_normal((high, wide, 3), np.float32)
    kernel = np.fft.fftshift(np.fft.irfft2(grain.spectrum, (BLOCK, BLOCK))).astype(np.float32)
    kernel /= np.sqrt(float((kernel**2).sum()))
    soft = cv2.filter2D(white, cv2.CV_32F, kernel, borderType=cv2.BORDER_WRAP)
    return np.asarray(soft @ grain.mix.T, np.float32)


def apply(
    picture: NDArray[np.float32], grain: Grain, *, seed: int, frame: int,
    amount: NDArray[np.float32] | float = 1.0,
) -> NDArray[np.float32]:  # fmt: skip
    """Lay fresh grain over a clean float32 picture 0..1; `amount` (a number or `(H, W)`) scales it; not clipped."""
    luma = picture @ np.array([0.299, 0.587, 0.114], np.float32)
    where = np.clip(luma, 0, 1).ravel() * LEVELS - 0.5
    levels = np.arange(LEVELS)
    strength = np.stack([np.interp(where, levels, grain.strength[:, c]) for c in range(3)], axis=1)
    scale = strength.reshape(picture.shape).astype(np.float32)
    share = np.broadcast_to(np.asarray(amount, np.float32), picture.shape[:2])[..., None]
    return np.asarray(picture + noise(grain, (picture.shape[0], picture.shape[1]), seed, frame) * scale * share)
