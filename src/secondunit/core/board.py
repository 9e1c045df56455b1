"""One panel of the board book: what the outputs print beside a picture, as plain data.

Outputs (PDF boards, contact sheet, timeline, animatic, report) read only this and the panel files, so
that they can run in a worker that knows neither the script nor the store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from secondunit.core.errors import InputError


@dataclass(frozen=True, slots=True)
class BoardItem:
    """One shot of the book. `panel` is the input role of its picture; `duration` counts frames."""

    shot: str  # "sc010_sh0020"
    scene: str  # "sc010"
    scene_number: str
    heading: str
    size: str
    angle: str
    move: str
    lens: float  # mm
    setup: str
    action: str
    dialogue: tuple[tuple[str, str], ...]  # (speaker, words)
    duration: int
    origin: str = "rules"
    take: str = ""  # "take 1 of 2"
    panel: str = ""  # "panel.sc010_sh0020"
    recipe: str = ""  # recipe hash of the panel
    digest: str = ""  # SHA-256 of the panel

    @property
    def label(self) -> str:
        """Scene number and shot number as read on a slate: `12 / 0020`."""
        return f"{self.scene_number} / {self.shot.rpartition('_sh')[2]}"

    @property
    def camera(self) -> tuple[str, ...]:
        """The camera line: angle, lens, move and set-up, without what goes without saying."""
        words = [f"{self.lens:g} mm" if self.lens else "", self.angle if self.angle != "eye" else "",
                 self.move, self.setup]
        return tuple(word for word in words if word)

    def to_json(self) -> dict[str, Any]:
        """Return the item as plain data."""
        return {
            "shot": self.shot, "scene": self.scene, "scene_number": self.scene_number,
            "heading": self.heading, "size": self.size, "angle": self.angle, "move": self.move,
            "lens": self.lens, "setup": self.setup, "action": self.action,
            "dialogue": [list(line) for line in self.dialogue], "duration": self.duration, "origin": self.origin,
            "take": self.take, "panel": self.panel, "recipe": self.recipe, "digest": self.digest,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> BoardItem:
        """Read an item back; raise InputError where it is not one."""
        try:
            item = cls(
                str(data["shot"]), str(data["scene"]), str(data["scene_number"]), str(data["heading"]),
                str(data["size"]), str(data["angle"]), str(data["move"]), float(data["lens"]),
                str(data["setup"]), str(data["action"]),
                tuple((str(speaker), str(words)) for speaker, words in data["dialogue"]),
                int(data["duration"]), str(data.get("origin", "rules")), str(data.get("take", "")),
                str(data.get("panel", "")) or f"panel.{data['shot']}",
                str(data.get("recipe", "")), str(data.get("digest", "")),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"a board item cannot be read: {error!r}") from error
        return item


def check_items(items: Sequence[BoardItem]) -> None:
    """Raise InputError for an empty list, a shot that is listed twice or one that lasts no time."""
    if not items:
        raise InputError("there is no shot to print", hint="make panels first: secondunit run storyboard")
    seen: set[str] = set()
    for item in items:
        if item.shot in seen:
            raise InputError(f"shot {item.shot} is listed twice")
        if item.duration < 1:
            raise InputError(f"shot {item.shot} lasts {item.duration} frames", hint="give it at least one")
        seen.add(item.shot)


def frame_rate(value: object) -> Fraction:
    """Return a frame rate from 24, 23.976, "24" or "24000/1001"; raise InputError outside 1..240."""
    try:
        rate = Fraction(str(value))
    except (ValueError, ZeroDivisionError) as error:
        raise InputError(f"{value!r} is no frame rate", hint='write 24 or "24000/1001"') from error
    if not 1 <= rate <= 240:
        raise InputError(f"a frame rate of {value} is out of range", hint="1 to 240 frames a second")
    nominal = round(rate)
    exact = Fraction(nominal * 1000, 1001)
    return exact if rate != nominal and abs(rate - exact) < Fraction(1, 200) else rate


def timecode(frame: int, rate: Fraction) -> str:
    """Return HH:MM:SS:FF, non-drop (SMPTE ST 12-1): frames count at the nominal rate; hours wrap at 24."""
    nominal = round(rate)
    seconds, frames = divmod(frame, nominal)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours % 24:02d}:{minute:02d}:{second:02d}:{frames:02d}"


def screen_time(frames: int, rate: Fraction) -> str:
    """Return a length as people say it: `3.2 s` below a minute, else `9:05`."""
    seconds = float(frames / rate)
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minutes}:{second:02d}"


def scenes_of(items: Sequence[BoardItem]) -> list[tuple[BoardItem, ...]]:
    """Group neighbouring items of one scene, in order."""
    groups: list[list[BoardItem]] = []
    for item in items:
        if groups and groups[-1][-1].scene == item.scene:
            groups[-1].append(item)
        else:
            groups.append([item])
    return [tuple(group) for group in groups]
