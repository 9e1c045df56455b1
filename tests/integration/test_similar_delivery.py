"""A delivery knows the reference sets: what was not compared is held, what is near waits or stays, the rest leaves."""

import json

import pytest

from secondunit.core.errors import ApprovalNeeded, PolicyError
from secondunit.production import delivery
from slates import empty_show, make, show, slates  # noqa: F401

BY = "Ida Lund"


@pytest.fixture
def approved(show, monkeypatch):
    """Two approved slates."""
    monkeypatch.setitem(delivery.PROFILES, "slates", delivery.Profile("ideation", ("panel",), documents=False))
    monkeypatch.setattr(show.boards, "listed", lambda: ())
    make(show, slates(2, 1))
    for entity in ("s000", "s001"):
        show.review.approve(entity, by=BY)
    return show


def panel(show, entity):
    """The bytes of an approved slate."""
    row = next(take for take in show.store.index.all("takes") if take["entity"] == entity)["outputs"][0]
    return show.store.media.get(row["digest"]).read_bytes()


def references(show, folder, *entities):
    """A folder of references that holds these slates, and one picture of its own."""
    from similar_pictures import picture

    folder.mkdir()
    picture(3).resize((64, 40)).save(folder / "stranger.png")
    for entity in entities:
        (folder / f"poster-{entity}.png").write_bytes(panel(show, entity))
    return folder


def test_without_reference_sets_everything_leaves(approved, tmp_path):
    assert approved.deliver("slates", tmp_path / "out", by=BY)["versions"] == 2


@pytest.mark.parametrize("denied", [True, False])
def test_what_was_not_compared_with_a_set_does_not_leave(approved, tmp_path, denied):
    approved.similar.add(references(approved, tmp_path / "refs"), "posters", denied=denied, by=BY)
    with pytest.raises(PolicyError) as caught:
        approved.deliver("slates", tmp_path / "out", by=BY)
    assert "similar" in str(caught.value)
    assert not (tmp_path / "out").exists()
    approved.similar.check()
    assert approved.deliver("slates", tmp_path / "out", by=BY)["versions"] == 2


def test_what_is_near_to_the_deny_list_does_not_leave(approved, tmp_path):
    approved.similar.add(references(approved, tmp_path / "refs", "s001"), "posters", denied=True, by=BY)
    approved.similar.check()
    with pytest.raises(PolicyError, match=r"poster-s001\.png \(posters\)") as caught:
        approved.deliver("slates", tmp_path / "out", by=BY)
    assert list(caught.value.facts["entities"]) == ["s001"]
    assert not (tmp_path / "out").exists()


def test_what_is_near_to_another_set_waits_for_a_named_person(approved, tmp_path):
    approved.similar.add(references(approved, tmp_path / "refs", "s001"), "posters", by=BY)
    approved.similar.check()
    with pytest.raises(ApprovalNeeded, match=r"s001: .*poster-s001\.png \(posters\)"):
        approved.deliver("slates", tmp_path / "out", by=BY)
    assert not (tmp_path / "out").exists()
    approved.review.approve_hold("s001", by=BY, role="legal", document=b"the poster is ours")
    assert approved.deliver("slates", tmp_path / "out", by=BY)["versions"] == 2


def test_a_set_that_grew_since_counts_as_not_compared(approved, tmp_path):
    approved.similar.add(references(approved, tmp_path / "refs"), "posters", denied=True, by=BY)
    approved.similar.check()
    approved.similar.add(references(approved, tmp_path / "more", "s000"), "posters", denied=True, by=BY)
    with pytest.raises(PolicyError, match="similar"):
        approved.deliver("slates", tmp_path / "out", by=BY)
    approved.similar.drop("posters", by=BY)
    assert approved.deliver("slates", tmp_path / "out", by=BY)["versions"] == 2
    assert "poster" not in json.dumps(list(approved.store.index.all("deliveries")))
