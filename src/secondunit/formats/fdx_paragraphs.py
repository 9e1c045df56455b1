"""FDX paragraphs as script elements."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from xml.etree.ElementTree import Element as Node

from secondunit.core.script import NO_ATTRS, Element, ElementType
from secondunit.formats.fdx_xml import Tree, node_text

TYPES = {
    "Scene Heading": ElementType.SCENE_HEADING,
    "Action": ElementType.ACTION,
    "General": ElementType.ACTION,
    "Character": ElementType.CHARACTER,
    "Parenthetical": ElementType.PARENTHETICAL,
    "Dialogue": ElementType.DIALOGUE,
    "Transition": ElementType.TRANSITION,
    "Shot": ElementType.SHOT,
    "Singing": ElementType.LYRIC,
    "Lyric": ElementType.LYRIC,
    "Lyrics": ElementType.LYRIC,
    "New Act": ElementType.CENTERED,
    "End of Act": ElementType.CENTERED,
    "Cold Opening": ElementType.CENTERED,
    "Note": ElementType.NOTE,
}
# Attributes worth reading; all others stay in `raw`. What they override is the page's, see `fdx_settings`.
_KEPT = ("StartsNewPage", "Alignment", "id", "LeftIndent", "RightIndent", "FirstIndent", "SpaceBefore", "Spacing")


class Reader:
    """Turns the Content node into elements, in order."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.elements: list[Element] = []

    def read(self, content: Node) -> tuple[Element, ...]:
        """Return the elements; every child of Content is at least one of them."""
        line = 1
        for node in content:
            line = self.tree.lines.get(node, (line, line))[1]
            dual = node.find("DualDialogue") if node.tag == "Paragraph" else None
            if node.tag != "Paragraph":
                self._add(ElementType.OTHER, "", node, (line, line), {"fdx_node": node.tag})
            elif dual is not None:
                self._dual(node, dual)
            else:
                self._paragraph(node)
        return tuple(self.elements)

    def _add(self, kind: ElementType, text: str, node: Node, lines: tuple[int, int], attrs: dict[str, str],
             **facts: object) -> None:  # fmt: skip
        element = Element(
            len(self.elements), kind, text, *lines, raw=node_text(node),
            attrs=MappingProxyType(attrs) if attrs else NO_ATTRS, **facts,  # type: ignore[arg-type]
        )  # fmt: skip
        self.elements.append(element)

    def _paragraph(self, node: Node, dual: str | None = None, extra: dict[str, str] | None = None) -> None:
        name = node.get("Type", "")
        text = visible_text(node)
        kind, level = _kind(name, text)
        attrs = {"fdx_type": name} if TYPES.get(name) is None or kind is ElementType.OTHER else {}
        if name in ("General", "New Act", "End of Act", "Cold Opening"):
            attrs["fdx_type"] = name
        attrs |= {key: node.attrib[key] for key in _KEPT if key in node.attrib}
        properties = node.find("SceneProperties")
        if properties is not None:
            for key in ("Length", "Page", "Title", "Color"):
                if properties.get(key):
                    attrs[key.lower()] = properties.attrib[key]
        if node.find("OmittedScene") is not None:
            attrs["omitted"] = "yes"
        runs = [run.get("RevisionID", "0") for run in node.findall("Text")]
        revision = next((run for run in runs if run != "0"), None)
        if revision:
            attrs["revision"] = revision
        if kind is ElementType.NOTE:
            text = text.removeprefix("[[").removesuffix("]]").strip()
        lines = self.tree.lines[node]
        self._add(kind, text, node, lines, attrs | (extra or {}), number=node.get("Number"), level=level, dual=dual)

    def _dual(self, node: Node, dual: Node) -> None:
        """Two speeches side by side: the first cue starts the left column, the second the right one."""
        children = list(dual.findall("Paragraph"))
        for child in children:
            dual.remove(child)
        wrapper = {"fdx_dual": "start", "fdx_wrapper": node_text(node)}  # all of it but the speeches
        cues = 0
        for child in children:
            cues += child.get("Type") == "Character"
            self._paragraph(child, dual="left" if cues <= 1 else "right", extra=wrapper)
            wrapper = {}


def _kind(name: str, text: str) -> tuple[ElementType, int]:
    """Return type and section level. Outline and Summary are hidden text: sections and synopses."""
    if name.startswith("Outline ") and name[8:].isdigit():
        return ElementType.SECTION, int(name[8:])
    if name in ("Outline Body", "Summary"):
        return ElementType.SYNOPSIS, 0
    if not text.strip() and name != "Note":
        return ElementType.OTHER, 0  # an empty paragraph is a blank line on the page
    if text.startswith("[[") and text.endswith("]]"):
        return ElementType.NOTE, 0  # notes typed as in Fountain
    return TYPES.get(name, ElementType.OTHER), 0


def visible_text(node: Node) -> str:
    """Return the text of all runs but hidden ones. Final Draft's line separator becomes a newline."""
    return "".join(_runs(node)).replace("\u2028", "\n")


def _runs(node: Node) -> Iterator[str]:
    for run in node.findall("Text"):
        style = run.get("Style", "").split("+")
        if "HiddenText" not in style:
            text = "".join(run.itertext())
            yield text.upper() if "AllCaps" in style else text
