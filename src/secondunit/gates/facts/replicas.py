"""Facts of digital replicas, synthetic performers and background replicas.

The replicas of a making are those that its recipe names (`replicas` in the open facts), those whose media are among its
inputs, and, where a replica is made or used, those of each person whom neither names.

| fact | known by construction |
|---|---|
| `replica.*`, `background.*` | yes (`categories`: none), where no replica is made or used, nor among the inputs |
| `replica.scan_notice`, `business_reason` | yes, where the replica was not made by a scan |
| `replica.transfers_kept` | yes, where no transfer is on record |
| `synthetic.value_stated` | yes, where there is no synthetic performer |

A replica that was deleted, or that should have been, is no longer on record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from secondunit.core.rights import Replica, Transfer
from secondunit.gates.facts import consents
from secondunit.gates.facts.known import Answer, Answers, Case, every
from secondunit.gates.facts.pay import agreed

NOTICE = timedelta(hours=48)  # SAG-AFTRA TV/Theatrical MOA 2023: notice of a scan session
CATEGORIES = ("EBDR", "ICDR", "BADR", "SYNTH")


@dataclass(frozen=True)
class Concerned:
    """The replicas of a making, and names that have none on record; `unknown` says that there may be more."""

    replicas: tuple[Replica, ...] = ()
    lost: tuple[str, ...] = ()
    unknown: bool = False


def concerned(case: Case) -> Concerned:
    """Find the replicas of a making."""
    look, found, lost = case.book.lookup, dict[str, Replica](), list[str]()
    named = case.extra.get("replicas")
    for name in named if isinstance(named, (list, tuple)) else ():
        replica = look.replicas.get(str(name))
        if replica is None or not _kept(replica, case.day):
            lost.append(str(name))
        else:
            found[replica.id] = replica
    for reference in case.recipe.inputs.values():
        held = look.replicas_in.get(reference.removeprefix("sha256:"), ())
        found |= {each.id: each for each in held if _kept(each, case.day)}
        lost += [each.id for each in held if not _kept(each, case.day)]
    if case.kinds is None or case.persons is None:
        return Concerned(tuple(found.values()), tuple(lost), True)
    if case.kinds & {"create_replica", "use_replica"}:
        shown = {each.subject for each in found.values()}
        for person in case.persons:
            if person not in shown:
                theirs = [each for each in look.replicas_of.get(person, ()) if _kept(each, case.day)]
                found |= {each.id: each for each in theirs}
                lost += [] if theirs else [person]
    return Concerned(tuple(found.values()), tuple(lost))


def of(case: Case, these: Concerned) -> Answers:
    """Answer for all replicas of the making."""
    unknown = "the kinds of use of a likeness are not stated" if these.unknown else ""
    missing = these.unknown or bool(these.lost)
    lost = f"no replica is on record for {', '.join(these.lost)}" if these.lost else unknown
    questions: dict[str, Callable[[Replica], bool | None]] = {
        "scan_notice": lambda each: scan_notice(each, case),
        "business_reason": lambda each: _of_scans(each, bool(each.business_reason.strip())),
        "classed": _classed, "access_kept": lambda each: _access(each, case),
        "transfers_kept": lambda each: every([_transfer(transfer, case) for transfer in each.transfers]),
        "this_production": lambda each: each.project_lock == case.house.production if each.project_lock else None,
        "biometrics_kept": lambda each: _biometrics(each, case),
    }
    answers = {f"replica.{name}": _each(these, question, missing) for name, question in questions.items()}
    answers["replica.known"] = Answer(False if these.lost else None if these.unknown else True, lost,
                                      ends=tuple(each.delete_by for each in these.replicas if each.delete_by))
    categories = list(dict.fromkeys(each.category for each in these.replicas))
    known = all(category in CATEGORIES for category in categories) and not missing
    answers["replica.categories"] = Answer([*categories] if known else None, lost)
    answers["synthetic.value_stated"] = _value(case, these)
    extras = replace(these, replicas=tuple(each for each in these.replicas if each.category in ("BADR", "")))
    background: dict[str, Callable[[Replica], bool | None]] = {
        "consent_and_pay": lambda each: _consent_and_pay(each, case), "numbers_kept": _numbers,
        "upgrade_paid": lambda each: _upgrade(each, case),
    }
    answers |= {f"background.{name}": _each(extras, question, missing) for name, question in background.items()}
    return answers


def _each(these: Concerned, question: Callable[[Replica], bool | None], missing: bool) -> Answer:
    said = [(each, question(each)) for each in these.replicas]
    value = every([holds for _, holds in said] + ([None] if missing else []))
    return Answer(value, "" if value else ", ".join(f"replica {each.id}" for each, holds in said if holds is value))


def _kept(replica: Replica, day: str) -> bool:
    deleted = bool(replica.deleted_at) and replica.deleted_at <= day
    return not deleted and (not replica.delete_by or day <= replica.delete_by)


def scan_notice(replica: Replica, case: Case) -> bool | None:
    """Say whether notice came 48 hours before a scan session, or, for who was engaged later, at engagement.

    Of a time given as a day the part counts that is worse for the answer.
    """
    if replica.source != "scan":
        return _of_scans(replica, True)
    told = case.book.lookup.scan_notices
    sent = [item.sent_at for about in (replica.id, replica.subject) for item in told.get(about, ())
            if case.live(item.sent_at, item.revoked_at)]
    notice, session, engaged = (_span(text) for text in (
        replica.notice_at or min(sent, default=""), replica.session_at, replica.engaged_at))
    if notice is None or session is None:
        return None
    if notice[1] + NOTICE <= session[0]:
        return True
    late = engaged is not None and engaged[0] > session[1] - NOTICE  # engaged within the 48 hours
    return late and engaged is not None and notice[1] <= engaged[1]


def _span(text: str) -> tuple[datetime, datetime] | None:
    """The earliest and the latest moment that a text may mean: an ISO time (UTC where no zone stands), or a day."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return (moment, moment + timedelta(days=1)) if len(text) == len("2026-11-03") else (moment, moment)


def _of_scans(replica: Replica, holds: bool) -> bool | None:
    return holds if replica.source == "scan" else True if replica.source in ("no_scan", "archive", "none") else None


def _classed(replica: Replica) -> bool | None:
    """Who was replicated from set photography takes part in it: such a replica is an EBDR (39.A)."""
    if replica.source == "no_scan":
        return replica.category == "EBDR" if replica.category else None
    return True if replica.source in ("scan", "archive", "none") else None


def _access(replica: Replica, case: Case) -> bool | None:
    if not replica.access or not case.by.strip():
        return None
    asks = {case.by, *(party.id for party in case.book.lookup.names.get(case.by.strip().casefold(), ()))}
    return bool(asks.intersection(replica.access))


def _transfer(transfer: Transfer, case: Case) -> bool | None:
    """Each transfer needs the union's approval before it, and a commitment in writing (39.I)."""
    approved = bool(transfer.union_approved) and transfer.union_approved <= (transfer.at or case.day)
    return every([approved, transfer.written_commitment])


def _biometrics(replica: Replica, case: Case) -> bool | None:
    """Prints and iris scans serve this picture alone (39.E)."""
    if not replica.biometrics:
        return True
    purpose = case.use.get("use.purpose")
    if purpose == "training" or case.use.get("use.third_party_training") is True or (
            replica.project_lock not in ("", case.house.production)):
        return False
    return True if replica.project_lock and purpose in ("ideation", "temp", "final") else None


def _value(case: Case, these: Concerned) -> Answer:
    synthetic = case.use.get("use.synthetic_performer")
    if not isinstance(synthetic, bool) or not synthetic:
        return Answer(None if synthetic is None else True)
    made = [each for each in these.replicas if each.category == "SYNTH"]
    if not made:
        return Answer(False, "no synthetic performer is on record for this making")
    return Answer(all(each.value_statement.strip() for each in made))


def _consent_and_pay(replica: Replica, case: Case) -> bool | None:
    consent = consents.covers(case, [replica.subject], case.kinds or set()).value if replica.subject else None
    return every([consent if isinstance(consent, bool) else None, agreed(case, replica.id)])


def _numbers(replica: Replica) -> bool | None:
    if replica.background_hired is None or replica.background_required is None:
        return None
    return replica.background_hired >= replica.background_required


def _upgrade(replica: Replica, case: Case) -> bool | None:
    """One used as a principal is paid as one: by a formula for principals."""
    if not replica.principal_role:
        return None if replica.principal_role is None else True
    return agreed(case, replica.id, "principal")
