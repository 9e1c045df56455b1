"""The pacing of a script as one interactive page: charts, suggestions, voices, structure and all scenes.

Self-contained: inline SVG, one style and one script, both named by hash in a strict content security policy; nothing
is loaded from elsewhere. Without the script all is there to read, and a scene in the chart leads to its row. All text
from the screenplay is escaped. The bytes depend on the arguments alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from secondunit.core.errors import InputError
from secondunit.core.pacing import Pacing, ScenePace, Suggestion
from secondunit.core.pages import eighths_text
from secondunit.formats import typeset, webpage
from secondunit.formats.pacing.colours import LEGEND, SILENT, SPEAKS, colour_of
from secondunit.formats.pacing.svg import chart, swatch

_FOLDER = Path(__file__).parent
_CURVES = (
    "Tension runs from 0 to 1 within this script: words of danger and dark words, how fast scenes change, how often "
    "speakers and their refusals follow each other, and alarm. Mood is the balance of bright and dark words, a dot for "
    "each scene and a smooth line through them. A shape is named only where the scenes in another order rarely "
    "draw one as strong. Both curves compare scenes of this script and say nothing about another."
)
_GENDERS = {"female": "women", "male": "men", "": "not stated"}


def write(pacing: Pacing, path: str | Path, *, title: str) -> None:
    """Write the page to `path`. Raises InputError for a file that cannot be written."""
    css = (_FOLDER / "pacing.css").read_text(encoding="utf-8")
    js = (_FOLDER / "pacing.js").read_text(encoding="utf-8")
    name = t(title) or "Untitled"
    try:
        webpage.write(path, f"{' '.join(title.split()) or 'Untitled'}: pacing", css, _body(pacing, name), js=js)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror or error}", hint="check folder and disk"
        ) from error


def t(text: str) -> str:
    """Return text from outside on one line, escaped, without signs that cannot be shown."""
    return escape(" ".join(typeset.clean(text).split()))


def _body(pacing: Pacing, name: str) -> Iterator[str]:
    yield f'<h1>{name}</h1>\n<p class="lead">Pacing</p>'
    yield _figures(pacing)
    yield _bar(pacing)
    if pacing.scenes:
        yield f'<div class="scroll chart">{chart(pacing)}</div>'
        yield _legend(pacing)
    yield from _suggestions(pacing)
    yield from _turning(pacing)
    yield from _structures(pacing)
    yield from _voices(pacing)
    yield from _talk(pacing)
    yield from _scenes(pacing)
    yield f'<h2>How to read this</h2>\n<p class="notes">{_CURVES}</p>'
    yield f'<p class="notes">Running time: {t(pacing.runtime.model)}.</p>'
    for note in pacing.notes:
        yield f'<p class="notes">{t(note)}</p>'


def _figures(pacing: Pacing) -> str:
    time, facts = pacing.runtime, pacing.facts
    rows = [
        (f"{time.minutes:g} min", f"estimated, 80 % between {time.low:g} and {time.high:g}"),
        (f"{len(pacing.scenes)}", f"scenes on {time.pages:.1f} pages"),
        (eighths_text(round(facts.get("scene length median", 0) * 8)), "pages, median scene"),
        (f"{facts.get('scenes a minute', 0):.1f}", "scene changes a minute"),
        (f"{facts.get('dialogue share', 0):.0%}", "of the words are spoken"),
        (f"{facts.get('places', 0):.0f}", "places"),
    ]  # fmt: skip
    if time.wanted:
        rows.insert(1, (f"{time.minutes - time.wanted:+.0f} min", f"against the {time.wanted} wanted"))
    if pacing.arc.shape:
        rows.append((t(pacing.arc.shape), f"nearest emotional arc ({pacing.arc.correlation:.2f})"))
    return '<ul class="figures">' + "".join(f"<li><b>{a}</b><span>{b}</span></li>" for a, b in rows) + "</ul>"


def _bar(pacing: Pacing) -> str:
    options = "".join(f'<option value="{t(v.character)}">{t(v.name)}</option>' for v in pacing.voices if v.scenes)
    idle = "Point at a scene to read it here; click to keep it."
    return (
        f'<div class="bar"><label>Character <select id="who"><option value="">all</option>{options}</select></label>'
        f'<div id="detail" aria-live="polite" data-idle="{idle}">{idle}</div></div>'
    )


def _legend(pacing: Pacing) -> str:
    used = {colour_of(scene) for scene in pacing.scenes}
    parts = [*((a, b) for a, b in LEGEND if b in used), ("speaks", SPEAKS), ("there, silent", SILENT)]
    return '<p class="legend">' + "".join(f"<span>{swatch(colour)}{label}</span>" for label, colour in parts) + "</p>"


def _head(*names: str, caption: str = "") -> str:
    """Return the beginning of a table; names of columns of figures begin with `#`."""
    cells = "".join(f'<th class="n">{n[1:]}</th>' if n[0] == "#" else f"<th>{n}</th>" for n in names)
    return f'<div class="scroll"><table>{f"<caption>{caption}</caption>" if caption else ""}<tr>{cells}</tr>'


def _link(pacing: Pacing, scene: str) -> str:
    number = next((each.number for each in pacing.scenes if each.id == scene), "")
    return f'<a href="#row-{t(scene)}">{t(number)}</a>' if number else ""


def _suggestions(pacing: Pacing) -> Iterator[str]:
    yield f"<h2>Suggestions ({len(pacing.suggestions)})</h2>"
    if not pacing.suggestions:
        yield "<p>No rule found anything to suggest.</p>"
        return
    yield '<ol class="suggestions">'
    for each in pacing.suggestions:
        yield _suggestion(pacing, each)
    yield "</ol>"


def _suggestion(pacing: Pacing, each: Suggestion) -> str:
    scenes = ", ".join(
        f"{_link(pacing, scene)} ({t(size)})" for scene, size in zip(each.scenes, each.pages, strict=True)
    )
    where = f"scenes {scenes} · " if scenes else ""
    return (
        f'<li class="{t(each.severity)}" id="s-{t(each.id)}"><span class="kind">{t(each.kind).capitalize()}</span>'
        f'<p>{t(each.text)}</p><p class="effect">{t(each.effect)}</p>'
        f"<small>{where}{t(each.severity)} · {t(each.id)}</small></li>"
    )


def _turning(pacing: Pacing) -> Iterator[str]:
    if not pacing.turning:
        return
    yield "<h2>Turning points</h2>"
    yield _head("point", "#scene", "#place", "#usual", "#confidence", "why")
    for each in pacing.turning:
        yield (
            f'<tr><td>{t(each.kind)}</td><td class="n">{_link(pacing, each.scene)}</td>'
            f'<td class="n">{each.position:.0%}</td><td class="n">{each.expected * 100:g}%</td>'
            f'<td class="n">{each.confidence:.2f}</td><td class="t">{t(each.why)}</td></tr>'
        )
    yield "</table></div>"


def _structures(pacing: Pacing) -> Iterator[str]:
    if not pacing.structures:
        return
    yield "<h2>Structure templates</h2>"
    for each in pacing.structures:
        fit = f"; this script's turning points are {each.fit:.1%} away on average" if pacing.turning else ""
        yield _head("beat", "#page", "#scene there", "turning point", "#scene found", "#pages off",
                    caption=f"{t(each.name)}{fit}")  # fmt: skip
        for beat in each.beats:
            off = f"{beat.deviation_pages:+.1f}" if beat.found else ""
            yield (
                f'<tr><td>{t(beat.name)}</td><td class="n">{beat.page:.0f}</td>'
                f'<td class="n">{_link(pacing, beat.scene)}</td><td>{t(beat.turning or "")}</td>'
                f'<td class="n">{_link(pacing, beat.found)}</td><td class="n">{off}</td></tr>'
            )
        yield "</table></div>"


def _voices(pacing: Pacing) -> Iterator[str]:
    if not pacing.voices:
        return
    yield "<h2>Characters</h2>"
    yield _head("name", "#words", "#share", "#lines", "#speeches", "#scenes", "#screen, min", "#first", "#last",
                "#longest away")  # fmt: skip
    for v in pacing.voices:
        yield (
            f'<tr><td class="t">{t(v.name)}</td><td class="n">{v.words}</td><td class="n">{v.share:.1%}</td>'
            f'<td class="n">{v.lines}</td><td class="n">{v.speeches}</td><td class="n">{len(v.scenes)}</td>'
            f'<td class="n">{v.seconds / 60:.1f}</td><td class="n">{_link(pacing, v.first)}</td>'
            f'<td class="n">{_link(pacing, v.last)}</td><td class="n">{v.longest_absence:.0%}</td></tr>'
        )
    yield "</table></div>"
    if pacing.pairs:
        yield "<h2>Who talks with whom</h2>"
        yield _head("pair", "#answers", "#words", "scenes")
        names = {v.character: v.name for v in pacing.voices}
        for pair in pacing.pairs[:40]:
            a, b = t(names.get(pair.a, pair.a)), t(names.get(pair.b, pair.b))
            scenes = ", ".join(_link(pacing, scene) for scene in pair.scenes)
            yield (
                f'<tr><td class="t">{a} and {b}</td><td class="n">{pair.exchanges}</td><td class="n">{pair.words}</td>'
                f'<td class="t">{scenes}</td></tr>'
            )
        yield "</table></div>"


def _talk(pacing: Pacing) -> Iterator[str]:
    talk = pacing.talk
    if not talk.words:
        return
    words = ", ".join(f"{_GENDERS.get(key, t(key))} {count}" for key, count in talk.words.items())
    named = ", ".join(f"{_GENDERS.get(key, t(key))} {count}" for key, count in talk.named.items()) or "none"
    both = ", ".join(_link(pacing, scene) for scene in talk.women_talk) or "none"
    other = ", ".join(_link(pacing, scene) for scene in talk.not_about_men) or "none"
    yield "<h2>Representation, as facts</h2><ul>"
    yield f"<li>Words spoken: {words}.</li><li>Characters with a name: {named}.</li>"
    yield f"<li>Scenes in which two named women talk to each other: {both}.</li>"
    yield f"<li>Of these, talk that names no man of the script and no he or him: {other}.</li></ul>"


def _scenes(pacing: Pacing) -> Iterator[str]:
    if not pacing.scenes:
        return
    names = {v.character: v.name for v in pacing.voices}
    yield "<h2>Scenes</h2>"
    yield _head("#scene", "heading", "#page", "#length", "#screen, s", "#talk", "#tension", "#mood", "speakers")
    for scene in pacing.scenes:
        yield _scene(scene, names, pacing.arc.read)
    yield "</table></div>"


def _scene(scene: ScenePace, names: dict[str, str], read: bool) -> str:
    speakers = ", ".join(t(names.get(each, each)) for each in scene.speakers)
    mood = f"{scene.valence:+.2f}" if read else ""
    return (
        f'<tr id="row-{t(scene.id)}"><td class="n">{t(scene.number)}</td><td class="t">{t(scene.heading)}</td>'
        f'<td class="n" data-label="page">{t(scene.label)}</td><td class="n" data-label="pages">{scene.length}</td>'
        f'<td class="n" data-label="seconds">{scene.seconds:.0f}</td>'
        f'<td class="n" data-label="talk">{scene.dialogue_share:.0%}</td>'
        f'<td class="n" data-label="tension">{scene.tension:.2f}</td><td class="n" data-label="mood">{mood}</td>'
        f'<td class="t">{speakers}</td></tr>'
    )
