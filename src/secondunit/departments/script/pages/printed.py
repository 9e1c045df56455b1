"""From filled pages to printed lines: columns, MORE and CONT'D, dual columns side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from secondunit.core.pages import CHARS_PER_INCH, Page, PageLine, PageSetup
from secondunit.core.script import ElementType
from secondunit.departments.script.pages.blocks import DUAL, Block, Paragraph
from secondunit.departments.script.pages.flow import FilledPage, Placed
from secondunit.departments.script.pages.wrap import cells

_CONTINUED = re.compile(r"\((?:CONT|CONTINUED|CONTINUING)(?:['’]?D)?\.?\)", re.IGNORECASE)
_SUFFIX = re.compile(r"(\d+)([A-Z]*)")


def printed_pages(filled: Sequence[FilledPage], setup: PageSetup, lines: int) -> tuple[Page, ...]:
    """Return the pages as printed. Numbers run from `setup.first_page`; a locked label restarts them."""
    out: list[Page] = []
    number = setup.first_page - 1
    for at, page in enumerate(filled):
        if page.label:
            label = page.label
            match = _SUFFIX.fullmatch(label)
            number = int(match[1]) if match else number + 1
        else:
            number += 1
            label = str(number)
        follows = filled[at + 1] if at + 1 < len(filled) else None
        before = filled[at - 1] if at else None
        out.append(Page(label, tuple(_page(page, before, follows, setup, lines))))
    return tuple(out)


def _page(
    page: FilledPage, before: FilledPage | None, follows: FilledPage | None, setup: PageSetup, lines: int
) -> Iterator[PageLine]:
    top = 0.0
    inside = before is not None and bool(before.placed) and bool(page.placed) and _goes_on(page)
    if inside and setup.scene_continued_top:
        yield _mark(setup.scene_continued_top, page.placed[0], -2.0, 1.5, "scene_continued")
    for placed in page.placed:
        block, row = placed.block, placed.row + top
        if block.kind == "dual":
            yield from _dual(block, row)
            continue
        paragraphs = block.paragraphs
        if block.continued:
            if setup.dialogue_continues:
                yield from _set(_again(paragraphs[0], setup), row, "contd_cue")
                top += 1.0  # the cue is printed, though it is not counted
                row += 1.0
            paragraphs = paragraphs[1:]
        for paragraph in paragraphs:
            yield from _set(paragraph, row, "text")
            row += paragraph.height
        if placed.more and setup.dialogue_continues:
            cue = block.paragraphs[0]
            yield _line(cue, setup.more, row, "more", cue.style.left)
    if setup.scene_continued_bottom and follows is not None and follows.placed and _goes_on(follows):
        yield _mark(setup.scene_continued_bottom, page.placed[-1], lines + top + 1.0, 6.0, "scene_continued")


def _goes_on(page: FilledPage) -> bool:
    """True where the page begins inside a scene."""
    return page.placed[0].block.kind != "heading"


def _again(cue: Paragraph, setup: PageSetup) -> Paragraph:
    """Return the cue as it is repeated: once with CONT'D, never twice."""
    text = cue.text if _CONTINUED.search(cue.text) else f"{cue.text} {setup.contd}"
    return replace(cue, text=text, lines=(text,))


def _mark(text: str, near: Placed, row: float, left: float, role: str) -> PageLine:
    element = near.block.paragraphs[0].element
    return PageLine(row, round(left * CHARS_PER_INCH), text, ElementType.ACTION, element.index, role)


def _dual(block: Block, row: float) -> Iterator[PageLine]:
    for side in DUAL:
        at = row
        for paragraph in (p for p in block.paragraphs if p.side == side):
            yield from _set(paragraph, at, "text")
            at += paragraph.height


def _set(paragraph: Paragraph, row: float, role: str) -> Iterator[PageLine]:
    element = paragraph.element
    above = paragraph.line - 1.0 if paragraph.line > 1.0 else 0.0  # extra spacing stands above each line
    number = element.number or "" if element.type is ElementType.SCENE_HEADING else ""
    for at, text in enumerate(paragraph.lines):
        if not text:
            continue
        left = _left(paragraph, text, first=at == 0)
        yield PageLine(
            row + at * paragraph.line + above, left, text, element.type, element.index, role,
            number if at == 0 else "", element.attrs.get("revision", "") if role == "text" else "",
        )  # fmt: skip


def _left(paragraph: Paragraph, text: str, *, first: bool) -> int:
    style = paragraph.style
    if paragraph.side and paragraph.element.type is ElementType.CHARACTER:
        # Final Draft centres a dual cue over its column: 3/64 of an inch to the left for each further character.
        place = DUAL[paragraph.side].cue - 3 / 64 * max(0, cells(text) - 1)
        return max(0, round(place * 16) * CHARS_PER_INCH // 16)
    wide = round((style.right - style.left) * CHARS_PER_INCH)
    left = round(style.left * CHARS_PER_INCH)
    if style.align == "right":
        return left + max(0, wide - cells(text))
    if style.align == "center":
        return left + max(0, (wide - cells(text)) // 2)
    return left + (round(style.first * CHARS_PER_INCH) if first else 0)


def _line(cue: Paragraph, text: str, row: float, role: str, left: float) -> PageLine:
    return PageLine(row, round(left * CHARS_PER_INCH), text, cue.element.type, cue.element.index, role)
