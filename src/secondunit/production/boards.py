"""The storyboard of a production: the shot list that people edit, its takes, and the documents made from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from secondunit.core.board import BoardItem
from secondunit.core.errors import InputError, NotFound
from secondunit.core.identity import sha256
from secondunit.core.script import Breakdown, Script
from secondunit.core.shots import Shot
from secondunit.core.tasks import Event, Status
from secondunit.execution import journal
from secondunit.execution.planner import freeze
from secondunit.execution.views import proposal_links, safe_name
from secondunit.production.facts import report_facts
from secondunit.production.scripts import sync
from secondunit.store.files import write_over

if TYPE_CHECKING:
    from secondunit.core.recipe import Request
    from secondunit.departments.storyboard.parameters import Parameters
    from secondunit.execution.job import JobReport, Tell
    from secondunit.production.folder import Production

TASK, EDITORIAL = "storyboard", "editorial"
SHOT_FILE, CAST_FILE = "boards/shots.toml", "boards/cast.toml"
LOOK = "proposals"
_PANEL = re.compile(r"[A-Za-z0-9._-]+_take\d+")  # how proposal links of panels are called
LIST_SETTINGS = ("count", "per_scene", "density", "max_lines")  # what shapes the shot list itself


class BoardDesk:
    """Shots, boards and documents of one production."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.store = production.store
        self.conflicts: tuple[str, ...] = ()
        self._shots: tuple[Shot, ...] | None = None

    def cast_edits(self, found: Breakdown) -> Breakdown:
        """Return the breakdown with what a person wrote into `boards/cast.toml`."""
        from secondunit.departments.script import castfile

        return castfile.apply(found, written) if (written := self._cast()) else found

    def _cast(self) -> str:
        try:
            return (self.production.root / CAST_FILE).read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError as error:
            raise InputError(f"{CAST_FILE} is not UTF-8 text", hint="save it as UTF-8") from error

    def parameters(self, settings: tuple[str, ...]) -> Parameters:
        """Return the department's parameters: production.toml first, then `--set key=value`."""
        from secondunit.core.parameters import pairs, parse
        from secondunit.departments.storyboard.parameters import Parameters

        config = self.production.config
        values = {"width": config["picture.width"], "height": config["picture.height"],
                  "overlays": config["boards.overlays"], "hatching": config["boards.hatching"]}  # fmt: skip
        known = self.store.get("entities", "shotlist.storyboard")
        values |= (known or {}).get("data", {}).get("settings", {})  # the list stays as it was asked for
        if config["boards.shots"]:
            values["count"] = config["boards.shots"]
        values |= pairs(settings, "density=1.5")
        return parse(Parameters, TASK, {key: str(value) for key, value in values.items()})

    def update(self, parameters: Parameters, seed: int) -> tuple[Shot, ...]:
        """Propose the shot list anew, keep what people edited, write the editable files; the caller holds the lock."""
        from secondunit.departments.script import castfile
        from secondunit.departments.storyboard import shotfile
        from secondunit.departments.storyboard.shotlist import propose

        script, breakdown = self.production.script.current
        proposed = propose(script, breakdown, parameters.options(seed, float(self.production.config["picture.fps"])))
        path = self.production.root / SHOT_FILE
        known = self.store.get("entities", "shotlist.storyboard")
        shots, kept = proposed, []
        written = path.read_bytes() if path.exists() else None
        if written is not None:
            draft, base = self._base(written) or (script, proposed)
            edited = shotfile.load(written, draft)
            if base and not edited:
                raise InputError(f"{SHOT_FILE} holds no shots", hint="delete the file to have them proposed anew")
            merged = shotfile.merge(base, edited, proposed, script, breakdown)
            shots = merged.shots
            self.conflicts = tuple(str(conflict) for conflict in merged.conflicts)
            kept = [shotfile.block_text(conflict.shot) for conflict in merged.conflicts]
        body = {"script": self.production.script.id, "toml": shotfile.dump(proposed, script),
                "settings": {name: getattr(parameters, name) for name in LIST_SETTINGS}}  # fmt: skip
        new = shotfile.dump(shots, script, kept).encode()
        if known is None or known["data"] != body:
            replaces = sha256(written) if written not in (None, new) else ""
            row = {"type": "shotlist", "data": body, "replaces": replaces}
            self.store.append("entities", "shotlist.storyboard", row)
        if written != new:
            write_over(path, new)
        cast = self._cast()
        if (wanted := castfile.dump(breakdown, cast)) != cast:
            write_over(self.production.root / CAST_FILE, wanted.encode())
        self._sync_shots(shots)
        self._shots = shots
        return shots

    def _base(self, written: bytes) -> tuple[Script, tuple[Shot, ...]] | None:
        """Return the draft and the proposal that the file on disk grew from; None if it was never ours.

        A revision whose file was never written (killed between the two) names the very bytes that it was to
        replace: then the file grew from the revision before it.
        """
        from secondunit.departments.storyboard import shotfile

        found = list(self.store.index.history("entities", "shotlist.storyboard"))
        while len(found) > 1 and found[-1].get("replaces") == sha256(written):
            found.pop()
        if not found:
            return None
        draft = self.production.script.load(found[-1]["data"]["script"])
        return draft, shotfile.load(found[-1]["data"]["toml"], draft)

    def _sync_shots(self, shots: tuple[Shot, ...]) -> None:
        gone = {r["id"] for r in self.store.index.where("entities", "type", "shot")} - {f"shot.{s.id}" for s in shots}
        sync(self.store, ("shot",), (("shot", s.id, asdict(s)) for s in shots))
        for entity in sorted(g.removeprefix("shot.") for g in gone):
            row = self.store.get("tasks", journal.task_id(entity, TASK))
            if row and row["status"] != Status.OMITTED.value:
                journal.happen(self.store, entity, TASK, Event.OMIT, "shot list")
        for shot in shots:
            row = self.store.get("tasks", journal.task_id(shot.id, TASK))
            if row and row["status"] == Status.OMITTED.value:
                journal.happen(self.store, shot.id, TASK, Event.RESTORE, "shot list")

    def listed(self, entities: tuple[str, ...] = ()) -> tuple[Shot, ...]:
        """Return the shots named (shot or scene ids), in story order; all for none."""
        if self._shots is None:
            from secondunit.departments.storyboard import shotfile

            path = self.production.root / SHOT_FILE
            script = self.production.script.current[0]
            self._shots = shotfile.load(path.read_bytes(), script) if path.exists() else ()
        if not entities:
            return self._shots
        known = {s.id for s in self._shots} | {s.scene for s in self._shots}
        for entity in entities:
            if entity not in known:
                raise NotFound(f"there is no shot or scene {entity!r}", hint="see boards/shots.toml")
        return tuple(s for s in self._shots if s.id in entities or s.scene in entities)

    def run(
        self, entities: tuple[str, ...] = (), *, takes: int | None = None, engine: str = "", seed: int | None = None,
        settings: tuple[str, ...] = (), fresh: bool = False, by: str = "", tell: Tell | None = None,
        cores: int | None = None,
    ) -> JobReport:  # fmt: skip
        """Make stages and boards; what exists is kept, what was sent back is made anew with its notes."""
        from secondunit.departments.storyboard.plan import PlanContext, plan
        from secondunit.execution.job import run

        parameters = self.parameters(settings)
        seed = self.production.config["boards.seed"] if seed is None else seed
        by = by or self.production.config["people.reviewer"] or "unnamed"
        with self.store.lock:
            self.update(parameters, seed)
            chosen = self.listed(entities)
            script, breakdown = self.production.script.current
            context = PlanContext(
                script=script, breakdown=breakdown, shots=self.listed(), only=frozenset(s.id for s in chosen),
                takes=takes or self.production.config["boards.takes"], seed=seed, width=parameters.width,
                height=parameters.height, overlays=parameters.overlays, hatching=parameters.hatching,
                retakes={s.id: notes for s in chosen if (notes := self.production.review.notes(s.id))},
            )
            frames = freeze(
                plan(context), seed=seed, allowed=tuple(self.production.config["engines.allowed"]),
                wanted={"scene.render": engine} if engine else {}, nonce=journal.now() if fresh else "",
                colour=self.production.config["picture.colour"],
                watermark=self.production.config["rights.watermark"],
            )
            what = {"department": TASK, "entities": list(entities)}
            report = run(self.production.shop, frames, what, by, tell, cores)
            self._look(chosen)
        return report

    def understood(self, entity: str) -> list[str]:
        """Return what the last note on a shot was understood to ask for, and the words that were not."""
        _, understood, left = self._retaken(self.listed((entity,))[0])
        return [*understood, *([f"kept as a remark: {left}"] if left else [])]

    def _retaken(self, shot: Shot) -> tuple[Shot, list[str], str]:
        """Return a shot as its notes have changed it, what the last of them asked for, and what is left of it."""
        from secondunit.departments.storyboard import notes
        from secondunit.departments.storyboard.language import Cast

        cast = Cast.of(self.production.script.current[1].characters)
        understood: list[str] = []
        left = ""
        for words in self.production.review.notes(shot.id):
            shot, understood, left = notes.apply(shot, words, cast)
        return shot, understood, left.strip(" ,.;")

    def takes(self, shot: str) -> list[dict[str, Any]]:
        """Return the take records of a shot's current proposal, in order; those not made yet are left out."""
        row = self.store.get("tasks", journal.task_id(shot, TASK))
        offer = self.store.get("proposals", row["proposal"]) if row and row.get("proposal") else None
        found = (self.store.get("takes", recipe) for recipe in (offer or {}).get("takes", ()))
        return [take for take in found if take]

    def _look(self, shots: tuple[Shot, ...]) -> None:
        folder = self.production.root / LOOK / "panels"
        rows = ((f"{safe_name(shot.id)}_take{number}", output(take, "panel"))
                for shot in shots for number, take in enumerate(self.takes(shot.id), 1))  # fmt: skip
        proposal_links(self.store, rows, folder)
        shown = {f"{safe_name(shot.id)}_take{number}" for shot in self.listed()
                 for number in range(1, 1 + len(self.takes(shot.id)))}  # fmt: skip
        for path in folder.iterdir() if folder.is_dir() else ():
            if _PANEL.fullmatch(path.stem) and path.stem not in shown:
                path.unlink()  # a link to a take of a shot that left; the take stays

    def editorial(
        self, entities: tuple[str, ...] = (), *, by: str = "", tell: Tell | None = None, approved: bool = False,
        cores: int | None = None,
    ) -> tuple[str, ...]:  # fmt: skip
        """Make boards, contact sheet, timeline, animatic and report from first (or approved) takes."""
        from secondunit.execution.job import run

        with self.store.lock:
            requests = list(self.editorial_plan(entities, approved=approved))
            frames = list(freeze(requests, allowed=tuple(self.production.config["engines.allowed"]),
                                 watermark=self.production.config["rights.watermark"]))
            report = run(self.production.shop, iter(frames), {"department": EDITORIAL}, by or "unnamed", tell, cores)
            if report.failed:
                from secondunit.core.errors import EngineError

                first = report.failed[0]
                raise EngineError(first["message"], hint=first["hint"])
            rows = []
            for frame in frames:
                for row in (self.store.get("takes", frame.recipe.hash) or {}).get("outputs", ()):
                    rows.append((row["role"], row))
            proposal_links(self.store, rows, self.production.root / LOOK)
        from secondunit.execution.validators import SUFFIXES

        return tuple(f"{LOOK}/{name}.{SUFFIXES[row['media_type']]}" for name, row in rows)

    def editorial_plan(self, entities: tuple[str, ...] = (), *, approved: bool = False) -> Iterator[Request]:
        """Yield the requests for the documents; panels are named by recipe, so the plan repeats."""
        from secondunit.departments.storyboard.editorial import plan_editorial

        panels: dict[str, str] = {}
        clean: dict[str, str] = {}  # without names and arrows: in the animatic the camera moves itself
        items: list[BoardItem] = []
        versions = self.production.review.approved() if approved else {}
        _, breakdown = self.production.script.current
        scenes = {s.id: s for s in breakdown.scenes}
        for listed in self.listed(entities):
            shot = self._retaken(listed)[0]
            made = self.takes(shot.id)
            chosen, label = (made[0], f"take 1 of {len(made)}") if made else (None, "")
            if approved:
                version = versions.get(shot.id)
                if version is None:
                    continue
                chosen = self.store.get("takes", version["recipe"])
                label = f"v{version['version']:03d}"
            digest = ""
            if chosen:
                panels[shot.id] = f"recipe:{chosen['recipe']}#panel"
                bare = any(o["role"] == "clean" for o in chosen["outputs"])
                clean[shot.id] = f"recipe:{chosen['recipe']}#{'clean' if bare else 'panel'}"
                digest = output(chosen, "panel")["credential"]["source_digest"]
            scene = scenes[shot.scene]
            items.append(BoardItem(
                shot.id, shot.scene, scene.number, scene.heading, shot.size.value, shot.angle.value, shot.move.value,
                shot.lens, shot.setup.value, shot.action, shot.dialogue, shot.duration, shot.origin, label,
                f"panel.{shot.id}", chosen["recipe"] if chosen else "", digest,
            ))  # fmt: skip
        shots = self.listed(entities)
        facts = report_facts(self.store, breakdown, shots, {s.id: self.takes(s.id) for s in shots}, self.conflicts)
        options: dict[str, Any] = {"fps": self.production.config["picture.fps"], "facts": facts}
        title = self.production.title
        yield from plan_editorial(items, clean, title, {"fps": options["fps"], "products": ("animatic",)})
        pages = ("boards", "contact_sheet", "timeline", "report")
        yield from plan_editorial(items, panels, title, {**options, "products": pages})


def output(take: Mapping[str, Any], role: str) -> dict[str, Any]:
    """Return a take's output row of one role, or raise NotFound."""
    for row in take["outputs"]:
        if row["role"] == role:
            return dict(row)
    raise NotFound(f"take {take['recipe'][:12]} has no {role}")


