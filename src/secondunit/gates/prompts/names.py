"""Names in prompts: which works, persons and performers a text names, however it spells them.

A tripwire over lists that are incomplete (`gates/prompts/lists`, the production's own, the parties on record). It finds
whole names: case, accents, possessives, hyphens, spaces, initials, swapped order, look-alike letters, invisible
characters and digits for letters make no difference. It finds no misspellings and no descriptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from secondunit.core.recipe import Recipe
from secondunit.core.rights import RightsBook
from secondunit.gates.prompts import spelling
from secondunit.gates.prompts.name_lists import HEAD, PERSONS, Form, Name, NameList, builtin, plain_words
from secondunit.gates.prompts.spelling import Word

PROMPTS = ("prompt", "negative_prompt", "text", "description", "style")
_SPAN = 12  # words of the longest reading, letters spaced out included
_STRONG = frozenset((
    "style", "film", "movie", "character", "game", "painting", "portrait", "photograph", "photo", "starring",
    "universe", "franchise", "song", "poster", "soundtrack", "aesthetic", "series", "sequel", "remake", "trailer",
    "cosplay", "lookalike",
))  # fmt: skip
_WEAK = frozenset((
    "by", "like", "alike", "pixar", "disney", "marvel", "resembles", "resembling", "impersonating", "actor", "actress",
    "singer", "rapper", "musician", "director", "artist", "painter", "photographer", "superhero",
))  # fmt: skip
_AFTER = frozenset((
    "style", "styled", "film", "movie", "character", "game", "universe", "franchise", "song", "aesthetic", "lookalike",
    "vibe", "vibes", "series", "soundtrack", "poster", "cosplay", "esque", "remake", "sequel",
))  # fmt: skip
_BETWEEN = frozenset((
    "the", "a", "an", "of", "from", "in", "called", "titled", "named", "entitled",
))  # fmt: skip
_TITLES = frozenset(("dr", "mr", "mrs", "ms", "st", "jr", "sr", "inc"))
_ENDINGS = ("esque", "ian", "ish", "like")
_STYLE_OF = re.compile(
    r"\b(?:in\s+the\s+(?:\w+\s+)?(?:style|manner|vein|aesthetic|look)|the\s+(?:\w+\s+)?style)\s+of\s+$")


@dataclass(frozen=True)
class Hit:
    """One finding: the name as the list has it, its kind, and the text as it was written."""

    name: str
    kind: str
    written: str
    origin: str
    party: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is the name of a person."""
        return self.kind in PERSONS


@dataclass(frozen=True)
class Named:
    """What a text names. `works` also holds styles; `performers` are parties on record, also among the persons."""

    works: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    performers: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()  # ids
    hits: tuple[Hit, ...] = ()


def names_in(text: str, book: RightsBook, extra: NameList | None = None) -> Named:
    """Return the names in a text, each once, in the order of the text."""
    found = spelling.words(text)
    parties = book.lookup.once("names.of_parties", lambda: of_parties(book))
    lists = [builtin(), parties, *([extra] if extra else [])]
    hits = list(dict.fromkeys([*_hits(found, lists), *_styles(text, found)]))
    return Named(
        _unique(hit.name for hit in hits if not hit.is_person), _unique(hit.name for hit in hits if hit.is_person),
        _unique(hit.name for hit in hits if hit.party and book.lookup.parties[hit.party].performer),
        _unique(hit.party for hit in hits if hit.party),
        tuple(hits),
    )


def names_in_recipe(recipe: Recipe, book: RightsBook, extra: NameList | None = None) -> Named:
    """Return the names in all prompts of a recipe; a negative prompt names as well as any."""
    return names_in("\n\n".join(prompts_of(recipe.parameters)), book, extra)


def prompts_of(parameters: object) -> Iterator[str]:
    """Yield the texts of parameters that hold prompts, however deep they lie."""
    todo = [parameters]
    while todo:
        each = todo.pop()
        if isinstance(each, Mapping):
            for key, value in each.items():
                if key in PROMPTS:
                    yield from _texts(value)
                if not isinstance(value, str):
                    todo.append(value)
        elif isinstance(each, (list, tuple)):
            todo.extend(each)


def of_parties(book: RightsBook) -> NameList:
    """The parties on record as a list of persons; companies and guilds are none."""
    everyday, names = plain_words("everyday"), []
    for party in book.parties:
        texts = [text for text in (party.legal_name, *party.known_as) if spelling.words(text)]
        if party.kind in ("company", "guild") or not texts:
            continue
        keys = [[word.key for word in spelling.words(text)] for text in texts]
        cued = [t for t, k in zip(texts, keys, strict=True) if len(k) == 1 and (k[0] in everyday or len(k[0]) < 4)]
        names.append(Name(texts[0], "person", tuple(texts[1:]), tuple(cued), "parties", party.id))
    return NameList.of(names)


def _hits(found: Sequence[Word], lists: Sequence[NameList]) -> Iterator[Hit]:
    for start in range(len(found)):
        best: dict[str, tuple[int, Form]] = {}
        for stop, form in _readings(found, start, lists):
            if form.cued and not _cue(found, start, stop, party=bool(form.name.party)):
                continue
            best[form.name.origin + form.name.text] = (stop, form)
        for stop, form in best.values():
            yield Hit(form.name.text, form.name.kind, _written(found, start, stop), form.name.origin, form.name.party)


def _readings(found: Sequence[Word], start: int, lists: Sequence[NameList]) -> Iterator[tuple[int, Form]]:
    """Yield the forms that the words from `start` on spell, with the place after their last word."""
    joined, breaks, spaces = "", [], []
    for stop in range(start + 1, min(start + _SPAN, len(found)) + 1):
        word = found[stop - 1]
        head = spelling.letters((joined + word.key)[:HEAD])
        if len(head) == HEAD and not any(head in each.heads for each in lists):
            return  # no name begins like this
        if stop > start + 1:
            breaks.append(len(joined))
            spaces.append(word.before)
        keys = {joined + word.key: word.key, joined + word.stem: word.stem}
        if stop == start + 1:
            for ending in _ENDINGS:
                if word.key.endswith(ending) and len(word.key) - len(ending) >= 4:
                    keys[word.key.removesuffix(ending)] = word.key
        for key in keys:
            for each in lists:
                forms = list(each.by_key.get(key, ()))
                if any(w.disguised for w in found[start:stop]):
                    forms += each.by_letters.get(spelling.letters(key), ())
                for form in forms:
                    if _fits(form, found[start:stop], breaks, spaces):
                        yield stop, form
        joined += word.key
        if len(joined) > 80:
            return


def _fits(form: Form, parts: Sequence[Word], breaks: Sequence[int], spaces: Sequence[str]) -> bool:
    """Say whether these words are that name, and not two words that meet by chance."""
    if not all(_joins(form, part, gap) for part, gap in zip(parts, spaces, strict=False)):
        return False
    if form.swapped:
        comma = bool(spaces) and spaces[0].strip() == ","
        return bool(spaces) and form.breaks == set(breaks) and (
            comma or (all(p.capital for p in parts) and not any(gap.strip() for gap in spaces)))
    if form.initial:
        first = parts[0]
        dotted = bool(spaces) and spaces[0].startswith(".")
        return set(breaks) == form.breaks and (dotted or (first.capital and first.key not in ("a", "i")))
    if len(parts) == 1:
        return not form.breaks or len(form.key) >= 6 or any(c.isdigit() for c in form.key)
    if set(breaks) <= form.breaks:
        return True
    if all(len(part.key) == 1 for part in parts):
        return len(parts) >= 4
    if not any(" " in gap or "\n" in gap for gap in spaces):  # Bat-man, spi_der_man
        return len(form.key) >= 5 and len(parts) <= 4
    return len(parts) == 2 and len(form.key) >= 9 and min(len(part.key) for part in parts) >= 3 and not form.cued


def _joins(form: Form, part: Word, gap: str) -> bool:
    """Whether what stands behind a word of a name can stand inside that name."""
    marks = gap.strip(" \t\r\n_")
    if marks in ("", "*") or (marks in ("-", "/", "+", "~") and gap == marks):
        return "\n\n" not in gap
    if marks == ".":  # an initial, a title, or dots put between the letters
        return gap == marks or len(part.key) == 1 or part.key in _TITLES
    return (marks == "," and form.swapped) or (marks in (":", ",") and marks in form.name.text)


def _cue(found: Sequence[Word], start: int, stop: int, *, party: bool) -> bool:
    """Whether something beside an everyday word says that it is meant as a name."""
    capital = found[start].capital and not _opens(found, start) and not _shouted(found, start, stop)
    if party:
        return capital or _cue(found, start, stop, party=False)
    after = found[stop] if stop < len(found) else None
    if after and after.key in _AFTER and not set(after.before) & set(".,;:!?\n"):
        return capital or stop - start > 1 or after.key in ("style", "styled", "esque", "lookalike", "cosplay")
    place = start - 1
    for _ in range(3):
        if place < 0 or set(found[place + 1].before) & set(".;!?\n"):
            return False
        key = found[place].stem
        if key in _STRONG:
            style = key == "style" and place + 1 < start and found[place + 1].key == "of"
            return capital or stop - start > 1 or style or key == "starring"
        if key in _WEAK:
            return capital
        if key not in _BETWEEN:
            return False
        place -= 1
    return False


def _opens(found: Sequence[Word], start: int) -> bool:
    """Whether a word begins a sentence, where its capital says nothing."""
    return start == 0 or bool(set(found[start].before) & set(".!?:\n"))


def _shouted(found: Sequence[Word], start: int, stop: int) -> bool:
    """Whether the words stand in a line of capitals, where a capital says nothing."""
    around = [w for w in found[max(0, start - 2) : stop + 2] if any(c.isalpha() for c in w.written)]
    return len(around) > stop - start and all(w.written == w.written.upper() for w in around)


def _styles(text: str, found: Sequence[Word]) -> Iterator[Hit]:
    """Yield what follows "in the style of" when it is written as a name, listed or not."""
    for place, word in enumerate(found):
        if word.key != "of" or not place or place + 1 >= len(found):
            continue
        if not _STYLE_OF.search(spelling.plain(text[max(0, word.start - 60) : found[place + 1].start])):
            continue
        stop = place + 1
        while stop < len(found) and stop - place <= 5 and found[stop].capital and (
            stop == place + 1 or not set(found[stop].before) & set(",;:!?\n()")):
            stop += 1
        name = text[found[place + 1].start : found[stop - 1].end] if stop > place + 1 else ""
        name = re.sub(r"['’]s$", "", name)
        key = "".join(w.key for w in spelling.words(name))
        if key and key not in plain_words("styles"):
            yield Hit(f"the style of {name}", "style", name, "text")


def _written(found: Sequence[Word], start: int, stop: int) -> str:
    out = found[start].written
    for word in found[start + 1 : stop]:
        out += word.before + word.written
    return out


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)


def _unique(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
