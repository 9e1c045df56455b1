"""What every kind of finding looks at, and how a finding becomes a suggestion."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from secondunit.core.pacing import Runtime, ScenePace, Suggestion, TurningPoint, Voice
from secondunit.core.pages import eighths_text
from secondunit.departments.script.pacing.reading import Reading


@dataclass(frozen=True)
class Context:
    """A script's figures, as the findings read them. `readings` go with `scenes`, one by one."""

    scenes: tuple[ScenePace, ...]
    voices: tuple[Voice, ...]
    turning: tuple[TurningPoint, ...]
    runtime: Runtime
    readings: tuple[Reading, ...]
    english: bool

    @cached_property
    def keys(self) -> dict[str, str]:
        """Scene id -> heading and how often it stood before: stays when scenes are put in elsewhere."""
        seen: Counter[str] = Counter()
        out = {}
        for scene in self.scenes:
            name = " ".join(scene.heading.upper().split())
            seen[name] += 1
            out[scene.id] = f"{name}#{seen[name]}"
        return out

    @cached_property
    def names(self) -> dict[str, str]:
        """Character id -> name."""
        return {voice.character: voice.name for voice in self.voices}

    @cached_property
    def at(self) -> dict[str, int]:
        """Scene id -> place in the order."""
        return {scene.id: at for at, scene in enumerate(self.scenes)}

    @cached_property
    def visits(self) -> Counter[str]:
        """Location id -> number of scenes."""
        return Counter(scene.location for scene in self.scenes)

    @cached_property
    def total(self) -> int:
        """Sum of scene lengths in eighths."""
        return sum(scene.eighths for scene in self.scenes)

    @cached_property
    def leads(self) -> tuple[Voice, ...]:
        """The one or two with most words: the first, and the second with at least half as many."""
        spoken = [voice for voice in self.voices if voice.words]
        return tuple(voice for voice in spoken[:2] if voice.words * 2 >= spoken[0].words)

    def who(self, ids: Sequence[str]) -> str:
        """Return names as running text."""
        return listed([self.names.get(each, each) for each in ids])

    def only_here(self, scenes: Sequence[ScenePace]) -> int:
        """Return how many places would fall away with these scenes."""
        here = Counter(scene.location for scene in scenes)
        return sum(self.visits[place] == count for place, count in here.items())

    def suggestion(
        self, kind: str, severity: str, scenes: Sequence[ScenePace], text: str, effect: str, *,
        facts: Sequence[str] = (), saves: float = 0.0,
    ) -> Suggestion:  # fmt: skip
        """Return the suggestion; its id rests on kind, scenes and `facts` (names), not on figures that drift."""
        parts = "\x1f".join((kind, *(self.keys[scene.id] for scene in scenes), "\x1e", *facts))
        id_ = hashlib.sha256(parts.encode()).hexdigest()[:10]
        return Suggestion(id_, kind, severity, tuple(scene.id for scene in scenes), text, effect,
                          tuple(scene.length for scene in scenes), round(saves, 1))  # fmt: skip


def runs(scenes: Sequence[ScenePace], same: Callable[[ScenePace, ScenePace], bool]) -> Iterator[list[ScenePace]]:
    """Yield stretches of two or more scenes in which each goes with the one before."""
    going: list[ScenePace] = []
    for scene in scenes:
        if going and not same(going[-1], scene):
            if len(going) > 1:
                yield going
            going = []
        going.append(scene)
    if len(going) > 1:
        yield going


def stretches(scenes: Sequence[ScenePace], holds: Callable[[ScenePace], bool]) -> Iterator[list[ScenePace]]:
    """Yield stretches of scenes, one or more, for which all something holds."""
    going: list[ScenePace] = []
    for scene in scenes:
        if holds(scene):
            going.append(scene)
        elif going:
            yield going
            going = []
    if going:
        yield going


def numbers(scenes: Sequence[ScenePace]) -> str:
    """Return `scene 3`, `scenes 3 and 4` or, for neighbours in a row, `scenes 3-6`."""
    if len(scenes) == 1:
        return f"scene {scenes[0].number}"
    if len(scenes) == 2:
        return f"scenes {scenes[0].number} and {scenes[1].number}"
    return f"scenes {scenes[0].number}-{scenes[-1].number}"


def listed(parts: Sequence[str]) -> str:
    """Return `A`, `A and B` or `A, B and C`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def pages(eighths: int) -> str:
    """Return `1 page`, `3/8 of a page` or `1 3/8 pages`."""
    text = eighths_text(eighths)
    return f"{text} of a page" if eighths < 8 else "1 page" if eighths == 8 else f"{text} pages"


def minutes(seconds: float) -> str:
    """Return `about 40 seconds`, `about a minute` or `about 3 minutes`."""
    if seconds < 50:
        return f"about {max(5, round(seconds / 5) * 5)} seconds"
    value = round(seconds / 30) / 2
    return "about a minute" if value == 1 else f"about {value:g} minutes"


def length(scenes: Sequence[ScenePace]) -> int:
    """Return the sum of lengths in eighths."""
    return sum(scene.eighths for scene in scenes)


def screen(scenes: Sequence[ScenePace]) -> float:
    """Return the sum of screen time in seconds."""
    return sum(scene.seconds for scene in scenes)
