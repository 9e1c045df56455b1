"""The rights papers: what each of them says, and that it says it in the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from paper_helpers import BOOK, FIRST, LEARNED, PLATE, SECOND, empty, evidence, made, recipe
from rights_show import consent
from secondunit.core.rights import Credit, Party, RightsBook, ShotUse, Source
from secondunit.formats import rights_papers
from secondunit.production.papers import PAPERS, disclosure, papers, rider, uses
from secondunit.production.papers.credits import ORDER
from secondunit.production.papers.disclosure_texts import LANGUAGES, TEXTS

GOLDEN = Path(__file__).parent.parent / "golden" / "papers"


def all_of(facts):
    return [paper for name in PAPERS for paper in papers(facts, name)]


def one(facts, name, party=""):
    return papers(facts, name, party)[0]


def words(paper, folder):
    """The text of the PDF, in one line."""
    [path] = rights_papers.write(paper, folder, ("pdf",))
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def rows(paper):
    return list(csv.DictReader(io.StringIO(rights_papers.to_csv(paper).decode("utf-8-sig"))))


@pytest.mark.parametrize("facts", [evidence(), empty()], ids=["film", "empty"])
def test_every_paper_is_made_in_every_form_and_the_same_bytes_again(facts, tmp_path):
    (tmp_path / "one").mkdir(), (tmp_path / "two").mkdir()
    for paper in all_of(facts):
        first = rights_papers.write(paper, tmp_path / "one")
        again = rights_papers.write(paper, tmp_path / "two")
        assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]
        assert PdfReader(first[0]).metadata.title == f"{facts.title}: {paper.report}"
        assert json.loads(first[2].read_text(encoding="utf-8"))["paper"] == paper.name
        assert list(rows(paper)[0]) == list(paper.head) if paper.rows else True
    assert not list(tmp_path.rglob(".tmp-*"))


@pytest.mark.parametrize("name", [paper.name for paper in all_of(evidence())])
def test_the_data_of_each_paper_is_as_before(name):
    paper = next(each for each in all_of(evidence()) if each.name == name)
    golden = GOLDEN / f"{name}.json"
    assert rights_papers.to_json(paper) == golden.read_bytes(), f"compare {golden.name}, and write it anew if it is right"


def test_no_paper_says_more_than_the_records_do(tmp_path):
    for facts in (evidence(), empty()):
        for paper in all_of(facts):
            text = words(paper, tmp_path)
            assert not re.search(r"\bcleared\b|\blegally\b|is legal\b(?<!anything is legal)|\bguarantee", text), paper.name
            assert "not legal advice" in text or "not that anything is legal" in text, paper.name


def test_an_empty_production_says_so_plainly(tmp_path):
    said = {paper.name: words(paper, tmp_path) for paper in all_of(empty())}
    for name, text in said.items():
        assert re.search(r"nothing|no (tool|consent|shot|performer|credit)\b|is on record", text, re.IGNORECASE), name
    assert "Nothing has left this production on record." in said["delivery_rights"]
    assert "Nothing on record was made with your likeness." in said["likeness_person"]


def test_the_likeness_report_tells_the_performer_everything(tmp_path):
    text = words(one(evidence(), "likeness", "ada-lind"), tmp_path)
    for part in ("Ada Lind", "is in 1 shot of the cut, 2.0 s in all", "used to make 1 take",
                 "rests on 1 consent of yours", "left the production 1 time", "00:00:00:00", "00:00:02:00",
                 "De-ageing of her face to about thirty", "IN FORCE UNTIL 2029-12-31", "Lea Recht (legal)", "Max Ode",
                 "panels/sh010.png", "USD 5,000.00", "encrypted, on the production's own disk", "40 %"):
        assert part in text, part


def test_a_consent_that_was_withdrawn_is_told_to_the_performer(tmp_path):
    gone = replace(BOOK, consents=(consent("show", revoked_at="2026-11-02"),))
    text = words(one(evidence(book=gone), "likeness", "ada-lind"), tmp_path)
    assert "WITHDRAWN ON 2026-11-02" in text
    assert "rests on no consent of yours that is in force today" in text


def test_what_a_rule_stopped_is_told_to_the_performer(tmp_path):
    row = {"at": "2026-11-01T08:00:00Z", "entity": "sh030", "words": "R16 no consent covers it", "persons": ["ada-lind"]}
    assert "R16 no consent covers it" in words(one(evidence(stopped=(row,)), "likeness", "ada-lind"), tmp_path)


def test_a_person_whom_no_record_describes_gets_a_report_too():
    stray = made("sh030", recipe(persons=("ben-lo",)))
    found = papers(evidence(made=(FIRST, SECOND, stray), lineage={"ben-lo": {stray.recipe.hash: "uses"}}), "likeness")
    assert [paper.name for paper in found] == ["likeness_ada-lind", "likeness_ben-lo"]
    assert found[1].data["takes"][0]["consents"] == []


def test_the_rider_has_the_words_of_the_consent_and_its_own_signature(tmp_path):
    text = words(one(evidence(), "rider", "ada-lind"), tmp_path)
    for part in ("De-ageing of her face to about thirty for the memory of the kitchen in scene 2.",
                 "make a digital replica; use a digital replica; change a recorded performance",
                 "train a model on the person", "2026-01-01 to 2029-12-31", "the consent ends", "SAG-AFTRA",
                 "Signed separately", "Draft for review by a lawyer", "Ada Lind"):
        assert part in text, part


def test_a_rider_says_what_its_consent_lacks_and_a_blank_one_can_be_filled_in(tmp_path):
    bare = consent("show", specific_description="any use in all media", end="", union="", separate_document=None)
    lacking = rider.missing(bare)
    assert lacking == ["what exactly may be done", "until when", "that it is a separate document",
                       "counsel or a union agreement"]
    text = words(one(evidence(book=replace(BOOK, consents=(bare,))), "rider", "ada-lind"), tmp_path)
    assert "to be settled before anybody relies on it: " + "; ".join(lacking) in text
    blank = words(one(evidence(book=replace(BOOK, consents=())), "rider", "ada-lind"), tmp_path)
    assert "This form can be filled in" in blank


def test_a_guardian_signs_for_a_minor(tmp_path):
    by_guardian = consent("show", granted_by="max-ode", capacity="guardian")
    text = words(one(evidence(book=replace(BOOK, consents=(by_guardian,))), "rider", "ada-lind"), tmp_path)
    assert "Max Ode" in text and "the guardian, for Ada Lind" in text


def test_the_pay_sheet_adds_up_and_never_shows_an_unknown_amount_as_nought(tmp_path):
    unknown = replace(BOOK.accruals[0], id="pay-2", amount=0, amount_known=False, status="proposed",
                      unverified=("the amount is bargained with the person",))
    facts = evidence(book=replace(BOOK, accruals=(*BOOK.accruals, unknown)))
    paper = one(facts, "pay", "ada-lind")
    assert [row["amount"] for row in rows(paper)] == ["5000.00", "not known"]
    text = words(paper, tmp_path)
    assert "The amount of 1 is not known" in text and "USD 5,000.00" in text
    assert "whichever is higher" in text  # the formula stands in words beside its name


@pytest.mark.parametrize(("use", "tool", "row"), [
    ({}, {}, 1), ({"purpose": "final", "extra": {"prominence": "incidental"}}, {}, 2),
    ({"purpose": "final", "extra": {"prominence": "prominent"}}, {}, 3), ({"purpose": "promo"}, {}, 3),
    ({"persons": ("ada-lind",)}, {}, 4), ({"alters_performance": "material"}, {}, 4), ({"purpose": "training"}, {}, 5),
    ({}, {"training_data_status": "unlicensed"}, 5), ({}, {"training_data_status": ""}, 5),
    ({"input_flags": ("confidential",)}, {}, 6),
    ({"persons": ("ada-lind",), "input_flags": ("confidential",), "purpose": "final"}, {}, 4),
])
def test_a_use_stands_in_the_strictest_row_of_the_matrix(use, tool, row):
    book = replace(BOOK, tools=(replace(LEARNED, **tool),))
    found = uses.uses(evidence(book=book, made=(made("sh010", recipe("dream", **use)),)))
    assert found[0].row == row


def test_a_missing_fact_of_a_use_is_said(tmp_path):
    facts = evidence(made=(made("sh010", recipe("dream", purpose="final")),))
    assert "not known: how prominent it is" in words(one(facts, "uses"), tmp_path)


def test_takes_that_ask_the_same_question_stand_in_one_line():
    many = tuple(made(f"sh{n:03d}", recipe(seed=n)) for n in range(30))
    [use] = uses.uses(evidence(made=many))
    assert len(use.takes) == 30
    [row] = rows(one(evidence(made=many), "uses"))
    assert row["takes"] == "30" and row["open"] == "no"


def test_the_use_sheet_keeps_the_order_of_the_matrix():
    found = [row["matrix_row"] for row in rows(one(evidence(), "uses"))]
    assert found == sorted(found) == ["1", "4"]


def test_the_shot_map_counts_frames_once_and_calls_a_shot_above_half():
    lone = evidence(made=(SECOND,), book=replace(BOOK, shot_uses=(
        ShotUse("u1", "sh020", replica="rep-ada", tc_in=48, tc_out=72),
        ShotUse("u2", "sh020", replica="rep-ada", tc_in=60, tc_out=85),
        ShotUse("u3", "sh020", asset_sha256=PLATE, tc_in=85, tc_out=120),  # a plate that people shot
    )))
    first, second = rows(papers(lone, "register")[1])
    assert (first["ai_frames"], first["picture_chosen"]) == ("0", "no")
    assert (second["ai_frames"], second["ai_share_percent"]) == ("37", "52")
    whole = rows(papers(evidence(), "register")[1])
    assert [(row["ai_frames"], row["ai_share_percent"]) for row in whole] == [("48", "100"), ("0", "0")]


def test_a_picture_of_unknown_making_counts_as_made_by_a_model():
    strange = (Source("src-9", "found", ("5" * 64,)),)
    facts = evidence(made=(SECOND,), book=replace(BOOK, sources=strange, shot_uses=(
        ShotUse("u1", "sh020", asset_sha256="5" * 64), )))
    assert rows(papers(facts, "register")[1])[1]["ai_share_percent"] == "100"


def test_the_cue_sheet_has_primary_sources_first_and_says_whose_they_are():
    found = rows(one(evidence(), "cues"))
    assert [row["timecode_in"] for row in found] == ["00:00:00:00", "00:00:00:00", "00:00:00:00", "00:00:02:00"]
    assert "Kitchen plate" in " ".join(row["description"] for row in found[:2])
    plate = next(row for row in found if "Kitchen plate" in row["description"])
    assert plate["copyright_status"] == "licensed by Archive AB: embed, worldwide, until 2030-01-01"
    shot = next(row for row in found if row["description"].startswith("Shot sh010"))
    assert shot["prompt"] == "her at thirty, by the window"
    assert shot["software"] == "dream 3" and "excluded from the claim; selected or worked on by Max Ode" in (
        shot["copyright_status"])


def test_a_licence_that_ended_is_not_settled():
    late = evidence(as_of="2031-01-01")
    plate = next(row for row in rows(one(late, "cues")) if "Kitchen plate" in row["description"])
    assert plate["copyright_status"] == "licence lic-1 ended on 2030-01-01" and plate["settled"] == "no"


def test_disclosures_are_drafted_in_five_languages_and_speak_of_consent_only_where_there_is_one(tmp_path):
    text = words(one(evidence(), "disclosure"), tmp_path)
    for part in ("of Ada Lind was changed or recreated", "with their consent", "mit Einwilligung", "avec son consentement",
                 "con su consentimiento", "con il suo consenso", "Some pictures in this work", "Einzelne Bilder"):
        assert part in text, part
    without = disclosure.texts(disclosure.what_is_shown(evidence(book=replace(BOOK, consents=()))))
    assert "consent" not in without["en"]["end_credit"] and "Einwilligung" not in without["de"]["end_credit"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_has_all_its_sentences_and_joins_names(code):
    both = TEXTS[code].drafted(("people", "voices", "events", "pictures"), ("Ada Lind", "Ben Lo"), True)
    assert "Ada Lind" in both["end_credit"] and "Ben Lo" in both["end_credit"] and "{" not in "".join(both.values())
    assert len({*both.values()}) == 3 and all(both.values())


def test_nothing_to_tell_makes_no_text():
    assert disclosure.texts(disclosure.what_is_shown(empty())) == {}


def test_the_copyright_draft_claims_for_people_and_excludes_tools(tmp_path):
    paper = one(evidence(), "copyright")
    assert paper.data["author_created"] == ("Author created: screenplay by Mira Holm; selection of pictures by Max Ode; "
                                            "modification of pictures by Max Ode.")
    assert paper.data["material_excluded"] == (
        "Material excluded: pictures generated by the AI tool dream 3 (Dream Ltd), in sh010.")
    log = rows(paper)
    assert [row["kind"] for row in log] == ["prompt", "modify", "select"]
    assert [row["authorship"] for row in log] == ["no", "yes", "yes"]
    assert log[1]["before_sha256"] == "1" * 64 and log[1]["minutes"] == "95"
    text = words(paper, tmp_path)
    assert "painted her hands anew" in text and "Draft for review by a lawyer" in text


def test_a_shot_with_prompts_alone_is_named():
    bare = replace(BOOK, contributions=BOOK.contributions[1:])
    paper = one(evidence(book=bare, reviews=()), "copyright")
    assert paper.data["without_human_work"] == ["sh010"]
    assert paper.data["author_created"] == "Author created: screenplay by Mira Holm."


def test_a_retake_note_is_input_and_no_authorship():
    note = {**evidence().reviews[0], "id": "rev-2", "decision": "retake", "note": "closer"}
    log = rows(one(evidence(reviews=(note,)), "copyright"))
    assert next(row for row in log if "closer" in row["description"])["authorship"] == "no"


def test_credits_stand_in_the_order_of_the_field_and_no_tool_writes():
    paper = one(evidence(), "credits")
    found = [(row["role"], row["name"], row["from"]) for row in rows(paper)]
    assert found == [
        ("director", "Mira Holm", "on record"), ("written by", "Mira Holm", "title page"),
        ("digital replica", "Ada Lind", "proposed"), ("matte painter", "Max Ode", "proposed"),
        ("prompt artist", "Mira Holm", "proposed"), ("picture selection", "Max Ode", "proposed"),
        ("AI ethics reviewer", "Max Ode", "on record"), ("legal", "Lea Recht", "proposed"),
    ]
    assert paper.data["refused"] == [{"credit": "crd-2", "why": "dream is a tool: a tool is not a writer"}]


@pytest.mark.parametrize("role", [role for group, roles in ORDER if group == "Writing" for role in roles])
def test_a_tool_is_no_author_under_any_name(role):
    facts = evidence(book=replace(BOOK, credits=(Credit("crd-9", "", role.upper(), tool="dream"),)), writers=("dream",))
    assert not [row for row in rows(one(facts, "credits")) if "dream" in row["name"]]


def test_a_ledger_never_makes_a_writer():
    rewrote = replace(BOOK.contributions[0], role="writer")
    facts = evidence(book=replace(BOOK, contributions=(rewrote,)), writers=())
    assert "writer" not in {row["role"] for row in rows(one(facts, "credits"))}


def test_the_delivery_report_says_what_fired_and_who_approved(tmp_path):
    text = words(one(evidence(), "delivery"), tmp_path)
    for part in ("panels/sh010.png", "netflix/R03 asked for approval, given by Lea Recht (legal)", "con-ada", "netflix 2025.11",
                 "Left out, not approved: sh020", "For 1 file a rule fired"):
        assert part in text, part


def test_a_delivery_of_an_older_version_says_that_its_rulings_were_not_kept():
    old = {"id": "delivery0001", "profile": "boards", "by": "I", "at": "2026-01-01T00:00:00Z",
           "files": [{"path": "a.png", "digest": "a" * 64, "recipe": FIRST.recipe.hash}]}
    assert rows(one(evidence(deliveries=(old,)), "delivery"))[0]["rules_fired"] == "what the rules said was not kept"


def test_the_awards_statement_names_what_speaks_against_a_claim():
    against = one(evidence(), "awards").data["against"]
    assert any("dream is a tool" in each for each in against)
    assert any("\"human made\" is claimed" in each for each in against)
    text = made("script", recipe(task_type="script"))
    assert any("text of the script" in each for each in one(evidence(made=(text,)), "awards").data["against"])
    assert one(evidence(made=(SECOND,), book=replace(BOOK, credits=())), "awards").data["against"] == []


HOSTILE = "=HYPERLINK(\"http://x\")\x1b[31m\u202e\n\x00evil" + "x" * 4000


def test_hostile_text_runs_nothing_and_breaks_nothing(tmp_path):
    party = Party("ada-lind", "person", HOSTILE, performer=True)
    book = replace(BOOK, parties=(party,), credits=(Credit("crd-1", "ada-lind", "+director", HOSTILE),),
                   consents=(consent("show", specific_description=HOSTILE * 3),))
    facts = evidence(title=HOSTILE, book=book, writers=(HOSTILE,))
    for paper in all_of(facts):
        assert words(paper, tmp_path)
        for line in rights_papers.to_csv(paper).decode("utf-8-sig").split("\r\n"):
            assert not re.search(r'(^|,)"?[=+@-][A-Za-z]', line), paper.name
            assert "\x1b" not in line and "\x00" not in line
        assert re.fullmatch(r"[a-z0-9_-]+", paper.name)


def test_a_long_film_makes_long_papers_quickly(tmp_path):
    many = tuple(made(f"sh{n:04d}", recipe("dream" if n % 3 else "ink", n, persons=("ada-lind",) if n % 5 else ()))
                 for n in range(1500))
    places = tuple(replace(evidence().places[0], shot=m.entity, start=n * 24, end=n * 24 + 24) for n, m in enumerate(many))
    facts = evidence(made=many, places=places, versions=(), lineage={
        "ada-lind": {m.recipe.hash: "uses" for m in many if m.persons}})
    assert len(rows(one(facts, "likeness", "ada-lind"))) == 2401
    for name in ("uses", "register", "cues", "likeness"):
        for paper in papers(facts, name):
            assert rights_papers.write(paper, tmp_path)[0].stat().st_size > 1000


def test_an_unknown_block_is_an_error():
    from secondunit.formats.rights_papers.pdf import _block

    with pytest.raises(TypeError):
        _block(RightsBook(), None)


def test_a_face_in_the_picture_is_told_also_where_nobody_recorded_the_use(tmp_path):
    facts = evidence(book=replace(BOOK, shot_uses=()))
    paper = one(facts, "likeness", "ada-lind")
    assert [use["shot"] for use in paper.data["uses"]] == ["sh010"] and paper.data["uses"][0]["record"] is None
    text = words(paper, tmp_path)
    assert "is in 1 shot of the cut, 2.0 s in all" in text and "nobody recorded this use" in text
    sheet = one(facts, "pay", "ada-lind")
    assert sheet.data["not_recorded"] == ["sh010"] and "nobody recorded this use" in words(sheet, tmp_path)


def test_takes_without_a_consent_are_counted_out_to_the_performer(tmp_path):
    bare = made("sh010", recipe(persons=("ada-lind",)))
    text = words(one(evidence(made=(bare,), lineage={"ada-lind": {bare.recipe.hash: "uses"}}), "likeness", "ada-lind"), tmp_path)
    assert "No consent of yours is on record for 1 of them: ask the production why." in text


def test_a_replica_drawn_by_procedure_counts_as_one_in_the_shot_map():
    drawn = made("sh020", recipe(persons=("ada-lind",), extra={"use_kinds": ["use_replica"]}))
    found = rows(papers(evidence(made=(drawn,), book=replace(BOOK, shot_uses=())), "register")[1])
    assert found[1]["ai_share_percent"] == "100"


def test_what_every_department_approved_of_a_shot_counts():
    aged = replace(made("sh020", recipe("dream", 5, persons=("ada-lind",))), task="deaging")
    old = replace(SECOND, recipe=recipe("ink", 9), versions=())
    facts = evidence(made=(FIRST, old, SECOND, aged), book=replace(BOOK, shot_uses=()),
                     lineage={"ada-lind": {aged.recipe.hash: "uses"}})
    shot = rows(papers(facts, "register")[1])[1]
    assert shot["ai_share_percent"] == "100" and shot["tools"] == "dream 3 ink 1"
    assert "sh020" in {use["shot"] for use in one(facts, "likeness", "ada-lind").data["uses"]}
    assert {row["software"] for row in rows(one(facts, "cues")) if row["shot"] == "sh020"} == {"dream 3", "ink 1"}


def test_a_take_that_nobody_will_see_is_not_disclosed():
    tried = made("sh020", recipe("dream", 8, persons=("ada-lind",)), version=0)
    facts = evidence(made=(SECOND, tried), book=replace(BOOK, shot_uses=()), deliveries=())
    assert disclosure.what_is_shown(facts).parts == ()
    gone = {**evidence().deliveries[0], "files": [{"path": "a.png", "digest": "0", "recipe": tried.recipe.hash}]}
    assert disclosure.what_is_shown(replace(facts, deliveries=(gone,))).parts == ("people", "pictures")
