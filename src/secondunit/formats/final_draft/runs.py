"""Runs of an FDX paragraph: their styles, and edits that leave alone what they do not touch."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element as Node
from xml.parsers.expat import ExpatError

from secondunit.core.script import Element, Run
from secondunit.formats.final_draft.xml import fragment, legal
from secondunit.formats.fountain_syntax.emphasis import element_runs

_STYLES = (("bold", "Bold"), ("italic", "Italic"), ("underline", "Underline"), ("strike", "Strikeout"))


def shown(run: Node) -> str:
    """Return what a run shows: nothing for hidden text, capitals for AllCaps, a newline for U+2028."""
    style = run.get("Style", "").split("+")
    if "HiddenText" in style:
        return ""
    text = "".join(run.itertext()).replace("\u2028", "\n")
    return text.upper() if "AllCaps" in style else text


def runs(element: Element) -> tuple[Run, ...]:
    """Return the visible runs of an element with their styles; one plain run where it has no XML of its own."""
    if not element.raw.startswith("<Paragraph"):
        return (Run(element.text),)
    try:
        paragraph, _ = fragment(element.raw)
    except ExpatError:  # a Fountain writer's own words
        return (Run(element.text),)
    found = []
    for node in paragraph.findall("Text"):
        style = node.get("Style", "").split("+")
        if text := shown(node):
            found.append(Run(text, *(name in style for _, name in _STYLES)))
    return tuple(found)


def text_nodes(element: Element) -> list[Node]:
    """Return fresh Text nodes for an element from any format, with bold, italic and underline where it has them."""
    out: list[Node] = []
    for at, line in enumerate(element_runs(element)):
        for run in (Run("\n"), *line) if at else line:
            style = "+".join(name for field, name in _STYLES if getattr(run, field))
            if out and out[-1].get("Style", "") == style:
                out[-1].text = (out[-1].text or "") + _file_text(run.text)
                continue
            node = Node("Text", {"Style": style} if style else {})
            node.text = _file_text(run.text)
            out.append(node)
    return out or [Node("Text")]


def _file_text(text: str) -> str:
    return legal(text).replace("\n", "\u2028")


def splice(node: Node, old: str, new: str) -> None:
    """Change a paragraph's visible text from `old` to `new`: runs outside of what differs keep everything.

    What is new takes the style of the run that it stands in.
    """
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    cut_from, cut_to, put = start, len(old) - end, new[start : len(new) - end]
    position, placed = 0, False
    last: Node | None = None
    for run in node.findall("Text"):
        text = shown(run)
        if not text:
            continue
        last = run
        begin, stop = position, position + len(text)
        position = stop
        if stop < cut_from or begin > cut_to or (begin == cut_to and placed) or (stop == cut_from and cut_to > stop):
            continue
        kept = _stored(run, text)
        head, tail = kept[: max(0, cut_from - begin)], kept[max(0, cut_to - begin) :]
        middle = "" if placed else put
        placed = True
        _set_text(run, head + middle + tail)
    if not placed and put:
        if last is None:
            last = Node("Text")
            node.append(last)
        _set_text(last, shown(last) + put)


def _stored(run: Node, text: str) -> str:
    """Return the words of a run as the file holds them: what is shown in capitals may be stored in small letters."""
    words = "".join(run.itertext()).replace("\u2028", "\n")
    return words if len(words) == len(text) else text


def _common(one: str, other: str) -> int:
    """Return the length of the longest common beginning."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _set_text(run: Node, text: str) -> None:
    for child in list(run):
        run.remove(child)
    run.text = _file_text(text)


def split_at(node: Node, places: Sequence[int]) -> list[tuple[int, int, Node]]:
    """Split the visible runs of a paragraph at places of its text; return (start, end, run) for every one."""
    out: list[tuple[int, int, Node]] = []
    position = 0
    for run in node.findall("Text"):
        text = shown(run)
        if not text:
            continue
        inside = sorted({p - position for p in places if position < p < position + len(text)})
        at, kept = list(node).index(run), _stored(run, text)
        bounds = [0, *inside, len(text)]
        for number, (begin, stop) in enumerate(pairwise(bounds)):
            piece = run if number == 0 else copy.deepcopy(run)
            if len(bounds) > 2:
                _set_text(piece, kept[begin:stop])
            if number:
                node.insert(at + number, piece)
            out.append((position + begin, position + stop, piece))
        position += len(text)
    return out
