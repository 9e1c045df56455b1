"""Lines with their kinds put together to script elements: paragraphs joined, page breaks closed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from secondunit.core.script import Element, ElementType
from secondunit.formats.fountain_syntax.rules import is_heading
from secondunit.formats.screenplay_pdf.columns import CENTRE, right_edge
from secondunit.formats.screenplay_pdf.margins import Line
from secondunit.formats.screenplay_pdf.sequence import CONTD, Habits, speaker

_KINDS = {
    "S": ElementType.SCENE_HEADING, "N": ElementType.ACTION, "C": ElementType.CHARACTER,
    "D": ElementType.DIALOGUE, "E": ElementType.PARENTHETICAL, "T": ElementType.TRANSITION,
}  # fmt: skip
_CONTINUED_SLUG = re.compile(r"[\s\-–—:]{0,6}\(?\s*cont(?:['’]?d\.?|inued)\s*\)?\s*(?:\(\d+\))?:?\s*$", re.IGNORECASE)
_ENDED = re.compile(r"[.!?:;…\"”’)\]]$|--$|[–—]$")


@dataclass(slots=True)
class _Draft:
    """An element in the making."""

    kind: ElementType
    lines: list[Line]
    text: str
    resumed: bool = False
    breaks: list[str] = field(default_factory=list)


def build(lines: Sequence[Line], states: str, habits: Habits) -> tuple[Element, ...]:
    """Return the elements; `states` holds one letter a line."""
    edges = _right_edges(lines, states)
    advance = habits.advance
    drafts: list[_Draft] = []
    slug: _Draft | None = None
    cue = ""
    resume = False  # the last speech goes on after a page break
    foot = ""  # what stood at the foot of the page before
    for at, (line, state) in enumerate(zip(lines, states, strict=True)):
        if at == 0 or lines[at - 1].page != line.page:
            foot = line.after
        last = drafts[-1] if drafts else None
        fresh = last is not None and last.lines[-1].page != line.page and not resume
        if state == "S" and fresh and slug is not None and _same_slug(slug, line):
            continue
        if state == "C" and fresh and last is not None and _goes_on(last, cue, line, foot, habits):
            resume = True
            continue
        kind = _kind(line, state)
        ended = not habits.blank_lines and state == "N" and at > 0 and habits.room(lines[at - 1], line, state)
        if last is not None and _belongs(last, kind, line, fresh, resume) and not (ended and not fresh):
            _append(last, line, edges.get(state, 0.0), advance, fresh or resume)
        else:
            drafts.append(_Draft(kind, [line], line.text))
        resume = False
        if kind is ElementType.SCENE_HEADING:
            slug = drafts[-1]
        elif kind is ElementType.CHARACTER:
            cue = speaker(line.text)
    return tuple(_element(index, draft) for index, draft in enumerate(drafts))


def _kind(line: Line, state: str) -> ElementType:
    kind = _KINDS[state]
    if kind is ElementType.ACTION and line.column == CENTRE:
        return ElementType.CENTERED
    if kind is ElementType.DIALOGUE and line.text.startswith("♪"):
        return ElementType.LYRIC
    return kind


def _right_edges(lines: Sequence[Line], states: str) -> dict[str, float]:
    """Return where the lines of each kind usually end."""
    ends: dict[str, list[float]] = {}
    for line, state in zip(lines, states, strict=True):
        if line.side is None:
            ends.setdefault(state, []).append(line.x1)
    return {state: right_edge(values) for state, values in ends.items()}


def _same_slug(slug: _Draft, line: Line) -> bool:
    """True for a heading printed again at the top of a page."""
    if line.number is not None and line.number != slug.lines[0].number:
        return False
    shorter = _CONTINUED_SLUG.sub("", line.text)
    return shorter.casefold() == slug.text.casefold() or line.text.casefold() == slug.text.casefold()


def _goes_on(last: _Draft, cue: str, line: Line, foot: str, habits: Habits) -> bool:
    """True for the cue printed again over the rest of a speech: below MORE, or where CONT'D can mean nothing else."""
    if last.kind not in (ElementType.DIALOGUE, ElementType.PARENTHETICAL, ElementType.LYRIC):
        return False
    if speaker(line.text) != cue:
        return False
    if foot == "more" or not CONTD.search(line.text):
        return foot == "more"
    return not habits.more and (not habits.contd or not _ENDED.search(last.text))


def _belongs(last: _Draft, kind: ElementType, line: Line, fresh: bool, resume: bool) -> bool:
    """True when the line goes on with the last element."""
    if last.kind is not kind or last.lines[-1].side != line.side:
        return False
    if kind is ElementType.CHARACTER or line.number is not None:
        return False
    if kind is ElementType.SCENE_HEADING and is_heading(line.text):
        return False
    if kind is ElementType.PARENTHETICAL:
        return ")" not in last.text and (line.joined or fresh)
    if fresh:
        if kind is ElementType.DIALOGUE:
            return True
        open_end = not _ENDED.search(last.text) or line.text[:1].islower()
        slugs = line.text.isupper() or last.text.isupper()
        return kind is ElementType.ACTION and open_end and not slugs
    return line.joined or resume or kind is ElementType.DIALOGUE


def _append(draft: _Draft, line: Line, right: float, advance: float, turned: bool) -> None:
    """Join a line: with a blank, or a line break where the line before had room for the first word."""
    above = draft.lines[-1]
    draft.lines.append(line)
    if draft.kind is ElementType.CENTERED:
        draft.text += "\n" + line.text
    elif not turned and not line.joined:
        draft.text += "\n\n" + line.text
    elif (
        not turned and line.side is None and draft.kind in (ElementType.ACTION, ElementType.DIALOGUE)
        and above.x1 + advance + line.first <= right - 0.7 * advance
    ):  # fmt: skip
        draft.text += "\n" + line.text
    else:
        draft.text += _glue(draft.text, line.text) + line.text


def _glue(above: str, below: str) -> str:
    """Return what stood where the line broke: nothing after a hyphen or dash inside of words, else a blank."""
    word = above.rstrip("-")
    if not above.endswith("-") or not word[-1:].isalnum() or not below[:1].isalnum():
        return " "
    new_sentence = above.endswith("--") and word[-1].islower() and below[0].isupper()
    return " " if new_sentence else ""


def _element(index: int, draft: _Draft) -> Element:
    first, last = draft.lines[0], draft.lines[-1]
    attrs = {"pdf_page": first.label}
    if any(line.revised for line in draft.lines):
        attrs["revision"] = "*"
    number = first.number if draft.kind is ElementType.SCENE_HEADING else None
    raw = "\n".join(line.text for line in draft.lines)
    return Element(
        index, draft.kind, draft.text.strip(), first.row, last.row, raw, number, dual=first.side,
        attrs=MappingProxyType(attrs),
    )  # fmt: skip
