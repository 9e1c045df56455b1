"""The jobs of a production: list, explain, cancel, retry, eat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import NotFound, StateError
from secondunit.core.jobs import Frame, FrameState
from secondunit.core.recipe import Recipe
from secondunit.core.tasks import Status
from secondunit.execution import journal
from secondunit.execution.planner import explain

if TYPE_CHECKING:
    from secondunit.execution.job import JobReport, Tell
    from secondunit.production.folder import Production


class JobDesk:
    """Jobs of one production."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.store = production.store

    def rows(self) -> list[dict[str, Any]]:
        """Return every job: id, state, department, when and by whom."""
        rows = []
        for last in self.store.index.all("jobs"):
            first = next(self.store.index.history("jobs", last["id"]))
            rows.append({"id": last["id"], "state": journal.state(self.store, last["id"]), "at": first["at"],
                         "department": first["department"], "by": first["by"]})  # fmt: skip
        return rows

    def why(self, what: str) -> dict[str, Any]:
        """Explain a job (what failed) or a recipe (which keys differ from the entity's take before)."""
        if self.store.get("jobs", what):
            lines = [f"{row['entity']} take {row['take'] + 1}: {state.value} {reason}".rstrip()
                     for row, state, reason in journal.frames(self.store, what) if state is not FrameState.SUCCEEDED]
            return {"state": journal.state(self.store, what), "lines": lines}
        recipe = self._recipe(what)
        take = self.store.get("takes", recipe)
        before = self._before(recipe, take)
        if before is None:
            lines = ["nothing like it was made before"]
        else:
            lines = explain(self._load(before), self._load(recipe)) or ["the same recipe"]
            lines = [f"compared with {before[:12]}:", *lines]
        return {"state": "made" if take else "not made", "lines": lines}

    def cancel(self, job: str) -> None:
        """Ask a running job to stop; StateError if it has ended."""
        if journal.state(self.store, job) != "interrupted":
            raise StateError(f"{job} has ended", hint="see: secondunit jobs list")
        (self.store.hidden / f"cancel-{job}").touch()

    def retry(self, job: str, tell: Tell | None = None) -> JobReport:
        """Run the frames of a job that are not made (not eaten, not of what left the script) as a new job."""
        from secondunit.execution.job import run

        first = next(self.store.index.history("jobs", job), None)
        if first is None:
            raise NotFound(f"there is no job {job!r}", hint="see: secondunit jobs list")
        with self.store.lock:
            for row, state, _ in list(journal.frames(self.store, job)):
                if state is FrameState.DEAD:
                    journal.note(self.store, job, "retry", recipe=row["recipe"])
            what = {"department": first["department"], "retry_of": job}
            return run(self.production.shop, self._frames(job), what, first["by"], tell)

    def _frames(self, job: str) -> Iterator[Frame]:
        for row, state, _ in list(journal.frames(self.store, job)):
            omitted = journal.status(self.store, row["entity"], row["task"]) is Status.OMITTED
            if state is not FrameState.EATEN and not omitted:
                yield Frame(self._load(row["recipe"]), row["entity"], row["task"], row["take"], row["offer"],
                            tuple(row["depends"]))  # fmt: skip

    def eat(self, recipe: str, by: str) -> None:
        """Record that a named person treats a dead frame as done; it is not retried any more."""
        recipe = self._recipe(recipe)
        with self.store.lock:
            for job in self.store.index.all("jobs"):
                for row, state, _ in journal.frames(self.store, job["id"]):
                    if row["recipe"] == recipe and state is FrameState.DEAD:
                        journal.note(self.store, job["id"], "eaten", recipe=recipe, by=by)
                        return
        raise StateError(f"{recipe[:12]} is not a dead frame", hint="see: secondunit jobs why JOB")

    def _recipe(self, start: str) -> str:
        sql = "SELECT id FROM record WHERE kind = 'recipes' AND id >= ? AND id < ? LIMIT 2"
        found = self.store.index.db.execute(sql, (start, start + "g")).fetchall()
        if len(start) < 6 or len(found) != 1:
            many = "several recipes start" if len(found) > 1 else "no recipe or job starts"
            raise NotFound(f"{many} with {start!r}", hint="give at least six digits of its hash, or a job id")
        return str(found[0][0])

    def _load(self, recipe: str) -> Recipe:
        body = self.store.get("recipes", recipe)
        if body is None:
            raise NotFound(f"recipe {recipe[:12]} is not on record")
        return Recipe.from_json(body["recipe"])

    def _before(self, recipe: str, take: dict[str, Any] | None) -> str | None:
        """Return the recipe of the same step and entity that was offered before this one."""
        offered: list[str] = []
        for proposal in self.store.index.all("proposals"):
            if take is None or proposal["entity"] == take["entity"]:
                offered += proposal["takes"]
        if recipe not in offered:
            return None
        place = offered.index(recipe)
        return offered[place - 1] if place else None
