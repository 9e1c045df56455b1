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

from secondunit.core.rights import Consent
from secondunit.core.rights.description import vague
from secondunit.gates.facts.known import Answer, Answers, Case, every
from secondunit.gates.facts.people import Person, person
from secondunit.gates.facts.scope import languages, scope

ASPECTS = ("live", "this_production", "in_scope", "authority", "promo", "languages", "advised", "term_kept")
COVERING = frozenset({"live", "this_production", "in_scope", "authority"})
OF_EXISTING = frozenset({"in_scope", "this_production", "advised", "term_kept"})
YEARS, YEARS_MINOR = 10, 5  # NO FAKES Act 2026 as introduced: the longest term of a licence

Said = tuple[str, bool | None, str]  # aspect, answer, what is lacking


@dataclass(frozen=True)
class Use:
    """What a consent is asked about: the making, the person and the kinds of use (None: not stated)."""

    case: Case
    person: Person
    kinds: Set[str] | None

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
    """Choose by how far a consent gets before the first no, then by how little of it is unclear."""
    use = Use(case, person(case, name), kinds)
    offered = case.book.lookup.consents.get(name, ())
    chosen, furthest = None, (-1, 0)
    for consent in offered:
        depth, unclear = 0, 0
        for aspect, holds, _ in _questions(consent, use):
            if holds is False and (aspect in COVERING or (aspect == "promo" and use.promo)):
                break
            depth, unclear = depth + 1, unclear - (holds is None)
        else:
            depth = 1000
        if (depth, unclear) > furthest:
            chosen, furthest = consent, (depth, unclear)
        if (depth, unclear) == (1000, 0):
            break
    if chosen is None:
        return Best(name, None, {})
    said = dict[str, tuple[bool | None, str]]()
    for aspect, holds, why in _questions(chosen, use):
        before = said.get(aspect, (True, ""))[0]
        if holds is not True and (before is True or (before is None and holds is False)):
            said[aspect] = (holds, f"consent {chosen.id} {why}" + (" (not known)" if holds is None else ""))
    return Best(name, chosen, said)


def _questions(consent: Consent, use: Use) -> Iterator[Said]:
    """The cheap and decisive questions first: a production may hold a thousand consents."""
    day, house = use.case.day, use.case.house
    yield "live", not (consent.revoked_at and consent.revoked_at <= day), f"was revoked on {consent.revoked_at}"
    in_force = None if not consent.start else consent.start <= day and (not consent.end or day <= consent.end)
    term = f"is not in force ({consent.start or 'no start'} to {consent.end or 'open'})"
    yield "live", in_force, term
    yield "this_production", house.production in consent.project_scope, "is not for this production"
    yield "live", bool(consent.signed_at) and consent.signed_at <= day, "is not signed"
    yield "live", consent.separate_document, "is not a separate document"
    yield "live", consent.clear_and_conspicuous, "is not clear and conspicuous"
    yield "live", bool(consent.doc_sha256) or None, "has no document behind it"
    if use.kinds is None:
        yield "in_scope", None, "may not cover this kind of use: use_kinds"
    else:
        needed = set(use.kinds) - {"promo"} | ({"train"} if use.case.use.get("use.purpose") == "training" else set())
        lacking = sorted(needed.difference(consent.use_kinds))
        yield "in_scope", not lacking, f"does not cover {', '.join(lacking)}"
    yield "in_scope", in_force, term
    fault = vague(consent.specific_description)
    yield "in_scope", not fault, f"has no reasonably specific description: {fault}"
    yield from scope(consent, use.case)
    yield from _authority(consent, use.person)
    yield "promo", "promo" in consent.use_kinds, "does not cover promo"
    yield "languages", *languages(consent, use.case, use.kinds)
    yield "advised", bool(consent.counsel.strip() or consent.union.strip()), "names neither counsel nor a union"
    yield "term_kept", *_term(consent, use.person)


def _authority(consent: Consent, subject: Person) -> Iterator[Said]:
    """Who may give it: grown-ups themselves, for minors a guardian, for the dead an executor or the union.

    What somebody granted in life outlives them only where the grant says so (S16 is not verified, so silence is not
    known). A guardian's consent for somebody who has grown up since is not known to hold.
    """
    yield "authority", bool(consent.granted_by) or None, "does not say who granted it"
    yield "authority", bool(consent.capacity) or None, "does not say in which capacity it was granted"
    if subject.deceased is None:
        yield "authority", None, f"may be of somebody who has died: {subject.id}'s status"
    elif subject.deceased:
        if consent.capacity not in ("executor", "union"):
            yield "authority", consent.survives_death, "does not outlive the person"
            in_life = (consent.signed_at <= subject.died) if subject.died and consent.signed_at else None
            yield "authority", in_life, f"was not granted in life ({subject.died or 'no day of death on record'})"
        return
    if subject.minor is None:
        yield "authority", None, f"may be of a minor: {subject.id}'s age"
    elif subject.minor:
        listed = subject.party.represented_by if subject.party else ()
        is_guardian = consent.capacity == "guardian" and consent.granted_by != consent.subject
        yield "authority", is_guardian, "is of a minor and not given by a guardian"
        yield "authority", not listed or consent.granted_by in listed, "is not given by a guardian on record"
    elif consent.capacity == "guardian":
        listed = subject.party.represented_by if subject.party else ()
        was_minor = subject.minor_on(consent.signed_at) if consent.signed_at else None
        yield "authority", (None if was_minor is not False else consent.granted_by in listed), (
            "was given by a guardian of somebody who is grown up")
    elif consent.capacity == "self":
        yield "authority", not consent.granted_by or consent.granted_by == consent.subject, "is not given by the person"
    elif consent.capacity:
        yield "authority", False, f"is given in the capacity {consent.capacity} for a living person"


def _term(consent: Consent, subject: Person) -> tuple[bool | None, str]:
    """At most ten years; a minor's at most five and not past 18. A union's agreement is exempt."""
    if consent.union.strip():
        return True, ""
    if not consent.end:
        return False, "has no end"
    if not consent.start:
        return None, "has no start"
    young = subject.minor_on(consent.start)
    longest = f"{int(consent.start[:4]) + (YEARS_MINOR if young else YEARS):04d}{consent.start[4:]}"
    if consent.end > longest:
        return False, f"runs past {longest}"
    if young and subject.minor_on(consent.end) is False:
        return False, "runs past the eighteenth birthday"
    return (None if young is None else True), "may be of a minor and run too long"
