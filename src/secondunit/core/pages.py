"""Screenplay pages as data: the page's geometry, its set lines, and where each scene falls.

Lengths are inches unless a name says otherwise. Text is Courier 12: 10 characters an inch, 6 lines an inch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from secondunit.core.script import ElementType

CHARS_PER_INCH = 10
LINES_PER_INCH = 6


@dataclass(frozen=True, slots=True)
class ElementStyle:
    """How one kind of paragraph is set (FDX `ParagraphSpec`)."""

    left: float  # from the left edge of the paper
    right: float  # from the left edge of the paper
    first: float = 0.0  # indent of the first line, relative to `left`; negative hangs
    space_before: float = 0.0  # blank lines above (FDX points / 12)
    spacing: float = 1.0  # 1, 1.5 or 2; the extra space stands above each line
    align: str = "left"  # left, center, right, full
    starts_new_page: bool = False


@dataclass(frozen=True, slots=True)
class PageSetup:
    """Everything pagination needs to know. `styles` is keyed by Final Draft's paragraph names."""

    width: float = 8.5
    height: float = 11.0
    top: float = 1.0
    bottom: float = 1.0
    header: float = 0.5
    footer: float = 0.5
    lines_per_page: int | None = None  # None: from the geometry
    styles: Mapping[str, ElementStyle] = field(default_factory=lambda: MappingProxyType({}))  # only what differs
    break_at_sentences: bool = True
    more: str = "(MORE)"
    contd: str = "(CONT'D)"
    dialogue_continues: bool = True  # print MORE and CONT'D at a split speech
    scene_continued_bottom: str = ""  # "(CONTINUED)" where the file asks for it
    scene_continued_top: str = ""  # "CONTINUED:"
    first_page: int = 1
    source: str = "default"  # "default", "fdx", or the name of a preset


@dataclass(frozen=True, slots=True)
class PageLine:
    """One printed line. `row` counts lines from the top margin and may be fractional with spacing 1.5."""

    row: float
    column: int  # characters from the left edge of the paper
    text: str
    kind: ElementType
    element: int  # index in Script.elements; a MORE or repeated cue carries the element it belongs to
    role: str = "text"  # "text", "more", "contd_cue", "scene_continued"
    number: str = ""  # scene number, on the first line of a heading
    revised: str = ""  # revision id of the paragraph, "" where unrevised


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the body; `label` is what is printed: "1", "12A"."""

    label: str
    lines: tuple[PageLine, ...]


@dataclass(frozen=True, slots=True)
class ScenePages:
    """Where a scene starts and how long it is. `length` is written as in the field: "1 3/8"."""

    number: str
    heading: str
    element: int  # index of the heading
    page: int  # 1 is the first page of the body
    label: str  # printed label of that page
    eighths: int

    @property
    def length(self) -> str:
        """The length in pages and eighths."""
        return eighths_text(self.eighths)


@dataclass(frozen=True, slots=True)
class Pages:
    """A paginated script."""

    setup: PageSetup
    pages: tuple[Page, ...]
    scenes: tuple[ScenePages, ...]


def eighths_text(eighths: int) -> str:
    """Return eighths of a page as a first assistant director writes them: `3/8`, `1`, `1 3/8`."""
    whole, rest = divmod(eighths, 8)
    if not rest:
        return str(whole)
    return f"{whole} {rest}/8" if whole else f"{rest}/8"


def parse_eighths(text: str) -> int | None:
    """Return the eighths of `n/8`, `m` or `m n/8`; None for anything else."""
    parts = text.split()
    if not 1 <= len(parts) <= 2:
        return None
    last, _, eight = parts[-1].partition("/")
    if not all(each.isascii() and each.isdigit() for each in (*parts[:-1], last)) or (eight and eight != "8"):
        return None
    if len(parts) == 2:
        return int(parts[0]) * 8 + int(last) if eight else None
    return int(last) if eight else int(last) * 8
