"""Jobs: what was asked to be made, frame by frame (a frame is one recipe), in OpenCue's words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from secondunit.core.errors import StateError
from secondunit.core.recipe import Recipe


class FrameState(StrEnum):
    """States of one recipe in a job."""

    WAITING = "waiting"
    DEPEND = "depend"  # an input is not made yet
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    DEAD = "dead"  # failed after its retries
    EATEN = "eaten"  # a named person said: treat as done


_F = FrameState
MOVES: dict[FrameState, tuple[FrameState, ...]] = {
    _F.DEPEND: (_F.WAITING, _F.DEAD, _F.EATEN),
    _F.WAITING: (_F.RUNNING, _F.SUCCEEDED, _F.DEAD, _F.EATEN),  # succeeded: found in the cache
    _F.RUNNING: (_F.SUCCEEDED, _F.DEAD, _F.WAITING),  # waiting again: its worker died
    _F.DEAD: (_F.WAITING, _F.EATEN, _F.SUCCEEDED),
    _F.EATEN: (_F.WAITING,),
    _F.SUCCEEDED: (),
}


def move(old: FrameState, new: FrameState) -> FrameState:
    """Return `new` if the move is allowed, else raise StateError."""
    if new not in MOVES[old]:
        raise StateError(f"a frame that is {old.value} cannot become {new.value}")
    return new


@dataclass(frozen=True, slots=True)
class Frame:
    """One recipe in a job, and whose take it will be."""

    recipe: Recipe
    entity: str
    task: str
    take: int
    offer: bool
    depends: tuple[str, ...] = ()  # recipe hashes
