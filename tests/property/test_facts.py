"""Knowing less never allows more: neither a fact that is missing nor a record that was never made."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fact_helpers import book, known, recipe
from gate_helpers import CLEAN_TOOL, HOUSE, PARTIES, TODAY, consent, house, licence, tool
from secondunit.core.rights import (
    Accrual,
    Contribution,
    Disclosure,
    Notice,
    Party,
    Replica,
    RightsBook,
    Source,
    Tool,
    Verdict,
)  # fmt: skip
from secondunit.gates.facts import FACTS, Known, Leaving, fits
from secondunit.gates.facts.known import every, some
from secondunit.gates.rules import policy, rulebook

PLATE = "sha256:" + "a" * 64
maybe = st.sampled_from([True, False, None])
recipes = st.builds(
    recipe, purpose=st.sampled_from(["ideation", "temp", "final", "promo", "training"]),
    persons=st.sampled_from([(), ("anna",), ("anna", "bert")]), inputs=st.sampled_from([{}, {"plate": PLATE}]),
    parameters=st.sampled_from([{}, {"prompt": "Anna as the Mona Lisa"}]), training_items=st.sampled_from([(), ("plate1",)]),
    capability=st.sampled_from(["scene.render", "video.edit", "text.complete", "audio.speak"]),
    extra=st.fixed_dictionaries({}, optional={
        "use_kinds": st.sampled_from([["alter"], ["create_replica"], ["use_replica", "dub"]]), "photoreal": st.booleans(),
        "content": st.sampled_from([[], ["nudity"]]), "synthetic_performer": st.booleans(), "languages": st.just(["de"]),
        "prominence": st.sampled_from(["none", "story_critical"]), "depicted_minor": st.booleans()}),
)  # fmt: skip
tools = st.builds(tool, training_data_status=st.sampled_from(["", "none", "licensed", "unlicensed"]), photoreal=maybe,
                  deployment=st.sampled_from(["local", "enterprise", "consumer"]), retains=maybe)  # fmt: skip
houses = st.builds(house, buyer=st.sampled_from(["", "Netflix"]), guilds=st.sampled_from([(), ("SAG-AFTRA", "DGA")]),
                   territories=st.sampled_from([("JP",), ("US-CA", "DE")]), fiction=st.booleans(),
                   photography_start=st.sampled_from(["2026-10-01", "2027-08-01"]), engaged_from=st.just("2026-10-01"),
                   strikes=st.sampled_from([(), ("SAG-AFTRA",)]))  # fmt: skip
people = st.sampled_from(["anna", "bert"])
records = st.one_of(
    st.builds(Party, people, st.just("person"), born=st.sampled_from(["1980-01-01", "2012-01-01", ""]), performer=maybe,
              status=st.sampled_from(["living", "deceased", ""])),
    st.builds(consent, id=st.sampled_from(["c1", "c2"]), subject=people, granted_by=people, separate_document=maybe,
              use_kinds=st.sampled_from([("alter",), ("use_replica", "dub", "promo"), ("create_replica", "train")]),
              project_scope=st.sampled_from([("show",), ("other",)]), union=st.sampled_from(["", "SAG-AFTRA"])),
    st.builds(licence, end=st.sampled_from(["", "2026-11-02", "2026-12-01"])),
    st.builds(Source, st.just("p"), sha256=st.just(("a" * 64,)), contains_persons=st.sampled_from([None, (), ("bert",)]),
              tdm_pref=st.sampled_from(["", "allowed", "notAllowed"]), confidential=maybe, personal_data=maybe,
              third_party=maybe),
    st.builds(Notice, st.sampled_from(["n1", "n2"]), st.sampled_from(["Netflix", "SAG-AFTRA"]),
              st.sampled_from(["buyer_use", "bargaining", "synthetic_performer", "director_consultation"]),
              sent_at=st.just("2026-10-01"), answer=st.sampled_from(["", "agreed"])),
    st.builds(Replica, st.just("r1"), people, st.sampled_from(["EBDR", "ICDR", "BADR"]), st.sampled_from(["scan", "archive"]),
              notice_at=st.sampled_from(["", "2026-01-01"]), session_at=st.just("2026-02-01"), access=st.just(("ida",)),
              business_reason=st.just("she ages"), project_lock=st.sampled_from(["show", "other"])),
    st.builds(Contribution, st.just("w1"), st.just("Ida"), st.just("shot-1"), st.sampled_from(["prompt", "modify"]),
              at=st.just("2026-10-01")),
    st.builds(Accrual, st.just("a1"), people, st.just("r1"), status=st.sampled_from(["proposed", "agreed"])),
    st.builds(Disclosure, st.just("d1"), st.sampled_from(["end_credit", "promo"]), st.just("made with tools"),
              at=st.just("2026-10-01")),
)  # fmt: skip
books = st.lists(records, max_size=7, unique_by=lambda record: (type(record), record.id))
positions = st.sampled_from([{}, {"leaving": Leaving(True, True, "final", similar=(), similar_denied=())}])
SHELF = tuple(replace(pack, always=True) for pack in rulebook.builtin())


def ruled(found: Known, at, leaving=None):
    gate = "delivery" if leaving else "making"
    return policy.judge("0" * 64, found, at, (), TODAY, gate=gate, entity="shot-1", packs=SHELF).verdict


@settings(deadline=None, max_examples=60)
@given(recipes, tools, houses, books, positions, st.data())
def test_a_fact_that_goes_missing_never_allows_more(made, by, at, held, position, data):
    found = known(made, *held, by=by, at=at, who="ida", **position)
    whole = ruled(found, at, **position)
    lost = data.draw(st.sets(st.sampled_from([n for n in FACTS if found.values[n] is not None]), min_size=1, max_size=9))
    blind = replace(found, values={**found.values, **dict.fromkeys(lost)})
    assert ruled(blind, at, **position) >= min(whole, Verdict.ESCALATE)
    for name in lost:  # and each alone
        one = replace(found, values={**found.values, name: None})
        assert ruled(one, at, **position) >= min(whole, Verdict.ESCALATE)


@settings(deadline=None, max_examples=150)
@given(recipes, tools, houses, books, positions, st.data())
def test_a_record_that_was_never_made_never_allows_more(made, by, at, held, position, data):
    """Only records that speak against a use (uses in the cut, credits, locks) can be missed by a rule; none is here."""
    if not held:
        return
    lost = data.draw(st.sampled_from(held))
    rest = [record for record in held if record is not lost]
    with_it, without = (ruled(known(made, *each, by=by, at=at, who="ida", **position), at, **position)
                        for each in ([*PEOPLE, *held], [*PEOPLE, *rest]))
    assert without >= min(with_it, Verdict.ESCALATE)


PEOPLE = (Party("nobody", "person"),)  # so that the helpers' own parties do not take the place of a lost one


@settings(deadline=None, max_examples=100)
@given(recipes, tools, houses, books, positions)
def test_every_fact_has_a_value_of_its_kind_or_none_and_the_same_one_each_time(made, by, at, held, position):
    found, again = (known(made, *held, by=by, at=at, who="ida", **position) for _ in range(2))
    assert found == again and set(FACTS) <= set(found.values)
    assert all(found.values[name] is None or fits(name, found.values[name]) for name in FACTS)
    assert all(isinstance(note, str) and note for note in found.notes.values())


@given(st.sampled_from(["trains_on_inputs", "retains", "photoreal", "commercial_ok", "deployment", "training_data_status"]),
       st.data())
def test_a_record_of_the_tool_never_makes_a_ruling_milder(name, data):
    words = {"deployment": ["", "local", "enterprise", "consumer"],
             "training_data_status": ["", "none", "licensed", "public", "unknown", "unlicensed"]}
    manifest, said = (data.draw(st.sampled_from(words.get(name, [None, True, False]))) for _ in range(2))
    by = tool(**{name: manifest})
    if manifest in (None, ""):
        return  # filling in what was not known is what the record is for
    made = recipe(purpose="final")
    before = ruled(known(made, by=by), HOUSE)
    after = ruled(known(made, Tool(CLEAN_TOOL.name, **{name: said}), by=by), HOUSE)
    assert after >= before


@given(st.lists(maybe, max_size=5))
def test_three_valued_all_and_any(answers):
    assert every(answers) is (False if False in answers else None if None in answers else True)
    assert every([not a if a is not None else None for a in answers]) is (
        None if some(answers) is None else not some(answers))


@given(books)
def test_an_index_finds_what_a_search_finds(held):
    whole: RightsBook = book(*PARTIES, *[r for r in held if not isinstance(r, Party)])
    for name in ("anna", "bert", ""):
        assert list(whole.lookup.consents.get(name, ())) == [c for c in whole.consents if name and c.subject == name]
        assert list(whole.lookup.replicas_of.get(name, ())) == [r for r in whole.replicas if name and r.subject == name]
    for kind in {item.kind for item in whole.notices}:
        assert list(whole.lookup.notices[kind, ""]) == [n for n in whole.notices if n.kind == kind]
