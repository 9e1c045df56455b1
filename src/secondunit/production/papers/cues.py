"""The cue sheet: where in the film generated or outside material stands, and whose it is.

Columns as the Archival Producers Alliance asks for them: description, time code, prompt and software, source,
copyright status; primary sources first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from secondunit.core.paper import Block, Figures, Grid, Head, Heading, Line, Paper, Text
from secondunit.core.rights import Licence, ShotUse, Source
from secondunit.production.papers import words
from secondunit.production.papers.authorship import AUTHORSHIP
from secondunit.production.papers.evidence import Evidence, Made
from secondunit.production.papers.shot_map import shown

COLUMNS = (
    Head("in", 9, one_line=True), Head("out", 9, one_line=True), Head("description", 27, bold=True), Head("prompt", 15),
    Head("software", 11), Head("source", 15), Head("copyright status", 21),
)


@dataclass(frozen=True)
class Cue:
    """One line of the sheet. `generated`: made with a trained model; None where that is not known."""

    start: int | None
    end: int | None
    shot: str
    description: str
    prompt: str
    software: str
    source: str
    status: str
    settled: bool
    generated: bool | None


def paper(facts: Evidence) -> Paper:
    """Return the sheet."""
    found = cues(facts)
    open_ = sum(not cue.settled for cue in found)
    blocks: list[Block] = [
        Heading("Cue sheet", lead="Made and outside material, with time code"),
        Text(_summary(found, open_), "lead"),
        Figures((("cues", str(len(found))), ("made with a trained model", str(sum(c.generated is True for c in found))),
                 ("from outside", str(sum(bool(c.source) for c in found))), ("not settled", str(open_)),
                 ("frame rate", str(facts.rate)))),
        Text(f"As of {facts.as_of}. {words.RECORD} Time code is that of the cut as boarded, from 00:00:00:00, not drop "
             "frame, out exclusive. Material from outside stands before what was made from it.", "note"),
        Grid(COLUMNS, tuple(_line(facts, cue) for cue in found), "Nothing is on record that a cue could be given for."),
    ]
    head = ("description", "timecode_in", "timecode_out", "prompt", "software", "source", "copyright_status", "shot",
            "made_with_trained_model", "settled")
    rows = tuple((c.description, facts.time(c.start), facts.time(c.end), c.prompt, c.software, c.source, c.status,
                  c.shot, c.generated, c.settled) for c in found)
    data: dict[str, Any] = {"as_of": facts.as_of, "rate": str(facts.rate),
                            "cues": [dict(zip(head, row, strict=True)) for row in rows]}
    return Paper("cues", facts.title, "Cue sheet", tuple(blocks), head, rows, data, f"Cue sheet. {words.RECORD}",
                 wide=True)


def cues(facts: Evidence) -> tuple[Cue, ...]:
    """Return the cues in order of time; those without a place in the cut come last."""
    found: list[Cue] = []
    for place in facts.places:
        for made in shown(facts, place.shot):
            found += [_outside(facts, source, place.start, place.end, place.shot) for source in _sources(facts, made)]
            status, settled = _status(facts, made)
            found.append(Cue(
                place.start, place.end, place.shot,
                f"Shot {place.shot}: {place.action or place.heading}{_people(facts, made)}",
                made.prompt or "none: built from the shot list", f"{made.engine} {made.recipe.engine_version}", "",
                status, settled, facts.generated(made),
            ))
    for use in facts.book.shot_uses:
        found += _of_use(facts, use)
    return tuple(sorted(found, key=lambda c: (c.start is None, c.start or 0, not c.source, c.shot, c.description)))


def _people(facts: Evidence, made: Made) -> str:
    return f"\nwith the likeness of {words.listing(map(facts.name, made.persons))}" if made.persons else ""


def _of_use(facts: Evidence, use: ShotUse) -> list[Cue]:
    start, end = facts.span(use) or (None, None)
    source = next((s for s in facts.book.sources if use.asset_sha256 and use.asset_sha256 in s.sha256), None)
    if source is not None:
        return [_outside(facts, source, start, end, use.entity)]
    made = facts.by_digest.get(use.asset_sha256) if use.asset_sha256 else None
    if made is not None:
        status, settled = _status(facts, made)
        return [Cue(start, end, use.entity, f"Element in {use.entity}: {made.recipe.step}", made.prompt or "none",
                    f"{made.engine} {made.recipe.engine_version}", "", status, settled, facts.generated(made))]
    what = f"Replica of {facts.name(use.subject)}" if use.replica else f"Likeness of {facts.name(use.subject)}"
    if not use.subject:
        what = "Element of unstated origin"
    consents = [c.id for c in facts.book.consents if c.subject == use.subject
                and words.state(c, facts.as_of).startswith("in force")]
    status = f"consent {', '.join(consents)}" if consents else "no consent in force on record"
    picture = next((m for m in shown(facts, use.entity) if use.subject and use.subject in m.persons), None)
    prompt = picture.prompt or "none: built from the shot list" if picture else "not stated"
    software = f"{picture.engine} {picture.recipe.engine_version}" if picture else "not stated"
    return [Cue(start, end, use.entity, what + (f", as {use.character}" if use.character else ""), prompt,
                software, use.replica, status, bool(consents), None)]


def _sources(facts: Evidence, made: Made) -> list[Source]:
    """Return the material from outside that a take was made from, in the order of its inputs."""
    digests = [reference.removeprefix("sha256:") for reference in made.recipe.inputs.values()
               if reference.startswith("sha256:")]
    return [source for digest in digests for source in facts.book.sources if digest in source.sha256]


def _outside(facts: Evidence, source: Source, start: int | None, end: int | None, shot: str) -> Cue:
    licence = next((each for each in facts.book.licences if each.id == source.licence), None)
    status, settled = _licensed(facts, source, licence)
    origin = {True: "made with a trained model", False: "", None: "origin not stated"}[source.ai_origin]
    return Cue(start, end, shot, f"{source.title or source.id} (from outside)" + (f", {origin}" if origin else ""),
               "none", "none", f"{words.said(facts.name(source.owner), 'owner not stated')}, {source.id}", status,
               settled, source.ai_origin)


def _licensed(facts: Evidence, source: Source, licence: Licence | None) -> tuple[str, bool]:
    if licence is None:
        own = source.third_party is False
        return ("the production's own" if own else "no licence on record"), own
    if licence.revoked_at and licence.revoked_at <= facts.as_of:
        return f"licence {licence.id} was withdrawn on {licence.revoked_at}", False
    if licence.end and licence.end < facts.as_of:
        return f"licence {licence.id} ended on {licence.end}", False
    term = f"until {licence.end}" if licence.end else "without an end stated"
    return (f"licensed by {words.said(facts.name(licence.holder))}: {words.listing(licence.rights)}, "
            f"{words.listing(licence.territory, 'territory not stated')}, {term}"), True


def _status(facts: Evidence, made: Made) -> tuple[str, bool]:
    """Say whose a made picture is, as far as records go."""
    human = [c for c in facts.book.contributions if c.entity == made.entity and c.kind in AUTHORSHIP]
    decided = [r for r in facts.reviews if r["recipe"] == made.recipe.hash and r["decision"] == "approve"]
    people = words.unique([facts.name(c.person) for c in human] + [str(r["by"]) for r in decided])
    by = f"; selected or worked on by {', '.join(people)}" if people else "; no human work beyond prompts on record"
    if facts.generated(made):
        return f"parts made by a trained model are excluded from the claim{by}", bool(people)
    return f"made by procedure from the production's own shot list{by}", True


def _line(facts: Evidence, cue: Cue) -> Line:
    return Line((facts.time(cue.start), facts.time(cue.end), cue.description, cue.prompt, cue.software,
                 cue.source or "made here", cue.status), "" if cue.settled else "hold")


def _summary(found: tuple[Cue, ...], open_: int) -> str:
    if not found:
        return "Nothing made and nothing from outside stands in the cut."
    rest = f"{open_} of them must be settled" if open_ else "none is unsettled on record"
    return f"{words.plural(len(found), 'cue')} in order of time code; {rest}."
