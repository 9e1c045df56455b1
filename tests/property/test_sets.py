"""Sets: no collisions, free marks, same twice, words found, neutral where nothing is understood."""

import math
import random

import pytest

from secondunit.core.script import Location, Scene
from secondunit.scene import kit
from secondunit.scene.layout import Placement, SetPlan
from secondunit.scene.sets import creature, light_for, plan_set
from secondunit.scene.sets.solve import box_of
from secondunit.scene.sets.templates import nouns, templates

SLUGS = """INT. MARA'S KITCHEN - DAY|INT. LIVING ROOM - NIGHT|INT. MOTEL ROOM - NIGHT|INT. MARA'S BEDROOM - NIGHT
INT. THE ANCHOR - NIGHT|INT. PUB - DAY|INT. DINER - DAY|INT. CAFE - DAY|INT. OFFICE - DAY|INT. LIBRARY - DAY
INT. HOSPITAL ROOM - NIGHT|INT. WARD - DAY|INT. CORRIDOR - NIGHT|INT. LOBBY - DAY|INT. TRAIN STATION - DAY
INT. MUSEUM - DAY|INT. CHURCH - DAY|INT. SHOP - DAY|INT. WAREHOUSE - NIGHT|INT. CLASSROOM - DAY
INT. PRISON CELL - NIGHT|INT. BATHROOM - DAY|INT. JUNE'S CAR - NIGHT|INT. TAXI - DAY|INT./EXT. CAR - DUSK
EXT. FORE STREET - DAY|EXT. VILLAGE SQUARE - DAWN|EXT. ALLEY - NIGHT|EXT. FOREST - DAY|EXT. DEAD FOREST - DUSK
EXT. BEACH - DAY|EXT. LAKE SHORE - DAWN|EXT. HARBOUR - DAWN|EXT. PIER - NIGHT|EXT. BOAT - DAY
EXT. OPEN SEA - NIGHT|INT. SEA CAVE - DAY|EXT. SEA CAVE - DAY|EXT. THE DRAINED SEA - DAWN|EXT. DESERT - DAY
EXT. ANCIENT RUINS - NIGHT|EXT. FIELD - DAY|EXT. PARK - DAY|EXT. CEMETERY - DUSK|EXT. ROOFTOP - NIGHT
EXT. MOUNTAIN PASS - DAY|EXT. GAS STATION - NIGHT|INT. SPACESHIP BRIDGE - NIGHT|INT. ZQXV BLORP - DAY
EXT. WURBLE FNARG - NIGHT|INT. - DAY|EXT. HOUSE - DAY|INT. COURTROOM - DAY|INT. BASEMENT - NIGHT
INT. BARN - DAY|INT. STAIRWELL - NIGHT|INT. THEATRE - NIGHT|EXT. PARKING LOT - NIGHT|EXT. GARDEN - DAY
INT. DINING ROOM - NIGHT|INT. LABORATORY - DAY|INT. ELEVATOR - DAY|INT. NIGHTCLUB - NIGHT|EXT. BRIDGE - DAWN
EXT. FARM - DAY|EXT. JUNGLE - DAY|EXT. CLIFFS - DUSK"""
ALL = [s for line in SLUGS.splitlines() for s in line.split("|")]
ACTION = (
    "A table, two chairs and a lamp. She sits with a mug, an envelope, a photograph and a key.",
    "Outside a van, a barrow of sandbags, a rowing boat, an anchor and a church bell. A suitcase. A clock.",
)


def plan(slug: str, texts: tuple[str, ...] = (), seed: int = 1, cast: int = 3) -> SetPlan:
    setting, _, rest = slug.partition(" ")
    setting = setting.strip(".").replace("./", "/")
    place, _, time = rest.rpartition(" - ")
    place = place.strip()
    where = Location(place.lower().replace(" ", "_") or "place", place, setting, ("sc010",))
    scene = Scene("sc010", "1", slug, setting, place, time, (), (), where.id)
    return plan_set(where, [scene], texts, cast, seed)


@pytest.mark.parametrize("slug", ALL)
def test_no_collisions_and_free_marks(slug: str) -> None:
    for seed, texts in ((1, ()), (7, ACTION)):
        check(plan(slug, texts, seed))


def check(got: SetPlan) -> None:
    names = [p.name for p in got.placements]
    assert len(set(names)) == len(names)
    assert all(n.replace("_", "a").isalnum() and n.isascii() and not n[0].isdigit() for n in names)
    boxes = {}
    for p in got.placements:
        kit.piece(p.piece).values(p.params)
        box = box_of(p)
        if box is not None and p.position[2] < 0.5 and not stands_on(p):
            boxes[p.name] = box
    pairs = [(a, b) for i, a in enumerate(boxes) for b in list(boxes)[i + 1 :] if boxes[a].meets(boxes[b])]
    assert not pairs, f"{got.kind}: {pairs}"
    assert len(got.marks) >= 2 and len({m.name for m in got.marks}) == len(got.marks)
    (x0, y0, _), (x1, y1, _) = got.bounds
    for m in got.marks:
        x, y, _ = m.position
        assert x0 - 1e-6 <= x <= x1 + 1e-6 and y0 - 1e-6 <= y <= y1 + 1e-6, f"{m} out of bounds"
        if m.of and m.pose != "stand":
            box = boxes.get(m.of)
            assert box is None or box.distance(x, y) < 0.05, f"{m.name} is not on {m.of}"
        inside = [n for n, b in boxes.items() if n != m.of and b.distance(x, y) < (0.1 if m.of else 0.24)]
        assert m.pose != "stand" or not inside, f"{got.kind}: {m.name} stands in {inside}"
    assert got.hero == "" or got.hero in names
    assert all(n in names for n in got.props.values())
    if any(p.piece == "room" for p in got.placements):
        room = next(p for p in got.placements if p.piece == "room")
        half = float(room.params["length"]) / 2 + 1e-3, float(room.params["width"]) / 2 + 1e-3
        for box in boxes.values():
            assert all(abs(x) <= half[0] and abs(y) <= half[1] for x, y in box.corners())


def stands_on(p: Placement) -> bool:
    return p.position[2] > 0.2  # on a table, or hanging


@pytest.mark.parametrize("slug", [s for s in ALL if s.startswith("INT. ")])
def test_windows_and_doors_stay_clear(slug: str) -> None:
    """No picture hangs and no shelf stands before an opening in the same wall."""
    got = plan(slug, ("A mirror, a painting, a chalk board, a clock and a bookshelf.",))
    holes = [p for p in got.placements if p.piece in ("door", "window")]
    hung = [p for p in got.placements if p.piece in ("picture", "clock", "sign", "shelf", "locker")]
    for p in hung:
        _, y, tall = kit.footprint(p)
        for h in holes:
            if h.heading != p.heading or math.dist(p.position[:2], h.position[:2]) > 3.0:
                continue
            width, height = float(h.params["width"]), float(h.params["height"])
            sill = float(h.params.get("sill", 0.0))
            along = (
                abs(p.position[0] - h.position[0]) if p.heading in (90.0, 270.0) else abs(p.position[1] - h.position[1])
            )
            across = (
                abs(p.position[1] - h.position[1]) if p.heading in (90.0, 270.0) else abs(p.position[0] - h.position[0])
            )
            hides = along < (y + width) / 2 and p.position[2] < sill + height and p.position[2] + tall > sill + 0.1
            assert not (hides and across < 0.4), f"{p.name} hides {h.name}"


def test_same_twice_and_other_seeds_differ() -> None:
    assert plan("EXT. FOREST - DAY", ACTION) == plan("EXT. FOREST - DAY", ACTION)
    assert plan("EXT. FOREST - DAY", seed=1) != plan("EXT. FOREST - DAY", seed=2)


def test_words_leave_the_base_set_alone() -> None:
    """Two scenes in one place share its furniture whatever each of them mentions."""
    bare, told = plan("INT. MARA'S KITCHEN - DAY"), plan("INT. MARA'S KITCHEN - NIGHT", ACTION)
    assert told.placements[: len(bare.placements)] == bare.placements


def test_nouns_become_pieces_with_spans() -> None:
    got = plan("INT. MARA'S KITCHEN - DAY", ("Mara sits with the tide book open. A biscuit tin, rusted. A revolver.",))
    by = {p.name: p for p in got.placements}
    assert by[got.props["biscuit tin"]].piece == "tin"
    assert by[got.props["biscuit tin"]].span == "A biscuit tin, rusted."
    assert by[got.props["revolver"]].piece == "gun"
    assert by[got.props["tide book"]].params["style"] == "open"
    table = by["table"]
    for word in ("biscuit tin", "revolver"):
        prop = by[got.props[word]]
        assert prop.position[2] == pytest.approx(kit.top(table))
        assert math.dist(prop.position[:2], table.position[:2]) < 0.9
    assert all(p.span for p in got.placements)


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("INT. THE ANCHOR - NIGHT", "bar"), ("INT. JUNE'S CAR - NIGHT", "car"),
        ("EXT. STONE FOREST - DAY", "stone_forest"),
        ("EXT. SEA CAVE - DAY", "cave_mouth"), ("INT. SEA CAVE - DAY", "cave"), ("EXT. CAR PARK - NIGHT", "alley"),
        ("INT. QQQ - DAY", "interior"), ("EXT. QQQ - DAY", "exterior"), ("EXT. THE DRAINED SEA - DAY", "drained_sea"),
        ("INT. HOSPITAL CORRIDOR - DAY", "corridor"), ("EXT. FORE STREET - DAY", "street"),
    ],
)  # fmt: skip
def test_the_place_chooses_the_template(slug: str, kind: str) -> None:
    texts = ("Trees, dead four thousand years.",) if "STONE" in slug else ()
    assert plan(slug, texts).kind == kind


def test_action_chooses_where_the_name_says_nothing() -> None:
    assert (
        plan("EXT. SALTMOUTH HARBOUR - DAWN", ("No water. Boats lie on their sides in the mud.",)).kind == "harbour_dry"
    )
    assert plan("INT. THE LUCKY SEVEN - NIGHT", ("The bartender pours beer. Patrons cheer.",)).kind == "bar"


def test_scrambled_words_give_a_neutral_room() -> None:
    rng = random.Random(3)
    words = tuple("".join(rng.choices("bcdfghjklmnpqrstvwxz", k=7)) for _ in range(60))
    got = plan("INT. XKRT VLM - DAY", (" ".join(words), "\x00<&>\u2028" * 20))
    assert got.kind == "interior" and got.props == {}
    check(got)


def test_talkers_face_each_other() -> None:
    for slug in ("INT. OFFICE - DAY", "EXT. FIELD - DAY", "INT. CORRIDOR - DAY"):
        marks = {m.name: m for m in plan(slug).marks}
        a, b = marks["pair_a"], marks["pair_b"]
        look = math.degrees(math.atan2(b.position[1] - a.position[1], b.position[0] - a.position[0]))
        assert abs((look - a.heading + 180) % 360 - 180) < 1.0
        assert abs((look + 180 - b.heading + 180) % 360 - 180) < 1.0
        assert 0.8 < math.dist(a.position, b.position) < 1.4


def test_seats_in_the_kitchen_face_over_the_table() -> None:
    first, second = plan("INT. MARA'S KITCHEN - DAY", ("They sit at the table.",)).marks[:2]
    assert first.pose == second.pose == "sit" and first.seat_height == pytest.approx(0.45)
    assert abs(abs(first.heading - second.heading) - 180.0) < 1.0


def test_car_marks_sit_in_the_car() -> None:
    marks = {m.name: m for m in plan("INT. JUNE'S CAR - NIGHT").marks}
    driver, passenger = marks["driver"], marks["passenger_1"]
    assert driver.pose == "drive" and passenger.pose == "sit" and driver.of == "car"
    assert driver.position[2] > 0.2 and 0.2 < driver.seat_height < 0.4
    assert driver.heading == passenger.heading


@pytest.mark.parametrize("slug", ["INT. THE ANCHOR - NIGHT", "INT. TRAIN STATION - DAY", "INT. CHURCH - DAY"])
def test_crowds(slug: str) -> None:
    crowd = [m for m in plan(slug).marks if m.name.startswith("crowd")]
    assert 8 <= len(crowd) <= 14
    assert min(math.dist(a.position, b.position) for a in crowd for b in crowd if a is not b) > 0.6


def test_light_follows_the_hour() -> None:
    day, night = plan("INT. MARA'S KITCHEN - DAY"), plan("INT. MARA'S KITCHEN - NIGHT")
    assert (day.light.mood, night.light.mood) == ("interior", "interior-night")
    assert day.light.direction[1] < 0 and day.light.practicals  # the window is in the north wall
    assert plan("EXT. FOREST - DAWN").light.mood == "dusk"
    assert light_for(day, "NIGHT").mood == "interior-night"
    assert light_for(day, "") == day.light


def test_creatures_take_their_build_from_the_words() -> None:
    assert creature(["A monster as tall as a house. Hull planks for ribs."]) == {"kind": "wreck"}
    assert creature(["A monster with horns."]) == {}
    assert kit.build(Placement("monster", "m", params={"kind": "wreck", "size": 8.0, "pose": "sit"}))


def test_tables_are_sound() -> None:
    for kind, template in templates().items():
        assert template.words and template.marks, kind
        seen: set[str] = set()
        for item in template.pieces:
            assert not item.parent or item.parent in seen, f"{kind}: {item.name} relates to {item.parent}"
            seen.add(item.name)
        groups = {"seats", "pair", "lie", "serve", "walk", "door", "stairs", "car"}
        for wish in template.marks:
            name, _, of = wish.partition(":")
            assert name in groups and (not of or of in seen), f"{kind}: {wish}"
        assert not template.hero or template.hero.rsplit("_", 1)[0] in seen or template.hero in seen, kind
    wheres = {"surface", "floor", "near", "wall", "far", "deep", "over", "none"}
    assert {n.where for n in nouns()} <= wheres


def test_every_template_can_be_chosen_by_its_words() -> None:
    for kind, template in templates().items():
        setting = template.setting or "EXT"
        texts = (f"We see {template.cues[0]}.",) if template.needs else ()
        kinds = {plan(f"{setting}. {word.upper()} - DAY", texts).kind for word in template.words}
        assert kind in kinds
