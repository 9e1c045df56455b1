"""A production under random work, decisions and crashes: no take lost, none doubled, rebuild changes nothing."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from secondunit.core import jobs, tasks
from secondunit.core.errors import NotFound, StateError
from secondunit.core.tasks import Event, Status
from secondunit.engines.api import Work
from secondunit.execution import job as jobmodule
from secondunit.execution import journal
from secondunit.execution.local import Tally
from secondunit.execution.planner import freeze
from secondunit.production import Production
from secondunit.store import files
from secondunit.store.cas import MediaStore
from secondunit.store.ledger import Ledger
from secondunit.testing.slate import Slate
from slates import slates, use_slates


class Killed(BaseException):
    """Stands for kill -9: nothing after it runs but what the system itself would do."""


class Fuse:
    """Counts writes to disk; once it is burnt nothing is written any more, as after kill -9."""

    left = 10**9

    @classmethod
    def burn(cls):
        if cls.left <= 0:
            raise Killed
        cls.left -= 1


class InProcess:
    """The dispatcher's face without processes."""

    def __init__(self, scratch, logs, *, resolve, is_made, publish, **_):
        self.scratch, self.is_made, self.publish = scratch, is_made, publish

    def run(self, frames):
        tally = Tally()
        for frame in frames:
            if self.is_made(frame.recipe.hash):
                tally.cached += 1
                continue
            folder = self.scratch / frame.recipe.hash
            folder.mkdir(parents=True, exist_ok=True)
            outs = Slate().make("test.slate", Work(frame.recipe.parameters, frame.recipe.seed, {}, folder, lambda p: None))
            self.publish(frame, [{"role": o.role, "path": o.path.name, "media_type": o.media_type} for o in outs], folder)
            tally.made += 1
        return tally


@pytest.fixture(scope="module", autouse=True)
def in_process():
    patch = pytest.MonkeyPatch()
    patch.setattr(jobmodule, "Dispatcher", InProcess)
    use_slates(patch)
    temporary, link, take_in, put = files._temporary, files.os.link, MediaStore.take_in, Ledger._put

    def burning_temporary(*args, **kwargs):
        Fuse.burn()
        return temporary(*args, **kwargs)

    def burning_link(*args, **kwargs):  # several files are durable before the first has its name
        Fuse.burn()
        link(*args, **kwargs)

    def burning_take_in(*args, **kwargs):
        Fuse.burn()
        return take_in(*args, **kwargs)

    def burning_put(*args, **kwargs):
        Fuse.burn()
        return put(*args, **kwargs)

    patch.setattr(Ledger, "_put", burning_put)
    patch.setattr(files, "_temporary", burning_temporary)
    patch.setattr(files.os, "link", burning_link)
    patch.setattr(MediaStore, "take_in", burning_take_in)
    yield
    patch.undo()


_TEMPLATE: list[Path] = []


def template() -> Path:
    if not _TEMPLATE:
        root = Path(tempfile.mkdtemp()) / "show"
        Production.new(root, title="t").close()
        _TEMPLATE.append(root)
    return _TEMPLATE[0]


class Show(RuleBasedStateMachine):
    @initialize()
    def open(self):
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(template(), self.folder / "show")
        self.production = Production.open(self.folder / "show")
        self.made: dict[str, str] = {}

    def killed(self):
        """Another process opens what the killed one left; it signs nothing and says nothing any more."""
        Fuse.left = 10**9
        self.production.store.close()
        self.production = Production.open(self.folder / "show")

    def reopen(self):
        self.production.close()
        self.production = Production.open(self.folder / "show")

    def run(self, tone, fuse):
        Fuse.left = fuse
        store = self.production.store
        try:
            with store.lock:
                jobmodule.run(self.production.shop, freeze(slates(2, 2, tone=tone)), {"department": "storyboard"}, "T")
        except Killed:
            self.killed()
        finally:
            Fuse.left = 10**9

    @rule(tone=st.integers(0, 3))
    def work(self, tone):
        self.run(tone, 10**9)

    @rule(tone=st.integers(0, 3), fuse=st.integers(0, 40))
    def work_and_die(self, tone, fuse):
        self.run(tone, fuse)

    @rule(entity=st.sampled_from(["s000", "s001"]), take=st.integers(1, 3))
    def approve(self, entity, take):
        try:
            version = self.production.review.approve(entity, take, by="Ada")
        except (StateError, NotFound):
            return
        assert journal.status(self.production.store, entity, "storyboard") is Status.DONE
        assert self.production.store.get("versions", version)["approved_by"] == "Ada"

    @rule(take=st.integers(1, 2), fuse=st.integers(0, 4))
    def approve_and_die(self, take, fuse):
        Fuse.left = fuse
        try:
            self.production.review.approve("s000", take, by="Ada")
        except (StateError, NotFound):
            pass
        except Killed:
            self.killed()
        finally:
            Fuse.left = 10**9

    @rule(entity=st.sampled_from(["s000", "s001"]))
    def send_back(self, entity):
        try:
            self.production.review.retake(entity, "closer", by="Ada")
        except (StateError, NotFound):
            return
        assert journal.status(self.production.store, entity, "storyboard") is Status.RETAKE

    @rule()
    def close_and_open(self):
        self.reopen()

    @rule()
    def lose_the_index(self):
        before = self.production.store.index.dump()
        self.production.close()
        shutil.rmtree(self.folder / "show" / ".secondunit")
        self.production = Production.open(self.folder / "show")
        assert self.production.store.index.dump() == before

    @precondition(lambda self: hasattr(self, "production"))
    @invariant()
    def takes_are_kept_once_and_whole(self):
        store = self.production.store
        now = {t["recipe"]: t["outputs"][0]["digest"] for t in store.index.all("takes")}
        assert self.made.items() <= now.items(), "a take was lost or changed"
        self.made = now
        for digest in now.values():
            store.media.check(digest)
        for proposal in store.index.all("proposals"):
            assert len(set(proposal["takes"])) == len(proposal["takes"])

    def teardown(self):
        if hasattr(self, "production"):
            self.production.close()
            shutil.rmtree(self.folder)


TestShow = Show.TestCase
TestShow.settings = settings(max_examples=25, stateful_step_count=14, deadline=None)


def test_every_move_of_a_task_is_known_or_refused():
    for status in Status:
        for event in Event:
            try:
                assert tasks.move(status, event) in Status
            except StateError as error:
                assert status.value in error.message
                assert error.hint.startswith("possible now")


def test_a_frame_that_succeeded_stays():
    for state in jobs.FrameState:
        with pytest.raises(StateError):
            jobs.move(jobs.FrameState.SUCCEEDED, state)


def ready_tasks(show):
    return [(w.entity, w.status, len(w.takes)) for w in show.review.tasks()]


@pytest.mark.parametrize("fuse", range(40))
def test_killed_at_any_write_then_run_again(fuse, tmp_path):
    shutil.copytree(template(), tmp_path / "show")
    show = Production.open(tmp_path / "show")

    def work():
        with show.store.lock:
            return jobmodule.run(show.shop, freeze(slates(2, 2)), {"department": "storyboard"}, "T")

    Fuse.left = fuse
    try:
        work()
        died = False
    except Killed:
        died = True
    Fuse.left = 10**9
    assert died
    kept = {t["recipe"] for t in show.store.index.all("takes")}
    show.close()
    show = Production.open(tmp_path / "show")
    report = work()
    assert report.made + report.cached == 4
    assert kept <= {t["recipe"] for t in show.store.index.all("takes")}
    assert ready_tasks(show) == [("s000", "wfa", 2), ("s001", "wfa", 2)]
    assert sum(1 for _ in show.store.index.all("proposals")) == 2
    before = show.store.index.dump()
    show.store.index.rebuild()
    assert show.store.index.dump() == before
    show.close()
