"""People decide on tags: edits by named persons, and tags of several origins merged."""

import pytest

from secondunit.core.errors import InputError
from secondunit.core.tags import Category, Evidence, Tag
from secondunit.departments.script.tagging.edits import Edit, apply_edits, merge, unplaced_edits

LAMP = Tag("sc010", Category.PROPS, "OIL LAMP", (Evidence(3, 0, 8, "oil lamp"),), confidence=0.6)
DOG = Tag("sc020", Category.ANIMALS, "DOG", (Evidence(7, 2, 5, "dog"),))


def edit(action, name="OIL LAMP", value="", scene="sc010", category=Category.PROPS, **more):
    return Edit(scene, category, name, action, "Ada Lind", value, **more)


def test_an_added_tag_is_the_persons_own():
    added = apply_edits([LAMP], [edit("add", "ROPE", quantity=2)])[-1]
    assert (added.name, added.origin, added.quantity, added.confidence) == ("ROPE", "person", 2, 1.0)


def test_adding_what_stands_already_confirms_it_and_keeps_the_evidence():
    (tag,) = apply_edits([LAMP], [edit("add", "oil  lamp")])
    assert tag.origin == "person"
    assert tag.evidence == LAMP.evidence


def test_a_removed_tag_is_gone():
    assert apply_edits([LAMP, DOG], [edit("remove")]) == (DOG,)


def test_a_renamed_tag_keeps_place_and_evidence():
    first, second = apply_edits([LAMP, DOG], [edit("rename", value="LANTERN")])
    assert (first.name, first.evidence, first.origin) == ("LANTERN", LAMP.evidence, "person")
    assert second == DOG


def test_renaming_onto_another_tag_joins_the_two():
    other = Tag("sc010", Category.PROPS, "LANTERN", (Evidence(5, 0, 7, "Lantern"),))
    (tag,) = apply_edits([LAMP, other], [edit("rename", value="LANTERN")])
    assert [each.text for each in tag.evidence] == ["oil lamp", "Lantern"]


def test_a_tag_moves_to_another_category():
    (tag,) = apply_edits([LAMP], [edit("move", value="set_dressing")])
    assert tag.category is Category.DRESSING


def test_quantity_and_note_are_set():
    (tag,) = apply_edits([LAMP], [edit("quantity", value="12"), edit("note", value="two must break")])
    assert (tag.quantity, tag.note) == (12, "two must break")


def test_later_edits_see_what_earlier_ones_made():
    edits = [edit("rename", value="LANTERN"), edit("remove", "LANTERN")]
    assert apply_edits([LAMP], edits) == ()


def test_an_edit_that_finds_nothing_is_reported_and_changes_nothing():
    lost = [edit("remove", "GUN"), edit("add", "ROPE", scene="sc990")]
    found = unplaced_edits([LAMP], lost, ["sc010"])
    assert [each.edit for each in found] == lost
    assert "GUN" in found[0].reason
    assert "sc990" in found[1].reason
    assert apply_edits([LAMP], lost[:1]) == (LAMP,)


def test_an_edit_goes_through_json_unchanged():
    one = edit("move", value="vfx")
    assert Edit.from_json(one.to_json()) == one


@pytest.mark.parametrize(
    "change",
    [
        {"by": " "}, {"name": ""}, {"scene": ""}, {"action": "burn"}, {"action": "rename", "value": ""},
        {"action": "move", "value": "catering"}, {"action": "quantity", "value": "-1"},
        {"action": "quantity", "value": "٣"}, {"action": "quantity", "value": "0"}, {"category": "catering"},
        {"quantity": True}, {"quantity": 0}, {"name": "x" * 500}, {"name": 7},
    ],
)  # fmt: skip
def test_a_malformed_edit_is_refused_with_a_hint(change):
    data = edit("add", "ROPE").to_json() | change
    with pytest.raises(InputError) as caught:
        Edit.from_json(data)
    assert caught.value.hint


def test_an_edit_that_is_no_object_is_refused():
    with pytest.raises(InputError):
        Edit.from_json(["add"])


def test_the_writers_tag_wins_over_the_rules_and_keeps_all_evidence():
    writers = Tag("sc010", Category.PROPS, "Oil Lamp", (Evidence(3, 0, 3, "oil"),), origin="writer", note="hero")
    (tag,) = merge([LAMP, writers])
    assert (tag.origin, tag.note, len(tag.evidence)) == ("writer", "hero", 2)


def test_words_that_a_writer_tagged_are_decided():
    writers = Tag("sc010", Category.DRESSING, "LAMP", (Evidence(3, 4, 8, "lamp"),), origin="writer")
    assert merge([LAMP, writers]) == (writers,)
    elsewhere = Tag("sc010", Category.PROPS, "OIL LAMP", (*LAMP.evidence, Evidence(9, 0, 4, "lamp")))
    assert set(merge([elsewhere, writers])) == {elsewhere, writers}


def test_a_models_proposal_does_not_overrule_anyone():
    model = Tag("sc010", Category.PROPS, "OIL LAMP", (), origin="model", confidence=0.5)
    (tag,) = merge([model, LAMP])
    assert (tag.origin, tag.confidence) == ("rules", 0.6)
