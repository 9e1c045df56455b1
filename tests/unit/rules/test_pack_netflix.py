"""The rules of the Netflix guidance, each on facts alone."""

from datetime import date

import pytest

from rule_cases import WAYS, Case, boundary

CASES = [
    Case("netflix/R03", {"use.purpose": "final"}, {"use.purpose": "temp"}, ["use.purpose"],
         also=[{"use.purpose": "temp", "delivery.leaving": True}]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("way", WAYS)
def test_each_rule(case, way):
    way(case)


def test_the_pack_is_in_force_from_its_first_day():
    boundary(CASES[0], date(2025, 8, 1), None)
