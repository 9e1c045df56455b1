"""The columns of a screenplay page, found in each file anew: where lines start, and what starts there.

Left edges are gathered in peaks. The leftmost is headings and action; the others are named by what stands in
them: brackets, names in capitals above a speech, speeches. Two speeches side by side are cut along the gutter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from secondunit.formats.fountain_syntax.rules import is_heading
from secondunit.formats.screenplay_pdf.margins import Body, Line, make_line
from secondunit.formats.screenplay_pdf.words import Row, Word

ACTION, DIALOGUE, PAREN, CUE, RIGHT, CENTRE, LOOSE = "action", "dialogue", "paren", "cue", "right", "centre", "loose"
_CUE_SHAPE = re.compile(r"(?:[^a-z(]|\b[A-Z][a-z]{1,2}(?=[A-Z]{2})){1,40}(?:\s*\([^()]*\))*")  # McCOY has small letters


def looks_like_cue(text: str) -> bool:
    """True for a short line in capitals that can name a speaker; an extension may be in small letters."""
    return (
        bool(_CUE_SHAPE.fullmatch(text))
        and any(char.isalpha() for char in text)
        and not is_heading(text)
        and text[-1] not in ".!?:,;-"
    )


def split_dual(body: Body) -> list[Line]:
    """Return the lines with every block of two speeches side by side cut in its columns, left before right."""
    out: list[Line] = []
    lines = body.lines
    at = 0
    while at < len(lines):
        gap = _cue_gap(body, lines[at])
        end, gutter = at + 1, None
        if gap is not None:
            end = _block_end(body, lines, at)
            gutter = _gutter(body, lines[at:end], gap) if end > at + 1 else None
        if gutter is None:
            out.append(lines[at])
            at += 1
            continue
        out += _halves(body, lines[at:end], gutter)
        at = end
    return out


def _block_end(body: Body, lines: Sequence[Line], at: int) -> int:
    """Return where the rows below a pair of cues end: speeches may be set wider than the rest."""
    end, limit = at + 1, 1.4 * body.pitch
    edges: list[float] = []  # left edges of both columns where the speeches are set wide
    while end < len(lines) and lines[end].page == lines[at].page:
        words = body.rows[lines[end].row]
        step = lines[end].y - lines[end - 1].y
        if end == at + 1 and limit < step <= 2.2 * body.pitch:
            limit = 1.2 * step
            edges = [words[0].x0, *_starts(words, 3 * body.advance)[1:2]]
            if len(edges) < 2:
                break
        near = 2.5 * body.advance
        if step >= limit or (edges and not _in_columns(words, edges, near)):
            break
        end += 1
    return end


def _starts(words: Sequence[Word], gap: float) -> list[float]:
    """Return the left edges of the pieces of a row that wide gaps part."""
    return [words[0].x0, *(word.x0 for above, word in pairwise(words) if word.x0 - above.x1 > gap)]


def _in_columns(words: Sequence[Word], edges: Sequence[float], near: float) -> bool:
    """True for a row of two columns: action below, whose words run on over the gutter, is none."""
    right = [word.x0 for word in words if word.x1 > edges[1] - near / 2]
    left = words[0].x0 < edges[1] - near
    return (not left or abs(words[0].x0 - edges[0]) <= near) and (not right or abs(right[0] - edges[1]) <= near)


def _cue_gap(body: Body, line: Line) -> tuple[float, float] | None:
    """Return the space between two cues on one row, or None."""
    words = body.rows[line.row]
    best = max(pairwise(words), key=lambda pair: pair[1].x0 - pair[0].x1, default=None)
    if best is None or best[1].x0 - best[0].x1 < 5 * body.advance or line.number is not None:
        return None
    cut = words.index(best[1])
    sides = " ".join(w.text for w in words[:cut]), " ".join(w.text for w in words[cut:])
    if not all(looks_like_cue(side) for side in sides):
        return None
    return best[0].x1, best[1].x0


def _gutter(body: Body, lines: Sequence[Line], gap: tuple[float, float]) -> float | None:
    """Return an x in the gap that no word of the block crosses: the middle of the widest such strip."""
    free = [gap]
    for line in lines[1:]:
        for word in body.rows[line.row]:
            free = [
                part
                for low, high in free
                for part in ((low, min(high, word.x0)), (max(low, word.x1), high))
                if part[1] - part[0] > 0.8 * body.advance
            ]
    both = any(
        body.rows[line.row][0].x0 < low and body.rows[line.row][-1].x1 > high
        for line in lines[1:]
        for low, high in free
    )
    if not free or not both:
        return None
    low, high = max(free, key=lambda part: (part[1] - part[0], part[0]))
    return (low + high) / 2


def _halves(body: Body, lines: Sequence[Line], gutter: float) -> list[Line]:
    sides: dict[str, list[Line]] = {"left": [], "right": []}
    for line in lines:
        words = body.rows[line.row]
        for side in sides:
            part = [word for word in words if (word.x0 < gutter) is (side == "left")]
            if part:
                sides[side].append(_part(body, line, part, side))
    return sides["left"] + sides["right"]


def _part(body: Body, line: Line, words: list[Word], side: str) -> Line:
    row = Row(line.page, line.y, 0.0, words, line.row)
    part = make_line(row, words, line.label, body.advance, body.fixed)
    part.revised, part.side, part.after = line.revised, side, line.after
    return part


def name_columns(body: Body, lines: Sequence[Line]) -> None:
    """Set the column of each line, and note which lines follow without a blank line. No indentation: no column."""
    unit = body.advance
    plain = [line for line in lines if line.side is None]
    peaks = _peaks([line.x0 for line in plain], unit)
    at = {id(line): _nearest(peaks, line.x0, unit) for line in plain}
    names = _names(body, plain, peaks, at)
    left = {name: peak for peak, name in sorted(names.items(), reverse=True)}
    edges: dict[str, list[float]] = {}
    for line in plain:
        peak = at[id(line)]
        line.column = names[peak] if peak is not None else LOOSE
        edges.setdefault(line.column, []).append(line.x1)
    right = {name: right_edge(values) for name, values in edges.items()}
    _off_columns(body, plain, right.get(ACTION, 0.0), left)
    if not _indented(body, plain, left):
        for line in plain:
            line.column = line.column if line.column in (RIGHT, CENTRE) else ""
    _note_gaps(body, lines)


def _indented(body: Body, lines: Sequence[Line], left: dict[str, float]) -> bool:
    """True where speeches stand in columns of their own; in a short file one cue above a speech is enough."""
    if CUE in left or DIALOGUE in left:
        return True
    near, far = body.left + 5 * body.advance, body.left + 8 * body.advance
    return any(
        line.x0 > far and looks_like_cue(line.text) and _leads(lines, at, body.pitch) and lines[at + 1].x0 > near
        for at, line in enumerate(lines)
    )


def _peaks(starts: Sequence[float], unit: float) -> list[float]:
    """Return the usual left edges, at least 1.5 characters apart, the most frequent first."""
    counts: Counter[int] = Counter(round(x / unit * 2) for x in starts)
    least = max(2, 0.004 * len(starts)) if len(starts) > 60 else 1
    peaks: list[float] = []
    for half, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if n < least:
            break
        near = [x for x in starts if abs(x / unit * 2 - half) <= 1]
        middle = sorted(near)[len(near) // 2]
        if all(abs(middle - peak) >= 1.5 * unit for peak in peaks):
            peaks.append(middle)
    return peaks


def _nearest(peaks: Sequence[float], x: float, unit: float) -> float | None:
    best = min(peaks, key=lambda peak: abs(peak - x), default=None)
    return best if best is not None and abs(best - x) <= 0.9 * unit else None


def _names(body: Body, lines: Sequence[Line], peaks: Sequence[float], at: dict[int, float | None]) -> dict[float, str]:
    """Name every peak by what its lines are."""
    found: dict[float, list[int]] = {peak: [] for peak in peaks}
    for index, line in enumerate(lines):
        peak = at[id(line)]
        if peak is not None:
            found[peak].append(index)
    names: dict[float, str] = {}
    others: list[tuple[int, float]] = []
    for peak, indices in found.items():
        indent = (peak - body.left) / body.advance
        texts = [lines[i].text for i in indices]
        share = 1.0 / max(1, len(texts))
        leads = sum(_leads(lines, i, body.pitch) for i in indices) * share
        if indent < 2.5:
            names[peak] = ACTION
        elif sum(text.startswith("(") for text in texts) * share >= 0.5:
            names[peak] = PAREN
        elif sum(looks_like_cue(text) for text in texts) * share >= 0.7:
            names[peak] = CUE if leads >= 0.5 else LOOSE
        elif leads >= 0.8 and indent > 12 and sum(len(text) <= 24 for text in texts) * share >= 0.9:
            names[peak] = CUE  # names in small letters
        elif indent > 25 and sum(text.isupper() and text.endswith((":", ".")) for text in texts) * share >= 0.7:
            names[peak] = RIGHT
        else:
            others.append((len(indices), peak))
    if others:
        main = max(others)[1]
        for count, peak in others:
            near = abs(peak - main) <= 3.2 * body.advance and count < 0.1 * max(others)[0]
            names[peak] = DIALOGUE if peak == main else (PAREN if near and peak > main else LOOSE)
            if peak > main and any(n == PAREN and 0 < peak - p <= 2.2 * body.advance for p, n in names.items()):
                names[peak] = PAREN  # the lines of a parenthetical after its first
    return names


def _leads(lines: Sequence[Line], index: int, pitch: float) -> bool:
    """True when a line follows that stands further left, as a speech below its cue."""
    if index + 1 >= len(lines):
        return False
    line, nxt = lines[index], lines[index + 1]
    return nxt.page == line.page and nxt.y - line.y < 2.6 * pitch and nxt.x0 < line.x0


def right_edge(ends: Sequence[float], outliers: float = 0.01) -> float:
    """Return where the longest lines end, a share of outliers aside; 0 for no lines."""
    return sorted(ends)[max(0, len(ends) - 1 - int(len(ends) * outliers))] if ends else 0.0


def _off_columns(body: Body, lines: Sequence[Line], right: float, left: dict[str, float]) -> None:
    """Tell centred lines and lines at the right edge from those that start anywhere."""
    middles = (body.left + max(right, body.left + 55 * body.advance)) / 2, body.left + 30 * body.advance
    for line in lines:
        if line.column not in (LOOSE, CUE, RIGHT) or line.x0 < body.left + 2.5 * body.advance:
            continue
        ends = line.text.endswith(":") and (line.text.isupper() or line.text.lower().endswith("to:"))
        if ends and line.x0 > left.get(CUE, middles[1]):
            line.column = RIGHT
        elif line.column == LOOSE and any(
            abs((line.x0 + line.x1) / 2 - middle) < 1.1 * body.advance for middle in middles
        ):  # fmt: skip
            line.column = CENTRE


def _note_gaps(body: Body, lines: Sequence[Line]) -> None:
    """Set `joined`: a line directly below the one before. Speeches may be set wider than the rest (multi-camera)."""
    counts: Counter[float] = Counter()
    for above, line in pairwise(lines):
        if above.page == line.page and above.column == line.column == DIALOGUE and line.y > above.y:
            counts[round((line.y - above.y) * 2) / 2] += 1
    often = [step for step, n in counts.items() if n >= 0.3 * max(counts.values()) and step <= 2.2 * body.pitch]
    spoken = max(min(often), body.pitch) if often else body.pitch
    for above, line in pairwise(lines):
        step = spoken if line.column == DIALOGUE else body.pitch
        same = above.page == line.page and above.side == line.side
        line.joined = same and (line.side is not None or 0 < line.y - above.y < 1.4 * step)
        line.above = (line.y - above.y) / body.pitch if above.page == line.page else 0.0
    if lines:
        lines[0].joined = False
