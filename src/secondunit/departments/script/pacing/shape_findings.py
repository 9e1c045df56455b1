"""Findings about the whole: flat stretches, a late first incident, running time, nights outside, no relief."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.pacing import ScenePace, Suggestion
from secondunit.departments.script.pacing.context import Context, length, minutes, numbers, pages, screen, stretches

FLAT = 0.14  # of the script
_LEAST_FLAT = 48  # eighths
_LEVEL = 0.5  # quantile of tension under which a scene counts as low
BEGUN, LATE = 0.04, 0.16  # of the script: after the opening image; an inciting incident is usual at 10 to 12 %
_LOUD = 0.75  # quantile of tension
_WEIGHT = 0.02  # of all words; a part of so much is news when it comes


def flat(context: Context) -> Iterator[Suggestion]:
    """A seventh of the script or more in which the tension of no scene comes up to the script's median."""
    if not context.english or len(context.scenes) < 12:
        return
    level = _quantile(context, _LEVEL)
    peak = max(scene.tension for scene in context.scenes)
    for run in stretches(context.scenes, lambda scene: scene.tension < level):
        if len(run) >= 5 and length(run) >= max(_LEAST_FLAT, FLAT * context.total):
            low, high = min(scene.tension for scene in run), max(scene.tension for scene in run)
            yield context.suggestion(
                "flat tension", "consider", run,
                f"Tension stays between {low:.2f} and {high:.2f} over {numbers(run)}, {pages(length(run))} or "
                f"{length(run) / context.total:.0%} of the script, below its median of {level:.2f} (peak {peak:.2f}).",
                f"A reversal inside would raise the stretch; a tenth less of it saves {minutes(screen(run) / 10)}.",
                saves=screen(run) / 600,
            )  # fmt: skip


def late_incident(context: Context) -> Iterator[Suggestion]:
    """After the opening nobody of weight comes, and tension does not rise, before a sixth of the script."""
    if not context.english or context.total < 30 * 8 or len(context.scenes) < 12:
        return
    loud = _quantile(context, _LOUD)
    parts = {voice.first for voice in context.voices if voice.share >= _WEIGHT}
    news = (scene for scene in context.scenes if scene.start > BEGUN and (scene.id in parts or scene.tension >= loud))
    first = next(news, None)
    if first is None or first.start <= LATE:
        return
    before = context.scenes[: context.at[first.id]]
    distance = pages(max(1, round((first.start - 0.12) * context.total)))
    yield context.suggestion(
        "late inciting incident", "consider", (first,),
        f"After the opening nobody of weight is new and tension stays below {loud:.2f} until scene {first.number} on "
        f"page {first.label}, {first.start:.0%} into the script; an inciting incident is usual at 10 to 12 %.",
        f"{distance} less in {numbers(before)} would bring it to its usual place and saves "
        f"{minutes((first.start - 0.12) * context.runtime.minutes * 60)}.",
        saves=(first.start - 0.12) * context.runtime.minutes,
    )  # fmt: skip


def _quantile(context: Context, share: float) -> float:
    order = sorted(scene.tension for scene in context.scenes)
    return order[min(len(order) - 1, int(share * len(order)))]


def running_time(context: Context) -> Iterator[Suggestion]:
    """The estimate is over the wanted minutes, or far below them."""
    time = context.runtime
    if not time.wanted or not context.scenes:
        return
    over = time.minutes - time.wanted
    if over > 0.02 * time.wanted:
        sure = time.low > time.wanted
        by = round(over / time.minutes * context.total)
        longest = sorted(context.scenes, key=lambda scene: (-scene.eighths, scene.start))[:3]
        named = ", ".join(f"{scene.number} ({scene.length})" for scene in longest)
        yield context.suggestion(
            "over the running time", "strong" if sure else "consider", (),
            f"The estimate of {time.minutes:g} minutes (80 % between {time.low:g} and {time.high:g}) is {over:.0f} "
            f"over the {time.wanted} wanted" + ("." if sure else ", which still lies within the interval."),
            f"{pages(max(1, by))} less would meet it; the longest scenes are {named}.",
            facts=(str(time.wanted), "over"), saves=over,
        )  # fmt: skip
    elif time.high < time.wanted:
        yield context.suggestion(
            "under the running time", "note", (),
            f"The estimate of {time.minutes:g} minutes (80 % between {time.low:g} and {time.high:g}) is {-over:.0f} "
            f"below the {time.wanted} wanted.",
            f"There is room for about {-over:.0f} pages.", facts=(str(time.wanted), "under"),
        )  # fmt: skip


def nights_outside(context: Context) -> Iterator[Suggestion]:
    """Over a third of the pages play outside at night."""
    nights = [scene for scene in context.scenes if _night_outside(scene)]
    share = length(nights) / context.total if context.total else 0.0
    if share > 1 / 3 and length(nights) >= 80:
        yield context.suggestion(
            "nights outside", "note", nights,
            f"{pages(length(nights)).capitalize()} in {len(nights)} scenes play outside at night, {share:.0%} of the "
            "script.",
            "Night work is slower and costs rest days; scenes that could play at dusk or inside save nights.",
        )  # fmt: skip


def _night_outside(scene: ScenePace) -> bool:
    return scene.setting == "EXT" and scene.time == "NIGHT"


def no_breath(context: Context) -> Iterator[Suggestion]:
    """Six pages or more in which the mood of every scene is dark."""
    if not context.english:
        return
    for run in stretches(context.scenes, lambda scene: scene.valence < -0.25):
        if len(run) >= 5 and length(run) >= _LEAST_FLAT:
            mean = sum(scene.valence * scene.eighths for scene in run) / length(run)
            yield context.suggestion(
                "no breath", "note", run,
                f"{numbers(run).capitalize()} are dark throughout (mood {mean:+.2f}) for {pages(length(run))}.",
                "A lighter moment inside would make the dark ones count; costs no page.",
            )  # fmt: skip
