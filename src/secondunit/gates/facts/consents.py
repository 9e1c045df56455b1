"""Whether consents cover a use of somebody's likeness: yes, no, or not known (None), aspect by aspect.

A consent covers a person when it is live (in force, signed, in a separate document, clear and conspicuous), in scope
(a reasonably specific description, the kind of use, and within the shots, character, languages, media and territories
that it names), of this production, and given by somebody who may give it (SAG-AFTRA TV/Theatrical MOA 2023; Netflix
guidance on talent; California Labor Code 927). Promotion needs its own kind. Of several consents of a person the one
that gets furthest answers.

| fact | a person without any consent | nobody's likeness is used |
|---|---|---|
| `covered`, `live`, `authority`, `languages`, `promo` | no | yes |
| `in_scope`, `this_production`, `advised`, `term_kept` | yes: they judge a consent that exists, without one R16 decides | yes |
"""  # noqa: E501  # a table

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from secondunit.core.rights import Consent
from secondunit.core.rights.description import vague
from secondunit.gates.facts.authority import authority, term_kept
from secondunit.gates.facts.known import Answer, Answers, Case, every
from secondunit.gates.facts.people import Person, person
from secondunit.gates.facts.scope import languages, scope

ASPECTS = ("live", "this_production", "in_scope", "authority", "promo", "languages", "advised", "term_kept")
COVERING = frozenset({"live", "this_production", "in_scope", "authority"})
OF_EXISTING = frozenset({"in_scope", "this_production", "advised", "term_kept"})
LAST = 99  # the step of a consent that lacks nothing that counts


@dataclass(frozen=True)
class Use:
    """What a consent is asked about: the making, the person and the kinds of use (None: not stated)."""

    case: Case
    person: Person
    kinds: Set[str] | None

    @property
    def needed(self) -> Set[str]:
        """The kinds that a consent must name, but for promotion, which is a question of its own."""
        training = self.case.use.get("use.purpose") == "training"
        return {*(self.kinds or ()), *(("train",) if training else ())} - {"promo"}

    @property
    def promo(self) -> bool:
        """Whether it promotes something."""
        return self.case.use.get("use.purpose") == "promo" or "promo" in (self.kinds or ())


@dataclass(frozen=True)
class Best:
    """The consent of a person that gets furthest, and its answers by aspect."""

    person: str
    consent: Consent | None
    said: dict[str, tuple[bool | None, str]]

    def on(self, aspect: str) -> tuple[bool | None, str]:
        """The answer on one aspect, and what is lacking."""
        if self.consent is None:
            return (True, "") if aspect in OF_EXISTING else (False, "has given no consent")
        return self.said.get(aspect, (True, ""))


def of(case: Case, unseen: bool) -> Answers:
    """Answer for all consents. `unseen` says that sources may show persons whom nobody named."""
    names = case.persons
    if names is None:
        missing = Answer(None, "the persons whose likeness is used are not stated")
        return {f"consent.{aspect}": missing for aspect in ("covered", *ASPECTS)}
    found = [_best(case, name, case.kinds) for name in names]
    answers = {f"consent.{aspect}": _on(found, aspect, unseen) for aspect in ASPECTS}
    answers["consent.covered"] = _covered(case, found, case.kinds, unseen)
    return answers


def covers(case: Case, persons: Sequence[str], kinds: Set[str]) -> Answer:
    """Say whether every one of these persons has a consent that covers these kinds of use."""
    return _covered(case, [_best(case, name, kinds) for name in persons], kinds, False)


def _on(found: Sequence[Best], aspect: str, unseen: bool) -> Answer:
    answers = [best.on(aspect) for best in found]
    value = every([holds for holds, _ in answers] + ([None] if unseen else []))
    return Answer(value, "; ".join(f"{best.person}: {why}" for best, (holds, why) in zip(found, answers, strict=True)
                                   if holds is not True))


def _covered(case: Case, found: Sequence[Best], kinds: Set[str] | None, unseen: bool) -> Answer:
    asked = ("live", "this_production", "in_scope", "authority", "promo")
    values, notes, relied = list[bool | None](), list[str](), list[Consent]()
    for best in found:
        promo = Use(case, person(case, best.person), kinds).promo
        answers = [best.on(aspect) for aspect in asked if promo or aspect != "promo"]
        value = every([holds for holds, _ in answers])
        values.append(value)
        if value is True:
            relied += [best.consent] if best.consent else []
        else:
            notes.append(f"{best.person}: {next(why for holds, why in answers if holds is value)}")
    note = "; ".join(notes) or ("persons whom nobody named may be in a source" if unseen else "")
    return Answer(every(values + ([None] if unseen else [])), note, consents=tuple(relied))


def _best(case: Case, name: str, kinds: Set[str] | None) -> Best:
    """Choose by how far a consent gets before the first no that counts, then by how little of it is unclear."""
    use = Use(case, person(case, name), kinds)
    counting = COVERING | {"promo"} if use.promo else COVERING
    chosen, furthest = None, (-1, 0)
    for consent in case.book.lookup.consents.get(name, ()):
        reached, unclear = LAST, 0
        for fault in _faults(consent, use):
            if fault.holds is False and fault.aspect in counting:
                reached = fault.step
                break
            unclear -= fault.holds is None
        if (reached, unclear) > furthest:
            chosen, furthest = consent, (reached, unclear)
        if furthest == (LAST, 0):
            break
    if chosen is None:
        return Best(name, None, {})
    said = dict[str, tuple[bool | None, str]]()
    for fault in _faults(chosen, use):
        if fault.aspect not in said or (said[fault.aspect][0] is None and fault.holds is False):
            why = f"consent {chosen.id} {fault.why}" + (" (not known)" if fault.holds is None else "")
            said[fault.aspect] = (fault.holds, why)
    return Best(name, chosen, said)


class Fault(NamedTuple):
    """What a consent lacks: on which aspect, at which step of the questions, surely (False) or perhaps (None)."""

    step: int
    aspect: str
    holds: bool | None
    why: str


def _faults(consent: Consent, use: Use) -> Iterator[Fault]:
    """Ask the cheap and decisive questions first: a production may hold a thousand consents."""
    day, house = use.case.day, use.case.house
    if consent.revoked_at and consent.revoked_at <= day:
        yield Fault(1, "live", False, f"was revoked on {consent.revoked_at}")
    if not consent.start or not consent.start <= day or (consent.end and consent.end < day):
        term = f"is not in force ({consent.start or 'no start'} to {consent.end or 'open'})"
        yield from (Fault(2, aspect, False if consent.start else None, term) for aspect in ("live", "in_scope"))
    if house.production not in consent.project_scope:
        yield Fault(3, "this_production", False, "is not for this production")
    if not consent.signed_at or consent.signed_at > day:
        yield Fault(4, "live", False, "is not signed")
    if not consent.separate_document:
        yield Fault(5, "live", consent.separate_document, "is not a separate document")
    if not consent.clear_and_conspicuous:
        yield Fault(6, "live", consent.clear_and_conspicuous, "is not clear and conspicuous")
    if not consent.doc_sha256:
        yield Fault(7, "live", None, "has no document behind it")
    if use.kinds is None:
        yield Fault(8, "in_scope", None, "may not cover this kind of use: use_kinds")
    elif not use.needed <= set(consent.use_kinds):
        lacking = ", ".join(sorted(use.needed - set(consent.use_kinds)))
        yield Fault(8, "in_scope", False, f"does not cover {lacking}")
    for holds, why in authority(consent, use.person):
        yield Fault(9, "authority", holds, why)
    for holds, why in scope(consent, use.case):
        yield Fault(10, "in_scope", holds, why)
    if fault := vague(consent.specific_description):
        yield Fault(11, "in_scope", False, f"has no reasonably specific description: {fault}")
    if "promo" not in consent.use_kinds:
        yield Fault(12, "promo", False, "does not cover promo")
    for aspect, (holds, why) in (("languages", languages(consent, use.case, use.kinds)),
                                 ("term_kept", term_kept(consent, use.person))):
        if not holds:
            yield Fault(13, aspect, holds, why)
    if not (consent.counsel.strip() or consent.union.strip()):
        yield Fault(14, "advised", False, "names neither counsel nor a union")
