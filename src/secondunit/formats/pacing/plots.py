"""The pacing of a script as pictures to print: rhythm, curves, characters and voices, as PNG or SVG.

A4 landscape in width, drawn on a `pacing_canvas`. The bytes depend on the arguments and, for PNG, on Pillow's version.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from secondunit.core.errors import InputError, UsageError
from secondunit.core.pacing import Pacing, Voice
from secondunit.core.pages import eighths_text
from secondunit.formats import typeset
from secondunit.formats.pacing.canvas import INK, Canvas
from secondunit.formats.pacing.colours import (
    EDGE,
    FAINT,
    LEGEND,
    MOOD,
    MOOD_DOT,
    SILENT,
    SPEAKS,
    TENSION,
    TENSION_AREA,
    apart,
    colour_of,
    step,
    tiers,
)

WIDE, LEFT, RIGHT = 1120.0, 66.0, 1088.0  # the sheet, and the edges of what stands on it
TOP = 88.0  # of the picture under title and legend
MOST_ROWS, MOST_VOICES = 28, 16
_GREY, _GRID = "#666666", "#e4e4e4"


def write(pacing: Pacing, name: str, path: str | Path, *, title: str) -> None:
    """Write one of `PLOTS` to `path`, as PNG or SVG by its suffix.

    Raises UsageError for another name, InputError for another suffix or a file that cannot be written.
    """
    path = Path(path)
    if name not in _DRAW:
        raise UsageError(f"there is no plot {name!r}", hint=f"plots are {', '.join(PLOTS)}")
    if path.suffix.lower() not in (".png", ".svg"):
        raise InputError(f"plots are written as .png or .svg, not {path.suffix or 'without a suffix'}",
                         hint="change the file's suffix")  # fmt: skip
    draw, caption = _DRAW[name]
    canvas = draw(pacing) if pacing.scenes else _nothing("No scenes to show")
    canvas.text(LEFT, 36, title.strip() or "Untitled", 18, most=640)
    canvas.text(RIGHT, 36, caption, 12, anchor="end", colour=_GREY)
    try:
        canvas.write(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}",
                         hint="check folder and disk") from error  # fmt: skip


def _nothing(text: str) -> Canvas:
    canvas = Canvas(WIDE, 240)
    canvas.text(WIDE / 2, 140, text, 13, anchor="middle", colour=_GREY)
    return canvas


def _rhythm(pacing: Pacing) -> Canvas:
    """Draw a bar a scene: its length in pages."""
    scenes = pacing.scenes
    canvas = Canvas(WIDE, 440)
    top, base, left, right = TOP + 16, 384.0, LEFT + 24, RIGHT - 64
    longest = max(scene.eighths for scene in scenes)
    size = next((each for each in (1, 2, 4, 8, 16, 40, 80) if longest / each <= 8), longest)  # eighths a mark
    most = -(-longest // size) * size
    slot = (right - left) / len(scenes)
    for mark in range(0, most + 1, size):
        y = base - (base - top) * mark / most
        canvas.line(((left, y), (right, y)), _GRID)
        canvas.text(left - 8, y + 4, eighths_text(mark), anchor="end")
    every = step(scenes[-1].page, 22)
    starts = [at for at in range(1, len(scenes)) if scenes[at].page // every > scenes[at - 1].page // every]
    for at in (starts[i] for i in apart([left + at * slot for at in starts], 40)):
        canvas.line(((left + at * slot, top - 8), (left + at * slot, base)), "#cfcfcf", 0.6)
        canvas.text(left + at * slot + 3, top - 5, f"p. {scenes[at].label}", 10, colour=_GREY)
    gap = min(2.0, slot * 0.15) if len(scenes) < 200 else 0.0
    for at, scene in enumerate(scenes):
        high = (base - top) * scene.eighths / most
        x, wide = left + at * slot + gap / 2, slot - gap
        if wide > 3:
            canvas.rect(x, base - high, wide, high, EDGE)
            x, wide, high = x + 0.5, wide - 1, high - 0.5
        canvas.rect(x, base - high, wide, high, colour_of(scene))
    middles = [left + (at + 0.5) * slot for at in range(len(scenes))]
    numbers = [_short(scene.number, 6) for scene in scenes]
    for at in apart(middles, 8 + max(typeset.width(number, 10) for number in numbers)):
        canvas.text(middles[at], base + 16, numbers[at], 10, anchor="middle")
    canvas.line(((left, base), (right, base)), FAINT)
    median = round(pacing.facts.get("scene length median", 0.0) * 8)
    y = base - (base - top) * median / most
    canvas.line(((left, y), (right, y)), INK, 1.0, 4.0)
    canvas.text(right + 5, y + 4, f"median {eighths_text(median)}", 10)
    canvas.text((left + right) / 2, base + 40, "scene", anchor="middle")
    canvas.text(LEFT - 20, (top + base) / 2, "length in pages", anchor="middle", turned=True)
    used = {colour_of(scene) for scene in scenes}
    _legend(canvas, [(label, colour) for label, colour in LEGEND if colour in used])
    return canvas


def _curves(pacing: Pacing) -> Canvas:
    """Draw acts, tension and mood over the pages, with the turning points."""
    canvas = Canvas(WIDE, 580)
    left, right = LEFT + 44, RIGHT
    span = right - left
    for row, structure in enumerate(pacing.structures):
        y = 60.0 + row * 19
        canvas.text(left - 8, y + 12, structure.name, 10, anchor="end")
        for at, (name, start, end) in enumerate(structure.acts):
            canvas.rect(left + start * span, y, (end - start) * span, 17, "#e9e9e9" if at % 2 == 0 else "#d6d6d6")
            canvas.text(left + (start + end) / 2 * span, y + 12, name, 10, anchor="middle")
    top, base = 172.0, 326.0
    middles = [left + (scene.start + scene.end) / 2 * span for scene in pacing.scenes]
    heights = [base - scene.tension * (base - top) for scene in pacing.scenes]
    curve = [(left, heights[0]), *zip(middles, heights, strict=True), (right, heights[-1])]
    canvas.area([(left, base), *curve, (right, base)], TENSION_AREA)
    canvas.line(curve, TENSION, 2.0)
    for label, y in (("high", top), ("middle", (top + base) / 2), ("low", base)):
        canvas.text(left - 8, y + 4, label, anchor="end")
    canvas.line(((left, top), (left, base), (right, base)), FAINT)
    canvas.text(LEFT - 32, (top + base) / 2, "tension", 12, anchor="middle", turned=True)
    _mood(canvas, pacing, middles, left, right)
    _turns(canvas, pacing, left, span, top)
    numbers = [_short(scene.number, 5) for scene in pacing.scenes]
    for at in apart(middles, 7 + max(typeset.width(number, 9) for number in numbers)):
        canvas.text(middles[at], 529, numbers[at], 9, anchor="middle", colour=_GREY)
    for scene in pacing.scenes if len(pacing.scenes) < 200 else ():
        canvas.line(((left + scene.start * span, 514), (left + scene.start * span, 519)), FAINT, 0.6)
    canvas.text(left - 14, 529, "scene", 10, anchor="end", colour=_GREY)
    canvas.line(((left, 519), (right, 519)), FAINT)
    _page_marks(canvas, pacing, left, span, 552)
    canvas.text(left - 14, 552, "page", 10, anchor="end")
    return canvas


def _mood(canvas: Canvas, pacing: Pacing, middles: Sequence[float], left: float, right: float) -> None:
    """Draw each scene's mood as a dot and the arc through them."""
    top, base = 368.0, 500.0
    level = (top + base) / 2
    canvas.text(LEFT - 32, level, "mood", 12, anchor="middle", turned=True)
    canvas.line(((left, level), (right, level)), FAINT)
    if not pacing.arc.read:
        canvas.text((left + right) / 2, level - 8, "mood is read in English only", anchor="middle", colour=_GREY)
        return
    values, points = [scene.valence for scene in pacing.scenes], pacing.arc.points
    scale = (base - top) / 2 / max(0.3, *(abs(value) for value in (*values, *points)))
    for label, y in (("bright", top), ("even", level), ("dark", base)):
        canvas.text(left - 8, y + 4, label, anchor="end")
    canvas.line(((left, top), (left, base)), FAINT)
    for x, value in zip(middles, values, strict=True):
        canvas.dot(x, level - value * scale, 2.6, MOOD_DOT)
    last = len(points) - 1
    canvas.line([(left + at * (right - left) / last, level - v * scale) for at, v in enumerate(points)], MOOD, 2.2)
    if pacing.arc.shape:
        text = f"nearest shape: {pacing.arc.shape} ({pacing.arc.correlation:.2f})"
        canvas.text(right, top - 18, text, 10, anchor="end")  # where no turning point's line runs


def _turns(canvas: Canvas, pacing: Pacing, left: float, span: float, top: float) -> None:
    """Mark the turning points; labels that would meet stand on tiers, in one line there."""
    by_id = {scene.id: scene for scene in pacing.scenes}
    labels = [
        f"{point.kind} · sc. {_short(by_id[point.scene].number, 6)}, p. {by_id[point.scene].label}"
        for point in pacing.turning
    ]
    places = []
    for point, label in zip(pacing.turning, labels, strict=True):
        long = typeset.width(label, 10)
        places.append(min(max(left, left + point.position * span - long / 2), left + span - long))
    spans = [(at, at + typeset.width(label, 10) + 12) for at, label in zip(places, labels, strict=True)]
    for point, label, at, tier in zip(pacing.turning, labels, places, tiers(spans), strict=True):
        x, y = left + point.position * span, top - 8 - 15 * tier
        canvas.line(((x, y + 3), (x, 326)), INK, 0.9, 3.0)
        canvas.line(((x, 360), (x, 514)), INK, 0.9, 3.0)
        canvas.text(at, y, label, 10)


def _page_marks(canvas: Canvas, pacing: Pacing, left: float, span: float, y: float, prefix: str = "") -> None:
    pages = max(pacing.runtime.pages, 0.01)
    every = step(int(pages) + 1, 26 if not prefix else 16)
    for at in range(0, int(pages) + 1, every):
        canvas.text(left + at / pages * span, y, f"{prefix}{at + 1}", 10, anchor="middle")


def _characters(pacing: Pacing) -> Canvas:
    """Draw who is in which scene, a row each, scenes as wide as they are long."""
    voices = [voice for voice in pacing.voices if voice.scenes][:MOST_ROWS]
    if not voices:
        return _nothing("No characters to show")
    row, left, right = 24.0, LEFT + 140, RIGHT - 130
    top, span = TOP + 34, right - left
    foot = top + row * len(voices)
    canvas = Canvas(WIDE, foot + 66)
    _page_marks(canvas, pacing, left, span, top - 12, "p. ")
    for at, voice in enumerate(voices):
        y = top + at * row
        there = set(voice.scenes)
        canvas.line(((left, y + row / 2), (right, y + row / 2)), "#e2e2e2", 0.6)
        for scene in pacing.scenes:
            if scene.id in there:
                long = (scene.end - scene.start) * span
                colour = SPEAKS if voice.character in scene.speakers else SILENT
                canvas.rect(left + scene.start * span, y + 4, max(1.0, long - min(0.8, long / 4)), row - 8, colour)
        canvas.text(left - 8, y + row / 2 + 4, voice.name, anchor="end", most=190)
        parts = f"{voice.words:,} words · {len(voice.scenes)} scene{'s' * (len(voice.scenes) > 1)}"
        canvas.text(right + 7, y + row / 2 + 4, parts, 10)
    canvas.line(((left, foot + 3), (right, foot + 3)), FAINT)
    middles = [left + (scene.start + scene.end) / 2 * span for scene in pacing.scenes]
    numbers = [_short(scene.number, 5) for scene in pacing.scenes]
    for at in apart(middles, 7 + max(typeset.width(number, 10) for number in numbers)):
        canvas.text(middles[at], foot + 18, numbers[at], 10, anchor="middle")
    canvas.text((left + right) / 2, foot + 40, "scene, as wide as it is long", anchor="middle")
    _legend(canvas, [("speaks", SPEAKS), ("there, silent", SILENT)])
    _more(canvas, sum(bool(voice.scenes) for voice in pacing.voices) - len(voices))
    return canvas


def _voices(pacing: Pacing) -> Canvas:
    """Draw share of speech and screen time, a row a character."""
    voices = [voice for voice in pacing.voices if voice.words][:MOST_VOICES]
    if not voices:
        return _nothing("Nobody speaks")
    row, top = 27.0, TOP - 6
    foot = top + row * len(voices)
    canvas = Canvas(WIDE, foot + 58)
    for at, voice in enumerate(voices):
        canvas.text(LEFT + 132, top + (at + 0.5) * row + 4, voice.name, anchor="end", most=190)
    _bars(canvas, voices, lambda voice: voice.share * 100, "{:.0f}%", LEFT + 140, 420, SPEAKS,
          "share of all spoken words")  # fmt: skip
    _bars(canvas, voices, lambda voice: voice.seconds / 60, "{:.1f}", LEFT + 640, 330, TENSION,
          "estimated screen time, minutes")  # fmt: skip
    _more(canvas, sum(voice.words > 0 for voice in pacing.voices) - len(voices))
    return canvas


def _bars(
    canvas: Canvas, voices: Sequence[Voice], value: Callable[[Voice], float], form: str, left: float, wide: float,
    colour: str, label: str,
) -> None:  # fmt: skip
    row, top = 27.0, TOP - 6
    most = max(map(value, voices)) or 1.0
    for at, voice in enumerate(voices):
        long = value(voice) / most * wide
        canvas.rect(left, top + at * row + 5, long, row - 10, colour)
        canvas.text(left + long + 5, top + (at + 0.5) * row + 4, form.format(value(voice)), 10)
    foot = top + row * len(voices)
    canvas.line(((left, top), (left, foot)), FAINT)
    canvas.text(left, foot + 22, label)


def _more(canvas: Canvas, count: int) -> None:
    if count > 0:
        canvas.text(RIGHT, canvas.height - 14, f"and {count} more", 10, anchor="end", colour=_GREY)


def _legend(canvas: Canvas, entries: Sequence[tuple[str, str]]) -> None:
    x = RIGHT
    for label, colour in reversed(entries):
        x -= typeset.width(label, 11)
        canvas.text(x, 62, label)
        canvas.rect(x - 17, 52, 12, 12, EDGE)
        canvas.rect(x - 16.5, 52.5, 11, 11, colour)
        x -= 34


def _short(text: str, most: int) -> str:
    clean = " ".join(typeset.clean(text).split())
    return clean if len(clean) <= most else clean[: most - 1] + typeset.ELLIPSIS


_DRAW: dict[str, tuple[Callable[[Pacing], Canvas], str]] = {
    "rhythm": (_rhythm, "page rhythm: length of each scene"),
    "curves": (_curves, "tension, mood and turning points"),
    "characters": (_characters, "who is in which scene"),
    "voices": (_voices, "speaking share and screen time"),
}
PLOTS = tuple(_DRAW)
