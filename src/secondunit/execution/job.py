"""Run a plan as a job: gate, journal, dispatch, publish, settle. Safe to kill and to run again at any moment."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from secondunit import plugins
from secondunit.core.errors import StudioError
from secondunit.core.jobs import Frame, FrameState
from secondunit.core.rights import Ruling
from secondunit.core.tasks import Event, Status
from secondunit.execution import journal
from secondunit.execution.gatekeeper import Gatekeeper
from secondunit.execution.local import Dispatcher
from secondunit.execution.publisher import Publisher, resolve
from secondunit.execution.watch import Watch
from secondunit.execution.workers import interpreter_for
from secondunit.store.store import Store

Tell = Callable[[str, Frame], None]


@dataclass
class JobReport:
    """How a job went, for people and for --json."""

    job: str
    made: int = 0
    cached: int = 0
    held: list[dict[str, str]] = field(default_factory=list)  # entity, rule words
    failed: list[dict[str, str]] = field(default_factory=list)
    blocked: int = 0
    entities: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Shop:
    """What running needs, opened once per production."""

    store: Store
    gate: Gatekeeper
    publisher: Publisher


def run(
    shop: Shop, frames: Iterable[Frame], what: Mapping[str, Any], by: str,
    tell: Tell | None = None, cores: int | None = None,
) -> JobReport:  # fmt: skip
    """Make the frames of a plan and offer their takes; the caller holds the writer lock."""
    store = shop.store
    store.ledger.actor = by
    shop.gate.refresh()
    shutil.rmtree(store.hidden / "scratch", ignore_errors=True)  # of killed runs: we hold the lock
    report = JobReport(journal.submit(store, {**what, "by": by}))
    offers: dict[str, str] = {}  # task id -> proposal id

    watch = Watch(store, shop.gate, by, lambda: _cancelled(store, report.job))

    def on_state(frame: Frame, state: FrameState, error: StudioError | None) -> None:
        watch.note(frame, state)
        if tell and state in (FrameState.SUCCEEDED, FrameState.DEAD):
            tell(state.value, frame)

    dispatcher = Dispatcher(
        store.hidden / "scratch", store.hidden / "logs",
        resolve=lambda reference: resolve(store, reference),
        is_made=store.index.has_take,
        publish=lambda frame, outputs, scratch: _publish(shop, watch, frame, outputs, scratch),
        on_state=on_state, cancelled=watch, cores=cores,
    )  # fmt: skip
    try:
        tally = dispatcher.run(_gated(shop, frames, report, offers, by))
    except BaseException as error:
        _settle(store, offers, report, by, failed=False)
        journal.note(store, report.job, "ended", state="failed", error=_words(error))
        with suppress(StudioError):  # the error that ended it is the one to tell
            store.ledger.seal()
        raise
    report.made, report.cached, report.blocked = tally.made, tally.cached, tally.blocked
    journal.dead(store, report.job, tally.dead)
    report.failed = [{"entity": f.entity, "take": str(f.take), "code": e.code, "message": e.message, "hint": e.hint}
                     for f, e in tally.dead]  # fmt: skip
    _settle(store, offers, report, by, failed=True)
    if _cancelled(store, report.job):
        journal.note(store, report.job, "cancelled", made=tally.made)
        _cancel_flag(store, report.job).unlink(missing_ok=True)
    else:
        journal.note(store, report.job, "ended", state="failed" if tally.dead else "finished",
                     made=tally.made, cached=tally.cached, held=len(report.held),
                     ledger=store.ledger.seal().to_json())  # fmt: skip
    return report


def _words(error: BaseException) -> dict[str, object]:
    return error.to_json() if isinstance(error, StudioError) else {"message": type(error).__name__}


def _cancelled(store: Store, job: str) -> bool:
    return _cancel_flag(store, job).exists()


def _cancel_flag(store: Store, job: str) -> Path:
    return store.hidden / f"cancel-{job}"


def _publish(shop: Shop, watch: Watch, frame: Frame, outputs: list[dict[str, str]], scratch: Path) -> None:
    watch.look()
    watch.ask(frame)  # again before anything enters, whether or not a record changed: a consent may have run out
    shop.publisher.publish(frame, outputs, scratch)


def _gated(
    shop: Shop, frames: Iterable[Frame], report: JobReport, offers: dict[str, str], by: str
) -> Iterator[Frame]:
    """Journal and clear the plan entity by entity, then hand its frames on."""
    store = shop.store
    known: set[str] = set()
    for (entity, task), group in groupby(frames, key=lambda f: (f.entity, f.task)):
        members = list(group)
        cleared: list[Frame] = []
        clearances: dict[str, dict[str, Any]] = {}
        hold: Ruling | None = None
        for name in {f.recipe.engine for f in members} - known:
            interpreter_for(plugins.engine(name))  # Unavailable before any task has started
            known.add(name)
        # On record before they are asked about: what is made of another is judged by that too.
        store.put_many("recipes", {frame.recipe.hash: {"recipe": frame.recipe.to_json()} for frame in members})
        for frame in members:
            ruling, clearance = shop.gate.clear(frame.recipe, entity, task, by)
            if clearance is None:
                hold = ruling
            else:
                clearances[clearance["id"]] = {"recipe": frame.recipe.hash, "signature": clearance["signature"],
                                               "clearance": clearance, "ruling": ruling.to_json()}  # fmt: skip
                cleared.append(frame)
        if hold:
            journal.happen(store, entity, task, Event.ESCALATE, by, why=hold.words(), ruling=hold.to_json())
            report.held.append({"entity": entity, "why": hold.words()})
            continue
        store.put_many("clearances", clearances)
        journal.note(store, report.job, "frames", frames=[journal.frame_row(f) for f in members])
        _propose(store, entity, task, members, report, offers, by)
        yield from cleared


def _propose(
    store: Store, entity: str, task: str, members: list[Frame], report: JobReport, offers: dict[str, str], by: str
) -> None:
    takes = [f.recipe.hash for f in members if f.offer]
    if not takes:
        return
    report.entities.append(entity)
    current = store.get("tasks", journal.task_id(entity, task))
    if current and current["status"] == Status.DONE.value:
        decided = store.get("proposals", current["proposal"])
        if decided and set(takes) <= set(decided["takes"]):
            return  # nothing that its reviewer has not seen: the approval stands
    number = 1
    while (old := store.get("proposals", _proposal(entity, task, number))) and old["takes"] != takes:
        number += 1
    proposal = _proposal(entity, task, number)
    offers[journal.task_id(entity, task)] = proposal
    if old is None:
        store.put("proposals", proposal, {"entity": entity, "task": task, "takes": takes, "job": report.job,
                                          "number": number, "at": journal.now()})  # fmt: skip
    resumed = current is not None and current.get("proposal") == proposal
    if not resumed or journal.status(store, entity, task) in (Status.READY, Status.HOLD):
        journal.happen(store, entity, task, Event.START, by, proposal=proposal)


def _proposal(entity: str, task: str, number: int) -> str:
    return f"{entity}.{task}.p{number:03d}"


def _settle(store: Store, offers: Mapping[str, str], report: JobReport, by: str, *, failed: bool) -> None:
    """Move each task of the job to where its takes say it is."""
    reasons = {f["entity"]: f["message"] for f in report.failed}
    for proposal in offers.values():
        offer = store.get("proposals", proposal)
        if offer is None:
            continue
        entity, task = offer["entity"], offer["task"]
        if journal.status(store, entity, task) is not Status.WIP:
            continue
        if all(store.index.has_take(t) for t in offer["takes"]):
            journal.happen(store, entity, task, Event.OFFER, by, proposal=proposal)
        elif failed:
            why = reasons.get(entity, "not all takes were made")
            journal.happen(store, entity, task, Event.FAIL, by, proposal=proposal, why=why)
