"""The FDX title page, which is free text: title, credit, authors and the rest by position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element as Node

from secondunit.formats.final_draft.paragraphs import visible_text
from secondunit.formats.final_draft.runs import splice
from secondunit.formats.final_draft.xml import fragment, legal, node_text

_CREDITS = ("written", "by", "story", "screenplay", "teleplay", "adapted", "created", "a film")


def read_title_page(node: Node | None) -> dict[str, tuple[str, ...]]:
    """Return the title page by Fountain keys. Centred lines are Title, Credit and Author; others Contact."""
    return {} if node is None else _by_key([(key, text) for key, text, _ in _lines(node)])


def _by_key(lines: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, text in lines:
        found[key] = (*found.get(key, ()), text)
    return found


def _lines(node: Node) -> list[tuple[str, str, Node]]:
    """Return (key, text, paragraph that holds it) for each line with text."""
    found: dict[str, list[str]] = {}
    out = []
    for paragraph in node.iter("Paragraph"):
        for line in visible_text(paragraph).split("\n"):
            text = line.strip()
            if not text:
                continue
            if paragraph.get("Alignment") != "Center":
                key = "Title" if "Title" not in found else "Contact"
            elif "Title" not in found:
                key = "Title"
            elif "Author" in found:
                key = "Notes"
            elif "Credit" not in found and text.lower().startswith(_CREDITS):
                key = "Credit"
            else:
                key = "Author"
            found.setdefault(key, []).append(text)
            out.append((key, text, paragraph))
    return out


def title_page_source(source: str, values: Mapping[str, tuple[str, ...]]) -> str:
    """Return the source of a title page that says the values: as it was where it does already.

    Where only words changed, the lines that hold them are changed; else all lines are written afresh, and what stands
    beside them (header, footer, state of the window) is kept.
    """
    node, after = fragment(source)
    lines = _lines(node)
    before = _by_key([(key, text) for key, text, _ in lines])
    if before == dict(values):
        return source
    if {key: len(each) for key, each in before.items()} == {key: len(each) for key, each in values.items()}:
        new = {key: iter(each) for key, each in values.items()}
        for key, text, paragraph in lines:
            words = next(new[key])
            if words != text:
                whole = visible_text(paragraph)
                start = whole.index(text)
                splice(paragraph, whole, whole[:start] + words + whole[start + len(text) :])
        return node_text(node) + after
    content = node.find("Content")
    if content is None:
        content = Node("Content")
        node.append(content)
    for child in list(content):
        content.remove(child)
    content.extend(_paragraphs(values))
    return node_text(node) + after


def title_page_text(values: Mapping[str, tuple[str, ...]]) -> str:
    """Return the source of a new title page: title block centred, contact at the left."""
    page = Node("TitlePage")
    content = Node("Content")
    page.append(content)
    content.extend(_paragraphs(values))
    return node_text(page)


def _paragraphs(values: Mapping[str, tuple[str, ...]]) -> list[Node]:
    out = []
    for key, line in ((key, line) for key, lines in values.items() for line in lines):
        centred = key not in ("Contact", "Copyright", "Draft date", "Notes", "Revision")
        paragraph = Node("Paragraph", {"Alignment": "Center" if centred else "Left"})
        run = Node("Text")
        run.text = legal(line)
        paragraph.append(run)
        out.append(paragraph)
    return out
