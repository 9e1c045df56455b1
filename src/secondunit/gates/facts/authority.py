"""Who may grant a consent, and for how long.

Grown-ups grant it themselves, for minors a guardian does, for the dead an executor, a representative or the union
(SAG-AFTRA TV/Theatrical MOA 2023; California AB 1836). What somebody granted in life outlives them only where the grant
says so: that silence outlives too (S16) is not verified, so it is not known. A guardian's consent for somebody who has
grown up since is not known to hold. Terms are those of the NO FAKES Act 2026 as introduced.
"""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.rights import Consent
from secondunit.gates.facts.people import Person

YEARS, YEARS_MINOR = 10, 5  # the longest term of a licence
FOR_THE_DEAD = ("executor", "union")

Lack = tuple[bool | None, str]  # surely (False) or perhaps (None), and what


def authority(consent: Consent, subject: Person) -> Iterator[Lack]:
    """Yield why a consent may not be given by who gave it."""
    if not consent.granted_by:
        yield None, "does not say who granted it"
    if not consent.capacity:
        yield None, "does not say in which capacity it was granted"
    if subject.deceased is None:
        yield None, f"may be of somebody who has died: {subject.id} is not on record as living"
    if subject.deceased:
        if consent.capacity not in FOR_THE_DEAD:
            yield from _of_the_dead(consent, subject)
    elif subject.minor is None:
        yield None, f"may be of a minor: the age of {subject.id} is not on record"
    elif subject.minor:
        if consent.capacity != "guardian" or consent.granted_by == consent.subject:
            yield False, "is of a minor and not given by a guardian"
        elif _listed(subject) and consent.granted_by not in _listed(subject):
            yield False, "is not given by a guardian on record"
    elif consent.capacity == "guardian":
        grown = subject.minor_on(consent.signed_at) is False if consent.signed_at else False
        if not grown or consent.granted_by not in _listed(subject):
            yield False if grown else None, "was given by a guardian of somebody who is grown up"
    elif consent.capacity == "self":
        if consent.granted_by and consent.granted_by != consent.subject:
            yield False, "is not given by the person"
    elif consent.capacity:
        yield False, f"is given in the capacity {consent.capacity} for a living person"


def _of_the_dead(consent: Consent, subject: Person) -> Iterator[Lack]:
    if not consent.survives_death:
        yield consent.survives_death, "does not outlive the person"
    if not subject.died or not consent.signed_at:
        yield None, "was perhaps not granted in life: no day of death is on record"
    elif consent.signed_at > subject.died:
        yield False, f"was not granted in life, which ended on {subject.died}"


def _listed(subject: Person) -> tuple[str, ...]:
    return subject.party.represented_by if subject.party else ()


def term_kept(consent: Consent, subject: Person) -> Lack:
    """Say whether a consent is for ten years at most; a minor's for five and not past 18. A union's is exempt."""
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
