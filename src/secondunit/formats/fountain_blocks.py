"""The paragraphs of a Fountain body: one pass over the logical lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from secondunit.core.script import NO_ATTRS, Element, ElementType
from secondunit.formats import fountain_rules as rules
from secondunit.formats.fountain_emphasis import strip_emphasis
from secondunit.formats.fountain_lines import Aside, Line, split_lines

INLINE: Mapping[str, str] = MappingProxyType({"inline": "yes"})
_PARAGRAPHS = (ElementType.ACTION, ElementType.DIALOGUE)
_SPEECH = (ElementType.CHARACTER, ElementType.PARENTHETICAL, ElementType.DIALOGUE, ElementType.LYRIC)
_ASIDES = (ElementType.NOTE, ElementType.BONEYARD)


class Body(NamedTuple):
    """A parsed body; `lead` is the blank source before the first element."""

    elements: tuple[Element, ...]
    lead: str
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Draft:
    """An element being built. `raw` holds its source lines and the blank lines after them."""

    type: ElementType
    texts: list[str]
    line: int
    end: int
    raw: list[str]
    asides: list[Aside] = field(default_factory=list)
    number: str | None = None
    level: int = 0
    dual: str | None = None
    forced: bool = False
    at: list[int] = field(default_factory=list)  # source lines of `texts`


class _Parser:
    def __init__(self) -> None:
        self.drafts: list[_Draft] = []
        self.lead: list[str] = []
        self.open = False  # the last draft is a paragraph that may go on
        self.speech = False  # inside a dialogue block
        self.fresh = True  # a blank line, or what counts as one, stands before
        self.cues: list[int] = []  # drafts that start the last two speeches

    def emit(self, type_: ElementType, text: str, line: Line, **facts: object) -> _Draft:
        draft = _Draft(type_, [text], line.start, line.end, [line.raw], list(line.asides), at=[line.text_line])
        for name, value in facts.items():
            setattr(draft, name, value)
        self.drafts.append(draft)
        self.open = type_ in _PARAGRAPHS
        return draft

    def extend(self, text: str, line: Line) -> None:
        draft = self.drafts[-1]
        draft.texts.append(text)
        draft.at.append(line.text_line)
        draft.raw.append(line.raw)
        draft.end = line.end
        draft.asides += line.asides

    def blank(self, line: Line, more: bool) -> None:
        """A blank line ends a block, but for one of two blanks inside a speech that goes on."""
        if self.speech and more and not line.text.strip(" ") and len(line.text) >= 2:
            if self.open:
                self.extend("", line)
            else:
                self.drafts[-1].raw.append(line.raw)
            return
        (self.drafts[-1].raw if self.drafts else self.lead).append(line.raw)
        self.open = self.speech = False
        self.fresh = True

    def bare(self, line: Line, more: bool) -> None:
        """Asides alone on a line: part of the paragraph they stand in, else elements of their own."""
        if self.open and more:
            draft = self.drafts[-1]
            draft.raw.append(line.raw)
            draft.end = line.end
            draft.asides += line.asides
            return
        first, *rest = line.asides
        self.drafts.append(_Draft(first.type, [first.text], line.start, line.end, [line.raw], rest))
        self.open = False

    def spoken(self, line: Line) -> None:
        """A line inside a dialogue block."""
        text = line.text.strip()
        if text[0] == "(" and text[-1] == ")":
            self.emit(ElementType.PARENTHETICAL, strip_emphasis(text), line)
        elif text[0] == "~":
            self.emit(ElementType.LYRIC, strip_emphasis(text[1:].strip()), line)
        elif self.open:
            self.extend(strip_emphasis(text), line)
        else:
            self.emit(ElementType.DIALOGUE, strip_emphasis(text), line)

    def marked(self, line: Line) -> bool:
        """A line with a mark that counts anywhere outside a speech; False if it has none."""
        text = line.text.strip()
        mark, rest = text[0], strip_emphasis(text[1:].strip())
        if mark == "=" and rules.is_page_break(text):
            self.emit(ElementType.PAGE_BREAK, "", line)
        elif mark == "=" and text[1:2] != "=":
            self.emit(ElementType.SYNOPSIS, rest, line)
        elif mark == "#":
            name = text.lstrip("#")
            self.emit(ElementType.SECTION, strip_emphasis(name.strip()), line, level=len(text) - len(name))
        elif mark == "~":
            self.emit(ElementType.LYRIC, rest, line)
        elif mark == ">" and text[-1] == "<" and len(text) > 1:
            self.emit(ElementType.CENTERED, strip_emphasis(text[1:-1].strip()), line)
        elif mark == ">":
            self.emit(ElementType.TRANSITION, rest, line, forced=True)
        else:
            return False
        self.fresh = True
        return True

    def heading(self, line: Line, ends: bool) -> bool:
        """A scene heading or a transition in capitals after a blank line; False if it is neither."""
        text = line.text.strip()
        forced = rules.is_forced_heading(text)
        if forced or rules.is_heading(text):
            text, number = rules.split_number(text[1:] if forced else text)
            self.emit(ElementType.SCENE_HEADING, strip_emphasis(text), line, number=number, forced=forced)
        elif ends and rules.is_transition(text):
            self.emit(ElementType.TRANSITION, strip_emphasis(text), line)
        else:
            return False
        self.fresh = self.drafts[-1].type is ElementType.TRANSITION
        return True

    def cue(self, line: Line, ends: bool) -> bool:
        """A character cue after a blank line and before a speech; False if it is none."""
        found = rules.cue(line.text)
        if found is None or (ends and not found.forced):
            return False
        draft = self.emit(ElementType.CHARACTER, strip_emphasis(found.text), line, forced=found.forced)
        at = len(self.drafts) - 1
        if found.dual:
            self._pair(draft, at)
        self.cues = [*self.cues[-1:], at]
        self.speech, self.fresh = True, False
        return True

    def _pair(self, draft: _Draft, at: int) -> None:
        """Make the speech just before the left column and this one the right; alone, it stays single."""
        before = self.drafts[self.cues[-1] : at] if self.cues else []
        if not before or any(each.type not in _SPEECH + _ASIDES for each in before):
            return
        draft.dual = "right"
        if before[0].dual is None:
            for each in before:
                if each.type in _SPEECH:
                    each.dual = "left"

    def action(self, line: Line) -> None:
        """Everything else. Leading blanks are kept, a tab is four of them."""
        text = line.text.rstrip()
        forced = text.lstrip()[:1] == "!"
        if forced:
            text = text.replace("!", "", 1)
        text = strip_emphasis(text.replace("\t", "    "))
        if self.open and self.drafts[-1].type is ElementType.ACTION:
            self.extend(text, line)
        else:
            self.emit(ElementType.ACTION, text, line, forced=forced)
        self.fresh = False

    def take(self, line: Line, ends: bool) -> None:
        """Decide what a line with text is; `ends` says that its block ends with it."""
        if self.speech:
            if line.text.lstrip()[:1] == "!":
                self.speech = self.open = False
                self.action(line)
            elif rules.is_page_break(line.text):
                self.speech = False
                self.marked(line)
            else:
                self.spoken(line)
                self.drafts[-1].dual = self.drafts[self.cues[-1]].dual
            return
        if self.marked(line) or (self.fresh and (self.heading(line, ends) or self.cue(line, ends))):
            return
        self.action(line)


def parse_body(text: str, first_line: int = 1) -> Body:
    """Parse Fountain text after the title page; line numbers count from `first_line`."""
    lines, unclosed = split_lines(text, first_line)
    following = _following(lines)
    parser = _Parser()
    for at, line in enumerate(lines):
        if line.blank:
            parser.blank(line, more=not _ends(following[at], spaces=True))
        elif line.bare:
            parser.bare(line, more=not _ends(following[at]))
        else:
            nxt = following[at]
            ends = _ends(nxt, spaces=True)
            parser.take(line, ends or (nxt is not None and _is_cut(line, nxt)))
    warnings = tuple(f"line {at}: /* is never closed, read as text" for at in unclosed)
    return Body(_finish(parser.drafts), "".join(parser.lead), warnings)


def _is_cut(line: Line, nxt: Line) -> bool:
    """A transition may lose the blank line before a heading."""
    return rules.is_transition(line.text) and rules.is_heading(nxt.text)


def _following(lines: list[Line]) -> list[Line | None]:
    """Return for each line the next one that is not bare."""
    out: list[Line | None] = [None] * len(lines)
    nxt: Line | None = None
    for at in range(len(lines) - 1, -1, -1):
        out[at] = nxt
        if not lines[at].bare:
            nxt = lines[at]
    return out


def _ends(nxt: Line | None, spaces: bool = False) -> bool:
    """True when a block cannot go on with the next line; `spaces`: a line of two blanks lets it go on."""
    if nxt is None:
        return True
    return nxt.blank and not (spaces and len(nxt.text) >= 2 and not nxt.text.strip(" "))


def _finish(drafts: list[_Draft]) -> tuple[Element, ...]:
    out: list[Element] = []
    for draft in drafts:
        texts = draft.texts
        while len(texts) > 1 and not texts[-1]:
            texts.pop()
        at = tuple(draft.at[: len(texts)])
        plain = at == tuple(range(draft.line, draft.line + len(at)))
        out.append(
            Element(
                len(out), draft.type, "\n".join(texts), draft.line, draft.end, "".join(draft.raw),
                draft.number, draft.level, draft.dual, draft.forced, NO_ATTRS, () if plain else at,
            )
        )  # fmt: skip
        for aside in draft.asides:
            out.append(
                Element(
                    len(out), aside.type, aside.text, aside.line, aside.end_line, aside.raw,
                    dual=draft.dual if draft.type in _SPEECH else None, attrs=INLINE,
                )
            )  # fmt: skip
    return tuple(out)
