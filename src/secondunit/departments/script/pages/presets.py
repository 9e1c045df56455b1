"""Page layouts: Final Draft's US template, its A4 one, and multi-camera with double-spaced dialogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from secondunit.core.errors import InputError
from secondunit.core.pages import CHARS_PER_INCH, LINES_PER_INCH, ElementStyle, PageSetup
from secondunit.core.script import Element, ElementType, Script

_S = ElementStyle
STYLES: Mapping[str, ElementStyle] = MappingProxyType({
    "General": _S(1.5, 7.5),
    "Scene Heading": _S(1.5, 7.5, space_before=2),
    "Action": _S(1.5, 7.5, space_before=1),
    "Character": _S(3.5, 7.25, space_before=1),
    "Parenthetical": _S(3.0, 5.5, first=-0.1),
    "Dialogue": _S(2.5, 6.0),
    "Transition": _S(5.5, 7.1, space_before=1, align="right"),
    "Shot": _S(1.5, 7.5, space_before=1),
    "Lyric": _S(2.5, 6.0),
    "Cast List": _S(1.5, 7.5),
    "Centered": _S(1.5, 7.5, space_before=1, align="center"),  # Fountain's; Final Draft has no such paragraph
    "New Act": _S(1.5, 7.5, space_before=1, align="center"),
    "End of Act": _S(1.5, 7.5, space_before=2, align="center"),
    "Cold Opening": _S(1.5, 7.5, space_before=1, align="center"),
    "Outline Body": _S(1.25, 7.5),
    "Outline 1": _S(1.25, 7.5, space_before=1),
    "Outline 2": _S(1.38, 7.5, space_before=1),
    "Outline 3": _S(1.5, 7.5, space_before=1),
    "Outline 4": _S(1.62, 7.5, space_before=1),
})  # fmt: skip
_MULTICAM = {
    "Scene Heading": _S(1.5, 7.5, space_before=1),
    "Character": _S(3.5, 6.25, space_before=1),
    "Parenthetical": _S(2.75, 5.5, first=-0.1),
    "Dialogue": _S(2.25, 6.0, spacing=2),
    "Transition": _S(5.5, 7.25, space_before=1, align="right"),
    "New Act": _S(1.5, 7.5, align="center", starts_new_page=True),
}
_A4 = {name: replace(style, right=min(style.right, 7.27)) for name, style in STYLES.items()}
PRESETS: Mapping[str, PageSetup] = MappingProxyType({
    "letter": PageSetup(source="letter"),
    "a4": PageSetup(width=8.27, height=11.69, styles=_A4, source="a4"),
    "multicam": PageSetup(styles=_MULTICAM, source="multicam"),
})  # fmt: skip
_NAMES: Mapping[ElementType, str] = MappingProxyType({
    ElementType.SCENE_HEADING: "Scene Heading", ElementType.ACTION: "Action", ElementType.CHARACTER: "Character",
    ElementType.PARENTHETICAL: "Parenthetical", ElementType.DIALOGUE: "Dialogue", ElementType.LYRIC: "Lyric",
    ElementType.TRANSITION: "Transition", ElementType.SHOT: "Shot", ElementType.CENTERED: "Centered",
    ElementType.SYNOPSIS: "Outline Body", ElementType.OTHER: "General",
})  # fmt: skip
_SINGING = ("Singing", "Lyrics")


def preset(name: str) -> PageSetup:
    """Return a layout by name: letter, a4 or multicam; InputError for any other."""
    try:
        return PRESETS[name]
    except KeyError:
        raise InputError(f"no page layout is called {name!r}", hint=f"one of {', '.join(PRESETS)}") from None


def layout_of(script: Script) -> PageSetup:
    """Return the layout of a script that is no Final Draft file.

    A title page may state it as programs do that export for television, under the key `fmt`: `multicam`, `a4`, `dsd`
    (double-spaced dialogue), `ssbsh` (one line above headings), `dl-2.25` and `dr-6.00` (indents of dialogue in
    inches). Words that are not understood are left alone.
    """
    words = " ".join(value for key, lines in script.title_page.items() if key.lower() in ("fmt", "format")
                     for value in lines).lower().split()  # fmt: skip
    setup = PRESETS[next((word for word in words if word in PRESETS), "letter")]
    styles = styles_of(setup)
    changed: dict[str, ElementStyle] = {}
    dialogue = styles["Dialogue"]
    for word in words:
        side, _, inches = word.partition("-")
        if side in ("dl", "dr") and inches.replace(".", "", 1).isdecimal() and 0.5 <= float(inches) <= 8:
            place = float(inches)
            dialogue = replace(dialogue, left=place) if side == "dl" else replace(dialogue, right=place)
    if "dsd" in words:
        dialogue = replace(dialogue, spacing=2)
    if dialogue != styles["Dialogue"] and dialogue.right - dialogue.left >= 1:
        changed["Dialogue"] = dialogue
    if "ssbsh" in words:
        changed["Scene Heading"] = replace(styles["Scene Heading"], space_before=1)
    changed = {name: style for name, style in changed.items() if style != styles[name]}
    return replace(setup, styles={**setup.styles, **changed}) if changed else setup


def lines_per_page(setup: PageSetup) -> int:
    """Return how many lines stand between the margins: 54 on US Letter.

    `(MORE)` and the repeated cue are printed outside of them, so that pages of 55 and 56 lines occur in print.
    """
    if setup.lines_per_page is not None:
        return max(4, setup.lines_per_page)
    return max(4, int((setup.height - setup.top - setup.bottom) * LINES_PER_INCH + 1e-6))


def style_name(element: Element) -> str:
    """Return the name of an element's paragraph style, as Final Draft calls it."""
    if element.type is ElementType.SECTION:
        return f"Outline {min(4, max(1, element.level))}"
    name = element.attrs.get("fdx_type", "")
    if name and name not in _SINGING:
        return name
    return _NAMES.get(element.type, "General")


def styles_of(setup: PageSetup) -> dict[str, ElementStyle]:
    """Return all styles in force: the template's, and over them those of the setup."""
    return {**STYLES, **setup.styles}


def columns(style: ElementStyle, edge: float) -> int:
    """Return how many characters fit on a line.

    Half a character over counts as one (28.75 gives 29 and 37.5 gives 38), and a paragraph that reaches the right
    text margin `edge` may hang one character over it: Final Draft sets 61 in the six inches of action.
    """
    nominal = (style.right - style.left) * CHARS_PER_INCH
    over = 1 if nominal >= 58 and style.right >= edge - 0.01 else 0
    return max(1, int(nominal + 0.5 + 1e-6) + over)
