"""What stays together on a page: paragraphs with their lines, speeches, dual dialogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from secondunit.core.pages import CHARS_PER_INCH, ElementStyle, PageSetup
from secondunit.core.script import Element, ElementType, Script
from secondunit.departments.script.pages.presets import columns, style_name, styles_of
from secondunit.departments.script.pages.wrap import wrap

_HIDDEN = (ElementType.NOTE, ElementType.BONEYARD, ElementType.SECTION, ElementType.SYNOPSIS)
_CONTENT = (ElementType.PARENTHETICAL, ElementType.DIALOGUE, ElementType.LYRIC)
_CAPITALS = (ElementType.SCENE_HEADING, ElementType.CHARACTER, ElementType.TRANSITION, ElementType.SHOT)
DASH = 2  # characters that a double dash may hang over the nominal width
_BODY_SIZE = 10 / 12  # Final Draft sets outline text in 10 points


class DualColumn(NamedTuple):
    """A column of dual dialogue in inches: text, parentheticals, and where a cue of one character stands."""

    text: tuple[float, float]
    parenthetical: tuple[float, float]
    cue: float


# Dual dialogue: columns of text and of parentheticals (inches), left and right (Final Draft).
DUAL = {
    "left": DualColumn((1.5, 4.375), (1.75, 4.125), 2.875),
    "right": DualColumn((4.625, 7.5), (4.875, 7.25), 6.0),
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it is set. Heights and gaps are lines of the page."""

    element: Element
    style: ElementStyle
    text: str
    lines: tuple[str, ...]
    width: int
    gap: float
    side: str = ""  # "left" or "right" in dual dialogue
    line: float = 1.0  # height of one of its lines

    @property
    def height(self) -> float:
        """Lines of the page that it takes, the gap above it left out."""
        return len(self.lines) * self.line

    def part(self, text: str) -> Paragraph:
        """Return the same paragraph with a part of its text, set anew."""
        return replace(self, text=text, lines=tuple(_set(text, self.width, self.style)), gap=0.0)


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs that belong together. `kind` is heading, shot, action, speech, dual, transition, break or other."""

    kind: str
    paragraphs: tuple[Paragraph, ...]
    height: float
    gap: float
    new_page: bool = False
    label: str = ""  # a page break may name the next page
    continued: bool = False  # the rest of a speech: its cue is printed again and costs no line


def speech(paragraphs: Sequence[Paragraph], *, continued: bool = False) -> Block:
    """Return a speech; the cue of a continued one takes no room in the count of lines."""
    height = sum(p.height for p in paragraphs[1 if continued else 0 :])
    first = paragraphs[0]
    return Block("speech", tuple(paragraphs), height, 0.0 if continued else first.gap, continued=continued)


class Setter:
    """Sets the paragraphs of one script."""

    def __init__(self, setup: PageSetup, *, outline: bool) -> None:
        self.styles = styles_of(setup)
        self.edge = self.styles["Action"].right
        self.outline = outline
        self._style = lru_cache(maxsize=None)(self._named)

    def _named(self, name: str) -> tuple[ElementStyle, int]:
        style = self.styles.get(name) or self.styles["General"]
        return style, columns(style, self.edge)

    def blocks(self, script: Script) -> Iterator[Block]:
        """Yield the blocks in order. Notes, boneyards and (unless shown) the outline take no room."""
        elements = [e for e in script.elements if e.type not in _HIDDEN or (self.outline and e.type in _HIDDEN[2:])]
        spaced = script.source_format == "fountain"
        at = 0
        while at < len(elements):
            element = elements[at]
            end = at + 1
            if element.dual:
                while end < len(elements) and elements[end].dual and not _starts_dual(elements, end):
                    end += 1
                yield self._dual(elements[at:end])
            elif element.type is ElementType.CHARACTER:
                while end < len(elements) and elements[end].type in _CONTENT and not elements[end].dual:
                    end += 1
                yield speech([self.paragraph(e) for e in elements[at:end]])
            else:
                yield self._single(element)
            if spaced:
                yield from self._blank_lines(elements[end - 1])
            at = end

    def paragraph(self, element: Element, side: str = "") -> Paragraph:
        """Set one paragraph, with what the file overrides for it."""
        name = style_name(element)
        style, width = self._style(name)
        if element.attrs:
            style, width = self._override(element, style, width)
        if side:
            style, width = _dual_style(element, side, style)
        text = element.text.upper() if element.type in _CAPITALS else element.text
        if not text.isascii() and len(text) != len(element.text):
            text = element.text  # a letter that has no capital of one character
        line = style.spacing * (_BODY_SIZE if name == "Outline Body" else 1.0)
        return Paragraph(element, style, text, tuple(_set(text, width, style)), width, style.space_before, side, line)

    def _override(self, element: Element, style: ElementStyle, width: int) -> tuple[ElementStyle, int]:
        found: dict[str, float | str | bool] = {}
        for key, name, scale, low, high in _OVERRIDES:
            value = element.attrs.get(key)
            if value is not None:
                try:
                    number = float(value) / scale
                except ValueError:
                    continue
                if low <= number <= high:
                    found[name] = number
        if align := element.attrs.get("Alignment"):
            found["align"] = align.lower()
        if new_page := element.attrs.get("StartsNewPage"):
            found["starts_new_page"] = new_page == "Yes"
        if not found:
            return style, width
        style = replace(style, **found)  # type: ignore[arg-type]
        return style, columns(style, self.edge)

    def _single(self, element: Element) -> Block:
        if element.type is ElementType.PAGE_BREAK:
            return Block("break", (), 0.0, 0.0, True, element.text.strip())
        paragraph = self.paragraph(element)
        kind = {
            ElementType.SCENE_HEADING: "heading", ElementType.SHOT: "shot", ElementType.ACTION: "action",
            ElementType.TRANSITION: "transition",
        }.get(element.type, "other")  # fmt: skip
        return Block(kind, (paragraph,), paragraph.height, paragraph.gap, paragraph.style.starts_new_page)

    def _blank_lines(self, element: Element) -> Iterator[Block]:
        """Yield an empty action for each blank line of Fountain beyond the one that ends a paragraph."""
        if not element.raw.endswith("\n\n\n"):
            return
        extra = len(element.raw) - len(element.raw.rstrip("\n")) - 2
        style, width = self._style("Action")
        for _ in range(extra):
            blank = Paragraph(element, style, "", ("",), width, style.space_before)
            yield Block("other", (blank,), 1.0, blank.gap)

    def _dual(self, elements: Sequence[Element]) -> Block:
        paragraphs = tuple(self.paragraph(e, e.dual or "left") for e in elements)
        heights = {side: sum(p.height for p in paragraphs if p.side == side) for side in DUAL}
        return Block("dual", paragraphs, max(heights.values()), max(p.gap for p in paragraphs))


# Attribute in the file, field of the style, what one unit of the field is in the file's unit, and its range.
_OVERRIDES = (
    ("LeftIndent", "left", 1.0, 0, 20), ("RightIndent", "right", 1.0, 0, 20), ("FirstIndent", "first", 1.0, -5, 5),
    ("SpaceBefore", "space_before", 12.0, 0, 60), ("Spacing", "spacing", 1.0, 0.5, 4),
)  # fmt: skip


def _starts_dual(elements: Sequence[Element], at: int) -> bool:
    """True where the next pair of speeches begins right after one."""
    return elements[at].dual == "left" and (elements[at - 1].dual == "right" or "fdx_dual" in elements[at].attrs)


def _dual_style(element: Element, side: str, style: ElementStyle) -> tuple[ElementStyle, int]:
    place = DUAL[side]
    left, right = place.parenthetical if element.type is ElementType.PARENTHETICAL else place.text
    changed = replace(style, left=left, right=right)
    return changed, columns(changed, right + 1)


def _set(text: str, width: int, style: ElementStyle) -> list[str]:
    first = width - round(style.first * CHARS_PER_INCH) if style.first else None
    nominal = int((style.right - style.left) * CHARS_PER_INCH + 1e-6)
    return wrap(text, width, first, nominal + DASH - width)
