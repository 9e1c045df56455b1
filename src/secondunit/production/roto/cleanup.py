"""Clean-up of plates: masks or painted frames come in as sources, the cleaned frames are a take."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from secondunit.core.errors import InputError, NotFound
from secondunit.core.parameters import pairs, parse
from secondunit.departments.roto.cleanup_plan import PAINTER, TASK, Parameters, plan, plan_painting
from secondunit.production.roto.desk import KEYS_ARE, NOBODY, survey_of
from secondunit.production.roto.work import Work, begin

if TYPE_CHECKING:
    from secondunit.core.recipe import Request
    from secondunit.execution.job import JobReport, Tell
    from secondunit.production.folder import Production


class CleanupDesk:
    """What goes from the plates of one production."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.plates = production.roto

    def set_masks(self, entity: str, folders: Sequence[Path], plate: Path, *, by: str) -> None:
        """Make the masks in these folders (object, shadow ...) what is to go from a plate.

        NotFound or InputError for masks that do not fit the plate, or that cover nothing.
        """
        from secondunit.formats.plates import open_plate
        from secondunit.formats.plates.keys import each_mask
        from secondunit.scene.passes import write_png

        data, opened, found = self.plates.data(entity), open_plate(plate), []
        for number, folder in enumerate(folders):
            with tempfile.TemporaryDirectory(prefix="masks.", dir=self.production.store.hidden) as room:
                covers = False
                for index, mask in each_mask(folder, opened):
                    covers |= bool(mask.any())
                    write_png(Path(room) / f"{data['names'][index]}.png", mask.astype(np.uint8) * 255)
                if not covers:
                    raise InputError(f"the masks in {folder.name} cover nothing", hint="paint what is to go white")
                title = f"mask {number + 1} of {data['title']}"
                taken = self.production.intake.import_(Path(room), by=by, title=title, source_type=KEYS_ARE,
                                                       source=NOBODY)  # fmt: skip
                found.append(taken["digest"])
        self.plates.put(entity, {**data, "masks": found, "painted": {}})

    def set_painted(self, entity: str, folder: Path, plate: Path, *, by: str) -> tuple[int, ...]:
        """Make the painted frames in a folder what is to go onto all frames of a plate; masks of it no longer count.

        They are named like the frames that were painted. Returns their indices. NotFound or InputError for frames that
        do not fit the plate, and for a plate of scene-linear light.
        """
        from secondunit.formats.plates import open_plate
        from secondunit.formats.plates.keys import listed
        from secondunit.production.roto.painted import as_plate, take_painted

        data, opened = self.plates.data(entity), open_plate(plate)
        known = as_plate(self.production, data["source"])
        found = {str(index): take_painted(self.production, path, opened, f"{data['names'][index]}, painted", known, by)
                 for index, path in listed(folder, opened).items()}  # fmt: skip
        self.plates.put(entity, {**data, "masks": [], "painted": found})
        return tuple(int(index) for index in found)

    def run(
        self, entities: tuple[str, ...] = (), *, settings: tuple[str, ...] = (), engine: str = "", by: str = "",
        tell: Tell | None = None, cores: int | None = None, fresh: bool = False, takes: int | None = None,
        seed: int | None = None,
    ) -> JobReport:  # fmt: skip
        """Clean the plates named, or all that have masks or painted frames. NotFound without one."""
        parameters = parse(Parameters, TASK, pairs(settings, "wire=true"))
        known = {entity: self.plates.data(entity) for entity in entities or self.plates.plates()}
        chosen = [entity for entity, data in known.items() if entities or data.get("masks") or data.get("painted")]
        none = NotFound("no plate of this production has masks of what is to go, or painted frames",
                        hint="secondunit -C DIR cleanup PLATE --mask MASKS -o OUT")  # fmt: skip
        work = begin(self.production, TASK, chosen, none, engines=(PAINTER, engine), by=by, tell=tell, cores=cores,
                     fresh=fresh, takes=takes, seed=seed)  # fmt: skip
        with self.production.store.lock:
            for entity in chosen:
                data = known[entity]
                first = work.run([survey_of(entity, data, TASK, cuts=True)], entity)
                if not first.failed and not first.held:
                    work.run(list(self._plan(entity, data, parameters, work)), entity)
        return work.report

    def _plan(self, entity: str, data: Mapping[str, Any], parameters: Parameters, work: Work) -> Iterator[Request]:
        survey = json.loads(work.file("survey", "survey").read_text(encoding="utf-8"))
        shots = [range(start, stop) for start, stop in survey["shots"]]
        if painted := data.get("painted"):
            frames = {int(index): f"sha256:{digest}" for index, digest in painted.items()}
            return plan_painting(entity, f"sha256:{data['digest']}", frames, shots, survey["facts"]["rate"], parameters)
        masks = [f"sha256:{digest}" for digest in data.get("masks", ())]
        return plan(entity, f"sha256:{data['digest']}", masks, shots, survey["facts"]["rate"], parameters)
