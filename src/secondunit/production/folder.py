"""A production folder: make one, open one, and reach its desks."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit import config as configuration
from secondunit.core.errors import ConfigError, NotFound, StateError, StudioError, UsageError
from secondunit.core.tasks import FLAGS, Status
from secondunit.execution import journal
from secondunit.store.files import disk_errors, write_new
from secondunit.store.ledger import Sealer
from secondunit.store.ledger_lines import Draft
from secondunit.store.store import Store

if TYPE_CHECKING:
    from secondunit.execution.job import JobReport, Shop
    from secondunit.production.boards import BoardDesk
    from secondunit.production.breakdown import BreakdownDesk
    from secondunit.production.intake import IntakeDesk
    from secondunit.production.jobs import JobDesk
    from secondunit.production.pacing import PacingDesk
    from secondunit.production.pay import PayDesk
    from secondunit.production.review import ReviewDesk
    from secondunit.production.rights import RightsDesk
    from secondunit.production.roto import RotoDesk
    from secondunit.production.roto.cleanup import CleanupDesk
    from secondunit.production.schedule import ScheduleDesk
    from secondunit.production.scripts import ScriptDesk
    from secondunit.production.similar import SimilarDesk


class Production:
    """One production. Use as a context manager, or call `close`."""

    def __init__(self, root: Path) -> None:
        """Open an existing folder; NotFound, ConfigError or RecordFromFuture if it is none of ours."""
        self.root = root.absolute()
        self.config = configuration.load(self.root)
        self.store = Store(self.root)
        self.store.ledger.sealer = self._sealer

    @classmethod
    def open(cls, root: Path | str) -> Production:
        """Open an existing production."""
        return cls(Path(root))

    @classmethod
    def new(cls, root: Path | str, *, title: str = "", script: Path | None = None) -> Production:
        """Make a production folder with its settings and keys; refuse one that is in use.

        A folder left half-made by a crash (no settings file yet) is completed. The script is read before
        anything is written, so a bad script leaves nothing behind.
        """
        root = Path(root).absolute()
        if script is not None:
            from secondunit.formats import screenplay

            parsed = screenplay.read(script)
            title = title or parsed.title or script.stem
        if (root / configuration.FILE).exists():
            raise StateError(f"{root} is already a production", hint="open it, or choose another folder")
        if root.exists() and not root.is_dir():
            raise NotFound(f"{root} is a file", hint="choose a folder")
        ours = {"keys", "keys.new", ".secondunit"}
        if root.is_dir() and any(p.name not in ours and not p.name.startswith(".tmp-") for p in root.iterdir()):
            raise StateError(f"{root} is not empty", hint="choose a new or an empty folder")
        from secondunit.gates.signing import keys

        names = ("".join(c for c in name if c.isprintable()).strip() for name in (title, root.name))
        title = next((name for name in names if name), "Untitled")
        with disk_errors(root):
            root.mkdir(parents=True, exist_ok=True)
        if not (root / "keys" / "gate.key").exists():
            keys.make(root / "keys", title, datetime.now(UTC))
        identity = f"prd-{secrets.token_hex(8)}"
        write_new(root / configuration.FILE, configuration.template(title, identity).encode())
        production = cls(root)
        if script is not None:
            production.script.import_(script)
        return production

    def __enter__(self) -> Production:
        """Return the production itself."""
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Close; an error that ends the work is told, not one of the seal after it."""
        try:
            self.close()
        except StudioError:
            if kind is None:
                raise

    def close(self) -> None:
        """Sign what this process entered in the ledger and close the index; unfinished work can be resumed."""
        try:
            if self.store.ledger.wrote:
                self.store.ledger.seal()
        finally:
            self.store.close()

    def _sealer(self) -> Sealer:
        from secondunit.gates.records.register import Register
        from secondunit.gates.signing import keys

        loaded = keys.load(self.root / "keys")
        return Sealer(self.config["id"], loaded.key_id, loaded.sign, Register(self.store, loaded).seal)

    @property
    def title(self) -> str:
        """The title of the show."""
        return self.config["title"] or self.root.name

    @cached_property
    def script(self) -> ScriptDesk:
        """Import and read the screenplay."""
        from secondunit.production.scripts import ScriptDesk

        return ScriptDesk(self)

    @cached_property
    def breakdown(self) -> BreakdownDesk:
        """What each scene needs, and what people said of it."""
        from secondunit.production.breakdown import BreakdownDesk

        return BreakdownDesk(self)

    @cached_property
    def pacing(self) -> PacingDesk:
        """Suggestions, and what people said of them."""
        from secondunit.production.pacing import PacingDesk

        return PacingDesk(self)

    @cached_property
    def schedule(self) -> ScheduleDesk:
        """The rules of the shoot and its board."""
        from secondunit.production.schedule import ScheduleDesk

        return ScheduleDesk(self)

    @cached_property
    def boards(self) -> BoardDesk:
        """The shot list, its stages and boards."""
        from secondunit.production.boards import BoardDesk

        return BoardDesk(self)

    @cached_property
    def review(self) -> ReviewDesk:
        """Approve or send back."""
        from secondunit.production.review import ReviewDesk

        return ReviewDesk(self)

    @cached_property
    def pay(self) -> PayDesk:
        """What is due to people whose replicas are used."""
        from secondunit.production.pay import PayDesk

        return PayDesk(self)

    @cached_property
    def rights(self) -> RightsDesk:
        """Consents, licences and the other records of rights, and what rests on them."""
        from secondunit.production.rights import RightsDesk

        return RightsDesk(self)

    @cached_property
    def intake(self) -> IntakeDesk:
        """Take media from outside in."""
        from secondunit.production.intake import IntakeDesk

        return IntakeDesk(self)

    @cached_property
    def roto(self) -> RotoDesk:
        """Plates, their keys and mattes."""
        from secondunit.production.roto import RotoDesk

        return RotoDesk(self)

    @cached_property
    def cleanup(self) -> CleanupDesk:
        """What goes from plates."""
        from secondunit.production.roto.cleanup import CleanupDesk

        return CleanupDesk(self)

    @cached_property
    def similar(self) -> SimilarDesk:
        """Reference sets, what outputs are near to, names to look for in prompts."""
        from secondunit.production.similar import SimilarDesk

        return SimilarDesk(self)

    @cached_property
    def jobs(self) -> JobDesk:
        """What ran, why it failed."""
        from secondunit.production.jobs import JobDesk

        return JobDesk(self)

    @cached_property
    def shop(self) -> Shop:
        """Gate and publisher with this production's keys."""
        from secondunit.execution.gatekeeper import Gatekeeper
        from secondunit.execution.job import Shop
        from secondunit.execution.particulars import Terms
        from secondunit.execution.publisher import Publisher
        from secondunit.gates.signing import keys

        loaded = keys.load(self.root / "keys")
        if wrong := keys.swapped(self.root / "keys", loaded):
            raise ConfigError(wrong[0], hint="restore keys/ from a backup, or enter the certificate with: "
                                             "secondunit rights credential certificate", key="keys")
        now = datetime.now(UTC)
        if keys.is_development(loaded.ca) and loaded.leaf_expires() - now < timedelta(days=7):
            loaded = keys.renew(self.root / "keys", now)  # a development leaf lasts a year; a show may last longer
        gate = Gatekeeper(self.store, self.config, loaded)
        return Shop(self.store, gate, Publisher(self.store, loaded, gate.register, Terms.of(self.config)))

    def run(self, department: str, entities: tuple[str, ...] = (), **options: Any) -> JobReport:  # noqa: ANN401
        """Run a department on entities (all of its entities if none are named)."""
        from secondunit import plugins

        if department not in plugins.departments():
            known = ", ".join(plugins.departments())
            raise NotFound(f"there is no department {department!r}", hint=f"there are: {known}")
        if department == "script":
            return self.breakdown.run(entities, **options)
        if department == "roto":
            return self.roto.run(entities, **options)
        if department == "cleanup":
            return self.cleanup.run(entities, **options)
        return self.boards.run(entities, **options)

    def deliver(self, profile: str, output: Path | None = None, *, by: str = "") -> dict[str, Any]:
        """Pack what is approved into a folder that can be verified on its own."""
        from secondunit.production.delivery import deliver

        return deliver(self, profile, output, by=by)

    def approve_escalation(
        self, entity: str, task: str, *, by: str, role: str, document: bytes, days: int
    ) -> str:
        """Record a named person's approval of the escalations that hold a task; return its id."""
        from secondunit.production.holds import approve

        return approve(self, entity, task, by=by, role=role, document=document, days=days)

    def set_clock(self, *, by: str, why: str) -> dict[str, str]:
        """Enter that the ledger's latest time was wrong; the gate goes by the machine's clock from now on."""
        if not by.strip() or not why.strip():
            raise UsageError("say who says so and why", hint="--by NAME --why REASON")
        was = self.store.ledger.latest()
        self.store.ledger.note(Draft("clock", actor=by.strip(), facts={"was": was, "why": why.strip()[:500]}))
        self.store.ledger.seal(clock=True)
        return {"was": was, "now": self.store.ledger.latest(), "by": by.strip()}

    def status(self) -> dict[str, Any]:
        """Return counts of entities, tasks by state, jobs and what waits for a person."""
        kinds: dict[str, int] = {}
        for row in self.store.index.all("entities"):
            if not row.get("omitted"):
                kinds[row["type"]] = kinds.get(row["type"], 0) + 1
        tasks = dict.fromkeys((s.value for s in Status), 0)
        for row in self.store.index.all("tasks"):
            tasks[row["status"]] += 1
        jobs: dict[str, int] = {}
        for row in self.store.index.all("jobs"):
            state = journal.state(self.store, row["id"])
            jobs[state] = jobs.get(state, 0) + 1
        count = self.store.index.db.execute("SELECT count(*) FROM record WHERE kind = 'takes'").fetchone()[0]
        return {
            "title": self.title, "path": str(self.root), "id": self.config["id"], "entities": kinds,
            "tasks": {k: v for k, v in tasks.items() if v}, "takes": count, "jobs": jobs,
            "waiting_for_a_person": sum(v for k, v in tasks.items() if FLAGS[Status(k)].wants_person),
            "unknown_settings": list(self.config.unknown),
        }  # fmt: skip
