"""What the gate remembers: answers that cannot be others, and nothing besides."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from rights_likeness import PARTY
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Verdict
from secondunit.gates.rules import policy
from secondunit.store import signature
from slates import empty_show, one, show  # noqa: F401

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_a_signature_that_held_does_not_make_another_hold():
    text = base64.b64encode(KEY.sign(b"words")).decode()
    assert text.endswith("A==")  # the last byte of S is small
    other = pem(Ed25519PrivateKey.from_private_bytes(b"o" * 32))
    for _ in range(2):
        assert signature.bytes_signed(b"words", text, pem(KEY))
        assert not signature.bytes_signed(b"wordz", text, pem(KEY))
        assert not signature.bytes_signed(b"words", text, other)
        assert not signature.bytes_signed(b"words", text[:-3] + "B==", pem(KEY))  # decodes to the same bytes
        assert not signature.bytes_signed(b"words", ("J" if text[0] == "I" else "I") + text[1:], pem(KEY))
        assert not signature.bytes_signed(b"words", "", pem(KEY))


def test_what_is_remembered_of_signatures_does_not_grow_for_ever(monkeypatch):
    monkeypatch.setattr(signature, "REMEMBERED", 3)
    for number in range(10):
        data = b"%d" % number
        assert signature.bytes_signed(data, base64.b64encode(KEY.sign(data)).decode(), pem(KEY))
        assert len(signature._held) <= 3


@pytest.fixture
def asked(monkeypatch):
    """How often the rules were asked."""
    calls = []
    real = policy.decide
    monkeypatch.setattr(policy, "decide", lambda recipe, *args, **more: calls.append(recipe.hash) or real(recipe, *args, **more))
    return calls


def test_the_rules_are_asked_again_when_anything_they_are_told_is_another(show, asked):
    gate, made = show.shop.gate, Recipe("art.paint", "image.generate", "slate", "1", {"prompt": "a lantern of Orlwyn Vask"}, 1)
    now = datetime.now(UTC)

    def ask(at=now, **position):
        before = len(asked)
        gate.refresh()
        return gate.ask(made, at, **position), len(asked) - before

    first, count = ask(entity="s1")
    assert count == 1
    assert ask(entity="s1") == (first, 0)
    assert ask(entity="s2")[1] == 1
    assert ask(entity="s1", by="Ida Berg")[1] == 1
    assert ask(now + timedelta(days=1), entity="s1")[1] == 1
    (show.root / "names.txt").write_text("Orlwyn Vask ; person\n")
    named, count = ask(entity="s1")
    assert count == 1 and named.facts["prompt.names_persons"] == ["Orlwyn Vask"]
    show.rights.add("party", PARTY, by="Ida Lund")
    assert ask(entity="s1")[1] == 1
    assert ask(entity="s1")[1] == 0


def test_a_run_asks_the_rules_once_for_a_recipe_that_nothing_changed_for(show, asked):
    take = one(show)
    assert asked == [take["recipe"]]
    assert show.shop.gate.ask(Recipe.from_json(show.store.get("recipes", take["recipe"])["recipe"])).verdict is Verdict.ALLOW
