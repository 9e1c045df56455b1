"""Pages: a screenplay set and broken as Final Draft does it."""

from __future__ import annotations

from collections.abc import Collection

from secondunit.core.pages import Pages, PageSetup
from secondunit.core.script import ElementType, Script
from secondunit.departments.script.pages.blocks import Setter
from secondunit.departments.script.pages.flow import FilledPage, fill
from secondunit.departments.script.pages.lengths import eighths_of, scene_lengths
from secondunit.departments.script.pages.presets import layout_of, lines_per_page, preset
from secondunit.departments.script.pages.printed import printed_pages
from secondunit.formats.final_draft.settings import page_setup

__all__ = ["length_of", "paginate", "preset"]


def paginate(script: Script, setup: PageSetup | None = None) -> Pages:
    """Return the pages of a script: every printed line, and each scene with its page and length.

    `setup` None is the layout that the script states, and Final Draft's US template where it states none. The title
    page is no part of it. Hidden outline text takes no room,
    unless the file states pages for its headings and they agree better with the outline shown.
    """
    if setup is None:
        setup = page_setup(script) if script.source_format == "fdx" else layout_of(script)
    lines = lines_per_page(setup)
    filled = fill(Setter(setup, outline=False).blocks(script), lines)
    if _has_outline(script) and _stated(script):
        shown = fill(Setter(setup, outline=True).blocks(script), lines)
        if _agreeing(script, shown) > _agreeing(script, filled):
            filled = shown
    pages = printed_pages(filled, setup, lines)
    return Pages(setup, pages, scene_lengths(script, filled, pages, lines))


def _has_outline(script: Script) -> bool:
    return any(e.type in (ElementType.SECTION, ElementType.SYNOPSIS) for e in script.elements)


def _stated(script: Script) -> dict[int, str]:
    """Return heading element -> the page that Final Draft stored with it."""
    return {e.index: e.attrs["page"] for e in script.elements
            if e.type is ElementType.SCENE_HEADING and "page" in e.attrs}  # fmt: skip


def _agreeing(script: Script, filled: list[FilledPage]) -> int:
    stated = _stated(script)
    return sum(
        stated.get(placed.block.paragraphs[0].element.index) == str(number)
        for number, page in enumerate(filled, 1)
        for placed in page.placed
        if placed.block.kind == "heading"
    )


def length_of(pages: Pages, elements: Collection[int]) -> int:
    """Return how many eighths elements take by the rows that they stand on; for text without a heading."""
    return eighths_of(pages.pages, elements, lines_per_page(pages.setup))
