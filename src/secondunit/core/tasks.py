"""Task states and how they move. The states are data with flags, as in Kitsu; moves happen here only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from secondunit.core.errors import StateError


class Status(StrEnum):
    """States of a task."""

    READY = "ready"  # nothing made yet
    WIP = "wip"  # takes are being made
    HOLD = "hold"  # a gate asked for a named person's approval
    WFA = "wfa"  # waiting for approval: takes are offered
    RETAKE = "retake"  # sent back with a note
    DONE = "done"  # a take was approved and published
    OMITTED = "omitted"  # the entity left the script


class Event(StrEnum):
    """What can happen to a task."""

    PLAN = "plan"  # somebody asked for it; nothing is made yet
    START = "start"  # a job begins
    ESCALATE = "escalate"  # the gate wants an approval
    OFFER = "offer"  # all takes of the proposal exist
    FAIL = "fail"  # the job ended without its takes
    APPROVE = "approve"
    SEND_BACK = "send_back"
    OMIT = "omit"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Flags:
    """What a state means to lists and people."""

    is_done: bool = False
    is_open: bool = True
    wants_person: bool = False


FLAGS = {
    Status.READY: Flags(), Status.WIP: Flags(), Status.HOLD: Flags(wants_person=True),
    Status.WFA: Flags(wants_person=True), Status.RETAKE: Flags(),
    Status.DONE: Flags(is_done=True, is_open=False), Status.OMITTED: Flags(is_open=False),
}  # fmt: skip

_S, _E = Status, Event
MOVES: dict[tuple[Status, Event], Status] = {
    **{(s, _E.START): _S.WIP for s in (_S.READY, _S.WIP, _S.HOLD, _S.RETAKE, _S.WFA, _S.DONE)},
    **{(s, _E.ESCALATE): _S.HOLD for s in (_S.READY, _S.WIP, _S.RETAKE, _S.WFA, _S.HOLD, _S.DONE)},
    (_S.READY, _E.PLAN): _S.READY,
    (_S.WIP, _E.OFFER): _S.WFA,
    (_S.WIP, _E.FAIL): _S.READY,
    (_S.WFA, _E.APPROVE): _S.DONE,
    (_S.WFA, _E.SEND_BACK): _S.RETAKE,
    (_S.DONE, _E.SEND_BACK): _S.RETAKE,
    **{(s, _E.OMIT): _S.OMITTED for s in Status if s is not _S.OMITTED},
    (_S.OMITTED, _E.RESTORE): _S.READY,
}


def move(status: Status, event: Event) -> Status:
    """Return the state after an event, or raise StateError naming both."""
    try:
        return MOVES[status, event]
    except KeyError:
        allowed = sorted(e.value for s, e in MOVES if s is status)
        raise StateError(
            f"a task that is {status.value} cannot {event.value.replace('_', ' ')}",
            hint=f"possible now: {', '.join(allowed)}", status=status.value, event=event.value,
        ) from None
