"""Fountain out: source as it was where nothing changed, fresh text where an element did."""

from __future__ import annotations

import re
from dataclasses import replace

from secondunit.core.script import Element, ElementType, Run, Script
from secondunit.formats import fdx
from secondunit.formats.final_draft import runs as fdx_runs
from secondunit.formats.final_draft.revisions import omitted_scene
from secondunit.formats.fountain_syntax import rules
from secondunit.formats.fountain_syntax.blocks import parse_body
from secondunit.formats.fountain_syntax.emphasis import cut, escape, mark, split_runs
from secondunit.formats.fountain_syntax.title import split_title_page, write_title_page

HEAD = "fountain.head"  # key in Script.unknown: title page and blank lines as written
_CUE = "X\n"
_BRACKET = re.compile(r"\](?=\]|\Z)")  # would end a note too early
_IN_SPEECH = (ElementType.PARENTHETICAL, ElementType.DIALOGUE)
_ASIDES = (ElementType.NOTE, ElementType.BONEYARD)
_BLOCK_GOES_ON = (*_IN_SPEECH, ElementType.LYRIC)


def write(script: Script) -> str:
    """Return the script as Fountain text.

    An unmodified Fountain script comes back as it was read (newlines as `\\n`, no BOM). Elements that are new,
    changed or from another format are written afresh, forced where their words would read as something else.
    """
    out = [_head(script)]
    native = script.source_format == "fountain"
    elements = script.elements
    kept = _kept(elements) if native else set()
    speech = False
    for at, element in enumerate(elements):
        if element.attrs.get("inline") == "yes" and native and at:
            continue  # written with its paragraph
        if not native and element.attrs.get("StartsNewPage") == "Yes" and any(out):
            out.append(_gap(out[-1]) + "===\n\n")
        if element.type is ElementType.OTHER and not element.text.strip():
            continue  # an empty Final Draft paragraph: Fountain sets its own blank lines
        asides = _asides_of(elements, at) if native else []
        if at in kept:
            text = element.raw
        else:
            ended = native and _ends(element.raw)
            following = None if ended else _following(elements, at + 1 + len(asides))
            text = _fresh(element, asides, following)
            if not any(out) and split_title_page(text)[1]:  # the first words would read as a title page
                text = _fresh(replace(element, forced=True), asides, following)
            if not (speech and (element.type in _BLOCK_GOES_ON or text.startswith("!"))):
                text = _gap(out[-1]) + text
        if out[-1] and not out[-1].endswith("\n"):
            text = "\n" + text.removeprefix("\n")
        out.append(text)
        goes_on = element.type in _BLOCK_GOES_ON or (element.type in _ASIDES and not _ends(text))
        speech = element.type is ElementType.CHARACTER or (speech and goes_on)
    return "".join(out)


def _following(elements: tuple[Element, ...], at: int) -> ElementType | None:
    """Return the type of the next element, past notes that stand in the same block."""
    while at < len(elements) and elements[at].type in _ASIDES and elements[at].raw and not _ends(elements[at].raw):
        at += 1
    return elements[at].type if at < len(elements) else None


def _ends(source: str) -> bool:
    """True when a blank line that ends a block stands at the end; a line of two blanks does not."""
    last = source.split("\n")[-2:-1]
    return bool(last) and not last[0].strip() and (len(last[0]) < 2 or "\t" in last[0])


def _gap(before: str) -> str:
    """Return the newlines that end a block."""
    return "" if not before.strip() or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"


def _head(script: Script) -> str:
    head = script.unknown.get(HEAD, "")
    if split_title_page(head)[0] == dict(script.title_page):
        return head
    return write_title_page(dict(script.title_page))


def _asides_of(elements: tuple[Element, ...], at: int) -> list[Element]:
    """Return the notes and boneyards that stand inside the element's own source."""
    end = at + 1
    while end < len(elements) and elements[end].attrs.get("inline") == "yes":
        end += 1
    return list(elements[at + 1 : end])


def _facts(element: Element) -> tuple[object, ...]:
    return element.type, element.text, element.number, element.level


def _kept(elements: tuple[Element, ...]) -> set[int]:
    """Return the places of the elements whose source still says what they say.

    The sources that are left are read again, in order: what comes out as it is in the script has not changed.
    """
    places = [at for at, element in enumerate(elements) if element.raw]
    source = "".join(elements[at].raw for at in places if not at or elements[at].attrs.get("inline") != "yes")
    read = parse_body(source).elements
    if len(read) == len(places):
        same = [_facts(each) == _facts(elements[at]) for each, at in zip(read, places, strict=True)]
    else:  # elements were taken out or put elsewhere, so that the rest reads otherwise
        same = [_alone(elements[at]) for at in places]
    kept = {at for at, equal in zip(places, same, strict=True) if equal}
    for at in places:  # a note inside a paragraph changed: so did the paragraph
        if elements[at].attrs.get("inline") == "yes" and at not in kept:
            kept -= set(range(_holder(elements, at), at))
    return kept


def _holder(elements: tuple[Element, ...], at: int) -> int:
    """Return the place of the paragraph that an inline note stands in."""
    while at and elements[at].attrs.get("inline") == "yes":
        at -= 1
    return at


def _alone(element: Element) -> bool:
    """True when the element's source says the same when it is read by itself, or in a speech."""
    source = element.raw if element.attrs.get("inline") != "yes" else _aside(element)
    if element.type is ElementType.CHARACTER:
        source = source.rstrip() + "\nX"
    elif element.type in _BLOCK_GOES_ON:
        source = _CUE + source
    read = parse_body(source).elements
    return any(_facts(each) == _facts(element) for each in read[:2])


def as_fountain(element: Element) -> str:
    """Return source for one element by itself, as `write` makes it for a script of another format."""
    if element.type in _BLOCK_GOES_ON:
        return _CUE + _fresh(element, [], None)
    following = ElementType.DIALOGUE if element.type is ElementType.CHARACTER else None
    return _fresh(element, [], following) + ("X\n" if following else "")


def _fresh(element: Element, asides: list[Element], following: ElementType | None) -> str:
    """Return new source for an element, with the blank line that ends its block."""
    tail = "".join(f" {_aside(each)}" for each in asides)
    text = _marked(element)
    kind = element.type
    if kind is ElementType.CHARACTER:
        return _cue(element, " ".join(text.split("\n")), following in _BLOCK_GOES_ON) + tail + "\n"
    if kind in _BLOCK_GOES_ON:
        end = "\n" if following in _BLOCK_GOES_ON else "\n\n"
        if kind is ElementType.LYRIC:
            return "\n".join(f"~ {line}" for line in text.split("\n")) + tail + end
        if kind is ElementType.PARENTHETICAL:
            text = " ".join(text.split("\n"))
            text = text if text.startswith("(") and text.endswith(")") else f"({text})"
        return "\n".join(line or "  " for line in text.split("\n")) + tail + end
    return _line(element, text) + tail + "\n\n" + _cut_scene(element)


def _cut_scene(element: Element) -> str:
    """Return the paragraphs that an omitted heading of Final Draft keeps, as a boneyard."""
    source = omitted_scene(element)
    if not source:
        return ""
    scene = write(fdx.parse(f"<FinalDraft><Content>{source}</Content></FinalDraft>".encode()))
    return f"/*\n{scene.strip().replace('*/', '* /')}\n*/\n\n"


def _marked(element: Element) -> str:
    """Return the text with what would read as marks escaped, and with marks for the emphasis of a Final Draft file."""
    found = fdx_runs.runs(element)
    if "".join(run.text for run in found) != element.text:
        found = (Run(element.text),)
    if element.type is ElementType.PARENTHETICAL and element.text[:1] == "(" and element.text[-1] == ")":
        inside = cut(found, 1, len(element.text) - 1)  # the brackets come first and last on the line
        return "(" + "\n".join(mark(line) for line in split_runs(inside)) + ")"
    text = "\n".join(mark(line) for line in split_runs(found))
    if element.type is ElementType.SCENE_HEADING and text[:1] in ("*", "_"):
        return "\n".join(escape(line) for line in element.text.split("\n"))  # a heading begins with its own words
    return text


def _line(element: Element, text: str) -> str:
    """Return source for the kinds that are one paragraph by themselves."""
    kind = element.type
    one_line = " ".join(text.split("\n"))
    if kind is ElementType.SCENE_HEADING:
        mark = "" if rules.is_heading(one_line) and not element.forced else "."
        return mark + one_line + (f" #{element.number}#" if element.number else "")
    if kind is ElementType.TRANSITION:
        natural = rules.is_transition(one_line) and not rules.is_heading(one_line) and not element.forced
        return one_line if natural else f"> {one_line}"
    if element.centred:
        return "\n".join(f"> {line} <" for line in text.split("\n"))
    if kind is ElementType.SECTION:
        return "#" * max(1, element.level) + " " + one_line
    if kind is ElementType.SYNOPSIS:
        return f"= {one_line}"
    if kind is ElementType.PAGE_BREAK:
        return "==="
    if kind in _ASIDES:
        return _aside(element)
    return _action(element, text)


def _aside(element: Element) -> str:
    """Return a note or boneyard; what would end it too early is set apart."""
    if element.type is ElementType.BONEYARD:
        return f"/* {element.text.replace('*/', '* /')} */"
    text = "\n".join("  " if line in ("", " ", "\t") else line for line in element.text.split("\n"))
    return f"[[{_BRACKET.sub('] ', text)}]]"


def _cue(element: Element, text: str, speaks: bool) -> str:
    natural = rules.cue(text)
    other = rules.is_heading(text) or rules.is_transition(text)
    mark = "@" if element.forced or not speaks or other or natural is None or natural.forced else ""
    return mark + text + (" ^" if element.dual == "right" else "")


def _action(element: Element, text: str) -> str:
    """Return action source, with `!` where the words would read as something else."""
    lines = text.split("\n")
    if element.forced or element.type is not ElementType.ACTION:
        return "!" + text
    body = parse_body(text + "\n").elements
    if len(body) == 1 and _facts(body[0]) == _facts(element):
        return text
    return "\n".join("!" + line if line.strip() else line for line in lines)
