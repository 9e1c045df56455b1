"""The statement for awards: evidence of human performance and human writing, and what speaks against it.

AMPAS (99th Academy Awards rules): acting in the legal billing, demonstrably performed by humans with their consent; a
human-written screenplay; generative tools neither help nor harm, and the Academy may ask for information.
"""

from __future__ import annotations

from typing import Any

from secondunit.core.paper import Block, Figures, Grid, Head, Heading, Line, Pairs, Paper, Signatures, Text
from secondunit.production.papers import authorship, words
from secondunit.production.papers.credits import AUTHORS, credits_of
from secondunit.production.papers.evidence import Evidence, Made
from secondunit.production.papers.shot_map import mapped

CAST = (Head("person", 24, bold=True), Head("as", 16), Head("performance", 38), Head("consent", 22))
TEXT_TASKS = ("script", "screenplay", "writing", "script_text", "dialogue")


def paper(facts: Evidence) -> Paper:
    """Return the statement."""
    texts = [made for made in facts.made if _writes(made)]
    synthetic = [r for r in facts.book.replicas if r.category == "SYNTH" and r.human_role is not False]
    against = _against(facts, texts, len(synthetic))
    claims = facts.house.claims
    shots = mapped(facts)
    total, made = sum(s.whole for s in shots), sum(s.frames for s in shots)
    entries = [e for e in authorship.log(facts) if e.counts]
    blocks: list[Block] = [
        Heading("Awards statement", lead="Human performance and human writing"),
        Text(_summary(facts, against), "lead"),
        Figures((("claims on record", words.listing((c.replace("_", " ") for c in claims), "none")),
                 ("performers on record", str(len(facts.performers()))), ("replicas", str(len(facts.book.replicas))),
                 ("AI frames", f"{-(-100 * made // total) if total else 0} %"),
                 ("against the claims", str(len(against))))),
        Text(f"As of {facts.as_of}. {words.DRAFT} Rules of the Academy for the 99th awards ask for roles performed by "
             "humans with their consent and for a screenplay written by humans; the Academy may ask for more.", "note"),
        Heading("Writing", 2),
        Pairs((("Written by, as on the title page", words.listing(facts.writers, "nobody is named")),
               ("Writers on record", words.listing(
                   (line.name for line in credits_of(facts)[0] if line.role.casefold() in AUTHORS and
                    line.origin == "on record"), "none")),
               ("Drafts kept", words.listing((f"{d['name']} ({words.short(d['digest'])})" for d in facts.drafts),
                                             "none")),
               ("Text of the script by a tool", words.plural(len(texts), "making") + " on record" if texts else
                "none on record"))),
        Heading("Performance", 2), Grid(CAST, _cast(facts), "No performer is on record."),
        Heading("What speaks against it", 2),
        Grid((Head("", 100),), tuple(Line((text,), "stop") for text in against), "Nothing on record."),
        Heading("Human work on the pictures", 2),
        Text(f"{words.plural(len(entries), 'entry', 'entries')} of selection, arrangement or modification by "
             f"{words.plural(len({e.person for e in entries}), 'person', 'people')}; the log is an annex of the "
             "copyright draft." if entries else "No human work on pictures is on record."),
        Signatures((("For the production", "Producer"),)),
    ]
    head = ("kind", "who", "as", "evidence", "consent")
    rows: list[tuple[object, ...]] = [("writer", name, "writer", "title page", "") for name in facts.writers]
    rows += [("performer", *line.cells) for line in _cast(facts)]
    rows += [("against", "", "", text, "") for text in against]
    data: dict[str, Any] = {
        "as_of": facts.as_of, "claims": list(claims), "writers": list(facts.writers), "drafts": list(facts.drafts),
        "performers": [dict(zip(("person", "as", "performance", "consent"), line.cells, strict=True))
                       for line in _cast(facts)],
        "against": list(against), "frames": total, "ai_frames": made, "human_entries": len(entries),
    }
    return Paper("awards", facts.title, "Awards statement", tuple(blocks), head, tuple(rows), data,
                 f"Awards statement. {words.DRAFT}")


def _writes(made: Made) -> bool:
    use, known = made.recipe.facts, made.ruling.facts if made.ruling else {}
    return use.task_type in TEXT_TASKS or known.get("use.script_text") is True or use.extra.get("script_text") is True


def _cast(facts: Evidence) -> tuple[Line, ...]:
    rows = []
    for party in facts.performers():
        if party.performer is False:
            continue
        replicas = [r for r in facts.book.replicas if r.subject == party.id]
        takes = [m for m in facts.made if party.id in m.persons]
        live = [c for c in facts.book.consents if c.subject == party.id
                and words.state(c, facts.as_of).startswith("in force")]
        characters = words.unique([c.character for c in facts.book.consents if c.subject == party.id]
                                  + [u.character for u in facts.book.shot_uses if u.subject == party.id])
        what = "in person, as far as records go" if not (replicas or takes) else (
            f"{words.plural(len(replicas), 'replica')}, {words.plural(len(takes), 'take')} made with the likeness")
        consent = words.listing((c.id for c in live), "none in force" if replicas or takes else "none needed on record")
        rows.append(Line((facts.name(party.id), words.listing(characters, "–"), what, consent),
                         "hold" if (replicas or takes) and not live else ""))
    return tuple(rows)


def _against(facts: Evidence, texts: list[Made], synthetic: int) -> list[str]:
    found = [f"{made.entity}: text of the script was made by {made.engine}" for made in texts]
    if synthetic:
        found.append(f"{words.plural(synthetic, 'synthetic performer')} on record, in the role of a human")
    found += [f"credit {credit}: {why}" for credit, why in credits_of(facts)[1] if "is a tool" in why]
    for line in _cast(facts):
        if line.tone == "hold":
            found.append(f"{line.cells[0]}: {line.cells[2]} without a consent in force")
    if "human_made" in facts.house.claims:
        shots = [m.entity for m in facts.made if m.offer and m.versions and facts.generated(m)]
        found += [f"\"human made\" is claimed and {len(set(shots))} approved shots were made with a trained model"
                  ] if shots else []
    return found


def _summary(facts: Evidence, against: list[str]) -> str:
    if not facts.writers and not facts.performers() and not facts.made:
        return "Nothing on record: neither writers nor performers nor anything made."
    if against:
        return f"{words.plural(len(against), 'entry', 'entries')} on record speak against a claim of human work."
    return "Nothing on record speaks against human performance and writing. That is what the records say, no more."
