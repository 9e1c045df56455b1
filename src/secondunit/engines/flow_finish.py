"""What is put together from the stretches of a roto: mattes of the whole plate, shapes, and what was found out."""

from __future__ import annotations

import itertools
import json
import shutil
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from secondunit.departments.plates.pixels import Matte, Picture
from secondunit.departments.roto.propagate import next_frame_to_fix
from secondunit.departments.roto.qc import preview
from secondunit.departments.roto.qc.measures import Measures, measure
from secondunit.departments.roto.qc.profiles import profile
from secondunit.departments.roto.qc.report import judge
from secondunit.departments.roto.qc.views import overlay
from secondunit.engines.api import Output, Work
from secondunit.engines.flow_curves import curves, written
from secondunit.engines.plate_files import STILLS, Part, Sheaf, fitting, read_mattes, table_of
from secondunit.formats import frame_zip
from secondunit.formats.cryptomatte import from_mattes, write_layers


def finish(work: Work) -> list[Output]:
    """Join the stretches (parameters: see departments.roto.plan). Frames of shots without a key get empty mattes.

    Roles: `alpha`, the union of all objects; `object.N` where there are several; `alpha_exr`, `cryptomatte` and `fg`
    when asked for; `alpha_table` and `fg_table`, their frames as tables, which prove them where they lie loose; `qc`
    and `qc_csv`, measures and verdict; `preview`; `curves.*`; `told`, JSON: confidence a frame, the frame to fix next,
    shots without a key.
    """
    return _Finish(work).run()


class _Finish:
    def __init__(self, work: Work) -> None:
        self.work, self.asked = work, work.parameters
        self.part = Part(work.inputs["plate"], work.scratch)
        self.objects = [int(number) for number in self.asked["objects"]]
        self.told = _told(work)
        self.rate = Fraction(self.asked["rate"]) if self.asked["rate"] else STILLS
        self.sheaves = {role: Sheaf(work.scratch, role) for role in self._roles()}

    def _roles(self) -> list[str]:
        several = [f"object.{number}" for number in self.objects] if len(self.objects) > 1 else []
        more = [role for role, key in (("alpha_exr", "exr"), ("cryptomatte", "cryptomatte")) if self.asked[key]]
        return ["alpha", *more, *several]

    def run(self) -> list[Output]:
        work, asked, part = self.work, self.asked, self.part
        seen: list[Measures] = []
        shown = self._shown(seen)
        out: list[Output] = []
        if asked["preview"]:
            path = work.scratch / "preview.mp4"
            preview.write(shown, path, rate=self.rate, title="Roto preview")
            out.append(Output("preview", path, "video/mp4"))
        else:
            for _ in shown:
                pass
        report = judge(seen, profile(str(asked["profile"])), part.facts.height)
        out += [self._file("qc", "qc.json", report.json_bytes(), "application/json"),
                self._file("qc_csv", "qc.csv", report.csv_bytes(), "text/csv")]  # fmt: skip
        if asked["curves"]:
            out += self._curves()
        out += self._sealed()
        self.told |= {"verdict": report.verdict, "worst": [[frame, why] for frame, _, why in report.worst]}
        out.append(self._file("told", "told.json", json.dumps(self.told, indent=1, sort_keys=True).encode(),
                              "application/json"))  # fmt: skip
        part.close()
        work.progress(1.0)
        return out

    def _shown(self, seen: list[Measures]) -> Iterator[tuple[Picture, str]]:
        """Write and measure frame by frame; yield what a preview shows of each."""
        one, other = itertools.tee(self._frames())
        numbers, confidence = self.asked["numbers"], self.told["confidence"]
        held: deque[tuple[Picture, Matte]] = deque()  # a frame is measured when the one after it was read

        def mattes() -> Iterator[Matte]:
            for picture, matte in one:
                held.append((picture, matte))
                yield matte

        cuts = [start for start, _ in self.asked["shots"]][1:]
        for index, found in enumerate(measure(mattes(), (picture for picture, _ in other), cuts=cuts)):
            seen.append(_numbered(found, numbers[index]))
            picture, matte = held.popleft()
            yield fitting(overlay(picture, matte)), preview.caption(numbers[index], confidence[index])
            self.work.progress(0.6 * (index + 1) / len(self.part))

    def _frames(self) -> Iterator[tuple[Picture, Matte]]:
        """Every frame of the plate as it is shown, with the union of its mattes, which are written."""
        for index, mattes in enumerate(self._joined()):
            whole = np.max(list(mattes.values()), axis=0)
            name = self.part.names[index]
            self.sheaves["alpha"].grey(name, whole)
            if "alpha_exr" in self.sheaves:
                self.sheaves["alpha_exr"].deep(name, whole)
            if "cryptomatte" in self.sheaves:
                layer = from_mattes("object", {f"object {number}": matte for number, matte in mattes.items()})
                write_layers(self.sheaves["cryptomatte"].folder / f"{name}.exr", [layer])
            for number, matte in mattes.items():
                if (sheaf := self.sheaves.get(f"object.{number}")) is not None:
                    sheaf.grey(name, matte)
            yield self.part[index], whole

    def _joined(self) -> Iterator[dict[int, Matte]]:
        """The mattes of every frame by object, in order; one stretch is open at a time."""
        empty = np.zeros((self.part.facts.height, self.part.facts.width), np.float32)
        at = 0
        for start, stop in self.asked["pieces"]:
            for _ in range(at, start):
                yield dict.fromkeys(self.objects, empty)
            room = self.work.scratch / f"in.{start:06d}"
            readers = [read_mattes(self.work.inputs[f"{start:06d}.alpha.{number}"], room / str(number))
                       for number in self.objects]  # fmt: skip
            for frame in zip(*readers, strict=True):
                yield {number: matte for number, (_, matte) in zip(self.objects, frame, strict=True)}
            shutil.rmtree(room, ignore_errors=True)
            at = stop
        for _ in range(at, len(self.part)):
            yield dict.fromkeys(self.objects, empty)

    def _curves(self) -> list[Output]:
        sheaf = {number: self.sheaves.get(f"object.{number}", self.sheaves["alpha"]) for number in self.objects}
        files = {number: [each.folder / f"{name}.png" for name in self.part.names] for number, each in sheaf.items()}
        shots = [range(start, stop) for start, stop in self.asked["shots"]]
        roto = curves(files, self.asked["numbers"], shots, float(self.asked["pixel_aspect"]),
                      lambda share: self.work.progress(0.6 + 0.3 * share))  # fmt: skip
        return written(roto, self.work.scratch, float(self.rate)) if roto is not None else []

    def _sealed(self) -> list[Output]:
        sealed = {role: sheaf.seal() for role, sheaf in self.sheaves.items()}
        beside = [sealed[role] for role in ("alpha", "alpha_exr") if role in sealed]
        out = [*sealed.values(), table_of(self.work.scratch, "alpha_table", beside)]
        if self.asked["foreground"]:
            colours = self._colours().seal()
            out += [colours, table_of(self.work.scratch, "fg_table", [colours])]
        return out

    def _colours(self) -> Sheaf:
        """The colours of all stretches as they were made; black and clear where nothing was carried."""
        sheaf, done = Sheaf(self.work.scratch, "fg"), set[str]()
        for start, _ in self.asked["pieces"]:
            room = self.work.scratch / f"fg.{start:06d}"
            for frame in frame_zip.unpack(self.work.inputs[f"{start:06d}.fg"], room, lambda name: True).frames:
                (room / frame.name).replace(sheaf.folder / frame.name)
                done.add(Path(frame.name).stem)
            room.rmdir()
        clear = np.zeros((self.part.facts.height, self.part.facts.width), np.float32)
        for name in self.part.names:
            if name not in done:
                sheaf.colour(name, np.repeat(clear[..., None], 3, axis=2), clear, linear=self.part.facts.linear)
        return sheaf

    def _file(self, role: str, name: str, data: bytes, kind: str) -> Output:
        path = self.work.scratch / name
        path.write_bytes(data)
        return Output(role, path, kind)


def _numbered(found: Measures, number: int) -> Measures:
    return replace(found, frame=number)


def _told(work: Work) -> dict[str, Any]:
    """Confidence of every frame (none where nothing was carried), and what to do next."""
    asked = work.parameters
    frames: dict[int, dict[str, Any]] = {}
    for start, _ in asked["pieces"]:
        read = json.loads(work.inputs[f"{start:06d}.told"].read_text(encoding="utf-8"))
        frames |= {int(index): row for index, row in read["frames"].items()}
    confidence = [frames[index]["confidence"] if index in frames else None for index in range(asked["count"])]
    bare = [shot for shot in asked["shots"] if not any(shot[0] <= start < shot[1] for start, _ in asked["pieces"])]
    certain = [1.0 if value is None else float(value) for value in confidence]
    return {
        "schema": 1, "keys": asked["keys"], "objects": asked["objects"], "shots": asked["shots"], "without_keys": bare,
        "numbers": asked["numbers"], "confidence": confidence,
        "fix_next": next_frame_to_fix(certain, asked["keys"]) if frames else None,
    }  # fmt: skip
