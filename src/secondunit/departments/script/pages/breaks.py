"""Where a block may be split between two pages: sentence ends, at least two lines on each side.

The rules are Final Draft's as far as they can be seen from its pages; see `docs/decisions/`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from secondunit.core.script import ElementType
from secondunit.departments.script.pages.blocks import Block, Paragraph, speech

_SENTENCE = re.compile(r"""[.?!…]+["')\]”’]*(?=\s)""")
LEAST = 2  # lines on each side
LONG = 3  # a part of a speech is split only from so many lines on


def split(block: Block, room: float) -> tuple[Block, Block] | None:
    """Return (what stays in `room` lines, what goes on the next page), or None where no split is legal."""
    if block.kind == "action":
        return _split_action(block, room)
    if block.kind == "speech" and len(block.paragraphs) > 1:
        return _split_speech(block, room)
    return None


def _sentences(text: str) -> list[int]:
    """Return the places after each sentence but the last."""
    return [match.end() for match in _SENTENCE.finditer(text)]


def _split_action(block: Block, room: float) -> tuple[Block, Block] | None:
    [paragraph] = block.paragraphs
    for at in reversed(_sentences(paragraph.text)):
        top = paragraph.part(paragraph.text[:at])
        if top.height > room or len(top.lines) < LEAST:
            continue
        rest = paragraph.part(paragraph.text[at:].lstrip())
        if len(rest.lines) >= LEAST:
            return (Block("action", (top,), top.height, block.gap), Block("action", (rest,), rest.height, 0.0))
    return None


def _split_speech(block: Block, room: float) -> tuple[Block, Block] | None:
    """Split between parts or inside a long one: the fuller top page wins, then the longer text.

    Inside a part, a rest of less than three spoken lines is taken only where no other sentence end will do.
    """
    cue, *parts = block.paragraphs
    used = 0.0 if block.continued else cue.height
    whole: tuple[float, int, list[Paragraph], list[Paragraph]] | None = None
    inside: tuple[bool, float, int, list[Paragraph], list[Paragraph]] | None = None
    for at, part in enumerate(parts):
        before, after = parts[:at], parts[at + 1 :]
        if at and _legal(before, parts[at:]) and used <= room:
            whole = (used, at, before, parts[at:])
        if part.element.type is ElementType.DIALOGUE and len(part.lines) >= LONG and used < room:
            for place in _sentences(part.text):
                top = part.part(part.text[:place])
                if used + top.height > room:
                    break
                rest = part.part(part.text[place:].lstrip())
                if _legal([*before, top], [rest, *after]):
                    found = (_spoken([rest, *after]) >= LONG, used + top.height, place, [*before, top], [rest, *after])
                    inside = found if inside is None or found[:3] > inside[:3] else inside
        used += part.height
    if inside is not None and (whole is None or inside[1] > whole[0]):
        top_parts, bottom_parts = inside[3], inside[4]
    elif whole is not None:
        top_parts, bottom_parts = whole[2], whole[3]
    else:
        return None
    top_block = speech([cue, *top_parts], continued=block.continued)
    return (top_block, speech([cue, *bottom_parts], continued=True))


def _spoken(parts: list[Paragraph]) -> int:
    return sum(len(p.lines) for p in parts if p.element.type is not ElementType.PARENTHETICAL)


def _legal(top: list[Paragraph], bottom: list[Paragraph]) -> bool:
    return sum(len(p.lines) for p in top) >= LEAST and sum(len(p.lines) for p in bottom) >= LEAST


def cut(block: Block, room: float) -> tuple[Block, Block]:
    """Cut a block that is longer than a page after the last line that fits, sentence or not."""
    if block.kind == "dual":
        return _cut_dual(block, room)
    kept: list[Paragraph] = []
    paragraphs = list(block.paragraphs)
    used = 0.0
    if block.kind == "speech":
        kept.append(paragraphs.pop(0))
        used = 0.0 if block.continued else kept[0].height
    while paragraphs and used + paragraphs[0].height <= room:
        used += paragraphs[0].height
        kept.append(paragraphs.pop(0))
    lines = int((room - used) / paragraphs[0].line + 1e-6) if paragraphs else 0
    if not any(p.lines for p in (kept[1:] if block.kind == "speech" else kept)):
        lines = max(1, lines)  # always forward
    if lines:
        first, rest = _at_line(paragraphs[0], lines)
        kept.append(first)
        paragraphs[0] = rest
    if block.kind == "speech":
        return speech(kept, continued=block.continued), speech([kept[0], *paragraphs], continued=True)
    top, bottom = kept[0], paragraphs[0]
    return (Block(block.kind, (top,), top.height, block.gap), Block(block.kind, (bottom,), bottom.height, 0.0))


def _at_line(paragraph: Paragraph, lines: int) -> tuple[Paragraph, Paragraph]:
    top, rest = paragraph.lines[:lines], paragraph.lines[lines:]
    return (replace(paragraph, lines=top, text="\n".join(top), gap=0.0),
            replace(paragraph, lines=rest, text="\n".join(rest), gap=0.0))  # fmt: skip


def _cut_dual(block: Block, room: float) -> tuple[Block, Block]:
    tops: list[Paragraph] = []
    rests: list[Paragraph] = []
    for side in ("left", "right"):
        used = 0.0
        for paragraph in (p for p in block.paragraphs if p.side == side):
            lines = max(0, min(len(paragraph.lines), int((room - used) / paragraph.line + 1e-6)))
            if not used:
                lines = max(1, lines)
            top, rest = _at_line(paragraph, lines)
            used += top.height
            if top.lines:
                tops.append(top)
            if rest.lines:
                rests.append(rest)
                used = room + 1  # what follows in this column follows on the next page
    return _dual_block(tops, block.gap), _dual_block(rests, 0.0)


def _dual_block(paragraphs: list[Paragraph], gap: float) -> Block:
    heights = [sum(p.height for p in paragraphs if p.side == side) for side in ("left", "right")]
    return Block("dual", tuple(paragraphs), max(heights), gap)
