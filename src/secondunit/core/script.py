"""The screenplay as data: elements with source lines, scenes, characters and locations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

NO_ATTRS: Mapping[str, str] = MappingProxyType({})


class ElementType(StrEnum):
    """Kinds of paragraph, named as in Fountain 1.1."""

    SCENE_HEADING = "scene_heading"
    ACTION = "action"
    CHARACTER = "character"
    PARENTHETICAL = "parenthetical"
    DIALOGUE = "dialogue"
    TRANSITION = "transition"
    SHOT = "shot"
    SECTION = "section"
    SYNOPSIS = "synopsis"
    NOTE = "note"
    BONEYARD = "boneyard"
    LYRIC = "lyric"
    CENTERED = "centered"
    PAGE_BREAK = "page_break"
    TITLE = "title"  # a line of the title page, in lists of lines; no element has it
    OTHER = "other"  # unknown FDX paragraph types, kept


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """One paragraph. `index` is its place in the script; lines count from 1 in the source file."""

    index: int
    type: ElementType
    text: str  # what is read: markers and emphasis removed
    line: int
    end_line: int
    raw: str = ""  # as written, for a lossless way back
    number: str | None = None  # scene number
    level: int = 0  # section depth
    dual: str | None = None  # "left" or "right" in dual dialogue
    forced: bool = False
    attrs: Mapping[str, str] = field(default_factory=lambda: NO_ATTRS)
    lines: tuple[int, ...] = ()  # source line of each line of `text`; empty: they follow each other from `line`

    @property
    def centred(self) -> bool:
        """True for a centred line: Fountain has an element for it, Final Draft a centred action."""
        return self.type is ElementType.CENTERED or (
            self.type is ElementType.ACTION and self.attrs.get("Alignment") == "Center"
        )

    @property
    def told(self) -> bool:
        """True for what a scene tells in sentences: action and shots, but no centred title."""
        return self.type in (ElementType.ACTION, ElementType.SHOT) and not self.centred


@dataclass(frozen=True, slots=True)
class Script:
    """A parsed screenplay. `unknown` keeps what this version does not understand (FDX nodes by name)."""

    title_page: Mapping[str, tuple[str, ...]]
    elements: tuple[Element, ...]
    source_format: str  # "fountain" or "fdx"
    warnings: tuple[str, ...] = ()
    unknown: Mapping[str, str] = field(default_factory=lambda: NO_ATTRS)

    @property
    def title(self) -> str:
        """The title, or an empty string."""
        return " ".join(self.title_page.get("Title", ())).strip()


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene: its heading split in parts and the indices of its elements (heading included)."""

    id: str  # "sc010": stable for the order in the script
    number: str  # the writer's number, else the running number
    heading: str
    setting: str  # "INT", "EXT" or "INT/EXT"; "" where the heading does not say
    place: str  # "MARA'S KITCHEN"
    time: str  # DAY, NIGHT, DAWN, DUSK, ... ; "" where the heading does not say
    elements: tuple[int, ...]
    characters: tuple[str, ...]  # ids, in order of first appearance
    location: str  # location id
    flags: tuple[str, ...] = ()  # "flashback", "montage", "dream", "continuous"
    eighths: int = 1  # length in eighths of a page, at least 1


@dataclass(frozen=True, slots=True)
class Character:
    """A speaking or named character. `body` holds phenotype values from the description, editable.

    Body keys and ranges: gender 0 female..1 male, age -1/3 newborn..1 old, height, weight, muscle,
    proportions 0..1 (0.5 is average).
    """

    id: str  # "mara"
    name: str  # "MARA"
    aliases: tuple[str, ...]
    description: str
    body: Mapping[str, float]
    wardrobe: Mapping[str, str]  # "top" "bottom" "shoes" "outer" -> garment; "hair" -> style
    scenes: tuple[str, ...]
    words: int
    variant_of: str | None = None  # "young_mara" is a variant of "mara"
    evidence: tuple[int, ...] = ()  # element indices the description came from


@dataclass(frozen=True, slots=True)
class Location:
    """A place that scenes share, one set for all of them."""

    id: str
    name: str
    setting: str
    scenes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What the script department reads out of a script."""

    scenes: tuple[Scene, ...]
    characters: tuple[Character, ...]
    locations: tuple[Location, ...]
