"""Tags of whole scenes: what an assistant director marks, with the words that prove it."""

from pathlib import Path

import pytest

from secondunit.core.tags import Category
from secondunit.departments.script import breakdown
from secondunit.departments.script.tagging import tag
from secondunit.formats import fountain
from secondunit.formats.screenplay import read

EXAMPLE = Path(__file__).parents[2] / "examples" / "low_tide.fountain"


def tags_of(action, heading="INT. ROOM - DAY"):
    script = fountain.parse(f"{heading}\n\n{action}\n")
    return tag(script, breakdown(script))


def names(action, category, heading="INT. ROOM - DAY"):
    return {each.name for each in tags_of(action, heading) if each.category is category}


def prove(script, tags):
    for each in tags:
        assert each.evidence
        for words in each.evidence:
            assert script.elements[words.element].text[words.start : words.end] == words.text != ""


@pytest.fixture(scope="module")
def short():
    script = read(EXAMPLE)
    return script, tag(script, breakdown(script))


def test_every_tag_of_the_short_is_proved_by_its_words(short):
    prove(*short)


def test_one_tag_for_each_scene_category_and_name(short):
    keys = [(each.scene, each.category, each.name) for each in short[1]]
    assert len(keys) == len(set(keys))


def test_the_same_script_gives_the_same_tags(short):
    assert tag(short[0], breakdown(short[0])) == short[1]


def test_the_short_has_its_hero_props_cast_and_creature(short):
    found = {(each.scene, each.category, each.name) for each in short[1]}
    assert ("sc020", Category.PROPS, "TIDE BOOK") in found
    assert ("sc060", Category.PROPS, "BRASS WHISTLE") in found
    assert ("sc050", Category.SFX, "RAIN") in found
    assert ("sc030", Category.VEHICLES, "VAN") in found
    assert ("sc040", Category.EXTRAS, "PATRONS") in found
    assert ("sc120", Category.CAST, "THE KEEPER") in found
    deaged = [each for each in short[1] if each.task == "deage"]
    assert [each.name for each in deaged] == ["YOUNG MARA"]
    voice = next(each for each in short[1] if each.scene == "sc120" and each.name == "DANNY")
    assert voice.note == "voice"


@pytest.mark.parametrize(
    ("action", "prop"),
    [
        ("She takes a rusty knife from the drawer.", "KNIFE"),
        ("He unfolds a letter.", "LETTER"),
        ("A LETTER lies on the mat.", "LETTER"),
        ("He stands there with a clipboard.", "CLIPBOARD"),
        ("She lifts the oil lamp and a mug of tea.", "OIL LAMP"),
        ("She lifts the oil lamp and a mug of tea.", "TEA"),
        ("He picks up the phone.", "PHONE"),
        ("A torch beam slides over the wall.", "TORCH"),
        ("She hugs a toy rabbit.", "TOY RABBIT"),
    ],
)
def test_what_is_handled_or_singled_out_is_a_prop(action, prop):
    assert prop in names(action, Category.PROPS)


@pytest.mark.parametrize(
    "action",
    [
        "There is no gun.",
        "He runs like a horse with a knife.",
        "She looks at a photograph of a dog.",
        "He leaves without a coat.",
        "She remembers the letter.",
    ],
)
def test_what_is_denied_compared_pictured_or_remembered_is_not_there(action):
    found = {each.name.split()[-1] for each in tags_of(action) if each.category is not Category.CAST}
    assert not found & {"GUN", "HORSE", "KNIFE", "DOG", "COAT", "LETTER"}


def test_dialogue_gives_no_tags_but_its_cue():
    found = tags_of("ANNA\nBring me the gun, the horse and a fire engine!")
    assert [(each.category, each.name) for each in found] == [(Category.CAST, "ANNA")]


def test_furniture_dresses_the_set_and_walls_are_the_locations():
    found = names("A table, two chairs, a window, a door. She sits on a crate.", Category.DRESSING)
    assert found == {"TABLE", "CHAIR", "CRATE"}


def test_numbers_become_quantities():
    found = {each.name: each.quantity for each in tags_of("Three SOLDIERS carry two dozen rifles past a dog.")}
    assert (found["SOLDIERS"], found["RIFLE"], found["DOG"]) == (3, 24, 1)


def test_a_shorter_name_joins_the_longer_one_of_the_scene():
    (prop,) = [each for each in tags_of("He lifts a brass key. The key is cold.") if each.category is Category.PROPS]
    assert (prop.name, len(prop.evidence)) == ("BRASS KEY", 2)


@pytest.mark.parametrize(
    ("action", "worn"),
    [
        ("JO, 30, oilskin coat over a sweater, waits.", {"OILSKIN COAT", "SWEATER"}),
        ("JO, 30, in sealskin, waits.", {"SEALSKIN"}),
        ("He adjusts his glasses.", {"GLASSES"}),
        ("He pours wine into two glasses.", set()),
        ("A coat on a hook.", set()),
    ],
)
def test_wardrobe_is_what_somebody_wears(action, worn):
    assert names(action, Category.WARDROBE) == worn


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("JO has a scar over one eye.", "SCAR"),
        ("Her hair is wet.", "WET HAIR"),
        ("JO, lips cracked, looks up.", "CRACKED LIPS"),
        ("He sweats.", "SWEAT"),
        ("Blood runs down his face.", "BLOOD"),
    ],
)
def test_make_up_and_hair(action, state):
    assert state in names(action, Category.MAKEUP)


@pytest.mark.parametrize(
    ("action", "effect"),
    [
        ("Rain hammers the windows.", "RAIN"),
        ("The car explodes.", "EXPLOSION"),
        ("Smoke fills the room.", "SMOKE"),
        ("The window shatters.", "BREAKING WINDOW"),
        ("Dust blows between the houses.", "DUST"),
    ],
)
def test_practical_effects(action, effect):
    assert effect in names(action, Category.SFX)


def test_smoke_from_a_cigarette_is_a_prop_that_somebody_smokes():
    assert "CIGARETTE" in names("She smokes.", Category.PROPS)


@pytest.mark.parametrize(
    ("action", "stunt"),
    [
        ("He punches her.", "PUNCH"),
        ("She falls down the stairs.", "FALL"),
        ("The truck crashes into a wall.", "CRASH"),
        ("He throws himself in front of the car.", "DIVE"),
    ],
)
def test_stunts(action, stunt):
    assert stunt in names(action, Category.STUNTS)


@pytest.mark.parametrize("action", ["His face falls.", "Night falls.", "She falls asleep.", "He never falls."])
def test_what_falls_without_harm_is_no_stunt(action):
    assert not names(action, Category.STUNTS)


def test_a_gun_that_fires_is_prop_sound_and_muzzle_flash():
    found = {(each.category, each.name) for each in tags_of("VERA fires her pistol.")}
    assert {(Category.PROPS, "PISTOL"), (Category.SOUND, "GUNSHOT"), (Category.VFX, "MUZZLE FLASH")} <= found


@pytest.mark.parametrize(
    ("action", "heading", "task"),
    [
        ("A dragon lands on the keep.", "EXT. CASTLE - NIGHT", "creature"),
        ("A hologram turns above the desk.", "INT. LAB - DAY", "composite"),
        ("On the monitor: a red dot.", "INT. LAB - DAY", "screen"),
        ("The bridge collapses into the river.", "EXT. CITY - DAY", "environment"),
        ("She dangles from a rope.", "EXT. CLIFF - DAY", "cleanup"),
        ("The rocking chair moves by itself.", "INT. ATTIC - NIGHT", "cleanup"),
        ("Sixty thousand fans roar.", "EXT. STADIUM - DAY", "composite"),
        ("VERA sees herself at the bar.", "INT. BAR - NIGHT", "double"),
        ("Everyone else freezes.", "INT. BAR - NIGHT", "roto"),
        ("YOUNG ADA, 19, runs.", "EXT. BEACH - DAY (FLASHBACK)", "deage"),
        ("Stars.", "EXT. SPACE - NIGHT", "environment"),
    ],
)
def test_visual_effects_name_the_department_that_they_feed(action, heading, task):
    assert task in {each.task for each in tags_of(action, heading) if each.category is Category.VFX}


def test_only_visual_effects_carry_a_task(short):
    assert all(bool(each.task) == (each.category is Category.VFX) for each in short[1])


@pytest.mark.parametrize(
    ("action", "heard"),
    [
        ("Somewhere a dog barks.", "DOG"),
        ("A phone rings.", "PHONE"),
        ("The sound of water.", "WATER"),
        ("The bell over the door rings.", "BELL"),
        ("Thuds.", "THUD"),
    ],
)
def test_sounds(action, heard):
    assert heard in names(action, Category.SOUND)


def test_an_animal_that_is_only_heard_is_no_animal():
    assert not names("Somewhere a dog barks.", Category.ANIMALS)
    assert names("A dog barks at her.", Category.ANIMALS) == {"DOG"}


def test_an_instrument_that_is_played_is_prop_and_music():
    found = {(each.category, each.name) for each in tags_of("OLENA plays an accordion.")}
    assert {(Category.PROPS, "ACCORDION"), (Category.MUSIC, "ACCORDION")} <= found


def test_the_car_that_a_scene_plays_in_is_a_vehicle():
    assert names("BEN drives.", Category.VEHICLES, "INT. CAR - MOVING - NIGHT") == {"CAR"}


@pytest.mark.parametrize(
    ("action", "person"),
    [
        ("MILA crosses the room.", "MILA"),
        ("DR. WEI, 60, white coat, waits.", "DR WEI"),
        ("SIR RODERICK draws his sword.", "SIR RODERICK"),
        ("The BRIDE lifts her veil.", "BRIDE"),
        ("It lands in the hood of KOFI's coat.", "KOFI"),
    ],
)
def test_who_is_named_and_seen_is_cast_without_a_line(action, person):
    assert {name.replace(".", "") for name in names(action, Category.CAST)} == {person}


@pytest.mark.parametrize("action", ["CRASH!", "A GUARD walks past.", "SMOKE everywhere.", "The word EXIT glows."])
def test_capitals_alone_make_no_cast(action):
    assert not names(action, Category.CAST)


def test_groups_and_functions_without_lines_are_background():
    found = names("A waiter passes. DANCERS turn. The crowd roars. Her brother waits.", Category.EXTRAS)
    assert found == {"WAITER", "DANCERS", "CROWD"}


def test_capitals_mean_nothing_where_a_whole_paragraph_shouts():
    found = names("WALT HITS THE BOILER WITH A WRENCH AND LOOKS AT THE CEILING.", Category.CAST)
    assert not found


def test_scripts_in_other_languages_and_empty_ones_give_no_nonsense():
    for text in ("", "\n", "INT. ДОМ - ДЕНЬ\n\nМАРИЯ входит.\n", "EXT. 東京 - 夜\n\n雨が降る。\n"):
        script = fountain.parse(text)
        prove(script, tag(script, breakdown(script)))
