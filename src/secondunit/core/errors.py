"""Every error a user can meet: a stable code, what happened and what to do.

The exit code comes from the class: 2 usage, 3 bad input, 4 policy, 5 engine, 6 store, 7 provenance, 8 farm.
"""

from __future__ import annotations

from typing import ClassVar


class StudioError(Exception):
    """Base of all errors that Second Unit raises on purpose."""

    code: ClassVar[str] = "studio"
    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, hint: str = "", **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the hint: the default would drop it."""
        return (_rebuild, (type(self), self.message, self.hint, self.facts))

    def to_json(self) -> dict[str, object]:
        """Return code, message, hint and facts as plain data."""
        return {"code": self.code, "message": self.message, "hint": self.hint, **self.facts}


def _rebuild(kind: type[StudioError], message: str, hint: str, facts: dict[str, object]) -> StudioError:
    return kind(message, hint, **facts)


class InternalFault(StudioError):
    """A fault of Second Unit itself."""

    code = "internal"


class UsageError(StudioError):
    """The command was called in a way it does not understand."""

    code, exit_code, http_status = "usage", 2, 400


class InputError(StudioError):
    """What the user gave cannot be used; the user can fix it."""

    code, exit_code, http_status = "input", 3, 400


class ScriptError(InputError):
    """A screenplay cannot be read; `line` says where."""

    code = "input.script"


class ConfigError(InputError):
    """A setting is wrong; `key` says which."""

    code = "input.config"


class NotFound(InputError):
    """No such production, entity, task, take or job."""

    code, http_status = "input.not_found", 404


class Unmarkable(InputError):
    """A file that cannot carry the watermark, and why."""

    code = "input.unmarkable"


class StateError(InputError):
    """A move that the state machine does not allow."""

    code, http_status = "input.state", 409


class PolicyError(StudioError):
    """A rule forbids it; never retried."""

    code, exit_code, http_status = "policy", 4, 403


class ConsentMissing(PolicyError):
    """A likeness is used without a live consent."""

    code = "policy.consent_missing"


class UseProhibited(PolicyError):
    """A rule denies this use."""

    code = "policy.use_prohibited"


class LicenceForbids(PolicyError):
    """A licence does not cover this use."""

    code = "policy.licence_forbids"


class ClearanceMismatch(PolicyError):
    """The clearance is missing, forged, expired or of another recipe."""

    code = "policy.clearance_mismatch"


class ClockBack(PolicyError):
    """The machine's clock shows less than the ledger: dates of consents cannot be judged."""

    code = "policy.clock_back"


class ApprovalNeeded(PolicyError):
    """The gate escalated: a named person must approve before it may leave."""

    code = "policy.approval_needed"


class EngineError(StudioError):
    """An engine failed; the job says why."""

    code, exit_code, http_status = "engine", 5, 502


class Unavailable(EngineError):
    """The engine is not installed or not reachable."""

    code, retryable = "engine.unavailable", True


class EngineTimeout(EngineError):
    """The engine gave no sign of life in time."""

    code, retryable = "engine.timeout", True


class Crashed(EngineError):
    """The worker process died."""

    code, retryable = "engine.crashed", True


class OutOfMemory(EngineError):
    """The engine ran out of memory; a worker of its own may have enough."""

    code, retryable = "engine.out_of_memory", True


class OutputInvalid(EngineError):
    """The engine's output failed validation."""

    code = "engine.output_invalid"


class Cancelled(EngineError):
    """A person cancelled the job."""

    code = "engine.cancelled"


class NoCapableEngine(EngineError):
    """No allowed engine offers the capability asked for."""

    code = "engine.no_capable"


class StoreError(StudioError):
    """The production folder cannot be read or written."""

    code, exit_code, http_status = "store", 6, 500


class DigestMismatch(StoreError):
    """Media on disk are not the bytes that were recorded."""

    code = "store.digest_mismatch"


class DiskFull(StoreError):
    """The disk is full; nothing was lost, the run can be resumed."""

    code = "store.disk_full"


class ReadOnly(StoreError):
    """The folder cannot be written."""

    code = "store.read_only"


class WriterBusy(StoreError):
    """Another process is writing to this production."""

    code, retryable = "store.writer_busy", True


class RecordCorrupt(StoreError):
    """A record file is damaged."""

    code = "store.record_corrupt"


class RecordFromFuture(StoreError):
    """A record or production was written by a newer version."""

    code = "store.record_from_future"


class ProvenanceError(StudioError):
    """A credential cannot be made or does not hold."""

    code, exit_code, http_status = "provenance", 7, 500


class StampFailed(ProvenanceError):
    """A credential could not be made."""

    code = "provenance.stamp_failed"


class VerifyFailed(ProvenanceError):
    """A digest, credential or clearance does not hold."""

    code = "provenance.verify_failed"


class FarmError(StudioError):
    """The render farm refused or cannot be reached."""

    code, exit_code, http_status = "farm", 8, 502
