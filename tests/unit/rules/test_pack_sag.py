"""The rules of the SAG-AFTRA agreements of 2023 and 2026, each on facts alone, and how the two follow one another."""

from datetime import date

import pytest

from rule_cases import QUIET, WAYS, Case, answer, boundary, verdict_and_error
from secondunit.core.errors import ConfigError
from secondunit.core.rights import Approval, HouseFacts, Verdict
from secondunit.gates.facts import Known
from secondunit.gates.rules import policy, rulebook

ANNA = {"use.persons": ["anna"]}
MADE = {**ANNA, "use.use_kinds": ["create_replica"]}
USED = {**ANNA, "use.use_kinds": ["use_replica"]}
FINAL, PROMO = {"use.purpose": "final"}, {"use.purpose": "promo"}
DUBBED = {**ANNA, "use.use_kinds": ["dub"], "house.photography_start": "2027-07-01", "consent.languages": False,
          "use.languages": ["de"]}
SYNTH = {**FINAL, "use.synthetic_performer": True}
BADR = {**USED, "replica.categories": ["BADR"]}


def of_replica(rule, fact, made=True, used=True):
    """A rule on every replica that is made, used or both, by one flag."""
    kinds = ["create_replica"] * made + ["use_replica"] * used
    return Case(rule, {**ANNA, "use.use_kinds": kinds[:1], fact: False},
                {"use.persons": [], "use.use_kinds": ["alter"], fact: True}, ["use.persons", "use.use_kinds", fact],
                also=[{"use.use_kinds": [kind]} for kind in kinds[1:]])


def of_category(rule, category, fact):
    return Case(rule, {**USED, "replica.categories": [category], fact: False},
                {"use.persons": [], "replica.categories": ["EBDR"], fact: True},
                ["use.persons", "replica.categories", fact])


EARLIER = [
    Case("sag-aftra-2023/R11", {**FINAL, "prompt.names_performer": True, "prompt.names_persons": ["anna"]},
         {"use.purpose": "temp", "prompt.names_performer": False, "use.persons": ["anna"]},
         ["use.purpose", "prompt.names_performer", "use.persons"],
         also=[{**ANNA, "consent.covered": False}, PROMO]),
    Case("sag-aftra-2023/R15", {**FINAL, "use.replaces_covered_work": True},
         {"use.purpose": "temp", "use.replaces_covered_work": False}, ["use.purpose", "use.replaces_covered_work"],
         also=[PROMO]),
    Case("sag-aftra-2023/R16", {**ANNA, "consent.covered": False}, {"use.persons": [], "consent.covered": True},
         ["use.persons", "consent.covered"]),
    Case("sag-aftra-2023/R17", {**ANNA, "consent.in_scope": False},
         {"use.persons": [], "consent.live": False, "consent.in_scope": True},
         ["use.persons", "consent.live", "consent.in_scope"]),
    Case("sag-aftra-2023/R18", {**ANNA, "consent.this_production": False},
         {"use.persons": [], "consent.this_production": True}, ["use.persons", "consent.this_production"],
         also=[{"consent.this_production": True, "replica.this_production": False}]),
    of_replica("sag-aftra-2023/R20", "replica.scan_notice", used=False),
    of_replica("sag-aftra-2023/R22", "pay.accrued"),
    of_category("sag-aftra-2023/R22.floor", "ICDR", "pay.icdr_floor"),
    Case("sag-aftra-2023/R23", {**ANNA, "people.deceased": True, "consent.authority": False},
         {"use.persons": [], "people.deceased": False, "consent.authority": True},
         ["use.persons", "people.deceased", "consent.authority"]),
    of_category("sag-aftra-2023/R24", "BADR", "background.consent_and_pay"),
    of_category("sag-aftra-2023/R24.numbers", "BADR", "background.numbers_kept"),
    of_category("sag-aftra-2023/R24.upgrade", "BADR", "background.upgrade_paid"),
    Case("sag-aftra-2023/R25", {**ANNA, "use.alters_performance": "customary", "use.use_kinds": ["alter"]},
         {"use.persons": [], "use.alters_performance": "material", "use.use_kinds": ["alter", "create_replica"],
          "use.asserted_by": ""},
         ["use.persons", "use.alters_performance", "use.use_kinds", "use.asserted_by"]),
    Case("sag-aftra-2023/R26", {**USED, "use.exception": "unrecognisable"},
         {"use.persons": [], "use.exception": "free_speech", "use.use_kinds": ["create_replica", "use_replica"],
          "replica.known": False, "use.asserted_by": ""},
         ["use.persons", "use.exception", "use.use_kinds", "replica.known", "use.asserted_by"],
         also=[{"use.exception": "as_scripted"}, {"use.exception": "unsafe"}, {"use.use_kinds": ["alter"]}]),
    Case("sag-aftra-2023/R27", {**ANNA, "use.alters_performance": "material", "consent.covered": False},
         {"use.persons": [], "use.alters_performance": "none", "consent.covered": True},
         ["use.persons", "use.alters_performance", "consent.covered"]),
    Case("sag-aftra-2023/R27.approval", {**ANNA, "use.alters_performance": "material", "consent.covered": True},
         {"use.persons": [], "use.alters_performance": "none", "consent.covered": False},
         ["use.persons", "use.alters_performance", "consent.covered"]),
    Case("sag-aftra-2023/R32", {**SYNTH, "notice.union_synthetic": False},
         {"use.purpose": "temp", "use.synthetic_performer": False, "notice.union_synthetic": True},
         ["use.purpose", "use.synthetic_performer", "notice.union_synthetic"],
         also=[{"notice.union_synthetic": True, "notice.union_bargained": False}, PROMO]),
]  # fmt: skip
LATER = [
    Case("sag-aftra-2026/R16", {**MADE, "consent.covered": False},
         {"use.persons": [], "use.use_kinds": ["alter"], "consent.covered": True},
         ["use.persons", "use.use_kinds", "consent.covered"], also=[{"use.use_kinds": ["use_replica"]}]),
    of_replica("sag-aftra-2026/R21", "replica.business_reason", used=False),
    of_replica("sag-aftra-2026/R21.class", "replica.classed"),
    of_category("sag-aftra-2026/R22.floor", "ICDR", "pay.icdr_floor"),
    Case("sag-aftra-2026/R28", {**MADE, "people.minor": True, "use.content": ["nudity"]},
         {"use.persons": [], "use.use_kinds": ["alter"], "people.minor": False, "use.content": ["none"]},
         ["use.persons", "use.use_kinds", "people.minor", "use.content"],
         also=[{"people.minor": False, "use.depicted_minor": True}, {"use.content": ["sexual"]},
               {"use.use_kinds": ["use_replica"]}]),
    Case("sag-aftra-2026/R29", {**ANNA, "house.struck": True}, {"use.persons": [], "house.struck": False},
         ["use.persons", "house.struck"]),
    of_replica("sag-aftra-2026/R30", "replica.access_kept", made=False),
    of_replica("sag-aftra-2026/R30.transfer", "replica.transfers_kept"),
    of_replica("sag-aftra-2026/R30.biometrics", "replica.biometrics_kept"),
    Case("sag-aftra-2026/R31", DUBBED,
         {"use.persons": [], "use.use_kinds": ["use_replica"], "house.photography_start": "2027-06-30",
          "consent.languages": True},
         ["use.persons", "use.use_kinds", "house.photography_start", "consent.languages"],
         also=[{"use.use_kinds": ["voice"]}]),
    Case("sag-aftra-2026/R32", {**SYNTH, "use.role_is_human": True, "synthetic.value_stated": False},
         {"use.purpose": "temp", "use.synthetic_performer": False, "use.role_is_human": False,
          "synthetic.value_stated": True},
         ["use.purpose", "use.synthetic_performer", "use.role_is_human", "synthetic.value_stated"],
         also=[{"synthetic.value_stated": True, "notice.union_synthetic": False}, PROMO,
               {"synthetic.value_stated": True, "notice.union_bargained": False}]),
    Case("sag-aftra-2026/R33", {"use.purpose": "training", "use.third_party_training": True,
                                "notice.union_training": False},
         {"use.purpose": "temp", "use.third_party_training": False, "notice.union_training": True},
         ["use.purpose", "use.third_party_training", "notice.union_training"]),
]  # fmt: skip
CASES = EARLIER + LATER
BY_NAME = {case.rule: case for case in CASES}
GUILD = {"guilds": ("SAG-AFTRA",)}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_row_of_the_performers_union(case, way):
    way(case)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_agreements_end_with_the_later_one(case):
    """The earlier agreement goes on in the later one, so both end on its last day."""
    first = date(2023, 11, 9) if case in EARLIER else date(2026, 7, 1)
    boundary(case, first, date(2030, 6, 30))


def test_the_earlier_agreement_goes_on_without_a_gap():
    case = BY_NAME["sag-aftra-2023/R16"]
    assert all(answer(case, case.fires, today=day).verdict is Verdict.DENY
               for day in (date(2026, 6, 30), date(2026, 7, 1)))


def test_everything_of_2026_is_unverified_and_of_2023_what_the_digests_do_not_show():
    loose = {rule.name for pack in rulebook.builtin() for rule in pack.rules
             if not rule.verified and pack.name.startswith("sag-")}
    assert loose == {case.rule for case in LATER} | {
        "sag-aftra-2023/R11", "sag-aftra-2023/R24.numbers", "sag-aftra-2023/R24.upgrade"}


def judged(facts, today=date(2026, 11, 3), **house):
    at = HouseFacts("show", **{"buyer": "", "guilds": ("SAG-AFTRA",), "territories": ("JP",), "fiction": True, **house})
    return policy.judge("0" * 64, Known({**QUIET, "today": today.isoformat(), **facts}, {}, (), ()), at, (), today)


def verdicts(ruling):
    return {f"{f.pack}/{f.rule}": f.verdict.word for f in ruling.open}


@pytest.mark.parametrize(("photography", "engaged", "earlier", "later"), [
    ("2026-06-30", "2026-06-30", "deny", "escalate"),  # in work today, begun before: differences escalate
    ("2026-06-30", "2026-07-01", "deny", "escalate"), ("2026-07-01", "2026-06-30", "deny", "escalate"),
    ("2026-07-01", "2026-07-01", "deny", "deny"), ("2026-07-01", "", "deny", "deny"), ("", "", "deny", "deny"),
    ("2023-11-08", "2023-11-08", "escalate", "escalate"),  # begun before there was any such agreement
])
def test_dates_on_different_sides_of_the_agreements_escalate_the_difference(photography, engaged, earlier, later):
    ruling = judged({**MADE, "consent.covered": False}, photography_start=photography, engaged_from=engaged)
    assert verdicts(ruling) == {"core/R16": "deny", "sag-aftra-2023/R16": earlier, "sag-aftra-2026/R16": later}


def test_an_agreement_that_only_other_dates_call_for_escalates():
    """Today the agreement of 2026 is not in force yet, but photography will start under it."""
    ruling = judged({**MADE, "replica.classed": False}, date(2026, 6, 30), photography_start="2026-09-01",
                    engaged_from="2026-06-01")
    assert verdicts(ruling) == {"sag-aftra-2026/R21.class": "escalate"}
    assert not judged({**MADE, "replica.classed": False}, date(2026, 6, 30), photography_start="2026-06-30",
                      engaged_from="2026-06-30").open


def test_an_escalated_difference_can_be_approved_and_a_denial_cannot():
    yes = [Approval("a1", "Ida Berg", "legal", ("sag-aftra-2026/R21.class",), recipe_hash="0" * 64,
                    document_sha256="f" * 64, given_at="2026-11-01", expires="2026-12-01")]
    at = HouseFacts("show", buyer="", guilds=("SAG-AFTRA",), territories=("JP",), fiction=True)
    known = Known({**QUIET, **MADE, "replica.classed": False}, {}, (), ())
    for start, stands in (("2026-06-01", Verdict.ALLOW), ("2026-08-01", Verdict.DENY)):
        house = HouseFacts.from_json({**at.to_json(), "photography_start": start, "engaged_from": start})
        assert policy.judge("0" * 64, known, house, yes, date(2026, 11, 3)).verdict is stands


@pytest.mark.parametrize(("start", "expected"), [
    ("2027-06-30", None), ("2027-07-01", "deny"), ("2028-01-01", "deny"), (None, "escalate"),
])
def test_dubbing_needs_consent_when_photography_starts_from_july_2027_on(start, expected):
    firing = answer(BY_NAME["sag-aftra-2026/R31"], {**DUBBED, "house.photography_start": start})
    assert (firing and firing.verdict.word) == expected


def test_exceptions_lift_the_consent_of_the_agreements_and_no_other_rule():
    claim = {**USED, "use.exception": "as_scripted", "consent.covered": False}
    ruling = judged(claim)
    assert not ruling.open
    assert {f"{f.pack}/{f.rule}": f.suppressed_by for f in ruling.firings if f.suppressed_by} == {
        "core/R16": "core/R26", "sag-aftra-2023/R16": "sag-aftra-2023/R26", "sag-aftra-2026/R16": "sag-aftra-2023/R26"}
    for change, stays in (({"house.struck": True}, "sag-aftra-2026/R29"), ({"pay.accrued": False}, "sag-aftra-2023/R22"),
                          ({"consent.this_production": False}, "sag-aftra-2023/R18"),
                          ({"replica.access_kept": False}, "sag-aftra-2026/R30")):
        assert stays in verdicts(judged({**claim, **change}))


def test_making_a_replica_is_lifted_by_no_exception():
    both = {**ANNA, "use.use_kinds": ["create_replica", "use_replica"], "consent.covered": False}
    for claim in ({"use.exception": "unsafe"}, {"use.alters_performance": "customary"}):
        assert set(verdicts(judged({**both, **claim}))) == {"core/R16", "sag-aftra-2023/R16", "sag-aftra-2026/R16"}


def test_an_unverified_row_can_be_switched_off_and_only_such_a_row():
    struck = {**ANNA, "house.struck": True}
    assert verdicts(judged(struck)) == {"sag-aftra-2026/R29": "deny"}
    assert not judged(struck, switched_off=("sag-aftra-2026/R29",)).open
    with pytest.raises(ConfigError, match="cannot be switched off"):
        judged(struck, switched_off=("sag-aftra-2023/R16",))


def test_no_guild_no_agreement_and_an_unknown_guild_escalates():
    facts = {**MADE, "replica.scan_notice": False}
    assert not judged(facts, guilds=()).open
    assert verdicts(judged(facts, guilds=None)) == {"sag-aftra-2023/R20": "escalate"}
    assert verdicts(judged(facts, guilds=("sag",))) == {"sag-aftra-2023/R20": "deny"}


def test_there_is_no_right_of_revocation_within_48_hours():
    assert not any("revocation" in (rule.text + rule.explanation + rule.remedy).lower()
                   for pack in rulebook.builtin() for rule in pack.rules)


VERDICTS = {name: word for word, names in {
    "deny, consent_missing": (
        "sag-aftra-2023/R11 sag-aftra-2023/R16 sag-aftra-2023/R17 sag-aftra-2023/R18 sag-aftra-2023/R23 "
        "sag-aftra-2023/R24 sag-aftra-2023/R27 sag-aftra-2026/R16 sag-aftra-2026/R31"
    ),
    "escalate": (
        "sag-aftra-2023/R15 sag-aftra-2023/R22 sag-aftra-2023/R24.numbers sag-aftra-2023/R24.upgrade "
        "sag-aftra-2023/R27.approval sag-aftra-2023/R32 sag-aftra-2026/R21 sag-aftra-2026/R32 "
        "sag-aftra-2026/R33"
    ),
    "deny": (
        "sag-aftra-2023/R20 sag-aftra-2023/R22.floor sag-aftra-2026/R21.class sag-aftra-2026/R22.floor "
        "sag-aftra-2026/R28 sag-aftra-2026/R29 sag-aftra-2026/R30 sag-aftra-2026/R30.transfer "
        "sag-aftra-2026/R30.biometrics"
    ),
    "allow": "sag-aftra-2023/R25 sag-aftra-2023/R26",
}.items() for name in names.split()}  # fmt: skip


def test_every_row_of_the_performers_guild_has_its_verdict_and_its_error():
    rows = [row for pack in rulebook.builtin() if pack.name in ("sag-aftra-2023", "sag-aftra-2026") for row in pack.rules]
    assert {row.name: verdict_and_error(row) for row in rows} == VERDICTS
    verified = {row.name for row in rows if row.verified}
    assert {name for name in VERDICTS if name.startswith("sag-aftra-2023/")} - verified == {
        "sag-aftra-2023/R11", "sag-aftra-2023/R24.numbers", "sag-aftra-2023/R24.upgrade"}
    assert not any(name.startswith("sag-aftra-2026/") for name in verified)
