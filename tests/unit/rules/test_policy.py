"""The ruling on known facts: which rules are asked, what they say, what lifts them and how long it stands."""

from dataclasses import replace
from datetime import date

import pytest

from gate_helpers import consent, house, licence, recipe, tool
from secondunit.core.errors import ConfigError, ConsentMissing, LicenceForbids, UseProhibited
from secondunit.core.rights import Approval, Firing, RightsBook, Ruling, Verdict
from secondunit.gates.facts import Known, Leaving
from secondunit.gates.rules import policy, rulebook
from secondunit.gates.rules.conditions import Test as Part
from secondunit.gates.rules.rulebook import GATES, Pack, Rule

TODAY = date(2026, 11, 3)
FINAL = (Part("use.purpose", "is", "final"),)
MINOR = (Part("people.minor", "is", True),)


def row(id="X1", verdict=Verdict.ESCALATE, when=FINAL, gates=GATES, approvable=None, pack="trial", **more) -> Rule:
    return Rule(id, pack, "what is asked", "a source", verdict, gates, when, more.pop("explanation", "is {use.purpose}"), "do something",
                approvable=verdict is not Verdict.DENY if approvable is None else approvable, **more)


def pack(*rules: Rule, name="trial", always=True, **more) -> Pack:
    whole = Pack(name, "3", "t", "d" * 64, "", "", always, (), (), (), (), ("today",), tuple(rules))
    return replace(whole, **more)


def judge(*rules: Rule, facts=None, notes=None, consents=(), licences=(), ends=(), approvals=(), packs=None, gate="making", entity="shot-1",
          today=TODAY, **at) -> Ruling:
    known = Known({"use.purpose": "final", **(facts or {})}, notes or {}, tuple(consents), tuple(licences), tuple(ends))
    return policy.judge("r" * 64, known, house(**at), approvals, today, gate=gate, entity=entity,
                        packs=packs if packs is not None else [pack(*rules)])


def yes(*rules: str, **changes) -> Approval:
    given = Approval("a1", "Ida Berg", "producer", rules or ("X1",), recipe_hash="r" * 64, document_sha256="f" * 64,
                     given_at="2026-11-03", expires="2026-11-03")
    return replace(given, **changes)


def test_a_ruling_holds_all_that_is_needed_to_replay_it():
    ruling = judge(row(), row("X2", when=MINOR), facts={"people.minor": False}, consents=[consent()], licences=[licence()])
    assert ruling == Ruling(
        "r" * 64, "2026-11-03", "making",
        (Firing("X1", "trial", Verdict.ESCALATE, "is final", "do something", "a source"),), ("trial/X1", "trial/X2"),
        {"trial": "3 " + "d" * 64}, {"use.purpose": "final", "people.minor": False}, ("c1",), ("l1",), (), "2027-01-01")


def test_a_missing_fact_escalates_a_denial_and_silences_an_allow_row():
    ruling = judge(row(verdict=Verdict.DENY, when=(*FINAL, *MINOR), error="consent_missing"), row("X2", Verdict.ALLOW, MINOR))
    assert ruling.firings == (
        Firing("X1", "trial", Verdict.ESCALATE, "cannot be judged (what is asked): not known: people.minor", "do something",
               "a source", ("people.minor",), "consent_missing"),)
    two = judge(row(when=(*MINOR, Part("people.known", "is", True))))
    assert two.firings[0].explanation.endswith("not known: people.minor, people.known")


def test_a_fact_that_decides_makes_what_is_missing_not_matter():
    assert not judge(row(when=(*FINAL, *MINOR)), facts={"use.purpose": "temp"}).firings


def test_notes_say_why():
    notes = {"people.minor": "nobody stated an age", "use.purpose": "it leaves as final", "people.known": "not asked here"}
    ruling = judge(row(when=(*FINAL, *MINOR)), notes=notes)
    assert ruling.firings[0].explanation == "cannot be judged (what is asked): it leaves as final; nobody stated an age"
    ruling = judge(row(when=(*FINAL, *MINOR)), facts={"people.minor": True}, notes=notes)
    assert ruling.firings[0].explanation == "is final (it leaves as final; nobody stated an age)"
    assert judge(row(), notes={"use.purpose": ""}).firings[0].explanation == "is final"


def test_an_unverified_rule_says_so_and_can_be_switched_off():
    weak = row(verified=False)
    assert judge(weak).firings[0].explanation == "is final [rule unverified]"
    off = judge(weak, switched_off=("trial/X1",))
    assert (off.firings, off.rules) == ((), ())
    for rules, name in (([row()], "trial/X1"), ([weak], "trial/X2"), ([weak], "X1")):
        with pytest.raises(ConfigError, match="cannot be switched off") as caught:
            judge(*rules, switched_off=(name,))
        assert caught.value.facts == {"key": "switched_off"} and "unverified" in caught.value.hint


def test_a_rule_is_verified_and_approvable_unless_its_row_says_otherwise():
    plain = Rule("X1", "trial", "t", "c", Verdict.ESCALATE, GATES, FINAL, "e", "r")
    assert (plain.verified, plain.approvable, plain.error, plain.suppresses) == (True, True, "use_prohibited", ())


def test_a_pack_that_is_not_there_cannot_be_chosen():
    known, packs = Known({}, {}, (), ()), [pack(name="b"), pack(name="a")]
    with pytest.raises(ConfigError, match="no rule pack 'ghost'") as caught:
        policy.judge("r", known, house(packs=("a", "ghost")), (), TODAY, packs=packs)
    assert caught.value.facts == {"key": "packs"} and caught.value.hint == "known: a, b"


@pytest.mark.parametrize(("gate", "rules"), [("making", ["X1", "X3"]), ("delivery", ["X2", "X3"])])
def test_each_gate_asks_its_own_rules(gate, rules):
    ruling = judge(row("X1", gates=("making",)), row("X2", gates=("delivery",)), row("X3"), gate=gate)
    assert [firing.rule for firing in ruling.firings] == rules and ruling.gate == gate
    assert ruling.rules == tuple(f"trial/{rule}" for rule in rules)


@pytest.mark.parametrize(("starts", "until", "asked"), [
    ("", "", True), ("2026-11-03", "", True), ("2026-11-04", "", False), ("", "2026-11-03", True), ("", "2026-11-02", False),
    ("2026-11-03", "2026-11-03", True), ("2026-11-04", "2026-11-30", False), ("2026-01-01", "2026-11-02", False),
])
def test_a_rule_is_asked_from_its_first_to_its_last_day(starts, until, asked):
    ruling = judge(row(starts=starts, until=until))
    assert bool(ruling.firings) is asked and bool(ruling.rules) is asked


def test_a_pack_that_does_not_apply_is_not_asked_and_not_used():
    ruling = judge(packs=[pack(row(), name="off", always=False), pack(row("X2"))])
    assert (ruling.rules, list(ruling.packs)) == (("trial/X2",), ["trial"])


def test_a_pack_that_may_apply_escalates_and_says_what_it_depends_on():
    deny, allow = row(verdict=Verdict.DENY), row("X2", Verdict.ALLOW)
    half = pack(deny, allow, row("X3", when=MINOR), always=False, buyers=("N",))
    ruling = judge(packs=[half], buyer=None)
    assert ruling.firings == (
        Firing("X1", "trial", Verdict.ESCALATE, "is final (whether the rules of trial apply depends on house.buyer)", "do something",
               "a source", ("house.buyer",)),
        Firing("X3", "trial", Verdict.ESCALATE, "cannot be judged (what is asked): not known: people.minor", "do something", "a source",
               ("people.minor",)),
    )
    assert list(ruling.packs) == ["trial"]


@pytest.mark.parametrize(("named", "lifted"), [
    (("X1",), {"trial/X1", "other/X1"}), (("other/X1",), {"other/X1"}), (("trial/X1", "X9"), {"trial/X1"}), (("X9",), set()), ((), set()),
])
def test_an_allow_row_lifts_the_rules_that_it_names(named, lifted):
    allow = row("X5", Verdict.ALLOW, suppresses=named)
    packs = [pack(row(verdict=Verdict.DENY), allow), pack(row(pack="other"), name="other")]
    ruling = judge(packs=packs)
    assert {f"{f.pack}/{f.rule}" for f in ruling.firings if f.suppressed_by == "trial/X5"} == lifted
    assert {f"{f.pack}/{f.rule}" for f in ruling.open} == {"trial/X1", "other/X1"} - lifted
    quiet = judge(packs=packs, facts={"use.purpose": "temp"})
    assert not quiet.firings


@pytest.mark.parametrize(("named", "lifted"), [
    ("X1", {"X1", "X1.part"}), ("trial/X1", {"X1", "X1.part"}), ("X1.part", {"X1.part"}), ("trial/X1.part", {"X1.part"}),
    ("other/X1", set()), ("X1.", set()), ("X", set()),
])
def test_an_approval_covers_a_family_and_an_allow_row_one_id(named, lifted):
    rules = (row(), row("X1.part"))
    assert {f.rule for f in judge(*rules, approvals=[yes(named)]).firings if f.approved_by} == lifted
    allowed = judge(*rules, row("X5", Verdict.ALLOW, suppresses=(named,)))
    assert {f.rule for f in allowed.firings if f.suppressed_by} == ({named.rpartition("/")[2]} & lifted)


def test_what_an_allow_row_lifts_needs_no_approval():
    ruling = judge(row(), row("X5", Verdict.ALLOW, suppresses=("X1",)), approvals=[yes()])
    assert ruling.approvals == () and ruling.firings[0].approved_by == ""


@pytest.mark.parametrize(("verdict", "approvable", "when", "approved"), [
    (Verdict.ESCALATE, True, FINAL, True), (Verdict.DENY, False, FINAL, False), (Verdict.DENY, True, FINAL, True),
    (Verdict.DENY, False, MINOR, True), (Verdict.ALLOW, True, FINAL, False),
])
def test_what_a_named_person_may_lift(verdict, approvable, when, approved):
    ruling = judge(row(verdict=verdict, approvable=approvable, when=when), approvals=[yes()])
    assert (ruling.firings[0].approved_by == "a1") is approved
    assert ruling.approvals == (("a1",) if approved else ())
    assert ruling.valid_until == ("2026-11-03" if approved else "")


@pytest.mark.parametrize(("change", "counts"), [
    ({}, True), ({"rules": ("trial/X1",)}, True), ({"rules": ("other/X1",)}, False), ({"rules": ("X2",)}, False),
    ({"rules": ("X2", "X1")}, True), ({"approver": " "}, False), ({"role": ""}, False), ({"document_sha256": ""}, False),
    ({"expires": ""}, False), ({"expires": "2026-11-02"}, False), ({"given_at": "2026-11-04", "expires": "2026-12-01"}, False),
    ({"given_at": ""}, False), ({"revoked_at": "2026-11-03"}, False), ({"revoked_at": "2026-11-04"}, True),
    ({"recipe_hash": "q" * 64}, False), ({"recipe_hash": "q" * 64, "entity": "shot-1"}, False), ({"recipe_hash": ""}, False),
    ({"recipe_hash": "", "entity": "shot-1"}, True), ({"recipe_hash": "", "entity": "shot-2"}, False),
])
def test_an_approval_counts_while_it_is_live_named_and_in_scope(change, counts):
    ruling = judge(row(), approvals=[yes(**change)])
    assert (ruling.verdict is Verdict.ALLOW) is counts and bool(ruling.approvals) is counts


def test_an_approval_of_nothing_covers_no_work_without_an_entity():
    assert judge(row(), approvals=[yes(recipe_hash="")], entity="").verdict is Verdict.ESCALATE


def test_one_approval_for_two_rules_is_named_once_and_the_first_that_counts_is_taken():
    late = yes("X1", "X2", id="a2", expires="2026-12-01")
    ruling = judge(row(), row("X2"), approvals=[yes("X9", id="a0"), late, yes(id="a3", expires="2026-11-10")])
    assert ruling.approvals == ("a2",) and ruling.valid_until == "2026-12-01"
    assert {firing.approved_by for firing in ruling.firings} == {"a2"}


@pytest.mark.parametrize(("facts", "until"), [
    ({}, ""), ({"consents": [consent(end="2026-11-20"), consent(id="c2", end="")]}, "2026-11-20"),
    ({"licences": [licence(end="2026-11-19")]}, "2026-11-19"), ({"licences": [licence(end="")]}, ""),
    ({"consents": [consent(end="2026-11-20")], "licences": [licence(end="2026-11-21")]}, "2026-11-20"),
    ({"approvals": [yes(expires="2026-11-18")], "consents": [consent(end="2026-11-20")]}, "2026-11-18"),
    ({"packs": [pack(row(), until="2026-11-15")]}, "2026-11-15"), ({"ends": ["2026-11-14", ""]}, "2026-11-14"),
    ({"packs": [pack(row()), pack(name="o", always=False, until="2026-11-15")]}, ""),
    ({"packs": [pack(row()), pack(name="o", always=False, buyers=("N",), until="2026-11-15")], "buyer": None}, "2026-11-15"),
    ({"packs": [pack(row(starts="2026-12-01"))]}, "2026-11-30"),
])
def test_a_ruling_stands_until_what_it_rests_on_ends(facts, until):
    assert judge(row(), **facts).valid_until == until


def test_a_denial_raises_its_error_with_all_that_a_person_needs():
    firings = (
        Firing("X0", "trial", Verdict.ESCALATE, "waits"), Firing("X1", "trial", Verdict.DENY, "lifted", approved_by="a1"),
        Firing("X2", "trial", Verdict.DENY, "is not allowed", "do something", "a source"), Firing("X3", "trial", Verdict.DENY, "neither"),
    )
    with pytest.raises(UseProhibited, match=r"^X2 is not allowed$") as caught:
        policy.enforce(Ruling("r" * 64, "2026-11-03", firings=firings))
    assert caught.value.hint == "do something"
    assert caught.value.facts == {"recipe": "r" * 64, "citation": "a source", "rules": [f.to_json() for f in firings[2:]]}
    policy.enforce(Ruling("r", "2026-11-03", firings=firings[:2]))
    policy.enforce(Ruling("r", "2026-11-03"))


@pytest.mark.parametrize(("error", "kind"), [
    ("use_prohibited", UseProhibited), ("consent_missing", ConsentMissing), ("licence_forbids", LicenceForbids), ("of tomorrow", UseProhibited),
])
def test_the_error_is_the_one_that_the_row_names(error, kind):
    with pytest.raises(kind) as caught:
        policy.enforce(Ruling("r", "2026-11-03", firings=(Firing("X1", "p", Verdict.DENY, "no", error=error),)))
    assert type(caught.value) is kind


def test_a_decision_gathers_facts_for_the_gate_and_the_entity():
    made, packs = recipe(purpose="final"), [pack(row(), row("X2", gates=("delivery",)))]
    book = RightsBook(approvals=(yes("X1", "X2", recipe_hash="", entity="shot-1"),))
    inside = policy.decide(made, tool(), house(), book, TODAY, entity="shot-1", packs=packs)
    assert (inside.recipe, inside.gate, inside.rules, inside.verdict) == (made.hash, "making", ("trial/X1",), Verdict.ALLOW)
    assert inside.facts["use.purpose"] == "final" and inside.facts["today"] == "2026-11-03"
    assert policy.decide(made, tool(), house(), book, TODAY, packs=packs).verdict is Verdict.ESCALATE
    leaves = policy.decide(made, tool(), house(), RightsBook(), TODAY, leaving=Leaving(True, True), packs=packs)
    assert (leaves.gate, leaves.rules, leaves.facts["delivery.leaving"]) == ("delivery", ("trial/X1", "trial/X2"), True)


def test_nobody_and_no_department_is_assumed():
    learned = tool(training_data_status="licensed")
    bare = policy.decide(recipe(), learned, house(), RightsBook(), TODAY, packs=[])
    assert bare.facts["use.task_type"] == "ink" and bare.facts["notice.tool_policy"] is None
    asked = policy.decide(recipe(), learned, house(), RightsBook(), TODAY, task="art", by="Ida Berg", packs=[])
    assert asked.facts["use.task_type"] == "art" and asked.facts["notice.tool_policy"] is False


def test_the_shipped_packs_are_used_when_none_are_given():
    ruling = policy.judge("r", Known({}, {}, (), ()), house(), (), TODAY)
    assert set(ruling.packs) == {pack.name for pack in rulebook.builtin() if pack.always} and ruling.gate == "making"
    assert policy.judge("r", Known({}, {}, (), ()), house(), (), TODAY, packs=[]).rules == ()
