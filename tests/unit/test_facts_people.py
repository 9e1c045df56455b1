"""Facts of persons and their consents, aspect by aspect."""

from datetime import date

import pytest

from fact_helpers import fact, known, recipe
from gate_helpers import consent, house, tool
from secondunit.core.rights import Party, Source

MADE = recipe(persons=("anna",), extra={"use_kinds": ["create_replica"]})


def party(**changes):
    return Party(**{"id": "anna", "kind": "person", "born": "1984-05-06", "status": "living", "performer": True, **changes})


def aspects(*records, made=MADE, **around):
    """The aspects that are not yes."""
    found = known(made, *records, **around)
    names = ("live", "in_scope", "this_production", "authority", "advised", "term_kept", "languages", "promo", "covered")
    return {name: found.get(f"consent.{name}") for name in names if found.get(f"consent.{name}") is not True}


ADVISED = {"union": "SAG-AFTRA", "use_kinds": ("create_replica", "alter", "promo")}


def test_where_nobodys_likeness_is_used_all_is_well():
    found = known(recipe())
    assert all(found.get(f"consent.{name}") is True for name in ("covered", "live", "authority", "promo", "term_kept"))
    assert (found.get("people.known"), found.get("people.minor"), found.get("people.deceased"),
            found.get("people.performers"), found.get("house.struck")) == (True, False, False, False, False)


def test_persons_who_are_not_on_record_are_neither_grown_up_nor_alive():
    found = known(recipe(persons=("zoe",)))
    assert found.get("people.known") is False and "zoe" in found.notes["people.known"]
    assert [found.get(f"people.{name}") for name in ("minor", "deceased", "performers")] == [None] * 3
    assert all(fact(f"people.{name}", recipe(persons="anna")) is None for name in ("known", "minor", "deceased"))


@pytest.mark.parametrize(("change", "minor"), [
    ({"born": "2008-11-03"}, False), ({"born": "2008-11-04"}, True), ({"born": ""}, None),
    ({"born": "", "is_minor": False}, False), ({"born": "", "is_minor": True}, True), ({"is_minor": True}, True),
    ({"born": "2012-02-29", "status": "deceased", "died": "2030-02-28"}, True),
])
def test_the_age_of_a_person(change, minor):
    assert fact("people.minor", MADE, party(**change)) is minor


def test_who_is_born_on_a_leap_day_grows_up_in_march():
    born = party(born="2008-02-29")
    assert fact("people.minor", MADE, born, today=date(2026, 2, 28)) is True
    assert fact("people.minor", MADE, born, today=date(2026, 3, 1)) is False


def test_who_died_as_a_child_stays_one():
    assert fact("people.minor", MADE, party(born="1990-01-01", status="deceased", died="2000-01-01")) is True


@pytest.mark.parametrize(("change", "dead"), [
    ({}, False), ({"status": ""}, None), ({"status": "deceased"}, True), ({"died": "2026-11-03"}, True)])
def test_whether_a_person_lives(change, dead):
    assert fact("people.deceased", MADE, party(**change)) is dead


def test_one_known_child_among_strangers_is_one():
    both = recipe(persons=("anna", "zoe"))
    assert fact("people.minor", both, party(is_minor=True)) is True
    assert fact("people.minor", both, party()) is None


@pytest.mark.parametrize(("strikes", "guilds", "member", "expected"), [
    ((), ("SAG-AFTRA",), ("SAG-AFTRA",), False), (None, (), (), None), (("sag-aftra",), ("SAG-AFTRA",), (), True),
    (("SAG-AFTRA",), (), ("sag-aftra",), True), (("WGA",), ("SAG-AFTRA",), ("SAG-AFTRA",), False),
    (("WGA",), None, (), None), (("WGA",), None, ("WGA",), True),
])
def test_a_strike_of_a_guild_of_the_house_or_of_a_person(strikes, guilds, member, expected):
    at = house(strikes=strikes, guilds=guilds)
    assert fact("house.struck", MADE, party(guilds=member), at=at) is expected


def test_without_a_consent_the_questions_about_one_are_idle():
    assert aspects() == {"live": False, "authority": False, "languages": False, "promo": False, "covered": False}
    found = known(MADE)
    assert found.notes["consent.covered"] == "anna: has given no consent"


def test_a_consent_with_everything():
    assert aspects(consent(**ADVISED)) == {}


@pytest.mark.parametrize(("change", "lacking"), [
    ({"revoked_at": "2026-11-03"}, {"live": False, "covered": False}),
    ({"end": "2026-11-02"}, {"live": False, "in_scope": False, "covered": False}),
    ({"start": ""}, {"live": None, "in_scope": None, "covered": None}),
    ({"signed_at": ""}, {"live": False, "covered": False}),
    ({"separate_document": None}, {"live": None, "covered": None}),
    ({"doc_sha256": ""}, {"live": None, "covered": None}),
    ({"project_scope": ("other",)}, {"this_production": False, "covered": False}),
    ({"specific_description": "any and all uses of my likeness"}, {"in_scope": False, "covered": False}),
    ({"use_kinds": ("alter", "promo")}, {"in_scope": False, "covered": False}),
    ({"territory": ()}, {"in_scope": None, "covered": None}),
    ({"territory": ("FR",)}, {"in_scope": False, "covered": False}),
    ({"capacity": ""}, {"authority": None, "covered": None}),
    ({"granted_by": ""}, {"authority": None, "covered": None}),
    ({"granted_by": "bert"}, {"authority": False, "covered": False}),
    ({"capacity": "executor"}, {"authority": False, "covered": False}),
    ({"union": ""}, {"advised": False}), ({"union": "", "counsel": "A. Lawyer"}, {}),
    ({"union": "", "counsel": "A. Lawyer", "end": "2036-01-02"}, {"term_kept": False}),
    ({"union": "", "counsel": "A. Lawyer", "end": ""}, {"term_kept": False}), ({"end": "2036-01-02"}, {}),
    ({"use_kinds": ("create_replica",)}, {"promo": False}),
])
def test_each_aspect_says_what_a_consent_lacks(change, lacking):
    assert aspects(consent(**{**ADVISED, **change})) == lacking


def test_the_note_names_the_person_the_consent_and_the_fault():
    found = known(MADE, consent(union="SAG-AFTRA", project_scope=("other",)))
    assert found.notes["consent.this_production"] == "anna: consent c1 is not for this production"
    assert found.notes["consent.covered"] == found.notes["consent.this_production"]


def test_of_several_consents_the_one_that_gets_furthest_answers():
    old = consent(id="c0", **ADVISED, revoked_at="2026-01-01")
    vague = consent(id="c1", **{**ADVISED, "project_scope": ("other",)})
    unclear = consent(id="c2", **{**ADVISED, "separate_document": None})
    good = consent(id="c3", **ADVISED)
    assert known(MADE, old).notes["consent.covered"].startswith("anna: consent c0")
    assert known(MADE, old, vague).notes["consent.covered"].startswith("anna: consent c1")
    assert aspects(old, vague, unclear) == {"live": None, "covered": None}
    found = known(MADE, old, vague, unclear, good)
    assert found.get("consent.covered") is True and [each.id for each in found.consents] == ["c3"]


def test_every_person_needs_one():
    both = recipe(persons=("anna", "bert"), extra={"use_kinds": ["alter"]})
    assert aspects(consent(**ADVISED), made=both)["covered"] is False
    assert known(both, consent(**ADVISED)).notes["consent.live"] == "bert: has given no consent"


@pytest.mark.parametrize(("extra", "entity", "expected"), [
    ({"shots": ["12A"]}, "shot-1", True), ({"shots": ["12a", "12B"]}, "shot-1", True), ({"shots": ["12A", "40"]}, "12A", False),
    ({}, "12A", True), ({}, "40", None)])
def test_shots(extra, entity, expected):
    made = recipe(persons=("anna",), extra={"use_kinds": ["alter"], **extra})
    assert fact("consent.in_scope", made, consent(shots=("12A", "12B")), entity=entity) is expected


@pytest.mark.parametrize(("limit", "extra", "purpose", "expected"), [
    ({"character": "Mara"}, {"character": "MARA"}, "temp", True), ({"character": "Mara"}, {"character": "Lea"}, "temp", False),
    ({"character": "Mara"}, {}, "temp", None), ({"media": ("cinema",)}, {}, "temp", True),
    ({"media": ("cinema",)}, {}, "final", None), ({"media": ("cinema",)}, {"media": ["Cinema"]}, "final", True),
    ({"media": ("cinema",)}, {"media": ["games"]}, "final", False), ({"media": ("All media",)}, {}, "final", True),
    ({"languages": ("en",)}, {"languages": ["en-GB"]}, "temp", True), ({"languages": ("en",)}, {"languages": ["de"]}, "temp", False),
    ({"nudity_ok": False}, {"content": ["nudity"]}, "temp", False), ({"nudity_ok": True}, {"content": ["nudity"]}, "temp", True),
    ({}, {"content": ["none"]}, "temp", True),
])
def test_limits_of_a_consent(limit, extra, purpose, expected):
    made = recipe(purpose=purpose, persons=("anna",), extra={"use_kinds": ["alter"], **extra})
    assert fact("consent.in_scope", made, consent(**limit)) is expected


@pytest.mark.parametrize(("granted", "shown", "expected"), [
    (("EU",), ("DE", "FR"), True), (("US",), ("US-CA",), True), (("US-CA",), ("US",), False), (("DE",), ("EU",), False),
    (("DE",), None, None), (("DE",), (), None), (("US",), ("California",), None), (("worldwide",), None, True)])
def test_territories(granted, shown, expected):
    assert fact("consent.in_scope", MADE, consent(territory=granted), at=house(territories=shown)) is expected


@pytest.mark.parametrize(("kinds", "spoken", "limits", "expected"), [
    (("dub",), ["de"], {"use_kinds": ("dub",)}, True), (("dub",), ["de"], {"use_kinds": ("voice",)}, False),
    (("dub",), ["de"], {"use_kinds": ("dub",), "languages": ("fr",)}, False), (("voice",), ["en-US"], {"use_kinds": ("voice",)}, True),
    (("dub",), None, {"use_kinds": ("dub",)}, None), (("alter",), None, {}, True), (None, ["de"], {"use_kinds": ("dub",)}, True),
])
def test_a_dub_into_another_language_needs_consent_to_dubbing(kinds, spoken, limits, expected):
    extra = {"use_kinds": list(kinds)} if kinds else {}
    made = recipe(persons=("anna",), extra=extra | ({"languages": spoken} if spoken else {}))
    assert fact("consent.languages", made, consent(**limits)) is expected


CHILD = {"born": "2014-01-01", "represented_by": ("maria",)}


@pytest.mark.parametrize(("who", "grant", "expected"), [
    (CHILD, {}, False), (CHILD, {"capacity": "guardian", "granted_by": "maria"}, True),
    (CHILD, {"capacity": "guardian", "granted_by": "carl"}, False), (CHILD, {"capacity": "guardian"}, False),
    ({**CHILD, "represented_by": ()}, {"capacity": "guardian", "granted_by": "maria"}, True),
    ({**CHILD, "represented_by": ()}, {}, False), ({**CHILD, "represented_by": ()}, {"capacity": "guardian"}, False),
    ({**CHILD, "represented_by": ()}, {"granted_by": "maria"}, False),
    ({**CHILD, "born": "2007-12-31"}, {"capacity": "guardian", "granted_by": "maria"}, None),
    ({"represented_by": ("maria",)}, {"capacity": "guardian", "granted_by": "maria"}, True),
    ({}, {"capacity": "guardian", "granted_by": "maria"}, False),
    ({"born": ""}, {}, None), ({"status": ""}, {}, None),
    ({"status": "deceased"}, {}, None), ({"status": "deceased"}, {"survives_death": False}, False),
    ({"status": "deceased"}, {"capacity": "executor", "granted_by": "maria"}, True),
    ({"status": "deceased"}, {"capacity": "union", "granted_by": "sag-aftra"}, True),
    ({"died": "2026-02-01"}, {"survives_death": True}, True), ({"died": "2025-02-01"}, {"survives_death": True}, False),
    ({"status": "deceased"}, {"survives_death": True}, None),
])
def test_who_may_grant(who, grant, expected):
    assert fact("consent.authority", MADE, party(**who), consent(**grant)) is expected


@pytest.mark.parametrize(("born", "end", "expected"), [
    ("2014-01-01", "2031-01-01", True), ("2014-01-01", "2031-01-02", False), ("2010-01-01", "2028-01-02", False),
    ("2010-01-01", "2027-12-31", True), ("1984-01-01", "2036-01-01", True)])
def test_a_minors_consent_is_short_and_ends_at_eighteen(born, end, expected):
    given = consent(capacity="guardian", granted_by="maria", end=end)
    assert fact("consent.term_kept", MADE, party(born=born), given) is expected


def test_promotion_and_training_need_their_own_kinds():
    promo = recipe(purpose="promo", persons=("anna",), extra={"use_kinds": ["alter"]})
    assert aspects(consent(union="x"), made=promo) == {"promo": False, "covered": False}
    assert aspects(consent(**ADVISED), made=promo) == {}
    training = recipe(purpose="training", persons=("anna",), extra={"use_kinds": ["alter"]})
    assert known(training, consent(**ADVISED)).notes["consent.covered"].endswith("does not cover train")


def test_persons_whom_nobody_named_leave_a_yes_open():
    unknown = Source("p", sha256=("a" * 64,))
    made = recipe(inputs={"plate": "sha256:" + "a" * 64}, persons=("anna",), extra={"use_kinds": ["alter"]})
    assert aspects(unknown, consent(**ADVISED), made=made) == dict.fromkeys((
        "live", "in_scope", "this_production", "authority", "advised", "term_kept", "languages", "promo", "covered"))
    assert fact("consent.covered", made, unknown) is False


def test_who_performs_is_on_record():
    assert fact("people.performers", MADE, party()) is True
    assert fact("people.performers", MADE, party(performer=False)) is False


def test_that_somebody_is_dead_does_not_say_when_the_consent_of_an_unknown_person_was_granted():
    made = recipe(persons=("zoe",), extra={"use_kinds": ["create_replica"], "deceased": ["zoe"]})
    given = consent(subject="zoe", granted_by="zoe", survives_death=True)
    assert fact("people.deceased", made, given) is True
    assert fact("consent.authority", made, given) is None
    known_end = Party("zoe", "person", status="deceased", died="2026-02-01", born="1950-01-01")
    assert fact("consent.authority", made, given, known_end) is True


def test_a_guardians_unsigned_consent_for_somebody_stated_to_be_grown_up_is_not_known_to_hold():
    given = consent(capacity="guardian", granted_by="maria", signed_at="")
    who = party(born="", is_minor=False, represented_by=("maria",))
    assert fact("consent.authority", MADE, who, given) is None


@pytest.mark.parametrize(("purpose", "kinds"), [("promo", ["alter"]), ("temp", ["alter", "promo"])])
def test_promotion_is_told_by_the_purpose_or_by_the_kind_of_use(purpose, kinds):
    made = recipe(purpose=purpose, persons=("anna",), extra={"use_kinds": kinds})
    assert fact("consent.covered", made, consent()) is False
    assert fact("consent.covered", made, consent(use_kinds=("alter", "promo"))) is True


def test_of_two_doubts_the_first_one_is_told_as_a_doubt():
    found = known(MADE, consent(separate_document=None, doc_sha256=""))
    assert found.notes["consent.live"] == "anna: consent c1 is not a separate document (not known)"
    assert known(MADE, consent(signed_at="")).notes["consent.live"] == "anna: consent c1 is not signed"


# what a consent may lack, from what is asked first to what is asked last
FAULTS = {
    "revoked": {"revoked_at": "2026-11-01"}, "not in force": {"end": "2026-11-02"}, "of another production": {"project_scope": ("x",)},
    "not signed": {"signed_at": ""}, "not separate": {"separate_document": False}, "not clear": {"clear_and_conspicuous": False},
    "of another kind": {"use_kinds": ("dub",)}, "by somebody else": {"granted_by": "carl"}, "of another shot": {"shots": ("shot-9",)},
    "vague": {"specific_description": "anything"}, "no promotion": {"use_kinds": ("alter", "create_replica")}, "whole": {},
}  # fmt: skip


@pytest.mark.parametrize(("worse", "better"), list(zip(FAULTS, list(FAULTS)[1:], strict=False)))
def test_the_consent_that_fails_later_answers_whichever_comes_first(worse, better):
    made = recipe(purpose="promo", persons=("anna",), extra={"use_kinds": ["alter"], "shots": ["shot-1"]})
    for names in ("ab", "ba"):
        pair = [consent(**{"id": name, "use_kinds": ("alter", "promo"), **FAULTS[which]})
                for name, which in zip(names, (worse, better), strict=True)]  # fmt: skip
        found = known(made, *sorted(pair, key=lambda each: each.id))
        if better == "whole":
            assert [each.id for each in found.consents] == [names[1]]
        else:
            assert f"anna: consent {names[1]} " in found.notes["consent.covered"]


@pytest.mark.parametrize("guild", ["SAG-AFTRA", "SAG", "aftra", "ACTRA", " Equity "])
def test_guilds_of_performers(guild):
    assert fact("use.replaces_covered_work", recipe(), at=house(guilds=(guild,))) is False
    assert fact("use.replaces_covered_work", recipe(persons=("anna",)), at=house(guilds=(guild,))) is None


LEARNED = tool(name="painter", training_data_status="licensed", photoreal=False)


@pytest.mark.parametrize("guild", ["WGA", "wgaw", "WGAE", "WGC", "wggb"])
def test_guilds_of_writers(guild):
    at = house(guilds=(guild,))
    assert fact("use.replaces_covered_work", recipe(), by=LEARNED, at=at) is False
    assert fact("use.replaces_covered_work", recipe(extra={"script_text": True}), by=LEARNED, at=at) is None


@pytest.mark.parametrize("guild", ["DGA", "dgc", "Directors UK"])
def test_guilds_of_directors(guild):
    assert fact("notice.director_consulted", recipe(), by=LEARNED, at=house(guilds=(guild,))) is False
    assert fact("notice.director_consulted", recipe(), by=LEARNED, at=house(guilds=("IATSE",))) is True


def test_a_voice_that_speaks_in_no_stated_language_is_not_known_to_be_covered():
    made = recipe(persons=("anna",), extra={"use_kinds": ["voice"], "languages": []})
    assert fact("consent.languages", made, consent(use_kinds=("voice",))) is None
    silent = recipe(persons=("anna",), extra={"use_kinds": ["alter"], "languages": []})
    assert fact("consent.languages", silent, consent()) is True


def test_every_language_that_is_spoken_must_be_named():
    made = recipe(persons=("anna",), extra={"use_kinds": ["alter"], "languages": ["en-GB", "fr"]})
    assert fact("consent.in_scope", made, consent(languages=("en",))) is False
    assert fact("consent.in_scope", made, consent(languages=("en", "fr"))) is True


def test_where_nothing_is_promoted_a_consent_need_not_name_promotion_to_be_the_one_that_answers():
    plain, wide = consent(id="a"), consent(id="b", use_kinds=("create_replica", "promo"))
    assert [each.id for each in known(MADE, plain, wide).consents] == ["a"]
    promo = recipe(purpose="promo", persons=("anna",), extra={"use_kinds": ["create_replica"]})
    assert [each.id for each in known(promo, plain, wide).consents] == ["b"]


@pytest.mark.parametrize("word", ["all", "All media", "any", "*"])
def test_a_consent_to_all_media_asks_for_none(word):
    made = recipe(purpose="final", persons=("anna",), extra={"use_kinds": ["alter"]})
    assert fact("consent.in_scope", made, consent(media=(word,))) is True
    assert fact("consent.in_scope", made, consent(media=("cinema",))) is None
