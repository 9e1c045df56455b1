"""Boards and dossiers for the tests of printed papers: three days by hand, and whole scripts of any length."""

from __future__ import annotations

from datetime import date, time, timedelta

from secondunit.core.dossier import Dossier
from secondunit.core.schedule import (
    BoardElement,
    Calendar,
    CallSheet,
    CastCall,
    DayKind,
    Dood,
    DoodRow,
    Figures,
    Light,
    OneLine,
    Place,
    Rules,
    Schedule,
    Shoot,
    ShootDay,
    Strip,
)
from secondunit.core.tags import Category, Evidence, Tag
from secondunit.departments.script.reading import Reading
from secondunit.departments.script.schedule import shoot_of
from secondunit.formats import fountain
from secondunit.production.schedule import board_of

START = date(2026, 11, 30)
STRIPS = (
    Strip("sc010", "1", "INT", "KITCHEN", "DAY", 11, 90, ("mara", "pike"), (), "house", "1", description="Mara finds the tide book."),
    Strip("sc020", "2", "EXT", "HARBOUR", "NIGHT", 20, 180, ("mara",), (), "harbour", "1", light=Light.NIGHT),
    Strip("sc030", "3", "EXT", "BEACH", "DAWN", 4, 60, ("mara", "pike"), (), "beach", "2", light=Light.DAWN),
    Strip("sc040", "4", "INT", "CAR", "NIGHT", 6, 45, ("pike",), (), "house", "2"),
    Strip("banner1", "", description="COMPANY MOVE", kind="banner", eighths=0, minutes=0),
    Strip("sc050", "5", "EXT", "ROAD <&> ΩÅ 東京", "DAY", 3, 30, (), (), "road", "2"),
)


def board() -> Schedule:
    """Return a board of three days with figures; one strip lies in the boneyard."""
    elements = (BoardElement("mara", "MARA VOSS", board_id="1"), BoardElement("pike", "PIKE", board_id="2"))
    places = tuple(Place(name, name.title()) for name in ("house", "harbour", "beach", "road"))
    shoot = Shoot(STRIPS, elements, places, Rules(Calendar(START)), "Low Tide")
    days = (
        ShootDay(1, START, ("sc010", "banner1", "sc040")),
        ShootDay(2, START + timedelta(1), ("sc020",), DayKind.NIGHT),
        ShootDay(3, START + timedelta(3), ("sc030",)),
    )
    return Schedule(shoot, days, boneyard=("sc050",), figures=Figures(3, 3, 41, 40, 5, 1, 2, 0, 1, 0))


def dood(days: int = 40) -> Dood:
    """Return a day out of days over more dates than one page holds."""
    dates = tuple(START + timedelta(n) for n in range(days))
    row = ("SW", "W", "H", "WF", *("",) * (days - 4))
    rows = (DoodRow("mara", "MARA VOSS", "1", row, 3, 1, 0, 0, 0, 0, dates[0], dates[3]),)
    return Dood(dates, tuple(range(1, days + 1)), ("",) * days, rows)


def one_liner() -> tuple[OneLine, ...]:
    """Return the one-liner of the board's first day."""
    first = board().days[0]
    return (
        OneLine(1, first.date, "strip", "1 INT KITCHEN", STRIPS[0], ("1", "2"), 11),
        OneLine(1, first.date, "banner", "COMPANY MOVE", STRIPS[4]),
        OneLine(1, first.date, "strip", "4 INT CAR", STRIPS[3], ("2",), 6),
        OneLine(1, first.date, "day end", "END OF DAY 1", None, (), 17),
    )


def call_sheet() -> CallSheet:
    """Return the first day's call sheet."""
    people = (CastCall("mara", "MARA VOSS", "1", "SW", time(6), time(6, 30), time(7, 30), ("sc010",), "minor: 5 h"),
              CastCall("pike", "PIKE", "2", "W", None, None, None, ("sc010", "sc040")))  # fmt: skip
    return CallSheet(1, 3, START, DayKind.DAY, time(7), time(13), time(18), time(8, 1), time(15, 55), ("House",),
                     (STRIPS[0], STRIPS[3]), (time(7, 30), time(10)), people, 17, ("Bring boots.",), (STRIPS[1],))  # fmt: skip


SCRIPT = """\
Title: The Ferry

INT. BOAT HOUSE - NIGHT #1#

= Oda waits with the lantern.

Rain drums on the roof. ODA LIND, 44, lifts a brass lantern. BO KVIST, 30, sits at the table in a wet coat.

ODA
You came back.

BO
I had no choice, and you know it.

EXT. JETTY - DAY #2#

Three soldiers run along the jetty. A motorboat roars in. The fuel tank explodes.

BO
Down!

EXT. JETTY - NIGHT #3#

Oda rows alone.

INT. BOAT HOUSE - DAWN #4#

Oda sweeps up glass. The lantern hangs on its hook again.

ODA
Now we are even.
"""


TAGS = tuple(
    Tag(scene, category, name, (Evidence(at, 0, len(name), name.lower()),), quantity)
    for scene, category, name, quantity, at in (
        ("sc010", Category.CAST, "BO", 1, 6), ("sc010", Category.CAST, "ODA", 1, 4),
        ("sc010", Category.PROPS, "BRASS LANTERN", 1, 2), ("sc010", Category.WARDROBE, "WET COAT", 1, 2),
        ("sc020", Category.CAST, "BO", 1, 10), ("sc020", Category.EXTRAS, "SOLDIER", 3, 9),
        ("sc020", Category.SFX, "EXPLOSION", 1, 9), ("sc020", Category.STUNTS, "RUN FROM FIRE", 1, 9),
        ("sc030", Category.CAST, "ODA", 1, 13), ("sc040", Category.CAST, "ODA", 1, 16),
        ("sc040", Category.DRESSING, "LANTERN", 1, 15),
    )
)  # fmt: skip


def ferry() -> Dossier:
    """Return the dossier of SCRIPT with tags set by hand, two scenes a day."""
    return dossier(SCRIPT, tags=TAGS)


def dossier(text: str, *, a_day: int = 2, board: bool = True, tags: tuple[Tag, ...] | None = None) -> Dossier:
    """Return a script read whole, its scenes shot in script order, so many a day, with a weekend off."""
    reading = Reading(fountain.parse(text))
    tags = reading.tags if tags is None else tags
    title = reading.script.title or "Untitled"
    made = None
    if board and reading.breakdown.scenes:
        shoot = shoot_of(reading.breakdown, reading.pages, tags, start=START, title=title)
        ids = [strip.id for strip in shoot.strips]
        dates = shoot.rules.calendar.dates()
        days = tuple(
            ShootDay(number, next(dates), tuple(ids[at : at + a_day]))
            for number, at in enumerate(range(0, len(ids), a_day), 1)
        )
        made = board_of(Schedule(shoot, days))
    return Dossier(title, reading.script, reading.breakdown, reading.pages, tags, reading.pacing, made, {},
                   reading.script.warnings)  # fmt: skip


WORDS = tuple(f"{first}{second}" for first in ("AL", "BER", "COR", "DOM", "EVE", "FIN", "GOR", "HAN", "IV", "JO")
              for second in ("A", "BERT", "CINA", "DRIK", "ELLE", "FRED", "GAR", "HILD"))  # fmt: skip
NAMES = tuple(f"{word} VAN DER FEATHERSTONEHAUGH" if n % 3 == 0 else word for n, word in enumerate(WORDS))  # 80


def long_script(scenes: int, people: int = len(NAMES)) -> str:
    """Return a script of many scenes in which up to 80 people speak, some with long names, in changing places."""
    times = ("DAY", "NIGHT", "DAWN", "EVENING")
    out = ["Title: The Long One", ""]
    for n in range(scenes):
        setting = "EXT" if n % 3 else "INT"
        out += [f"{setting}. PLACE NUMBER {n % 17} - {times[n % 4]} #{n + 1}#", "", f"A lantern {n}. A dog barks.", ""]
        for k in range(2):
            out += [NAMES[(n * 2 + k) % people], "Now.", ""]
    return "\n".join(out)
