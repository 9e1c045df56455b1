"""People decide: list what waits, approve a take, send one back with a note. A review is one record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from secondunit import plugins
from secondunit.core.errors import NotFound, StateError, UsageError
from secondunit.core.identity import digest
from secondunit.core.tasks import Event, Status, move
from secondunit.execution import journal
from secondunit.execution.views import publish_links

if TYPE_CHECKING:
    from secondunit.production.folder import Production


@dataclass(frozen=True)
class Waiting:
    """A task as the review list shows it."""

    entity: str
    task: str
    status: str
    takes: tuple[str, ...]  # recipe hashes, in order of take number
    proposal: str
    note: str

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {**self.__dict__, "takes": list(self.takes)}


class ReviewDesk:
    """Reviews of one production."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.store = production.store

    def tasks(self, status: str = "") -> Iterator[Waiting]:
        """Yield tasks in the order of their entities; `status` keeps one state."""
        for row in self.store.index.all("tasks"):
            if not status or row["status"] == status:
                yield self._waiting(row)

    def show(self, entity: str, task: str = "storyboard") -> dict[str, Any]:
        """Return a task with its takes, files, credentials and the reviews so far."""
        row = self._row(entity, task)
        waiting = self._waiting(row)
        takes = []
        for number, recipe in enumerate(waiting.takes, 1):
            take = self.store.get("takes", recipe)
            outputs = take["outputs"] if take else []
            takes.append({
                "take": number, "recipe": recipe, "made": take is not None,
                "engine": take["engine"] if take else "", "clearance": take["clearance"] if take else "",
                "files": [{"role": o["role"], "digest": o["digest"], "media_type": o["media_type"],
                           "path": str(self.store.media.path(o["digest"]).relative_to(self.store.root)),
                           "credential": o["credential"]["form"]} for o in outputs],
            })  # fmt: skip
        keys = ("status", "event", "by", "at", "note")
        history = [{k: row[k] for k in keys if row.get(k)}
                   for row in self.store.index.history("tasks", journal.task_id(entity, task))]  # fmt: skip
        return {**waiting.to_json(), "takes": takes, "history": history}

    def approve(self, entity: str, take: int = 1, *, by: str = "", note: str = "", task: str = "storyboard") -> str:
        """Approve one take: it becomes the next Version, published with readable links. Return the version id.

        A task on hold is not approved this way: see `approve_hold`.
        """
        by = self.person(by)
        with self.store.lock:
            waiting = self._waiting(self._row(entity, task))
            if waiting.status == Status.HOLD.value:
                raise StateError(f"{entity} is on hold: {waiting.note}", hint="a gate waits for review approve --hold")
            recipe = self._take(waiting, take)
            number = 1
            while self.store.get("versions", f"{entity}.{task}.v{number:03d}"):
                number += 1
            version = f"{entity}.{task}.v{number:03d}"
            last = self.store.get("versions", f"{entity}.{task}.v{number - 1:03d}") if number > 1 else None
            if last and last["recipe"] == recipe and waiting.status == Status.DONE.value:
                return str(last["id"])
            move(Status(waiting.status), Event.APPROVE)  # refused here, before anything is written
            review = self._record(entity, task, "approve", by, note, recipe, waiting.proposal)
            if last and last["recipe"] == recipe and last["review"] == review:
                version = str(last["id"])  # a crash between the version and the task: finish it
            else:
                made = self.store.get("takes", recipe)
                body = self.store.put("versions", version, {
                    "entity": entity, "task": task, "version": number, "take": take, "recipe": recipe,
                    "approved_by": by, "at": journal.now(), "review": review, "representations": [
                        {"name": o["role"], "digest": o["digest"], "media_type": o["media_type"]}
                        for o in (made or {}).get("outputs", ())
                    ],
                })  # fmt: skip
                publish_links(self.store, body)
            journal.happen(self.store, entity, task, Event.APPROVE, by, proposal=waiting.proposal,
                           version=version, review=review, **({"note": note} if note else {}))  # fmt: skip
            return version

    def approve_hold(self, entity: str, *, by: str = "", role: str = "", document: bytes = b"", days: int = 90,
                     task: str = "storyboard") -> str:  # fmt: skip
        """Give a named person's approval to the escalations that hold a task; run the department again after."""
        by = self.person(by)
        with self.store.lock:
            return self.production.approve_escalation(entity, task, by=by, role=role, document=document, days=days)

    def held(self) -> list[str]:
        """Return the entities that a gate holds, at their making or at a delivery, and that a person may approve."""
        from secondunit.production.holds import waiting

        return sorted(entity for entity, rules in waiting(self.production).items() if rules)

    def retake(self, entity: str, note: str, *, by: str = "", take: int = 0, task: str = "storyboard") -> str:
        """Send a task back with a note, which is input of the next recipe. Return the review id."""
        by = self.person(by)
        if not note.strip():
            raise UsageError("a retake needs a note", hint='say what to change: --note "closer, lower angle"')
        if len(note) > 4000:
            raise UsageError("a note has at most 4000 characters")
        if not any(task in department.tasks for department in plugins.departments().values()):
            raise UsageError(f"no department takes notes on {task[:40]!r}",
                             hint="documents are made from the boards: send a shot back")
        with self.store.lock:
            waiting = self._waiting(self._row(entity, task))
            move(Status(waiting.status), Event.SEND_BACK)
            recipe = self._take(waiting, take) if take else ""
            review = self._record(entity, task, "retake", by, note, recipe, waiting.proposal)
            journal.happen(self.store, entity, task, Event.SEND_BACK, by, proposal=waiting.proposal,
                           review=review, note=note)  # fmt: skip
            return review

    def notes(self, entity: str, task: str = "storyboard") -> list[str]:
        """Return the words of all retakes of a task, oldest first."""
        rows = self.store.index.history("tasks", journal.task_id(entity, task))
        return [r["note"] for r in rows if r["event"] == Event.SEND_BACK.value]

    def approved(self, task: str = "storyboard") -> dict[str, dict[str, Any]]:
        """Return the newest version of each entity whose task is done."""
        out: dict[str, dict[str, Any]] = {}
        for row in self.store.index.all("tasks"):
            if row["task"] == task and row["status"] == Status.DONE.value:
                version = self.store.get("versions", row["version"])
                if version:
                    out[row["entity"]] = version
        return out

    def _record(self, entity: str, task: str, decision: str, by: str, note: str, recipe: str, proposal: str) -> str:
        seq = self.store.index.last_seq("tasks", journal.task_id(entity, task))
        body = {"entity": entity, "task": task, "decision": decision, "by": by, "note": note, "recipe": recipe,
                "proposal": proposal, "on": seq}  # fmt: skip
        identity = f"{entity}.{task}.{digest(body)[:16]}"
        if self.store.get("reviews", identity) is None:
            self.store.put("reviews", identity, {**body, "at": journal.now()})
        return identity

    def _row(self, entity: str, task: str) -> dict[str, Any]:
        row = self.store.get("tasks", journal.task_id(entity, task))
        if row is None:
            others = sorted(each.task for each in self.tasks() if each.entity == entity)
            raise NotFound(f"{entity} has no {task} task",
                           hint=f"it has: --task {others[0]}" if others else "see: secondunit review list")  # fmt: skip
        return row

    def _waiting(self, row: dict[str, Any]) -> Waiting:
        offer = self.store.get("proposals", row["proposal"]) if row.get("proposal") else None
        takes = tuple(offer["takes"]) if offer else ()
        note = row.get("note", "") or row.get("why", "")
        return Waiting(row["entity"], row["task"], row["status"], takes, row.get("proposal", ""), note)

    def _take(self, waiting: Waiting, number: int) -> str:
        if not 1 <= number <= len(waiting.takes):
            raise NotFound(f"{waiting.entity} has no take {number}", hint=f"it has takes 1 to {len(waiting.takes)}")
        recipe = waiting.takes[number - 1]
        if not self.store.index.has_take(recipe):
            raise StateError(f"take {number} of {waiting.entity} is not made", hint="run the department again")
        return recipe

    def person(self, by: str) -> str:
        """Return the name of who decides; UsageError if nobody is named."""
        by = (by or self.production.config["people.reviewer"]).strip()
        if not by or len(by) > 200 or not by.isprintable():
            raise UsageError("a decision needs a named person", hint='add --by "Your Name" or set people.reviewer')
        return by
