"""A paper as plain data: what is printed, what a spreadsheet reads and what a program reads, from one description.

Whoever writes a paper says what it holds; `formats.rights_papers` draws it. Lengths are shares, never points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from secondunit.core.identity import Json

Tone = Literal["", "stop", "hold", "good"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. `page` starts a new page for it; `lead` is a line in small type above it."""

    words: str
    level: int = 1
    page: bool = False
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `style`: lead (larger), body, small, or note (boxed, to be read before all else)."""

    words: str
    style: Literal["lead", "body", "small", "note"] = "body"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words set apart as they stand elsewhere: a consent, a line for the credits. `label` says what they are."""

    words: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """A few labelled values side by side: what a reader must know at a glance."""

    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels with their values, one below the other. An empty value becomes a line to be filled in by hand."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a grid: its head, its share of the width, how its text stands."""

    head: str
    share: float
    align: Literal["left", "right", "centre"] = "left"
    bold: bool = False
    one_line: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a grid: a text a column, or one over all of them (`wide`). `tone` shades it."""

    cells: tuple[str, ...]
    tone: Tone = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `empty` is said where it has no rows."""

    columns: tuple[Head, ...]
    rows: tuple[Line, ...]
    empty: str = "Nothing on record."


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, each for a person in a capacity, with a place for the date, and what is signed (`words`).

    They stand together on one page.
    """

    lines: tuple[tuple[str, str], ...]  # (who, as what)
    words: str = ""


Block = Heading | Text | Quote | Figures | Pairs | Grid | Signatures


@dataclass(frozen=True)
class Paper:
    """One paper. `name` is that of its files, `title` the work's, `report` its own; `note` stands in every foot.

    `head` and `rows` are its one table for spreadsheets, `data` all of it for programs.
    """

    name: str
    title: str
    report: str
    blocks: tuple[Block, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    data: Mapping[str, Json] = field(default_factory=dict)
    note: str = ""
    wide: bool = False
