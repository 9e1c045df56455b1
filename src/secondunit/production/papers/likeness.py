"""Everywhere a performer's likeness was used: written for the performer, and complete enough for a court."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from secondunit.core.identity import slug
from secondunit.core.paper import Block, Figures, Grid, Head, Heading, Line, Pairs, Paper, Quote, Text
from secondunit.core.rights import Accrual, Consent, Replica
from secondunit.production.papers import words
from secondunit.production.papers.appearances import Appearance, appearances, frames_of
from secondunit.production.papers.evidence import Evidence, Made

TITLE = "Likeness report"
SHOTS = (Head("scene", 8, bold=True, one_line=True), Head("shot", 15, one_line=True), Head("in", 12, one_line=True),
         Head("out", 12, one_line=True), Head("length", 8, "right"), Head("as", 14),
         Head("of the picture", 10, "right"), Head("for", 14), Head("rests on", 13, one_line=True))
TAKES = (Head("shot", 15, bold=True, one_line=True), Head("take", 6, "right"), Head("what was done", 30),
         Head("made with", 13), Head("for", 12), Head("consent", 13, one_line=True),
         Head("approved as", 13))
SOURCES = {"scan": "a scan", "no_scan": "set photography, without a scan", "archive": "earlier recordings"}
DECIDED = {"approve": "approved", "retake": "sent back"}
DECISIONS = (Head("day", 11), Head("who", 20, bold=True), Head("decided", 14), Head("about", 18, one_line=True),
             Head("words", 37))
LEFT = (Head("day", 11), Head("delivery", 18, bold=True), Head("by", 18), Head("files with your likeness", 53))
PAY = (Head("for", 30), Head("days", 8, "right"), Head("due", 17, "right", bold=True), Head("status", 12),
       Head("to be checked", 33))
STOPPED = (Head("day", 11), Head("shot", 18, one_line=True), Head("why it was not made", 71))


def paper(facts: Evidence, party: str) -> Paper:
    """Return the report of one person; it says plainly where nothing is on record."""
    name = facts.name(party)
    takes = facts.with_likeness(party)
    found = appearances(facts, party)
    consents = [c for c in facts.book.consents if c.subject == party]
    replicas = [r for r in facts.book.replicas if r.subject == party]
    accruals = [a for a in facts.book.accruals if a.subject == party]
    left = _left(facts, takes)
    decisions = _decisions(facts, takes)
    stopped = [row for row in facts.stopped if party in row["persons"]]
    frames = frames_of(found)
    shots = words.unique(each.shot for each in found)
    blocks: list[Block] = [
        Heading(name or "No performer on record", lead="Where your likeness was used"),
        Text(_summary(facts, party, takes, shots, frames, consents, left), "lead"),
        Figures((("takes made", str(len(takes))), ("shots in the cut", str(len(shots))),
                 ("on screen", words.seconds(frames, float(facts.rate))),
                 ("deliveries", str(len(left))), ("consents in force", str(_live(facts, consents))))),
        Text(f"{facts.title}, as of {facts.as_of}. {words.RECORD} Likeness means your face, body or voice, also where "
             "only a part of the picture comes from it.", "small"),
        Heading("In the cut", 2), _shots(facts, found),
        Heading("What was made", 2), _takes(facts, takes, party),
        Heading("What you agreed to", 2), *_consents(facts, consents, takes),
        Heading("Replicas of you", 2), *_replicas(facts, replicas),
        Heading("Who decided", 2), Grid(DECISIONS, decisions, "Nobody has decided on a take with your likeness yet."),
        Heading("Where it went", 2), Grid(LEFT, tuple(
            Line((words.day(d["at"]), str(d["profile"]), str(d["by"]), words.listing(names))) for d, names in left
        ), "Nothing with your likeness has left the production."),
        Heading("What you are owed", 2), _pay(accruals),
        Heading("What was not made", 2), Grid(STOPPED, tuple(
            Line((words.day(row["at"]), str(row["entity"]), str(row["words"])), "hold") for row in stopped
        ), "No attempt to use your likeness was stopped by a rule."),
        Heading("If something here is wrong", 2),
        Text("Write to the production and name the shot and the take. Every line of this report stands on a record "
             "that cannot be changed without a trace. A consent that you withdraw is recorded on the day you say so: "
             "work that rests on it stops, and what was made from it is listed and held back."),
    ]
    data = _data(facts, party, takes, found, consents, replicas, accruals, left, stopped)
    head = ("kind", "entity", "take", "timecode_in", "timecode_out", "what", "tool", "purpose", "consents", "versions",
            "recipe")
    return Paper(f"likeness_{slug(party) or 'person'}", facts.title, TITLE, tuple(blocks), head,
                 tuple(_rows(facts, takes, found, party)), data, f"{TITLE}, {name}. {words.RECORD}")


def _live(facts: Evidence, consents: Sequence[Consent]) -> int:
    return sum(words.state(consent, facts.as_of).startswith("in force") for consent in consents)


def _summary(
    facts: Evidence, party: str, takes: Sequence[Made], shots: Sequence[str], frames: int, consents: Sequence[Consent],
    left: Sequence[object],
) -> str:
    if not takes and not shots:
        return ("Nothing on record was made with your likeness." if not consents else
                "You have given consent, and nothing was made with your likeness so far.")
    where = (f"is in {words.plural(len(shots), 'shot')} of the cut, {words.seconds(frames, float(facts.rate))} in all"
             if shots else "is in no shot of the cut so far")
    live = _live(facts, consents)
    theirs = {consent.id for consent in consents}
    bare = sum(party in made.persons and not (made.ruling and theirs.intersection(made.ruling.consents))
               for made in takes)
    rests = (f"rests on {words.plural(live, 'consent')} of yours" if live else
             "rests on no consent of yours that is in force today: ask the production why")
    went = f"has left the production {words.plural(len(left), 'time')}" if left else "has not left the production"
    direct = sum(party in made.persons for made in takes)
    more = f", and {len(takes) - direct} more were made from them" if len(takes) > direct else ""
    missing = f" No consent of yours is on record for {bare} of them: ask the production why." if bare else ""
    return (f"Your likeness {where}. It was used to make {words.plural(direct, 'take')}{more}.{missing} It {rests}. "
            f"It {went}.")


def _shots(facts: Evidence, found: Sequence[Appearance]) -> Grid:
    rows = []
    for each in found:
        place, use = facts.place_of.get(each.shot), each.use
        rests = each.made.ruling.consents if each.made and each.made.ruling else ()
        as_whom = f", as {use.character}" if use and use.character else ""
        rows.append(Line((
            place.number if place else "", each.shot, facts.time(each.start), facts.time(each.end),
            words.seconds(each.frames, float(facts.rate)) if each.frames else "–",
            each.how + as_whom + ("" if use else "\nnobody recorded this use"),
            "–" if use is None or use.share is None else f"{use.share} %",
            words.PURPOSES.get(each.purpose, each.purpose), words.listing(rests, "no consent on record"),
        ), "" if use and rests else "hold"))
    return Grid(SHOTS, tuple(rows), "No use of your likeness in a shot is on record.")


def done(made: Made, party: str) -> str:
    """Say in plain words what a take did with a person's likeness."""
    step = made.recipe.step.replace("_", " ")
    if party not in made.persons:
        return f"made from the above\n{step}"
    kinds = made.recipe.facts.extra.get("use_kinds")
    told = words.kinds(kinds) if isinstance(kinds, (list, tuple)) and kinds else "the likeness was used, how not stated"
    return f"{told}\n{step}"


def _takes(facts: Evidence, takes: Sequence[Made], party: str) -> Grid:
    theirs = {c.id for c in facts.book.consents if c.subject == party}
    rows = []
    for made in takes:
        rests = [c for c in (made.ruling.consents if made.ruling else ()) if c in theirs]
        rows.append(Line((
            made.entity, str(made.take + 1), done(made, party), f"{made.engine} {made.recipe.engine_version}",
            words.PURPOSES.get(made.recipe.facts.purpose, made.recipe.facts.purpose),
            words.listing(rests, "none" if party in made.persons else "as above"),
            words.listing((v.rpartition(".")[2] for v in made.versions), "not approved"),
        ), "hold" if party in made.persons and not rests else ""))
    return Grid(TAKES, tuple(rows), "Nothing was made with your likeness.")


def _consents(facts: Evidence, consents: Sequence[Consent], takes: Sequence[Made]) -> list[Block]:
    if not consents:
        return [Text("No consent of yours is on record.")]
    blocks: list[Block] = []
    for consent in consents:
        used = [made for made in takes if made.ruling and consent.id in made.ruling.consents]
        blocks += [
            Quote(consent.specific_description, f"consent {consent.id}: {words.state(consent, facts.as_of)}"),
            Pairs((
                ("You allowed to", words.kinds(consent.use_kinds) or words.NOT_STATED),
                ("As", words.said(consent.character, "no character stated")),
                ("Only in", words.listing(consent.shots, "all shots that fit the description")),
                ("Media, places, languages", "; ".join((
                    words.listing(consent.media), words.listing(consent.territory),
                    words.listing(consent.languages, "all languages")))),
                ("Signed", f"{words.day(consent.signed_at)}, by "
                           f"{words.CAPACITIES.get(consent.capacity, consent.capacity or 'whom is not stated')}"
                           + (f" ({facts.name(consent.granted_by)})" if consent.granted_by != consent.subject else "")),
                ("The signed paper", f"SHA-256 {consent.doc_sha256}" if consent.doc_sha256 else "none on record"),
                ("It was relied on for", words.plural(len(used), "take")),
            )),
        ]
    return blocks


def _replicas(facts: Evidence, replicas: Sequence[Replica]) -> list[Block]:
    if not replicas:
        return [Text("No replica of you is on record.")]
    return [Pairs((
        ("Replica", f"{r.id}, {words.CATEGORIES.get(r.category, r.category)}"),
        ("Made from", SOURCES.get(r.source, words.NOT_STATED)),
        ("Notice and session", f"notice {words.day(r.notice_at)}, session {words.day(r.session_at)}"),
        ("Why", words.said(r.business_reason)),
        ("How it is kept", words.said(r.storage_policy)),
        ("Who may use it", words.listing((facts.name(party) for party in r.access), "no list on record")),
        ("Handed to others", words.listing((f"{facts.name(t.to)} on {words.day(t.at)}" for t in r.transfers),
                                           "nobody on record")),
        ("To be deleted by", f"deleted on {r.deleted_at}" if r.deleted_at else r.delete_by or "no date stated"),
    )) for r in replicas]


def _decisions(facts: Evidence, takes: Sequence[Made]) -> tuple[Line, ...]:
    recipes = {made.recipe.hash for made in takes}
    entities = {made.entity for made in takes}
    rows = [(r["at"], r["by"], DECIDED.get(r["decision"], r["decision"]), r["entity"], r["note"])
            for r in facts.reviews if r["recipe"] in recipes]
    used = {a for made in takes if made.ruling for a in made.ruling.approvals}
    rows += [(a.given_at, f"{a.approver} ({a.role})", "approved what a rule held",
              a.entity or words.short(a.recipe_hash), words.listing(a.rules)) for a in facts.book.approvals
             if a.id in used or a.entity in entities or a.recipe_hash in recipes]
    return tuple(Line((words.day(r[0]), *map(str, r[1:]))) for r in sorted(rows))


def _left(facts: Evidence, takes: Sequence[Made]) -> list[tuple[Mapping[str, Any], list[str]]]:
    recipes = {made.recipe.hash for made in takes}
    found = ((d, [str(f["path"]) for f in d["files"] if f["recipe"] in recipes]) for d in facts.deliveries)
    return [(delivery, names) for delivery, names in found if names]


def _pay(accruals: Sequence[Accrual]) -> Grid:
    rows = (Line((
        (words.plural(len(a.shot_uses), "use") if a.shot_uses else "the session") + f" of replica {a.replica}",
        words.worth(a.days_equivalent), words.amount(a.amount + a.session_fee, a.currency, a.amount_known),
        a.status + (f" {a.paid_at}" if a.paid_at else ""), "; ".join(a.unverified),
    ), "" if a.amount_known else "hold") for a in accruals)
    return Grid(PAY, tuple(rows), "No pay for a replica of you has been worked out.")


def _rows(facts: Evidence, takes: Sequence[Made], found: Sequence[Appearance], party: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for each in found:
        rests = each.made.ruling.consents if each.made and each.made.ruling else ()
        rows.append(("use" if each.use else "unrecorded use", each.shot, "", facts.time(each.start),
                     facts.time(each.end), each.how, "", each.purpose, " ".join(rests), "",
                     each.made.recipe.hash if each.made else ""))
    for made in takes:
        rests = made.ruling.consents if made.ruling else ()
        rows.append(("take", made.entity, made.take + 1, "", "", done(made, party), made.engine,
                     made.recipe.facts.purpose, " ".join(rests), " ".join(made.versions), made.recipe.hash))
    return rows


def _data(
    facts: Evidence, party: str, takes: Sequence[Made], found: Sequence[Appearance], consents: Sequence[Consent],
    replicas: Sequence[Replica], accruals: Sequence[Accrual], left: Sequence[tuple[Mapping[str, Any], list[str]]],
    stopped: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    return {
        "party": party, "name": facts.name(party), "as_of": facts.as_of,
        "uses": [{"shot": each.shot, "start": each.start, "end": each.end, "how": each.how, "purpose": each.purpose,
                  "record": words.body(each.use) if each.use else None,
                  "recipe": each.made.recipe.hash if each.made else ""} for each in found],
        "takes": [{
            "recipe": m.recipe.hash, "entity": m.entity, "task": m.task, "take": m.take + 1, "engine": m.engine,
            "purpose": m.recipe.facts.purpose, "direct": party in m.persons,
            "consents": list(m.ruling.consents) if m.ruling else [], "versions": list(m.versions),
            "files": [str(o["digest"]) for o in m.outputs],
        } for m in takes],
        "consents": [{**words.body(c), "state": words.state(c, facts.as_of)} for c in consents],
        "replicas": [words.body(r) for r in replicas], "pay": [words.body(a) for a in accruals],
        "deliveries": [{"id": d["id"], "profile": d["profile"], "at": d["at"], "by": d["by"], "files": names}
                       for d, names in left],
        "stopped": [dict(row) for row in stopped],
    }
