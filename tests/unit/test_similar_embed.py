"""An embedding model that a plug-in brings is used where the production allows it, and only on its own vectors."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from secondunit import plugins
from secondunit.core.errors import ConfigError
from secondunit.gates.similar import embed, prints, sets
from secondunit.gates.similar.check import Checker
from secondunit.production import Production
from secondunit.testing.slate import MANIFEST
from similar_pictures import picture

MODEL = '''
"""A model for tests: the mean colours of the four quarters of a picture, less the mean of all."""
import numpy as np

class Quarters:
    name, digest, near = "quarters", "{digest}", 0.995
    def embed(self, picture):
        high, wide = picture.shape[0] // 2, picture.shape[1] // 2
        parts = [picture[:high, :wide], picture[:high, wide:], picture[high:, :wide], picture[high:, wide:]]
        vector = np.array([part.mean(axis=(0, 1)) for part in parts], np.float32).ravel()
        return vector - vector.mean()

class Half:
    name = "half"
'''
OFFER = replace(MANIFEST, name="quarters", module="quarters_on_disk", cls="Quarters", capabilities=("image.embed",),
                origin="some-plugin")  # fmt: skip


@pytest.fixture
def on_disk(tmp_path, monkeypatch):
    """A plug-in's module in a folder of its own; what it offers is known."""
    (tmp_path / "plugin").mkdir()
    (tmp_path / "plugin" / "quarters_on_disk.py").write_text(MODEL.format(digest="a" * 64))
    monkeypatch.syspath_prepend(str(tmp_path / "plugin"))
    monkeypatch.delitem(sys.modules, "quarters_on_disk", raising=False)
    known = {**plugins.engines(), "quarters": OFFER}
    monkeypatch.setattr(plugins, "engines", lambda: known)
    yield known
    sys.modules.pop("quarters_on_disk", None)


def shifted(seed):
    """A picture without structure for the prints: its colours alone tell it."""
    array = np.zeros((60, 80, 3), np.uint8)
    for number, at in enumerate(((0, 0), (0, 40), (30, 0), (30, 40))):
        array[at[0] : at[0] + 30, at[1] : at[1] + 40] = 100 + (seed * 7 + number * 13) % 6
    return array


def test_a_model_is_found_only_where_the_production_allows_it(on_disk):
    assert embed.find(on_disk, ()) is None
    assert embed.find(on_disk, ("other",)) is None
    assert embed.find(on_disk, ("quarters",)).name == "quarters"
    assert embed.find({"ours": replace(OFFER, origin="secondunit")}, ()).name == "quarters"
    assert embed.find({"quarters": replace(OFFER, capabilities=("image.make",))}, ("quarters",)) is None
    assert embed.find({}, ("quarters",)) is None


def test_what_is_no_embedder_is_one_clear_error(on_disk):
    with pytest.raises(ConfigError, match=r"engine quarters offers image\.embed but is no Embedder"):
        embed.find({"quarters": replace(OFFER, cls="Half")}, ("quarters",))


@pytest.mark.parametrize(("one", "two", "wanted"), [
    ([1, 0], [2, 0], 1), ([1, 0], [0, 3], 0), ([1, 0], [-1, 0], -1), ([3, 4], [4, 3], 0.96), ([0, 0], [1, 0], 0),
    ([1, 0], [0, 0], 0),
])  # fmt: skip
def test_the_cosine_of_two_vectors(one, two, wanted):
    assert embed.cosine(np.array(one, np.float32), np.array(two, np.float32)) == pytest.approx(wanted, abs=1e-6)


def of(array, model, digest="1" * 64, title="a.png"):
    vector = model.embed(array) if model else None
    return sets.Reference(digest, title, prints.reference_print(array), "", vector)


def test_near_vectors_are_a_match_and_far_ones_are_none(on_disk):
    model = embed.find(on_disk, ("quarters",))
    listed = sets.ReferenceSet("flat", False, (of(shifted(1), model), of(shifted(5), model, "2" * 64, "b.png")),
                               prints.METHOD, model.digest)  # fmt: skip
    assert embed.cosine(model.embed(shifted(1)), model.embed(shifted(5))) < model.near
    checker = Checker([listed], model)
    assert checker.embedding == "quarters"
    (match,) = checker.picture(shifted(1))
    assert (match.title, match.how, match.transform) == ("a.png", "embedding", "as it is")
    assert match.score == pytest.approx(1, abs=1e-3)
    assert Checker([listed]).picture(shifted(1)) == []


def test_the_score_grows_from_the_decision_to_one(on_disk):
    model = embed.find(on_disk, ("quarters",))
    listed = sets.ReferenceSet("flat", False, (of(shifted(1), model),), prints.METHOD, model.digest)
    at = embed.cosine(model.embed(shifted(1)), model.embed(shifted(5)))
    model.near = at  # exactly as near as decides
    assert Checker([listed], model).picture(shifted(5))[0].score == pytest.approx(0.5, abs=1e-3)
    model.near = at - (1 - at)  # half way
    assert Checker([listed], model).picture(shifted(5))[0].score == pytest.approx(0.75, abs=1e-3)
    model.near = 1.0
    assert Checker([listed], model).picture(shifted(5)) == []


def test_vectors_of_another_model_are_not_compared_and_that_is_said(on_disk):
    model = embed.find(on_disk, ("quarters",))
    theirs = sets.ReferenceSet("flat", False, (of(shifted(1), model),), prints.METHOD, "b" * 64)
    none = sets.ReferenceSet("plain", False, (of(shifted(1), None),), prints.METHOD)
    ours = sets.ReferenceSet("ours", False, (of(shifted(1), model),), prints.METHOD, model.digest)
    checker = Checker([theirs, none, ours], model)
    assert checker.embedding.startswith("quarters; 2 references have no vector of it")
    assert [match.set for match in checker.picture(shifted(1))] == ["ours"]


def test_vectors_are_kept_with_their_set(on_disk):
    model = embed.find(on_disk, ("quarters",))
    whole = sets.ReferenceSet("flat", False, (of(shifted(1), model), of(shifted(2), None, "2" * 64)), prints.METHOD,
                              model.digest)  # fmt: skip
    back = sets.from_pages(sets.to_pages(whole))
    assert (back.model, back.digest) == (whole.model, whole.digest)
    assert np.allclose(back.pictures[0].vector, whole.pictures[0].vector, atol=0.05)
    assert back.pictures[1].vector is None
    assert replace(whole, model="").digest != whole.digest


def test_a_production_that_allows_a_model_compares_by_it_too(on_disk, tmp_path):
    from PIL import Image

    folder = tmp_path / "posters"
    folder.mkdir()
    Image.fromarray(shifted(1)).save(folder / "flat.png")
    picture(0).save(folder / "rich.png")
    Image.fromarray(shifted(1)).save(tmp_path / "copy.bmp")  # other bytes
    with Production.new(tmp_path / "show", title="Show") as show:
        assert show.similar.add(folder, "a", by="Ida Berg").embedding == embed.NONE
        (plain,) = show.similar.check([str(tmp_path / "copy.bmp")])
        assert (plain.checked.matches, plain.checked.embedding) == ((), embed.NONE)
    settings = tmp_path / "show" / "production.toml"
    settings.write_text(settings.read_text().replace("\nallowed = []", '\nallowed = ["quarters"]'))
    with Production.open(tmp_path / "show") as show:
        (before,) = show.similar.check([str(tmp_path / "copy.bmp")])
        assert before.checked.matches == () and "register their folders again" in before.checked.embedding
        again = show.similar.add(folder, "a", by="Ida Berg")
        assert (again.new, again.embedding) == (2, "quarters")  # the prints without vectors are made again
        (seen,) = show.similar.check([str(tmp_path / "copy.bmp")])
        assert [(m.title, m.how) for m in seen.checked.matches] == [("flat.png", "embedding")]
        assert seen.to_json()["embedding"] == "quarters"
