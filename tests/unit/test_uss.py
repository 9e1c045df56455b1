"""Universal Schedule Standard: nothing is lost, types are strict, a board goes out and comes back the same."""

import copy
import json
from dataclasses import replace

import pytest

from schedule_boards import START, board, day, shoot, with_cast
from secondunit.core.errors import InputError
from secondunit.core.schedule import Calendar, DatedEvent, DateRange, DayKind, Light, Strip
from secondunit.formats import uss
from secondunit.formats.uss import reader as uss_read
from secondunit.formats.uss import writer as uss_write

ROWS = [("s1", "ab", 5), ("s2", "a", 8, "harbour", "night"), ("s3", "b", 12), ("s4", "c", 1, "street", "dawn")]
STAMP = "2027-01-02T08:00:00.000Z"


def foreign():
    """A document as another program writes it: its own ids, unknown keys, a banner, a boneyard, a second stripboard."""
    def element(id_, category, name, **more):
        return {"id": id_, "category": category, "created": STAMP, "daysOff": [], "dropDayCount": 7, "elementId": "",
                "events": [], "isDood": True, "isDrop": False, "isHold": True, "isIdLock": False, "linkedElements": [],
                "name": name, "_colour": "#aabbcc", **more}  # fmt: skip

    def strip(id_, elements, pages, scene, **more):
        return {"id": id_, "bannerText": None, "comments": "wet down", "created": STAMP, "description": "They meet.",
                "elements": elements, "pages": pages, "scene": scene, "scriptPage": "12A", "duration": 5_700_000,
                "type": "scene", **more}  # fmt: skip

    banner = {"id": "b9", "bannerText": "COMPANY MOVE", "comments": None, "created": None, "description": None,
              "elements": [], "pages": None, "scene": None, "scriptPage": None, "duration": None, "type": "banner"}  # fmt: skip
    categories = [("k0", 0, "Sets"), ("k1", 1, "I/E"), ("k2", 2, "D/N"), ("k3", 3, "Day"), ("k6", 6, "Where"),
                  ("k100", 100, "Actors"), ("k104", 104, "Props"), ("k900", 900, "Mine")]  # fmt: skip
    return {
        "_fileKey": {"nested": [1, 2.50, None]},
        "universalScheduleStandard": {
            "id": "6246e86c606cfc0016ed0a91", "author": "A", "company": None, "created": STAMP, "description": "",
            "episode": None, "episodeName": None, "name": "One", "project": "The Film", "schedColor": "Blue",
            "schedDate": STAMP, "scriptColor": None, "scriptDate": None, "season": None, "source": "Elsewhere",
            "ussVersion": "1.0.0", "_rootKey": 1.0,
            "breakdowns": [
                strip("b1", ["int", "night", "bar", "sd1", "pub", "anna", "glass"], 0.625, "1"),
                strip("b2", ["ext", "day", "road", "ben"], 1.0, "2A", _shotTime=12),
                banner, strip("b3", ["ext", "dayx", "road", "anna", "mine"], 2, "3"),
            ],
            "categories": [{"id": i, "created": STAMP, "name": n, "ucid": u} for i, u, n in categories],
            "elements": [
                element("int", "k1", "INT"), element("ext", "k1", "EXT"), element("night", "k2", "Night"),
                element("day", "k2", "Day"), element("dayx", "k2", "DAY"), element("bar", "k0", "THE BAR"),
                element("road", "k0", "ROAD"), element("sd1", "k3", "4"), element("pub", "k6", "The Crown"),
                element("glass", "k104", "Glass"), element("mine", "k900", "Thing"),
                element("anna", "k100", "Anna", elementId="1", daysOff=[0], linkedElements=["glass"], events=[
                    {"id": "e1", "date": "2027-03-04T08:00:00.000Z", "type": "event", "name": "travel"},
                    {"id": "e2", "date": "2027-03-10T08:00:00.000Z", "type": "dayOff", "name": "wedding"}]),
                element("ben", "k100", "Ben", elementId="2b", isHold=False),
            ],
            "stripboards": [
                {"id": "s1", "name": "White", "calendar": "c1", "boards": [
                    {"id": "x1", "name": "stripboard", "breakdownIds": [["b2"], [], ["b1", "b9"]], "_w": 1},
                    {"id": "x2", "name": "Boneyard", "breakdownIds": ["b3"]}]},
                {"id": "s2", "name": "Blue", "calendar": "c1", "boards": [
                    {"id": "x3", "name": "stripboard", "breakdownIds": ["b1", "b2", "b9", "b3"]},
                    {"id": "x4", "name": "boneyard", "breakdownIds": []}]},
            ],
            "calendars": [{"id": "c1", "name": "Cal", "daysOff": [0, 6], "events": [
                {"id": "v1", "date": "2027-03-05T08:00:00.000Z", "type": "start", "name": None},
                {"id": "v2", "date": "2027-03-08T08:00:00.000Z", "type": "dayOff", "name": "holiday"},
                {"id": "v3", "date": "2027-03-09T08:00:00.000Z", "type": "event", "name": "press", "_k": 5}]}],
        },
    }  # fmt: skip


def same(one, other):
    """Equal as JSON, with whole numbers and decimals told apart and keys in order."""
    return json.dumps(one) == json.dumps(other)


def test_reading_and_writing_loses_nothing():
    document = foreign()
    text = uss.dumps(document)
    again = uss.loads(text)
    assert same(again, document) and uss.dumps(again) == text
    assert '"pages": 0.625' in text and '"pages": 1.0' in text and '"pages": 2,' in text
    assert same(uss.loads(("\ufeff" + text).encode()), document)


def test_the_board_reads_as_scenes_cast_places_and_dates():
    made = uss_read.read(foreign())
    first, second = made.shoot.strips[0], made.shoot.strips[1]
    assert (first.scene, first.setting, first.set, first.time, first.script_day) == ("1", "INT", "THE BAR", "Night", "4")
    assert (first.eighths, first.minutes, first.page, first.description) == (5, 95, "12A", "They meet.")
    assert first.cast == ("anna",) and first.elements == ("glass",) and first.location == "pub"
    assert second.light is Light.DAY and second.location == "road"
    # Friday 5 March; Monday is a holiday; Tuesday is left empty; Wednesday
    assert [(d.number, d.date, d.strips) for d in made.days] == [
        (1, day(4), ("b2",)), (0, day(8), ()), (2, day(9), ("b1", "b9"))]  # fmt: skip
    assert made.boneyard == ("b3",) and made.strip("b9").kind == "banner" and made.strip("b9").description == "COMPANY MOVE"
    anna, ben = made.shoot.cast()
    assert anna.days_off == (6,) and anna.events == (DatedEvent(day(3), "travel"),) and anna.linked == ("glass",)
    assert anna.unavailable == (DateRange(day(9), day(9)),) and not anna.drop and anna.drop_days == 7
    assert ben.board_id == "2b" and not ben.hold
    assert made.shoot.title == "The Film" and [e.ucid for e in made.shoot.elements] == [104, 900, 100, 100]


def test_a_flat_board_has_no_days_and_keeps_its_order():
    made = uss_read.read(foreign(), stripboard=1)
    assert made.days == () and made.unscheduled == ("b1", "b2", "b9", "b3")
    with pytest.raises(InputError, match="2 stripboards"):
        uss_read.read(foreign(), stripboard=2)


def test_day_breaks_of_older_documents_end_a_day():
    document = foreign()
    root = document["universalScheduleStandard"]
    root["breakdowns"].append({**root["breakdowns"][2], "id": "d1", "type": "day", "bannerText": None})
    root["stripboards"][0]["boards"][0]["breakdownIds"] = ["b2", "d1", "b1", "b9"]
    made = uss_read.read(uss.loads(uss.dumps(document)))
    assert [d.strips for d in made.days] == [("b2", "d1"), ("b1", "b9")]


def test_writing_back_an_unchanged_board_changes_nothing():
    document = foreign()
    for number in (0, 1):
        assert same(uss_write.write(uss_read.read(document, number), document, stripboard=number), document)


def test_a_changed_board_changes_its_days_and_nothing_else():
    document = foreign()
    made = uss_read.read(document)
    changed = replace(made, days=(replace(made.days[0], strips=("b1", "b2")), made.days[1], replace(made.days[2], strips=("b9",))))
    out = uss_write.write(changed, document)
    assert out["universalScheduleStandard"]["stripboards"][0]["boards"][0]["breakdownIds"] == [["b1", "b2"], [], ["b9"]]
    assert document == foreign()
    back = copy.deepcopy(out)
    back["universalScheduleStandard"]["stripboards"][0]["boards"][0]["breakdownIds"] = [["b2"], [], ["b1", "b9"]]
    assert same(back, document)
    assert uss_read.read(out).days == changed.days


def test_a_changed_strip_keeps_what_it_does_not_touch():
    document = foreign()
    made = uss_read.read(document)
    strips = tuple(replace(s, minutes=120, cast=("ben", "anna")) if s.id == "b2" else s for s in made.shoot.strips)
    out = uss_write.write(replace(made, shoot=replace(made.shoot, strips=strips)), document)
    record = out["universalScheduleStandard"]["breakdowns"][1]
    assert (record["duration"], record["pages"], record["comments"], record["_shotTime"]) == (7_200_000, 1.0, "wet down", 12)
    assert uss_read.read(out).strip("b2").cast == ("ben", "anna")
    assert out["universalScheduleStandard"]["elements"][:13] == document["universalScheduleStandard"]["elements"]


def ours():
    made = shoot(ROWS, calendar=Calendar(START, holidays=(DatedEvent(day(2), "holiday"),)))
    made = with_cast(made, "a", age=9, pay=3, available=(DateRange(day(0), day(8)),), unavailable=(DateRange(day(3), day(4)),),
                     events=(DatedEvent(day(1), "fitting"),), days_off=(6,), drop=True, drop_days=4)
    strips = (*made.strips, Strip("ban", "", description="LUNCH", kind="banner", minutes=0, eighths=0))
    made = board(replace(made, strips=strips), (0, ["s1", "ban"]), (1, []), (3, ["s2"]), (7, ["s3"]))
    days = tuple(replace(d, kind=DayKind.NIGHT if d.strips == ("s2",) else d.kind, number=n) for d, n in zip(made.days, (1, 0, 2, 3), strict=True))
    return replace(made, days=days, boneyard=("s4",), locked=("s2",))


def test_our_board_goes_out_and_comes_back_the_same():
    made = ours()
    text = uss.dumps(uss_write.write(made))
    back = uss_read.read(uss.loads(text))
    assert back.days == made.days and back.boneyard == made.boneyard and back.locked == made.locked
    assert back.shoot.strips == made.shoot.strips and back.shoot.elements == made.shoot.elements
    assert [(p.id, p.name) for p in back.shoot.places] == [(p.id, p.name) for p in made.shoot.places]
    assert uss.dumps(uss_write.write(back, uss.loads(text))) == text


def test_our_document_has_all_keys_and_keeps_the_standards_rules():
    document = uss_write.write(ours())
    assert uss.warnings(document) == ()
    root = document["universalScheduleStandard"]
    assert [b["pages"] for b in root["breakdowns"][:4]] == [0.625, 1.0, 1.5, 0.125]
    assert root["breakdowns"][0]["duration"] == 95 * 60_000 and root["breakdowns"][0]["scene"] == "1"
    assert all(len(r["id"]) == 24 and int(r["id"], 16) >= 0 for n in ("breakdowns", "elements", "categories") for r in root[n])
    events = root["calendars"][0]["events"]
    assert [(e["type"], e["date"][:10], e["name"]) for e in events] == [
        ("start", "2027-03-01", None), ("dayOff", "2027-03-03", "holiday"), ("dayOff", "2027-03-05", "dayOff")]  # fmt: skip
    assert root["calendars"][0]["daysOff"] == [0, 6]
    ucids = {c["id"]: c["ucid"] for c in root["categories"]}
    by_id = {e["id"]: ucids[e["category"]] for e in root["elements"]}
    first = [by_id[e] for e in root["breakdowns"][0]["elements"]]
    assert first == [0, 1, 2, 4, 6, 100, 100]


def test_a_board_on_a_day_off_still_comes_back_on_its_dates():
    made = board(shoot(ROWS[:3]), (5, ["s1"]), (7, ["s2", "s3"]))
    back = uss_read.read(uss_write.write(made))
    assert [d.date for d in back.days if d.strips] == [day(5), day(7)]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("breakdowns.1.pages", "5/8", "breakdowns[1].pages: must be a number from 0 on, or null, not '5/8'"),
        ("breakdowns.0.scene", 12, "breakdowns[0].scene: must be text or null, not 12"),
        ("breakdowns.0.scriptPage", 12, "breakdowns[0].scriptPage"), ("breakdowns.0.pages", True, "breakdowns[0].pages"),
        ("breakdowns.0.type", "strip", "breakdowns[0].type: must be one of: scene, banner, day"),
        ("breakdowns.0.elements", [1], "breakdowns[0].elements: must be a list of ids"),
        ("breakdowns.1.id", "b1", "breakdowns[1].id: 'b1' is the id of breakdowns[0] too"),
        ("breakdowns.0", 5, "breakdowns[0]: must be an object"), ("breakdowns", None, ""),
        ("categories.0.ucid", 1.5, "categories[0].ucid"), ("elements.11.isHold", "yes", "elements[11].isHold"),
        ("elements.11.daysOff", [7], "elements[11].daysOff: must be a list of weekdays"),
        ("elements.11.events.0.date", "4 March", "elements[11].events[0].date: must be a date"),
        ("elements.11.events.0.date", "2027-02-30T08:00:00.000Z", "elements[11].events[0].date"),
        ("calendars.0.events.0.type", "go", "calendars[0].events[0].type"),
        ("stripboards.0.boards.0.breakdownIds", [["b1"], "b2"], "stripboards[0].boards[0].breakdownIds: must be"),
        ("stripboards.0.boards.0.breakdownIds", [["b1"], ["b1"]], "stands on the stripboard twice"),
        ("id", 5, "id: must be text, not 5"),
    ],
)  # fmt: skip
def test_errors_name_the_path_of_the_key(path, value, said):
    document = foreign()
    at = document["universalScheduleStandard"]
    *parents, last = path.split(".")
    for each in parents:
        at = at[int(each)] if each.isdigit() else at[each]
    at[int(last) if last.isdigit() else last] = value
    if not said:
        uss.loads(json.dumps(document))
        return
    with pytest.raises(InputError) as error:
        uss.loads(json.dumps(document))
    assert said in error.value.message and error.value.hint


def test_a_missing_list_is_an_error_and_a_missing_key_a_warning():
    document = foreign()
    del document["universalScheduleStandard"]["elements"]
    with pytest.raises(InputError, match="elements: is missing"):
        uss.loads(json.dumps(document))
    document = foreign()
    del document["universalScheduleStandard"]["breakdowns"][0]["comments"]
    document["universalScheduleStandard"]["breakdowns"][1]["elements"].append("nowhere")
    document["universalScheduleStandard"]["breakdowns"][0]["elements"].append("ext")
    said = uss.warnings(uss.loads(json.dumps(document)))
    assert said == (
        "breakdowns[0].comments: is missing",
        "breakdowns[0].elements: has 2 elements for INT/EXT; the first is used",
        "breakdowns[1].elements: 'nowhere' is no element of the file",
    )
    assert uss_read.read(document).shoot.strips[0].setting == "INT"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"universalScheduleStandard": 5}', '{"universalScheduleStandard": {"id": NaN}}',
     '{"universalScheduleStandard": {"id": "a", "id": "b"}}', '{"universalScheduleStandard": {"x": 1e999}}',
     "[" * 100_000, b"\xff\xfe", '{"universalScheduleStandard": {}}', '{"universalScheduleStandard": {"x": ' + "9" * 5000 + "}}"],
)  # fmt: skip
def test_what_is_no_schedule_is_one_clear_error(text):
    with pytest.raises(InputError) as error:
        uss.loads(text)
    assert error.value.message


def test_half_a_surrogate_survives():
    document = foreign()
    document["universalScheduleStandard"]["name"] = "x\ud800y"
    text = uss.dumps(document)
    text.encode()
    assert uss.loads(text) == document


def test_older_documents_list_elements_in_their_categories():
    document = foreign()
    root = document["universalScheduleStandard"]
    for category in root["categories"]:
        category["elements"] = [e["id"] for e in root["elements"] if e["category"] == category["id"]]
    for each in root["elements"]:
        del each["category"]
    assert uss_read.read(document).shoot.strips[0].cast == ("anna",)


def test_a_calendar_without_a_start_is_noted_and_one_without_days_refused():
    document = foreign()
    calendar = document["universalScheduleStandard"]["calendars"][0]
    calendar["events"] = calendar["events"][1:]
    assert "2027-01-02 is assumed" in " ".join(uss_read.read(document).notes)
    calendar["daysOff"] = [0, 1, 2, 3, 4, 5, 6]
    with pytest.raises(InputError, match="all seven"):
        uss_read.read(document)
