"""The main job: a screenplay in; a production with boards, timeline, animatic and report out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit import config as configuration
from secondunit.core.errors import InputError
from secondunit.production.folder import Production

if TYPE_CHECKING:
    from secondunit.execution.job import JobReport, Tell

PAPERS = "proposals/script"
FIRST_UNSCHEDULED = ("pdf", "sheets", "pacing", "xlsx", "dossier")
FIRST = (*FIRST_UNSCHEDULED, "stripboard", "one-liner", "dood", "uss")


@dataclass(frozen=True)
class FirstPass:
    """What the main job made."""

    report: JobReport
    scenes: int
    shots: int
    boards: int
    outputs: tuple[str, ...]  # paths in the production, to look at
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {**self.report.to_json(), "scenes": self.scenes, "shots": self.shots, "boards": self.boards,
                "outputs": list(self.outputs), "warnings": list(self.warnings)}  # fmt: skip


def firstpass(
    script: Path, folder: Path, *, scenes: str = "", takes: int | None = None, shots: int | None = None,
    tell: Tell | None = None,
) -> FirstPass:  # fmt: skip
    """Make or go on with a production in `folder`; see the module."""
    started = (folder / configuration.FILE).exists()
    with Production.open(folder) if started else Production.new(folder, script=script) as production:
        imported = production.script.import_(script) if started else production.script.summary()
        chosen = scene_range(scenes, [scene.id for scene in production.script.current[1].scenes])
        settings = (f"count={shots}",) if shots else ()
        report = production.boards.run(tuple(chosen), takes=takes, settings=settings, by="first pass", tell=tell)
        outputs = production.boards.editorial(tuple(chosen), by="first pass", tell=tell)
        outputs = (*outputs, *_papers(production))
        listed = production.boards.listed(tuple(chosen))
        boards = sum(len(production.boards.takes(shot.id)) for shot in listed)
        warnings = (*imported["warnings"], *production.boards.conflicts)
        return FirstPass(report, len(chosen) or len(production.script.current[1].scenes), len(listed), boards, outputs,
                         tuple(warnings))  # fmt: skip


def _papers(production: Production) -> tuple[str, ...]:
    """Write the papers of the script department and return their paths; a board that people have made is kept."""
    from secondunit.production import exports
    from secondunit.production.schedule import FIRST_PASS

    with production.store.lock:
        dossier = exports.dossier(production.script.reading(), production, budget=FIRST_PASS, scheduled=True)
    made = exports.export(dossier, production.root / PAPERS, FIRST if dossier.board else FIRST_UNSCHEDULED)
    return tuple(str(path.relative_to(production.root)) for path in made)


def scene_range(text: str, ids: list[str]) -> list[str]:
    """Return the ids for `1-5,8`, counted from 1; all of them (an empty list) for no text."""
    if not text:
        return []
    chosen: list[str] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise InputError(f"{part.strip()[:40]!r} is no range of scenes", hint="write --scenes 1-5 or 2,4,7-9")
        low, high = int(first), int(last or first)
        if not 1 <= low <= high <= len(ids):
            raise InputError(f"scenes {part.strip()} are not in this script", hint=f"it has 1 to {len(ids)}")
        chosen += [i for i in ids[low - 1 : high] if i not in chosen]
    return chosen
