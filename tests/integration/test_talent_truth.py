"""The four public talent-scheduling instances: the proven optimum, by the total and by the hold pay."""

import json

import pytest

from secondunit.departments.script.schedule.talent import cost_of, solve_talent
from shared_data import shared

TRUTH = {"film105": (849, 110), "film116": (541, 110), "film119": (790, 159), "csplib-film1": (871, 146)}


@pytest.mark.shared
@pytest.mark.parametrize("name", TRUTH)
def test_the_public_instances_are_solved_to_the_proven_optimum(name):
    data = json.loads(shared(f"script/talent-scheduling/{name}.json").read_text())
    cast = [
        sum(1 << a for a, row in enumerate(data["presence"]) if row[s]) for s in range(data["n_scenes"])
    ]
    found = solve_talent(data["cost_per_day"], data["scene_days"], cast)
    assert (found.total, found.hold) == TRUTH[name] and found.optimal
    assert cost_of(found.order, data["cost_per_day"], data["scene_days"], cast) == found.total
