"""A board: trace once, take the exact passes, then tone, hatch and ink the panel."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from secondunit.scene.ink import light, lines, tones
from secondunit.scene.ink.lines import HAIR
from secondunit.scene.ink.style import MOODS, InkPasses, InkStyle
from secondunit.scene.ink.texture import hatch, noise, tooth
from secondunit.scene.ink.trace import THREADS, Hits, Lens, Tracer
from secondunit.scene.stage.data import StageData

F32 = NDArray[np.float32]
PAPER = np.array([251.0, 248.0, 241.0], np.float32)  # sRGB of bare paper and of solid ink
INK = np.array([24.0, 23.0, 27.0], np.float32)


def render(stage: StageData, style: InkStyle) -> InkPasses:
    """Draw the stage. The same stage and style give the same arrays."""
    lens = Lens(stage.camera, style.width, style.height)
    tracer = Tracer(stage)
    with ThreadPoolExecutor(THREADS) as pool:
        hits = tracer.shoot(lens, pool)
        table = lines.weights(stage)
        hand = _hand(style.seed)
        drawing = pool.submit(lines.draw, stage, tracer.face_normals, hits, style.lines, style.wobble, hand)
        at = light.surface(tracer, hits, lens, table.figure)
        mood_name = stage.light.mood
        mood = MOODS[mood_name]
        lit = light.illuminate(tracer, at, lens, mood, pool, hand)
        figure_ink, set_ink = drawing.result()
    clear = tones.halo(at, style.width / 960.0)
    values = _values(stage, hits, at, lit, lens, clear, style)
    panel, edges = _compose(stage, at, values, clear, _down(figure_ink), _down(set_ink), style)
    return InkPasses(
        panel=panel, depth=at.depth.copy(), normal=_camera_normals(at, lens),
        id=(at.object + 1).astype(np.uint16), edges=edges)


def _values(
    stage: StageData, hits: Hits, at: light.Surface, lit: light.Lit, lens: Lens, clear: F32, style: InkStyle,
) -> F32:
    """Return the wash (h, w): local value times light, sky, haze and the halo around figures."""
    mood_name = stage.light.mood
    mood = MOODS[mood_name]
    hand = _hand(style.seed)
    local, glows = tones.local_values(stage, mood_name)
    base = _down(local[hits.object])
    steps = tones.shade(at, lit, mood, hand)
    steps = np.where(glows[at.object], np.float32(1.0), steps)
    out = base * steps
    if mood.rim > 0.0:
        rim = tones.rim(stage, at, lit) * np.float32(mood.rim)
        out += (1.0 - out) * rim
    out = tones.haze(out, at, mood)
    is_sky = at.object < 0
    if is_sky.any():
        out = np.where(is_sky, tones.sky(lens, mood, mood_name, hand), out)
    if glows[at.object].any():
        out += (1.0 - out) * tones.bloom(glows[at.object], style.width / 960.0)
    out += (1.0 - out) * (clear * np.float32(mood.halo))
    return out.astype(np.float32)


def _compose(
    stage: StageData, at: light.Surface, values: F32, clear: F32, figure_ink: F32, set_ink: F32, style: InkStyle,
) -> tuple[NDArray[np.uint8], F32]:
    """Return the panel and the ink coverage."""
    height, width = values.shape
    size = width / 960.0
    hand = _hand(style.seed)
    out = values.copy()
    if style.hatching > 0.0:
        dark = np.clip((0.80 - values) * 3.0, 0.0, 1.0)
        darker = np.clip((0.46 - values) * 4.0, 0.0, 1.0)
        strokes = _strokes(stage, at, hand, max(size, 0.5))
        hair = np.array([o.role.lower() in HAIR for o in stage.objects] + [False])[at.object]
        strokes *= np.where(hair, np.clip(values * 2.2, 0.5, 1.5), dark)
        cross = hatch(height, width, 118.0, 6.4 * max(size, 0.5), hand + 9) * darker
        out *= 1.0 - np.float32(0.20 * style.hatching) * strokes
        out *= 1.0 - np.float32(0.22 * style.hatching) * cross
    if style.grain > 0.0:
        # graphite and wash catch the tooth; bare paper hardly shows it
        out += tooth(height, width, hand + 3) * np.float32(style.grain) * (0.012 + 0.035 * (1.0 - values))
        out += noise(height, width, 34.0 * max(size, 0.5), hand + 5) * np.float32(0.012 * style.grain) * (values < 0.97)
    set_ink = set_ink * (1.0 - 0.75 * clear)
    out *= 1.0 - 0.80 * set_ink
    out *= 1.0 - 0.97 * figure_ink
    out = np.clip(out, 0.0, 1.0)[..., None]
    panel = np.rint(INK + (PAPER - INK) * out).astype(np.uint8)
    return panel, np.maximum(figure_ink, set_ink).astype(np.float32)


def _strokes(stage: StageData, at: light.Surface, hand: int, size: float) -> F32:
    """Return the first layer of hatching: neighbouring things lean differently, figures are hatched finer."""
    height, width = at.depth.shape
    leans = [hatch(height, width, 52.0, 4.4 * size, hand)]
    leans += [hatch(height, width, angle, 5.6 * size, hand + n) for n, angle in ((21, 47.0), (22, 59.0), (23, 36.0))]
    leans.append(hatch(height, width, 82.0, 3.2 * size, hand + 24))  # hair falls
    table = np.array([
        4 if o.role.lower() in HAIR else 0 if stage.groups[o.group].kind != "set" else 1 + o.group % 3
        for o in stage.objects] + [1])
    choice = table[at.object]
    return np.choose(choice, leans).astype(np.float32)


def _camera_normals(at: light.Surface, lens: Lens) -> F32:
    return (at.normal @ lens.camera.axes.T.astype(np.float32)).astype(np.float32)


def _down(fine: F32) -> F32:
    """Return a half-pixel picture (2h, 2w) at pixel centres (h, w), tent-filtered."""
    rows = fine[0::2] * np.float32(0.5)
    odd = fine[1::2] * np.float32(0.25)
    rows += odd
    rows[1:] += odd[:-1]
    rows[0] += odd[0]
    out = rows[:, 0::2] * np.float32(0.5)
    odd = rows[:, 1::2] * np.float32(0.25)
    out += odd
    out[:, 1:] += odd[:, :-1]
    out[:, 0] += odd[:, 0]
    return out


def _hand(seed: int) -> int:
    """Return one of two hands: takes differ in their strokes, and the noise fields of a run stay cached."""
    return 1000 * (seed % 2) + 17


def to_image(passes: InkPasses) -> Image.Image:
    """Return the panel as a Pillow image."""
    return Image.fromarray(passes.panel)
