"""What a scene says, read once: speeches with speakers, action words, printed lines by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from secondunit.core.pages import Pages
from secondunit.core.script import Breakdown, ElementType, Scene, Script
from secondunit.departments.script import names
from secondunit.departments.script.pacing.sentiment import Mood, mood, tokens

SPOKEN = (ElementType.DIALOGUE, ElementType.LYRIC)
TOLD = (ElementType.ACTION, ElementType.SHOT, ElementType.CENTERED)
_TALK = (ElementType.CHARACTER, ElementType.PARENTHETICAL, *SPOKEN)


@dataclass(slots=True)
class Speech:
    """What one cue (or two voices at once) says until the next cue or action."""

    speakers: tuple[str, ...]  # character ids
    tokens: list[str] = field(default_factory=list)
    words: int = 0
    lines: int = 0  # printed
    dual: str | None = None


@dataclass(slots=True)
class Reading:
    """One scene, read. Lines are printed lines without blanks."""

    scene: Scene
    page: int
    label: str
    speeches: list[Speech]
    action: list[list[str]]  # tokens, a paragraph each
    action_words: int
    talk_lines: int
    told_lines: int
    mood: Mood
    halves: tuple[float, float]  # valence of the first and of the second half of the paragraphs

    @property
    def words(self) -> int:
        """Words spoken."""
        return sum(each.words for each in self.speeches)


def read(script: Script, breakdown: Breakdown, pages: Pages) -> list[Reading]:
    """Return every scene of the breakdown, read."""
    lines: Counter[int] = Counter()
    where: dict[int, tuple[int, str]] = {}
    for number, page in enumerate(pages.pages, 1):
        for line in page.lines:
            where.setdefault(line.element, (number, page.label))
            if line.role == "text" and line.text.strip():
                lines[line.element] += 1
    ids = {each.name: each.id for each in breakdown.characters}
    skip = frozenset(
        part for each in breakdown.characters for name in (each.name, *each.aliases) for part in tokens(name)
    )
    return [_scene(script, scene, lines, where, ids, skip) for scene in breakdown.scenes]


def _scene(
    script: Script, scene: Scene, lines: Counter[int], where: dict[int, tuple[int, str]], ids: dict[str, str],
    skip: frozenset[str],
) -> Reading:  # fmt: skip
    elements = [script.elements[at] for at in scene.elements]
    speeches: list[Speech] = []
    action: list[list[str]] = []
    moods: list[Mood] = []
    action_words = talk = told = 0
    current: Speech | None = None
    known = set(ids)
    for at, element in enumerate(elements):
        if element.type in _TALK:
            talk += lines[element.index]
        if element.type is ElementType.CHARACTER:
            cue = names.read_cue(element, elements[at + 1] if at + 1 < len(elements) else None)
            who = tuple(ids[name] for name in names.speakers(cue.name, known) if name in ids)
            current = Speech(who, dual=element.dual)
            speeches.append(current)
        elif element.type in SPOKEN:
            found = tokens(element.text)
            moods.append(mood(found, skip))
            if current is not None:
                current.tokens.extend(found)
                current.words += len(element.text.split())
                current.lines += lines[element.index]
        elif element.type in TOLD:
            current = None
            found = tokens(element.text)
            action.append(found)
            moods.append(mood(found, skip))
            action_words += len(element.text.split())
            told += lines[element.index]
        elif element.type is not ElementType.PARENTHETICAL:
            current = None
    printed = next((where[each.index] for each in elements if each.type is ElementType.SCENE_HEADING
                    and each.index in where), None)  # fmt: skip
    page, label = printed or next((where[each.index] for each in elements if each.index in where), (1, "1"))
    half = (len(moods) + 1) // 2
    return Reading(
        scene, page, label, [each for each in speeches if each.words], action, action_words, talk, told,
        _sum(moods), (_sum(moods[:half]).valence, _sum(moods[half:]).valence),
    )  # fmt: skip


def _sum(moods: list[Mood]) -> Mood:
    return Mood(sum(m.bright for m in moods), sum(m.dark for m in moods), sum(m.words for m in moods))
