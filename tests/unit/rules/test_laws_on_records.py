"""The laws and guild agreements on records as a production keeps them, from the notice to the ruling."""

from dataclasses import replace

import pytest

from gate_helpers import PARTIES, SOURCES, consent, house, recipe, rule, tool
from secondunit.core.rights import Contribution, Credit, Disclosure, Notice, Party, RightsBook
from secondunit.gates.facts import Leaving

MODEL = tool(name="painter", training_data_status="licensed", photoreal=True)
BOOK = RightsBook(parties=PARTIES, sources=SOURCES)
DEAD = replace(PARTIES[0], status="deceased", died="2020-05-06")
CHILD = replace(PARTIES[0], born="2014-05-06")


def found(pack, made, *, by=MODEL, at=None, book=BOOK, asked_by="", **more) -> dict[str, str]:
    """Rule -> verdict of what one pack says."""
    ruling = rule(made, by=by, at=at or house(), book=book, person=asked_by, **more)
    assert pack in ruling.packs
    return {firing.rule: firing.verdict.word for firing in ruling.open if firing.pack == pack}


def anna(*kinds, purpose="temp", **extra):
    return recipe(persons=("anna",), purpose=purpose, extra={"use_kinds": list(kinds) or ["create_replica"], **extra})


def script(**extra):
    return replace(recipe(task_type="breakdown", extra={"script_text": True, "handed_to_writer": False, "writer_uses_ai": False,
                                                        "writer_required": False, **extra}), capability="text.complete")


WRITERS = house(guilds=("WGA",), photography_start="2026-10-01", engaged_from="2026-09-01")


def test_generated_text_reaches_a_writer_only_with_a_notice():
    made = script(handed_to_writer=True)
    assert found("wga-2023", made, at=WRITERS) == {"R34.disclosure": "deny"}
    told = replace(BOOK, notices=(Notice("n1", "Jo Writer", "ai_material", sent_at="2026-11-01"),))
    assert found("wga-2023", made, at=WRITERS, book=told) == {}
    assert found("wga-2023", made, at=WRITERS, by=tool()) == {}
    assert found("wga-2023", script(), at=WRITERS) == {}


def test_a_writers_own_choice_needs_the_companys_consent_and_is_never_an_order():
    agreed = Notice("n1", "the company", "company_consent", sent_at="2026-11-01", answer="agreed", answered_at="2026-11-02")
    made = script(writer_uses_ai=True)
    assert found("wga-2023", made, at=WRITERS) == {"R34.consent": "escalate"}
    assert found("wga-2023", made, at=WRITERS, book=replace(BOOK, notices=(agreed,))) == {}
    assert found("wga-2023", script(writer_required=True), at=WRITERS, book=replace(BOOK, notices=(agreed,))) == {"R34.required": "deny"}


def test_a_tool_in_the_writing_credits_stops_what_leaves():
    credited = replace(BOOK, credits=(Credit("k1", tool="painter", role="Written by"),))
    assert found("wga-2023", recipe(), at=WRITERS, book=credited) == {}
    assert found("wga-2023", recipe(), at=WRITERS, book=credited, leaving=Leaving(True, True)) == {"R34": "deny"}
    assert found("wga-2023", recipe(), at=WRITERS, leaving=Leaving(True, True)) == {}


def test_material_for_others_to_train_on_is_announced_to_the_guild():
    made, leaving = recipe(), Leaving(True, True, "training")
    assert found("wga-2026", made, at=WRITERS, leaving=leaving) == {"R33": "escalate"}
    told = replace(BOOK, notices=(Notice("n1", "WGA", "training_licence", sent_at="2026-11-01"),))
    assert found("wga-2026", made, at=WRITERS, book=told, leaving=leaving) == {}
    assert found("wga-2026", made, at=WRITERS, leaving=Leaving(True, True)) == {}


def test_the_director_is_consulted():
    at, told = house(guilds=("DGA",)), replace(BOOK, notices=(Notice("n1", "the director", "director_consultation", sent_at="2026-11-01"),))
    assert found("dga", recipe(purpose="final"), at=at) == {"R15": "escalate"}
    assert found("dga", recipe(purpose="temp"), at=at) == {"R15.footage": "escalate"}
    assert found("dga", recipe(purpose="final"), at=at, book=told) == found("dga", recipe(), at=at) == {}


def test_the_crew_knows_the_policy():
    at, made = house(guilds=("IATSE",)), recipe(purpose="temp", extra={"replaces_covered_work": False})
    knows = Notice("n1", "Ida Berg", "tool_policy", sent_at="2026-11-01", answer="agreed", answered_at="2026-11-01")
    assert found("iatse", made, at=at, asked_by="Ida Berg") == {"R15.policy": "escalate"}
    assert found("iatse", made, at=at, asked_by="Ida Berg", book=replace(BOOK, notices=(knows,))) == {}
    replaces = recipe(purpose="temp", extra={"replaces_covered_work": True})
    assert found("iatse", replaces, at=at, by=tool()) == {"R15": "escalate"}


EU = house(territories=("DE", "FR"))


def test_a_changed_face_is_disclosed_wherever_it_is_shown_in_the_union():
    made, given = anna(purpose="final"), [consent()]
    assert found("eu-ai-act", made, at=EU, consents=given) == {"R35": "escalate"}
    credit = Disclosure("d1", "end_credit", "Faces were changed by computer.", at="2026-11-01")
    for where, answer in (((), {}), (("EU",), {}), (("DE", "FR"), {}), (("DE",), {"R35": "escalate"})):
        told = replace(BOOK, disclosures=(replace(credit, territories=where),))
        assert found("eu-ai-act", made, at=EU, book=told, consents=given) == answer
    assert found("eu-ai-act", anna(), at=EU, consents=given) == {}


def test_a_casting_aid_looks_at_the_script_alone():
    def casting(*features):
        return recipe(task_type="casting", extra={"casting_features": list(features)})

    assert found("eu-ai-act", casting("script"), at=EU) == {}
    assert found("eu-ai-act", casting("script", "emotion"), at=EU) == {"R40": "deny"}
    assert found("eu-ai-act", casting("ranking"), at=EU) == {"R40.ranking": "escalate"}
    assert found("eu-ai-act", recipe(task_type="casting"), at=EU) == {"R40": "escalate", "R40.ranking": "escalate"}


CALIFORNIA = house(territories=("US-CA",))


def test_a_replica_contract_names_counsel_or_a_union():
    assert found("california", anna(), at=CALIFORNIA, consents=[consent()]) == {"R19": "escalate"}
    for change in ({"counsel": "Lee & Lee"}, {"union": "SAG-AFTRA"}):
        assert found("california", anna(), at=CALIFORNIA, consents=[consent(**change)]) == {}
    vague = consent(counsel="Lee & Lee", specific_description="anything")
    assert found("california", anna(), at=CALIFORNIA, consents=[vague]) == {"R17": "deny"}


def test_the_dead_are_shown_with_the_consent_of_their_estate():
    dead = replace(BOOK, parties=(DEAD, Party("estate", "estate", "Estate of Anna")))
    executor = consent(granted_by="estate", capacity="executor", counsel="Lee & Lee", use_kinds=("create_replica", "promo"))
    everywhere = house(territories=("US",))
    made = anna(purpose="final", prominence="incidental")
    assert found("california", made, at=everywhere, book=dead, consents=[consent(counsel="L")])["R23"] == "deny"
    assert found("new-york", made, at=everywhere, book=dead, consents=[consent(counsel="L")]) == {"R23": "deny"}
    assert "R23" not in found("california", made, at=everywhere, book=replace(dead, parties=(replace(DEAD, represented_by=("estate",)),
                              dead.parties[1])), consents=[executor])
    claimed = anna(purpose="final", exception="free_speech", asserted_by="Ida Berg")
    answer = found("california", claimed, at=everywhere, book=dead)
    assert answer["R23.speech"] == "escalate" and "R23" not in answer


@pytest.mark.parametrize(("extra", "answer"), [
    ({"content": [], "depicted_minor": True}, {"R28.guardian": "escalate"}),
    ({"content": ["nudity"], "depicted_minor": True}, {"R28": "deny", "R28.guardian": "escalate"}),
    ({}, {"R28": "escalate", "R28.guardian": "escalate"}),
])
def test_minors_are_kept_from_harm(extra, answer):
    child = replace(BOOK, parties=(CHILD, Party("mother", "person", "Mother", born="1980-01-01", status="living")))
    signed = consent(granted_by="mother", capacity="guardian")
    said = found("tennessee", anna(**extra), at=house(territories=("US-TN",)), book=child, consents=[signed])
    assert {name: verdict for name, verdict in said.items() if name.startswith("R28")} == answer


def test_a_trailer_says_that_its_performer_is_synthetic():
    at = house(territories=("US-NY",))
    made = recipe(purpose="promo", extra={"synthetic_performer": True, "use_kinds": ["promo"]})
    assert found("new-york", made, at=at) == {"R38": "escalate"}
    told = replace(BOOK, disclosures=(Disclosure("d1", "promo", "The singer is computer-made.", at="2026-11-01"),))
    assert found("new-york", made, at=at, book=told) == {}


def test_advertising_with_a_face_needs_consent_to_that():
    at, made = house(territories=("US-NY",)), anna(purpose="promo", synthetic_performer=False)
    assert found("new-york", made, at=at, consents=[consent()]) == {"R38.likeness": "deny"}
    both = consent(use_kinds=("create_replica", "promo"))
    assert found("new-york", made, at=at, consents=[both]) == {}


@pytest.mark.parametrize(("kind", "answer"), [
    ("prompt", {"R37": "escalate"}), ("input", {"R37": "escalate"}), ("select", {}), ("arrange", {}), ("modify", {}),
])
def test_only_work_beyond_prompts_is_authorship(kind, answer):
    work = replace(BOOK, contributions=(Contribution("w1", "bert", "shot-1", kind, at="2026-11-01"),))
    made, at = recipe(purpose="final"), house(territories=("US-TX",))
    assert found("us-copyright", made, at=at, book=work, entity="shot-1") == answer
    assert found("us-copyright", made, at=at, book=work, entity="shot-2") == {"R37": "escalate"}


def test_what_is_claimed_in_public_is_what_the_ledger_shows():
    made = recipe(purpose="final", extra={"synthetic_performer": False})
    claims = house(claims=("awards", "human_made"))
    assert found("academy", made, at=claims) == {"R39.claim": "escalate"}
    assert found("academy", made, at=claims, by=tool()) == {}
    credited = replace(BOOK, credits=(Credit("k1", tool="painter", role="Screenplay"),))
    assert found("academy", made, at=claims, by=tool(), book=credited) == {"R39": "escalate", "R39.claim": "escalate"}
    assert found("academy", made, at=house()) == {}


def test_a_licence_that_runs_too_long_is_told_by_the_bill():
    at = house(packs=("no-fakes",))
    assert found("no-fakes", anna(), at=at, consents=[consent()]) == {}
    assert found("no-fakes", anna(), at=at, consents=[consent(end="2040-01-01")]) == {"R17.term": "deny"}
    assert found("no-fakes", anna(), at=at) == {"R16": "deny"}
