"""The performer's rider: the consent as a paper of its own, to be read, corrected and signed.

The wording is our own; what was consented to stands as the record has it. SAG-AFTRA asks for a separate, clear and
conspicuous signature and a reasonably specific description; California asks besides for counsel or a union (AB 2602).
"""

from __future__ import annotations

from typing import Any

from secondunit.core.identity import slug
from secondunit.core.paper import Block, Grid, Head, Heading, Line, Pairs, Paper, Quote, Signatures, Text
from secondunit.core.rights import Consent, Replica
from secondunit.core.rights.description import vague
from secondunit.production.papers import words
from secondunit.production.papers.evidence import Evidence

PAY = (Head("for", 34), Head("days", 10, "right"), Head("a day", 18, "right"), Head("in all", 18, "right", bold=True),
       Head("by the formula", 30, one_line=True), Head("status", 12))
NEVER = ("create_replica", "use_replica", "alter", "voice", "dub", "train", "promo")


def paper(facts: Evidence, party: str) -> Paper:
    """Return the riders of one person, each on pages of its own; a blank one where no consent is on record."""
    consents = [c for c in facts.book.consents if c.subject == party]
    blocks: list[Block] = []
    for consent in consents or [Consent("", party)]:
        blocks += _rider(facts, consent)
    head = ("consent", "state", "granted_by", "capacity", "use_kinds", "specific_description", "character", "shots",
            "media", "territory", "languages", "start", "end", "survives_death", "nudity_ok", "signed_at",
            "separate_document", "clear_and_conspicuous", "counsel", "union", "doc_sha256", "missing")
    rows = tuple(
        (c.id, words.state(c, facts.as_of), c.granted_by, c.capacity, " ".join(c.use_kinds), c.specific_description,
         c.character, " ".join(c.shots), "; ".join(c.media), "; ".join(c.territory), " ".join(c.languages), c.start,
         c.end, c.survives_death, c.nudity_ok, c.signed_at, c.separate_document, c.clear_and_conspicuous, c.counsel,
         c.union, c.doc_sha256, "; ".join(missing(c))) for c in consents)
    data: dict[str, Any] = {"as_of": facts.as_of, "party": party, "name": facts.name(party), "consents": [
        {**words.body(c), "state": words.state(c, facts.as_of), "missing": missing(c)} for c in consents]}
    return Paper(f"rider_{slug(party) or 'person'}", facts.title, "Digital replica rider", tuple(blocks), head, rows,
                 data, f"Rider, {facts.name(party) or 'no performer on record'}. {words.DRAFT}")


def missing(consent: Consent) -> list[str]:
    """Return what a consent lacks before it can be relied on, in words."""
    found = [
        ("what exactly may be done", not vague(consent.specific_description)), ("which uses", bool(consent.use_kinds)),
        ("for which production", bool(consent.project_scope)), ("where it may be shown", bool(consent.territory)),
        ("from when", bool(consent.start)), ("until when", bool(consent.end)),
        ("whether it outlives the performer", consent.survives_death is not None),
        ("a signature of its own", bool(consent.signed_at)),
        ("that it is a separate document", bool(consent.separate_document)),
        ("that it is clear and conspicuous", bool(consent.clear_and_conspicuous)),
        ("counsel or a union agreement", bool(consent.counsel or consent.union)),
        ("the signed paper", bool(consent.doc_sha256)),
    ]
    return [what for what, there in found if not there]


def _rider(facts: Evidence, consent: Consent) -> list[Block]:
    name = facts.name(consent.subject)
    lacking = missing(consent) if consent.id else []
    replicas = [r for r in facts.book.replicas if r.subject == consent.subject]
    signed = f" It was signed on {consent.signed_at}; this print is a copy." if consent.signed_at else ""
    blocks: list[Block] = [
        Heading("Digital replica rider", page=True,
                lead=": ".join(filter(None, ("A consent of its own, separate from any other agreement", consent.id)))),
        Text(f"{words.DRAFT} Read it whole. You may say no. This consent may not be hidden in other terms.{signed}",
             "note"),
    ]
    if not consent.id:
        blocks.append(Text("No consent is on record. This form can be filled in, signed, and then recorded."))
    if lacking:
        blocks.append(Text("Not stated on record, to be settled before anybody relies on it: "
                           + "; ".join(lacking) + ".", "lead"))
    blocks += [
        Pairs((("Performer", name), ("Production", facts.title + (f" ({', '.join(consent.project_scope)})"
                                                                    if consent.project_scope else "")),
               ("Character", consent.character))),
        Heading("1. What may be done", 2),
        Quote(consent.specific_description, "the use, described specifically"),
        *(_by_hand(4) if not consent.specific_description else ()),
        Pairs((("Allowed", words.kinds(consent.use_kinds)),
               ("Not allowed", words.kinds(kind for kind in NEVER if kind not in consent.use_kinds)
                if consent.use_kinds else "everything that is not named above"),
               ("Nude or sexual content", "allowed as described above" if consent.nudity_ok else "not allowed"))),
        Heading("2. Where and for how long", 2),
        Pairs((("Shots", words.listing(consent.shots, "those that fit the description") if consent.id else ""),
               ("Media", ", ".join(consent.media)), ("Territory", ", ".join(consent.territory)),
               ("Languages", words.listing(consent.languages, "not limited") if consent.id else ""),
               ("From and until", f"{consent.start} to {consent.end}" if consent.start and consent.end else
                f"from {consent.start}, until" if consent.start else ""),
               ("After the performer's death", "" if consent.survives_death is None else
                "the consent goes on" if consent.survives_death else "the consent ends"))),
        Heading("3. What this is not", 2),
        Text("It covers no use beyond the description. Another production, a sequel or an advertisement needs a new "
             "consent, signed before any use. Nothing may be used to train a model unless training is named above."),
        Heading("4. Pay", 2), *_pay(facts, consent.subject),
        Heading("5. The replica: how it is kept", 2), *_kept(facts, replicas),
        Heading("6. Advice", 2),
        Pairs((("Counsel of the performer", consent.counsel), ("Union agreement on replicas", consent.union))),
        Signatures(_signers(facts, consent, name), " ".join((
            "Signed separately, apart from any other document.",
            f"{name or 'The performer'}, for \"{facts.title}\"{', ' + consent.id if consent.id else ''}: I have read",
            "this rider. I agree to the use that section 1 describes, within section 2, and to nothing beyond it."))),
    ]
    return blocks


def _by_hand(lines: int) -> list[Block]:
    return [Pairs(tuple(("", "") for _ in range(lines)))]


def _pay(facts: Evidence, party: str) -> list[Block]:
    rows = tuple(Line((
        f"{words.plural(len(a.shot_uses), 'use')} of the replica" if a.shot_uses else "the session",
        words.worth(a.days_equivalent), words.amount(a.rate, a.currency) if a.rate else "–",
        words.amount(a.amount + a.session_fee, a.currency, a.amount_known), a.basis, a.status,
    ), "" if a.amount_known else "hold") for a in facts.book.accruals if a.subject == party)
    residuals = any(a.residuals for a in facts.book.accruals if a.subject == party)
    return [
        Grid(PAY, rows, "No pay is on record yet. Agreed:"),
        *(() if rows else [Pairs((("Session", ""), ("Each day of use", ""), ("Residuals", "")))]),
        Text("Use is paid for each day that the performer would have worked, as agreed or bargained."
             + (" Residuals are due." if residuals else "")),
    ]


def _kept(facts: Evidence, replicas: list[Replica]) -> list[Block]:
    if not replicas:
        return [Pairs((("Made from", ""), ("Kept", ""), ("Who may use it", ""), ("Deleted by", "")))]
    return [Pairs((("Replica", f"{r.id}, {words.CATEGORIES.get(r.category, r.category)}"), ("Kept", r.storage_policy),
                   ("Who may use it", ", ".join(map(facts.name, r.access))), ("Deleted by", r.delete_by)))
            for r in replicas]


def _signers(facts: Evidence, consent: Consent, name: str) -> tuple[tuple[str, str], ...]:
    own = consent.capacity in ("", "self")
    who = "Performer" if own else f"{words.CAPACITIES.get(consent.capacity, consent.capacity)}, for {name}"
    signer = facts.name(consent.granted_by) if consent.granted_by else name
    return ((signer or "Performer", who), ("For the production", "Name and function in print"))
