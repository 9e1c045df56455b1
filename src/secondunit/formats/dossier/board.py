"""The schedule on the dossier's page: shooting days, stripboard, day out of days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secondunit.core.dossier import Board
from secondunit.core.pages import eighths_text
from secondunit.core.schedule import Dood, Schedule, Strip
from secondunit.formats.dossier.parts import colour_class, legend, table
from secondunit.formats.papers.board_words import (
    MONTHS,
    board_numbers,
    cast_text,
    clock,
    counted,
    date_text,
    day_text,
    hours_text,
    number_key,
    pages_text,
    scene_count,
    scenes_of,
)
from secondunit.formats.papers.dood import CODES, TOTALS, counts, figures, held, working
from secondunit.formats.papers.strip_colours import KINDS, colour_of
from secondunit.formats.webpage import safe

PARTS = [("Shooting days", "days"), ("Stripboard", "board"), ("Day out of days", "dood")]
HEAD = ("scene", "I/E", "D/N", "set and action", "page", "cast", "pages", "est. time")


def body(board: Board) -> Iterator[str]:
    """Yield the parts of a board."""
    yield from _days(board)
    yield from _stripboard(board.schedule)
    yield from _dood(board.dood)


def _strips(schedule: Schedule, ids: Sequence[str]) -> list[Strip]:
    strips = {strip.id: strip for strip in schedule.shoot.strips}
    return [strips[id_] for id_ in ids]


def _days(board: Board) -> Iterator[str]:
    yield '<h2 id="days">Shooting days</h2>'
    calls = {call.number: call for call in board.calls}
    rows = []
    total = 0
    for day in board.schedule.days:
        if not day.number:
            continue
        scenes = scenes_of(_strips(board.schedule, day.strips))
        pages = sum(strip.eighths for strip in scenes)
        total += pages
        call = calls.get(day.number)
        rows.append((day.number, date_text(day.date), KINDS[day.kind], clock(call.call if call else None),
                     clock(call.wrap if call else None), "; ".join(call.places) if call else "",
                     ", ".join(strip.label for strip in scenes), len({c for s in scenes for c in s.cast}),
                     eighths_text(pages)))  # fmt: skip
    head = ("day", "date", "kind", "call", "wrap, est.", "locations", "scenes", "cast", "pages")
    foot = ("", counted(len(rows), "day"), "", "", "", "", "", "", eighths_text(total))
    yield table(head, rows, (0, 7, 8), "list", (1, 2, 3, 4), foot=foot)


def _stripboard(schedule: Schedule) -> Iterator[str]:
    numbers = board_numbers(schedule)
    yield '<h2 id="board">Stripboard</h2>'
    if schedule.figures:
        yield f"<p>{safe(schedule.figures.text())}</p>"
    yield legend()
    heads = "".join(f'<th scope="col">{name}</th>' for name in HEAD)
    yield f'<div class="scroll"><table class="board"><thead><tr>{heads}</tr></thead><tbody>'
    for day in schedule.days:
        found = _strips(schedule, day.strips)
        scenes = scenes_of(found)
        yield from (_strip(strip, numbers) for strip in found)
        if not day.number:
            yield _bar(f"{date_text(day.date)}: no shooting", "")
            continue
        minutes = hours_text(sum(strip.minutes for strip in scenes))
        pages = pages_text(sum(strip.eighths for strip in scenes))
        yield _bar(f"End of {day_text(day)}", f"{counted(scene_count(found), 'scene')} · {pages} · est. {minutes} h")
    for name, ids in (("Not scheduled", schedule.unscheduled), ("Boneyard", schedule.boneyard)):
        if ids:
            yield _bar(name, "")
            yield from (_strip(strip, numbers) for strip in _strips(schedule, ids))
    yield "</tbody></table></div>"
    cast = sorted(schedule.shoot.cast(), key=lambda element: number_key(element.board_id))
    names = "".join(f"<li>{safe(f'{element.board_id} {element.name}'.strip())}</li>" for element in cast)
    yield f'<h3>Cast by board number</h3><ul class="cast">{names}</ul>'


def _strip(strip: Strip, numbers: dict[str, str]) -> str:
    shade = colour_class(colour_of(strip))
    if strip.kind == "banner":
        words = safe(strip.description or strip.set or "Banner")
        return f'<tr class="{shade}"><td colspan="{len(HEAD)}"><b>{words}</b></td></tr>'
    action = f"<br>{safe(strip.description)}" if strip.description else ""
    cells = (
        ("keep", f"<b>{safe(strip.label)}</b>"), ("keep", safe(strip.setting)), ("keep", safe(strip.time)),
        ("", f"<b>{safe(strip.set)}</b>{action}"), ("n", safe(strip.page)), ("", safe(cast_text(strip, numbers))),
        ("n", f"<b>{safe(eighths_text(strip.eighths))}</b>"), ("n", hours_text(strip.minutes)),
    )  # fmt: skip
    return f'<tr class="{shade}">{"".join(_cell(words, kind) for kind, words in cells)}</tr>'


def _cell(words: str, kind: str = "", tag: str = "td") -> str:
    """Return a cell of escaped words."""
    return f'<{tag} class="{kind}">{words}</{tag}>' if kind else f"<{tag}>{words}</{tag}>"


def _bar(left: str, right: str) -> str:
    rest = len(HEAD) - 4
    return f'<tr class="day"><td colspan="4">{safe(left)}</td><td class="n" colspan="{rest}">{safe(right)}</td></tr>'


def _dood(dood: Dood) -> Iterator[str]:
    yield '<h2 id="dood">Day out of days</h2>'
    if not dood.rows:
        yield '<p class="soft">Nobody is scheduled.</p>'
        return
    if dood.dates:
        yield f"<p>{safe(date_text(dood.dates[0]))} to {safe(date_text(dood.dates[-1]))}.</p>"
    yield f'<p class="soft">{safe(CODES)}</p>'
    off = ["" if number else "off" for number in dood.numbers]
    months = [MONTHS[day.month - 1] if not at or day.day == 1 else "" for at, day in enumerate(dood.dates)]
    weekdays = ["MTWTFSS"[day.weekday()] for day in dood.dates]
    blank = [""] * len(TOTALS)
    numbers = [n or "" for n in dood.numbers]
    yield '<div class="scroll"><table class="dood"><thead>'
    yield _line("", "", months, off, blank, "th")
    yield _line("", "", [day.day for day in dood.dates], off, blank, "th")
    yield _line("", "", weekdays, off, blank, "th")
    yield _line("no", "shooting day", numbers, off, TOTALS, "th") + "</thead><tbody>"
    for row in sorted(dood.rows, key=lambda row: number_key(row.board_id)):
        shades = ["h" if code == "H" else rest for code, rest in zip(row.codes, off, strict=True)]
        yield _line(row.board_id, row.name, row.codes, shades, figures(row))
    sums = [sum(column) for column in zip(*map(counts, dood.rows), strict=True)]
    yield "</tbody><tfoot>" + _line("", "working", [n or "" for n in working(dood)], off, ["", "", *sums])
    yield _line("", "on hold", [n or "" for n in held(dood)], off, blank) + "</tfoot></table></div>"


def _line(
    number: str, name: str, days: Sequence[object], shades: Sequence[str], ends: Sequence[object], tag: str = "td"
) -> str:
    """Return a row of the day out of days: board number, name, a cell a date, totals."""
    cells = [_cell(safe(number), tag=tag), _cell(safe(name), "who", "th")]
    cells += [_cell(safe(day), shade, tag) for day, shade in zip(days, shades, strict=True)]
    cells += [_cell(safe(end), "n", tag) for end in ends]
    return f"<tr>{''.join(cells)}</tr>"
