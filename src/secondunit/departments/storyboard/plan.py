"""Storyboard requests: for every shot and take a stage to build and a panel to render. Pure planning, no I/O."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from secondunit.core.recipe import Facts, Request
from secondunit.core.script import Breakdown, Character, ElementType, Location, Scene, Script
from secondunit.core.shots import Shot
from secondunit.departments.storyboard import notes
from secondunit.departments.storyboard.blocking import block
from secondunit.departments.storyboard.language import Cast
from secondunit.departments.storyboard.staging import Staging, stage_scene
from secondunit.departments.storyboard.units import owned_elements
from secondunit.scene import layout_json
from secondunit.scene.layout import SetPlan, ShotLayout
from secondunit.scene.sets import plan_set
from secondunit.scene.surround import Surround, surround_of

TASK = "storyboard"
FACTS = Facts(purpose="ideation", task_type=TASK)
_KEPT_SETS = 6  # sets held while scenes go by; a location that comes back later is built again


@dataclass(frozen=True)
class PlanContext:
    """What a storyboard plan is made from.

    `shots` is the whole list in story order; `only` limits what is asked for (staging still reads all of a
    scene). `retakes` holds the notes of each shot sent back, oldest first. `first_take` is the number of the
    first take of a shot (0 where it is not named): takes that exist already keep theirs.
    """

    script: Script
    breakdown: Breakdown
    shots: Sequence[Shot]
    takes: int = 2
    seed: int = 0
    width: int = 960
    height: int = 540
    overlays: bool = True
    hatching: bool = True
    retakes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    first_take: Mapping[str, int] = field(default_factory=dict)
    only: Collection[str] | None = None


def plan(ctx: PlanContext) -> Iterator[Request]:
    """Yield the requests scene by scene; two per take: `scene.build` (not offered) and `scene.render`."""
    style = {"overlays": ctx.overlays, "hatching": ctx.hatching}
    for shot, take, layout in layouts(ctx):
        key = f"{shot.id}/stage/{take}"
        yield Request(
            key=key,
            step="stage",
            capability="scene.build",
            parameters={"layout": layout_json.to_json(layout)},
            entity=shot.id,
            task=TASK,
            take=take,
            facts=FACTS,
            offer=False,
        )
        yield Request(
            key=f"{shot.id}/board/{take}",
            step="board",
            capability="scene.render",
            parameters={"width": ctx.width, "height": ctx.height, "style": dict(style)},
            inputs={"stage": f"plan:{key}#stage"},
            entity=shot.id,
            task=TASK,
            take=take,
            facts=FACTS,
        )


def layouts(ctx: PlanContext) -> Iterator[tuple[Shot, int, ShotLayout]]:
    """Yield (shot as retaken, take number, layout) of everything asked for, in story order."""
    cast = Cast.of(ctx.breakdown.characters)
    wanted = None if ctx.only is None else set(ctx.only)
    by_scene: dict[str, list[Shot]] = {}
    for shot in ctx.shots:
        by_scene.setdefault(shot.scene, []).append(shot)
    sets = _Sets(ctx)
    for scene in ctx.breakdown.scenes:
        shots = by_scene.get(scene.id, [])
        if not shots or (wanted is not None and not wanted.intersection(s.id for s in shots)):
            continue
        for place, part in _images(ctx, scene, shots):
            set_plan, surround = sets.of(place)
            staging = stage_scene(scene, part, set_plan, surround, ctx.breakdown, cast, ctx.seed)
            yield from _scene(ctx, part, staging, cast, wanted)


def _images(ctx: PlanContext, scene: Scene, shots: Sequence[Shot]) -> Iterator[tuple[Scene, list[Shot]]]:
    """Yield (a scene at the place, shots). The images of a montage may name other places of the script."""
    if "montage" not in scene.flags:
        yield scene, list(shots)
        return
    first = {s.location: s for s in reversed(ctx.breakdown.scenes)}
    people = {w for c in ctx.breakdown.characters for w in _place_words(c.name)}
    names = {p.id: _place_words(p.name) - people for p in ctx.breakdown.locations if p.id in first}
    for shot in shots:
        words = _place_words(shot.action)
        score = {one: len(words & own) / len(own) for one, own in names.items() if own and words & own}
        best = max(score, key=lambda one: (score[one], one == scene.location), default=scene.location)
        yield first[best] if score.get(best, 0.0) >= 0.5 else scene, [shot]


def _place_words(text: str) -> set[str]:
    """Return the words that can tell places apart."""
    return {w for w in re.findall(r"[a-z]+", text.lower().replace("'s", "")) if len(w) > 2} - {
        "the",
        "and",
        "with",
        "from",
    }


def _scene(
    ctx: PlanContext,
    shots: Sequence[Shot],
    staging: Staging,
    cast: Cast,
    wanted: set[str] | None,
) -> Iterator[tuple[Shot, int, ShotLayout]]:
    """Block a scene; each take follows on from the same take of the shot before it."""
    before: dict[int, ShotLayout] = {}
    last: Shot | None = None
    for shot in shots:
        now: dict[int, ShotLayout] = {}
        for take in range(ctx.takes):
            now[take], _ = block(
                shot,
                take,
                staging,
                cast,
                ctx.width,
                ctx.height,
                before.get(take) or before.get(0),
                last,
                base=now[0].camera if take else None,
            )
        if wanted is None or shot.id in wanted:
            yield from _asked(ctx, shot, staging, cast, now, before, last)
        before, last = now, shot


def _asked(
    ctx: PlanContext,
    shot: Shot,
    staging: Staging,
    cast: Cast,
    made: Mapping[int, ShotLayout],
    before: Mapping[int, ShotLayout],
    last: Shot | None,
) -> Iterator[tuple[Shot, int, ShotLayout]]:
    """Return a shot's takes, changed by its notes when it was sent back."""
    start = ctx.first_take.get(shot.id, 0)
    asked = ctx.retakes.get(shot.id, ())
    if not asked:
        for index, layout in made.items():
            if start:
                layout, _ = block(
                    shot, start + index, staging, cast, ctx.width, ctx.height, before.get(index) or before.get(0), last
                )
            yield shot, start + index, layout
        return
    changed = shot
    for note in asked:
        changed, _, _ = notes.apply(changed, note, cast)
    for index in range(ctx.takes):
        layout, _ = block(
            changed,
            index,
            staging,
            cast,
            ctx.width,
            ctx.height,
            before.get(index) or before.get(0),
            last,
            fresh=notes.variation(changed),
        )
        yield changed, start + index, layout


class _Sets:
    """The sets of a plan by location, the latest few kept."""

    def __init__(self, ctx: PlanContext) -> None:
        self._ctx = ctx
        self._kept: OrderedDict[str, tuple[SetPlan, Surround]] = OrderedDict()
        self._locations = {place.id: place for place in ctx.breakdown.locations}
        self._scenes: dict[str, list[Scene]] = {}
        for scene in ctx.breakdown.scenes:
            self._scenes.setdefault(scene.location, []).append(scene)
        self._owned = owned_elements(ctx.script, ctx.breakdown)
        self._people: Mapping[str, Character] = {c.id: c for c in ctx.breakdown.characters}

    def of(self, scene: Scene) -> tuple[SetPlan, Surround]:
        """Return the dressed set of a scene's location, the same for all scenes there."""
        if scene.location in self._kept:
            self._kept.move_to_end(scene.location)
            return self._kept[scene.location]
        scenes = self._scenes[scene.location]
        place = self._locations.get(scene.location) or Location(
            scene.location, scene.place, scene.setting, tuple(s.id for s in scenes)
        )
        texts = [
            self._ctx.script.elements[i].text
            for s in scenes
            for i in self._owned[s.id]
            if self._ctx.script.elements[i].type is ElementType.ACTION
        ]
        cast = max((len(s.characters) for s in scenes), default=0)
        made = plan_set(place, scenes, texts, cast, self._ctx.seed)
        self._kept[scene.location] = (made, surround_of(made))
        if len(self._kept) > _KEPT_SETS:
            self._kept.popitem(last=False)
        return self._kept[scene.location]
