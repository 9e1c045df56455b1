"""The script and its reports as files: what `secondunit script export` and the first pass write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from secondunit.core.dossier import Dossier
from secondunit.core.errors import InputError, NotFound, UsageError
from secondunit.store.files import disk_errors

if TYPE_CHECKING:
    from secondunit.departments.script.reading import Reading
    from secondunit.production.folder import Production

Writer = Callable[[Dossier, Path, str], None]


def dossier(read: Reading, production: Production | None, *, budget: float, scheduled: bool) -> Dossier:
    """Return all that reports are made from.

    A production's board is the one on record, made now where there is none; a loose script gets one under the usual
    rules, shot from the Monday after next on. `scheduled` False leaves it out.
    """
    from secondunit.production.schedule import board_of, usual_start

    board = None
    if scheduled and read.breakdown.scenes:
        if production is None:
            from secondunit.departments.script.schedule import shoot_of, solve

            shoot = shoot_of(read.breakdown, read.pages, read.tags, start=usual_start(), title=read.script.title)
            board = board_of(solve(shoot, budget=budget))
        else:
            desk = production.schedule
            board = board_of(desk.current() or desk.solve(budget=budget, read=read))
    title = production.title if production else read.script.title or "Untitled"
    decisions = production.pacing.decisions() if production else {}
    return Dossier(title, read.script, read.breakdown, read.pages, read.tags, read.pacing, board, decisions,
                   read.script.warnings)  # fmt: skip


def export(dossier: Dossier, folder: Path, names: Iterable[str] = (), *, paper: str = "letter") -> tuple[Path, ...]:
    """Write the reports named (all that can be made, for none) into a folder; return their paths.

    Each file is written aside and put in place when it is complete, so an interrupted export leaves whole files only.
    UsageError for an unknown name; NotFound for a report of the schedule where there is none.
    """
    wanted = list(names) or [name for name, report in REPORTS.items() if dossier.board or name not in OF_SCHEDULE]
    if strange := [name for name in wanted if name not in REPORTS]:
        raise UsageError(f"there is no report {strange[0][:40]!r}", hint=f"one of {', '.join(REPORTS)}")
    if dossier.board is None and (missing := [name for name in wanted if name in OF_SCHEDULE]):
        raise NotFound(f"{missing[0]} needs a schedule", hint="make one first: secondunit script schedule")
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file", hint="choose a folder")
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return tuple(write(dossier, name, folder / REPORTS[name][0], paper=paper) for name in wanted)


def write(dossier: Dossier, name: str, path: Path, *, paper: str = "letter") -> Path:
    """Write one report to a path."""
    aside = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    with disk_errors(path):
        try:
            REPORTS[name][1](dossier, aside, paper)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    return path


def warnings(dossier: Dossier, names: Iterable[str]) -> tuple[str, ...]:
    """Return what formats cannot hold of the script as it is."""
    from secondunit.formats import fountain
    from secondunit.formats.final_draft import losses as final_draft
    from secondunit.formats.final_draft.tags import write_tags

    def lost(name: str) -> Iterator[str]:
        if name == "fountain":
            yield from fountain.losses(dossier.script)
        elif name == "fdx":
            yield from final_draft.losses(dossier.script)
            if left := write_tags(dossier.script, dossier.tags).left:
                yield f"{len(left)} entries of the breakdown have no words in the script and get no tag"

    return tuple(f"changed in {name}: {loss}" for name in names for loss in lost(name))


def _fountain(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats import fountain

    path.write_text(fountain.write(dossier.script), encoding="utf-8", newline="\n")


def _fdx(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats import fdx
    from secondunit.formats.final_draft.tags import write_tags

    path.write_bytes(fdx.write(write_tags(dossier.script, dossier.tags).script))


def _pdf(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats.pages import pdf as pages_pdf

    pages_pdf.write(dossier.script, dossier.pages, path, title=dossier.title)


def _html(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats.pages import html as pages_html

    pages_html.write(dossier.script, dossier.pages, path, title=dossier.title)


def _sheets(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats.papers import breakdown_sheets

    breakdown_sheets.write_dossier(dossier, path, paper=paper)


def _chart(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats.papers import scene_chart

    scene_chart.write(dossier, path, paper=paper)


def _csv(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats.papers import breakdown_csv

    text = breakdown_csv.breakdown_csv(dossier.breakdown, dossier.pages, dossier.tags)
    path.write_text(text, encoding="utf-8-sig", newline="")  # the mark makes spreadsheets read UTF-8


def _kitsu(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats.papers import breakdown_csv

    path.write_text(breakdown_csv.kitsu_csv(dossier.breakdown, dossier.tags), encoding="utf-8", newline="")


def _xlsx(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats.dossier import xlsx as dossier_xlsx

    dossier_xlsx.write(dossier, path, paper=paper)


def _page(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats.dossier import html as dossier_html

    dossier_html.write(dossier, path)


def _pacing(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats.pacing import html as pacing_html

    pacing_html.write(dossier.pacing, path, title=dossier.title)


def _plot(name: str) -> Writer:
    def draw(dossier: Dossier, path: Path, paper: str) -> None:
        from secondunit.formats.pacing import plots as pacing_plots

        pacing_plots.write(dossier.pacing, name, path, title=dossier.title)

    return draw


def _schedule_paper(name: str) -> Writer:
    def draw(dossier: Dossier, path: Path, paper: str) -> None:
        from secondunit.formats.papers import schedule_papers as papers
        from secondunit.formats.papers.board_words import told

        board = told(dossier)
        if board is None:
            raise NotFound(f"{name} needs a schedule")
        if name == "stripboard":
            papers.write_stripboard(board.schedule, path, title=dossier.title, paper=paper)
        elif name == "one-liner":
            papers.write_one_liner(board.lines, path, title=dossier.title, paper=paper)
        elif name == "dood":
            papers.write_dood(board.dood, path, title=dossier.title, paper=paper)
        else:
            elements = board.schedule.shoot.elements
            papers.write_call_sheets(board.calls, path, title=dossier.title, paper=paper, elements=elements)

    return draw


def _uss(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats import uss
    from secondunit.formats.uss import writer as uss_write

    if dossier.board:
        path.write_text(uss.dumps(uss_write.write(dossier.board.schedule)), encoding="utf-8", newline="\n")


def _ics(dossier: Dossier, path: Path, paper: str) -> None:
    from secondunit.formats import ics

    if dossier.board:
        path.write_bytes(ics.dump(dossier.board.schedule, datetime.now(UTC), dossier.board.calls))


PLOT_NAMES = ("rhythm", "curves", "characters", "voices")
PLOTS = tuple(f"{kind}-{name}" for name in PLOT_NAMES for kind in ("plot", "svg"))
REPORTS: Mapping[str, tuple[str, Writer]] = {
    "fountain": ("script.fountain", _fountain),
    "fdx": ("script.fdx", _fdx),
    "pdf": ("script.pdf", _pdf),
    "html": ("script.html", _html),
    "sheets": ("breakdown_sheets.pdf", _sheets),
    "chart": ("scene_chart.pdf", _chart),
    "csv": ("breakdown.csv", _csv),
    "kitsu": ("kitsu_casting.csv", _kitsu),
    "pacing": ("pacing.html", _pacing),
    **{f"plot-{name}": (f"pacing_{name}.png", _plot(name)) for name in PLOT_NAMES},
    **{f"svg-{name}": (f"pacing_{name}.svg", _plot(name)) for name in PLOT_NAMES},
    "stripboard": ("stripboard.pdf", _schedule_paper("stripboard")),
    "one-liner": ("one_liner.pdf", _schedule_paper("one-liner")),
    "dood": ("day_out_of_days.pdf", _schedule_paper("dood")),
    "call-sheets": ("call_sheets.pdf", _schedule_paper("call-sheets")),
    "uss": ("schedule.uss", _uss),
    "ics": ("shooting_days.ics", _ics),
    "xlsx": ("dossier.xlsx", _xlsx),
    "dossier": ("dossier.html", _page),
}
OF_SCHEDULE = ("stripboard", "one-liner", "dood", "call-sheets", "uss", "ics")
