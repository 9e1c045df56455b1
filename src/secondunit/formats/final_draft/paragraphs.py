"""FDX paragraphs as script elements."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from xml.etree.ElementTree import Element as Node

from secondunit.core.script import NO_ATTRS, Element, ElementType
from secondunit.formats.final_draft.xml import Tree, children

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
        self.line = tree.line_counter()
        self.elements: list[Element] = []

    def read(self, content: Node) -> tuple[Element, ...]:
        """Return the elements; every child of Content is at least one of them."""
        for node, raw in zip(children(content), self.tree.parts(content)[1], strict=True):
            dual = node.find("DualDialogue") if node.tag == "Paragraph" else None
            if dual is not None and dual.find("Paragraph") is not None:
                self._dual(node, dual, raw)
            else:
                self._child(node, raw)
        return tuple(self.elements)

    def _child(self, node: Node, raw: str, dual: str | None = None, extra: dict[str, str] | None = None) -> None:
        if node.tag == "Paragraph":
            self._paragraph(node, raw, dual, extra)
        else:
            self._add(ElementType.OTHER, "", node, raw, {"fdx_node": node.tag} | (extra or {}), dual=dual)

    def _add(self, kind: ElementType, text: str, node: Node, raw: str, attrs: dict[str, str],
             **facts: object) -> None:  # fmt: skip
        span = self.tree.spans[node]
        element = Element(
            len(self.elements), kind, text, self.line(span.start), self.line(span.stop - 1), raw=raw,
            attrs=MappingProxyType(attrs) if attrs else NO_ATTRS, **facts,  # type: ignore[arg-type]
        )  # fmt: skip
        self.elements.append(element)

    def _paragraph(self, node: Node, raw: str, dual: str | None, extra: dict[str, str] | None) -> None:
        name = node.get("Type", "")
        text = visible_text(node)
        kind, level = kind_of(name, text)
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
        self._add(kind, text, node, raw, attrs | (extra or {}), number=node.get("Number"), level=level, dual=dual)

    def _dual(self, node: Node, dual: Node, raw: str) -> None:
        """Two speeches side by side: the first cue starts the left column, the second the right one."""
        begin, inner = self.tree.spans[node].start, self.tree.spans[dual]
        before, pieces, _ = self.tree.parts(dual)
        wrapper = {  # all of it but the speeches
            "fdx_dual": "start",
            "fdx_wrapper": self.tree.text(begin, inner.start) + before,
            "fdx_wrapper_end": raw.encode()[inner.close - begin :].decode(),
        }
        cues = 0
        for child, piece in zip(children(dual), pieces, strict=True):
            cues += child.get("Type") == "Character"
            self._child(child, piece, "left" if cues <= 1 else "right", wrapper)
            wrapper = {}


def kind_of(name: str, text: str) -> tuple[ElementType, int]:
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
