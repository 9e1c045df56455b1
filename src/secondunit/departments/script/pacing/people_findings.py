"""Findings about characters: who comes late, who goes missing, which parts could be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secondunit.core.pacing import ScenePace, Suggestion, Voice
from secondunit.departments.script.pacing.context import Context, length, listed, minutes, numbers, pages

LATE, OPENING, ABSENT, GONE = 0.25, 0.10, 0.35, 0.60
LARGE, RECURRING = 0.05, 0.02  # shares of all words: a part of weight at once, or when in four scenes
SMALL = 40  # words of a part that could be merged
LEAST_PAGES = 10 * 8  # eighths; shorter scripts have no absences worth telling


def late_lead(context: Context) -> Iterator[Suggestion]:
    """A leading voice that first appears after a quarter of the script."""
    for voice in context.leads:
        first = context.scenes[context.at[voice.first]] if voice.first else None
        if first is None or first.start <= LATE or context.total < LEAST_PAGES:
            continue
        yield context.suggestion(
            "late lead", "strong", (first,),
            f"{voice.name} has {voice.share:.0%} of all words and first appears in scene {first.number} on page "
            f"{first.label}, {first.start:.0%} into the script.",
            f"Seen before page {max(1, round(context.total * LATE / 8))} the audience knows whom to follow; costs no "
            "page.", facts=(voice.character,),
        )  # fmt: skip


def opening_without_lead(context: Context) -> Iterator[Suggestion]:
    """The lead is not in the first tenth (and comes before a quarter, else `late_lead` tells it)."""
    if not context.leads or context.total < LEAST_PAGES:
        return
    voice = context.leads[0]
    first = context.scenes[context.at[voice.first]] if voice.first else None
    if first is None or not OPENING < first.start <= LATE:
        return
    opening = [scene for scene in context.scenes if scene.end <= first.start]
    yield context.suggestion(
        "opening without the lead", "note", (first,),
        f"{voice.name}, the lead by words, first appears in scene {first.number} after {pages(length(opening))} "
        f"({first.start:.0%} of the script).",
        "An earlier sight of the lead shortens the way into the story; it costs no page.", facts=(voice.character,),
    )  # fmt: skip


def vanishes(context: Context) -> Iterator[Suggestion]:
    """A character of weight who is away for over a third of the script, or gone before its last two fifths."""
    if context.total < LEAST_PAGES:
        return
    for voice in context.voices:
        if voice.share < (RECURRING if len(voice.scenes) >= 4 else LARGE) or len(voice.scenes) < 2:
            continue
        last = context.scenes[context.at[voice.last]]
        if last.end < GONE:
            left = round((1 - last.end) * context.total)
            yield context.suggestion(
                "character vanishes", "consider", (last,),
                f"{voice.name} ({voice.words} words in {len(voice.scenes)} scenes) is last seen in scene {last.number} "
                f"on page {last.label}; {pages(left)} follow without them.",
                "If that is no exit or death, a sight or a mention later would close the thread.",
                facts=(voice.character, "gone"),
            )  # fmt: skip
        elif voice.longest_absence > ABSENT:
            before, after = (context.scenes[context.at[each]] for each in voice.absence)
            yield context.suggestion(
                "character vanishes", "consider", (before, after),
                f"{voice.name} ({voice.words} words in {len(voice.scenes)} scenes) is away between scenes "
                f"{before.number} and {after.number}: {pages(round(voice.longest_absence * context.total))}.",
                "A sight or a mention between would keep the thread alive; costs no page.",
                facts=(voice.character, "away"),
            )  # fmt: skip


def parts_to_merge(context: Context) -> Iterator[Suggestion]:
    """Small speaking parts of one scene each at the same place, three or more, or of one kind (COP 1, COP 2)."""
    small = [v for v in context.voices if 0 < v.words <= SMALL and len(v.scenes) == 1]
    groups: dict[tuple[str, str], list[Voice]] = {}
    for voice in small:
        place = context.scenes[context.at[voice.first]].location
        groups.setdefault(("place", place), []).append(voice)
        kind = voice.name.split()[0] if voice.name.split()[-1].lstrip("#").isdigit() else ""
        if kind:
            groups.setdefault(("kind", kind), []).append(voice)
    told: set[frozenset[str]] = set()
    for (by, _), parts in groups.items():
        if len(parts) < (3 if by == "place" else 2) or frozenset(v.character for v in parts) in told:
            continue
        told.add(frozenset(v.character for v in parts))
        parts.sort(key=lambda v: (context.at[v.first], v.character))
        scenes = [context.scenes[at] for at in sorted({context.at[v.first] for v in parts})]
        count = sum(v.words for v in parts)
        where = f"at {scenes[0].place} ({_each(scenes)})" if by == "place" else f"in {_each(scenes)}"
        yield context.suggestion(
            "parts that could be one", "note", scenes,
            f"{listed([v.name for v in parts])} speak {count} words together, in one scene each, {where}.",
            f"One part for all saves {len(parts) - 1} day player{'s' * (len(parts) > 2)} and gives a face to remember; "
            f"the {minutes(count / 2.7)} of talk stay.",
            facts=sorted(v.character for v in parts),
        )  # fmt: skip


def _each(scenes: Sequence[ScenePace]) -> str:
    return numbers(scenes) if len(scenes) < 3 else "scenes " + listed([scene.number for scene in scenes])
