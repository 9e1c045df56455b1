"""What a production draft in Final Draft carries: sets of revisions, locked page numbers, scenes that were cut.

There is no public description. Attributes are those that files show; `LockLevel` and `LevelIndex` of a locked page are
kept in the file and not read, since what they mean is unverified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import tostring

from secondunit.core.script import Element, Script
from secondunit.formats.final_draft.xml import fragment

_COLOUR = re.compile(r"#([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})")


@dataclass(frozen=True, slots=True)
class Revision:
    """One set of revisions. `id` is what `Element.attrs["revision"]` and `PageLine.revised` name."""

    id: str
    name: str
    mark: str  # printed in the right margin, mostly an asterisk
    page_colour: str  # "#rrggbb", "" where the file states none
    active: bool  # what is typed now belongs to it
    paragraphs: int  # that hold text of it


@dataclass(frozen=True, slots=True)
class LockedPage:
    """A page whose number is fixed; `label` is what is printed: "12", "12A"."""

    label: str
    deleted: bool


def revisions(script: Script) -> tuple[Revision, ...]:
    """Return the sets of revisions of a Final Draft script in the order of the file; those without text too."""
    root = _node(script, "Revisions")
    if root is None:
        return ()
    used = [set(re.findall(r"""RevisionID\s*=\s*["']([^"']*)["']""", element.raw)) for element in script.elements]
    active = root.get("ActiveSet", "")
    out = []
    for node in root.iter("Revision"):
        identity = node.get("ID", "") or node.get("Number", "")
        count = sum(1 for each in used if identity in each)
        out.append(Revision(identity, node.get("Name", ""), node.get("Mark", "*"), _colour(node.get("PageColor", "")),
                            bool(identity) and identity == active, count))  # fmt: skip
    return tuple(out)


def locked_pages(script: Script) -> tuple[LockedPage, ...]:
    """Return the locked pages in the order of the file; empty where pages are not locked."""
    root = _node(script, "LockedPages")
    found = [] if root is None else root.iter("LockedPage")
    return tuple(
        LockedPage(label, node.get("Deleted", "0") not in ("", "0", "No"))
        for node in found if (label := node.get("PageNumber") or node.get("Number", ""))
    )  # fmt: skip


def omitted_scene(element: Element) -> str:
    """Return the source of the paragraphs that an omitted heading keeps; empty for any other element."""
    if element.attrs.get("omitted") != "yes" or not element.raw.startswith("<Paragraph"):
        return ""
    node, _ = fragment(element.raw)
    scene = node.find("OmittedScene")
    return "" if scene is None else _inside(scene)


def _inside(node: Node) -> str:
    return "".join(tostring(child, encoding="unicode") for child in node)


def _node(script: Script, name: str) -> Node | None:
    for key, text in script.unknown.items():
        if key.startswith("fdx.") and key.endswith(f".{name}"):
            return fragment(text)[0]
    return None


def _colour(text: str) -> str:
    """Return a colour of 12 hexadecimal digits, 4 a channel, as one of 6."""
    match = _COLOUR.fullmatch(text)
    return "#" + "".join(part[:2].lower() for part in match.groups()) if match else ""
