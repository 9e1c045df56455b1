"""What is made of a thing is judged by that thing too: persons of a plate, denials, and what waits for a person."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from PIL import Image

from rights_likeness import anna, facts, of_anna  # noqa: F401
from secondunit.cli.rights.check import command
from secondunit.core.errors import ApprovalNeeded, ConsentMissing, PolicyError
from secondunit.core.recipe import Facts, Recipe, Request
from secondunit.core.rights import Source, Verdict
from slates import empty_show, make, show  # noqa: F401

BY = "Ida Lund"


def plate(show, tmp_path, persons=("anna-lind",)):
    """Take in a plate and return its take's recipe."""
    Image.effect_mandelbrot((64, 36), (-2, -1, 1, 1), 40).convert("RGB").save(tmp_path / "plate.png")
    taken = show.intake.import_(tmp_path / "plate.png", by=BY, source=Source(
        "", owner="anna-lind", received_at="2026-10-01", ai_origin=False, tdm_pref="allowed", contains_persons=persons,
        confidential=False, personal_data=True, third_party=False))  # fmt: skip
    return taken["recipe"], taken["digest"]


def edit(entity, of, capability="test.slate", tone=10, **changes):
    """Ask for an edit that names nobody: whom it shows is what its plate says."""
    return Request(f"edit/{entity}", "test.edit", capability, {"tone": tone}, {"plate": of}, entity, "storyboard",
                   facts=facts(persons=(), **changes))  # fmt: skip


def chain(of, length=3):
    """Edits of edits, each for a shot of its own."""
    names = [of, *(f"plan:edit/s{number}#panel" for number in range(1, length))]
    return [edit(f"s{number + 1}", name, tone=10 + number) for number, name in enumerate(names)]


def recipe_of(show, entity):
    """The recipe that was made for an entity."""
    take = next(take for take in show.store.index.all("takes") if take["entity"] == entity)
    return Recipe.from_json(show.store.get("recipes", take["recipe"])["recipe"]), take["outputs"][0]["digest"]


@pytest.mark.parametrize("by_recipe", [True, False])
def test_the_persons_of_a_plate_follow_through_any_number_of_makings(anna, tmp_path, by_recipe):
    recipe, digest = plate(anna, tmp_path)
    assert make(anna, chain(f"recipe:{recipe}#original" if by_recipe else f"sha256:{digest}")).made == 3
    gate = anna.shop.gate
    for entity in ("s1", "s2", "s3"):
        made, digest = recipe_of(anna, entity)
        assert gate.ask(made, entity=entity).facts["use.persons"] == ["anna-lind"]
        later = Recipe("test.edit", "test.slate", "slate", "1", {}, 1, {"plate": f"sha256:{digest}"}, facts=facts(persons=()))
        assert gate.ask(later, entity=entity).facts["use.persons"] == ["anna-lind"]
        assert gate.ask(later, entity=entity).facts["inputs.personal_data"] is True
    anna.review.approve("s3", by=BY)
    assert anna.deliver("slates", tmp_path / "out", by=BY)["files"] == 1
    done = anna.rights.revoke("cns-1", reason="withdrawn by letter", by=BY)
    assert {row["entity"] for row in done.held} == {"s1", "s2", "s3"}
    assert {a.entity: a.ruling.verdict for a in anna.rights.check()} == dict.fromkeys(("s1", "s2", "s3"), Verdict.DENY)
    with pytest.raises(PolicyError):
        make(anna, [edit("s4", f"recipe:{made.hash}#panel", tone=40)])


def test_without_a_consent_no_link_of_the_chain_is_made(anna, tmp_path):
    anna.rights.revoke("cns-1", reason="withdrawn by letter", by=BY)
    recipe, _ = plate(anna, tmp_path)
    before = list(anna.store.index.all("takes"))
    with pytest.raises(PolicyError):
        make(anna, chain(f"recipe:{recipe}#original"))
    assert list(anna.store.index.all("takes")) == before


def test_a_link_that_is_planned_with_the_next_is_judged_with_it(anna, tmp_path):
    """Both edits are for one shot, so that the second is asked about before the first is made."""
    recipe, _ = plate(anna, tmp_path)
    first = edit("s1", f"recipe:{recipe}#original")
    second = Request("edit/again", "test.edit", "test.slate", {"tone": 11}, {"plate": "plan:edit/s1#panel"}, "s1",
                     "storyboard", take=1, facts=facts(persons=()))  # fmt: skip
    assert make(anna, [first, second]).made == 2
    signed = [body["clearance"] for body in anna.store.index.all("clearances")]
    assert [each["consents"] for each in signed if each["consents"]] == [["cns-1"], ["cns-1"]]


def test_who_a_plate_shows_is_asked_again_where_nobody_knows(anna, tmp_path):
    recipe, _ = plate(anna, tmp_path, persons=None)
    gate = anna.shop.gate
    made = Recipe("test.edit", "test.slate", "slate", "1", {}, 1, {"plate": f"recipe:{recipe}#original"}, facts=facts(persons=()))
    anna.store.put("recipes", made.hash, {"recipe": made.to_json()})
    later = Recipe("test.edit", "test.slate", "slate", "1", {}, 1, {"plate": f"recipe:{made.hash}#panel"}, facts=facts(persons=()))
    for each in (made, later):
        ruling = gate.ask(each)
        assert ruling.facts["use.persons"] is None and ruling.verdict is Verdict.ESCALATE


@pytest.mark.parametrize(("capability", "persons"), [
    ("image.composite", ["anna-lind"]), ("video.matte", []), ("image.contact_sheet", []), ("document.boards", []),
    ("video.animatic", []), ("timeline.otio", [])])  # fmt: skip
def test_a_page_that_places_pictures_takes_over_nobody_but_every_denial(anna, tmp_path, capability, persons):
    recipe, _ = plate(anna, tmp_path)
    make(anna, chain(f"recipe:{recipe}#original", 1))
    made, _ = recipe_of(anna, "s1")
    page = Recipe("test.page", capability, "slate", "1", {}, 1, {"p1": f"recipe:{made.hash}#panel"}, facts=Facts())
    gate = anna.shop.gate
    assert gate.ask(page).facts["use.persons"] == persons
    anna.rights.revoke("cns-1", reason="withdrawn by letter", by=BY)
    gate.refresh()
    ruling = gate.standing(page, entity="sheet")
    assert ruling.verdict is Verdict.DENY and "R16" in {firing.rule for firing in ruling.open}


def test_what_is_made_of_a_cut_out_is_asked_for_the_persons_of_the_plate(anna, tmp_path):
    recipe, _ = plate(anna, tmp_path)
    matte = Recipe("roto.carry", "video.matte", "flow", "1", {}, 1, {"plate": f"recipe:{recipe}#original"}, facts=Facts())
    anna.store.put("recipes", matte.hash, {"recipe": matte.to_json()})
    whole = Recipe("roto.finish", "video.roto", "flow", "1", {}, 1, {"000000.fg": f"recipe:{matte.hash}#fg"}, facts=Facts())
    anna.store.put("recipes", whole.hash, {"recipe": whole.to_json()})
    shot = Recipe("test.comp", "image.composite", "slate", "1", {}, 1, {"element": f"recipe:{whole.hash}#fg"}, facts=Facts())
    gate = anna.shop.gate
    assert gate.ask(matte).facts["use.persons"] == gate.ask(whole).facts["use.persons"] == []
    assert gate.ask(shot).facts["use.persons"] == ["anna-lind"]


def test_an_index_that_swaps_a_recipe_cannot_hide_a_plate(anna, tmp_path):
    recipe, _ = plate(anna, tmp_path)
    make(anna, chain(f"recipe:{recipe}#original", 1))
    made, digest = recipe_of(anna, "s1")
    anna.store.index.db.execute(
        "UPDATE record SET data = replace(data, ?, ?) WHERE kind = 'recipes' AND id = ?", (recipe, "0" * 64, made.hash))
    later = Recipe("test.edit", "test.slate", "slate", "1", {}, 1, {"plate": f"sha256:{digest}"}, facts=facts(persons=()))
    gate = anna.shop.gate
    assert gate.ask(later).facts["use.persons"] == ["anna-lind"]


def doubtful(anna):
    """A shot of Anna and a picture made of it, both approved; then whether she is alive is not on record any more."""
    make(anna, [of_anna("s1")])
    made, _ = recipe_of(anna, "s1")
    plain = Request("next", "test.edit", "test.slate", {"tone": 70}, {"plate": f"recipe:{made.hash}#panel"}, "s2", "storyboard")
    make(anna, [plain])
    anna.review.approve("s2", by=BY)
    anna.rights.change("party", "anna-lind", {"status": ""}, by=BY)


def test_what_waits_for_a_person_does_not_leave_in_a_picture_made_of_it(anna, tmp_path):
    doubtful(anna)
    answers = {each.entity: each.ruling for each in anna.rights.check()}
    assert (answers["s1"].verdict, answers["s2"].verdict) == (Verdict.ESCALATE, Verdict.ALLOW)
    [leaving] = anna.rights.check("s2", leaving="temp")
    assert leaving.ruling.verdict is Verdict.ESCALATE
    assert "which it was made from" in leaving.ruling.words()
    with pytest.raises(ApprovalNeeded, match="which it was made from"):
        anna.deliver("slates", tmp_path / "out", by=BY)
    assert not (tmp_path / "out").exists()
    told = CliRunner().invoke(command, ["s2", "--leaving", "temp", "--json"], obj=str(anna.root))
    assert (told.exit_code, json.loads(told.stdout)[0]["verdict"]) == (4, "escalate")


@pytest.mark.parametrize("entity", ["s1", "s2"])
def test_an_approval_for_the_picture_or_for_what_went_in_lets_it_leave(anna, tmp_path, entity):
    doubtful(anna)
    with pytest.raises(ApprovalNeeded):
        anna.deliver("slates", tmp_path / "out", by=BY)
    if entity == "s1":  # the shot itself is delivered too, and so waits by itself
        anna.review.approve("s1", by=BY)
        with pytest.raises(ApprovalNeeded):
            anna.deliver("slates", tmp_path / "out", by=BY)
    anna.review.approve_hold(entity, by=BY, role="legal", document=b"Anna is well, she signed again today.")
    anna.shop.gate.refresh()
    [leaving] = anna.rights.check("s2", leaving="ideation")
    assert leaving.ruling.verdict is Verdict.ALLOW
    if entity == "s2":
        assert anna.deliver("slates", tmp_path / "out", by=BY)["files"] == 1


def test_who_asks_is_told_to_the_rules(anna):
    make(anna, [of_anna("s1")])
    asked = []
    real = anna.shop.gate.standing
    anna.shop.gate.standing = lambda recipe, **position: asked.append(position["by"]) or real(recipe, **position)
    anna.rights.check(by="Eva Roth")
    anna.config.values["people.reviewer"] = BY
    anna.rights.check()
    anna.rights.revoke("cns-1", reason="withdrawn", by="Anna Lind")
    assert asked == ["Eva Roth", BY, "Anna Lind"]


def test_a_denial_of_the_plate_reaches_the_last_edit(anna, tmp_path):
    recipe, _ = plate(anna, tmp_path)
    make(anna, chain(f"recipe:{recipe}#original"))
    anna.review.approve("s3", by=BY)
    anna.rights.change("consent", "cns-1", {"end": "2026-02-01"}, by=BY)
    with pytest.raises(ConsentMissing):
        anna.deliver("slates", tmp_path / "out", by=BY)
