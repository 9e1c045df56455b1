"""Breakdown tags in Final Draft files: read what is tagged, and mark a script with a breakdown.

A run names a `Tag` by its number, a tag one or more definitions, a definition its category by a fixed id. Scheduling
programs read exactly this.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element as Node

from secondunit.core.script import Element, ElementType, Script
from secondunit.core.tags import CATEGORIES, FDX_OTHER_IDS, Category, Evidence, Tag
from secondunit.formats.fdx import parse, write
from secondunit.formats.final_draft.paragraphs import visible_text
from secondunit.formats.final_draft.runs import shown, split_at
from secondunit.formats.final_draft.xml import fragment, legal, node_text

_BY_ID = {facts.fdx_id: category for category, facts in CATEGORIES.items() if facts.fdx_id} | FDX_OTHER_IDS
_BY_NAME = {facts.fdx.casefold(): category for category, facts in CATEGORIES.items()}
_OURS = UUID("6b1f2f7e-53a5-5c8e-9d8b-7d0f6f3f6c11")  # name space of the ids that we make
_NUMBER = re.compile(r"""TagNumber\s*=\s*["'](\d{1,9})["']""")
_COLOUR = "#94AA11150000"


@dataclass(frozen=True, slots=True)
class FileTag:
    """A tagged stretch of text. `category_name` is what the file calls it; unknown categories are miscellaneous."""

    category: Category
    category_name: str
    label: str
    definition: str
    evidence: Evidence


class Tagged(NamedTuple):
    """A script with tags, and those that found no place in it."""

    script: Script
    left: tuple[Tag, ...]


def read_tags(script: Script) -> tuple[FileTag, ...]:
    """Return the tags of a Final Draft script in the order of its text; runs that go on with a tag are joined."""
    data = _data(script)
    if data is None:
        return ()
    definitions = _definitions(data)
    numbers = _numbers(data)
    found: list[FileTag] = []
    for element in script.elements:
        if not element.raw.startswith("<") or "TagNumber" not in element.raw:
            continue
        spans: dict[tuple[str, str], list[int]] = {}
        node, _ = fragment(element.raw)
        position = -_lead(element, node)
        for run in node.findall("Text"):
            size = len(shown(run))
            for definition in numbers.get(run.get("TagNumber", ""), ()) if size else ():
                spans.setdefault((definition, run.get("TagNumber", "")), []).extend((position, position + size))
            position += size
        joined: dict[str, list[tuple[int, int]]] = {}
        for (definition, _), places in spans.items():
            for begin, stop in zip(places[::2], places[1::2], strict=True):
                start, end = max(0, begin), min(stop, len(element.text))
                if start >= end:
                    continue  # the brackets of a note
                parts = joined.setdefault(definition, [])
                if parts and parts[-1][1] == start:
                    parts[-1] = (parts[-1][0], end)
                else:
                    parts.append((start, end))
        for definition, parts in joined.items():
            if definition in definitions:
                found += [_tag(definitions[definition], definition, element, *part) for part in parts]
    return tuple(sorted(found, key=lambda tag: (tag.evidence.element, tag.evidence.start, tag.evidence.end)))


def _lead(element: Element, node: Node) -> int:
    """Return where an element's text begins in what its paragraph shows: a note leaves out its brackets."""
    return max(0, visible_text(node).find(element.text)) if element.type is ElementType.NOTE else 0


def _tag(facts: tuple[Category, str, str], definition: str, element: Element, start: int, end: int) -> FileTag:
    category, name, label = facts
    words = element.text[start:end]
    return FileTag(category, name, label or words, definition, Evidence(element.index, start, end, words))


def _data(script: Script) -> Node | None:
    text = next((text for key, text in script.unknown.items() if key.endswith(".TagData") and text), "")
    return fragment(text)[0] if text else None


def _definitions(data: Node) -> dict[str, tuple[Category, str, str]]:
    names = {node.get("Id", ""): node.get("Name", "") for node in data.iter("TagCategory")}
    out = {}
    for node in data.iter("TagDefinition"):
        key = node.get("CatId", "")
        name = names.get(key, "")
        category = _BY_ID.get(key) or _BY_NAME.get(name.casefold(), Category.MISC)
        out[node.get("Id", "")] = (category, name or CATEGORIES[category].fdx, node.get("Label", ""))
    return out


def _numbers(data: Node) -> dict[str, tuple[str, ...]]:
    return {node.get("Number", ""): tuple((each.text or "").strip() for each in node.findall("DefId"))
            for node in data.iter("Tag")}  # fmt: skip


def write_tags(script: Script, tags: Sequence[Tag]) -> Tagged:
    """Return the script as a Final Draft script with the tags marked, beside those that it has.

    A script of another format becomes one. A tag without words of its own, such as a voice, is marked on the heading
    of its scene. Where tags overlap, the words carry the definitions of all of them. Ids follow from category and
    label, so the same breakdown gives the same file.
    """
    native = script if script.source_format == "fdx" else parse(write(script))
    writer = _Writer(native)
    left = [tag for tag in sorted(tags, key=lambda tag: not tag.evidence) if not writer.add(tag)]
    return Tagged(writer.result(), tuple(left))


def _means(node: Node, category: Category) -> bool:
    by_name = node.get("Name", "").casefold() == CATEGORIES[category].fdx.casefold()
    return by_name or _BY_ID.get(node.get("Id", "")) is category


class _Writer:
    def __init__(self, script: Script) -> None:
        self.script = script
        found = _data(script)
        self.data = found if found is not None else Node("TagData")
        self.categories = self._child("TagCategories")
        self.definitions = self._child("TagDefinitions")
        self.tags = self._child("Tags")
        self.known = {(d.get("CatId", ""), d.get("Label", "").casefold()): d.get("Id", "") for d in self.definitions}
        self.by_number = _numbers(self.data)
        used = [number for element in script.elements for number in _NUMBER.findall(element.raw)]
        self.last = max((int(n) for n in (*self.by_number, *used) if n.isdecimal() and len(n) < 10), default=0)
        self.spans: dict[int, list[tuple[int, int, str]]] = {}
        self.heading: dict[int, int] = {}
        at = -1
        for element in script.elements:
            if element.type is ElementType.SCENE_HEADING:
                at = element.index
            self.heading[element.index] = at
        self.scene_headings: dict[str, int] = {}

    def _child(self, name: str) -> Node:
        node = self.data.find(name)
        if node is None:
            node = Node(name)
            self.data.append(node)
        return node

    def add(self, tag: Tag) -> bool:
        """Note where a tag goes; False where its words are not in the script."""
        places = []
        for each in tag.evidence:
            known = each.element < len(self.script.elements) and each.start < each.end
            if known and self.script.elements[each.element].text[each.start : each.end] == each.text:
                places.append((each.element, each.start, each.end))
                self.scene_headings.setdefault(tag.scene, self.heading[each.element])
        if not places:
            at = self.scene_headings.get(tag.scene, -1)
            if at < 0 or not self.script.elements[at].text:
                return False
            places = [(at, 0, len(self.script.elements[at].text))]
        definition = self._definition(tag)
        for element, start, end in places:
            self.spans.setdefault(element, []).append((start, end, definition))
        return True

    def _definition(self, tag: Tag) -> str:
        facts = CATEGORIES[tag.category]
        wanted = facts.fdx_id or str(uuid5(_OURS, facts.fdx))
        same = [node.get("Id", "") for node in self.categories if _means(node, tag.category)]
        category = same[0] if same else wanted
        if not same:
            number = str(1 + len(self.categories))
            self.categories.append(Node("TagCategory", {"Color": _COLOUR, "Id": category, "Name": facts.fdx,
                                                        "Number": number, "Style": "Bold"}))  # fmt: skip
        label = legal(tag.name)
        key = (category, label.casefold())
        if key not in self.known:
            identity = str(uuid5(_OURS, f"{tag.category.value}\0{label.casefold()}"))
            self.known[key] = identity
            self.definitions.append(Node("TagDefinition", {"CatId": category, "Id": identity, "Label": label,
                                                           "Number": str(1 + len(self.definitions))}))  # fmt: skip
        return self.known[key]

    def result(self) -> Script:
        elements = list(self.script.elements)
        for index, spans in sorted(self.spans.items()):
            elements[index] = self._marked(elements[index], spans)
        unknown = dict(self.script.unknown)
        key = next((key for key in unknown if key.endswith(".TagData")), f"fdx.{len(unknown):03d}.TagData")
        after = fragment(unknown[key])[1] if key in unknown else "\n"
        unknown[key] = node_text(self.data) + after
        return replace(self.script, elements=tuple(elements), unknown=MappingProxyType(unknown))

    def _marked(self, element: Element, spans: list[tuple[int, int, str]]) -> Element:
        node, after = fragment(element.raw)
        lead = _lead(element, node)
        spans = [(start + lead, end + lead, definition) for start, end, definition in spans]
        places = [place for start, end, _ in spans for place in (start, end)]
        numbers: dict[tuple[str, ...], str] = {}
        for start, end, run in split_at(node, places):
            here = [d for s, e, d in spans if s <= start and end <= e]
            before = run.get("TagNumber", "")
            wanted = tuple(dict.fromkeys((*self.by_number.get(before, ()), *here)))
            if not here or set(here) <= set(self.by_number.get(before, ())):
                continue
            if wanted not in numbers:
                self.last += 1
                numbers[wanted] = str(self.last)
                tag = Node("Tag", {"Number": str(self.last)})
                for definition in wanted:
                    child = Node("DefId")
                    child.text = definition
                    tag.append(child)
                self.tags.append(tag)
            run.set("TagNumber", numbers[wanted])
        return replace(element, raw=node_text(node) + after)
