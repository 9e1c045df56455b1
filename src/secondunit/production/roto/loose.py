"""`secondunit roto` and `cleanup`: one plate, what is made of it as files; in a production, or in one of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit import config as configuration
from secondunit.core.errors import StateError, UsageError
from secondunit.core.parameters import pairs, parse
from secondunit.departments.roto.parameters import Parameters
from secondunit.production.folder import Production
from secondunit.production.roto.export import export
from secondunit.production.roto.points import joined, read_boxes, read_points

if TYPE_CHECKING:
    from secondunit.core.rights import Source
    from secondunit.execution.job import JobReport, Tell

HIDDEN = ".production"  # the small production inside an output folder


@dataclass(frozen=True)
class PlateResult:
    """What was made: `written` counts files by folder, `advice` says what to do next."""

    report: JobReport
    entity: str
    written: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    advice: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {**self.report.to_json(), "plate": self.entity, "written": self.written,
                "warnings": list(self.warnings), "advice": self.advice}  # fmt: skip


def roto(
    plate: Path, output: Path, *, home: Path | None = None, keys: Path | None = None, points: Path | None = None,
    boxes: tuple[str, ...] = (), objects: bool = False, clean: Path | None = None, garbage: Path | None = None,
    holdout: Path | None = None, settings: tuple[str, ...] = (), engine: str = "",
    fresh: bool = False, by: str = "", source_type: str = "", known: Source | None = None, title: str = "",
    tell: Tell | None = None,
) -> PlateResult:  # fmt: skip
    """Take a plate in, give it its keys, clicks and boxes, make its mattes and write them below `output`.

    `home` is the production to work in. What is not named anew stays as it was at the last call. UsageError for a
    clean plate, garbage or holdout matte where nothing is keyed.
    """
    keys_help = clean is not None or garbage is not None or holdout is not None
    if keys_help and parse(Parameters, "roto", pairs(settings, "screen=green")).screen == "none":
        raise UsageError("a clean plate, a garbage or a holdout matte helps a keyer, and none is asked for",
                         hint="say which: --set screen=auto, green, blue, red, luma or difference")  # fmt: skip
    if output.exists() and not output.is_dir():
        raise StateError(f"{output} is a file", hint="choose a folder")
    with _open(home, output, plate) as production:
        desk = production.roto
        entity = desk.add(plate, by=by, title=title, known=known, source_type=source_type)
        data = desk.data(entity)
        if keys is not None:
            desk.set_keys(entity, keys, plate, by=by, objects=objects)
        if points is not None or boxes:
            numbers = data["numbers"]
            clicked = read_points(points, numbers) if points is not None else {}
            desk.set_clicks(entity, joined(clicked, read_boxes(boxes, numbers)), objects=objects)
        if keys_help:
            desk.set_keying(entity, plate, clean=clean, garbage=garbage, holdout=holdout, by=by,
                            source_type=source_type)  # fmt: skip
        report = desk.run((entity,), settings=settings, engine=engine, fresh=fresh, by=by, tell=tell)
        if report.failed or report.held:
            return PlateResult(report, entity)
        written = export(production, entity, "roto", output)
        warnings, advice = _words(output, desk.data(entity))
        return PlateResult(report, entity, written, warnings, advice)


def cleanup(
    plate: Path, output: Path, masks: tuple[Path, ...] = (), *, painted: Path | None = None, home: Path | None = None,
    settings: tuple[str, ...] = (), engine: str = "", fresh: bool = False, by: str = "", source_type: str = "",
    known: Source | None = None, title: str = "", tell: Tell | None = None,
) -> PlateResult:  # fmt: skip
    """Take a plate and masks of what is to go, or painted frames, in; clean it and write the frames below `output`.

    As `roto` else. UsageError for both masks and painted frames.
    """
    if masks and painted is not None:
        raise UsageError("masks say what goes, painted frames what comes: they are two jobs",
                         hint="clean first, then paint on clean/ as a plate of its own")  # fmt: skip
    if output.exists() and not output.is_dir():
        raise StateError(f"{output} is a file", hint="choose a folder")
    with _open(home, output, plate) as production:
        entity = production.roto.add(plate, by=by, title=title, known=known, source_type=source_type)
        if masks:
            production.cleanup.set_masks(entity, masks, plate, by=by)
        if painted is not None:
            production.cleanup.set_painted(entity, painted, plate, by=by)
        report = production.cleanup.run((entity,), settings=settings, engine=engine, fresh=fresh, by=by, tell=tell)
        if report.failed or report.held:
            return PlateResult(report, entity)
        written = export(production, entity, "cleanup", output)
        told = json.loads((output / "cleanup.json").read_text(encoding="utf-8"))
        worst = min(told["frames"], key=lambda row: row["confidence"])
        what = "painting it helps most" if "painted" in worst else "its fill is the least sure"
        advice = f"look at frame {worst['frame']} first: {what}" if worst["pixels"] else ""
        return PlateResult(report, entity, written, tuple(_of_plate(production.roto.data(entity))), advice)


def _open(home: Path | None, output: Path, plate: Path) -> Production:
    if home is not None:
        return Production.open(home)
    folder = output / HIDDEN
    if (folder / configuration.FILE).exists():
        return Production.open(folder)
    return Production.new(folder, title=f"Plate {plate.stem}")


def _words(output: Path, data: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    """What a person should know of the result, and the frame to mend next."""
    told = json.loads((output / "roto.json").read_text(encoding="utf-8"))
    numbers, warnings = data["numbers"], _of_plate(data)
    if told["keys"] and not data["keys"] and not data["clicks"]:
        warnings.append("nobody pointed at anything: what moves by itself was taken for the object, as seen on frame "
                        f"{numbers[told['keys'][0]]}; look there first, then give keys or clicks")  # fmt: skip
    for start, stop in told["without_keys"]:
        warnings.append(f"frames {numbers[start]} to {numbers[stop - 1]} are a shot of their own without a key: "
                        "their mattes are empty")  # fmt: skip
    advice = ""
    if (index := told["fix_next"]) is not None:
        advice = f"look at frame {numbers[index]} first: a key there helps most"
    return tuple(warnings), advice


def _of_plate(data: dict[str, Any]) -> list[str]:
    """What is odd about a plate."""
    facts, warnings = data["facts"], []
    if facts["missing"]:
        few = ", ".join(str(number) for number in facts["missing"][:6])
        warnings.append(f"{len(facts['missing'])} frames are not there: {few}")
    if facts["variable"]:
        warnings.append("the video has a variable rate: the work goes by its frames, not by its time")
    return warnings
