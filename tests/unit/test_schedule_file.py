"""The rules of the shoot as TOML: what people write wins, stays, and is refused with key and line when it is wrong."""

from dataclasses import replace
from datetime import date, time

import pytest

from schedule_boards import START, day, shoot, with_cast
from secondunit.core.errors import InputError
from secondunit.core.schedule import Calendar, DatedEvent, DateRange, Light, MinorRule
from secondunit.formats.schedule_file import dump
from secondunit.formats.schedule_read import apply

ROWS = [("s1", "ab", 4), ("s2", "a", 8, "harbour", "night"), ("s3", "b", 4)]


def edited(old, new, made=None):
    text = dump(made or shoot(ROWS))
    assert old in text
    return apply(made or shoot(ROWS), text.replace(old, new, 1))


def test_the_file_as_written_changes_nothing():
    assert apply(shoot(ROWS), dump(shoot(ROWS))) == shoot(ROWS)
    assert apply(shoot(ROWS), dump(shoot(ROWS)).replace("\n", "\r\n").encode("utf-8-sig")) == shoot(ROWS)
    assert apply(shoot(ROWS), "") == shoot(ROWS)


def test_everything_that_can_be_set_is_written_and_read_back():
    calendar = Calendar(START, day(60), (6,), (DatedEvent(day(3), 'St "Bob"'),), 5)
    made = shoot(ROWS, calendar=calendar, max_eighths=21, hours=10.5, latitude=-33.9, longitude=18.4, zone="Africa/Johannesburg",
                 prep=day(-9), day_call=time(6, 30), split_days=False)
    made = with_cast(made, "a", age=9, pay=4, drop=True, drop_days=8, days_off=(1,), linked=("dog",),
                     available=(DateRange(day(0), day(20)),), unavailable=(DateRange(day(2), day(2)), DateRange(day(4), day(6))),
                     events=(DatedEvent(day(-2), "travel"), DatedEvent(day(-1), "fitting")))
    places = (replace(made.places[0], base="lot", ready=day(2), build_days=4, latitude=1.25, longitude=-2.5), *made.places[1:])
    made = replace(made, places=places)
    bare = shoot(ROWS)
    assert apply(bare, dump(made)) == replace(made, strips=bare.strips)


@pytest.mark.parametrize(
    ("old", "new", "get", "value"),
    [
        ("start = 2027-03-01", "start = 2027-04-05", lambda r: r.calendar.start, date(2027, 4, 5)),
        ('days_off = ["Sat", "Sun"]', 'days_off = ["sunday"]', lambda r: r.calendar.days_off, (6,)),
        ("holidays = []", 'holidays = [2027-03-04, { date = 2027-03-05, name = "Fête" }]', lambda r: r.calendar.holidays,
         (DatedEvent(day(3), "holiday"), DatedEvent(day(4), "Fête"))),
        ('pages = "5"', 'pages = "3 4/8"', lambda r: r.max_eighths, 28), ('pages = "5"', "pages = 2.5", lambda r: r.max_eighths, 20),
        ("rest_hours = 11", "rest_hours = 10.5", lambda r: r.rest_hours, 10.5),
        ("day_call = 07:00:00", "day_call = 05:45:00", lambda r: r.day_call, time(5, 45)),
        ("move = 6", "move = 60", lambda r: r.weights.move, 60),
        ("before = []", 'before = [["3", "1"]]', lambda r: r.before, (("s3", "s1"),)),
        ("together = []", 'together = [["1", "2", "3"]]', lambda r: r.together, (("s1", "s2", "s3"),)),
        ("apart = []", 'apart = [["1", "2"]]', lambda r: r.apart, (("s1", "s2"),)),
    ],
)  # fmt: skip
def test_a_changed_value_is_used(old, new, get, value):
    assert get(edited(old, new).rules) == value


def test_scenes_can_be_fixed_lit_timed_and_placed():
    text = dump(shoot(ROWS)) + '\n[scene."2"]\nminutes = 95\ndate = 2027-03-12\nlight = "dusk"\nplace = "street"\n'
    made = apply(shoot(ROWS), text)
    assert made.rules.fixed == (("s2", day(11)),)
    assert (made.strips[1].minutes, made.strips[1].light, made.strips[1].location) == (95, Light.DUSK, "street")
    assert made.strips[0] == shoot(ROWS).strips[0]


def test_minors_rules_are_replaced_as_a_whole():
    made = apply(shoot(ROWS), "[[minors]]\nunder = 15\nminutes = 240\nlatest = 18:30:00\n")
    assert made.rules.minors == (MinorRule(15, 240, time(18, 30)),)


def test_a_new_script_keeps_what_people_wrote_and_adds_what_is_new():
    mine = dump(shoot(ROWS)).replace('[cast."a"]\n# 1 MEMBER A\npay = 1', '[cast."a"]\n# my star\npay = 9 # worth it')
    more = shoot([*ROWS, ("s4", "c", 4, "attic")], places=("kitchen", "harbour", "street", "attic"))
    again = dump(more, mine)
    assert again.startswith(mine.rstrip("\n")) and '[cast."c"]' in again and '[place."attic"]' in again
    assert dump(more, again) == again
    made = apply(more, again)
    assert [e.pay for e in made.cast()] == [9, 1, 1]
    fewer = shoot(ROWS[1:2])  # cast and places that left the script do no harm
    assert apply(fewer, again).cast()[0].pay == 9


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("start = 2027-03-01", 'start = "1 March"', r"schedule.toml: line \d+: calendar.start must be a date such as"),
        ("start = 2027-03-01", "start = 3027-03-01", "calendar.start is the year 3027"),
        ("start = 2027-03-01", "start = 2027-03-01\nend = 2027-02-01", "calendar.end is before the start"),
        ("start = 2027-03-01", "strat = 2027-03-01", "calendar.strat is unknown"),
        ('days_off = ["Sat", "Sun"]', 'days_off = ["Caturday"]', "no weekday 'Caturday'"),
        ('days_off = ["Sat", "Sun"]', 'days_off = ["Mon","Tue","Wed","Thu","Fri","Sat","Sun"]', "leaves no shooting day"),
        ('pages = "5"', 'pages = "five"', "day.pages must be pages and eighths"), ('pages = "5"', "pages = true", "day.pages"),
        ('pages = "5"', "pages = 0", "day.pages"), ("hours = 12", "hours = 30", "day.hours must be a number from 1 to 24"),
        ("places = 2", "places = 2.5", "day.places must be a whole number"),
        ("split_days = true", 'split_days = "yes"', "day.split_days must be true or false"),
        ("day_call = 07:00:00", 'day_call = "7 am"', "day.day_call must be a time"),
        ('zone = "UTC"', 'zone = "../etc/passwd"', "sun.zone is no time zone"),
        ('[cast."a"]', '[cast."a"]\nunavailable = [[2027-03-05, 2027-03-01]]', r"cast.a.unavailable ends before it begins"),
        ('[cast."a"]', '[cast."a"]\nunavailable = [[2027-03-05]]', "cast.a.unavailable needs dates"),
        ('[cast."a"]', '[cast."a"]\nsalary = 3', "cast.a.salary is unknown"),
        ('[place."street"]', '[place."street"]\nlatitude = 91', "place.street.latitude must be a number from -90 to 90"),
        ("[order]", '[scene."2"]\nlight = "noon"\n[order]', "scene.2.light cannot be 'noon'"),
        ("[order]", '[scene."2"]\nplace = "moon"\n[order]', "scene.2.place names no place"),
        ("before = []", 'before = [["3", "99"]]', "order.before names scene '99', which is not in the script"),
        ("before = []", 'before = ["3"]', "order.before needs scene numbers in pairs"),
        ("[order]", "[odrer]", "odrer"), ("start = 2027-03-01", "start = ", "is not valid TOML"),
        ("under = 6", "under = -1", "minors.under"), ("move = 6", "move = -6", "weights.move"),
    ],
)  # fmt: skip
def test_errors_name_key_and_line(old, new, said):
    with pytest.raises(InputError, match=said):
        edited(old, new)


def test_the_line_is_the_right_one():
    text = dump(shoot(ROWS)).replace('[cast."b"]\n# 2 MEMBER B\npay = 1', '[cast."b"]\n# 2 MEMBER B\npay = "lots"')
    with pytest.raises(InputError) as error:
        apply(shoot(ROWS), text)
    assert error.value.facts["line"] == text[: text.index('pay = "lots"')].count("\n") + 1
    assert error.value.facts["key"] == "cast.b.pay"


@pytest.mark.parametrize("text", ["x", "a = 1", "[calendar", b"\xff", "cast = 5", "[cast]\na = 5", "scene = []", "[" * 5000,
                                  "[minors]\nunder = 'x'", "[place]\nkitchen = []", "minors = [5]"])  # fmt: skip
def test_garbage_is_one_clear_error(text):
    with pytest.raises(InputError) as error:
        apply(shoot(ROWS), text)
    assert "schedule.toml" in error.value.message


def test_scene_numbers_that_stand_twice_cannot_be_ordered():
    made = shoot(ROWS)
    twice = replace(made, strips=(made.strips[0], replace(made.strips[1], scene="1"), made.strips[2]))
    with pytest.raises(InputError, match="stands twice"):
        apply(twice, '[order]\nbefore = [["1", "3"]]\n')


def test_hostile_names_cannot_break_out_of_the_file():
    made = with_cast(shoot(ROWS), "a", name='X"\n[day]\npages = 1\x00\u2028')
    assert apply(made, dump(made)) == made
