"""The FDX title page, which is free text: title, credit, authors and the rest by position."""

from __future__ import annotations

from xml.etree.ElementTree import Element as Node

from secondunit.formats.fdx_paragraphs import visible_text
from secondunit.formats.fdx_xml import legal

_CREDITS = ("written", "by", "story", "screenplay", "teleplay", "adapted", "created", "a film")


def read_title_page(node: Node | None) -> dict[str, tuple[str, ...]]:
    """Return the title page by Fountain keys. Centred lines are Title, Credit and Author; others Contact."""
    found: dict[str, list[str]] = {}
    for paragraph in [] if node is None else node.iter("Paragraph"):
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
    return {key: tuple(lines) for key, lines in found.items()}


def title_page_node(values: dict[str, tuple[str, ...]]) -> Node:
    """Return a TitlePage node: title block centred, contact at the left."""
    page = Node("TitlePage")
    content = Node("Content")
    page.append(content)
    for key, lines in values.items():
        centred = key not in ("Contact", "Copyright", "Draft date", "Notes", "Revision")
        for line in lines:
            paragraph = Node("Paragraph", {"Alignment": "Center" if centred else "Left"})
            run = Node("Text")
            run.text = legal(line)
            paragraph.append(run)
            content.append(paragraph)
    return page
