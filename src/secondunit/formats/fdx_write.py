"""FDX out: paragraphs verbatim where nothing changed, fresh ones where an element did."""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import fromstring, tostring

from secondunit.core.script import Element, ElementType, Script
from secondunit.formats.fdx_paragraphs import TYPES, visible_text
from secondunit.formats.fdx_runs import splice, text_nodes
from secondunit.formats.fdx_title import read_title_page, title_page_node

_NAMES = {kind: name for name, kind in reversed(TYPES.items())} | {
    ElementType.CENTERED: "General",
    ElementType.SYNOPSIS: "Outline Body",
    ElementType.BONEYARD: "Note",
}


def write(script: Script) -> bytes:
    """Return the script as an FDX file (UTF-8).

    A script that came from FDX keeps its other nodes (settings, tags, revisions, boards) and every unchanged
    paragraph. From another format, types map to Final Draft's; characters that XML forbids are dropped.
    """
    native = script.source_format == "fdx"
    root = _root(script)
    content = Node("Content")
    for dual, group in groupby(_grouped(script.elements), key=lambda pair: pair[0]):
        nodes = [_node(element, native) for _, element in group]
        content.extend(nodes if dual is None else [_dual(nodes, script.elements[dual], native)])
    kept = {key: text for key, text in script.unknown.items() if native and re.match(r"fdx\.\d{3}\.", key)}
    if not kept:
        root.append(content)
        if script.title_page:
            root.append(title_page_node(dict(script.title_page)))
    for key, text in kept.items():
        if key.endswith(".Content"):
            root.append(content)
            continue
        node = fromstring(text)  # noqa: S314  (made by our own reader from refused-entity XML)
        if node.tag == "TitlePage" and read_title_page(node) != dict(script.title_page):
            node = title_page_node(dict(script.title_page))
        root.append(node)
    xml: str = tostring(root, encoding="unicode")
    return ('<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n' + xml).encode("utf-8")


def _root(script: Script) -> Node:
    text = script.unknown.get("fdx.root", "")
    if text:
        return fromstring(text)  # noqa: S314  (made by our own reader)
    return Node("FinalDraft", {"DocumentType": "Script", "Template": "No", "Version": "5"})


def _grouped(elements: tuple[Element, ...]) -> list[tuple[int | None, Element]]:
    """Give every element of a dual dialogue the place of its first one; None to all others."""
    out: list[tuple[int | None, Element]] = []
    start: int | None = None
    side = None
    for at, element in enumerate(elements):
        if element.dual is None:
            start = None
        elif start is None or "fdx_dual" in element.attrs or (element.dual == "left" and side == "right"):
            start = at
        side = element.dual
        out.append((start, element))
    return out


def _dual(nodes: list[Node], first: Element, native: bool) -> Node:
    wrapper = first.attrs.get("fdx_wrapper") if native else None
    paragraph = fromstring(wrapper) if wrapper else Node("Paragraph")  # noqa: S314
    dual = paragraph.find("DualDialogue")
    if dual is None:
        dual = Node("DualDialogue")
        paragraph.append(dual)
    dual.extend(nodes)
    return paragraph


def _node(element: Element, native: bool) -> Node:
    """Return the element's own XML if it still says the same, else a fresh paragraph."""
    if not (native and element.raw):
        return _fresh(element, Node("Paragraph"))
    node = fromstring(element.raw)  # noqa: S314  (made by our own reader)
    text = visible_text(node)
    if element.type is ElementType.NOTE:
        text = text.removeprefix("[[").removesuffix("]]").strip()
    if node.tag != "Paragraph" or (text == element.text and node.get("Number") == element.number):
        return node
    if text != element.text:
        splice(node, text, element.text)
    return _numbered(element, node)


def _numbered(element: Element, node: Node) -> Node:
    if element.number:
        node.set("Number", element.number)
    else:
        node.attrib.pop("Number", None)
    return node


def _fresh(element: Element, node: Node) -> Node:
    if element.type is ElementType.SECTION:
        name = f"Outline {min(4, max(1, element.level))}"
    else:
        name = element.attrs.get("fdx_type") or _NAMES.get(element.type, "General")
    node.set("Type", name)
    if element.number:
        node.set("Number", element.number)
    if element.type is ElementType.PAGE_BREAK:
        node.set("StartsNewPage", "Yes")
    if element.type is ElementType.CENTERED:
        node.set("Alignment", "Center")
    node.extend(text_nodes(element))
    return node
