"""Clean-up requests: what the masks cover goes from a plate. Pure planning, no I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from secondunit.core.errors import InputError
from secondunit.core.parameters import setting
from secondunit.core.recipe import Facts, Request

TASK = "cleanup"
FACTS = Facts(purpose="final", task_type=TASK)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Settings with their defaults; `core.parameters.parse` reads them from `--set key=value` words."""

    reach: int = setting(60, "frames each way that what is behind may be borrowed from", 1, 500)
    margin: int = setting(2, "pixels around a mask that nothing is copied from, for soft edges", 0, 50)
    regrain: bool = setting(True, "lay the plate's own grain over what was filled")
    wire: bool = setting(False, "the masks are thin wires: fill them from both sides, frame by frame")
    preview: bool = setting(True, "also write a film, before on the left and after on the right")


def plan(
    entity: str, plate: str, masks: Sequence[str], shots: Sequence[range], rate: str, parameters: Parameters
) -> Iterator[Request]:
    """Yield the request; `plate` and `masks` are input references, `rate` frames a second. InputError for no mask."""
    if not masks:
        raise InputError(f"{entity} has no mask of what is to go", hint="give --mask DIR: masks named like the frames")
    inputs = {"plate": plate, **{f"mask.{number}": reference for number, reference in enumerate(masks)}}
    told = {**asdict(parameters), "cuts": [shot.start for shot in shots][1:], "rate": rate}
    yield Request("clean", "cleanup.remove", "video.remove", told, inputs, entity, TASK, 0, 0, FACTS)
