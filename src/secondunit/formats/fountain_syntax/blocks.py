"""The paragraphs of a Fountain body: one pass over the logical lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from secondunit.core.script import NO_ATTRS, Element, ElementType
from secondunit.formats.fountain_syntax import rules
from secondunit.formats.fountain_syntax.emphasis import strip_emphasis
from secondunit.formats.fountain_syntax.lines import Aside, Line, split_lines

OMITTED: Mapping[str, str] = MappingProxyType({"omitted": "yes"})
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
    """An element being built. Its source goes on to where that of the next one begins."""

    type: ElementType
    texts: list[str]
    begin: int  # place of its first character in the source
    line: int
    end: int
    asides: list[Aside]
    at: list[int]  # source lines of `texts`
    number: str | None = None
    level: int = 0
    forced: bool = False
    dual: str | None = None


class _Parser:
    def __init__(self) -> None:
        self.drafts: list[_Draft] = []
        self.open = False  # the last draft is a paragraph that may go on
        self.speech = False  # inside a dialogue block
        self.fresh = True  # a blank line, or what counts as one, stands before
        self.cues: list[int] = []  # drafts that start the last two speeches

    def emit(self, kind: ElementType, text: str, line: Line, number: str | None = None, level: int = 0,
             forced: bool = False) -> _Draft:  # fmt: skip
        at = [line.text_line]
        draft = _Draft(kind, [text], line.at, line.start, line.end, line.asides, at, number, level, forced)
        self.drafts.append(draft)
        self.open = kind in _PARAGRAPHS
        return draft

    def extend(self, text: str, line: Line) -> None:
        draft = self.drafts[-1]
        draft.texts.append(text)
        draft.at.append(line.text_line)
        draft.end = line.end
        draft.asides += line.asides

    def gap(self) -> None:
        """An empty line ends a block."""
        self.open = self.speech = False
        self.fresh = True

    def blank(self, line: Line, more: bool) -> None:
        """A line of two blanks or more ends a block, but for a speech that goes on."""
        if not (self.speech and more):
            self.gap()
        elif self.open:
            self.extend("", line)

    def bare(self, line: Line, more: bool) -> None:
        """Asides alone on a line: part of the paragraph they stand in, else elements of their own."""
        if self.open and more:
            draft = self.drafts[-1]
            draft.end = line.end
            draft.asides += line.asides
            return
        first, *rest = line.asides
        self.drafts.append(_Draft(first.type, [first.text], line.at, line.start, line.end, rest, [line.start]))
        self.open = False

    def spoken(self, line: Line) -> None:
        """A line inside a dialogue block."""
        text = line.words
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
        text = line.words
        mark = text[0]
        if mark not in "=#~>":
            return False
        rest = strip_emphasis(text[1:].strip())
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
        text = line.words
        forced = rules.is_forced_heading(text)
        if forced or rules.is_heading(text):
            text, number = rules.split_number(text[1:] if forced else text)
            self.emit(ElementType.SCENE_HEADING, strip_emphasis(text), line, number=number, forced=forced)
            self.fresh = False
        elif ends and rules.is_transition(text):
            self.emit(ElementType.TRANSITION, strip_emphasis(text), line)
            self.fresh = True
        else:
            return False
        return True

    def cue(self, line: Line, ends: bool) -> bool:
        """A character cue after a blank line and before a speech; False if it is none."""
        if ends and line.words[0] != "@":
            return False
        found = rules.cue(line.words)
        if found is None:
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
        """Decide what a line with words is; `ends` says that its block ends with it."""
        if not self.speech:
            if not (self.marked(line) or (self.fresh and (self.heading(line, ends) or self.cue(line, ends)))):
                self.action(line)
        elif line.words[0] == "!":
            self.speech = self.open = False
            self.action(line)
        elif line.words[0] == "=" and rules.is_page_break(line.words):
            self.speech = False
            self.marked(line)
        else:
            self.spoken(line)
            self.drafts[-1].dual = self.drafts[self.cues[-1]].dual


def parse_body(text: str, first_line: int = 1) -> Body:
    """Parse Fountain text after the title page; line numbers count from `first_line`."""
    lines, unclosed = split_lines(text, first_line)
    parser = _Parser()
    for line, following in zip(lines, _following(lines), strict=True):
        if line.gap:
            parser.gap()
        if line.words:
            parser.take(line, following is None or _is_cut(line, following))
        elif line.asides:
            parser.bare(line, more=following is not None and bool(following.words))
        else:
            parser.blank(line, more=following is not None)
    warnings = tuple(f"line {at}: /* is never closed, read as text" for at in unclosed)
    drafts = parser.drafts
    return Body(_finish(drafts, text), text[: drafts[0].begin] if drafts else text, warnings)


def _is_cut(line: Line, following: Line) -> bool:
    """A transition may lose the blank line before a heading."""
    return rules.is_transition(line.words) and rules.is_heading(following.text)


def _following(lines: list[Line]) -> list[Line | None]:
    """Return for each line the next one of its block that is not bare; None where the block ends."""
    out: list[Line | None] = [None] * len(lines)
    following: Line | None = None
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        out[at] = following
        if not line.bare:
            following = line
        if line.gap:
            following = None
    return out


def _finish(drafts: list[_Draft], text: str) -> tuple[Element, ...]:
    """Return the elements; `text` is the source that the drafts point into."""
    out: list[Element] = []
    ends = [draft.begin for draft in drafts[1:]]
    for draft, stop in zip(drafts, [*ends, len(text)], strict=False):
        texts = draft.texts
        while len(texts) > 1 and not texts[-1]:
            texts.pop()
        at = draft.at[: len(texts)]
        plain = at[0] == draft.line and at[-1] == draft.line + len(at) - 1
        out.append(
            Element(
                len(out), draft.type, "\n".join(texts), draft.line, draft.end, text[draft.begin : stop],
                draft.number, draft.level, draft.dual, draft.forced,
                OMITTED if draft.type is ElementType.SCENE_HEADING and texts[0] == "OMITTED" else NO_ATTRS,
                () if plain else tuple(at),
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
