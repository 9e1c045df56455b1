"""Watches the rights while a job runs: what was allowed at its start may be withdrawn by another process meanwhile.

Whenever a record of rights changes, everything that the job has under way is put to the gate again, and before anything
enters it is asked in any case. What may not be made any more ends the job, the worker that makes it and all; its task
goes on hold with the ruling. Rights that cannot be read end it too.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from secondunit.core.errors import ApprovalNeeded
from secondunit.core.jobs import Frame, FrameState
from secondunit.core.rights import Verdict
from secondunit.core.tasks import Event, Status
from secondunit.execution import journal
from secondunit.execution.gatekeeper import Gatekeeper
from secondunit.gates.rules import policy
from secondunit.store.store import Store

PAUSE_S = 0.5  # between two looks at the rights while engines work


class Watch:
    """One job's eye on the rights; call it to hear whether a person cancelled the job."""

    def __init__(self, store: Store, gate: Gatekeeper, by: str, cancelled: Callable[[], bool]) -> None:
        self.store, self.gate, self.by, self.cancelled = store, gate, by, cancelled
        self._under_way: dict[str, Frame] = {}
        self._next = 0.0

    def note(self, frame: Frame, state: FrameState) -> None:
        """Hear of the state of a frame."""
        if state in (FrameState.SUCCEEDED, FrameState.DEAD):
            self._under_way.pop(frame.recipe.hash, None)
        else:
            self._under_way[frame.recipe.hash] = frame

    def __call__(self) -> bool:
        """Look at the rights, at most every half second; PolicyError when something under way is not allowed now."""
        if self.cancelled():
            return True
        if time.monotonic() >= self._next:
            self.look()
            self._next = time.monotonic() + PAUSE_S
        return False

    def look(self) -> None:
        """Ask about everything under way if the rights changed."""
        if self.gate.refresh():
            for frame in list(self._under_way.values()):
                self.ask(frame)

    def ask(self, frame: Frame) -> None:
        """Put a frame to the gate; hold its task and raise unless it is allowed."""
        ruling = self.gate.judge(frame.recipe, entity=frame.entity, task=frame.task, by=self.by)
        if ruling.verdict is Verdict.ALLOW:
            return
        if journal.status(self.store, frame.entity, frame.task) is not Status.HOLD:
            row = self.store.get("tasks", journal.task_id(frame.entity, frame.task)) or {}
            kept = {key: row[key] for key in ("proposal", "version") if row.get(key)}
            journal.happen(self.store, frame.entity, frame.task, Event.ESCALATE, self.by, why=ruling.words(),
                           ruling=ruling.to_json(), **kept)  # fmt: skip
        policy.enforce(ruling)
        raise ApprovalNeeded(f"{frame.entity}: {ruling.words()}", recipe=frame.recipe.hash,
                             hint="a named person must approve: secondunit review approve --hold")
