import json

import pytest

from panel_makers import show
from secondunit.core.errors import InputError, NoCapableEngine
from secondunit.core.recipe import Request
from secondunit.departments.storyboard.editorial import PRODUCTS, plan_editorial
from secondunit.engines.api import Work
from secondunit.engines.press import Press

OPTIONS = {"fps": 24, "size": [320, 180], "columns": 2, "rows": 1, "draft": "Blue", "facts": {"logline": "x"}}
MAGIC = {"boards": b"%PDF", "contact_sheet": b"\x89PNG", "timeline": b"{", "animatic": b"", "report": b"<!doctype"}


def plan(items, panels, **options):
    return plan_editorial(items, {shot: f"plan:{shot}#panel" for shot in panels}, "The Show", {**OPTIONS, **options})


def run(request: Request, items, panels, folder, progress=lambda share: None):
    inputs = {item.panel: panels[item.shot] for item in items if item.panel in request.inputs}
    parameters = json.loads(json.dumps(request.parameters))  # as it comes out of a record
    folder.mkdir()
    return Press().make(request.capability, Work(parameters, 0, inputs, folder, progress))


def test_the_plan_asks_for_every_product_of_the_production(tmp_path):
    items, panels = show(tmp_path, 3)
    requests = plan(items, panels)
    assert [r.key for r in requests] == [f"editorial.{name}" for name in PRODUCTS]
    assert {(r.entity, r.task) for r in requests} == {("production", "editorial")}
    for request in requests:
        wanted = set() if request.key == "editorial.timeline" else {item.panel for item in items}
        assert set(request.inputs) == wanted
    assert [r.key for r in plan(items, panels, products=["timeline"])] == ["editorial.timeline"]
    assert requests[2].parameters["media"][items[0].shot] == f"panels/{items[0].shot}.png"


@pytest.mark.parametrize("number", range(5))
def test_each_product_is_made_twice_alike_with_progress(tmp_path, number):
    items, panels = show(tmp_path, 3)
    request = plan(items, panels)[number]
    name = request.key.partition(".")[2]
    shares: list[float] = []
    made = run(request, items, panels, tmp_path / "one", shares.append)
    again = run(request, items, panels, tmp_path / "two")
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert [out.path.read_bytes() for out in made] == [out.path.read_bytes() for out in again]
    roles = [out.role for out in made]
    assert roles == (["contact_sheet.01", "contact_sheet.02"] if name == "contact_sheet" else [name])
    assert all(out.path.read_bytes().startswith(MAGIC[name]) and out.path.parent.name == "one" for out in made)


def test_bad_requests_are_told(tmp_path):
    items, panels = show(tmp_path, 2)
    with pytest.raises(InputError, match="no panel"):
        plan(items, {})
    with pytest.raises(InputError, match="no shot"):
        plan([], panels)
    with pytest.raises(InputError, match="colour"):
        plan(items, panels, colour="red")
    with pytest.raises(InputError, match="poster"):
        plan(items, panels, products=["poster"])
    work = Work({"items": "none"}, 0, {}, tmp_path, lambda share: None)
    with pytest.raises(InputError):
        Press().make("document.boards", work)
    with pytest.raises(NoCapableEngine):
        Press().make("image.poster", work)
    for key, value in (("size", "big"), ("start", 1.5), ("fps", "fast")):
        request = plan(items, panels, products=["animatic"])[0]
        bad = {**request.parameters, key: value}
        with pytest.raises(InputError):
            Press().make("video.animatic", Work(bad, 0, {items[0].panel: panels[items[0].shot]}, tmp_path, print))
