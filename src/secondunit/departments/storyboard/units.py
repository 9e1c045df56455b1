"""A scene cut into beats: the smallest pieces of text that a shot covers.

Covered text is action, dialogue, parenthetical, lyric, centred text and shot elements, every character of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from secondunit.core.script import Breakdown, Element, ElementType, Script
from secondunit.core.shots import Cover
from secondunit.departments.storyboard import language

COVERED = frozenset(
    {
        ElementType.ACTION,
        ElementType.DIALOGUE,
        ElementType.PARENTHETICAL,
        ElementType.LYRIC,
        ElementType.CENTERED,
        ElementType.SHOT,
    }
)
SPOKEN = frozenset({ElementType.DIALOGUE, ElementType.PARENTHETICAL, ElementType.LYRIC})
_STATED = re.compile(r"\[\[\s*shots?\s*:\s*(?P<words>.*?)\s*\]\]", re.IGNORECASE | re.DOTALL)
_STATED_TEXT = re.compile(r"^\s*shots?\s*:\s*(?P<words>.*?)\s*$", re.IGNORECASE | re.DOTALL)
_OFF = re.compile(
    r"\((?:[^)]*\b(?:V\.?\s?O|O\.?\s?S|O\.?\s?C|PRE-?LAP|FILTERED|ON PHONE|OVER PHONE)\b[^)]*)\)", re.IGNORECASE
)
_BACK = re.compile(r"^\s*BACK\s+TO\b[^a-z]*$")  # ends an insert: goes with what follows
_EXTENSION = re.compile(r"\s*\([^)]*\)?\s*\^?\s*$")


@dataclass
class Beat:
    """A piece of text for one shot; `stated` holds the writer's words for a shot that starts here."""

    kind: str  # "action", "speech", "shot", "note" (a stated shot, no text of its own) or "back" (to scene)
    covers: list[Cover] = field(default_factory=list)
    text: str = ""
    speaker: str = ""  # character id where known
    speaker_name: str = ""
    off: bool = False  # voice over or off screen
    hints: str = ""  # parentheticals
    words: int = 0
    part: int = 0  # 0 for a whole speech or its first part
    paragraph: int = 0  # element index of the first cover
    dual: bool = False
    pieces: list[tuple[Cover, str]] = field(default_factory=list)  # the sentences of a speech


def owned_elements(script: Script, breakdown: Breakdown) -> dict[str, list[int]]:
    """Return the element indices of each scene; text before the first heading goes to the first scene."""
    owned = {scene.id: list(scene.elements) for scene in breakdown.scenes}
    if not breakdown.scenes:
        return owned
    taken = {i for indices in owned.values() for i in indices}
    starts = [(min(s.elements), s.id) for s in breakdown.scenes if s.elements] or [(0, breakdown.scenes[0].id)]
    starts.sort()
    place = 0
    for element in script.elements:
        while place + 1 < len(starts) and starts[place + 1][0] <= element.index:
            place += 1
        if element.index not in taken and (element.type in COVERED or element.type is ElementType.NOTE):
            owned[starts[place][1]].append(element.index)
    for indices in owned.values():
        indices.sort()
    return owned


def stated_words(element: Element) -> list[str]:
    """Return the writer's words of every `[[shot: ...]]` in an element, in order."""
    if element.type is ElementType.NOTE:
        found = [m.group("words") for m in _STATED.finditer(element.text)]
        if not found and (whole := _STATED_TEXT.match(element.text.strip().removeprefix("[[").removesuffix("]]"))):
            found = [whole.group("words")]
    else:
        found = [m.group("words") for m in _STATED.finditer(element.raw)] if "[[" in element.raw else []
    return [" ".join(words.split()) for words in found]


def _inline(element: Element) -> list[tuple[int, str]]:
    """Return (offset in the element's text, words) of notes that stand inside a paragraph."""
    out: list[tuple[int, str]] = []
    for hit in _STATED.finditer(element.raw):
        before = re.sub(r"\[\[.*?\]\]", "", element.raw[: hit.start()], flags=re.DOTALL)
        size = len(re.sub(r"[\s*_\\]", "", before))
        place = seen = 0
        for place, char in enumerate(element.text):  # noqa: B007 - the place where the loop stops is the result
            if seen >= size:
                break
            if not re.match(r"[\s*_\\]", char):
                seen += 1
        else:
            place = len(element.text)
        out.append((place, " ".join(hit.group("words").split())))
    return out


def speaker_of(cue: str) -> tuple[str, bool]:
    """Return the name of a character cue and whether the voice is off screen."""
    off = bool(_OFF.search(cue))
    name = cue
    while (shorter := _EXTENSION.sub("", name)) != name:
        name = shorter
    return " ".join(name.strip(" @^").split()), off


def beats(
    script: Script,
    indices: Sequence[int],
    cast: language.Cast,
    max_words: int,
    montage: bool = False,
) -> Iterator[Beat]:
    """Yield the beats of a scene in reading order. `max_words` is the most that an action beat holds."""
    speech: Beat | None = None
    cue, off, dual = "", False, False
    for index in indices:
        element = script.elements[index]
        if element.type is ElementType.CHARACTER:
            if speech:
                yield speech
            cue, off = speaker_of(element.text)
            dual = element.dual is not None
            speech = None
            continue
        if element.type in SPOKEN and element.text:
            if speech is None:
                ids = cast.mentions(cue, any_case=True)
                speech = Beat(
                    "speech", speaker=ids[0] if ids else "", speaker_name=cue, off=off, paragraph=index, dual=dual
                )
            speech.covers.append(Cover(index, 0, len(element.text)))
            speech.pieces += pieces_of(element)
            if element.type is ElementType.PARENTHETICAL:
                speech.hints += " " + element.text
                speech.off = speech.off or bool(_OFF.search(element.text))
            else:
                speech.text = f"{speech.text} {element.text}".strip()
                speech.words += language.count_words(element.text)
            if "[[" in element.raw:
                for words in stated_words(element):
                    yield Beat("note", text=words, paragraph=index)
            continue
        if element.type is ElementType.NOTE:
            stated = stated_words(element)
            if stated and speech:
                yield speech
                speech = None
            for words in stated:
                yield Beat("note", text=words, paragraph=index)
            continue
        if element.type not in COVERED or not element.text:
            continue
        if speech:
            yield speech
            speech = None
        if _BACK.match(element.text):
            yield Beat("back", [Cover(index, 0, len(element.text))], element.text, paragraph=index)
            continue
        if element.type is ElementType.SHOT or _states_shot(element.text):
            yield Beat("shot", [Cover(index, 0, len(element.text))], element.text, paragraph=index)
            continue
        yield from _action(element, cast, max_words, montage)
    if speech:
        yield speech


def _states_shot(text: str) -> bool:
    """Say whether an action line is a shot heading that was not marked as one ("INSERT - THE TIDE BOOK")."""
    return len(text) < 80 and text == text.upper() and bool(language.SHOT_LIKE.match(text)) and "." not in text


def pieces_of(element: Element) -> list[tuple[Cover, str]]:
    """Return the sentences of an element; a parenthetical is one piece."""
    if element.type is ElementType.PARENTHETICAL:
        return [(Cover(element.index, 0, len(element.text)), "")]
    return [(Cover(element.index, a, b), element.text[a:b]) for a, b in language.sentences(element.text)]


def joined(covers: Sequence[Cover]) -> list[Cover]:
    """Join covers that touch in the same element."""
    out: list[Cover] = []
    for cover in covers:
        if out and out[-1].element == cover.element and out[-1].end == cover.start:
            out[-1] = Cover(cover.element, out[-1].start, cover.end)
        else:
            out.append(cover)
    return out


def _action(element: Element, cast: language.Cast, max_words: int, montage: bool) -> Iterator[Beat]:
    """Cut a paragraph at sentence ends where the picture changes."""
    notes = _inline(element) if "[[" in element.raw else []
    text = element.text
    cuts = [place for place, _ in notes]
    group: list[tuple[int, int]] = []

    def flush() -> Iterator[Beat]:
        if group:
            start, end = group[0][0], group[-1][1]
            words = text[start:end]
            yield Beat(
                "action",
                [Cover(element.index, start, end)],
                words,
                words=language.count_words(words),
                paragraph=element.index,
            )
            group.clear()

    pieces: list[tuple[int, int]] = []
    for start, end in language.sentences(text):
        inner = [c for c in cuts if start < c < end]
        for a, b in zip([start, *inner], [*inner, end], strict=True):
            pieces.append((a, b))
    for start, end in pieces:
        while notes and notes[0][0] <= start:
            yield from flush()
            yield Beat("note", text=notes.pop(0)[1], paragraph=element.index)
        if group and not montage and (_new_picture(text[group[0][0] : group[-1][1]], text[start:end], cast, max_words)):
            yield from flush()
        group.append((start, end))
    yield from flush()
    for _, words in notes:
        yield Beat("note", text=words, paragraph=element.index)


def _new_picture(before: str, after: str, cast: language.Cast, max_words: int) -> bool:
    """Say whether the next sentence asks for a new shot."""
    words_before = language.count_words(before)
    if words_before + language.count_words(after) > max_words:
        return True
    if language.detail(after) or (language.detail(before) and words_before >= 4):
        return True
    if language.POV.search(after) or bool(language.MONSTER.search(after)) != bool(language.MONSTER.search(before)):
        return True
    who_before, who_after = cast.mentions(before), cast.mentions(after)
    return bool(who_before and who_after and who_after[0] not in who_before and words_before >= 6)


def text_of(script: Script, covers: Sequence[Cover]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return (action words, ((speaker, words), ...)) that covers hold, in order."""
    action: list[str] = []
    spoken: list[tuple[str, str]] = []
    for cover in covers:
        element = script.elements[cover.element]
        words = " ".join(element.text[cover.start : cover.end].split())
        if not words:
            continue
        if element.type in SPOKEN:
            name = cue_before(script, cover.element)
            if element.type is ElementType.PARENTHETICAL and not words.startswith("("):
                words = f"({words})"
            if spoken and spoken[-1][0] == name and _same_speech(script, covers, cover):
                spoken[-1] = (name, f"{spoken[-1][1]} {words}")
            else:
                spoken.append((name, words))
        else:
            action.append(words)
    return " ".join(action), tuple(spoken)


def _same_speech(script: Script, covers: Sequence[Cover], cover: Cover) -> bool:
    place = list(covers).index(cover)
    before = covers[place - 1].element if place else cover.element
    return all(script.elements[i].type is not ElementType.CHARACTER for i in range(before + 1, cover.element))


def cue_before(script: Script, index: int) -> str:
    """Return the name on the cue that a dialogue element belongs to; "" where there is none."""
    for i in range(index, -1, -1):
        kind = script.elements[i].type
        if kind is ElementType.CHARACTER:
            return speaker_of(script.elements[i].text)[0]
        if kind not in SPOKEN and kind not in (ElementType.NOTE, ElementType.BONEYARD, ElementType.PAGE_BREAK):
            return ""
    return ""


def all_covered(script: Script, breakdown: Breakdown) -> list[Cover]:
    """Return the whole text that a shot list of this script has to cover, in reading order."""
    indices = sorted({i for owned in owned_elements(script, breakdown).values() for i in owned})
    return [
        Cover(i, 0, len(script.elements[i].text))
        for i in indices
        if script.elements[i].type in COVERED and script.elements[i].text
    ]
