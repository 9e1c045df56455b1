"""The chart of the pacing page: acts, tension, mood, scene lengths and characters over the pages, as inline SVG.

Every scene is a link over the full height that leads to its row in the table; its characters stand in `data-who`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from secondunit.core.pacing import Pacing
from secondunit.core.pages import eighths_text
from secondunit.formats import typeset
from secondunit.formats.pacing.colours import EDGE, FAINT, MOOD, SILENT, SPEAKS, TENSION, colour_of, step, tiers

LEFT, WIDE, RIGHT = 118.0, 1010.0, 56.0  # names, chart, figures
ROWS, ROW, BAND = 16, 17.0, 16.0
TENSION_TOP, TENSION_HIGH = 104.0, 120.0
MOOD_TOP, MOOD_HIGH = 238.0, 110.0
BARS_TOP, BARS_HIGH = 364.0, 120.0
STRIPS_TOP = 524.0


def swatch(colour: str) -> str:
    """Return a small square of a colour."""
    return (
        f'<svg viewBox="0 0 12 12" aria-hidden="true"><rect width="11" height="11" x=".5" y=".5" fill="{colour}" '
        'stroke="#555" stroke-width=".6"/></svg>'
    )


def chart(pacing: Pacing) -> str:
    """Return the chart of a script with scenes."""
    voices = [voice for voice in pacing.voices if voice.scenes][:ROWS]
    foot = STRIPS_TOP + ROW * len(voices)
    high = foot + 8
    parts = [
        f'<svg viewBox="0 0 {LEFT + WIDE + RIGHT:g} {high:g}" role="group" '
        'aria-label="Acts, tension, mood, scene lengths and characters over the pages; figures in the table below">'
    ]
    parts += _acts(pacing)
    parts += _pages(pacing)
    parts += _tension(pacing)
    parts += _mood(pacing)
    parts += _bars(pacing)
    for row, voice in enumerate(voices):
        y = STRIPS_TOP + row * ROW
        parts.append(_text(LEFT - 8, y + 11, _short(voice.name, 16), "end"))
        parts.append(_line(LEFT, y + 7, LEFT + WIDE, y + 7, "#e6e6e6"))
        there = set(voice.scenes)
        for scene in pacing.scenes:
            if scene.id in there:
                colour = SPEAKS if voice.character in scene.speakers else SILENT
                width = max(1.0, (scene.end - scene.start) * WIDE - 0.6)
                parts.append(_rect(_x(scene.start), y + 1, width, ROW - 5, colour))
        parts.append(_text(LEFT + WIDE + 6, y + 11, f"{voice.words} w", "start", "faint"))
    parts += _turns(pacing, foot)
    parts += _hits(pacing, foot)
    return "\n".join(parts) + "\n</svg>"


def _acts(pacing: Pacing) -> Iterator[str]:
    for row, structure in enumerate(pacing.structures):
        y = 2 + row * (BAND + 2)
        yield _text(LEFT - 8, y + 12, structure.name, "end", "faint")
        for at, (name, start, end) in enumerate(structure.acts):
            yield _rect(_x(start), y, (end - start) * WIDE, BAND, "#ececec" if at % 2 == 0 else "#dadada")
            yield _text(_x((start + end) / 2), y + 12, name, "middle")


def _pages(pacing: Pacing) -> Iterator[str]:
    pages = max(pacing.runtime.pages, 0.01)
    every = step(int(pages) + 1, 24)
    y = BARS_TOP + BARS_HIGH
    yield _text(LEFT - 8, y + 30, "page", "end", "faint")
    for at in range(0, int(pages) + 1, every):
        x = _x(at / pages)
        yield _line(x, TENSION_TOP, x, y, "#efefef")
        yield _text(x, y + 30, str(at + 1), "middle", "faint")


def _tension(pacing: Pacing) -> Iterator[str]:
    base = TENSION_TOP + TENSION_HIGH
    points = [((s.start + s.end) / 2, s.tension) for s in pacing.scenes]
    points = [(0.0, points[0][1]), *points, (1.0, points[-1][1])]
    path = [(_x(at), base - value * TENSION_HIGH) for at, value in points]
    yield _text(LEFT - 8, TENSION_TOP + TENSION_HIGH / 2 + 4, "tension", "end")
    area = [(LEFT, base), *path, (LEFT + WIDE, base)]
    yield f'<path d="M{_path(area)}Z" fill="{TENSION}" fill-opacity=".16"/>'
    yield f'<path d="M{_path(path)}" fill="none" stroke="{TENSION}" stroke-width="1.8"/>'
    yield _line(LEFT, base, LEFT + WIDE, base, FAINT)


def _mood(pacing: Pacing) -> Iterator[str]:
    middle = MOOD_TOP + MOOD_HIGH / 2
    yield _text(LEFT - 8, middle + 4, "mood", "end")
    yield _line(LEFT, middle, LEFT + WIDE, middle, FAINT)
    if not pacing.arc.read:
        yield _text(LEFT + WIDE / 2, middle - 8, "mood is read in English only", "middle", "faint")
        return
    most = max(0.3, *(abs(s.valence) for s in pacing.scenes), *(abs(value) for value in pacing.arc.points))
    scale = MOOD_HIGH / 2 / most
    yield _text(LEFT - 8, MOOD_TOP + 10, "bright", "end", "faint")
    yield _text(LEFT - 8, MOOD_TOP + MOOD_HIGH, "dark", "end", "faint")
    for scene in pacing.scenes:
        x, y = _x((scene.start + scene.end) / 2), middle - scene.valence * scale
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{MOOD}" fill-opacity=".55"/>'
    last = len(pacing.arc.points) - 1
    path = [(_x(at / last), middle - value * scale) for at, value in enumerate(pacing.arc.points)]
    yield f'<path d="M{_path(path)}" fill="none" stroke="{MOOD}" stroke-width="2"/>'


def _bars(pacing: Pacing) -> Iterator[str]:
    base = BARS_TOP + BARS_HIGH
    most = max(scene.eighths for scene in pacing.scenes)
    yield _text(LEFT - 8, BARS_TOP + BARS_HIGH / 2 + 4, "length", "end")
    yield _text(LEFT - 8, BARS_TOP + 8, f"{eighths_text(most)} p.", "end", "faint")
    yield _text(LEFT - 8, base + 14, "scene", "end", "faint")
    last = -1.0
    for scene in pacing.scenes:
        width, high = (scene.end - scene.start) * WIDE, scene.eighths / most * BARS_HIGH
        edge = EDGE if width > 3 else ""
        yield _rect(_x(scene.start), base - high, max(0.8, width - 0.8), high, colour_of(scene), edge)
        middle = (scene.start + scene.end) / 2
        if middle - last > 0.021:
            yield _text(_x(middle), base + 14, _short(scene.number, 5), "middle")
            last = middle
    yield _line(LEFT, base, LEFT + WIDE, base, FAINT)


def _turns(pacing: Pacing, foot: float) -> Iterator[str]:
    """Mark the turning points; labels that would meet stand on tiers."""
    places = []
    for point in pacing.turning:
        half = typeset.width(point.kind, 12) / 2  # a little wider than set, for other faces
        places.append((min(max(LEFT + half, _x(point.position)), LEFT + WIDE + RIGHT - half), half))
    spans = [(middle - half, middle + half + 8) for middle, half in places]
    for point, (middle, _), tier in zip(pacing.turning, places, tiers(spans), strict=True):
        x, y = _x(point.position), TENSION_TOP - 9 - 12 * tier
        for top, end in ((y + 3, BARS_TOP + BARS_HIGH), (STRIPS_TOP, foot)):  # the numbers between stay clear
            yield f'<line class="turn" x1="{x:.1f}" y1="{top:.1f}" x2="{x:.1f}" y2="{end:.1f}"/>'
        yield _text(middle, y, str(point.kind), "middle")


def _hits(pacing: Pacing, foot: float) -> Iterator[str]:
    for scene in pacing.scenes:
        who = escape(" ".join(scene.characters))
        label = escape(_short(f"{scene.number} {scene.heading}, page {scene.label}, {scene.length}", 160))
        width = max(1.0, (scene.end - scene.start) * WIDE)
        yield (
            f'<a class="scene" href="#row-{escape(scene.id)}" data-who="{who}" aria-label="scene {label}">'
            f'<rect class="hit" x="{_x(scene.start):.1f}" y="{TENSION_TOP - 4:.1f}" width="{width:.1f}" '
            f'height="{foot - TENSION_TOP + 4:.1f}"/><title>{label}</title></a>'
        )


def _x(position: float) -> float:
    return LEFT + position * WIDE


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{'' if at == 0 else 'L'}{x:.1f} {y:.1f}" for at, (x, y) in enumerate(points))


def _text(x: float, y: float, text: str, anchor: str, kind: str = "") -> str:
    name = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}>{escape(text)}</text>'


def _rect(x: float, y: float, width: float, high: float, colour: str, edge: str = "") -> str:
    line = f' stroke="{edge}" stroke-width=".6"' if edge else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{high:.1f}" fill="{colour}"{line}/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width=".8"/>'


def _short(text: str, most: int) -> str:
    clean = " ".join(typeset.clean(text).split())
    return clean if len(clean) <= most else clean[: most - 1] + typeset.ELLIPSIS
