"""What a script loses on its way to Fountain, said before it happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from secondunit.core.script import Element, ElementType, Script
from secondunit.formats.final_draft.revisions import locked_pages, revisions
from secondunit.formats.final_draft.runs import runs
from secondunit.formats.fountain_syntax.blocks import parse_body
from secondunit.formats.fountain_syntax.emphasis import element_runs
from secondunit.formats.fountain_syntax.writer import as_fountain

_MOST = 20  # paragraphs named one by one
_STATES = ("LeftIndent", "RightIndent", "FirstIndent", "SpaceBefore", "Spacing")
_PEOPLES_WORK = {
    "ScriptNotes": "script notes", "DisplayBoards": "story boards", "Outlines": "outlines", "Images": "pictures",
    "AltCollection": "alternative lines", "ListItems": "lists",
}  # fmt: skip
_TAG = re.compile(r"""TagNumber\s*=\s*["']([1-9]\d*)["']""")


def losses(script: Script) -> tuple[str, ...]:
    """Return warnings for what `fountain.write` cannot hold of the script; none for a Fountain script unchanged.

    Omitted scenes are no loss (they become boneyards), nor are page breaks, centring, bold, italic and underline.
    """
    if script.source_format == "fountain":
        return ()
    return (*_production(script), *_paragraphs(script)) if script.source_format == "fdx" else tuple(_paragraphs(script))


def _production(script: Script) -> Iterator[str]:
    """Yield what only Final Draft's own file holds."""
    elements = script.elements
    tags = sum(len(_TAG.findall(element.raw)) for element in elements)
    if tags:
        yield f"{_count(tags, 'tagged stretch', 'tagged stretches')} of text: Fountain has no breakdown tags"
    if revised := [each for each in revisions(script) if each.paragraphs]:
        named = ", ".join(f"{each.name or each.id} ({each.paragraphs})" for each in revised)
        yield f"revision marks by set and paragraphs: {named}"
    elif marked := sum("revision" in element.attrs for element in elements):
        yield f"revision marks of {_count(marked, 'paragraph', 'paragraphs')}"
    if pages := locked_pages(script):
        found = _count(len(pages), "locked page number", "locked page numbers")
        yield f"{found}, {pages[0].label} to {pages[-1].label}"
    if own := sum(any(key in element.attrs for key in _STATES) for element in elements):
        yield f"indents or spacing of {_count(own, 'paragraph', 'paragraphs')}"
    if struck := sum(any(run.strike for run in runs(element)) for element in elements if "Strikeout" in element.raw):
        yield f"strikeout in {_count(struck, 'paragraph', 'paragraphs')}"
    others = [element for element in elements if element.type is ElementType.OTHER and element.text.strip()]
    if flat := sum(not _styled_back(element) for element in elements if "Style=" in element.raw):
        yield f"bold, italic or underline in {_count(flat, 'paragraph', 'paragraphs')}"
    if kinds := sorted({element.attrs.get("fdx_type") or "by no name" for element in others}):
        yield f"paragraphs called {', '.join(kinds)}: written as action"
    if shots := sum(element.type is ElementType.SHOT for element in elements):
        yield f"{_count(shots, 'shot', 'shots')}: written as action"
    for key, text in script.unknown.items():
        name = _PEOPLES_WORK.get(key.rpartition(".")[2])
        if name and re.search(r"<[^/!?][^>]*>.*<[^/!?]", text, re.DOTALL):
            yield name


def _paragraphs(script: Script) -> Iterator[str]:
    """Yield the paragraphs whose words Fountain would read as something else."""
    found = [
        f"line {element.line}: {element.type.value.replace('_', ' ')} {element.text[:40]!r} reads otherwise in Fountain"
        for element in script.elements if not _reads_back(element)
    ]  # fmt: skip
    yield from found[:_MOST]
    if len(found) > _MOST:
        yield f"{len(found) - _MOST} more paragraphs read otherwise in Fountain"


def _styled_back(element: Element) -> bool:
    """True when bold, italic and underline of a paragraph come through."""
    if element.type in (ElementType.SECTION, ElementType.SYNOPSIS, ElementType.NOTE, ElementType.OTHER):
        return True  # not printed, or blank
    found = runs(element)
    if not any(run.bold or run.italic or run.underline for run in found if run.text.strip()):
        return True
    read = [each for each in parse_body(as_fountain(element)).elements if each.type is element.type]
    return any(run.bold or run.italic or run.underline for each in read for line in element_runs(each) for run in line)


def _reads_back(element: Element) -> bool:
    if element.type in (ElementType.OTHER, ElementType.PAGE_BREAK) or not element.text.strip():
        return True
    alone = replace(element, dual=None, attrs={key: value for key, value in element.attrs.items() if key != "omitted"})
    read = list(parse_body(as_fountain(alone)).elements)
    if element.type in (ElementType.DIALOGUE, ElementType.PARENTHETICAL, ElementType.LYRIC):
        del read[:1]  # the cue that it was written under
    elif element.type is ElementType.CHARACTER:
        del read[1:]
    kinds = {each.type for each in read}
    wanted = element.type
    if wanted is ElementType.SHOT:
        wanted = ElementType.ACTION
    if element.centred:
        wanted = ElementType.CENTERED
    text = element.text
    if wanted is ElementType.PARENTHETICAL and not (text.startswith("(") and text.endswith(")")):
        text = f"({text})"
    same = " ".join(" ".join(each.text for each in read).split()) == " ".join(text.split())
    return same and kinds == {wanted} and all(each.number == element.number for each in read)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
