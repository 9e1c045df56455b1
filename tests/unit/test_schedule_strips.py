"""Strips from a script: what stands on them, and the days of the story."""

from datetime import date

from secondunit.core.pages import Pages, PageSetup, ScenePages
from secondunit.core.schedule import Light, light_of, shooting_minutes
from secondunit.core.tags import Category, Tag
from secondunit.departments.script.breakdown import breakdown
from secondunit.departments.script.schedule import shoot_of, strips
from secondunit.formats.fountain import parse

TEXT = """INT. HOUSE - KITCHEN - NIGHT

ANNA waits.

ANNA
Late again.

BEN
I know.

EXT. HARBOUR - DAWN

Anna walks. A DOG follows.

INT. HOUSE - HALL - LATER

BEN
Anna?

EXT. HARBOUR - DAY (FLASHBACK)

YOUNG ANNA runs.

YOUNG ANNA
Wait!

INT. CAR - NIGHT

BEN
Drive.

INT. HOUSE - KITCHEN - THE NEXT MORNING

ANNA
Coffee.
"""
FOUND = breakdown(parse(TEXT))


def test_scene_side_set_time_and_light():
    made = strips(FOUND)
    assert [(s.scene, s.setting, s.set, s.time) for s in made[:3]] == [
        ("1", "INT", "HOUSE - KITCHEN", "NIGHT"), ("2", "EXT", "HARBOUR", "DAWN"), ("3", "INT", "HOUSE - HALL", "DAWN"),
    ]  # fmt: skip
    assert [s.light for s in made] == [Light.ANY, Light.DAWN, Light.ANY, Light.DAY, Light.ANY, Light.ANY]


def test_script_days_turn_at_morning_and_flashbacks_stand_outside():
    assert [s.script_day for s in strips(FOUND)] == ["1", "2", "2", "FB1", "2", "3"]


def test_board_numbers_follow_the_amount_of_work():
    made = shoot_of(FOUND, start=date(2027, 3, 1))
    numbers = {e.id: e.board_id for e in made.cast()}
    assert set(numbers.values()) == {str(n) for n in range(1, len(numbers) + 1)}
    assert numbers["anna"] == "1" and numbers["ben"] == "2"
    assert strips(FOUND)[0].cast == ("anna", "ben")


def test_pages_give_eighths_and_page_labels():
    headings = [s.elements[0] for s in FOUND.scenes]
    pages = Pages(PageSetup(), (), tuple(ScenePages(s.number, s.heading, at, 1, f"{n}A", 3 + n) for n, (s, at) in enumerate(zip(FOUND.scenes, headings, strict=True))))
    made = strips(FOUND, pages)
    assert [(s.eighths, s.page) for s in made] == [(3 + n, f"{n}A") for n in range(6)]


def test_tags_give_elements_and_the_cast_where_they_speak_of_it():
    tags = (
        Tag("sc010", Category.CAST, "ANNA"), Tag("sc010", Category.PROPS, "Cup"), Tag("sc020", Category.ANIMALS, "Dog"),
        Tag("sc050", Category.VEHICLES, "Car"), Tag("sc050", Category.CAST, "A STRANGER"), Tag("sc020", Category.PROPS, "Cup"),
    )  # fmt: skip
    made = shoot_of(FOUND, None, tags, start=date(2027, 3, 1))
    assert made.strips[0].cast == ("anna",) and made.strips[2].cast == () and made.strips[4].cast == ("a_stranger",)
    assert made.strips[0].elements == ("props:cup",) and made.strips[1].elements == ("animals:dog", "props:cup")
    others = [e for e in made.elements if e.ucid != 100]
    assert [(e.id, e.ucid) for e in others] == [("vehicles:car", 103), ("props:cup", 104), ("animals:dog", 108)]
    assert {e.id: e.name for e in made.cast()} == {"anna": "ANNA", "a_stranger": "A STRANGER"}


def test_animals_vehicles_stunts_and_effects_take_longer():
    plain = strips(FOUND)[1].minutes
    assert strips(FOUND, None, (Tag("sc020", Category.ANIMALS, "Dog"),))[1].minutes == plain + 20


def test_rooms_of_one_house_are_one_base():
    made = shoot_of(FOUND, start=date(2027, 3, 1))
    bases = {place.name: place.base for place in made.places}
    assert bases["HOUSE - KITCHEN"] == bases["HOUSE - HALL"] != bases["HARBOUR"]


def test_light_follows_side_and_time():
    assert light_of("INT", "NIGHT") is Light.ANY and light_of("INT/EXT", "NIGHT") is Light.NIGHT
    assert light_of("EXT", "MAGIC HOUR") is Light.DUSK and light_of("EXT", "SUNRISE") is Light.DAWN
    assert light_of("EXT", "") is Light.DAY and light_of("", "DAY") is Light.ANY and light_of("ext", "n") is Light.NIGHT


def test_minutes_are_two_hours_a_page_and_a_set_up():
    assert shooting_minutes(8) == 140 and shooting_minutes(8, Light.NIGHT) == 175
