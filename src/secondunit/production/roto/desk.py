"""Plates come in, get their keys, and are rotoed; a plate is an entity like a shot or a scene.

Plates and keys enter through the intake, so each is a source on record with a credential: a key is a person's work.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import InputError, NotFound
from secondunit.core.identity import sha256
from secondunit.core.parameters import pairs, parse
from secondunit.core.recipe import Facts, Request
from secondunit.core.rights import Source
from secondunit.execution import journal
from secondunit.execution.publisher import resolve
from secondunit.execution.views import safe_name
from secondunit.production.roto.work import Work, begin

if TYPE_CHECKING:
    from secondunit.departments.roto.clicks import Box, Click
    from secondunit.departments.roto.parameters import Parameters
    from secondunit.execution.job import JobReport, Tell
    from secondunit.production.folder import Production

TASK = "roto"
FACTS = Facts(purpose="final", task_type=TASK)
KEYS_ARE = "digitalCreation"  # a mask that a person painted
NOBODY = Source("", contains_persons=())  # a mask shows nobody


class RotoDesk:
    """Plates of one production."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.store = production.store

    def add(
        self, path: Path, *, by: str, title: str = "", known: Source | None = None, source_type: str = ""
    ) -> str:
        """Take a plate in (a folder of frames or a video) and return its entity id; the same plate is found again.

        NotFound or InputError for what is no plate.
        """
        from secondunit.formats.plates import open_plate

        plate = open_plate(path)
        facts = plate.facts
        plate.read(0)
        taken = self.production.intake.import_(path, by=by, title=title or path.stem, source=known,
                                               source_type=source_type)
        for row in self.store.index.where("entities", "type", "plate"):
            if row["data"]["digest"] == taken["digest"]:
                return str(row["id"])
        identity, number = f"plate.{safe_name(title or path.stem)}", 1
        while self.store.get("entities", identity if number == 1 else f"{identity}-{number}"):
            number += 1
        identity = identity if number == 1 else f"{identity}-{number}"
        body = {"digest": taken["digest"], "media_type": taken["media_type"], "source": taken["source"]["id"],
                "title": title or path.stem, "facts": facts.to_json(), "names": list(plate.names),
                "numbers": list(plate.numbers), "keys": {}, "clicks": {}, "masks": [], "keying": {}}  # fmt: skip
        with self.store.lock:
            self.store.append("entities", identity, {"type": "plate", "data": body})
        return identity

    def data(self, entity: str) -> dict[str, Any]:
        """Return what is known of a plate; NotFound when it is none of this production."""
        row = self.store.get("entities", entity)
        if row is None or row.get("type") != "plate" or row.get("omitted"):
            raise NotFound(f"there is no plate {entity!r}", hint="see: secondunit status, or take one in with roto")
        return dict(row["data"])

    def plates(self) -> list[str]:
        """Return the ids of all plates, in the order of their names."""
        return sorted(str(row["id"]) for row in self.store.index.where("entities", "type", "plate")
                      if not row.get("omitted"))  # fmt: skip

    def set_keys(self, entity: str, path: Path, plate: Path, *, by: str, objects: bool = False) -> tuple[int, ...]:
        """Make the masks in a folder, or the keys of a file of shapes, the keys of a plate (others leave).

        `objects` keeps several objects apart. Each key is taken in as a source of its own. Returns their frames.
        """
        from secondunit.engines.plate_files import write_labels
        from secondunit.formats.plates import open_plate
        from secondunit.production.roto.keys import read

        data = self.data(entity)
        masks = read(path, open_plate(plate), objects=objects)
        found: dict[str, str] = {}
        with tempfile.TemporaryDirectory(prefix="keys.", dir=self.store.hidden) as room:
            for index, mask in sorted(masks.items()):
                file = Path(room) / f"{data['names'][index]}.png"
                write_labels(file, mask)
                found[str(index)] = self._key(file, f"key of {data['title']} at {data['names'][index]}", by)
        self.put(entity, {**data, "keys": found})
        return tuple(sorted(masks))

    def _key(self, path: Path, title: str, by: str) -> str:
        digest = sha256(path.read_bytes())
        if self.store.index.db.execute("SELECT 1 FROM media WHERE digest = ? LIMIT 1", (digest,)).fetchone():
            return digest  # the same mask as before
        return str(self.production.intake.import_(path, by=by, title=title, source_type=KEYS_ARE,
                                                  source=NOBODY)["digest"])

    def set_clicks(
        self, entity: str, clicks: Mapping[int, tuple[Sequence[Click], Sequence[Box]]], *, objects: bool = False
    ) -> None:
        """Make these clicks and boxes, by frame, those of a plate; `objects` keeps several objects apart.

        InputError for a frame that the plate does not have.
        """
        data = self.data(entity)
        for index in clicks:
            if not 0 <= index < len(data["names"]):
                raise InputError(f"a click is on frame {index}, the plate's frames are 0 to {len(data['names']) - 1}",
                                 hint="name the frame by its number or its place")  # fmt: skip
        rows = {str(index): {"clicks": [_marked(each, objects) for each in points],
                             "boxes": [_marked(each, objects) for each in boxes]}
                for index, (points, boxes) in sorted(clicks.items())}  # fmt: skip
        self.put(entity, {**data, "clicks": rows})

    def set_keying(
        self, entity: str, plate: Path, *, clean: Path | None = None, garbage: Path | None = None,
        holdout: Path | None = None, by: str, source_type: str = "",
    ) -> None:  # fmt: skip
        """Make these the clean plate, garbage matte and holdout matte of a plate; what is not given stays.

        NotFound or InputError for what does not fit the plate.
        """
        from secondunit.production.roto.keying import take_in

        data = self.data(entity)
        given = {"clean": clean, "garbage": garbage, "holdout": holdout}
        found = take_in(self.production, given, plate, data["title"], by=by, source_type=source_type)
        self.put(entity, {**data, "keying": {**data.get("keying", {}), **found}})

    def put(self, entity: str, data: Mapping[str, Any]) -> None:
        """Put on record what is known of a plate now."""
        row = self.store.get("entities", entity)
        if row is None or row["data"] != data:
            with self.store.lock:
                self.store.append("entities", entity, {"type": "plate", "data": dict(data)})

    def run(
        self, entities: tuple[str, ...] = (), *, settings: tuple[str, ...] = (), engine: str = "", by: str = "",
        tell: Tell | None = None, cores: int | None = None, fresh: bool = False, takes: int | None = None,
        seed: int | None = None,
    ) -> JobReport:  # fmt: skip
        """Roto the plates named, or all of them; stretches that are made already are kept.

        Where a plate has neither keys nor clicks, what moves by itself is taken. NotFound without a plate.
        """
        from secondunit.departments.roto.parameters import Parameters

        parameters = parse(Parameters, TASK, pairs(settings, "matte=hard"))
        chosen = entities or tuple(self.plates())
        none = NotFound("this production has no plate yet",
                        hint="take one in: secondunit -C DIR roto PLATE --keys KEYS -o OUT")  # fmt: skip
        work = begin(self.production, TASK, chosen, none, engines=(engine, parameters.learner), by=by, tell=tell,
                     cores=cores, fresh=fresh, takes=takes, seed=seed)  # fmt: skip
        desired = {entity: self.data(entity) for entity in chosen}
        with self.store.lock:
            for entity, data in desired.items():
                work.made.clear()
                first = work.run(list(_prepare(entity, data, parameters)), entity)
                if not first.failed and not first.held:
                    work.run(list(self._plan(entity, data, parameters, work)), entity)
        return work.report

    def _plan(self, entity: str, data: Mapping[str, Any], parameters: Parameters, work: Work) -> Iterator[Request]:
        """What is to be made of a plate, now that it was looked through and its clicks have become keys."""
        from secondunit.departments.roto.plan import PlateContext, plan

        survey = json.loads(work.file("survey", "survey").read_text(encoding="utf-8"))
        keys = {int(index): f"sha256:{digest}" for index, digest in data["keys"].items()}
        keys |= {int(index): f"recipe:{work.made[f'click.{index}']}#key" for index in data["clicks"]
                 if int(index) not in keys and f"click.{index}" in work.made}  # fmt: skip
        if "find" in work.made:
            found = json.loads(work.file("find", "found").read_text(encoding="utf-8"))
            keys[found["frame"]] = f"recipe:{work.made['find']}#key"
        facts = survey["facts"]
        keying = {role: f"sha256:{digest}" for role, digest in data.get("keying", {}).items()}
        return plan(PlateContext(
            entity, f"sha256:{data['digest']}", survey["names"], [range(a, b) for a, b in survey["shots"]], keys,
            self._objects(keys, work), facts["linear"], facts["pixel_aspect"], facts["rate"], survey["numbers"],
            keying, parameters, FACTS))  # fmt: skip

    def _objects(self, keys: Mapping[int, str], work: Work) -> list[int]:
        """The object numbers that the keys show."""
        import numpy as np
        from PIL import Image

        found: set[int] = set()
        for reference in keys.values():
            with Image.open(resolve(self.store, reference)) as image:
                found.update(int(value) for value in np.unique(np.asarray(image)))
        return sorted(found - {0, 255})

    def take(self, entity: str, task: str = TASK) -> dict[str, Any]:
        """Return the take that a plate's current proposal offers; NotFound before there is one."""
        row = self.store.get("tasks", journal.task_id(entity, task))
        offer = self.store.get("proposals", row["proposal"]) if row and row.get("proposal") else None
        take = self.store.get("takes", offer["takes"][0]) if offer else None
        if take is None:
            raise NotFound(f"{entity} has no take of {task} yet", hint="see: secondunit jobs list")
        return dict(take)


def _marked(mark: Click | Box, objects: bool) -> dict[str, Any]:
    return asdict(mark) if objects else {**asdict(mark), "thing": 1}


def survey_of(entity: str, data: Mapping[str, Any], task: str, *, cuts: bool) -> Request:
    """Ask that the plate be looked through once, and for its cuts."""
    plate = {"plate": f"sha256:{data['digest']}"}
    return Request("survey", "roto.survey", "plate.survey", {"cuts": cuts}, plate, entity, task, 0, 0, FACTS,
                   offer=False)  # fmt: skip


def _prepare(entity: str, data: Mapping[str, Any], parameters: Parameters) -> Iterator[Request]:
    """Look through the plate, and make keys of its clicks."""
    plate = {"plate": f"sha256:{data['digest']}"}
    yield survey_of(entity, data, TASK, cuts=parameters.cuts)
    if parameters.screen != "none":  # what is keyed needs nobody to point at it
        return
    if not data["keys"] and not data["clicks"]:
        yield Request("find", "roto.find", "image.segment", {"find": True}, plate, entity, TASK, 0, 0, FACTS,
                      offer=False)  # fmt: skip
    for index, row in data["clicks"].items():
        asked = {"frame": int(index), "count": len(data["names"]), **row}
        yield Request(f"click.{index}", "roto.click", "image.segment", asked, plate, entity, TASK, 0, 0, FACTS,
                      offer=False)  # fmt: skip
