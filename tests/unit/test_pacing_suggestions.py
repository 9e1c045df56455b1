"""Suggestions on pacing: each kind in a small script, with reason, effect and scenes, never a rewrite."""

import re

import pytest

from secondunit.departments.script.pacing.suggest import FINDINGS, KINDS
from secondunit.departments.script.reading import Reading
from secondunit.formats import fountain

PLACES = ("KITCHEN", "YARD", "OFFICE", "PIER", "HALL", "MILL")
FILL = "The room is bare and the light moves slowly over the boards while they look at the things on the table."
TALK = "I would have told you sooner if there had been anything to tell, and you know it."


def scene(place, *who, lines=6, told=FILL, time="DAY", said=TALK):
    """Return a scene in which these people speak in turn."""
    out = [f"INT. {place} - {time}", told]
    for at in range(lines if who else 0):
        out.append(f"{who[at % len(who)]}\n{said}")
        if at % 2:
            out.append(told)
    return "\n\n".join(out)


def film(count=24):
    """Return ordinary scenes: the lead in all of them, others in turn, places in turn."""
    others = ("BEN", "CARA", "DREW")
    return [scene(PLACES[at % 6], "ADA", others[at % 3]) for at in range(count)]


def suggest(scenes, runtime=0):
    text = "\n\n".join(scenes) + "\n"
    return Reading(fountain.parse(text), runtime=runtime).pacing


def of_kind(pacing, kind):
    return [each for each in pacing.suggestions if each.kind == kind]


def numbers(pacing, suggestion):
    return [scene.number for scene in pacing.scenes if scene.id in suggestion.scenes]


def seeded(kind):
    """Return a script with one fault, and the numbers of scenes of which the suggestion must name one."""
    base = film()
    middle, end = base[:8], base[8:]
    long = " ".join([TALK] * 9)
    rare = "The ledger says copper, copper and zinc, and the assayer signed for zinc."
    made = {
        "repeated pairing": [scene("SHED", "ADA", "BEN", lines=9)] * 3,
        "alike back to back": [scene(place, "ADA", "BEN", said=f"{rare} {TALK}") for place in ("SHED", "BARN")],
        "overlong scene": [scene("SHED", "ADA", "BEN", lines=40)],
        "talk-heavy stretch": [scene(f"ROOM {at}", "ADA", "BEN", lines=14, told="Rain.") for at in range(5)],
        "action without a character": ["EXT. MOOR - DAY\n\n" + "\n\n".join([FILL] * 40)],
        "company moves": [f"INT. CORNER {name} - DAY\n\nThey pass." for name in "STUVWX"],
        "long montage": [".MONTAGE - SPRING\n\n" + "\n\n".join([FILL] * 60)],
        "long speech": [scene("SHED", "ADA", "BEN", said=long, lines=2)],
        "many voices": [scene("SHED", *(f"P{name}" for name in "ABCDEFGH"), lines=8)],
        "parts that could be one": [scene("SHED", "ADA", "COP 1", "COP 2", "COP 3", lines=4)],
    }
    return [*middle, *made[kind], *end], [str(9 + at) for at in range(len(made[kind]))]


@pytest.mark.parametrize(
    "kind",
    [
        "repeated pairing", "alike back to back", "overlong scene", "talk-heavy stretch",
        "action without a character", "company moves", "long montage", "long speech", "many voices",
        "parts that could be one",
    ],
)  # fmt: skip
def test_a_seeded_fault_is_named_in_its_scenes(kind):
    scenes, where = seeded(kind)
    pacing = suggest(scenes)
    found = of_kind(pacing, kind)
    assert found
    assert set(numbers(pacing, found[0])) & set(where)
    assert not of_kind(suggest(film()), kind)


def test_a_repeated_pairing_tells_pages_and_what_it_saves():
    pacing = suggest(seeded("repeated pairing")[0])
    found = of_kind(pacing, "repeated pairing")[0]
    by_id = {each.id: each for each in pacing.scenes}
    there = [by_id[each] for each in found.scenes]
    eighths = sum(each.eighths for each in there)
    assert found.text == (
        f"Scenes 9-11 repeat the same two characters (ADA and BEN) in the same place (SHED) for "
        f"{eighths // 8} {eighths % 8}/8 pages."
    )
    assert found.pages == tuple(each.length for each in there)
    saved = sum(each.seconds for each in there) - max(each.seconds for each in there)
    assert found.saves == pytest.approx(saved / 60, abs=0.06)
    assert "saves up to about" in found.effect
    assert found.severity == "strong"


def test_a_lead_who_comes_late_is_told():
    scenes = [scene(PLACES[at % 6], "BEN", "CARA", lines=4) for at in range(12)] + film(26)
    pacing = suggest(scenes)
    assert numbers(pacing, of_kind(pacing, "late lead")[0]) == ["13"]


def test_an_opening_without_the_lead_is_told():
    scenes = [scene(PLACES[at % 6], "EVE", "FAY", lines=4) for at in range(5)] + film(26)
    pacing = suggest(scenes)
    assert numbers(pacing, of_kind(pacing, "opening without the lead")[0]) == ["6"]
    assert not of_kind(pacing, "late lead")


def test_a_part_that_is_never_seen_again_is_told():
    scenes = [*(scene(PLACES[at % 6], "ADA", "GUS") for at in range(6)), *film(24)]
    pacing = suggest(scenes)
    found = next(each for each in of_kind(pacing, "character vanishes") if "GUS" in each.text)
    assert numbers(pacing, found) == ["6"]
    assert "last seen in scene 6" in found.text


def test_a_part_of_few_words_may_vanish():
    scenes = [*(f"{scene(PLACES[at], 'ADA', 'BEN')}\n\nGUS\nNo." for at in range(5)), *film(24)]
    pacing = suggest(scenes)
    assert not any("GUS" in each.text for each in of_kind(pacing, "character vanishes"))


def test_the_running_time_wanted_is_compared():
    over = suggest(film(), runtime=10)
    under = suggest(film(), runtime=200)
    assert of_kind(over, "over the running time")[0].saves == pytest.approx(over.runtime.minutes - 10, abs=0.1)
    assert of_kind(under, "under the running time")[0].scenes == ()
    fits = suggest(film(), runtime=round(suggest(film()).runtime.minutes))
    assert not [each for each in fits.suggestions if "running time" in each.kind]


def test_nights_outside_are_told_with_their_share():
    scenes = [each.replace("INT.", "EXT.").replace("- DAY", "- NIGHT") if at % 2 else each
              for at, each in enumerate(film(40))]  # fmt: skip
    pacing = suggest(scenes)
    found = of_kind(pacing, "nights outside")[0]
    assert len(found.scenes) == 20
    assert re.search(r"(4[5-9]|5[0-5])% of the script", found.text)


def test_a_low_stretch_between_loud_ones_is_flat():
    loud = "A shot! Blood on the wall. Suddenly they run, screaming, from the fire! A knife, a fight, a crash!"
    quiet = "A warm cup on the table, a soft song, a cat asleep in the sun and nothing else to do."
    scenes = [scene(PLACES[at % 6], "ADA", ("BEN", "CARA", "DREW")[at % 3], lines=5,
                    told=quiet if 12 <= at < 22 else loud if at % 2 else FILL) for at in range(40)]  # fmt: skip
    pacing = suggest(scenes)
    found = of_kind(pacing, "flat tension")
    assert any(len({str(at) for at in range(13, 23)} & set(numbers(pacing, each))) >= 5 for each in found)


def test_an_incident_after_a_sixth_is_late():
    loud = "A shot! Blood on the wall. Suddenly they run, screaming, from the fire! A knife, a fight, a crash!"
    calm = [scene(PLACES[at % 2], "ADA", "BEN", lines=4) for at in range(12)]
    rest = [scene(PLACES[at % 6], "ADA", ("CARA", "DREW")[at % 2], told=loud if at % 3 == 0 else FILL)
            for at in range(30)]  # fmt: skip
    pacing = suggest(calm + rest)
    found = of_kind(pacing, "late inciting incident")
    assert len(found) == 1
    assert int(numbers(pacing, found[0])[0]) in (12, 13)
    assert found[0].saves > 0


def test_every_suggestion_carries_reason_effect_and_scenes_and_keeps_the_writers_words():
    scenes = [part for kind in ("repeated pairing", "overlong scene", "long speech", "many voices", "company moves")
              for part in seeded(kind)[0]]  # fmt: skip
    pacing = suggest(scenes, runtime=30)
    assert len(pacing.suggestions) >= 5
    ids = {each.id for each in pacing.scenes}
    for each in pacing.suggestions:
        assert re.fullmatch(r"[0-9a-f]{10}", each.id)
        assert each.kind in KINDS
        assert each.severity in ("note", "consider", "strong")
        assert re.search(r"\d", each.text)
        assert each.effect.endswith(".")
        assert set(each.scenes) <= ids
        assert len(each.pages) == len(each.scenes)
        assert each.saves >= 0
        for spoken in (TALK, FILL):
            assert spoken[:30] not in each.text + each.effect
    assert len({each.id for each in pacing.suggestions}) == len(pacing.suggestions)


def test_a_suggestion_keeps_its_id_when_scenes_come_before_it():
    scenes, _ = seeded("overlong scene")
    before = of_kind(suggest(scenes), "overlong scene")[0]
    after = of_kind(suggest([scene("ATTIC", "ADA", "BEN"), *scenes]), "overlong scene")[0]
    assert before.id == after.id
    assert before.text != after.text


def test_an_ordinary_film_gets_no_suggestion_that_it_must_cut():
    pacing = suggest(film())
    assert not [each for each in pacing.suggestions if each.severity == "strong"]


def test_every_kind_has_a_finding():
    assert len(KINDS) == len(set(KINDS)) == len(FINDINGS) + 1  # running time: over and under
