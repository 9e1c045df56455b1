"""Clean-up requests: what masks cover goes from a plate, or what was painted on a few frames goes onto all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from secondunit.core.errors import InputError
from secondunit.core.parameters import setting
from secondunit.core.recipe import Facts, Request

TASK = "cleanup"
PAINTER = "shotnet"  # the engine that learns how a shot was painted
FACTS = Facts(purpose="final", task_type=TASK)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Settings with their defaults; `core.parameters.parse` reads them from `--set key=value` words."""

    reach: int = setting(60, "frames each way that what is behind may be borrowed from", 1, 500)
    margin: int = setting(2, "pixels around a mask that nothing is copied from, for soft edges", 0, 50)
    regrain: bool = setting(True, "lay the plate's own grain over what was filled")
    wire: bool = setting(False, "the masks are thin wires: fill them from both sides, frame by frame")
    steps: int = setting(420, "of painting: most steps that the learner takes", 10, 10_000)
    width: int = setting(854, "of painting: width in pixels at which it is carried from frame to frame", 64, 4096)
    preview: bool = setting(True, "also write a film, before on the left and after on the right")


def plan(
    entity: str, plate: str, masks: Sequence[str], shots: Sequence[range], rate: str, parameters: Parameters
) -> Iterator[Request]:
    """Yield the request; `plate` and `masks` are input references, `rate` frames a second. InputError for no mask."""
    if not masks:
        raise InputError(f"{entity} has no mask of what is to go", hint="give --mask DIR: masks named like the frames")
    inputs = {"plate": plate, **{f"mask.{number}": reference for number, reference in enumerate(masks)}}
    told = {name: value for name, value in asdict(parameters).items() if name not in ("steps", "width")}
    told |= {"cuts": [shot.start for shot in shots][1:], "rate": rate}
    yield Request("clean", "cleanup.remove", "video.remove", told, inputs, entity, TASK, 0, 0, FACTS)


def plan_painting(
    entity: str, plate: str, painted: Mapping[int, str], shots: Sequence[range], rate: str, parameters: Parameters
) -> Iterator[Request]:
    """Yield what learns how frames were painted, and what paints all others so.

    `painted` are references of painted frames by index; one net learns from all of them, so another painted frame makes
    all anew. InputError without one.
    """
    numbers = sorted(number for number in painted if any(number in shot for shot in shots))
    if not numbers:
        raise InputError(f"{entity} has no painted frame", hint="give --painted DIR: painted frames named like its own")
    inputs = {"plate": plate, **{f"key.{number:06d}": painted[number] for number in numbers}}
    both = {"keys": numbers, "shots": [[shot.start, shot.stop] for shot in shots]}
    yield Request("learn", "cleanup.learn", "paint.learn", {**both, "steps": parameters.steps}, inputs, entity, TASK, 0,
                  0, FACTS, offer=False)  # fmt: skip
    told = {**both, "width": parameters.width, "preview": parameters.preview, "rate": rate}
    yield Request("paint", "cleanup.paint", "video.paint", told, {**inputs, "weights": "plan:learn#weights"}, entity,
                  TASK, 0, 0, FACTS)  # fmt: skip
