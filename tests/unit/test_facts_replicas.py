"""Facts of replicas, synthetic performers and background replicas, and of their pay."""

import pytest

from fact_helpers import fact, known, recipe
from gate_helpers import consent, tool
from secondunit.core.rights import Accrual, Notice, Party, Replica, ShotUse, Transfer
from secondunit.gates.facts import Input, Media

MADE = recipe(persons=("anna",), extra={"use_kinds": ["use_replica"]})
ASPECTS = ("known", "scan_notice", "business_reason", "classed", "access_kept", "transfers_kept", "this_production",
           "biometrics_kept")  # fmt: skip


def replica(**changes):
    return Replica(**{"id": "r1", "subject": "anna", "category": "EBDR", "source": "scan", "engaged_at": "2026-01-01",
                      "notice_at": "2026-02-01", "session_at": "2026-02-04", "business_reason": "she ages in act three",
                      "access": ("ida",), "project_lock": "show", **changes})


def aspects(*records, made=MADE, who="ida", **around):
    found = known(made, *records, who=who, **around)
    return {name: found.get(f"replica.{name}") for name in ASPECTS if found.get(f"replica.{name}") is not True}


def test_where_no_replica_is_made_or_used_nothing_is_to_be_asked():
    for made in (recipe(), recipe(persons=("anna",), extra={"use_kinds": ["alter"]})):
        assert aspects(made=made, who="") == {}
        assert fact("replica.categories", made) == []
        assert [fact(f"background.{name}", made) for name in ("consent_and_pay", "numbers_kept", "upgrade_paid")] == [True] * 3


def test_a_replica_without_a_record_is_not_known():
    assert aspects() == {"known": False, **dict.fromkeys(ASPECTS[1:])}
    assert aspects(made=recipe(persons=("anna",))) == dict.fromkeys(ASPECTS)
    assert fact("replica.categories", MADE) is None
    assert aspects(replica()) == {} and fact("replica.categories", MADE, replica()) == ["EBDR"]


def test_the_replicas_that_a_recipe_names_or_takes_in_are_judged_and_no_others():
    other = replica(id="r2", project_lock="other", asset_digests=("a" * 64,))
    named = recipe(persons=("anna",), extra={"use_kinds": ["use_replica"], "replicas": ["r1"]})
    assert aspects(replica(), other) == {"this_production": False}
    assert aspects(replica(), other, made=named) == {}
    taken = recipe(inputs={"body": "sha256:" + "a" * 64})
    here = Media({"sha256:" + "a" * 64: Input(made_here=True)})
    assert aspects(replica(), other, made=taken, media=here) == {"this_production": False}
    assert aspects(replica(), other, made=taken) == {**dict.fromkeys(ASPECTS), "this_production": False}  # whose are they?
    ghost = recipe(persons=("anna",), extra={"use_kinds": ["use_replica"], "replicas": ["r9"]})
    assert aspects(replica(), made=ghost)["known"] is False


@pytest.mark.parametrize("change", [{"deleted_at": "2026-11-03"}, {"delete_by": "2026-11-02"}])
def test_a_replica_that_is_or_should_be_deleted_is_no_longer_there(change):
    assert aspects(replica(**change))["known"] is False
    taken = recipe(inputs={"body": "sha256:" + "a" * 64})
    here = Media({"sha256:" + "a" * 64: Input(made_here=True)})
    assert aspects(replica(asset_digests=("a" * 64,), **change), made=taken, media=here)["known"] is False


def test_a_ruling_ends_on_the_day_by_which_a_replica_must_be_deleted():
    assert known(MADE, replica(delete_by="2026-12-01")).ends == ("2026-12-01",)


@pytest.mark.parametrize(("notice", "session", "engaged", "expected"), [
    ("2026-02-01", "2026-02-04", "2026-01-01", True), ("2026-02-02", "2026-02-04", "2026-01-01", False),
    ("2026-02-01T10:00:00Z", "2026-02-03T10:00:00Z", "2026-01-01", True),
    ("2026-02-01T10:00:01Z", "2026-02-03T10:00:00Z", "2026-01-01", False),
    ("2026-02-01T11:00:00+01:00", "2026-02-03T10:00:00Z", "", True), ("2026-02-01T10:00:00", "2026-02-03T10:00:00Z", "", True),
    ("2026-02-01", "2026-02-03T23:00:00Z", "2026-01-01", False), ("2026-02-01T00:00:00Z", "2026-02-03", "", True),
    ("2026-02-02T08:00:00Z", "2026-02-03T09:00:00Z", "2026-02-02T08:00:00Z", True),
    ("2026-02-02T08:00:01Z", "2026-02-03T09:00:00Z", "2026-02-02T08:00:00Z", False),
    ("2026-02-03", "2026-02-04", "2026-02-03", False), ("2026-02-03", "2026-02-04T09:00:00Z", "2026-02-03", True),
    ("", "2026-02-04", "2026-01-01", None), ("2026-02-01", "", "", None), ("soon", "2026-02-04", "", None),
])
def test_notice_of_a_scan_comes_48_hours_before_it_or_at_engagement(notice, session, engaged, expected):
    given = replica(notice_at=notice, session_at=session, engaged_at=engaged)
    assert fact("replica.scan_notice", MADE, given) is expected


def test_a_notice_on_record_will_do_and_what_was_not_scanned_needs_none():
    told = Notice("n1", "anna", "scan", about="r1", sent_at="2026-01-31")
    assert fact("replica.scan_notice", MADE, replica(notice_at=""), told) is True
    late = Notice("n1", "anna", "scan", about="anna", sent_at="2026-02-03")
    assert fact("replica.scan_notice", MADE, replica(notice_at=""), late) is False
    other = Notice("n1", "bert", "scan", about="bert", sent_at="2026-01-31")
    assert fact("replica.scan_notice", MADE, replica(notice_at=""), other) is None
    assert fact("replica.scan_notice", MADE, replica(notice_at="", source="archive")) is True
    assert fact("replica.scan_notice", MADE, replica(notice_at="", source="")) is None


@pytest.mark.parametrize(("change", "lacking"), [
    ({"business_reason": " "}, {"business_reason": False}), ({"business_reason": "", "source": "archive"}, {}),
    ({"source": "no_scan", "category": "ICDR"}, {"classed": False}), ({"source": "no_scan"}, {}),
    ({"source": "no_scan", "category": ""}, {"classed": None}),
    ({"source": ""}, {"scan_notice": None, "business_reason": None, "classed": None}),
    ({"access": ("carl",)}, {"access_kept": False}), ({"access": ()}, {"access_kept": None}),
    ({"project_lock": "other"}, {"this_production": False}), ({"project_lock": ""}, {"this_production": None}),
    ({"biometrics": ("iris",)}, {}), ({"biometrics": ("iris",), "project_lock": "other"},
                                      {"biometrics_kept": False, "this_production": False}),
    ({"biometrics": ("iris",), "project_lock": ""}, {"biometrics_kept": None, "this_production": None}),
    ({"transfers": (Transfer("x", "2026-05-01", union_approved="2026-04-30", written_commitment=True),)}, {}),
    ({"transfers": (Transfer("x", "2026-05-01", union_approved="2026-05-02", written_commitment=True),)}, {"transfers_kept": False}),
    ({"transfers": (Transfer("x", "2026-05-01", written_commitment=True),)}, {"transfers_kept": False}),
    ({"transfers": (Transfer("x", "2026-05-01", union_approved="2026-04-30"),)}, {"transfers_kept": None}),
])
def test_each_aspect_of_a_replica(change, lacking):
    assert aspects(replica(**change)) == lacking


def test_who_asks_is_known_by_any_name():
    ida = Party("ida", "person", "Ida Berg", ("Berg",), "1970-01-01", status="living")
    anna = Party("anna", "person", born="1984-01-01", status="living")
    assert [fact("replica.access_kept", MADE, replica(), ida, anna, who=who) for who in (
        "ida", "Ida Berg", " berg ", "Carl", "")] == [True, True, True, False, None]


def test_prints_and_scans_of_the_iris_do_not_serve_training():
    made = recipe(purpose="training", persons=("anna",), extra={"use_kinds": ["use_replica"]})
    assert fact("replica.biometrics_kept", made, replica(biometrics=("iris",))) is False
    promo = recipe(purpose="promo", persons=("anna",), extra={"use_kinds": ["use_replica"]})
    assert fact("replica.biometrics_kept", promo, replica(biometrics=("iris",))) is None


def test_a_synthetic_performer_needs_its_reason():
    made = recipe(extra={"replicas": ["r1"]})
    assert fact("synthetic.value_stated", recipe()) is True
    assert fact("synthetic.value_stated", made, replica(subject="", category="SYNTH", value_statement="no crowd can fly")) is True
    assert fact("synthetic.value_stated", made, replica(subject="", category="SYNTH")) is False
    assert fact("synthetic.value_stated", recipe(extra={"synthetic_performer": True})) is False
    assert fact("synthetic.value_stated", recipe(), by=tool(photoreal=None)) is None


BACK = {"category": "BADR", "principal_role": False, "background_hired": 30, "background_required": 30}
PAID = Accrual("a1", "anna", "r1", basis="sag-aftra-2023/background-session", status="agreed")


@pytest.mark.parametrize(("change", "records", "expected"), [
    ({}, (consent(use_kinds=("use_replica",)), PAID), [True, True, True]),
    ({}, (PAID,), [False, True, True]), ({}, (consent(use_kinds=("use_replica",)),), [False, True, True]),
    ({}, (consent(use_kinds=("use_replica",)), Accrual("a1", "anna", "r1")), [None, True, True]),
    ({"background_hired": 29}, (PAID,), [False, False, True]), ({"background_hired": None}, (PAID,), [False, None, True]),
    ({"background_required": None}, (PAID,), [False, None, True]),
    ({"principal_role": True}, (PAID,), [False, True, False]), ({"principal_role": None}, (PAID,), [False, True, None]),
    ({"principal_role": True}, (Accrual("a2", "anna", "r1", basis="x/background-principal", status="paid"),), [False, True, True]),
    ({"category": ""}, (consent(use_kinds=("use_replica",)), PAID), [True, True, True]),
])
def test_background(change, records, expected):
    found = known(MADE, replica(**{**BACK, **change}), *records)
    assert [found.get(f"background.{name}") for name in ("consent_and_pay", "numbers_kept", "upgrade_paid")] == expected


USE = ShotUse("u1", "shot-1", "anna", "r1", days_worked=2)


def pay(*records, made=MADE, entity="shot-9"):
    found = known(made, *records, entity=entity)
    return found.get("pay.accrued"), found.get("pay.icdr_floor")


def accrual(**changes):
    return Accrual(**{"id": "a1", "subject": "anna", "replica": "r1", "shot_uses": ("u1",), "days_equivalent": 200,
                      "rate": 100, "amount": 200, "benefits": True, **changes})


def test_pay_of_uses_on_record():
    held = replica(session_at="")
    assert pay() == (True, True)
    assert pay(held) == (True, True)
    assert pay(held, USE) == (False, True)
    assert pay(held, USE, accrual()) == (True, True)
    assert pay(held, USE, accrual(days_equivalent=199)) == (False, True)
    assert pay(held, USE, accrual(amount_known=False)) == (None, True)
    assert pay(held, USE, made=recipe(), entity="shot-1") == (False, True)
    assert pay(held, USE, made=recipe()) == (True, True)


def test_pay_of_a_session_that_was_held():
    assert pay(replica()) == (False, True)
    assert pay(replica(), accrual(shot_uses=())) == (True, True)
    assert pay(replica(session_at="2026-11-04T09:00:00Z")) == (True, True)
    assert pay(replica(project_lock="other")) == (True, True)


def test_a_synthetic_performer_is_nobody_to_pay_and_an_alteration_is_no_use_of_a_replica():
    assert pay(replica(category="SYNTH", subject=""), ShotUse("u1", "shot-9", replica="r1")) == (True, True)
    assert pay(ShotUse("u1", "shot-9", "anna")) == (True, True)
    assert pay(replica(session_at=""), ShotUse("u1", "shot-9", "anna")) == (None, True)


@pytest.mark.parametrize(("change", "expected"), [
    ({}, True), ({"amount": 199}, False), ({"benefits": False}, False), ({"benefits": None}, None), ({"rate": 0}, None),
    ({"amount_known": False}, None), ({"shot_uses": ("u2",)}, False)])
def test_an_independent_replica_is_paid_by_the_day_with_benefits(change, expected):
    held = replica(category="ICDR", source="archive", session_at="")
    assert pay(held, USE, accrual(**change))[1] is expected


def test_a_use_without_days_is_paid_by_its_own_accrual_and_none_is_no():
    use = ShotUse("u1", "shot-1", "anna", "r1")
    held = replica(session_at="")
    assert pay(held, use) == (False, True)
    assert pay(held, use, accrual(days_equivalent=0)) == (True, True)


def test_a_session_of_today_and_one_of_a_replica_without_a_lock_are_paid():
    assert pay(replica(session_at="2026-11-03T23:00:00Z"))[0] is False
    assert pay(replica(project_lock=""))[0] is False


def test_of_a_background_replica_of_nobody_in_particular_consent_is_not_known():
    made = recipe(extra={"replicas": ["r1"]})
    paid = Accrual("a1", "", "r1", basis="sag-aftra-2023/background-session", status="agreed")
    assert fact("background.consent_and_pay", made, replica(**{**BACK, "subject": ""}), paid) is None


def test_the_replica_that_fails_is_named():
    made = recipe(persons=("anna",), extra={"use_kinds": ["use_replica"], "replicas": ["r1", "r2"]})
    found = known(made, replica(), replica(id="r2", project_lock="other"), who="ida")
    assert found.notes["replica.this_production"] == "replica r2"
    assert not {"replica.classed", "replica.known", "replica.categories"} & found.notes.keys()


def test_a_replica_that_is_only_being_made_needs_its_record():
    made = recipe(persons=("anna",), extra={"use_kinds": ["create_replica"]})
    assert fact("replica.known", made) is False
    assert fact("replica.known", made, replica()) is True
