"""How well the breakdown finds what a first assistant director marks: precision, recall and F1 on gold scenes.

`benchmarks/gold/breakdown/GUIDE.md` gives the format of the gold files and what counts. Every gold scene is read as a
script of its own: parse, breakdown, tag. Within one scene and category gold and found pair off one to one. Two things
are the same when

- their names agree: the same last word (singular, before any "of", "on", "with" ...), and the words of one are among
  the words of the other; or
- for what has no fixed name (stunts, effects, make-up, sound, music; or the gold's list name is not in its own words,
  as WORKER for "navvies"): the words that prove the find overlap the words that the gold marks.

Run `python benchmarks/_breakdown_f1.py dev --errors` to see what is missed and what is too much; the test split gives
its table alone.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from secondunit.core.script import ElementType, Script
from secondunit.core.tags import Category, Tag
from secondunit.departments.script import breakdown, names
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging import tag
from secondunit.departments.script.tagging.lexicon import singular
from secondunit.formats import fountain

GOLD = Path(__file__).with_name("gold") / "breakdown"
EVENTS = frozenset({Category.STUNTS, Category.SFX, Category.VFX, Category.MAKEUP, Category.SOUND, Category.MUSIC})
_MARK = re.compile(r"\{([a-z_]+)(?:/([a-z]+))?:([^{}]*)\}")
_PLUS = re.compile(r"@\+\s*([a-z_]+)(?:/([a-z]+))?\s*:\s*(.+)")
_COUNT = re.compile(r"\*(\d+)$")
_BREAK = words("of on in under by with through at from to over into for and")


class Item(NamedTuple):
    """One thing that the gold wants in a scene; `words` is empty where the scene has none for it."""

    category: Category
    name: str
    words: str = ""
    start: int = -1  # in the scene's text
    task: str = ""
    quantity: int = 1


@dataclass(frozen=True)
class GoldScene:
    """A scene without marks, and what the marks say."""

    id: str
    genre: str
    text: str
    items: tuple[Item, ...]


@dataclass
class Figures:
    """Counts of one category."""

    hit: int = 0
    missed: int = 0
    extra: int = 0

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + self.extra) if self.hit + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.hit / (2 * self.hit + self.missed + self.extra) if self.hit + self.missed + self.extra else 1.0


@dataclass
class Score:
    """Figures by category, the pairs' further agreement, and what went wrong."""

    scenes: int = 0
    figures: dict[Category, Figures] = field(default_factory=dict)
    task_right: int = 0
    quantity_right: int = 0
    quantity_asked: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def micro(self) -> Figures:
        parts = self.figures.values()
        return Figures(sum(p.hit for p in parts), sum(p.missed for p in parts), sum(p.extra for p in parts))

    def of(self, category: Category) -> Figures:
        return self.figures.setdefault(category, Figures())


def read_gold(split: str, folder: Path = GOLD, only: Sequence[str] = ()) -> list[GoldScene]:
    """Return the scenes of a split ("dev" or "test"), or of the files whose names end in one of `only` ("06").

    Raises SystemExit where a file breaks the format.
    """
    scenes = []
    for file in sorted(folder.glob(f"{split}_*.txt")):
        if only and not file.stem.endswith(tuple(only)):
            continue
        for block in re.split(r"^@@", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            head, _, body = block.partition("\n")
            id_, _, genre = (part.strip() for part in head.partition("|"))
            try:
                scenes.append(_scene(id_, genre, body))
            except ValueError as error:
                raise SystemExit(f"{file.name}, {id_}: {error}") from error
    return scenes


def _scene(id_: str, genre: str, body: str) -> GoldScene:
    items: list[Item] = []
    kept = []
    for line in body.splitlines():
        if line.startswith("@+"):
            match = _PLUS.fullmatch(line.strip())
            if match is None:
                raise ValueError(f"cannot read {line!r}")
            name, quantity = _counted(match[3])
            items.append(Item(Category(match[1]), name, "", -1, match[2] or "", quantity))
        elif not line.startswith("@"):
            kept.append(line)
    marked = "\n".join(kept).strip() + "\n"
    text, at = "", 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        name, _, said = match[3].partition("=")
        name, quantity = _counted(name)
        said = said if "=" in match[3] else name
        items.append(Item(Category(match[1]), name, said, len(text), match[2] or "", quantity))
        text += said
        at = match.end()
    return GoldScene(id_, genre, text + marked[at:], tuple(items))


def _counted(name: str) -> tuple[str, int]:
    match = _COUNT.search(name.strip())
    return (_COUNT.sub("", name.strip()), int(match[1])) if match else (name.strip(), 1)


def wanted(scene: GoldScene, script: Script) -> list[Item]:
    """Return what a scene asks for, each name once: its marks, and everyone with a cue."""
    items = list(scene.items)
    for at, element in enumerate(script.elements):
        if element.type is ElementType.CHARACTER:
            following = script.elements[at + 1] if at + 1 < len(script.elements) else None
            items.append(Item(Category.CAST, names.read_cue(element, following).name, element.text))
    seen: dict[tuple[Category, str], Item] = {}
    for item in items:
        seen.setdefault((item.category, " ".join(normal(item.name))), item)
    return list(seen.values())


def normal(name: str) -> tuple[str, ...]:
    """Return the words of a name in small letters and in the singular, articles left out."""
    parts = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", name.casefold())
    return tuple(singular(word) or word for word in parts if word not in ("a", "an", "the", "his", "her", "their"))


def head(parts: Sequence[str]) -> str:
    """Return the word that says what a thing is: the last one before a preposition."""
    cut = next((at for at, word in enumerate(parts) if at and word in _BREAK), len(parts))
    return parts[cut - 1] if parts else ""


def same_name(one: str, other: str, category: Category) -> bool:
    """True when two names mean one thing. Persons may share any name: MULLEN is SERGEANT MULLEN."""
    a, b = normal(one), normal(other)
    if not a or not b:
        return False
    if category in EVENTS:
        return head(a) == head(b)
    contained = set(a) <= set(b) or set(b) <= set(a)
    return contained and (category is Category.CAST or head(a) == head(b))


def _spans(text: str, script: Script) -> dict[int, int]:
    """Return where each element's text starts in the scene, for elements written there as they read."""
    found, at = {}, 0
    for element in script.elements:
        start = text.find(element.text, at)
        if start >= 0:
            found[element.index] = start
            at = start + len(element.text)
    return found


def _overlaps(item: Item, found: Tag, starts: dict[int, int]) -> bool:
    if item.start < 0:
        return False
    for each in found.evidence:
        if each.element in starts:
            start = starts[each.element] + each.start
            if start < item.start + len(item.words) and item.start < start + len(each.text):
                return True
    return False


def _paraphrased(item: Item) -> bool:
    """True where the gold's list name does not stand in its words: navvies are listed as WORKER."""
    return item.category is not Category.CAST and head(normal(item.name)) not in normal(item.words)


def score(scenes: Sequence[GoldScene]) -> Score:
    """Return the figures over gold scenes."""
    result = Score(len(scenes))
    for scene in scenes:
        script = fountain.parse(scene.text)
        tags = tag(script, breakdown(script))
        items = wanted(scene, script)
        starts = _spans(scene.text, script)
        for category in Category:
            asked = [item for item in items if item.category is category]
            given = [each for each in tags if each.category is category]
            if asked or given:
                _compare(scene, category, asked, given, starts, result)
    return result


def _compare(
    scene: GoldScene, category: Category, asked: list[Item], given: list[Tag], starts: dict[int, int], result: Score
) -> None:
    figures = result.of(category)
    left = list(given)
    missed = []
    for item in asked:
        ranked = [each for each in left if normal(each.name) == normal(item.name)]
        ranked += [each for each in left if same_name(each.name, item.name, category)]
        if category in EVENTS or _paraphrased(item):
            ranked += [each for each in left if _overlaps(item, each, starts)]
        if not ranked:
            missed.append(item)
            continue
        found = ranked[0]
        left.remove(found)
        figures.hit += 1
        result.task_right += category is Category.VFX and found.task == item.task
        if item.quantity > 1:
            result.quantity_asked += 1
            result.quantity_right += found.quantity == item.quantity
    figures.missed += len(missed)
    figures.extra += len(left)
    result.errors += [f"{scene.id} {category.value} MISSED {item.name} <{item.words}>" for item in missed]
    for each in left:
        said = "; ".join(evidence.text for evidence in each.evidence)
        result.errors.append(f"{scene.id} {category.value} EXTRA {each.name} <{said}> {each.confidence}")


def table(result: Score) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| category | gold | precision | recall | F1 |", "|---|---|---|---|---|"]
    rows = [(category.value, result.figures[category]) for category in Category if category in result.figures]
    for name, figures in [*rows, ("micro", result.micro)]:
        lines.append(
            f"| {name} | {figures.hit + figures.missed} | {figures.precision:.3f} | {figures.recall:.3f} |"
            f" {figures.f1:.3f} |"
        )
    return "\n".join(lines)


def _report(result: Score) -> Iterator[str]:
    yield table(result)
    hits = result.figures.get(Category.VFX, Figures()).hit
    yield f"{result.scenes} scenes; task right in {result.task_right} of {hits} visual effects found"
    yield f"quantity right in {result.quantity_right} of {result.quantity_asked} found that have one"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", choices=("dev", "test"))
    parser.add_argument("--errors", action="store_true", help="list what was missed or too much (dev only)")
    parser.add_argument("--file", nargs="+", default=[], metavar="06", help="only the files with these numbers")
    options = parser.parse_args()
    if options.errors and options.split != "dev":
        parser.error("the test split is held out: only its table is shown")
    result = score(read_gold(options.split, only=options.file))
    print("\n".join(_report(result)))
    if options.errors:
        kinds = Counter(line.split()[1] for line in result.errors)
        print(*sorted(result.errors, key=lambda line: (-kinds[line.split()[1]], line.split()[1:3], line)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
