"""Facts of notices, prompts, human work, credits, disclosures and of what leaves."""

import pytest

from fact_helpers import fact, known, recipe
from gate_helpers import consent, house, tool
from secondunit.core.rights import Contribution, Credit, Disclosure, Licence, Notice, Party, Replica, ShotUse, Statement
from secondunit.gates.facts import Leaving

PAINTER = tool(name="painter", training_data_status="licensed", photoreal=True)
NETFLIX = house(buyer="Netflix")


def notice(kind, **changes):
    return Notice(**{"id": "n1", "to": "somebody", "kind": kind, "sent_at": "2026-11-01", **changes})


def test_the_buyer_is_told_where_there_is_one():
    assert fact("notice.buyer_told", recipe()) is True
    assert fact("notice.buyer_told", recipe(), at=house(buyer=None)) is None
    assert fact("notice.buyer_told", recipe(), at=NETFLIX) is False
    assert fact("notice.buyer_told", recipe(), notice("buyer_use", to="netflix"), at=NETFLIX) is True
    known_as = Party("nf", "company", "Netflix", ("N. Contact",))
    assert fact("notice.buyer_told", recipe(), notice("buyer_use", to="n. contact"), known_as, at=NETFLIX) is True


@pytest.mark.parametrize("change", [
    {"sent_at": ""}, {"sent_at": "2026-11-04"}, {"revoked_at": "2026-11-02"}, {"entities": ("shot-2",)}, {"tasks": ("other",)},
    {"to": "Disney"}, {"kind": "other"}])
def test_a_notice_counts_when_it_was_sent_and_is_about_this(change):
    given = notice(**{"kind": "buyer_use", "to": "Netflix", **change})
    assert fact("notice.buyer_told", recipe(), given, at=NETFLIX, task="boards") is False


def test_a_notice_may_be_limited_to_this_entity_and_department():
    given = notice("buyer_use", to="Netflix", entities=("shot-7", "shot-1"), tasks=("boards",))
    assert fact("notice.buyer_told", recipe(), given, at=NETFLIX, task="boards") is True
    assert fact("notice.buyer_told", recipe(), given, at=NETFLIX, task="boards", entity="") is False


@pytest.mark.parametrize(("name", "kind", "cause", "agreed"), [
    ("union_synthetic", "synthetic_performer", "synthetic_performer", False), ("union_bargained", "bargaining", "synthetic_performer", True),
    ("union_training", "training_licence", "third_party_training", False), ("writer_told", "ai_material", "handed_to_writer", False),
    ("company_consent", "company_consent", "writer_uses_ai", True)])
def test_notices_are_asked_for_where_there_is_a_cause(name, kind, cause, agreed):
    fact_name = f"notice.{name}"
    assert fact(fact_name, recipe(extra={cause: False})) is True
    assert fact(fact_name, recipe(extra={cause: True})) is False
    assert fact(fact_name, recipe(extra={cause: True}), notice(kind)) is not agreed
    assert fact(fact_name, recipe(extra={cause: True}), notice(kind, answer="agreed")) is True
    assert fact(fact_name, recipe(extra={cause: True}), notice(kind, answer="objected")) is not agreed
    assert fact(fact_name, recipe(extra={cause: True}), notice(kind, answer="agreed", answered_at="2026-11-04")) is not agreed


def test_a_cause_that_is_not_known_leaves_the_notice_open():
    unknown = tool(training_data_status="licensed", photoreal=None)
    assert fact("notice.union_synthetic", recipe(), by=unknown) is None
    assert fact("notice.union_synthetic", recipe(), notice("synthetic_performer"), by=unknown) is True


@pytest.mark.parametrize(("guilds", "by", "records", "expected"), [
    ((), PAINTER, (), True), (("DGA",), tool(), (), True), (("DGA",), PAINTER, (), False), (None, PAINTER, (), None),
    (("DGA",), tool(training_data_status=""), (), None), (("DGA",), PAINTER, (notice("director_consultation"),), True)])
def test_the_director_is_consulted(guilds, by, records, expected):
    assert fact("notice.director_consulted", recipe(), *records, by=by, at=house(guilds=guilds)) is expected


def test_who_operates_a_model_knows_the_policy():
    knows = notice("tool_policy", to="Ida Berg", answer="agreed")
    assert fact("notice.tool_policy", recipe()) is True
    assert [fact("notice.tool_policy", recipe(), knows, by=PAINTER, who=who) for who in ("ida berg", "Carl", "")] == [True, False, None]
    assert fact("notice.tool_policy", recipe(), notice("tool_policy", to="Ida Berg"), by=PAINTER, who="Ida Berg") is False


def named(prompt, *records, by=PAINTER, **facts):
    found = known(recipe({"prompt": prompt}, capability="image.generate", **facts), *records, by=by)
    return found.get("prompt.names_works"), found.get("prompt.names_persons"), found.get("prompt.names_performer")


def test_names_in_prompts():
    assert named("a barn at dusk") == ([], [], False)
    assert named("a barn in the style of Anna") == (["the style of Anna"], ["Anna"], True)
    extra = {"named_works": ["The Barn"], "named_persons": ["Somebody"]}
    assert named("dusk", extra=extra) == (["The Barn"], ["Somebody"], None)
    assert named("dusk", extra={"named_works": "The Barn"}) == (None, [], False)
    assert named("dusk", extra={"named_persons": "Anna"}) == ([], None, None)


def test_permission_takes_a_name_away():
    extra = {"named_works": ["The Barn"]}
    paper = Licence("l1", work="the barn", rights=("reference",), evidence_sha256="e" * 64)
    assert named("dusk", paper, extra=extra)[0] == []
    assert [each.id for each in known(recipe(extra=extra), paper).licences] == ["l1"]
    for change in ({"rights": ("train",)}, {"evidence_sha256": ""}, {"end": "2026-11-02"}, {"work": "a barn"}):
        given = Licence(**{"id": "l1", "work": "The Barn", "rights": ("reference",), "evidence_sha256": "e", **change})
        assert named("dusk", given, extra=extra)[0] == ["The Barn"]
    used = {"persons": ("anna",), "extra": {"use_kinds": ["alter"]}}
    assert named("Anna at a table", consent(), **used)[1] == []
    assert named("Anna at a table", **used)[1] == ["Anna"]
    assert named("Anna at a table", consent())[1] == ["Anna"]


def test_a_script_that_is_analysed_and_a_plain_parameter_are_no_prompts():
    made = recipe({"prompt": "ANNA enters"}, capability="text.complete", extra={"script_text": False})
    assert fact("prompt.names_persons", made, by=PAINTER) == []
    assert fact("prompt.names_persons", recipe({"prompt": "ANNA enters"}, capability="text.complete"), by=PAINTER) == ["Anna"]
    plain = recipe({"description": "Anna enters", "layout": [{"prompt_parts": ["a chair"]}]})
    assert fact("prompt.names_persons", plain) == []
    assert fact("prompt.names_persons", plain, by=PAINTER) == ["Anna"]
    nested = recipe({"layout": [{"set_prompt": {"more": ["Anna's chair"]}}]})
    assert fact("prompt.names_persons", nested) == ["Anna"]


@pytest.mark.parametrize(("kind", "change", "expected"), [
    ("modify", {}, True), ("select", {}, True), ("arrange", {}, True), ("prompt", {}, False), ("input", {}, False),
    ("modify", {"entity": "shot-2"}, False), ("modify", {"at": "2026-11-04"}, False), ("modify", {"at": ""}, False),
    ("modify", {"person": " "}, False)])
def test_human_work_is_more_than_prompts(kind, change, expected):
    done = Contribution(**{"id": "c1", "person": "Ida Berg", "entity": "shot-1", "kind": kind, "at": "2026-11-02", **change})
    assert fact("work.human_contribution", recipe(), done) is expected


def test_work_on_nothing_in_particular_is_not_known():
    assert fact("work.human_contribution", recipe(), entity="") is None


@pytest.mark.parametrize(("category", "purpose", "expected"), [
    ("EBDR", "final", True), ("BADR", "final", True), ("ICDR", "final", False), ("SYNTH", "final", False), ("", "final", None),
    ("SYNTH", "temp", True)])
def test_performed_by_humans(category, purpose, expected):
    used = ShotUse("u1", "shot-9", "anna", "r1", purpose=purpose)
    found = known(recipe(), used, Replica("r1", "anna", category))
    assert found.get("work.human_performance") is expected
    assert ("r1" in found.notes.get("work.human_performance", "")) is (expected is not True)


def test_a_final_synthetic_performer_is_no_human_and_a_lost_replica_is_not_known():
    made = recipe(purpose="final", extra={"synthetic_performer": True})
    assert fact("work.human_performance", made) is False
    assert fact("work.human_performance", recipe(purpose="final"), by=tool(photoreal=None)) is None
    assert fact("work.human_performance", recipe(), ShotUse("u1", "shot-9", replica="r9")) is None


def test_written_by_humans():
    assert fact("work.human_writing", recipe()) is True
    assert fact("work.human_writing", recipe(extra={"script_text": True})) is False
    assert fact("work.human_writing", recipe(capability="text.complete")) is None
    credit = Credit("k1", role="Screenplay by", tool="llm")
    found = known(recipe(), credit)
    assert (found.get("work.human_writing"), found.get("credits.ai_writer")) == (False, True)
    for harmless in (Credit("k1", role="Screenplay by", party="ida"), Credit("k1", role="Renders", tool="ink")):
        assert fact("credits.ai_writer", recipe(), harmless) is False


@pytest.mark.parametrize(("change", "shown", "expected"), [
    ({}, ("DE",), True), ({"territories": ("DE",)}, ("DE",), True), ({"territories": ("DE",)}, ("DE", "FR"), False),
    ({"territories": ("EU",)}, ("DE", "FR"), True), ({"territories": ("DE",)}, ("EU",), False), ({"territories": ("US",)}, ("DE",), False),
    ({"territories": ("DE",)}, ("DE", "US"), True), ({"territories": ("worldwide",)}, ("DE",), True),
    ({"territories": ("DE",)}, None, False), ({"kind": "promo"}, ("DE",), False), ({"kind": "icon", "text": ""}, ("DE",), True),
    ({"text": " "}, ("DE",), False), ({"entities": ("shot-2",)}, ("DE",), False), ({"entities": ("shot-1",)}, ("DE",), True),
    ({"at": "2026-11-04"}, ("DE",), False), ({"revoked_at": "2026-11-03"}, ("DE",), False),
])
def test_disclosure_where_the_work_is_shown_in_the_union(change, shown, expected):
    told = Disclosure(**{"id": "d1", "kind": "end_credit", "text": "Made with generative tools", "at": "2026-11-01", **change})
    assert fact("disclosure.eu", recipe(), told, at=house(territories=shown)) is expected


def test_what_is_only_heard_is_disclosed_aloud_and_promotion_by_itself():
    seen = Disclosure("d1", "end_credit", "Made with generative tools", at="2026-11-01")
    heard = Disclosure("d2", "audible", "Made with generative tools", at="2026-11-01")
    promo = Disclosure("d3", "promo", "Made with generative tools", at="2026-11-01")
    voice = recipe(capability="audio.speak")
    assert (fact("disclosure.eu", voice, seen), fact("disclosure.eu", voice, heard)) == (False, True)
    assert (fact("disclosure.promo", recipe(), seen, heard), fact("disclosure.promo", recipe(), promo)) == (False, True)


def test_what_leaves_brings_its_own_facts():
    gone = Leaving(True, False, "final", watermarked=True, similar=("The Barn",), similar_denied=())
    found = known(recipe(extra={"similar": []}), leaving=gone)
    assert [found.get(f"delivery.{name}") for name in ("leaving", "credential_valid", "manifest_clean", "watermarked")] == [
        True, True, False, True]
    assert (found.get("similar.matches"), found.get("similar.denied"), found.get("use.purpose")) == (["The Barn"], [], "final")
    checked = known(recipe(extra={"similar": ["The Barn"], "similar_denied": []}))
    assert (checked.get("similar.matches"), checked.get("similar.denied")) == (["The Barn"], [])
    assert known(recipe(extra={"similar": "The Barn"})).get("similar.matches") is None


def test_open_facts_of_a_recipe_stay_open_to_rules():
    assert fact("use.extra.moon", recipe(extra={"moon": "full"})) == "full"
    assert fact("use.extra.moon", recipe(), Statement("s", "Ida", facts={"moon": "full"}, given_at="2026-11-01", entity="shot-1")) is None


def test_what_is_in_order_needs_no_words():
    assert known(recipe()).notes == {}
