"""What the audience is told: disclosure texts of our own wording in five languages, with where they go.

EU AI Act, Art. 50: a realistic change to an existing person, place or event is disclosed by whoever shows it (50(4)),
in a way that does not spoil an evidently artistic work, at the latest at the first exposure (50(5)). An end credit is
the common reading, not a rule. The texts say only what the records show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from secondunit.core.paper import Block, Figures, Grid, Head, Heading, Line, Paper, Quote, Text
from secondunit.production.papers import words
from secondunit.production.papers.disclosure_texts import LANGUAGES, PLACES, TEXTS
from secondunit.production.papers.evidence import Evidence, Made
from secondunit.production.papers.shot_map import chain_of, shown

EU = frozenset((
    "EU", "EEA", "AT", "BE", "BG", "HR", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "WORLDWIDE", "WORLD",
))
CHANGED = (Head("what", 30, bold=True), Head("where", 34), Head("why it is listed", 36))
KEPT = (Head("kind", 14, bold=True), Head("text", 42), Head("placement", 20), Head("languages", 12),
        Head("territories", 12))


@dataclass(frozen=True)
class Shown:
    """What there is to disclose: `parts` are keys of the texts, `names` the people, `consented` all of them."""

    parts: tuple[str, ...]
    names: tuple[str, ...]
    consented: bool
    rows: tuple[Line, ...]


def paper(facts: Evidence) -> Paper:
    """Return the texts with their placement."""
    told = what_is_shown(facts)
    kept = [d for d in facts.book.disclosures if not d.revoked_at or d.revoked_at > facts.as_of]
    covered = _in_eu(facts)
    made = texts(told)
    blocks: list[Block] = [
        Heading("Disclosure to the audience", lead="EU AI Act, Article 50"),
        Text(_summary(told, covered, bool(kept)), "lead"),
        Figures((("people changed or recreated", str(len(told.names))), ("languages", str(len(LANGUAGES))),
                 ("shown in the EU", {True: "yes", False: "no", None: "not stated"}[covered]),
                 ("disclosures on record", str(len(kept))))),
        Text(f"As of {facts.as_of}. {words.DRAFT} The texts are drafts of our own wording. The duty to tell is that of "
             "whoever shows the work; marks and credentials in the files stay where they are.", "note"),
        Heading("What the records show", 2),
        Grid(CHANGED, told.rows, "Nothing on record shows a person, place or event changed, or a trained model used."),
        Heading("Where it goes", 2),
        Grid((Head("text", 18, bold=True), Head("place", 82)), tuple(Line(row) for row in PLACES)),
    ]
    if made:
        for code, name in LANGUAGES.items():
            blocks += [Heading(name, 2), *(Quote(made[code][place], label) for place, label in (
                ("end_credit", "end credit"), ("label", "label at first exposure"), ("audible", "spoken notice")))]
    else:
        blocks.append(Text("No text was drafted: there is nothing on record that it could speak of."))
    blocks += [Heading("Disclosures on record", 2), Grid(KEPT, tuple(
        Line((d.kind.replace("_", " "), d.text, words.said(d.placement), words.listing(d.languages),
              words.listing(d.territories, "everywhere"))) for d in kept
    ), "No disclosure is on record: a text counts once it is recorded as placed.")]
    head = ("language", "kind", "text")
    rows = tuple((code, place, text) for code, by_place in made.items() for place, text in by_place.items())
    data: dict[str, Any] = {
        "as_of": facts.as_of, "parts": list(told.parts), "people": list(told.names), "consented": told.consented,
        "shown_in_eu": covered, "texts": made, "placement": [list(row) for row in PLACES],
        "on_record": [words.body(d) for d in kept],
    }
    return Paper("disclosure", facts.title, "Disclosure", tuple(blocks), head, rows, data, f"Disclosure. {words.DRAFT}")


def what_is_shown(facts: Evidence) -> Shown:
    """Find what the audience would have to be told of: people changed or recreated, parts made with a trained model."""
    rows: list[Line] = []
    people: dict[str, set[str]] = {}
    voices, generated, events = set[str](), set[str](), set[str]()
    for picture in _inside(facts):
        for made in chain_of(facts, [picture]):
            kinds = made.recipe.facts.extra.get("use_kinds")
            if made.persons and isinstance(kinds, (list, tuple)) and {"voice", "dub"} & set(map(str, kinds)):
                voices.add(picture.entity)
            if facts.generated(made):
                generated.add(picture.entity)
            if made.ruling and made.ruling.facts.get("use.depicts_real_event") is True:
                events.add(picture.entity)
        for person in {*picture.persons, *facts.likenesses(picture.recipe.hash)}:
            people.setdefault(person, set()).add(picture.entity)
    for use in facts.book.shot_uses:
        if use.subject:
            people.setdefault(use.subject, set()).add(use.entity)
    live = {c.subject for c in facts.book.consents if words.state(c, facts.as_of).startswith("in force")}
    for person, where in sorted(people.items()):
        known = "with a consent in force" if person in live else "no consent in force on record"
        why = f"an existing person, changed or recreated; {known}"
        rows.append(Line((facts.name(person), ", ".join(sorted(where)), why), "" if person in live else "hold"))
    if events:
        rows.append(Line(("A real event", ", ".join(sorted(events)), "stated to look like an authentic event")))
    if generated:
        rows.append(Line(("Pictures", ", ".join(sorted(generated)),
                          "made with a trained model, or what it was made with is not known")))
    parts = [part for part, there in (("people", people), ("voices", voices), ("events", events),
                                      ("pictures", generated)) if there]
    return Shown(tuple(parts), tuple(facts.name(p) for p in sorted(people)), bool(people) and set(people) <= live,
                 tuple(rows))


def _inside(facts: Evidence) -> list[Made]:
    """Return what the audience sees: the chosen pictures of the cut, and whatever has left the production."""
    left = {str(row["recipe"]) for delivery in facts.deliveries for row in delivery["files"]}
    found = {made.recipe.hash: made for place in facts.places for made in shown(facts, place.shot)}
    found |= {made.recipe.hash: made for made in facts.made if made.recipe.hash in left}
    return list(found.values())


def texts(told: Shown) -> Mapping[str, Mapping[str, str]]:
    """Return the texts by language and place; empty when there is nothing to tell."""
    if not told.parts:
        return {}
    return {code: TEXTS[code].drafted(told.parts, told.names, told.consented) for code in LANGUAGES}


def _in_eu(facts: Evidence) -> bool | None:
    if not facts.house.territories:
        return None
    return any(place.upper() in EU for place in facts.house.territories)


def _summary(told: Shown, covered: bool | None, kept: bool) -> str:
    if not told.parts:
        return ("Nothing on record calls for a text: no person, place or event is changed and no trained model was "
                "used, as far as records go.")
    where = {True: "The work is to be shown in the EU.", False: "The territories on record are outside the EU.",
             None: "Where the work will be shown is not stated: the texts are drafted in case the EU is among them."}
    kept_words = "A disclosure is on record." if kept else "No disclosure is on record yet."
    return f"{where[covered]} {kept_words} Below are drafts in {words.listing(LANGUAGES.values())}."
