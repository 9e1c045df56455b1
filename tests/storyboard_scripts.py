"""Small scripts for storyboard tests, built without a parser so that these tests stand alone."""

from __future__ import annotations

from secondunit.core.script import Breakdown, Character, Element, ElementType, Location, Scene, Script


def character(id_: str, gender: float = 0.5, variant_of: str | None = None) -> Character:
    name = id_.upper().replace("_", " ")
    return Character(id_, name, (), "", {"gender": gender}, {}, (), 0, variant_of)


def build(lines: list[tuple[str, str]], cast: dict[str, float], flags: dict[int, tuple[str, ...]] | None = None):
    """Return (script, breakdown) from (kind, text); a heading starts a scene."""
    elements = [Element(i, ElementType(kind), text, i + 1, i + 1, raw=text) for i, (kind, text) in enumerate(lines)]
    starts = [i for i, e in enumerate(elements) if e.type is ElementType.SCENE_HEADING]
    scenes, places = [], {}
    for number, (a, b) in enumerate(zip(starts, [*starts[1:], len(elements)], strict=True), 1):
        heading = elements[a].text
        setting, _, rest = heading.partition(". ")
        place, _, time = rest.partition(" - ")
        location = place.lower().replace(" ", "_") or "place"
        id_ = f"sc{number * 10:03d}"
        speakers = [
            e.text.split(" (")[0].lower().replace(" ", "_") for e in elements[a:b] if e.type is ElementType.CHARACTER
        ]
        text = " ".join(e.text for e in elements[a:b])
        present = tuple(
            dict.fromkeys(
                [*(s for s in speakers if s in cast), *(c for c in cast if c.upper().replace("_", " ") in text.upper())]
            )
        )
        scenes.append(
            Scene(
                id_,
                str(number),
                heading,
                setting,
                place,
                time,
                tuple(range(a, b)),
                present,
                location,
                (flags or {}).get(number, ()),
            )
        )
        places.setdefault(location, (place, setting, []))[2].append(id_)
    return (
        Script({}, tuple(elements), "fountain"),
        Breakdown(
            tuple(scenes),
            tuple(character(c, g) for c, g in cast.items()),
            tuple(Location(k, v[0], v[1], tuple(v[2])) for k, v in places.items()),
        ),
    )


KITCHEN = [
    ("scene_heading", "INT. MARA'S KITCHEN - NIGHT"),
    ("action", "Rain on the windows. A narrow kitchen, one lamp. MARA sits at the table with a photograph."),
    ("action", "TOM enters, wet through."),
    ("character", "MARA"),
    ("dialogue", "You came back."),
    ("character", "TOM"),
    ("parenthetical", "(quietly)"),
    ("dialogue", "I never left. Not really. You know that."),
    ("character", "MARA"),
    ("dialogue", "Do I? Because from where I sat it looked a lot like leaving."),
    ("character", "TOM"),
    ("dialogue", "I sent letters."),
    ("action", "Mara looks away. The photograph: two children on a pier."),
    ("character", "MARA"),
    ("parenthetical", "(shouting)"),
    ("dialogue", "Letters! You sent three letters!"),
    ("character", "TOM (V.O.)"),
    ("dialogue", "Four."),
    ("note", "shot: CU MARA, low angle, 85mm"),
    ("action", "She puts the photograph face down."),
    ("scene_heading", "EXT. PIER - DAY"),
    ("action", "A long pier in fog. Something giant moves under the boards."),
    ("action", "Tom runs. He slips, falls, claws at the wood. The creature rises from the water."),
    ("shot", "CLOSE ON - THE KEY"),
    ("action", "It slides toward the edge."),
]
CAST = {"mara": 0.0, "tom": 1.0}
