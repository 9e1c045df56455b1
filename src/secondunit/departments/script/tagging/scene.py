"""What the rules of one scene share: its parsed action, who is in it, and how a find becomes a tag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from secondunit.core.script import Character, Element, Scene
from secondunit.core.tags import Category, Evidence
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.text import Parsed


class Found(NamedTuple):
    """One find in one place."""

    category: Category
    name: str
    evidence: Evidence
    confidence: float
    quantity: int = 1
    note: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A scene as the rules see it."""

    scene: Scene
    heading: Element | None
    elements: tuple[Element, ...]
    action: tuple[Parsed, ...]  # action and shot lines, in order
    characters: Mapping[str, Character]  # all of the script, by id
    by_name: Mapping[str, Character]  # by the name a mention gives


def span(parsed: Parsed, first: int, last: int) -> Evidence:
    """Return the words from token `first` to token `last`, both included."""
    start, end = parsed.tokens[first].start, parsed.tokens[last].end
    return Evidence(parsed.element, start, end, parsed.text[start:end])


def stretch(parsed: Parsed, start: int, end: int) -> Evidence:
    """Return characters `start` to `end` of a paragraph as evidence."""
    return Evidence(parsed.element, start, end, parsed.text[start:end])


def cut(element: Element, start: int, end: int) -> Evidence:
    """Return a stretch of an element as evidence."""
    return Evidence(element.index, start, end, element.text[start:end])


def phrase_span(parsed: Parsed, phrase: Phrase) -> Evidence:
    """Return a phrase without its article, owner and number."""
    first = phrase.first
    while first < phrase.head and (parsed.tokens[first].kind in "DPM" or parsed.tokens[first].owner):
        first += 1
    return span(parsed, first, phrase.head)


def clause(parsed: Parsed, subject: Phrase | None, at: int) -> Evidence:
    """Return a verb with its subject and what follows to the end of the sentence within reason."""
    last = at
    while last + 1 < len(parsed.tokens) and last < at + 10 and parsed.tokens[last + 1].kind != ".":
        last += 1
    return span(parsed, min(at, subject.first) if subject is not None else at, last)


def apart(found: Iterable[Found]) -> Iterator[Found]:
    """Yield the finds without those whose words a surer one has: one event, one row."""
    taken: dict[int, set[int]] = {}
    for each in sorted(found, key=lambda find: -find.confidence):
        letters = range(each.evidence.start, each.evidence.end)
        if taken.setdefault(each.evidence.element, set()).isdisjoint(letters):
            taken[each.evidence.element].update(letters)
            yield each
