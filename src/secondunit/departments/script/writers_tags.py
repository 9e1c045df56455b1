"""Tags that stand in the file itself: the writer's or an assistant director's, which win over the rules."""

from __future__ import annotations

from dataclasses import replace

from secondunit.core.script import Breakdown, Script
from secondunit.core.tags import Tag
from secondunit.formats.final_draft.tags import read_tags


def writers_tags(script: Script, breakdown: Breakdown) -> tuple[Tag, ...]:
    """Return a tag for each thing tagged in a scene, with all its words; what stands in no scene is left out."""
    scenes = {at: scene.id for scene in breakdown.scenes for at in scene.elements}
    found: dict[tuple[str, object, str], Tag] = {}
    for each in read_tags(script):
        scene = scenes.get(each.evidence.element)
        if scene is None:
            continue
        key = (scene, each.category, each.label.casefold())
        note = "" if each.category.value != "miscellaneous" else each.category_name
        old = found.get(key, Tag(scene, each.category, each.label.upper(), (), origin="writer", note=note))
        found[key] = replace(old, evidence=(*old.evidence, each.evidence))
    return tuple(found.values())
