"""The press: prints what the editorial plan asks for. One class, five documents; see `formats`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from secondunit.core.board import BoardItem, frame_rate
from secondunit.core.errors import InputError, NoCapableEngine
from secondunit.engines.api import Output, Work

ROLE = "panel."  # panels come in under `panel.<shot id>`


class Press:
    """Boards, contact sheets, timeline, animatic and report from board items and panels.

    Parameters of every capability: `items` (list of BoardItem JSON), `title`, `fps` (24 or "24000/1001").
    document.boards: `page` "letter" or "a4", `boards` 6 or 3, `draft`, `note`; output `boards`.
    image.contact_sheet: `columns`, `rows`; outputs `contact_sheet`, or `contact_sheet.01`, `.02`, ...
    timeline.otio: `media` {shot: relative path}, `start` frame; output `timeline`; takes no panels.
    video.animatic: `size` [w, h], `burn_in`, `subtitles`, `moves`, `start`; output `animatic`.
    document.report: `facts`, see `formats.report.write`; output `report`.
    """

    def make(self, capability: str, work: Work) -> list[Output]:
        """Make one document; raise InputError for parameters or panels that cannot be used."""
        makers = {
            "document.boards": self._boards, "image.contact_sheet": self._sheets, "timeline.otio": self._timeline,
            "video.animatic": self._animatic, "document.report": self._report,
        }
        if capability not in makers:
            raise NoCapableEngine(f"the press cannot make {capability}", hint=f"it makes {', '.join(makers)}")
        data = work.parameters.get("items")
        if not isinstance(data, (list, tuple)):
            raise InputError("the press got no list of shots")
        items = [BoardItem.from_json(entry) for entry in data]
        rate = frame_rate(work.parameters.get("fps", 24))
        panels = {item.shot: work.inputs[item.panel] for item in items if item.panel in work.inputs}
        return makers[capability](items, panels, str(work.parameters.get("title", "")), rate, work)

    def _boards(
        self, items: list[BoardItem], panels: Mapping[str, Path], title: str, rate: Fraction, work: Work
    ) -> list[Output]:
        from secondunit.formats.boards import pdf as boards_pdf

        path = work.scratch / "boards.pdf"
        boards_pdf.write(
            items, panels, path, title=title, rate=rate, draft=str(work.parameters.get("draft", "")),
            note=str(work.parameters.get("note", "")), page=str(work.parameters.get("page", "letter")),
            boards=_whole(work.parameters, "boards", 6), progress=work.progress,
        )
        return [Output("boards", path, "application/pdf")]

    def _sheets(
        self, items: list[BoardItem], panels: Mapping[str, Path], title: str, rate: Fraction, work: Work
    ) -> list[Output]:
        from secondunit.formats import contact_sheet

        paths = contact_sheet.write(
            items, panels, work.scratch, title=title, rate=rate,
            columns=_whole(work.parameters, "columns", contact_sheet.COLUMNS),
            rows=_whole(work.parameters, "rows", contact_sheet.ROWS), progress=work.progress,
        )
        return [Output(path.stem, path, "image/png") for path in paths]

    def _timeline(
        self, items: list[BoardItem], panels: Mapping[str, Path], title: str, rate: Fraction, work: Work
    ) -> list[Output]:
        from secondunit.formats import timeline

        path = work.scratch / "timeline.otio"
        media = work.parameters.get("media", {})
        if not isinstance(media, Mapping):
            raise InputError("the media of a timeline must map shots to relative paths")
        timeline.write(items, media, path, title=title, rate=rate, start=_whole(work.parameters, "start", 0))
        work.progress(1.0)
        return [Output("timeline", path, "application/vnd.otio+json")]

    def _animatic(
        self, items: list[BoardItem], panels: Mapping[str, Path], title: str, rate: Fraction, work: Work
    ) -> list[Output]:
        from secondunit.formats import animatic

        size = work.parameters.get("size", (960, 540))
        if not (isinstance(size, (list, tuple)) and len(size) == 2 and all(isinstance(n, int) for n in size)):
            raise InputError(f"{size!r} is no frame size", hint="two whole numbers, like 960, 540")
        path = work.scratch / "animatic.mp4"
        animatic.write(
            items, panels, path, title=title, rate=rate, size=(size[0], size[1]),
            burn_in=bool(work.parameters.get("burn_in", True)), subtitles=bool(work.parameters.get("subtitles", True)),
            moves=bool(work.parameters.get("moves", True)), start=_whole(work.parameters, "start", 0),
            progress=work.progress,
        )
        return [Output("animatic", path, "video/mp4")]

    def _report(
        self, items: list[BoardItem], panels: Mapping[str, Path], title: str, rate: Fraction, work: Work
    ) -> list[Output]:
        from secondunit.formats import report

        facts = work.parameters.get("facts", {})
        if not isinstance(facts, Mapping):
            raise InputError("the facts of a report must be a mapping")
        path = work.scratch / "report.html"
        report.write(items, panels, path, title=title, rate=rate, facts=facts, progress=work.progress)
        return [Output("report", path, "text/html")]


def _whole(parameters: Mapping[str, Any], key: str, default: int) -> int:
    value = parameters.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(f"{key} must be a whole number, not {value!r}")
    return value
