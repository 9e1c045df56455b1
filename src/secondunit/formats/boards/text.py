"""What stands under a board: action and dialogue set in lines that fit, or pointed to a page with all of it."""

from __future__ import annotations

from dataclasses import dataclass

from secondunit.core.board import BoardItem
from secondunit.formats import typeset

SIZES = (8.4, 7.8, 7.2, 6.6)  # points; below that a board on a wall cannot be read
LEADING = 1.22


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line with its place in the block: `drop` from the block's top to the baseline, in points."""

    shown: str
    x: float
    drop: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A set text: its lines, type size, height, and whether some of the text did not fit."""

    lines: tuple[SetLine, ...]
    size: float
    height: float
    cut: bool = False


def set_text(item: BoardItem, measure: float, size: float) -> Block:
    """Set a shot's action and dialogue in a column `measure` points wide."""
    lines: list[SetLine] = []
    y = 0.0
    step = size * LEADING

    def add(text: str, indent: float, bold: bool = False) -> None:
        nonlocal y
        for line in typeset.wrap(text, measure - indent, size, bold):
            y += step
            shown = line.shown
            x = measure - typeset.width(shown, size, bold) if line.rtl else indent
            lines.append(SetLine(shown, x, y - 0.25 * size, bold))

    add(item.action, 0.0)
    for speaker, words in item.dialogue:
        y += step * 0.3 if lines else 0.0
        add(speaker, size * 1.2, bold=True)
        add(words, size * 1.2)
    return Block(tuple(lines), size, y)


def fit_text(item: BoardItem, measure: float, room: float, largest: float = SIZES[0]) -> Block:
    """Set the text at the largest size up to `largest` that fits into `room` points; cut whole lines where none does.

    A cut block leaves one line free for the pointer to the page that prints the text in full.
    """
    for size in (*((largest, 9.2) if largest > SIZES[0] else ()), *SIZES):
        block = set_text(item, measure, size)
        if block.height <= room:
            return block
    kept = tuple(line for line in block.lines if line.drop + 0.25 * size <= room - size * LEADING)
    return Block(kept, size, room, cut=True)
