"""What a job leaves on record: its submission, its frames, its failures and its end.

`jobs/<id>` revisions: `submitted`, then `frames` (as they are planned), `dead`, `eaten`, `retry`, `cancelled` and
`ended`. A frame has succeeded when its take is on record, so nothing is written for that; running is never
on record. A deleted index loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from secondunit.core.errors import NotFound, StateError, StudioError
from secondunit.core.jobs import Frame, FrameState
from secondunit.core.tasks import Event, Status, move
from secondunit.store.store import Store


def now() -> str:
    """Return the time for records: UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def submit(store: Store, what: Mapping[str, Any]) -> str:
    """Record a job and return its id: running numbers, so that people can say them."""
    number = 1 + sum(1 for _ in store.index.all("jobs"))
    while True:
        identity = f"job{number:05d}"
        try:
            body = store.records.append("jobs", identity, {"event": "submitted", "at": now(), **what})
        except StateError:
            number += 1
            continue
        store.index.add(body)
        return identity


def note(store: Store, job: str, event: str, **facts: object) -> None:
    """Append an event to a job."""
    if store.get("jobs", job) is None:
        raise NotFound(f"there is no job {job!r}", hint="see: secondunit jobs list")
    store.append("jobs", job, {"event": event, "at": now(), **facts})


def frame_row(frame: Frame) -> dict[str, Any]:
    """Return how a frame stands in a job's record."""
    return {"recipe": frame.recipe.hash, "entity": frame.entity, "task": frame.task, "take": frame.take,
            "offer": frame.offer, "depends": list(frame.depends)}  # fmt: skip


def frames(store: Store, job: str) -> Iterator[tuple[dict[str, Any], FrameState, str]]:
    """Yield each frame row of a job with its state and the reason if it failed."""
    rows: dict[str, dict[str, Any]] = {}
    ended: dict[str, tuple[FrameState, str]] = {}
    for event in store.index.history("jobs", job):
        for row in event.get("frames", ()):
            rows[row["recipe"]] = row
        if event["event"] == "dead":
            ended[event["recipe"]] = (FrameState.DEAD, event["error"]["message"])
        elif event["event"] == "eaten":
            ended[event["recipe"]] = (FrameState.EATEN, f"eaten by {event['by']}")
        elif event["event"] == "retry":
            ended.pop(event["recipe"], None)
    for recipe, row in rows.items():
        if store.index.has_take(recipe):
            yield row, FrameState.SUCCEEDED, ""
        elif recipe in ended:
            yield row, *ended[recipe]
        elif all(store.index.has_take(d) for d in row["depends"]):
            yield row, FrameState.WAITING, ""
        else:
            yield row, FrameState.DEPEND, ""


def state(store: Store, job: str) -> str:
    """Return submitted, cancelled, finished, failed or interrupted."""
    last = store.get("jobs", job)
    if last is None:
        raise NotFound(f"there is no job {job!r}", hint="see: secondunit jobs list")
    if last["event"] == "ended":
        return str(last["state"])
    return "cancelled" if last["event"] == "cancelled" else "interrupted"


def task_id(entity: str, task: str) -> str:
    """Return the id of a task record."""
    return f"{entity}.{task}"


def status(store: Store, entity: str, task: str) -> Status:
    """Return a task's state; ready when nothing is on record."""
    row = store.get("tasks", task_id(entity, task))
    return Status(row["status"]) if row else Status.READY


def happen(store: Store, entity: str, task: str, event: Event, by: str, **facts: object) -> Status:
    """Move a task by an event and record it; StateError if it may not.

    A revocation holds tasks while a job runs: where the other was first, the move is made from where it left the task.
    """
    identity = task_id(entity, task)
    for last in (False, False, True):
        new = move(status(store, entity, task), event)
        row = {"entity": entity, "task": task, "status": new.value, "event": event.value, "by": by, "at": now(),
               **facts}  # fmt: skip
        try:
            store.append("tasks", identity, row)
        except StateError:
            if last:
                raise
            store.index.catch_up()  # it may be on disk and not in the index yet
            continue
        break
    return new


def dead(store: Store, job: str, failures: Iterable[tuple[Frame, StudioError]]) -> None:
    """Record the frames that failed."""
    for frame, error in failures:
        note(store, job, "dead", recipe=frame.recipe.hash, entity=frame.entity, error=error.to_json())
