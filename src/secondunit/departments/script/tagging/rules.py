"""All families of rules over a script, and their finds joined to one tag a thing and scene."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from secondunit.core.script import Breakdown, ElementType, Script
from secondunit.core.tags import Category, Evidence, Tag
from secondunit.departments.script.names import Finder
from secondunit.departments.script.tagging.cast import cast, spelled
from secondunit.departments.script.tagging.effects import effects
from secondunit.departments.script.tagging.events import events
from secondunit.departments.script.tagging.extras import extras
from secondunit.departments.script.tagging.makeup import makeup
from secondunit.departments.script.tagging.music import music
from secondunit.departments.script.tagging.scene import Found, Stage
from secondunit.departments.script.tagging.sound import sound
from secondunit.departments.script.tagging.text import parse
from secondunit.departments.script.tagging.things import things

_TOLD = (ElementType.ACTION, ElementType.SHOT)
_ORDER = {category: at for at, category in enumerate(Category)}
_KEPT = 0.4  # finds below this are too weak to show
_FAMILIES = (cast, extras, things, makeup, effects, sound, music, events)


def tag(script: Script, breakdown: Breakdown) -> tuple[Tag, ...]:
    """Return the tags of every scene, in script order, then by category, then by first mention.

    Rules and a lexicon only: the same script gives the same tags. Dialogue gives none; a thing that is only spoken
    about is not on the set. Each tag's evidence is exact: `elements[i].text[start:end]` is its text.
    """
    out: list[Tag] = []
    for stage in stages(script, breakdown):
        found = [each for family in _FAMILIES for each in family(stage)]
        out.extend(_join(stage.scene.id, _one_label(found)))
    return tuple(out)


def stages(script: Script, breakdown: Breakdown) -> Iterator[Stage]:
    """Yield each scene as the rules see it."""
    finder = Finder(spelled(breakdown.characters))
    characters = {each.id: each for each in breakdown.characters}
    by_name = {each.name: each for each in breakdown.characters}
    for scene in breakdown.scenes:
        elements = tuple(script.elements[index] for index in scene.elements)
        heading = next((each for each in elements if each.type is ElementType.SCENE_HEADING), None)
        speakers = frozenset(each.text.split("(")[0].strip() for each in elements if each.type is ElementType.CHARACTER)
        action = tuple(parse(each.text, each.index, finder, speakers) for each in elements if each.type in _TOLD)
        yield Stage(scene, heading, elements, action, characters, by_name)


def _one_label(found: Sequence[Found]) -> Iterator[Found]:
    """Yield the finds without props and dressing that make-up or effects have: one thing, one label."""
    taken = {each.evidence for each in found if each.category is Category.SFX}
    worn = [each.evidence for each in found if each.category is Category.MAKEUP]
    for each in found:
        words = each.evidence
        if each.category in (Category.PROPS, Category.DRESSING) and (
            words in taken or any(_overlap(words, other) for other in worn)
        ):
            continue
        yield each


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.element == other.element and one.start < other.end and other.start < one.end


def _join(scene: str, found: Iterable[Found]) -> list[Tag]:
    """Join the finds of one scene: one tag for each category and name, with all its evidence."""
    groups: dict[Category, dict[str, list[Found]]] = {}
    for each in found:
        if each.confidence >= _KEPT and each.name:
            _place(groups.setdefault(each.category, {}), each)
    out: list[Tag] = []
    for category in sorted(groups, key=_ORDER.__getitem__):
        named = sorted(groups[category].items(), key=lambda item: min(_where(each.evidence) for each in item[1]))
        out.extend(_tag(scene, category, name, of_name) for name, of_name in named)
    return out


def _where(evidence: Evidence) -> tuple[int, int]:
    return evidence.element, evidence.start


def _place(names: dict[str, list[Found]], found: Found) -> None:
    """Put a find with its like: a bare "knife" is the "kitchen knife" of the same scene."""
    if found.category is not Category.CAST and found.name not in names:
        for name in names:
            if _same(name, found.name):
                if len(found.name) > len(name):
                    names[found.name] = [*names.pop(name), found]
                else:
                    names[name].append(found)
                return
    names.setdefault(found.name, []).append(found)


def _same(one: str, other: str) -> bool:
    """True when both end in the same word and one holds all words of the other."""
    a, b = one.split(), other.split()
    return a[-1] == b[-1] and (set(a) <= set(b) or set(b) <= set(a)) and min(len(a), len(b)) == 1


def _tag(scene: str, category: Category, name: str, found: Sequence[Found]) -> Tag:
    evidence = tuple(dict.fromkeys(sorted((each.evidence for each in found), key=_where)))
    voice = category is Category.CAST and all(each.note == "voice" for each in found)
    notes = [each.note for each in found if each.note and each.note != "voice"]
    note = "voice" if voice else notes[0] if notes else ""
    return Tag(
        scene, category, name, evidence, max(each.quantity for each in found), "rules", note,
        next((each.task for each in found if each.task), ""), round(max(each.confidence for each in found), 2),
    )  # fmt: skip
