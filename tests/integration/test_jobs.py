"""Jobs through the real workers: making, cache, retries, death, cancel, hold."""

from __future__ import annotations

import pytest

from secondunit.core.errors import OutputInvalid, PolicyError
from secondunit.core.jobs import FrameState
from secondunit.core.recipe import Facts, Request
from secondunit.core.tasks import Status
from secondunit.execution import journal
from slates import empty_show, make, one, show, slates  # noqa: F401


def test_takes_are_made_offered_and_then_found_in_the_cache(show):
    report = make(show, slates(3))
    assert (report.made, report.cached, report.failed) == (6, 0, [])
    assert [w.status for w in show.review.tasks()] == ["wfa"] * 3
    again = make(show, slates(3))
    assert (again.made, again.cached) == (0, 6)
    assert sum(1 for _ in show.store.index.all("proposals")) == 3
    assert sum(1 for _ in show.store.index.all("takes")) == 6


def test_a_take_carries_its_clearance_and_credential(show):
    take = one(show)
    output = take["outputs"][0]
    assert output["credential"]["form"] == "embedded"
    assert output["credential"]["digest"] == output["digest"] != output["credential"]["source_digest"]
    assert show.store.get("clearances", take["clearance"])["recipe"] == take["recipe"]
    path = show.store.media.get(output["digest"])
    assert path.stat().st_mode & 0o222 == 0


def test_same_recipe_same_source_digest(show):
    first = one(show)["outputs"][0]["credential"]["source_digest"]
    from secondunit.core.identity import sha256
    from secondunit.testing.slate import png

    seed = show.store.get("recipes", next(show.store.index.all("takes"))["recipe"])["recipe"]["seed"]
    assert first == sha256(png(16, 9, (0 + seed % 7) % 256))


@pytest.mark.parametrize("fault", ["raise", "empty", "escape", "garbage"])
def test_a_bad_frame_is_dead_and_the_others_live(show, fault):
    bad = Request("bad", "test.slate", "test.slate", {"fault": fault}, entity="bad", task="storyboard")
    report = make(show, [bad, *slates(2)])
    assert report.made == 4
    assert [f["entity"] for f in report.failed] == ["bad"]
    states = {row["entity"]: state for row, state, _ in journal.frames(show.store, report.job)}
    assert states["bad"] is FrameState.DEAD
    assert journal.status(show.store, "bad", "storyboard") is Status.READY


def test_a_killed_worker_costs_one_try(show, tmp_path):
    once = tmp_path / "once"
    once.touch()
    report = make(show, slates(1, 1, fault="crash", once=str(once)))
    assert (report.made, report.failed) == (1, [])


def test_a_worker_that_always_dies_is_reported_with_its_signal(show):
    report = make(show, slates(1, 1, fault="crash"))
    assert report.made == 0
    assert "SIGKILL" in report.failed[0]["message"]
    assert report.failed[0]["code"] == "engine.crashed"


def test_what_depends_on_a_dead_frame_is_blocked(show):
    stage = Request("a", "test.slate", "test.slate", {"fault": "raise"}, entity="x", task="storyboard", offer=False)
    board = Request("b", "test.slate", "test.slate", {}, {"stage": "plan:a#panel"}, entity="x", task="storyboard")
    report = make(show, [stage, board])
    assert (report.made, report.blocked, len(report.failed)) == (0, 1, 1)


def test_chained_recipes_get_their_inputs_and_name_them_as_ingredients(show):
    stage = Request("a", "test.slate", "test.slate", {}, entity="x", task="storyboard", offer=False)
    board = Request("b", "test.slate", "test.slate", {"tone": 9}, {"stage": "plan:a#panel"}, entity="x", task="storyboard")
    assert make(show, [stage, board]).made == 2
    takes = {t["offer"]: t for t in show.store.index.all("takes")}
    ingredient = takes[True]["outputs"][0]["credential"]["ingredients"][0]
    assert ingredient["digest"] == takes[False]["outputs"][0]["digest"]


def test_cancel_stops_and_keeps_what_was_made(show):
    def tell(state, frame):
        jobs = list(show.store.index.all("jobs"))
        show.jobs.cancel(jobs[-1]["id"])

    report = make(show, slates(30, 1), tell=tell)
    assert 1 <= report.made < 30
    assert journal.state(show.store, report.job) == "cancelled"
    assert make(show, slates(30, 1)).made == 30 - report.made


def test_retry_makes_only_what_is_missing(show, tmp_path):
    fault = tmp_path / "broken"
    fault.touch()
    first = make(show, slates(1, 1, fault="raise", once=str(fault)))
    assert len(first.failed) == 1
    again = show.jobs.retry(first.job)
    assert (again.made, again.failed) == (1, [])


def test_an_eaten_frame_is_not_tried_again(show):
    report = make(show, slates(1, 1, fault="raise"))
    recipe = next(row["recipe"] for row, _, _ in journal.frames(show.store, report.job))
    show.jobs.eat(recipe[:12], "Ada Producer")
    assert show.jobs.why(report.job)["lines"] == ["s000 take 1: eaten eaten by Ada Producer"]
    assert show.jobs.retry(report.job).failed == []


def test_an_escalation_holds_until_a_named_person_approves(show):
    ask = Request("f", "test.slate", "test.slate", {}, entity="s001", task="storyboard", facts=Facts(purpose="final"))
    show.shop.gate.house = type(show.shop.gate.house).from_json({**show.shop.gate.house.to_json(), "buyer": "netflix"})
    report = make(show, [ask])
    assert report.made == 0
    assert "R03" in report.held[0]["why"]
    assert journal.status(show.store, "s001", "storyboard") is Status.HOLD
    show.review.approve_hold("s001", by="Lee Counsel", role="legal", document=b"we agree")
    assert make(show, [ask]).made == 1
    assert journal.status(show.store, "s001", "storyboard") is Status.WFA


def test_a_denial_stops_before_anything_runs(show):
    ask = Request("f", "test.slate", "test.slate", {}, entity="s001", task="storyboard",
                  facts=Facts(persons=("person.jane",), extra={"use_kinds": ["use_replica"]}))  # fmt: skip
    with pytest.raises(PolicyError) as caught:
        make(show, [ask])
    assert caught.value.exit_code == 4
    assert not list(show.store.index.all("takes"))


def test_output_paths_of_workers_are_not_trusted(tmp_path):
    from secondunit.execution.validators import collect

    inside = tmp_path / "scratch"
    inside.mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    (inside / "link.png").symlink_to(tmp_path / "secret.png")
    for path in ("../secret.png", "/etc/hostname", "link.png", "missing.png", ""):
        with pytest.raises(OutputInvalid):
            collect([{"role": "panel", "path": path, "media_type": "image/png"}], inside)
