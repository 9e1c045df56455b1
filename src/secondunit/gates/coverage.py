"""Whether consents and licences cover a making: yes, no, or not known (None).

A consent covers a person when it is live, signed, in a separate document, clear and conspicuous, of this
production and of this kind of use (SAG-AFTRA TV/Theatrical MOA 2023; Netflix guidance on talent). Where it
names shots, characters, languages or territories, the use must lie within them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from secondunit.core.identity import Json
from secondunit.core.rights import Consent, HouseFacts, Licence

WORLD = frozenset({"world", "worldwide", "universe", "*"})
SHORTEST_DESCRIPTION = 20  # characters; a consent to "anything" is not a reasonably specific one


@dataclass(frozen=True)
class Use:
    """How a likeness is used: kinds (None: not stated), by which house, for promotion, further facts."""

    kinds: Sequence[Json] | None
    house: HouseFacts
    promo: bool
    extra: Mapping[str, Json]


@dataclass(frozen=True)
class Cover:
    """The answer, a sentence about what is lacking, and the records that it rests on."""

    holds: bool | None
    note: str = ""
    consents: tuple[Consent, ...] = ()
    licences: tuple[Licence, ...] = ()


def of_persons(
    persons: Sequence[Json] | None, use: Use, consents: Sequence[Consent], today: date
) -> Cover:
    """Say whether every person whose likeness is used has a consent that covers the use."""
    if persons is None:
        return Cover(None, "the persons whose likeness is used are not stated")
    day, relied = today.isoformat(), list[Consent]()
    lacks: dict[Json, tuple[bool | None, str]] = {}
    by_person: dict[Json, list[Consent]] = {person: [] for person in persons}
    for consent in consents:
        if consent.subject in by_person:
            by_person[consent.subject].append(consent)
    for person, offered in by_person.items():
        answers = []
        for consent in offered:
            holds, why = _covers(consent, use, day)
            if holds:
                relied.append(consent)
                break
            answers.append((holds, why))
        else:
            unclear = [why for holds, why in answers if holds is None]
            why = unclear[0] if unclear else answers[-1][1] if answers else "has given no consent"
            lacks[person] = (None if unclear else False, f"{person}: {why}")
    if not lacks:
        return Cover(True, consents=tuple(relied))
    refused = any(holds is False for holds, _ in lacks.values())
    return Cover(False if refused else None, "; ".join(note for _, note in lacks.values()), tuple(relied))


def of_training(
    items: Sequence[Json] | None, purpose: Json, licences: Sequence[Licence], today: date
) -> Cover:
    """Say whether a live licence with the right to train names every training item.

    Without items the answer is yes, unless the purpose is training or is not known.
    """
    if items is None or (not items and purpose in (None, "training")):
        return Cover(None, "the items that are trained on are not stated")
    day, relied = today.isoformat(), list[Licence]()
    found, unclear = set[Json](), set[Json]()
    for licence in licences if items else ():
        named = set(items).intersection(licence.items)
        if not named or "train" not in licence.rights:
            continue
        if (licence.revoked_at and licence.revoked_at <= day) or not _within(licence.start, licence.end, day):
            continue
        if not licence.evidence_sha256:
            unclear |= named
            continue
        if named - found:
            found |= named
            relied.append(licence)
    open_items = sorted(str(item) for item in set(items) - found)
    if not open_items:
        return Cover(True, licences=tuple(relied))
    shown = ", ".join(open_items[:3]) + (f" and {len(open_items) - 3} more" if len(open_items) > 3 else "")
    if unclear.issuperset(open_items):
        return Cover(None, f"the licence of {shown} has no document behind it", licences=tuple(relied))
    return Cover(False, f"no live licence with the right to train covers {shown}", licences=tuple(relied))


def _covers(consent: Consent, use: Use, day: str) -> tuple[bool | None, str]:
    unknown = ""
    for holds, why in _questions(consent, use, day):
        if holds is False:
            return False, f"consent {consent.id} {why}"
        if holds is None and not unknown:
            unknown = why
    return (None, f"consent {consent.id} {unknown} (not known)") if unknown else (True, "")


def _questions(consent: Consent, use: Use, day: str) -> Iterator[tuple[bool | None, str]]:
    """The cheap and decisive questions first: a production may hold a thousand consents."""
    yield not (consent.revoked_at and consent.revoked_at <= day), f"was revoked on {consent.revoked_at}"
    yield (None if not consent.start else _within(consent.start, consent.end, day),
           f"is not in force ({consent.start or 'no start'} to {consent.end or 'open'})")
    yield use.house.production in consent.project_scope, "is not for this production"
    yield bool(consent.signed_at) and consent.signed_at <= day, "is not signed"
    yield consent.separate_document, "is not a separate document"
    yield consent.clear_and_conspicuous, "is not clear and conspicuous"
    yield bool(consent.doc_sha256) or None, "has no document behind it"
    yield bool(consent.granted_by) or None, "does not say who granted it"
    yield (len(consent.specific_description.strip()) >= SHORTEST_DESCRIPTION,
           "has no reasonably specific description")
    needed = None if use.kinds is None else {*use.kinds, *(("promo",) if use.promo else ())}
    if needed is None:
        yield None, "may not cover this kind of use: use_kinds"
    else:
        lacking = sorted(str(kind) for kind in needed.difference(consent.use_kinds))
        yield not lacking, f"does not cover {', '.join(lacking)}"
    deceased = use.extra.get("deceased")
    if isinstance(deceased, (list, tuple)) and consent.subject in deceased:
        yield (consent.survives_death or consent.capacity in ("executor", "union") or
               (None if consent.survives_death is None else False)), "does not outlive the person"
    yield from _scope(consent, use)


def _scope(consent: Consent, use: Use) -> Iterator[tuple[bool | None, str]]:
    for name, allowed in (("shots", consent.shots), ("languages", consent.languages)):
        if allowed:
            yield _inside(use.extra.get(name), allowed), f"is limited to the {name} {', '.join(allowed)}"
    if consent.character and "character" in use.extra:
        yield use.extra["character"] == consent.character, f"is for the character {consent.character}"
    if not WORLD.intersection(place.casefold() for place in consent.territory):
        where = None if use.house.territories is None else list(use.house.territories)
        if consent.territory:
            yield _inside(where, consent.territory), f"is limited to {', '.join(consent.territory)}"
        else:
            yield None, "does not say for which territory"


def _inside(stated: object, allowed: Sequence[str]) -> bool | None:
    if not isinstance(stated, (list, tuple)) or not stated:
        return None
    return set(stated) <= set(allowed)


def _within(start: str, end: str, day: str) -> bool:
    """ISO dates sort as text; an empty end is open."""
    return (not start or start <= day) and (not end or day <= end)
