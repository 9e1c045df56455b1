"""Cryptomatte: whatever the names and mattes, what was written comes back, and no manifest text breaks the reader."""

import json
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from secondunit.core.errors import InputError
from secondunit.formats.cryptomatte import from_mattes, read_layer, write_layers
from secondunit.formats.cryptomatte.hashing import id_of
from secondunit.formats.cryptomatte.manifest import beside, dump, parse

NAMES = st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=20), min_size=1, max_size=4, unique=True)


@settings(deadline=None, max_examples=25)
@given(NAMES, st.integers(0, 2**31), st.booleans())
def test_what_was_written_comes_back(names, seed, sidecar):
    chance = np.random.default_rng(seed)
    parts = chance.dirichlet(np.ones(len(names) + 1), (3, 5)).astype(np.float32)
    mattes = {name: parts[..., k] for k, name in enumerate(names)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.exr"
        write_layers(path, [from_mattes("CryptoObject", mattes)], sidecar=sidecar)
        layer = read_layer(path)
    assert dict(layer.manifest) == {name: id_of(name) for name in names}
    for name, matte in mattes.items():
        assert np.abs(layer.matte(name) - matte).max() < 1e-6


@settings(deadline=None)
@given(st.one_of(st.text(max_size=60), st.dictionaries(st.text(max_size=5), st.one_of(st.text(max_size=9), st.integers(), st.none()), max_size=3).map(json.dumps)))
def test_no_text_breaks_the_manifest_reader(text):
    try:
        found = parse(text)
    except InputError as error:
        assert error.hint
    else:
        assert parse(dump(found)) == found


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_sidecar_path_leaves_the_folder(relative):
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "a.exr"
        try:
            path = beside(picture, relative)
        except InputError:
            return
        assert path.resolve().is_relative_to(Path(folder).resolve())
