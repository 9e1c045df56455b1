"""Page settings of a Final Draft file: paragraph styles, margins, MORE and CONT'D, locked pages.

What single paragraphs override stands in `Element.attrs` under Final Draft's own names: `LeftIndent`, `RightIndent`,
`FirstIndent` (inches), `SpaceBefore` (points), `Spacing`, `Alignment`, `StartsNewPage`.
"""

from __future__ import annotations

import math
from types import MappingProxyType
from xml.etree.ElementTree import Element as Node

from secondunit.core.pages import ElementStyle, PageSetup
from secondunit.core.script import Script
from secondunit.formats.final_draft.xml import fragment

_READ = (".ElementSettings", ".PageLayout", ".MoresAndContinueds", ".HeaderAndFooter")
_POINTS_A_LINE = 12.0
_POINTS_AN_INCH = 72.0


def page_setup(script: Script) -> PageSetup:
    """Return the layout that the file states; what it leaves out is Final Draft's default."""
    kept = (text for key, text in script.unknown.items() if text and key.startswith("fdx.") and key.endswith(_READ))
    nodes = [fragment(text)[0] for text in kept]
    styles = {}
    values: dict[str, object] = {}
    for node in nodes:
        if node.tag == "ElementSettings" and (spec := node.find("ParagraphSpec")) is not None:
            styles[node.get("Type", "")] = _style(spec)
        elif node.tag == "PageLayout":
            values |= _layout(node)
        elif node.tag == "MoresAndContinueds":
            values |= _continueds(node)
        elif node.tag == "HeaderAndFooter":
            values["first_page"] = int(_number(node, "StartingPage", 1.0, 0, 9999))
    return PageSetup(styles=MappingProxyType(styles), source="fdx", **values)  # type: ignore[arg-type]


def _number(node: Node, name: str, default: float, low: float = -100.0, high: float = 1000.0) -> float:
    """Return a number from an attribute; the default for none, for no number and for one out of range."""
    try:
        value = float(node.get(name, ""))
    except ValueError:
        return default
    return value if math.isfinite(value) and low <= value <= high else default


def _style(spec: Node) -> ElementStyle:
    left = _number(spec, "LeftIndent", 1.5, 0, 20)
    right = _number(spec, "RightIndent", 7.5, 0, 20)
    return ElementStyle(
        left, max(right, left + 0.5), _number(spec, "FirstIndent", 0.0, -5, 5),
        _number(spec, "SpaceBefore", 0.0, 0, 720) / _POINTS_A_LINE, _number(spec, "Spacing", 1.0, 0.5, 4),
        spec.get("Alignment", "Left").lower(), spec.get("StartsNewPage") == "Yes",
    )  # fmt: skip


def _layout(node: Node) -> dict[str, object]:
    found: dict[str, object] = {
        name: _number(node, key, default, 0, 720) / _POINTS_AN_INCH
        for name, key, default in (("top", "TopMargin", 72.0), ("bottom", "BottomMargin", 72.0),
                                   ("header", "HeaderMargin", 36.0), ("footer", "FooterMargin", 36.0))
    }  # fmt: skip
    size = node.find("PageSize")
    if size is not None:
        found |= {"width": _number(size, "Width", 8.5, 3, 40), "height": _number(size, "Height", 11.0, 3, 40)}
    found["break_at_sentences"] = node.get("BreakDialogueAndActionAtSentences", "Yes") == "Yes"
    return found


def _continueds(node: Node) -> dict[str, object]:
    found: dict[str, object] = {}
    dialogue, scenes = node.find("DialogueBreaks"), node.find("SceneBreaks")
    if dialogue is not None:
        found |= {
            "more": dialogue.get("DialogueBottom", "(MORE)"), "contd": dialogue.get("DialogueTop", "(CONT'D)"),
            "dialogue_continues": dialogue.get("BottomOfPage", "Yes") == "Yes",
        }  # fmt: skip
    if scenes is not None:
        if scenes.get("SceneBottomOfPage") == "Yes":
            found["scene_continued_bottom"] = scenes.get("SceneBottom", "(CONTINUED)")
        if scenes.get("SceneTopOfNext") == "Yes":
            found["scene_continued_top"] = scenes.get("SceneTop", "CONTINUED:")
    return found
