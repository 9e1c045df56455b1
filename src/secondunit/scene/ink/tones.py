"""Flat tones: local value by albedo, cut into shade, half and full light; sky, haze and halo.

Values are display values, 0 ink to 1 paper. A board has few tones: every smooth quantity is cut into steps here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from secondunit.scene.ink.light import Lit, Surface
from secondunit.scene.ink.lines import FEATURES, HAIR, SKIN
from secondunit.scene.ink.style import Mood
from secondunit.scene.ink.texture import noise
from secondunit.scene.ink.trace import Lens
from secondunit.scene.stage.data import StageData

F32 = NDArray[np.float32]
GLOWING = ("shade", "bulb", "lamp", "flame", "screen", "glow", "neon", "lantern")


def local_values(stage: StageData, mood_name: str) -> tuple[F32, NDArray[np.bool_]]:
    """Return each object's value in full light (objects + 1 for sky) and whether it shines by itself."""
    values, glows = [], []
    dark = mood_name in ("night", "interior-night", "dusk")
    for item in stage.objects:
        group = stage.groups[item.group]
        person = group.kind in ("figure", "extra")
        role = item.role.lower()
        glow = dark and not person and (any(word in role for word in GLOWING) or item.tone >= 0.97)
        if person:
            value = _figure_value(role, item.tone)
            if group.kind == "extra":
                value = 0.25 + 0.75 * value
        else:
            # the set keeps to the light half of the scale: the figures own the darks
            value = float(np.interp(item.tone, [0.0, 0.1, 0.3, 0.6, 0.8, 1.0], [0.20, 0.34, 0.58, 0.80, 0.92, 1.0]))
            if group.focus:
                value = value * 1.12 - 0.12
        values.append(1.0 if glow else value)
        glows.append(glow)
    return np.array([*values, 1.0], np.float32), np.array([*glows, False], np.bool_)


def _figure_value(role: str, tone: float) -> float:
    if role in SKIN:
        return float(np.interp(tone, [0.0, 0.1, 0.35, 0.6, 1.0], [0.45, 0.58, 0.84, 0.97, 1.0]))
    if role in HAIR:
        return float(np.interp(tone, [0.0, 0.2, 0.5, 1.0], [0.05, 0.22, 0.60, 0.95]))
    if role in FEATURES:
        return float(np.clip(tone, 0.03, 1.0))
    return float(np.interp(tone, [0.0, 0.12, 0.3, 0.55, 0.8, 1.0], [0.06, 0.16, 0.42, 0.66, 0.93, 1.0]))


def shade(at: Surface, lit: Lit, mood: Mood, seed: int) -> F32:
    """Return the multiplier of the local value (h, w), in flat steps; pools of lamps get a brushed rim."""
    height, width = at.depth.shape
    size = max(width / 960.0, 0.3)
    brush = 0.05 * noise(height, width, 90.0 * size, seed + 61) + 0.03 * noise(height, width, 9.0 * size, seed + 62)
    lamps = lit.lamps * (1.0 + brush)
    scene = lit.key * mood.key + lamps + mood.ambient
    figure = np.maximum(lit.key * mood.key, lit.form * mood.figure_key) + lit.lamps
    amount = np.where(at.figure, figure, scene)
    low = np.where(at.figure, np.float32(0.24), np.float32(0.07))
    # the rim of a pool is soft, the edge of a form is crisp
    rim_soft = np.where((lamps > 0.02) & ~at.figure, np.float32(0.11), np.float32(0.035))
    half = _step(amount, low + np.where(at.figure, np.float32(0.0), rim_soft - np.float32(0.035)), rim_soft)
    # a face needs three planes: its full light starts late
    full = _step(amount, low + np.where(at.skin[at.object] >= 0, np.float32(0.40), np.float32(0.33)),
                 rim_soft + np.float32(0.015))
    steps = np.where(at.figure[..., None], *(np.array(s, np.float32) for s in (mood.figure_steps, mood.steps)))
    out = steps[..., 0] + (steps[..., 1] - steps[..., 0]) * half
    out += (steps[..., 2] - steps[..., 1]) * full
    out *= 1.0 - 0.30 * np.clip((lit.corners - 0.22) / 0.6, 0.0, 1.0)
    return out.astype(np.float32)


def rim(stage: StageData, at: Surface, lit: Lit) -> F32:
    """Return 0..1 where the edge light falls: along the key's side of figures and of what the shot is about."""
    groups = [stage.groups[o.group] for o in stage.objects]
    table = np.array(
        [o.smooth and (g.kind == "figure" or g.focus) for o, g in zip(stage.objects, groups, strict=True)] + [False])
    out: F32 = np.where(table[at.object], _step(lit.rim, np.float32(0.42), 0.06), 0.0)
    return out


def bloom(shining: NDArray[np.bool_], size: float) -> F32:
    """Return 0..1 around what shines in the dark, as wash left lighter around a lamp."""
    out = shining.astype(np.float32)
    wide = 2 * round(13 * size) + 1
    for _ in range(3):
        out = ndimage.uniform_filter(out, wide)
    glow: F32 = np.minimum(out * np.float32(1.4), np.float32(0.55))
    return glow


def sky(lens: Lens, mood: Mood, mood_name: str, seed: int) -> F32:
    """Return the sky's value (h, w): bands from zenith to horizon, clouds by day, stars by night."""
    rays = lens.directions(0, 2 * lens.height, 2)
    lift = rays[..., 2] / np.sqrt(np.einsum("...i,...i->...", rays, rays))
    height, width = lift.shape
    size = width / 960.0
    brush = noise(height, width, 120.0 * size, seed + 31) * 0.05 + noise(height, width, 26.0 * size, seed + 32) * 0.018
    t = np.clip((lift + brush) / 0.55, 0.0, 1.0) ** 0.8
    bands = np.floor(t * 4.0) / 4.0 + 0.25 * _step(t * 4.0 - np.floor(t * 4.0), np.float32(0.92), 0.08)
    value = mood.sky[1] + (mood.sky[0] - mood.sky[1]) * bands
    if mood_name in ("day", "dusk"):
        puff = noise(height, width, 150.0 * size, seed + 41) + 0.5 * noise(height, width, 50.0 * size, seed + 42)
        puff = puff + 0.25 * noise(height, width, 19.0 * size, seed + 43)
        cloud = _step(puff - np.abs(lift - 0.22) * 1.4, np.float32(0.30), 0.03)
        value += (1.0 - value) * cloud * (0.9 if mood_name == "day" else 0.35)
    if mood_name == "night":
        random = np.random.default_rng(seed + 51)
        count = int(height * width / 6000)
        rows, columns = random.integers(0, height, count), random.integers(0, width, count)
        up = lift[rows, columns] > 0.06
        value[rows[up], columns[up]] = random.uniform(0.55, 1.0, count)[up]
    painted: F32 = value.astype(np.float32)
    return painted


def haze(values: F32, at: Surface, mood: Mood) -> F32:
    """Return the values faded with distance towards the horizon's value."""
    seen = np.isfinite(at.depth)
    amount = np.where(seen, 1.0 - np.exp(-np.where(seen, at.depth, 0.0) / mood.fade), 0.0) * 0.85
    amount = np.round(amount * 10.0) / 10.0
    amount = ndimage.uniform_filter(amount.astype(np.float32), 3)
    out: F32 = values + (np.float32(mood.sky[1]) - values) * np.where(seen, amount, 0.0)
    return out


def halo(at: Surface, size: float) -> F32:
    """Return 0..1 around figures, on what lies behind them: where the ground is kept clear so that they read."""
    radius = max(3, 2 * round(6 * size) + 1)
    mask = at.figure.astype(np.float32)
    if not mask.any():
        return mask
    depth = np.where(at.figure, at.depth, 0.0).astype(np.float32)
    near, deep = mask, depth
    for _ in range(2):
        near, deep = ndimage.uniform_filter(near, radius), ndimage.uniform_filter(deep, radius)
    front = deep / np.maximum(near, 1e-4)
    behind = ~at.figure & (near > 0.01) & (at.depth > front + 0.25)
    out: F32 = np.where(behind, np.clip(near * 2.4, 0.0, 1.0), 0.0).astype(np.float32)
    return out


def _step(values: F32, threshold: F32 | np.float32, soft: F32 | float) -> F32:
    t = np.clip((values - threshold) / np.asarray(soft, np.float32) * np.float32(0.5) + np.float32(0.5), 0.0, 1.0)
    out: F32 = (t * t * (np.float32(3.0) - np.float32(2.0) * t)).astype(np.float32)
    return out
