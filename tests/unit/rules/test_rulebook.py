"""Rule packs: how they are read, what is refused, which apply to a production and until when a ruling may stand."""

from dataclasses import replace
from datetime import date

import pytest

from gate_helpers import house
from secondunit.core.errors import ConfigError
from secondunit.core.identity import sha256
from secondunit.core.rights import Verdict
from secondunit.gates.rules import rulebook
from secondunit.gates.rules.conditions import Test as Part

TODAY = date(2026, 11, 3)
PACK = """
[pack]
name = "trial"
version = "7"
title = " A trial "
from = 2026-01-01
until = 2026-12-31
always = true
buyers = ["Netflix"]
guilds = ["WGA", "DGA"]
territories = ["EU"]
includes = ["core"]
dates_by = ["today", "engaged_from"]
note = "words for whoever reads the file"
[[rule]]
id = "X1"
text = " what is asked "
citation = "somewhere"
verdict = "deny"
verified = false
approvable = true
gates = ["delivery"]
error = "consent_missing"
from = 2026-02-01
until = 2026-03-01
explanation = "is {use.purpose}"
remedy = "do something"
when = [{fact = "use.purpose", op = "is", value = "final"}]
[[rule]]
id = "X2"
text = "t"
citation = "c"
verdict = "allow"
suppresses = ["R16", "core/R08"]
explanation = "e"
when = [{fact = "use.purpose", op = "is", value = "final"}]
"""


def read(text: str) -> rulebook.Pack:
    return rulebook.read_pack(text.encode(), "trial.toml")


def test_a_pack_says_what_it_says():
    pack = read(PACK)
    assert replace(pack, rules=()) == rulebook.Pack(
        "trial", "7", "A trial", sha256(PACK.encode()), "2026-01-01", "2026-12-31", True, ("Netflix",), ("WGA", "DGA"),
        ("EU",), ("core",), ("today", "engaged_from"), ())
    first, second = pack.rules
    final = (Part("use.purpose", "is", "final"),)
    assert first == rulebook.Rule(
        "X1", "trial", "what is asked", "somewhere", Verdict.DENY, ("delivery",), final, "is {use.purpose}", "do something",
        "consent_missing", (), "2026-02-01", "2026-03-01", False, True)
    assert second == rulebook.Rule(
        "X2", "trial", "t", "c", Verdict.ALLOW, ("making", "delivery"), final, "e", "", "use_prohibited", ("R16", "core/R08"),
        "", "", True, True)
    assert (first.name, first.needs, second.needs) == ("trial/X1", ("use.purpose",), ("use.purpose",))


def test_what_a_pack_need_not_say():
    text = PACK.partition("from =")[0] + PACK[PACK.index("[[rule]]"):].partition('[[rule]]\nid = "X2"')[0]
    for line in ("verified = false", "approvable = true", 'gates = ["delivery"]', 'error = "consent_missing"', "from = 2026-02-01",
                 "until = 2026-03-01"):
        text = text.replace(line + "\n", "")
    pack = read(text)
    assert (pack.starts, pack.until, pack.always, pack.buyers, pack.dates_by) == ("", "", False, (), ("today",))
    rule = pack.rules[0]
    assert (rule.verified, rule.approvable, rule.gates, rule.error) == (True, False, rulebook.GATES, "use_prohibited")
    assert read(text.replace('"deny"', '"escalate"')).rules[0].approvable


def test_facts_are_needed_once_each():
    when = '{any = [{fact = "use.persons", op = "empty"}, {fact = "use.purpose", op = "is", value = "temp"}]}'
    assert read(PACK.replace('value = "final"}]', f'value = "final"}}, {when}]')).rules[0].needs == ("use.purpose", "use.persons")


@pytest.mark.parametrize(("old", "new", "message"), [
    ("[pack]", "[pack", "not a rule pack"), ("[pack]", "[packed]", "has one .pack."), ("[[rule]]", "[[rules]]", "has one .pack."),
    ("[pack]", "[more]\n[pack]", "has one .pack."), ('name = "trial"', "", "name is missing"),
    ('name = "trial"', 'name = "  "', "name is missing"), ('name = "trial"', "name = 3", "name is missing"),
    ('version = "7"', "", "version is missing"), ('title = " A trial "', "", "title is missing"),
    ('title = " A trial "', 'titel = "x"', "unknown key 'titel'"), ('id = "X2"', 'id = "X1"', "two rules have the same id"),
    ('dates_by = ["today", "engaged_from"]', 'dates_by = ["engaged_from"]', "dates_by holds today"),
    ('dates_by = ["today", "engaged_from"]', 'dates_by = ["today", "soon"]', "dates_by holds today"),
    ("from = 2026-01-01", 'from = "2026-01-01"', "from is a TOML date"), ("until = 2026-12-31", "until = 2026-12-31T10:00:00", "until is a"),
    ("from = 2026-02-01", "from = 20260201", "rule X1: from is a TOML date"), ("until = 2026-03-01", "until = true", "until is a"),
    ('guilds = ["WGA", "DGA"]', 'guilds = "WGA"', "guilds is a list"), ('guilds = ["WGA", "DGA"]', 'guilds = [""]', "guilds is a list"),
    ('buyers = ["Netflix"]', "buyers = [1]", "buyers is a list"), ('territories = ["EU"]', "territories = {}", "territories is"),
    ('includes = ["core"]', "includes = [[]]", "includes is a list"),
    ('id = "X1"', "", "rule . : id is missing|rule .: id is missing"), ('text = " what is asked "', "", "rule X1: text is missing"),
    ('citation = "somewhere"', "", "citation is missing"), ('explanation = "is {use.purpose}"', "", "explanation is missing"),
    ('verdict = "deny"', "", "verdict is missing"), ('verdict = "deny"', 'verdict = "no"', "no verdict 'no'"),
    ('gates = ["delivery"]', 'gates = ["door"]', "gates are making and delivery"), ('error = "consent_missing"', 'error = "x"', "no error 'x'"),
    ('suppresses = ["R16", "core/R08"]', 'suppresses = "R16"', "suppresses is a list"),
    ('verdict = "allow"', 'verdict = "escalate"', "only an allow rule"), ("{use.purpose}", "{use.porpoise}", "names no fact 'use.porpoise'"),
    ('remedy = "do something"', 'remedie = "x"', "unknown key 'remedie'"),
    ('id = "X1"', 'id = "x1"', "letters and digits"), ('id = "X1"', 'id = "X1."', "letters and digits"),
    ('id = "X1"', 'id = "X1.Part"', "letters and digits"), ('id = "X1"', 'id = "X1.a.b"', "letters and digits"),
])
def test_a_pack_with_a_fault_is_refused(old, new, message):
    assert old in PACK
    with pytest.raises(ConfigError, match=message) as caught:
        read(PACK.replace(old, new, 1) if old != "[[rule]]" else PACK.replace(old, new))
    assert "trial.toml" in str(caught.value) and caught.value.facts["key"].startswith("trial.toml")


@pytest.mark.parametrize(("data", "message"), [
    (b"\xff", "not a rule pack"), (b"", "has one"), (b"pack = 1\nrule = []", "has one"),
    (b"rule = 1\n[pack]\nname = 'x'", "has one"), (b"rule = [1]\n[pack]\nname='x'\nversion='1'\ntitle='t'", "a rule is a table"),
])
def test_what_is_no_pack_at_all_is_refused(data, message):
    with pytest.raises(ConfigError, match=message):
        rulebook.read_pack(data, "x.toml")


def test_a_truth_value_is_true_and_nothing_else():
    assert not read(PACK.replace("always = true", 'always = "true"')).always
    assert not read(PACK.replace("approvable = true", "approvable = 1")).rules[0].approvable


def test_a_folder_adds_packs_and_replaces_none(tmp_path):
    (tmp_path / "trial.toml").write_text(PACK)
    (tmp_path / "notes.txt").write_text("no pack")
    assert rulebook.with_folder(tmp_path) == (*rulebook.builtin(), read(PACK))
    assert rulebook.with_folder(tmp_path / "none") == rulebook.builtin()
    (tmp_path / "own.toml").write_text(PACK.replace('"trial"', '"core"'))
    with pytest.raises(ConfigError, match="two rule packs named core"):
        rulebook.with_folder(tmp_path)
    (tmp_path / "own.toml").unlink()
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(ConfigError, match=r"folder\.toml cannot be read") as caught:
        rulebook.with_folder(tmp_path)
    assert caught.value.facts == {"key": "folder.toml"}


def test_shipped_packs_come_in_order_and_are_read_once():
    names = [pack.name for pack in rulebook.builtin()]
    assert names == sorted(names) and rulebook.builtin() is rulebook.builtin()


def test_packs_have_names_of_their_own_and_include_what_is_there():
    trial = read(PACK.replace('includes = ["core"]', 'includes = ["ghost"]'))
    with pytest.raises(ConfigError, match="trial includes ghost, which is not there") as caught:
        rulebook.collect([trial])
    assert caught.value.facts == {"key": "packs"}
    plain = read(PACK.replace('includes = ["core"]', ""))
    assert rulebook.collect(iter([plain])) == (plain,)
    with pytest.raises(ConfigError, match="two rule packs named trial") as caught:
        rulebook.collect([plain, plain])
    assert caught.value.facts == {"key": "packs"}


def pack(name="p", starts="", until="", always=False, buyers=(), guilds=(), territories=(), includes=(), dates_by=("today",),
         rules=()):
    return rulebook.Pack(name, "1", "t", "0" * 64, starts, until, always, buyers, guilds, territories, includes, dates_by, rules)


def test_packs_do_not_include_each_other():
    one, two, three = pack("a", includes=("b",)), pack("b", includes=("c",)), pack("c", includes=("b",))
    for packs, circle in (([pack("a", includes=("a",))], "a includes a"), ([one, two, three], "b includes c includes b"),
                          ([three, one, two], "c includes b includes c")):
        with pytest.raises(ConfigError, match=f"include each other: {circle}$") as caught:
            rulebook.collect(packs)
        assert caught.value.facts == {"key": "packs"}
    last = pack("d")
    steps = [pack("a", includes=("b", "c")), pack("b", includes=("c", "d")), pack("c", includes=("d",)), last]
    assert rulebook.collect(steps) == tuple(steps)
    ladder = [pack(f"p{i}", includes=tuple(f"p{j}" for j in (i + 1, i + 2) if j < 60)) for i in range(60)]
    assert len(rulebook.collect(ladder)) == 60  # at once, though there are billions of ways down


@pytest.mark.parametrize(("head", "facts", "expected"), [
    ({"always": True}, {}, (True, "")), ({}, {}, (False, "")), ({}, {"packs": ("p",)}, (True, "")), ({}, {"packs": ("q",)}, (False, "")),
    ({"buyers": ("Netflix",)}, {"buyer": "NETFLIX"}, (True, "")), ({"buyers": ("Netflix",)}, {"buyer": ""}, (False, "")),
    ({"buyers": ("Netflix",)}, {"buyer": None}, (None, "house.buyer")), ({"guilds": ("DGA",)}, {"guilds": ("wga", "dga")}, (True, "")),
    ({"guilds": ("DGA",)}, {"guilds": ()}, (False, "")), ({"guilds": ("DGA",)}, {"guilds": None}, (None, "house.guilds")),
    ({"territories": ("EU",)}, {"territories": ("JP", "FR")}, (True, "")), ({"territories": ("EU", "JP")}, {"territories": ("JP",)}, (True, "")),
    ({"territories": ("EU",)}, {"territories": ("JP",)}, (False, "")), ({"territories": ("EU",)}, {"territories": ()}, (False, "")),
    ({"territories": ("EU",)}, {"territories": None}, (None, "house.territories")),
    ({"territories": ("EU",)}, {"territories": ("JP", "Europe")}, (None, "house.territories")),
    ({"buyers": ("N",), "guilds": ("DGA",)}, {"buyer": "n", "guilds": ("DGA",)}, (True, "")),
    ({"buyers": ("N",), "guilds": ("DGA",)}, {"buyer": "n", "guilds": ()}, (False, "")),
    ({"buyers": ("N",), "guilds": ("DGA",)}, {"buyer": None, "guilds": ()}, (False, "")),
    ({"buyers": ("N",), "guilds": ("DGA",)}, {"buyer": None, "guilds": ("DGA",)}, (None, "house.buyer")),
    ({"buyers": ("N",), "guilds": ("DGA",)}, {"buyer": "n", "guilds": None}, (None, "house.guilds")),
    ({"always": True, "buyers": ("N",)}, {"buyer": None}, (True, "")),
])
def test_what_calls_for_a_pack(head, facts, expected):
    one = pack(**head)
    assert rulebook.chosen(one, [one], house(**facts)) == expected


def test_a_pack_comes_with_what_includes_it_unless_it_stays_out_itself():
    old, new = pack("old"), pack("new", guilds=("DGA",), includes=("old",))
    shelf = [old, new]
    assert rulebook.chosen(old, shelf, house(guilds=("DGA",))) == (True, "")
    assert rulebook.chosen(old, shelf, house(guilds=())) == (False, "")
    assert rulebook.chosen(old, shelf, house(guilds=None)) == (False, "")
    other = pack("old", buyers=("N",))
    assert rulebook.chosen(other, [other, new], house(guilds=("DGA",), buyer="")) == (False, "")
    assert rulebook.chosen(other, [other, new], house(guilds=("DGA",), buyer=None)) == (True, "")


@pytest.mark.parametrize(("day", "start", "engaged", "expected"), [
    ("2026-01-01", "2026-01-01", "2026-01-01", (True, "")), ("2026-12-31", "2026-12-31", "2026-12-31", (True, "")),
    ("2025-12-31", "2025-12-31", "2025-12-31", (False, "")), ("2027-01-01", "2027-01-01", "2027-01-01", (False, "")),
    ("2026-06-01", "", "", (True, "")), ("2025-06-01", "", "2025-06-01", (None, "house.photography_start")),
    ("2025-06-01", "2025-06-01", "", (None, "house.engaged_from")), ("2025-06-01", "", "2026-06-01", (None, "house.engaged_from")),
    ("2026-06-01", "2025-06-01", "2026-06-01", (None, "house.photography_start")),
    ("2026-06-01", "2026-06-01", "2027-06-01", (None, "house.photography_start")),
    ("2027-06-01", "2026-06-01", "", (None, "house.photography_start")),
])
def test_dates_on_one_side_settle_and_on_both_sides_do_not(day, start, engaged, expected):
    one = pack("p", "2026-01-01", "2026-12-31", always=True, dates_by=("today", "photography_start", "engaged_from"))
    at = house(photography_start=start, engaged_from=engaged)
    assert rulebook.applies(one, [one], at, date.fromisoformat(day)) == expected


@pytest.mark.parametrize(("day", "expected"), [
    ("2025-12-31", (False, "")), ("2026-01-01", (None, "house.buyer")), ("2027-01-01", (False, "")),
])
def test_an_open_buyer_matters_only_while_the_pack_is_in_force(day, expected):
    one = pack("p", "2026-01-01", "2026-12-31", buyers=("N",))
    assert rulebook.applies(one, [one], house(buyer=None, photography_start="2026-06-01"), date.fromisoformat(day)) == expected
    assert rulebook.applies(one, [one], house(buyer=""), date.fromisoformat(day)) == (False, "")


def test_what_is_included_stays_in_force_with_the_later_one():
    old, new = pack("old", "2023-01-01", "2025-12-31", always=True), pack("new", "2026-01-01", "2026-12-31", includes=("old",))
    for day, expected in (("2022-12-31", False), ("2025-06-01", True), ("2026-06-01", True), ("2027-01-01", False)):
        assert rulebook.applies(old, [new, old], house(), date.fromisoformat(day))[0] is expected
    assert rulebook.applies(old, [old, pack("new", includes=("other",))], house(), date(2026, 6, 1))[0] is False


def rule(starts="", until=""):
    return replace(read(PACK).rules[1], starts=starts, until=until)


@pytest.mark.parametrize(("packs", "expected"), [
    ([], ""), ([pack()], ""), ([pack(until="2026-11-03")], "2026-11-03"), ([pack(until="2026-11-02")], ""),
    ([pack(until="2026-12-01")], "2026-12-01"), ([pack(starts="2026-11-03")], ""), ([pack(starts="2026-11-04")], "2026-11-03"),
    ([pack(starts="2027-01-01")], "2026-12-31"), ([pack(starts="2026-01-01", until="2026-12-01"), pack(until="2026-11-20")], "2026-11-20"),
    ([pack(until="2027-06-01", rules=(rule(until="2027-01-31"), rule(starts="2027-01-01")))], "2026-12-31"),
    ([pack(rules=(rule(until="2026-11-02"), rule(until="2026-11-05")))], "2026-11-05"),
])
def test_a_ruling_stands_until_a_pack_or_a_rule_changes(packs, expected):
    assert rulebook.boundaries(packs, TODAY) == expected


@pytest.mark.parametrize(("values", "text"), [
    ({"use.persons": ["anna", "bert"]}, "shows anna, bert today"), ({"use.persons": ("anna",)}, "shows anna today"),
    ({"use.persons": []}, "shows none today"), ({}, "shows not known today"), ({"use.persons": None}, "shows not known today"),
    ({"use.persons": "{today}"}, "shows {today} today"), ({"use.persons": 3}, "shows 3 today"), ({"use.persons": False}, "shows False today"),
])
def test_holes_are_filled_with_facts_and_once_only(values, text):
    assert rulebook.fill("shows {use.persons} today", values) == text
