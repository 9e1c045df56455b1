"""What a script loses on its way to Final Draft, said before it happens."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.script import ElementType, Script
from secondunit.formats.final_draft.title import read_title_page, title_page_text
from secondunit.formats.final_draft.xml import fragment, legal

_DEEPEST = 4  # Outline 1 to 4


def losses(script: Script) -> tuple[str, ...]:
    """Return warnings for what `fdx.write` cannot hold of the script; none for one that came from Final Draft."""
    return () if script.source_format == "fdx" else tuple(_found(script))


def _found(script: Script) -> Iterator[str]:
    elements = script.elements
    deep = sum(e.type is ElementType.SECTION and e.level > _DEEPEST for e in elements)
    if deep:
        yield f"{deep} sections deeper than {_DEEPEST} levels: written as Outline {_DEEPEST}"
    inside = sum(e.attrs.get("inline") == "yes" for e in elements)
    if inside:
        yield f"{inside} notes or boneyards inside a paragraph: written as notes after it"
    yards = sum(
        e.type is ElementType.BONEYARD and "inline" not in e.attrs and not (at and "omitted" in elements[at - 1].attrs)
        for at, e in enumerate(elements)
    )
    if yards:
        yield f"{yards} boneyards: written as notes"
    controls = sum(legal(e.text) != e.text for e in elements)
    if controls:
        yield f"{controls} paragraphs hold control characters, which Final Draft's files cannot: left out"
    values = {key: lines for key, lines in script.title_page.items() if lines}
    read = read_title_page(fragment(title_page_text(values))[0])
    if lost := [key for key, lines in values.items() if read.get(key) != lines]:
        yield f"title page: Final Draft's is free text, the names of {', '.join(lost)} are not kept (their words are)"
