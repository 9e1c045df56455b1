"""Plan view of a shot as SVG: pieces, figures with headings, camera cone, move path, line of action, scale bar.

North (+Y) is up. Drawn to scale: one user unit is a pixel at `PIXELS` per metre or less where the set is large.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from secondunit.scene import kit
from secondunit.scene.layout import Figure, Placement, ShotLayout, Vec3

WIDTH, HEIGHT, MARGIN, PIXELS = 960, 720, 60, 110.0
INK, SOFT, PAPER, RED, BLUE = "#1b1b1b", "#8a8a86", "#fbfaf6", "#b8321f", "#2a5d8f"
_BAD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draw(layout: ShotLayout) -> str:
    """Return the shot's floor plan as one SVG document (text, UTF-8)."""
    view = _View(layout)
    body = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>']
    pieces = sorted(layout.placements, key=lambda p: (_layer(p), p.name))
    body += [_piece(p, view) for p in pieces]
    body += _axis(layout, view)
    body += _camera(layout, view)
    body += [_figure(f, view) for f in layout.figures if f.extra]
    body += [_figure(f, view) for f in layout.figures if not f.extra]
    body += _labels(layout, view)
    body += _frame(layout, view)
    title = _text(f"Floor plan {layout.shot}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="Helvetica, Arial, sans-serif"><title>{title}</title>\n' + "\n".join(body) + "\n</svg>\n"
    )


class _View:
    """World to page: what the plan shows and how large."""

    def __init__(self, layout: ShotLayout) -> None:
        points = [layout.camera.position, *(f.position for f in layout.figures)]
        if layout.camera.move:
            points.append(layout.camera.move.end_position)
        shell = next((p for p in layout.placements if kit.piece(p.piece).group == "shell"), None)
        if shell:
            x, y, _ = kit.footprint(shell)
            points += [
                (shell.position[0] + i * x / 2, shell.position[1] + j * y / 2, 0.0) for i in (-1, 1) for j in (-1, 1)
            ]
        elif layout.figures:
            points.append(layout.camera.target)
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        pad = 0.8 if shell else 2.5
        left, right, low, high = min(xs) - pad, max(xs) + pad, min(ys) - pad, max(ys) + pad
        wide, tall = max(right - left, 4.0), max(high - low, 3.0)
        self.scale = min(PIXELS, (WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN - 40) / tall)
        self.centre = ((left + right) / 2, (low + high) / 2)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return page coordinates of a point on the floor."""
        px = WIDTH / 2 + (x - self.centre[0]) * self.scale
        return px, HEIGHT / 2 - 10 - (y - self.centre[1]) * self.scale


def _text(words: str) -> str:
    """Escape text for XML; characters that XML forbids are dropped."""
    clean = _BAD.sub("", words)
    return (
        clean.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )


def _layer(placement: Placement) -> int:
    return {"floor": 0, "shell": 1, "backdrop": 2}.get(kit.piece(placement.piece).group, 3)


def _points(spots: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)


def _corners(placement: Placement, x: float, y: float, view: _View) -> list[tuple[float, float]]:
    c, s = math.cos(math.radians(placement.heading)), math.sin(math.radians(placement.heading))
    px, py, _ = placement.position
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return [view.at(px + c * i * x / 2 - s * j * y / 2, py + s * i * x / 2 + c * j * y / 2) for i, j in signs]


def _poly(
    spots: Sequence[tuple[float, float]], fill: str = "none", stroke: str = "none", width: float = 1.0, dash: str = ""
) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polygon points="{_points(spots)}" fill="{fill}" stroke="{stroke}" stroke-width="{width}"{dashed}/>'


def _line(a: tuple[float, float], b: tuple[float, float], stroke: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    ends = f'x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}"'
    return f'<line {ends} stroke="{stroke}" stroke-width="{width}" stroke-linecap="round"{dashed}/>'


def _circle(at: tuple[float, float], r: float, fill: str, stroke: str = "none", width: float = 1.0) -> str:
    x, y = at
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>'


def _piece(placement: Placement, view: _View) -> str:
    kind = kit.piece(placement.piece)
    x, y, _ = kit.footprint(placement)
    corners = _corners(placement, x, y, view)
    if kind.group == "floor":
        return _poly(corners, "none", SOFT, 0.6, "6 5")
    if placement.piece == "room":
        return _walls(placement, view)
    if kind.group == "shell":
        return _poly(corners, "none", INK, 5)
    at, r = view.at(placement.position[0], placement.position[1]), max(x, y) / 2 * view.scale
    if placement.piece == "tree":
        return _circle(at, r, "none", SOFT, 1.1) + _circle(at, max(2.0, r * 0.08), SOFT)
    if placement.params.get("shape") == "round":
        return _circle(at, r, "#ffffff", SOFT, 1.1)
    if kind.group == "wall":
        return _poly(corners, BLUE if placement.piece == "window" else PAPER, INK)
    fill = {"backdrop": "#e6e4dd", "small": "#d8d5cc"}.get(kind.group, "#ffffff")
    lines = _poly(corners, fill, SOFT, 1.1)
    if placement.piece in ("chair", "sofa", "armchair", "bed", "bench", "car", "van", "desk"):
        lines += _line(corners[0], corners[3], INK, 2.2)  # the back: which way the piece looks is readable
    return lines


def _walls(placement: Placement, view: _View) -> str:
    from secondunit.scene.kit.rooms import SIDES, THICK, openings

    values = kit.piece("room").values(placement.params)
    x, y = values.num("length"), values.num("width")
    holes, wild = openings(values.word("openings")), set(values.word("wild").split())
    a = math.radians(placement.heading)

    def at(u: float, v: float) -> tuple[float, float]:
        px, py, _ = placement.position
        return view.at(px + u * math.cos(a) - v * math.sin(a), py + u * math.sin(a) + v * math.cos(a))

    out = []
    for side in SIDES:
        run, off = (x, y / 2) if side in "ns" else (y, x / 2)
        sign = 1.0 if side in "ne" else -1.0
        cuts = sorted((low, high) for low, high, _, _ in holes[side])
        edges = [-run / 2 - THICK, *(e for cut in cuts for e in cut), run / 2 + THICK]
        for low, high in zip(edges[::2], edges[1::2], strict=True):
            near, far = sign * off, sign * (off + THICK)
            spots = [(low, near), (high, near), (high, far), (low, far)]
            points = [at(u, v) if side in "ns" else at(v, u) for u, v in spots]
            out.append(_poly(points, "none", SOFT, 1, "4 4") if side in wild else _poly(points, INK))
    return "".join(out)


def _figure(figure: Figure, view: _View) -> str:
    x, y = view.at(figure.position[0], figure.position[1])
    r = max(4.0, (0.16 if figure.extra else 0.24) * view.scale)
    a = math.radians(figure.heading)
    dx, dy = math.cos(a) * r, -math.sin(a) * r
    tick = _line((x + dx, y + dy), (x + dx * 1.8, y + dy * 1.8), INK, 1.2 if figure.extra else 2.4)
    return _circle((x, y), r, "#cfcdc6" if figure.extra else INK, INK) + tick


def _principals(layout: ShotLayout) -> list[Figure]:
    named = [f for f in layout.figures if not f.extra]
    focused = [f for name in layout.focus for f in named if f.name == name]
    return (focused + [f for f in named if f not in focused])[:2]


def _axis(layout: ShotLayout, view: _View) -> list[str]:
    """The line of action through the two principals, drawn past both."""
    pair = _principals(layout)
    if len(pair) < 2:
        return []
    (ax, ay, _), (bx, by, _) = pair[0].position, pair[1].position
    d = math.hypot(bx - ax, by - ay)
    if d < 0.05:
        return []
    ux, uy = (bx - ax) / d, (by - ay) / d
    return [_line(view.at(ax - ux * 1.1, ay - uy * 1.1), view.at(bx + ux * 1.1, by + uy * 1.1), RED, 1.3, "9 4 2 4")]


def _camera(layout: ShotLayout, view: _View) -> list[str]:
    camera = layout.camera
    half = math.degrees(math.atan(camera.sensor_width / 2.0 / camera.focal_length))
    look = _look(camera.position, camera.target)
    reach = max(1.5, min(7.0, math.dist(camera.position[:2], camera.target[:2]) * 1.15))
    x, y = view.at(camera.position[0], camera.position[1])
    rim = []
    for k in range(13):
        a = math.radians(look - half + 2 * half * k / 12)
        rim.append(view.at(camera.position[0] + reach * math.cos(a), camera.position[1] + reach * math.sin(a)))
    out = [
        f'<polygon points="{x:.1f},{y:.1f} {_points(rim)}" fill="{BLUE}" fill-opacity="0.13" stroke="none"/>',
        *(_line((x, y), end, BLUE, 1.2) for end in (rim[0], rim[-1])),
        _body(x, y, look),
    ]
    if camera.move:
        end = camera.move.end_position
        ex, ey = view.at(end[0], end[1])
        if math.hypot(ex - x, ey - y) > 3.0:
            a = math.atan2(ey - y, ex - x)
            head = [(ex - 13 * math.cos(a + s), ey - 13 * math.sin(a + s)) for s in (-0.42, 0.42)]
            out += [_line((x, y), (ex, ey), BLUE, 2.4, "7 5"), _poly([(ex, ey), *head], BLUE)]
    return out


def _look(position: Vec3, target: Vec3) -> float:
    return math.degrees(math.atan2(target[1] - position[1], target[0] - position[0]))


def _body(x: float, y: float, look: float) -> str:
    box = f'<rect x="-19" y="-8" width="22" height="16" rx="2" fill="{BLUE}"/>'
    shape = box + _poly([(3, -3), (11, -8), (11, 8), (3, 3)], BLUE)
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate({-look:.1f})">{shape}</g>'


def _labels(layout: ShotLayout, view: _View) -> list[str]:
    """Names of figures beside them and of the larger pieces inside them; none on top of another."""
    held: list[tuple[float, float, float, float]] = []
    out: list[str] = []

    def write(x: float, y: float, words: str, size: int, colour: str, must: bool) -> None:
        words = words[:40]
        wide = len(words) * size * 0.56
        for dx, dy in ((0.0, 0.0), *((0.0, size * k) for k in (1.4, -1.4, 2.8, -2.8)), (wide * 0.6, 0.0)):
            box = (x + dx - wide / 2, y + dy - size, x + dx + wide / 2, y + dy + 3)
            inside = box[0] > 14 and box[2] < WIDTH - 14 and box[1] > 14 and box[3] < HEIGHT - 52
            if inside and not any(box[0] < h[2] and box[2] > h[0] and box[1] < h[3] and box[3] > h[1] for h in held):
                break
        else:
            if not must:
                return
            dx = dy = 0.0
        held.append(box)
        weight = ' font-weight="bold"' if must else ""
        out.append(
            f'<text x="{x + dx:.1f}" y="{y + dy:.1f}" font-size="{size}" text-anchor="middle" fill="{colour}"{weight} '
            f'paint-order="stroke" stroke="{PAPER}" stroke-width="3">{_text(words)}</text>'
        )

    for figure in layout.figures:
        if figure.label and not figure.extra:
            x, y = view.at(figure.position[0], figure.position[1])
            r = max(4.0, 0.24 * view.scale)
            held.append((x - r, y - r, x + r, y + r))
    for figure in layout.figures:
        if figure.label and not figure.extra:
            x, y = view.at(figure.position[0], figure.position[1])
            write(x, y + max(4.0, 0.24 * view.scale) + 17, figure.label, 14, INK, True)
    x, y = view.at(layout.camera.position[0], layout.camera.position[1])
    look = math.radians(_look(layout.camera.position, layout.camera.target))
    lens = f"{layout.camera.focal_length:g} mm"
    write(x - 34 * math.cos(look), y + 34 * math.sin(look) + 4, lens, 13, BLUE, True)
    for placement in layout.placements:
        kind = kit.piece(placement.piece)
        long, wide, _ = kit.footprint(placement)
        if kind.group in ("solid", "backdrop") and max(long, wide) * view.scale > 26:
            px, py = view.at(placement.position[0], placement.position[1])
            write(px, py + 4, placement.name.replace("_", " "), 11, SOFT, False)
    return out


def _frame(layout: ShotLayout, view: _View) -> list[str]:
    """Border, title line, scale bar and what the lines mean."""
    metres = next((m for m in (1, 2, 5, 10, 20, 50) if m * view.scale >= 70), 100)
    x0, y0, long = WIDTH - 40 - metres * view.scale, HEIGHT - 30, metres * view.scale
    camera = layout.camera
    angle = 2 * math.degrees(math.atan(camera.sensor_width / 2 / camera.focal_length))
    facts = f"{camera.focal_length:g} mm, {angle:.0f} degrees wide, camera {camera.position[2]:.1f} m high"
    if camera.move:
        facts += f", {camera.move.kind}"
    low = HEIGHT - 24

    def words(x: float, text: str, size: int, anchor: str, more: str = "") -> str:
        style = f'font-size="{size}" text-anchor="{anchor}" fill="{INK}"{more}'
        return f'<text x="{x:.1f}" y="{low}" {style}>{_text(text)}</text>'

    left, right = 8.0, WIDTH - 8.0
    half = [(x0, y0), (x0 + long / 2, y0), (x0 + long / 2, y0 + 6.0), (x0, y0 + 6.0)]
    return [
        _poly([(left, 8), (right, 8), (right, HEIGHT - 8), (left, HEIGHT - 8)], "none", INK, 1.4),
        _line((left, HEIGHT - 48), (right, HEIGHT - 48), INK, 1),
        words(22, layout.shot[:40], 17, "start", ' font-weight="bold"'),
        words(WIDTH / 2, facts, 13, "middle"),
        _poly(half, INK),
        _poly([(x + long / 2, y) for x, y in half], "none", INK),
        words(x0 - 8, f"{metres} m", 12, "end"),
    ]
