"""The recipe hash: stable under everything that does not matter, changed by everything that does."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondunit.core.errors import InputError
from secondunit.core.identity import canonical, derive_seed, digest
from secondunit.core.recipe import Facts, Recipe

leaf = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(leaf, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12)
parameters = st.dictionaries(st.text(), values, max_size=6)


def recipe(**changes):
    base = {"step": "s", "capability": "scene.render", "engine": "ink", "engine_version": "1", "parameters": {"a": 1},
            "seed": 7, "inputs": {"stage": "sha256:" + "0" * 64}, "weights": {"w": "1" * 64}, "frames": (1, 24)}
    return Recipe(**{**base, **changes})


def shuffled(value):
    if isinstance(value, dict):
        return {k: shuffled(v) for k, v in reversed(list(value.items()))}
    return tuple(shuffled(v) for v in value) if isinstance(value, list) else value


@given(parameters)
def test_hash_ignores_key_order_and_container_spelling(p):
    assert recipe(parameters=p).hash == recipe(parameters=shuffled(p)).hash


@given(parameters)
def test_hash_survives_a_record_round_trip(p):
    one = recipe(parameters=p)
    back = Recipe.from_json(json.loads(json.dumps(one.to_json())))
    assert back.hash == one.hash


@given(st.text())
def test_unicode_spelling_does_not_matter(text):
    assert digest({"a": unicodedata.normalize("NFD", text)}) == digest({"a": unicodedata.normalize("NFC", text)})


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_float_spelling_does_not_matter(number):
    for spelled in (repr(number), f"{number:.17g}", f"{number:.20e}"):
        assert digest(float(spelled)) == digest(number)


@pytest.mark.parametrize("change", [
    {"step": "t"}, {"capability": "c"}, {"engine": "e"}, {"engine_version": "2"}, {"parameters": {"a": 2}}, {"seed": 8},
    {"inputs": {}}, {"weights": {}}, {"facts": Facts(purpose="final")}, {"colour": "acescg"}, {"frames": None},
    {"nonce": "x"}, {"parameters": {"a": 1.0}}, {"parameters": {"a": True}}, {"parameters": {"a": "1"}},
])  # fmt: skip
def test_every_field_counts(change):
    assert recipe(**change).hash != recipe().hash


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), object(), {1: 2}, {"a": b"x"}, {"a": {1, 2}}])
def test_what_json_cannot_say_is_refused(bad):
    with pytest.raises(InputError):
        canonical(bad)


def test_negative_zero_is_zero():
    assert digest(-0.0) == digest(0.0)


def test_no_path_clock_or_user_in_a_recipe(tmp_path, monkeypatch):
    here = recipe().hash
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("USER", "somebody")
    assert recipe().hash == here


@given(st.text(), st.integers(0, 99))
def test_seeds_differ_between_takes_and_repeat(family, take):
    assert derive_seed(family, take) == derive_seed(family, take) != derive_seed(family, take + 1)
