"""A shot while the list is being made, with the lens that belongs to a size."""

from __future__ import annotations

from dataclasses import dataclass, field

from secondunit.core.shots import Angle, Cover, Move, Setup, Size
from secondunit.departments.storyboard.units import joined

ORDER = (Size.EWS, Size.WS, Size.FS, Size.COWBOY, Size.MS, Size.MCU, Size.CU, Size.ECU)
LENS = {
    Size.EWS: 24.0,
    Size.WS: 28.0,
    Size.FS: 35.0,
    Size.COWBOY: 40.0,
    Size.MS: 50.0,
    Size.MCU: 65.0,
    Size.CU: 85.0,
    Size.ECU: 100.0,
    Size.INSERT: 75.0,
}


@dataclass
class Draft:
    """See core.shots.Shot. `stated` names the fields that the writer fixed."""

    setup: Setup
    size: Size
    subjects: list[str]
    angle: Angle = Angle.EYE
    move: Move = Move.STATIC
    lens: float = 0.0
    foreground: str | None = None
    prop: str | None = None
    covers: list[Cover] = field(default_factory=list)
    origin: str = "rules"
    note: str = ""
    stated: frozenset[str] = frozenset()
    words: int = 0
    text: str = ""
    speeches: int = 0
    speaker: str = ""

    def focal(self) -> float:
        """The lens: as set, or the usual one for the size."""
        return self.lens or LENS[self.size]


def tighter(size: Size, steps: int = 1) -> Size:
    """Return the size `steps` closer (negative: wider); an insert stays one."""
    if size is Size.INSERT:
        return size
    place = ORDER.index(size) + steps
    return ORDER[max(0, min(len(ORDER) - 1, place))]


def apart(first: Size, second: Size) -> int:
    """Return how many steps lie between two sizes."""
    if Size.INSERT in (first, second):
        return 0 if first is second else 8
    return abs(ORDER.index(first) - ORDER.index(second))


def join(first: Draft, second: Draft) -> None:
    """Let the first shot cover the second one's text too."""
    first.covers = joined([*first.covers, *second.covers])
    first.text = f"{first.text} {second.text}".strip()
    first.words += second.words
    first.speeches += second.speeches
    for one in second.subjects:
        if one not in first.subjects and first.setup in (Setup.MASTER, Setup.GROUP, Setup.TWO_SHOT, Setup.ESTABLISHING):
            first.subjects.append(one)
    if len(first.subjects) > 2 and first.setup is Setup.TWO_SHOT:
        first.setup = Setup.GROUP
