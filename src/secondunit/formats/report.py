"""The report: one self-contained HTML page that says what was read, proposed and made, and how.

No script, no outside request (a strict content security policy says so too), thumbnails inside the page;
all text from outside is escaped. Clearances are told as "no rule fired", never as cleared.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from PIL import Image

from secondunit.core.board import BoardItem, scenes_of, screen_time
from secondunit.formats import panels as pictures
from secondunit.formats import webpage
from secondunit.formats.webpage import safe

THUMB = (400, 225)
FIGURES = (
    "Figures are read from the script's own descriptions and are a proposal: age, build, height and clothes can be "
    "edited in the production's character records, and the boards follow."
)
CLASSES = {
    "exact": "exact: the same bytes on every machine",
    "tolerant": "tolerant: the same picture within a small tolerance",
    "hardware": "hardware: repeats on the same device only",
    "external": "external: recorded, cannot be repeated",
}


def write(
    items: Sequence[BoardItem], panels: Mapping[str, Path], path: Path, *, title: str, rate: Fraction,
    facts: Mapping[str, Any], progress: Callable[[float], None] = lambda share: None,
) -> None:
    """Write the page as UTF-8.

    `facts` is plain data, every key optional: draft, logline; facts [[name, value]]; scenes [{id, number,
    heading, eighths, cast, flags}]; characters [{name, description, body, wardrobe, scenes, words, variant_of}];
    figure_note; locations [{name, setting, scenes}]; takes {shot: [{id, status, engine, credential, rules:
    [{rule, verdict, text}]}]}; warnings [text]; engines [{name, version, capabilities, determinism, licence,
    training}]; made [paragraphs]. Raises InputError for no shots, no panels or an unreadable panel.
    """
    pictures.check(items, panels)
    css = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")
    name = title or "Untitled"
    body = _body(items, panels, name, rate, facts, progress)
    webpage.write(path, f"{name}: first pass", css, body, images=True)
    progress(1.0)


def _body(
    items: Sequence[BoardItem], panels: Mapping[str, Path], title: str, rate: Fraction, facts: Mapping[str, Any],
    progress: Callable[[float], None],
) -> Iterator[str]:
    parts = [("Scenes", "scenes"), ("Characters", "characters"), ("Locations", "locations"), ("Shots", "shots"),
             ("Takes", "takes"), ("Warnings", "warnings"), ("How it was made", "made")]
    yield '<a class="skip" href="#scenes">Skip to the scenes</a>\n<header>'
    yield f'<h1 dir="auto">{safe(title)}</h1>'
    yield f'<p class="sub">{safe(facts.get("draft") or "First pass")} · a proposal: a named person decides</p>'
    if facts.get("logline"):
        yield f'<p dir="auto">{safe(facts["logline"])}</p>'
    numbers = [
        ("Scenes", len({item.scene for item in items})), ("Shots", len(items)),
        ("Boards", sum(item.shot in panels for item in items)),
        ("Running time", screen_time(sum(item.duration for item in items), rate)),
        ("Frame rate", f"{float(rate):.6g} fps"), *((name, value) for name, value in facts.get("facts", ())),
    ]
    yield '<dl class="facts">' + "".join(
        f"<div><dt>{safe(name)}</dt><dd>{safe(value)}</dd></div>" for name, value in numbers
    ) + "</dl>"
    yield _pace(items, rate)
    yield "<nav aria-label=\"Contents\"><ul>" + "".join(
        f'<li><a href="#{anchor}">{name}</a></li>' for name, anchor in parts
    ) + "</ul></nav>\n</header>\n<main>"
    yield from _scenes(items, rate, facts.get("scenes", ()))
    yield from _characters(facts)
    yield from _locations(facts.get("locations", ()))
    yield from _shots(items, panels, rate, progress)
    yield from _takes(items, facts.get("takes", {}))
    yield '<h2 id="warnings">Warnings</h2>'
    warnings = list(facts.get("warnings", ()))
    yield ('<ul class="warn">' + "".join(f'<li dir="auto">{safe(line)}</li>' for line in warnings) + "</ul>"
           if warnings else "<p>None.</p>")
    yield from _made(facts)
    yield '</main>\n<footer><p>Made with Second Unit. Every picture carries a credential that says how it was made: '
    yield "check a delivery with <code>secondunit verify</code>.</p></footer>"


def _table(
    caption: str, heads: Sequence[tuple[str, str]], rows: Iterator[str] | Sequence[str], kind: str = ""
) -> Iterator[str]:
    yield f"<table{_class(kind)}>\n<caption>{caption}</caption>\n<thead><tr>" + "".join(
        f'<th scope="col"{_class(kind)}>{name}</th>' for name, kind in heads
    ) + "</tr></thead>\n<tbody>"
    yield from rows
    yield "</tbody>\n</table>"


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _row(head: object, *cells: tuple[object, str]) -> str:
    """Return a table row: its heading cell and (text, class) cells."""
    rest = "".join(f'<td dir="auto"{_class(kind)}>{safe(value)}</td>' for value, kind in cells)
    return f'<tr><th scope="row" dir="auto">{safe(head)}</th>{rest}</tr>'


def _pace(items: Sequence[BoardItem], rate: Fraction) -> str:
    """Draw the cutting rhythm: a bar a shot, as wide and as high as it is long, scenes in turn dark and pale."""
    total = sum(item.duration for item in items)
    longest = max(item.duration for item in items)
    bars, x = [], 0.0
    for n, group in enumerate(scenes_of(items)):
        for item in group:
            wide, high = 1000 * item.duration / total, 8 + 52 * item.duration / longest
            name = safe(f"{item.label} {item.size}, {screen_time(item.duration, rate)}")
            bars.append(
                f'<rect x="{x:.2f}" y="{62 - high:.1f}" width="{max(wide - 0.6, 0.2):.2f}" height="{high:.1f}" '
                f'fill="{("#1c1c1c", "#9b9b95")[n % 2]}"><title>{name}</title></rect>'
            )
            x += wide
    return ('<svg class="pace" viewBox="0 0 1000 62" preserveAspectRatio="none" role="img" '
            'aria-label="Cutting rhythm: one bar for each shot, wide and high by its length">'
            + "".join(bars) + "</svg>")


def _eighths(count: int) -> str:
    whole, part = divmod(count, 8)
    return f"{whole} {part}/8" if whole and part else f"{part}/8" if part else str(whole)


def _scenes(items: Sequence[BoardItem], rate: Fraction, scenes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    shots: dict[str, int] = {}
    frames: dict[str, int] = {}
    for item in items:
        shots[item.scene] = shots.get(item.scene, 0) + 1
        frames[item.scene] = frames.get(item.scene, 0) + item.duration
    known = list(scenes) or [
        {"id": group[0].scene, "number": group[0].scene_number, "heading": group[0].heading}
        for group in scenes_of(items)
    ]
    yield '<h2 id="scenes">Scenes</h2>'
    yield from _table(
        "Length on the page in eighths; screen time is the sum of the proposed shots.",
        (("No.", ""), ("Heading", ""), ("Pages", "n"), ("Cast", ""), ("Shots", "n"), ("Screen time", "n")),
        (_row(
            scene.get("number", ""),
            (str(scene.get("heading", "")) + "".join(f" · {flag}" for flag in scene.get("flags", ())), ""),
            (_eighths(int(scene["eighths"])) if scene.get("eighths") else "–", "n"),
            (", ".join(str(name) for name in scene.get("cast", ())) or "–", ""),
            (shots.get(str(scene.get("id")), 0), "n"),
            (screen_time(frames.get(str(scene.get("id")), 0), rate), "n"),
        ) for scene in known),
    )


def _characters(facts: Mapping[str, Any]) -> Iterator[str]:
    yield '<h2 id="characters">Characters</h2>'
    people = list(facts.get("characters", ()))
    if not people:
        yield "<p>None found.</p>"
        return
    yield f"<p>{safe(facts.get('figure_note') or FIGURES)}</p>"
    yield from _table(
        "Figure values run 0 to 1; 0.5 is average (gender: 0 female, 1 male; age: below 0 newborn, 1 old).",
        (("Name", ""), ("Described as", ""), ("Figure", ""), ("Clothes", ""), ("Scenes", "n"), ("Words", "n")),
        (_row(
            str(person.get("name", "")) + (f" (variant of {person['variant_of']})" if person.get("variant_of") else ""),
            (person.get("description") or "–", ""),
            (", ".join(f"{key} {float(value):.2f}" for key, value in dict(person.get("body", {})).items()) or "–", ""),
            (", ".join(f"{key}: {value}" for key, value in dict(person.get("wardrobe", {})).items()) or "–", ""),
            (_count(person.get("scenes")), "n"), (person.get("words", 0), "n"),
        ) for person in people),
    )


def _count(value: object) -> object:
    return len(value) if isinstance(value, (list, tuple)) else value or 0


def _locations(places: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield '<h2 id="locations">Locations</h2>'
    if not places:
        yield "<p>None found.</p>"
        return
    yield from _table(
        "One set for each location; scenes that share it.", (("Location", ""), ("Setting", ""), ("Scenes", "")),
        (_row(place.get("name", ""), (place.get("setting") or "–", ""),
              (", ".join(str(scene) for scene in place.get("scenes", ())), "")) for place in places),
    )


def _shots(
    items: Sequence[BoardItem], panels: Mapping[str, Path], rate: Fraction, progress: Callable[[float], None]
) -> Iterator[str]:
    yield '<h2 id="shots">Shots</h2>'
    done = 0
    for group in scenes_of(items):
        head = group[0]
        yield f'<h3 dir="auto">{safe(head.scene_number)} {safe(head.heading)}</h3>'
        rows = []
        for item in group:
            said = "".join(
                f'<span class="who" dir="auto">{safe(speaker)}</span><span class="said" dir="auto">{safe(words)}</span>'
                for speaker, words in item.dialogue
            )
            camera = "<br>".join(safe(word) for word in item.camera)
            kept = "" if item.origin == "rules" else f'<br><span class="flag">by the {safe(item.origin)}</span>'
            rows.append(
                f'<tr id="{safe(item.shot)}"><th scope="row" class="keep">{safe(item.label)}{kept}</th>'
                f'<td>{_thumb(item, panels)}</td><td>{safe(item.size)}<br>{camera}</td>'
                f'<td><span class="act" dir="auto">{safe(item.action)}</span>{said}</td>'
                f'<td class="n">{screen_time(item.duration, rate)}<br>'
                f'<span class="soft">{item.duration} f</span></td></tr>'
            )
            done += 1
            progress(0.98 * done / len(items))
        heads = (("Shot", ""), ("Board", ""), ("Camera", ""), ("What happens", ""), ("Length", "n"))
        count = "1 shot" if len(group) == 1 else f"{len(group)} shots"
        yield from _table(count, heads, rows, "shots")


def _thumb(item: BoardItem, panels: Mapping[str, Path]) -> str:
    if item.shot not in panels:
        return '<div class="none">no panel yet</div>'
    image = pictures.open_panel(panels[item.shot], item.shot)
    image.thumbnail(THUMB, Image.Resampling.LANCZOS)
    data = io.BytesIO()
    image.save(data, "JPEG", quality=72, optimize=True)
    action = " ".join(item.action.split())
    alt = f"Board of shot {item.label}: {item.size}, {item.move}. {action[:140]}{'…' if len(action) > 140 else ''}"
    source = base64.b64encode(data.getvalue()).decode("ascii")
    return (f'<img src="data:image/jpeg;base64,{source}" width="{image.width // 2}" height="{image.height // 2}" '
            f'alt="{safe(alt)}">')


def clearance_words(rules: Sequence[Mapping[str, Any]] | None) -> str:
    """Say what the gate found: `None` was not checked, an empty list fired no rule."""
    if rules is None:
        return "not checked"
    if not rules:
        return "no rule fired"
    return "; ".join(
        " ".join(str(rule.get(key, "")) for key in ("rule", "verdict")).strip()
        + (f" ({rule['text']})" if rule.get("text") else "") for rule in rules
    )


def _takes(items: Sequence[BoardItem], takes: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[str]:
    yield '<h2 id="takes">Takes</h2>'
    yield ("<p>The gate tells which rules fired for a take. Where none did, that is all it says: "
           "it is no legal opinion.</p>")
    rows = []
    for item in items:
        for take in takes.get(item.shot, ()):
            rows.append(_row(
                item.label, (take.get("id", ""), "keep"), (take.get("status", ""), "keep"),
                (take.get("engine", ""), ""), (take.get("credential") or "none", ""),
                (clearance_words(take.get("rules")), ""),
            ))
    if not rows:
        yield "<p>No take is on record yet.</p>"
        return
    heads = (("Shot", ""), ("Take", ""), ("Status", ""), ("Engine", ""), ("Credential", ""), ("Gate", ""))
    yield from _table("Every take that is offered, its credential and what the gate found.", heads, rows)
    without = sum(not takes.get(item.shot) for item in items)
    if without:
        yield f"<p>Shots without a take on record: {without}.</p>"


def _made(facts: Mapping[str, Any]) -> Iterator[str]:
    yield '<h2 id="made">How it was made</h2>'
    for words in facts.get("made", ()):
        yield f'<p dir="auto">{safe(words)}</p>'
    engines = list(facts.get("engines", ()))
    if not engines:
        return
    heads = (("Engine", ""), ("Makes", ""), ("Repeats", ""), ("Licence", ""), ("Training data", ""))
    yield from _table("The engines that made these pictures and documents.", heads, [
        _row(
            f"{engine.get('name', '')} {engine.get('version', '')}".strip(),
            (", ".join(str(name) for name in engine.get("capabilities", ())), ""),
            (CLASSES.get(str(engine.get("determinism")), engine.get("determinism") or "unknown"), ""),
            (engine.get("licence") or "unknown", ""), (engine.get("training") or "unknown", ""),
        ) for engine in engines
    ])
