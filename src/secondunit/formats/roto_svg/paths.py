"""The path language of SVG as cubic outlines: every command but elliptical arcs, absolute and relative."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from secondunit.core.errors import InputError
from secondunit.core.shapes import MAX_POINTS, ControlPoint, Outline

Place = tuple[float, float]

LONGEST = 20_000_000  # characters of a path
_TOKEN = re.compile(r"([MmZzLlHhVvCcSsQqTtAa])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|[\s,]+|(.)")
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 0}


@dataclass
class SubPath:
    """One stretch of a path: its places and the handles (absolute) before and after each."""

    places: list[Place]
    into: list[Place] = field(default_factory=list)
    out: list[Place] = field(default_factory=list)
    closed: bool = False

    def curve(self, first: Place, second: Place, end: Place) -> None:
        """Go on to `end` by a cubic."""
        if len(self.places) > 10 * MAX_POINTS:
            raise InputError("a path of the SVG has too many points", hint=f"a shape has at most {MAX_POINTS}")
        self.out.append(first)
        self.into.append(second)
        self.places.append(end)

    def outline(self) -> Outline:
        """Return the points; a closed curve that ends where it began has that point once."""
        places, into, out = list(self.places), [self.places[0], *self.into], [*self.out, self.places[-1]]
        gap = max(abs(a - b) for a, b in zip(places[0], places[-1], strict=True))
        if self.closed and len(places) > 2 and gap < 1e-3:
            into[0] = into[-1]
            places, into, out = places[:-1], into[:-1], out[:-1]
        return tuple(
            ControlPoint.of((x, y, ix - x, iy - y, ox - x, oy - y, 0.0, 0.0))
            for (x, y), (ix, iy), (ox, oy) in zip(places, into, out, strict=True)
        )


def sub_paths(data: str) -> list[SubPath]:
    """Return the stretches of a path; InputError for what is no path, and for arcs."""
    found: list[SubPath] = []
    place: Place = (0.0, 0.0)
    last = ""
    for command, numbers in _commands(data):
        kind, relative = command.upper(), command.islower()
        x, y = place if relative else (0.0, 0.0)
        if kind == "M":
            place = (x + numbers[0], y + numbers[1])
            found.append(SubPath([place]))
        elif not found:
            raise InputError("a path of the SVG does not begin with a move")
        elif kind == "Z":
            found[-1].closed = True
            place = found[-1].places[0]
        else:
            if found[-1].closed:
                found.append(SubPath([place]))
            place = _draw(found[-1], kind, numbers, place, (x, y), last)
        last = kind
    return [path for path in found if len(path.places) > 1]


def _draw(path: SubPath, kind: str, numbers: list[float], place: Place, origin: Place, last: str) -> Place:
    x, y = origin
    given = [(x + numbers[at], y + numbers[at + 1]) for at in range(0, len(numbers) - 1, 2)]
    if kind == "H":
        given = [(x + numbers[0], place[1])]
    elif kind == "V":
        given = [(place[0], y + numbers[0])]
    end = given[-1]
    if kind == "C":
        path.curve(given[0], given[1], end)
    elif kind == "S":
        path.curve(_mirrored(path, place) if last in ("C", "S") else place, given[0], end)
    elif kind in ("Q", "T"):
        if kind == "Q":
            handle = given[0]
        else:  # the quadratic handle before, mirrored: it lies 3/2 of the cubic's away
            out = _mirrored(path, place) if last in ("Q", "T") else place
            handle = (place[0] + (out[0] - place[0]) * 1.5, place[1] + (out[1] - place[1]) * 1.5)
        path.curve(_third(place, handle), _third(end, handle), end)
    else:
        path.curve(place, end, end)
    return end


def _mirrored(path: SubPath, place: Place) -> Place:
    handle = path.into[-1] if path.into else place
    return (2 * place[0] - handle[0], 2 * place[1] - handle[1])


def _third(end: Place, handle: Place) -> Place:
    return (end[0] + 2 / 3 * (handle[0] - end[0]), end[1] + 2 / 3 * (handle[1] - end[1]))


def _commands(data: str) -> list[tuple[str, list[float]]]:
    if len(data) > LONGEST:
        raise InputError("a path of the SVG is too long")
    result: list[tuple[str, list[float]]] = []
    command, waiting, numbers = "", False, list[float]()
    for match in _TOKEN.finditer(data):
        letter, digits, stray = match.groups()
        if stray:
            raise InputError(f"a path of the SVG has {stray!r} in it")
        if letter:
            if numbers or waiting:
                raise InputError(f"a path of the SVG has too few numbers after {command!r}")
            if letter in "Aa":
                raise InputError("a path of the SVG has elliptical arcs, which are not read",
                                 hint="convert the shapes to paths of Bezier curves")  # fmt: skip
            command, waiting = letter, letter not in "Zz"
            if not waiting:
                result.append((letter, []))
        elif digits:
            if not command or command in "Zz":
                raise InputError("a path of the SVG has numbers without a command")
            numbers.append(float(digits))
            if len(numbers) == _COUNTS[command.upper()]:
                result.append((command, numbers))
                numbers, waiting = [], False
                command = {"M": "L", "m": "l"}.get(command, command)
    if numbers or waiting:
        raise InputError(f"a path of the SVG has too few numbers after {command!r}")
    return result
