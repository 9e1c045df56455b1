"""Findings about the whole: flat stretches, turning points away from their place, running time, nights outside."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.pacing import ScenePace, Suggestion
from secondunit.departments.script.pacing.context import Context, length, minutes, numbers, pages, screen, stretches

FLAT = 0.12  # of the script
_LEAST_FLAT = 48  # eighths
_BAND = 0.06  # tension to either side of its mean
FAR = 0.06  # of the script
SURE = 0.35


def flat(context: Context) -> Iterator[Suggestion]:
    """An eighth of the script or more in which tension keeps its level, below the script's peaks."""
    scenes = context.scenes
    at = 0
    while at < len(scenes):
        end = at
        low = high = scenes[at].tension
        while end + 1 < len(scenes):
            value = scenes[end + 1].tension
            if max(high, value) - min(low, value) > 2 * _BAND:
                break
            low, high = min(low, value), max(high, value)
            end += 1
        run = scenes[at : end + 1]
        if len(run) >= 5 and length(run) >= max(_LEAST_FLAT, FLAT * context.total) and (low + high) / 2 < 0.6:
            yield context.suggestion(
                "flat tension", "consider", run,
                f"Tension keeps between {low:.2f} and {high:.2f} over {numbers(run)}, {pages(length(run))} or "
                f"{length(run) / context.total:.0%} of the script.",
                f"A reversal inside or a tenth less of it ({minutes(screen(run) / 10)}) would raise the stretch.",
                saves=screen(run) / 600,
            )  # fmt: skip
            at = end + 1
        else:
            at += 1


def far_turn(context: Context) -> Iterator[Suggestion]:
    """A turning point that is found with some confidence six hundredths or more from its usual place."""
    if context.total < 30 * 8:
        return
    for point in context.turning:
        away = point.position - point.expected
        if abs(away) < FAR or point.confidence < SURE:
            continue
        scene = context.scenes[context.at[point.scene]]
        distance = pages(max(1, round(abs(away) * context.total)))
        yield context.suggestion(
            "turning point off its place", "note", (scene,),
            f"The {point.kind} seems to fall in scene {scene.number} at {point.position:.0%} of the script; "
            f"{point.expected:.1%} is usual, {distance} {'earlier' if away > 0 else 'later'} (confidence "
            f"{point.confidence:.2f}).",
            f"{'Tightening the scenes before it' if away > 0 else 'More weight before it'} by {distance} would bring "
            "it to the usual place.",
            facts=(str(point.kind),), saves=max(0.0, away) * context.runtime.minutes,
        )  # fmt: skip


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
