"""The breakdown of a production: decisions on tags, a model's proposals, tasks for the picture departments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import NotFound, UsageError
from secondunit.core.identity import sha256
from secondunit.core.tags import Category, Tag
from secondunit.core.tasks import Event, Status
from secondunit.execution import journal
from secondunit.production.scripts import sync

if TYPE_CHECKING:
    from collections.abc import Iterable

    from secondunit.departments.script.tagging.edits import Edit
    from secondunit.execution.job import JobReport, Tell
    from secondunit.production.folder import Production

RECORD = "breakdown.edits"
KIND = "vfx"  # entities that the breakdown makes


class BreakdownDesk:
    """Tags of one production."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.store = production.store

    def edits(self) -> tuple[Edit, ...]:
        """Return the decisions so far, oldest first."""
        from secondunit.departments.script.tagging.edits import Edit

        return tuple(Edit.from_json(row["edit"]) for row in self.store.index.history("reviews", RECORD))

    def extra(self) -> tuple[Tag, ...]:
        """Return the tags that stand in the file itself and those that a model proposed."""
        return (*self._writers(), *self._models())

    def decide(self, edit: Edit) -> tuple[Tag, ...]:
        """Record one decision and return the scene's tags; NotFound where there is nothing to decide on."""
        from secondunit.departments.script.tagging.edits import unplaced_edits

        with self.store.lock:
            read = self.production.script.reading()
            scenes = {scene.id for scene in read.breakdown.scenes}
            edits = (*self.edits(), edit)
            lost = unplaced_edits(read.proposed, edits, scenes)
            if lost and lost[-1].edit is edit:
                raise NotFound(lost[-1].reason, hint="see: secondunit script breakdown")
            self.store.append("reviews", RECORD, {"edit": edit.to_json(), "by": edit.by, "at": journal.now()})
            read = self.production.script.reading()
            self.sync(read.tags)
        return tuple(tag for tag in read.tags if tag.scene == edit.scene)

    def scene(self, name: str) -> str:
        """Return the id of a scene named by id or by its number; NotFound for neither."""
        scenes = self.production.script.current[1].scenes
        for scene in scenes:
            if name in (scene.id, scene.number):
                return scene.id
        raise NotFound(f"there is no scene {name[:40]!r}", hint="give a number or id: secondunit script breakdown")

    def run(
        self, entities: tuple[str, ...] = (), *, engine: str = "", settings: tuple[str, ...] = (), by: str = "",
        fresh: bool = False, tell: Tell | None = None, takes: int | None = None, seed: int | None = None,
        cores: int | None = 1,
    ) -> JobReport:  # fmt: skip
        """Ask the configured language model for what the rules did not see, scene by scene."""
        from secondunit.departments.script.plan import CAPABILITY, TASK, plan
        from secondunit.execution.job import run
        from secondunit.execution.planner import freeze

        model = self.production.config["text.model"]
        if not model:
            raise UsageError("no language model is configured", hint="set text.model; see docs/guide/breakdown.md")
        if settings or takes not in (None, 1) or seed is not None:
            raise UsageError("the script department has no takes, seeds or settings", hint="leave them out")
        with self.store.lock:
            read = self.production.script.reading()
            wanted = {self.scene(entity) for entity in entities}
            scenes = [s for s in read.breakdown.scenes if not wanted or s.id in wanted]
            frames = freeze(
                plan(read, scenes, model), allowed=tuple(self.production.config["engines.allowed"]),
                wanted={CAPABILITY: engine} if engine else {}, nonce=journal.now() if fresh else "",
            )  # fmt: skip
            what = {"department": TASK, "entities": list(entities)}
            by = by or self.production.config["people.reviewer"] or "unnamed"
            return run(self.production.shop, frames, what, by, tell, cores)

    def sync(self, tags: Iterable[Tag]) -> int:
        """Bring the entities and tasks of visual effects up to date; return how many changed."""
        rows = {}
        for tag in tags:
            if tag.category is Category.VFX and tag.task:
                identity = f"{tag.scene}_vfx_{sha256(tag.name.casefold().encode())[:8]}"
                rows[identity] = tag
        changed = sync(self.store, (KIND,), (
            (KIND, identity, {"scene": tag.scene, "name": tag.name, "task": tag.task, "quantity": tag.quantity,
                              "note": tag.note, "origin": tag.origin, "words": [e.text for e in tag.evidence]})
            for identity, tag in rows.items()
        ))  # fmt: skip
        for identity, tag in rows.items():
            status = self._status(identity, tag.task)
            if status is None:
                journal.happen(self.store, identity, tag.task, Event.PLAN, "breakdown", note=tag.name)
            elif status is Status.OMITTED:
                journal.happen(self.store, identity, tag.task, Event.RESTORE, "breakdown", note=tag.name)
        for row in list(self.store.index.all("tasks")):
            gone = "_vfx_" in row["entity"] and (row["entity"] not in rows or rows[row["entity"]].task != row["task"])
            if gone and row["status"] != Status.OMITTED.value:
                journal.happen(self.store, row["entity"], row["task"], Event.OMIT, "breakdown")
        return changed

    def _status(self, entity: str, task: str) -> Status | None:
        row = self.store.get("tasks", journal.task_id(entity, task))
        return Status(row["status"]) if row else None

    def _writers(self) -> tuple[Tag, ...]:
        script, found = self.production.script.plain
        if script.source_format != "fdx":
            return ()
        from secondunit.departments.script.writers_tags import writers_tags

        return writers_tags(script, found)

    def _models(self) -> tuple[Tag, ...]:
        """Return what the answers on record propose, each for the scene as it stands now."""
        from secondunit.departments.script.plan import ROLE, STEP
        from secondunit.departments.script.tagging import model

        script, found = self.production.script.plain
        scenes = {scene.id: scene for scene in found.scenes}
        tags: list[Tag] = []
        for take in self.store.index.where("takes", "step", STEP):
            scene = scenes.get(take["entity"])
            output = next((o for o in take["outputs"] if o["role"] == ROLE), None)
            if scene is None or output is None:
                continue
            answer: Any = json.loads(self.store.media.get(output["digest"]).read_bytes())
            tags += model.proposals(str(answer.get("text", "")), scene, [script.elements[i] for i in scene.elements])
        return tuple(tags)
