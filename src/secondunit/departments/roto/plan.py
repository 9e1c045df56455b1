"""Roto requests: the stretches between keys, each made on its own, and what is put together from them.

A stretch depends on the keys at its two ends and on nothing else, so a new or mended key makes only the stretches
beside it anew. Where there is a key at one end only, long stretches are made in pieces that hand their last mask on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any

from secondunit.core.errors import InputError
from secondunit.core.recipe import Facts, Request
from secondunit.departments.roto.parameters import Parameters

TASK = "roto"
PIECE = 200  # frames of a stretch with one key, between hand-overs
_CARRIERS = ("width", "matte", "steady", "feather", "shift", "foreground")  # settings of work that carries
_KEYERS = ("screen", "clean_plate", "low", "high", "softness", "invert", "despill", "despill_amount", "keep_luminance",
           "feather", "shift", "foreground")  # fmt: skip  # settings of work that keys


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames `first` to `last` are read, `start` to `stop` (exclusive) are made; all are indices of the plate.

    `keys` are the frames whose keys lie in it; `after` is the piece that hands its last mask on to this one, by its
    `start`, and `hands_on` the frame whose mask this piece hands on.
    """

    first: int
    last: int
    start: int
    stop: int
    keys: tuple[int, ...]
    after: int | None = None
    hands_on: int | None = None


@dataclass(frozen=True)
class PlateContext:
    """What a roto plan is made from. `plate` and the values of `keys` are input references; `shots` split at cuts.

    `names` are the frames' stems, `objects` the numbers of the objects in the keys. `keying` holds what helps a keyer:
    references by the roles `clean`, `garbage` and `holdout` (see engines.flow_key).
    """

    entity: str
    plate: str
    names: Sequence[str]
    shots: Sequence[range]
    keys: Mapping[int, str]
    objects: Sequence[int]
    linear: bool = False
    pixel_aspect: float = 1.0
    rate: str = ""
    numbers: Sequence[int] = ()
    keying: Mapping[str, str] = field(default_factory=dict)
    parameters: Parameters = field(default_factory=Parameters)
    facts: Facts = field(default_factory=lambda: Facts(purpose="final", task_type=TASK))
    take: int = 0


def stretches(shots: Sequence[range], keys: Sequence[int]) -> tuple[Stretch, ...]:
    """Return what is made on its own, in the order in which it can be made; shots without a key are left out."""
    out: list[Stretch] = []
    for shot in shots:
        mine = [number for number in sorted(keys) if number in shot]
        if not mine:
            continue
        out += _head(shot.start, mine[0])
        out += [Stretch(a, b, a, b, (a, b)) for a, b in pairwise(mine)]
        out += _tail(mine[-1], shot.stop)
    return tuple(out)


def _head(start: int, key: int) -> Iterator[Stretch]:
    """Frames before the first key, backwards from it."""
    stop: int = key
    after: int | None = None
    while stop > start:
        low = max(start, stop - PIECE)
        yield Stretch(low, stop, low, stop, (key,) if stop == key else (), after, low if low > start else None)
        stop = after = low


def _tail(key: int, stop: int) -> Iterator[Stretch]:
    """The last key and the frames after it."""
    low: int = key
    after: int | None = None
    while low < stop:
        high = min(stop, low + PIECE)
        yield Stretch(low if after is None else low - 1, high - 1, low, high, (key,) if low == key else (), after,
                      high - 1 if high < stop else None)  # fmt: skip
        low, after = high, low


def plan(context: PlateContext) -> Iterator[Request]:
    """Yield what learns (with a learner), a request a stretch, and one that puts them together.

    InputError when no key lies in any shot.
    """
    learns = context.parameters.learner != "none"
    if context.parameters.screen != "none":
        if learns:
            raise InputError("a screen is keyed, nothing is learned of it", hint="set either screen or learner")
        yield from _screen(context)
        return
    pieces = stretches(context.shots, tuple(context.keys))
    if not pieces:
        raise InputError("no key lies in the plate", hint="paint the object on at least one frame")
    carried = {name: getattr(context.parameters, name) for name in _CARRIERS}
    if learns:
        yield _learn(context)
    for piece in pieces:
        inputs = {"plate": context.plate, **{f"key.{number:06d}": context.keys[number] for number in piece.keys}}
        if learns:
            inputs["weights"] = "plan:learn#weights"
        if piece.after is not None:
            inputs["handover"] = f"plan:{_name(piece.after)}#handover"
            inputs["before"] = f"plan:{_name(piece.after)}#told"
        yield Request(
            _name(piece.start), "roto.carry", "video.matte",
            {**asdict(piece), "keys": list(piece.keys), "objects": list(context.objects), **carried},
            inputs, context.entity, TASK, context.take, 0, context.facts, offer=False,
        )  # fmt: skip
    yield _finish(context, pieces)


def _screen(context: PlateContext) -> Iterator[Request]:
    """A screen is keyed frame by frame: pieces of any length, each by itself."""
    if context.parameters.screen == "difference" and "clean" not in context.keying:
        raise InputError("a difference key needs a clean plate",
                         hint="give one: --clean-plate FILE, a picture of the empty view, or a folder of frames")
    asked = {name: getattr(context.parameters, name) for name in _KEYERS}
    inputs = {"plate": context.plate, **context.keying}
    pieces = []
    for shot in context.shots:
        for start in range(shot.start, shot.stop, PIECE):
            piece = Stretch(start, min(start + PIECE, shot.stop) - 1, start, min(start + PIECE, shot.stop), ())
            told = {"start": piece.start, "stop": piece.stop, "shot": [shot.start, shot.stop], **asked}
            yield Request(_name(start), "roto.key", "video.key", told, inputs, context.entity, TASK, context.take, 0,
                          context.facts, offer=False)  # fmt: skip
            pieces.append(piece)
    yield _finish(replace(context, keys={}, objects=[1]), pieces)


def _learn(context: PlateContext) -> Request:
    """One net for the whole plate, from all its keys: a new or mended key makes it, and so every stretch, anew."""
    inside = [number for number in sorted(context.keys) if any(number in shot for shot in context.shots)]
    inputs = {"plate": context.plate, **{f"key.{number:06d}": context.keys[number] for number in inside}}
    parameters = {"keys": inside, "objects": list(context.objects), "steps": context.parameters.steps,
                  "shots": [[shot.start, shot.stop] for shot in context.shots]}  # fmt: skip
    return Request("learn", "roto.learn", "video.learn", parameters, inputs, context.entity, TASK, context.take, 0,
                   context.facts, offer=False)  # fmt: skip


def _finish(context: PlateContext, pieces: Sequence[Stretch]) -> Request:
    settings = context.parameters
    roles = [f"alpha.{number}" for number in context.objects] + ["told"] + ["fg"] * settings.foreground
    inputs = {"plate": context.plate}
    for piece in pieces:
        inputs |= {f"{piece.start:06d}.{role}": f"plan:{_name(piece.start)}#{role}" for role in roles}
    parameters: dict[str, Any] = {
        "count": len(context.names), "pieces": sorted([piece.start, piece.stop] for piece in pieces),
        "shots": [[shot.start, shot.stop] for shot in context.shots], "keys": sorted(context.keys),
        "objects": list(context.objects), "exr": settings.exr or context.linear, "curves": settings.curves,
        "cryptomatte": settings.cryptomatte,
        "preview": settings.preview, "profile": settings.profile, "foreground": settings.foreground,
        "pixel_aspect": context.pixel_aspect, "rate": context.rate, "numbers": list(context.numbers),
    }  # fmt: skip
    return Request("finish", "roto.finish", "video.roto", parameters, inputs, context.entity, TASK, context.take, 0,
                   context.facts)  # fmt: skip


def _name(start: int) -> str:
    return f"carry.{start:06d}"
