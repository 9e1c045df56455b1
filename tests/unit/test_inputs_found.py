"""What the gatekeeper finds of inputs: made here, from a source, with or without their marks."""

import json
from dataclasses import replace

import pytest

from fact_helpers import book
from secondunit.core.errors import InputError
from secondunit.core.identity import sha256
from secondunit.core.recipe import Facts, Recipe
from secondunit.core.rights import Source
from secondunit.execution.inputs import C2PA, carries_manifest
from secondunit.gates.facts import Input
from slates import empty_show, one, show  # noqa: F401

OUTSIDE = sha256(b"a plate")


def asks(digest: str, **more) -> Recipe:
    return Recipe("test.slate", "test.slate", "slate", "1", {}, 1, {"plate": f"sha256:{digest}"}, **more)


def found(show, digest: str, *records) -> Input:
    return show.shop.gate.finder.media(asks(digest), book(*records)).inputs[f"sha256:{digest}"]


def test_what_this_production_made_is_its_own_and_carries_its_credential(show):
    made = one(show)["outputs"][0]["digest"]
    assert found(show, made) == Input(made_here=True)
    ruling = show.shop.gate.ask(asks(made))
    assert (ruling.facts["inputs.registered"], ruling.facts["inputs.marks_kept"]) == (True, True)
    assert carries_manifest(show.store.media.path(made))


def test_what_it_did_not_make_is_not_registered_until_a_source_lists_it(show):
    assert found(show, OUTSIDE) == Input()
    assert show.shop.gate.ask(asks(OUTSIDE)).facts["inputs.registered"] is False
    plate = Source("p", sha256=(OUTSIDE,))
    assert found(show, OUTSIDE, plate) == Input(source="p")
    items = Facts(purpose="training", training_items=(f"sha256:{OUTSIDE}", "p"))
    assert list(show.shop.gate.finder.media(replace(asks(OUTSIDE), facts=items), book(plate)).inputs) == [f"sha256:{OUTSIDE}"]


def test_an_index_that_calls_foreign_media_its_own_is_not_believed(show):
    take = one(show)
    show.store.index.db.execute("PRAGMA foreign_keys = OFF")
    show.store.index.db.execute("INSERT INTO media SELECT ?, recipe, 'other', media_type, size, clearance FROM media",
                                (OUTSIDE,))  # fmt: skip
    body = json.loads(json.dumps(take))
    body["outputs"][0]["digest"] = OUTSIDE
    show.store.index.db.execute("UPDATE record SET data = ? WHERE kind = 'takes'", (json.dumps(body),))
    assert found(show, OUTSIDE) == Input()
    body["outputs"][0]["credential"]["digest"] = OUTSIDE
    show.store.index.db.execute("UPDATE record SET data = ? WHERE kind = 'takes'", (json.dumps(body),))
    assert found(show, OUTSIDE) == Input()


def test_a_mark_that_a_source_had_is_looked_for(show):
    def lay(data: bytes) -> Source:
        path = show.store.media.path(sha256(data))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return Source("p", sha256=(sha256(data),), marks=("c2pa",))

    with_it, without = lay(b"x" * 10 + C2PA + b"y"), lay(b"a plate without")
    assert found(show, with_it.sha256[0], with_it).marks == {"c2pa": True}
    assert found(show, without.sha256[0], without).marks == {"c2pa": False}
    assert found(show, without.sha256[0], replace(without, marks=())).marks == {}
    assert found(show, OUTSIDE, Source("p", sha256=(OUTSIDE,), marks=("c2pa",))).marks == {}  # the file is not here


def test_a_manifest_is_found_across_blocks(tmp_path):
    path = tmp_path / "film"
    for before in (0, (1 << 20) - 7, (1 << 20) - 1, 3 << 20):
        path.write_bytes(b"\0" * before + C2PA + b"\0" * 9)
        assert carries_manifest(path)
    path.write_bytes(C2PA[:-1] * 3)
    assert not carries_manifest(path)


def test_the_productions_own_list_of_names_is_read_and_read_again_when_it_changes(show):
    made = Recipe("art.paint", "image.generate", "slate", "1", {"prompt": "a lantern of Orlwyn Vask"}, 1)
    gate, file = show.shop.gate, show.root / "names.txt"
    assert gate.ask(made).facts["prompt.names_persons"] == []
    file.write_text("Orlwyn Vask ; person\n")
    assert gate.ask(made).facts["prompt.names_persons"] == ["Orlwyn Vask"]
    file.write_text("The Lantern Song ; song\n")
    assert gate.ask(made).facts["prompt.names_persons"] == []
    file.write_text("Orlwyn Vask ; nonsense ; kind\n")
    with pytest.raises(InputError, match="line 1"):
        gate.ask(made)
