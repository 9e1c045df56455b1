"""FDX out: source as it was where nothing changed, fresh paragraphs where an element did."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from xml.etree.ElementTree import Element as Node

from secondunit.core.script import Element, ElementType, Script
from secondunit.formats.final_draft.paragraphs import TYPES, kind_of, visible_text
from secondunit.formats.final_draft.runs import splice, text_nodes
from secondunit.formats.final_draft.title import title_page_source, title_page_text
from secondunit.formats.final_draft.xml import fragment, node_text
from secondunit.formats.fountain_syntax.blocks import parse_body

_NAMES = {kind: name for name, kind in reversed(TYPES.items())} | {
    ElementType.CENTERED: "General",
    ElementType.SYNOPSIS: "Outline Body",
    ElementType.BONEYARD: "Note",
}
_PROLOG = '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n'
_ENCODING = re.compile(r"""(<\?xml[^>]*?encoding\s*=\s*)["'](?!(?i:utf-8)["'])[^"']*["']""")
_CHILD = re.compile(r"fdx\.\d{3,}\.")
_FRESH = {
    "fdx.prolog": _PROLOG,
    "fdx.root": '<FinalDraft DocumentType="Script" Template="No" Version="5">\n',
    "fdx.000.Content": "<Content>\n",
    "fdx.000.Content.end": "</Content>\n",
    "fdx.end": "</FinalDraft>\n",
}


def write(script: Script) -> bytes:
    """Return the script as an FDX file (UTF-8).

    A script that came from FDX keeps its other nodes (settings, tags, revisions, boards) and every unchanged
    paragraph, byte by byte. From another format, types map to Final Draft's; characters that XML forbids are dropped.
    """
    native = script.source_format == "fdx"
    source = dict(script.unknown) if native else {}
    if not any(key.endswith(".Content") for key in source):
        source = _FRESH | source
    body = _body(script, native)
    out = [_ENCODING.sub(r'\1"UTF-8"', source.get("fdx.prolog", _PROLOG), count=1), source["fdx.root"]]
    titled = False
    for key, text in source.items():
        if not _CHILD.match(key):
            continue
        if key.endswith(".Content"):
            empty = text.endswith("/>")
            out.append(text if not (empty and body) else text[:-2].rstrip() + ">")
            out += [body, "</Content>"] if empty and body else [body]
        elif key.endswith(".TitlePage"):
            titled = True
            out.append(title_page_source(text, script.title_page))
        else:
            out.append(text)
    if script.title_page and not titled:
        out.append(title_page_text(script.title_page) + "\n")
    return "".join([*out, source["fdx.end"]]).encode("utf-8")


def _body(script: Script, native: bool) -> str:
    out = []
    cut = {} if native else _cut_scenes(script.elements)
    for start, group in groupby(_grouped(script.elements), key=lambda pair: pair[0]):
        speeches = "".join(
            cut[element.index] if element.index in cut else _source(element, native) for _, element in group
        )
        if start is None:
            out.append(speeches)
            continue
        first = script.elements[start].attrs if native else {}
        out.append(first.get("fdx_wrapper", "<Paragraph><DualDialogue>\n") + speeches)
        out.append(first.get("fdx_wrapper_end", "</DualDialogue></Paragraph>\n"))
    return "".join(out)


def _cut_scenes(elements: tuple[Element, ...]) -> dict[int, str]:
    """Return the source of omitted headings by place: Fountain keeps the cut scene in the boneyard that follows."""
    out: dict[int, str] = {}
    for heading, yard in pairwise(elements):
        if heading.attrs.get("omitted") == "yes" and yard.type is ElementType.BONEYARD:
            scene = Script({}, parse_body(yard.text + "\n").elements, "fountain")
            node = _fresh(heading)
            node.insert(0, fragment(f"<OmittedScene>\n{_body(scene, False)}</OmittedScene>")[0])
            out |= {heading.index: node_text(node) + "\n", yard.index: ""}
    return out


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


def _source(element: Element, native: bool) -> str:
    """Return the element's own source if it still says the same, else that of a paragraph made or changed for it."""
    if not (native and element.raw):
        return node_text(_fresh(element)) + "\n"
    node, after = fragment(element.raw)
    if node.tag != "Paragraph":
        return element.raw
    whole = visible_text(node)
    kind, _ = kind_of(node.get("Type", ""), whole)
    words = whole.removeprefix("[[").removesuffix("]]").strip() if kind is ElementType.NOTE else whole
    if (kind, words, node.get("Number")) == (element.type, element.text, element.number):
        return element.raw
    if words != element.text:
        start = whole.index(words)
        splice(node, whole, whole[:start] + element.text + whole[start + len(words) :])
    if element.number:
        node.set("Number", element.number)
    else:
        node.attrib.pop("Number", None)
    if kind is not element.type:
        node.set("Type", _type(element))
    return node_text(node) + after


def _type(element: Element) -> str:
    """Return what Final Draft calls the paragraph."""
    if element.type is ElementType.SECTION:
        return f"Outline {min(4, max(1, element.level))}"
    return _NAMES.get(element.type, "General")


def _fresh(element: Element) -> Node:
    node = Node("Paragraph", {"Type": element.attrs.get("fdx_type") or _type(element)})
    if element.number:
        node.set("Number", element.number)
    if element.type is ElementType.PAGE_BREAK:
        node.set("StartsNewPage", "Yes")
    if element.type is ElementType.CENTERED:
        node.set("Alignment", "Center")
    node.extend(text_nodes(element))
    return node
