"""Tags of whole scenes: what an assistant director marks, with the words that prove it."""

from pathlib import Path

import pytest

from secondunit.core.tags import Category
from secondunit.departments.script import breakdown
from secondunit.departments.script.tagging import tag, weights
from secondunit.departments.script.tagging.turns import read_turns
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


@pytest.mark.parametrize(
    ("action", "thing", "category"),
    [
        ("A table, a typewriter, maps.", "TABLE", Category.DRESSING),
        ("She lifts the chandelier.", "CHANDELIER", Category.PROPS),
        ("He sits on a crate.", "CRATE", Category.DRESSING),
        ("A coat on a hook.", "COAT", Category.DRESSING),
        ("She gives him the ring.", "RING", Category.PROPS),
        ("He turns his ring.", "RING", Category.WARDROBE),
        ("He feeds a horse.", "HORSE", Category.ANIMALS),
        ("A tractor waits.", "TRACTOR", Category.VEHICLES),
    ],
)
def test_the_word_and_its_role_say_which_department_brings_a_thing(action, thing, category):
    assert thing in names(action, category)


@pytest.mark.parametrize(
    ("action", "word"),
    [
        ("They wait eight bars.", "BAR"),
        ("She sings a high note.", "NOTE"),
        ("A ring of trees.", "RING"),
        ("A kitten the size of a teacup sleeps.", "TEACUP"),
        ("Soot on his nose.", "SOOT"),
    ],
)
def test_a_word_that_means_something_else_is_no_thing(action, word):
    things = (Category.PROPS, Category.DRESSING, Category.WARDROBE)
    assert not any(word in each.name.split() for each in tags_of(action) if each.category in things)


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("JO, nose scraped, sits up.", "SCRAPED NOSE"),
        ("REMEDIOS, hennaed hair, waits.", "HENNAED HAIR"),
        ("He has plaster dust in his eyebrows.", "PLASTER DUST"),
        ("JO, brown with mud, sits up.", "MUD"),
        ("JO, unshaven, sits up.", "UNSHAVEN"),
        ("He bleeds.", "BLOOD"),
        ("They bring up JO, weals on his back.", "WEAL"),
    ],
)
def test_worked_skin_and_hair_and_what_sticks_to_them_are_make_up(action, state):
    assert state in names(action, Category.MAKEUP)


@pytest.mark.parametrize(
    "action", ["Her arms folded, she waits.", "JO, pale, sits.", "Mud on the road.", "Eyes closed."]
)
def test_posture_pallor_and_dirty_roads_need_no_make_up(action):
    assert not names(action, Category.MAKEUP)


@pytest.mark.parametrize(
    ("action", "effect"),
    [
        ("Panes fly.", "FLYING PANE"),
        ("The shelf collapses.", "FALLING SHELF"),
        ("Dry ice leaks over the boards.", "DRY ICE"),
        ("Water pours from the pipe.", "WATER"),
        ("The marshmallow catches fire.", "FIRE"),
        ("The cabin shakes.", "SHAKING CABIN"),
    ],
)
def test_what_flies_falls_in_flows_and_burns_is_made_on_the_set(action, effect):
    assert effect in names(action, Category.SFX)


@pytest.mark.parametrize("action", ["A burnt tram.", "Sawdust, a pole.", "A candle flame.", "He opens fire."])
def test_what_burnt_before_lies_about_or_is_no_fire_is_no_effect(action):
    assert not names(action, Category.SFX)


@pytest.mark.parametrize(
    ("action", "heard"),
    [
        ("A bell.", "BELL"),
        ("Hooves in the yard.", "HOOF"),
        ("Below, someone yells.", "YELL"),
        ("Titters from the benches.", "TITTERS"),
        ("Gulls cry.", "GULL"),
        ("The clock strikes one.", "CLOCK"),
        ("She leans on the horn.", "HORN"),
        ("He hammers on the door.", "KNOCK"),
        ("The crowd cheers.", "CROWD"),
    ],
)
def test_things_animals_crowds_and_people_out_of_view_are_heard(action, heard):
    assert heard in names(action, Category.SOUND)


@pytest.mark.parametrize("action", ["JO laughs.", "A bell on the wall gleams.", "A crack of light.", "His nose drips."])
def test_the_cast_in_view_and_silent_things_are_no_sound(action):
    assert not names(action, Category.SOUND)


@pytest.mark.parametrize(
    ("action", "tune"),
    [
        ("A minuet from the salon.", "MINUET"),
        ("She plays Chopin.", "CHOPIN"),
        ("They sing.", "SINGING"),
        ("A jukebox plays.", "JUKEBOX"),
        ("Jazz on the radio.", "JAZZ"),
    ],
)
def test_music_is_sung_played_or_comes_from_a_loudspeaker(action, tune):
    assert tune in names(action, Category.MUSIC)


@pytest.mark.parametrize(
    "action", ["The clerk, BO, yawns.", "WILFRA the ferrywoman hauls.", "An ice maker, a cassette player."]
)
def test_what_the_cast_is_called_and_machines_are_no_background(action):
    assert not names(action, Category.EXTRAS)


def test_the_wounded_and_irregular_plurals_are_background():
    assert names("The wounded lie in rows. Seamen haul. Two footmen push.", Category.EXTRAS) == {
        "WOUNDED", "SEAMEN", "FOOTMEN",
    }  # fmt: skip


def test_a_function_in_capitals_that_stands_for_a_name_is_cast():
    assert "JUDGE" in names("The JUDGE raps with her pen.", Category.CAST)


@pytest.mark.parametrize(
    ("action", "heading"),
    [
        ("He trips and falls down the stairs.", "INT. HALL - DAY"),
        ("She is flung against the wall.", "INT. HALL - DAY"),
        ("JO slaps MARA.", "INT. HALL - DAY"),
        ("The bus skids across the road.", "EXT. ROAD - DAY"),
        ("He hangs from the gutter.", "EXT. HOUSE - DAY"),
        ("She swings across on a rope.", "EXT. CLIFF - DAY"),
        ("The horse rears.", "EXT. FIELD - DAY"),
        ("They trade blows.", "INT. BAR - NIGHT"),
        ("A burning man runs out.", "EXT. HOUSE - DAY"),
        ("He takes the bend on two wheels.", "EXT. ROAD - DAY"),
        ("Everyone runs for the exits.", "INT. HALL - DAY"),
    ],
)
def test_frames_of_verbs_and_turns_of_phrase_tell_a_stunt(action, heading):
    assert names(action, Category.STUNTS, heading)


@pytest.mark.parametrize(
    "action", ["He slips a note into her hand.", "She falls in love.", "He hits the ball.", "Rain hits the roof."]
)
def test_figures_and_small_deeds_are_no_stunt(action):
    assert not names(action, Category.STUNTS)


def test_who_hangs_at_a_height_has_wires_that_are_taken_out():
    assert "SAFETY WIRES" in names("He hangs by his fingers.", Category.VFX, "EXT. ROOFTOP - NIGHT")
    assert "SAFETY WIRES" not in names("He falls on his back.", Category.VFX, "INT. KITCHEN - DAY")


@pytest.mark.parametrize(
    ("action", "heading", "task"),
    [
        ("A ball of fire above his palm.", "EXT. ROOF - NIGHT", "composite"),
        ("Two words: HE KNOWS.", "INT. CORRIDOR - NIGHT", "screen"),
        ("Everybody has stopped.", "INT. BATHS - DAY", "roto"),
        ("Her twin sons, one face twice, wait.", "INT. ROOM - DAY", "double"),
        ("Towers to the vanishing point.", "EXT. CITY - NIGHT", "environment"),
        ("He walks through the wall.", "INT. ROOM - DAY", "composite"),
        ("Through the sight: lanterns.", "INT. TANK - DAY", "composite"),
        ("The reflection smiles first.", "INT. ROOM - DAY", "composite"),
        ("A bird with six wings lands.", "EXT. PARK - DAY", "creature"),
        ("A hedgehog waddles out.\n\nHEDGEHOG\nHave you tried asking?", "EXT. WOOD - DAY", "creature"),
        ("A robot waits.\n\nUNIT SEVEN\nYou are cheating.", "INT. ROOM - DAY", "creature"),
        ("Something huge moves under the ice.", "EXT. LAKE - DAY", "creature"),
        ("Half the cranes collapse.", "EXT. PORT - DAY", "environment"),
    ],
)
def test_turns_of_phrase_and_odd_subjects_tell_a_visual_effect(action, heading, task):
    assert task in {each.task for each in tags_of(action, heading) if each.category is Category.VFX}


def test_signs_that_no_table_knows_leave_all_departments_equal():
    assert weights.shares(["unheard"], {}) == pytest.approx([1 / 6] * 6)
    assert weights.chances(["unheard"], {}) == [0.5, 0.5]
    assert weights.read_table("# remark\nsign 100 -5\n") == {"sign": (100, -5)}


def test_turns_are_read_by_section_and_matched_between_words():
    (turn,) = read_turns("# remark\n= stunt CAR_FLIP none\nflips over\nrolls\n")
    assert (turn.family, turn.name, turn.task) == ("stunt", "CAR FLIP", "none")
    assert turn.pattern.search("It rolls.") and not turn.pattern.search("Two scrolls.")


def test_a_paragraph_without_end_is_read_in_step_with_its_length():
    found = tags_of("A lantern, a dog, red light, " * 3000)
    assert found
    assert tags_of("the " * 5000) == ()
