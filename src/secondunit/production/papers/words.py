"""Words that the rights papers share. A good result is "no rule fired"; it is never called anything better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from secondunit.core.record import Record
from secondunit.core.rights import Approval, Consent, Ruling, Verdict
from secondunit.gates.pay import money

DRAFT = "Draft for review by a lawyer. Made from the production's own records; it is not legal advice."
RECORD = "Made from the production's own records. It says what is on record, not that anything is legal."
NOT_STATED = "not stated"

USE_KINDS: Mapping[str, str] = {
    "create_replica": "make a digital replica", "use_replica": "use a digital replica",
    "alter": "change a recorded performance", "voice": "make or change the voice",
    "dub": "dub into another language", "train": "train a model on the person", "promo": "use in advertising",
}
CATEGORIES: Mapping[str, str] = {
    "EBDR": "made with the performer, in the course of employment", "ICDR": "made without the performer taking part",
    "BADR": "of a background performer", "SYNTH": "synthetic: no recognisable person", "": "of no stated category",
}
CAPACITIES: Mapping[str, str] = {
    "self": "the person", "guardian": "the guardian", "executor": "the executor or heirs", "union": "the union",
}
SOURCE_TYPES: Mapping[str, str] = {  # IPTC digital source types
    "algorithmicMedia": "made by procedure", "trainedAlgorithmicMedia": "made by a trained model",
    "compositeWithTrainedAlgorithmicMedia": "a recording changed by a trained model",
    "compositeSynthetic": "composite with synthetic parts", "composite": "composite",
    "trainedAlgorithmicData": "data made by a trained model", "digitalCapture": "recorded",
    "digitalCreation": "made by hand", "humanEdits": "edited by hand", "algorithmicallyEnhanced": "enhanced",
}
PURPOSES: Mapping[str, str] = {
    "ideation": "ideas, not shown", "temp": "temporary", "final": "part of the work", "promo": "advertising",
    "training": "training a model",
}


def listing(items: Iterable[str], empty: str = NOT_STATED) -> str:
    """Return items with commas, or what to say when there are none."""
    return ", ".join(item for item in items if item) or empty


def said(text: str, empty: str = NOT_STATED) -> str:
    """Return a text, or what to say when it is empty."""
    return text.strip() or empty


def yes(value: bool | None) -> str:
    """Return yes, no or not stated."""
    return NOT_STATED if value is None else "yes" if value else "no"


def short(digest: str) -> str:
    """Return the first twelve digits of a digest, as people compare them."""
    return digest[:12]


def day(moment: str, empty: str = NOT_STATED) -> str:
    """Return the day of a date or time."""
    return moment[:10] or empty


def plural(number: int, one: str, more: str = "") -> str:
    """Return a number with its noun: `1 take`, `3 takes`."""
    return f"{number} {one if number == 1 else more or one + 's'}"


def seconds(frames: int, rate: float) -> str:
    """Return a length in seconds: `2.5 s`."""
    return f"{frames / rate:.1f} s"


def amount(value: int, currency: str, known: bool = True) -> str:
    """Return money for people, "not known" where nobody stated it."""
    return money.show(value, currency) if known else "not known"


def worth(hundredths: int) -> str:
    """Return hundredths of a day for people."""
    return money.days(hundredths)


def kinds(words: Iterable[object]) -> str:
    """Return kinds of use in plain words."""
    return "; ".join(USE_KINDS.get(str(word), str(word)) for word in words)


def firings(ruling: Ruling | None, approvals: Mapping[str, Approval]) -> list[str]:
    """Return what the rules said, a sentence a rule that fired; one sentence where none did."""
    if ruling is None:
        return ["no ruling is on record"]
    told: list[str] = []
    by: dict[str, list[str]] = {}  # who approved -> the rules that asked
    for firing in ruling.firings:
        name = f"{firing.pack}/{firing.rule}"
        if firing.verdict is Verdict.ALLOW:
            continue
        if firing.approved_by:
            by.setdefault(approved(firing.approved_by, approvals), []).append(name)
        elif firing.suppressed_by:
            told.append(f"{name} does not apply ({firing.suppressed_by})")
        else:
            told.append(f"{name} {firing.verdict.word}: {firing.explanation}")
    told += [f"{listing(unique(rules))} asked for approval, given by {who}" for who, rules in by.items()]
    return told or ["no rule fired"]


def approved(identity: str, approvals: Mapping[str, Approval]) -> str:
    """Return who approved, in which role and until when."""
    given = approvals.get(identity)
    if given is None:
        return f"approval {identity}"
    return f"{given.approver} ({given.role}) on {day(given.given_at)}, until {day(given.expires)}"


def state(consent: Consent, today: str) -> str:
    """Return how a consent stands on a day, in plain words: the first thing that is wrong with it, or `in force`."""
    if consent.revoked_at and consent.revoked_at <= today:
        return f"withdrawn on {consent.revoked_at}"
    if not consent.signed_at:
        return "not signed"
    if consent.signed_at > today or consent.start > today:
        return f"begins on {max(consent.signed_at, consent.start)}"
    if not consent.end:
        return "in force, with no end stated"
    return f"ended on {consent.end}" if consent.end < today else f"in force until {consent.end}"


def body(record: Record) -> dict[str, Any]:
    """Return a record as plain data, without what it does not state."""
    return {key: value for key, value in record.to_json().items() if value not in ("", None, [], {})}


def unique(items: Iterable[str]) -> Sequence[str]:
    """Return items once each, in order."""
    return list(dict.fromkeys(items))
