"""The rows of the house on what an output is near to."""

import pytest

from gate_helpers import fired, recipe, rule
from rule_cases import WAYS, Case
from secondunit.gates.facts import Leaving

CASES = [
    Case("core/R41", {"similar.denied": ["a.png (posters)"]}, quiet={"similar.denied": []},
         missing=["similar.denied"], gate="delivery"),
    Case("core/R42", {"similar.matches": ["a.png (posters)"]}, quiet={"similar.matches": []},
         missing=["similar.matches"], gate="delivery"),
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_row_on_similarity(case, way):
    way(case)


@pytest.mark.parametrize(("near", "expected"), [
    (((), ()), {}), ((("a",), ()), {"R42": "escalate"}), ((("a",), ("a",)), {"R41": "deny", "R42": "escalate"}),
    ((None, None), {"R41": "escalate", "R42": "escalate"}),
])  # fmt: skip
def test_what_leaves_is_judged_by_what_was_found(near, expected):
    assert fired(rule(recipe(), leaving=Leaving(True, True, similar=near[0], similar_denied=near[1]))) == expected
    assert "core/R41" not in rule(recipe()).rules
