"""Settings of a department: read from words, each with its range, choices and help."""

from dataclasses import dataclass

import pytest

from secondunit.core.errors import UsageError
from secondunit.core.parameters import pairs, parse, schema, setting


@dataclass(frozen=True, slots=True)
class Some:
    wide: int = setting(8, "how wide", 1, 10)
    much: float = setting(0.5, "how much", 0, 1)
    on: bool = setting(False, "whether")
    kind: str = setting("soft", "which", choices=("soft", "hard"))
    word: str = setting("", "any word")


def test_words_become_values_of_their_kind():
    assert parse(Some, "some", {"wide": "3", "much": " 0.25", "on": "Yes", "kind": "hard", "word": "x"}) == Some(3, 0.25, True, "hard", "x")
    assert parse(Some, "some", {}) == Some()


@pytest.mark.parametrize("key, value, words", [
    ("wide", "11", "1 to 10"), ("wide", "2.5", "whole number"), ("much", "nan", "0 to 1"), ("much", "a", "a number"),
    ("on", "perhaps", "true or false"), ("kind", "stiff", "soft, hard"), ("tall", "1", "no setting"),
])
def test_a_wrong_word_is_told_with_what_is_right(key, value, words):
    with pytest.raises(UsageError, match=words):
        parse(Some, "some", {key: value})


def test_words_are_split_once_and_an_example_helps():
    assert pairs(["a=1", "b=x=y"], "a=1") == {"a": "1", "b": "x=y"}
    with pytest.raises(UsageError) as told:
        pairs(["a"], "a=1")
    assert "--set a=1" in told.value.hint


def test_the_schema_is_for_forms():
    rows = {row["name"]: row for row in schema(Some)}
    assert rows["kind"]["choices"] == ("soft", "hard") and rows["wide"]["type"] == "int" and rows["much"]["high"] == 1
