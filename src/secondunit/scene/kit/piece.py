"""What a kit piece is: a maker of meshes, its parameters, and where people and lamps belong on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from secondunit.core.errors import InputError
from secondunit.scene.layout import Param, Vec3
from secondunit.scene.mesh import Mesh


@dataclass(frozen=True, slots=True)
class Num:
    """A number with its default and limits."""

    default: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words; the first is the default."""

    options: tuple[str, ...]

    @property
    def default(self) -> str:
        """The first word."""
        return self.options[0]


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    default: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Free text that the piece reads itself, such as the openings of a wall."""

    default: str = ""


Spec = Num | Choice | Flag | Words


@dataclass(frozen=True, slots=True)
class Seat:
    """A spot for a body on or at a piece, in the piece's own axes.

    `floor` is the height of the floor under the feet (a car, a boat, a flight of stairs), `height` the
    seat's height above that floor.
    """

    x: float
    y: float
    heading: float = 0.0
    height: float = 0.0
    pose: str = "sit"
    floor: float = 0.0


class Values:
    """Checked parameters of one piece, read by name."""

    def __init__(self, values: Mapping[str, Param]) -> None:
        self._values = values

    def all(self) -> Mapping[str, Param]:
        """Return every parameter by name."""
        return self._values

    def num(self, key: str) -> float:
        """Return a number."""
        return float(self._values[key])

    def count(self, key: str) -> int:
        """Return a whole number."""
        return round(float(self._values[key]))

    def word(self, key: str) -> str:
        """Return a word."""
        return str(self._values[key])

    def flag(self, key: str) -> bool:
        """Return yes or no."""
        return bool(self._values[key])


Maker = Callable[[Values], Sequence[Mesh]]


def _no_seats(_: Values) -> tuple[Seat, ...]:
    return ()


def _no_lamps(_: Values) -> tuple[Vec3, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A kind of set piece.

    `group`: "solid" blocks people; "floor" is walked on; "shell" contains the set; "small" stands on other
    pieces; "wall" hangs on a wall; "backdrop" stays behind the acting area; "flat" lies on the floor.
    `trunk`: share of the footprint that blocks people (a tree is only in the way at its trunk).
    `top`: height of the surface that things can stand on, 0 for none.
    """

    name: str
    make: Maker
    params: Mapping[str, Spec] = field(default_factory=dict)
    group: str = "solid"
    seats: Callable[[Values], tuple[Seat, ...]] = _no_seats
    lamps: Callable[[Values], tuple[Vec3, ...]] = _no_lamps
    top: Callable[[Values], float] = lambda _: 0.0
    trunk: float = 1.0

    def values(self, params: Mapping[str, Param]) -> Values:
        """Return all parameters, defaults filled in; raise InputError for one that does not fit."""
        unknown = sorted(set(params) - set(self.params))
        if unknown:
            raise InputError(
                f"The set piece '{self.name}' has no parameter '{unknown[0]}'.",
                f"It knows: {', '.join(sorted(self.params)) or 'none'}.",
                piece=self.name,
            )
        return Values({key: self._check(key, spec, params) for key, spec in self.params.items()})

    def _check(self, key: str, spec: Spec, params: Mapping[str, Param]) -> Param:
        value = params.get(key, spec.default)
        match spec:
            case Num():
                fits = isinstance(value, int | float) and not isinstance(value, bool) and spec.low <= value <= spec.high
                wish = f"a number from {spec.low:g} to {spec.high:g}"
            case Choice():
                fits, wish = value in spec.options, f"one of {', '.join(spec.options)}"
            case Flag():
                fits, wish = isinstance(value, bool), "true or false"
            case Words():
                fits, wish = isinstance(value, str) and len(value) <= 500, "a text of at most 500 characters"
        if not fits:
            raise InputError(
                f"The set piece '{self.name}' cannot take {key} = {str(value)[:60]!r}.",
                f"Give {wish}.",
                piece=self.name,
            )
        return value
