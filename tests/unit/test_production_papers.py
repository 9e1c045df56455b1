"""The printed papers: what they say, that their sums are right, and that nothing is cut off or left alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

import schedule_makers as make
from secondunit.core.errors import InputError
from secondunit.core.pages import eighths_text, parse_eighths
from secondunit.core.schedule import DayKind, Light, Strip
from secondunit.formats.papers import breakdown_sheets, scene_chart, schedule_papers
from secondunit.formats.papers import strip_colours as colours
from secondunit.formats.papers.board_words import LONGEST, number_key, one_line, pages_text, told
from secondunit.formats.papers.sheet import FOOT, MARGIN
from secondunit.formats.typeset import clean

Papers = dict[str, Callable[..., None]]
REPORTS = {"stripboard": "Stripboard", "one_liner": "One-line schedule", "dood": "Day out of days",
           "calls": "Call sheet", "sheets": "Breakdown sheet", "chart": "Scene by character"}  # fmt: skip


def papers(dossier) -> Papers:
    """Return each paper of a dossier as a function of its path."""
    board, title = told(dossier), dossier.title
    out = {"sheets": lambda path, **paper: breakdown_sheets.write_dossier(dossier, path, **paper),
           "chart": lambda path, **paper: scene_chart.write(dossier, path, **paper)}  # fmt: skip
    if board:
        schedule = board.schedule
        out |= {
            "stripboard": lambda path, **paper: schedule_papers.write_stripboard(schedule, path, title=title, **paper),
            "one_liner": lambda path, **paper: schedule_papers.write_one_liner(board.lines, path, title=title, **paper),
            "dood": lambda path, **paper: schedule_papers.write_dood(board.dood, path, title=title, **paper),
            "calls": lambda path, **paper: schedule_papers.write_call_sheets(
                board.calls, path, title=title, elements=schedule.shoot.elements, **paper),
        }  # fmt: skip
    return out


def pages_of(path: Path) -> list[str]:
    """Return the text of each page."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def words_of(path: Path) -> str:
    """Return all text in one line."""
    return " ".join(" ".join(pages_of(path)).split())


def check_margins(path: Path) -> None:
    """Fail where words run over a margin or into the foot of a page."""
    document = pypdfium2.PdfDocument(path)
    for number, page in enumerate(document, 1):
        width, height = page.get_size()
        text = page.get_textpage()
        for at in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(at)
            words = text.get_text_bounded(left, bottom, right, top)
            inside = left >= MARGIN - 1 and right <= width - MARGIN + 1 and bottom >= 12 and top <= height - 12
            assert inside, (path.stem, number, words)
            assert bottom >= FOOT - 2 or top <= FOOT, (path.stem, number, words, "runs into the foot")
    document.close()


@pytest.fixture(scope="module")
def ferry():
    return make.ferry()


@pytest.fixture(scope="module")
def printed(ferry, tmp_path_factory):
    """All papers of the small dossier, by name."""
    folder = tmp_path_factory.mktemp("small")
    for name, write in papers(ferry).items():
        write(folder / f"{name}.pdf")
    return {path.stem: path for path in folder.iterdir()}


@pytest.fixture(scope="module")
def long_one():
    return make.dossier(make.long_script(300), a_day=7)


@pytest.fixture(scope="module")
def long_papers(long_one, tmp_path_factory):
    """All papers of 300 scenes and 80 speakers, by name."""
    folder = tmp_path_factory.mktemp("long")
    for name, write in papers(long_one).items():
        write(folder / f"{name}.pdf")
    return {path.stem: path for path in folder.iterdir()}


@pytest.mark.parametrize(("setting", "time", "light", "colour"), [
    ("INT", "DAY", Light.ANY, colours.INT_DAY), ("EXT", "DAY", Light.DAY, colours.EXT_DAY),
    ("INT", "NIGHT", Light.ANY, colours.INT_NIGHT), ("EXT", "NIGHT", Light.NIGHT, colours.EXT_NIGHT),
    ("INT", "EVENING", Light.ANY, colours.INT_NIGHT), ("EXT", "MORNING", Light.DAY, colours.EXT_DAY),
    ("INT", "DAWN", Light.ANY, colours.DAWN_DUSK), ("EXT", "DUSK", Light.DUSK, colours.DAWN_DUSK),
    ("EXT", "MAGIC HOUR", Light.DUSK, colours.DAWN_DUSK), ("EXT", "", Light.NIGHT, colours.EXT_NIGHT),
    ("INT/EXT", "NIGHT", Light.ANY, colours.INT_NIGHT), ("", "", Light.ANY, colours.INT_DAY),
])  # fmt: skip
def test_strips_have_the_fields_colours(setting, time, light, colour):
    assert colours.colour_of(Strip("x", "1", setting, "", time, light=light)) == colour
    assert colours.colour_of(Strip("x", "", setting, "", time, light=light, kind="banner")) == colours.BANNER


def test_the_colours_of_the_board_differ_from_each_other_and_from_the_bars():
    assert len({colour for _, colour in colours.LEGEND}) == len(colours.LEGEND)
    light = [0.3 * r + 0.59 * g + 0.11 * b for r, g, b in (c for name, c in colours.LEGEND if name != "end of day")]
    assert min(light) > 0.7 and sum(colours.DAY_END) < 0.5, "black type on strips, white type on bars, in grey too"


def test_the_stripboard_shows_every_strip_and_ends_each_day_with_its_totals(printed):
    text = words_of(printed["stripboard"])
    for words in ("BOAT HOUSE", "JETTY", "Oda waits with the lantern.", "INT", "NIGHT", "1, 2", "1 ODA", "2 BO",
                  "END OF DAY 1 OF 2, MON 30 NOV 2026", "END OF DAY 2 OF 2, TUE 1 DEC 2026", "TOTAL: 2 SHOOTING DAYS",
                  "INT day", "EXT night", "dawn, dusk"):  # fmt: skip
        assert words in text, words


def test_day_totals_and_the_grand_total_of_the_board_add_up(long_one, long_papers):
    text = words_of(long_papers["stripboard"])
    strips = {strip.id: strip for strip in long_one.board.schedule.shoot.strips}
    found = re.findall(r"(\d+) scenes? · ((?:\d+ )?\d/8|\d+) pages? · est\. (\d+):(\d\d) h", text)
    days = [[strips[id_] for id_ in day.strips] for day in long_one.board.schedule.days]
    want = [(len(day), sum(s.eighths for s in day), sum(s.minutes for s in day)) for day in days]
    want.append(tuple(map(sum, zip(*want, strict=True))))
    assert [(int(n), parse_eighths(pages), int(h) * 60 + int(m)) for n, pages, h, m in found] == want
    assert want[-1][1] == sum(scene.eighths for scene in long_one.breakdown.scenes)


def test_parts_of_a_scene_are_one_scene_in_the_totals(tmp_path):
    schedule = make.board()
    first, *others = schedule.shoot.strips
    parts = tuple(replace(first, id=f"{first.id}.{n}", part=n, parts=2) for n in (1, 2))
    days = (replace(schedule.days[0], strips=(parts[0].id,)), replace(schedule.days[1], strips=(parts[1].id,)))
    schedule = replace(schedule, shoot=replace(schedule.shoot, strips=(*parts, *others)), days=days, boneyard=())
    schedule_papers.write_stripboard(schedule, tmp_path / "b.pdf", title="Parts")
    text = words_of(tmp_path / "b.pdf")
    assert "1 pt 1/2" in text and "1 pt 2/2" in text
    assert text.count("1 scene · 1 3/8 pages") == 2 and "TOTAL: 2 SHOOTING DAYS 1 scene · 2 6/8 pages" in text


def test_banners_shelved_strips_and_idle_dates_stand_on_the_board(tmp_path):
    schedule = make.board()
    idle = replace(schedule.days[1], number=0, date=make.START.replace(day=29), strips=())
    schedule = replace(schedule, days=(*schedule.days, idle))
    schedule_papers.write_stripboard(schedule, tmp_path / "b.pdf", title="Low Tide")
    text = words_of(tmp_path / "b.pdf")
    for words in ("COMPANY MOVE", "BONEYARD", "ROAD <&> ΩÅ 東京", "NO SHOOTING", "(NIGHT)", "2 scenes · 2 1/8 pages"):
        assert words in text, words


@pytest.mark.parametrize("name", ["stripboard", "one_liner"])
def test_heads_stand_on_every_page_and_no_bar_begins_one(long_papers, name):
    for at, text in enumerate(pages_of(long_papers[name])):
        lines = [line.strip() for line in text.split("\n")]
        if "END OF DAY" not in text.upper():
            continue  # the cast's key
        assert "SET AND ACTION" in text, f"page {at + 1}"
        first = next(at for at, line in enumerate(lines) if "SET AND ACTION" in line)
        body = [line for line in lines[first + 1 :] if line][:12]
        ends = next(at for at, line in enumerate(body) if "END OF DAY" in line.upper()) if any(
            "END OF DAY" in line.upper() for line in body) else 99  # fmt: skip
        places = next(at for at, line in enumerate(body) if "PLACE NUMBER" in line)
        assert places < ends, f"page {at + 1} begins with a bar"


def test_a_page_that_begins_within_a_day_says_which(long_one, long_papers):
    days = {strip: day for day in long_one.board.schedule.days for strip in day.strips}
    first = {scene.number: days[scene.id].number for scene in long_one.breakdown.scenes}
    seen = 0
    for text in pages_of(long_papers["one_liner"])[1:]:
        flat = " ".join(text.split())
        top = re.search(r"(\d+) (?:INT|EXT)", flat)[1]
        follows = int(top) % 7 != 1  # seven strips a day, in the order of the script
        said = re.search(r"Day (\d+), \w+ \d+ \w+ \d+ \(continued\)", flat)
        assert (said is not None) == follows, top
        assert not said or int(said[1]) == first[top]
        seen += follows
    assert seen


def test_every_page_is_numbered_and_names_the_production_and_the_paper(printed, long_papers):
    for files, title in ((printed, "The Ferry"), (long_papers, "The Long One")):
        for name, path in files.items():
            pages = pages_of(path)
            for at, text in enumerate(pages, 1):
                assert f"Page {at} of {len(pages)}" in " ".join(text.split()), (name, at)
                assert title in text and REPORTS[name] in text, (name, at)


def test_nothing_printed_lies_outside_the_margins(printed, long_papers):
    for path in (*printed.values(), *long_papers.values()):
        check_margins(path)


def test_the_one_liner_follows_the_shooting_order_with_a_line_a_scene(ferry, printed):
    text = words_of(printed["one_liner"])
    at = [text.index(words) for words in ("Oda waits with", "Three soldiers", "End of day 1 of 2, Mon 30 Nov 2026",
                                          "Oda rows alone", "sweeps up glass", "End of day 2 of 2", "Total: 2 shooting days")]  # fmt: skip
    assert at == sorted(at)
    assert pages_text(sum(scene.eighths for scene in ferry.breakdown.scenes)) in text


def test_totals_of_the_day_out_of_days_are_those_of_the_schedule(long_one, tmp_path):
    dood = long_one.board.dood
    strips = {strip.id: strip for strip in long_one.board.schedule.shoot.strips}
    work = {row.element: 0 for row in dood.rows}
    for day in long_one.board.schedule.days:
        for id_ in {id_ for strip in day.strips for id_ in strips[strip].cast}:
            work[id_] += 1
    assert {row.element: row.worked for row in dood.rows} == work
    schedule_papers.write_dood(dood, tmp_path / "d.pdf", title="Sums")
    text = words_of(tmp_path / "d.pdf")
    sums = [sum(part) for part in zip(*((r.worked, r.held, r.travel, r.fittings, r.rehearsals, r.holidays, r.total)
                                        for r in dood.rows), strict=True)]  # fmt: skip
    assert " ".join(map(str, sums)) in text and sums[0] == sum(work.values())


def test_each_page_of_the_day_out_of_days_names_month_date_weekday_and_shooting_day(tmp_path):
    dood = make.dood(70)
    schedule_papers.write_dood(dood, tmp_path / "d.pdf", title="Weeks")
    pages = pages_of(tmp_path / "d.pdf")
    assert len(pages) == 3, "ten weeks: four, three, and three with the totals"
    for text in pages:
        for words in ("Month", "Day of month", "Weekday", "Shooting day", "Company", "MARA VOSS", "Working", "S start"):
            assert words in text, words
    assert "Mon 30 Nov 2026 to Sun 27 Dec 2026" in pages[0] and "Sun 7 Feb 2027" in pages[-1]
    flat = [" ".join(text.split()) for text in pages]
    assert "SW W H WF" in flat[0] and "total" in flat[-1] and "total" not in flat[0]
    assert "30 Nov 3 Dec 3 1 4" in flat[-1], "start, finish, work, hold, total"


@pytest.mark.parametrize("days", [4, 5, 7, 21, 22, 28, 29, 35, 49, 50, 200])
def test_every_date_stands_on_exactly_one_page(tmp_path, days):
    from secondunit.formats.papers.dood import WEEKS, WITH_TOTALS, _spans

    spans = list(_spans(make.dood(days).dates))
    assert [at for start, end in spans for at in range(start, end)] == list(range(days))
    assert all(end - start <= 7 * WEEKS for start, end in spans) and spans[-1][1] - spans[-1][0] <= 7 * WITH_TOTALS


def test_a_code_of_three_letters_stays_on_one_line(tmp_path):
    dood = make.dood(28)
    row = replace(dood.rows[0], codes=("SWF", "PWF", *dood.rows[0].codes[2:]))
    schedule_papers.write_dood(replace(dood, rows=(row,)), tmp_path / "d.pdf", title="Codes")
    text = words_of(tmp_path / "d.pdf")
    assert "SWF PWF" in text


def test_a_call_sheet_tells_everybody_what_to_bring_and_when(printed):
    first = " ".join(pages_of(printed["calls"])[0].split())
    for words in ("Day 1 of 2, Mon 30 Nov 2026", "CREW CALL", "07:00", "SUNRISE", "NEAREST HOSPITAL", "INT. BOAT HOUSE",
                  "Oda waits with the lantern.", "ODA", "SW", "Departments", "BRASS LANTERN (sc. 1)", "RUN FROM FIRE (sc. 2)", "Stunts",
                  "Advance: next shooting day", "EXT. JETTY"):  # fmt: skip
        assert words in first, words


def test_call_sheets_without_elements_and_with_held_people_are_complete(tmp_path):
    call = make.call_sheet()
    schedule_papers.write_call_sheets([call], tmp_path / "c.pdf", title="Low Tide")
    text = words_of(tmp_path / "c.pdf")
    for words in ("minor: 5 h", "Bring boots.", "06:30", "1 KITCHEN", "2 1/8 pages"):
        assert words in text.replace("INT. ", ""), words
    assert "Departments" not in text


def test_a_breakdown_sheet_holds_its_scene(ferry, printed):
    pages = [" ".join(text.split()) for text in pages_of(printed["sheets"])]
    assert len(pages) == len(ferry.breakdown.scenes)
    for words in ("INT. BOAT HOUSE - NIGHT", "SCRIPT PAGE", "1. ODA", "2. BO", "BRASS LANTERN", "Oda waits with the lantern.",
                  "1: Mon 30 Nov 2026", "NOTES", "MUSIC", eighths_text(ferry.breakdown.scenes[0].eighths)):  # fmt: skip
        assert words in pages[0], words
    assert pages[0].index("1. ODA") < pages[0].index("2. BO") and "SOLDIER (3)" in pages[1]


def test_what_a_sheet_cannot_hold_goes_on_under_its_scene(ferry, tmp_path):
    from secondunit.core.tags import Category, Tag

    tags = tuple(Tag("sc010", Category.PROPS, f"PROP {n:03}") for n in range(400))
    breakdown_sheets.write_dossier(replace(ferry, tags=tags), tmp_path / "s.pdf")
    text = " ".join(pages_of(tmp_path / "s.pdf"))
    assert [f"PROP {n:03}" for n in range(400)] == re.findall(r"PROP \d{3}", text)
    assert "Scene 1, INT. BOAT HOUSE - NIGHT (continued)" in text


def test_the_chart_knows_who_speaks_and_who_is_there(ferry, printed):
    chart = scene_chart.presence(ferry)
    marks = {person.name: [row[at] for row in chart.marks] for at, person in enumerate(chart.people)}
    assert marks["ODA"] == [2, 0, 1, 2] and marks["BO"] == [2, 2, 0, 0]
    assert chart.people[0].name == "ODA", "most scenes first"
    text = words_of(printed["chart"])
    for words in ("ODA", "INT BOAT HOUSE NIGHT", "Scenes", "Speaks in", "Full dot: speaks"):
        assert words in text, words


def test_every_character_and_scene_of_a_long_script_is_in_the_chart(long_one, long_papers):
    text = words_of(long_papers["chart"])
    for person in scene_chart.presence(long_one).people:
        assert person.name in text, person.name
    for number in ("1", "150", "300"):
        assert f" {number} " in text


HOSTILE = """\
Title: \u202eevil\u202c <b>& 🎬 東京

INT. =CMD|'/C CALC'!A0 - DAY

@\u202eANNA\u2066 🦊
Hello \x07 there.

EXT. {long} - NIGHT

@+44 (0)
-1

.@SUM(1)

Ωμέγα walks. שלום עולם. A dog barks.
"""


@pytest.fixture(scope="module")
def hostile():
    words = " ".join(f"WORD{n}" for n in range(72))  # 500 characters
    return make.dossier(HOSTILE.replace("{long}", words), a_day=1)


def test_hostile_names_and_very_long_headings_are_printed_whole(hostile, tmp_path):
    for name, write in papers(hostile).items():
        write(tmp_path / f"{name}.pdf")
        text = words_of(tmp_path / f"{name}.pdf")
        assert "\u202e" not in text and "\u2066" not in text and "\x07" not in text, name
        assert "東京" in text, name
    for name in ("stripboard", "one_liner", "calls", "sheets"):
        text = words_of(tmp_path / f"{name}.pdf")
        assert "WORD0 WORD1 " in text and "WORD71" in text and "CMD|'/C CALC'!A0" in text, name


def test_names_of_two_thousand_characters_neither_hang_nor_leave_the_page(ferry, tmp_path):
    from secondunit.core.tags import Category, Tag

    long = "A" * 1_000 + " BC" * 400
    board = ferry.board
    shoot = board.schedule.shoot
    strips = tuple(replace(s, set=long, scene=long, time=long, description=long) for s in shoot.strips)
    shoot = replace(shoot, strips=strips, elements=tuple(replace(e, name=long) for e in shoot.elements))
    schedule = replace(board.schedule, shoot=shoot)
    calls = tuple(replace(c, strips=strips[:2], places=(long,), notes=(long,)) for c in board.calls)
    rows = tuple(replace(row, name=long) for row in board.dood.rows)
    board = replace(board, schedule=schedule, calls=calls, dood=replace(board.dood, rows=rows))
    scenes = tuple(replace(s, heading=long, number=long, place=long, time=long) for s in ferry.breakdown.scenes)
    breakdown = replace(ferry.breakdown, scenes=scenes)
    tags = (Tag("sc010", Category.PROPS, long, note=long),)
    dossier = replace(ferry, title=long, board=board, breakdown=breakdown, tags=tags)
    for name, write in papers(dossier).items():
        write(tmp_path / f"{name}.pdf")
        assert 1 <= len(pages_of(tmp_path / f"{name}.pdf")) < 60, name
        check_margins(tmp_path / f"{name}.pdf")


@pytest.mark.parametrize("text", ["Title: Nothing\n", "Only action here.\n", "INT. ROOM - DAY\n\nA chair.\n"])
def test_no_scenes_and_one_scene_give_whole_papers(tmp_path, text):
    dossier = make.dossier(text)
    for name, write in papers(dossier).items():
        write(tmp_path / f"{name}.pdf")
        found = words_of(tmp_path / f"{name}.pdf")
        assert "Page 1 of 1" in found, name
        assert ("The script has no scenes" in found) == (name == "chart" or not dossier.breakdown.scenes), name


def test_a_board_without_anything_says_so(tmp_path):
    from secondunit.core.schedule import Dood, Schedule

    empty = Schedule(replace(make.board().shoot, strips=(), elements=()), ())
    schedule_papers.write_stripboard(empty, tmp_path / "b.pdf", title="")
    schedule_papers.write_one_liner((), tmp_path / "o.pdf", title="")
    schedule_papers.write_dood(Dood((), (), (), ()), tmp_path / "d.pdf", title="")
    schedule_papers.write_call_sheets((), tmp_path / "c.pdf", title="")
    for name, words in (("b", "No strips"), ("o", "Nothing is scheduled"), ("d", "Nobody is scheduled"), ("c", "nobody is called")):
        assert words in words_of(tmp_path / f"{name}.pdf") and "Untitled" in words_of(tmp_path / f"{name}.pdf")


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_the_same_dossier_gives_the_same_bytes_and_a4_is_another_paper(ferry, tmp_path, name):
    write = papers(ferry)[name]
    write(tmp_path / "one.pdf")
    write(tmp_path / "two.pdf")
    write(tmp_path / "a4.pdf", paper="a4")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    assert sorted(map(round, pypdfium2.PdfDocument(tmp_path / "a4.pdf")[0].get_size())) == [595, 842]
    assert sorted(map(round, pypdfium2.PdfDocument(tmp_path / "one.pdf")[0].get_size())) == [612, 792]


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_an_unknown_paper_is_refused_and_writes_nothing(ferry, tmp_path, name):
    with pytest.raises(InputError, match="no paper is called 'legal'") as caught:
        papers(ferry)[name](tmp_path / "x.pdf", paper="legal")
    assert caught.value.hint == "letter or a4" and not list(tmp_path.iterdir())


def test_board_numbers_sort_as_numbers_do():
    assert sorted(["10", "2", "10A", "MARA", "1", "", "①"], key=number_key) == ["1", "2", "10", "10A", "", "MARA", "①"]


def test_a_scenes_line_is_whole_sentences_or_says_that_it_was_cut():
    assert one_line("Mrs. Abel waits for the bus in the rain. " + "It does not come. " * 9).endswith("come.")
    assert one_line("x" * 300) == "x" * (LONGEST - 1) + "…"
    assert one_line("Packed. " + "word " * 60).endswith("word…") and one_line("- A list.  Of two.") == "A list. Of two."
    assert one_line("") == "" and len(one_line("word " * 90)) <= LONGEST


def test_lengths_are_written_as_an_assistant_director_writes_them():
    assert [pages_text(n) for n in (0, 3, 8, 19)] == ["0 pages", "3/8 page", "1 page", "2 3/8 pages"]
    assert colours.KINDS[DayKind.NIGHT] == "night" and clean("a\u202eb") == "ab"
