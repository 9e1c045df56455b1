"""Invented features to measure pacing with: planned scene by scene, filled with our own gold scenes' words.

A film is a list of `Planned` scenes: who is there, where, when, how long, how much talk, in which tone. The words are
action and speeches of `gold/breakdown/dev_*.txt` that name nobody, and for tones the sentences below, written without a
look at any word list. They make no story: a composed film has the measures of one (about 75 scenes on 65 pages, a lead
in four scenes of five, places that come back, quiet and violent scenes in turn), and nothing else is asked of it here.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

import _breakdown_f1 as gold

from secondunit.core.script import ElementType
from secondunit.departments.script import breakdown
from secondunit.formats import fountain

LEAD, SECOND, FOE, FRIEND = "NORA", "TOMAS", "HARGREAVE", "WINNIE"
MINOR = ("ADE", "BRAM", "IRIS", "KOFI", "LOTTE", "MAREK")
NEW = ("OSWIN", "PETRA", "QUILL", "ROSA", "SANJAY")  # who comes with a turn of the story
PLACES = (
    "INT. NORA'S FLAT", "INT. BAKERY", "EXT. CANAL", "INT. COUNTY ARCHIVE", "EXT. HARBOUR", "INT. TRAIN",
    "INT. COURTROOM", "EXT. ALLOTMENTS", "INT. HOSPITAL WARD", "EXT. MARKET SQUARE", "INT. BOATHOUSE", "INT. CHAPEL",
    "EXT. ROOFTOP", "INT. PRINT WORKS",
)  # fmt: skip
FRESH = (
    "EXT. QUARRY", "INT. LIGHTHOUSE", "EXT. RAILWAY VIADUCT", "INT. OPERA HOUSE", "EXT. SALT MARSH",
    "INT. COLD STORE", "EXT. RACECOURSE", "INT. OBSERVATORY", "EXT. CAR PARK", "INT. LAUNDERETTE",
)  # fmt: skip
TONES = {
    "calm": (
        "Sun on the table. A kettle comes to the boil and somebody laughs in the next room.",
        "They share an orange, segment by segment, in no hurry.",
        "A window stands open. Children play a long way down.",
        "The tea is good. The chair is comfortable. Nothing has to happen.",
        "A neighbour waves from a bicycle and is waved at.",
        "Flowers in a jar, a clean cloth, the smell of bread.",
        "The cat finds the warm place and stretches.",
        "A song hummed, half remembered, the rest made up.",
    ),
    "tense": (
        "A shot. Glass bursts. Everyone drops to the floor.",
        "Boots on the stairs, fast. The lock splinters!",
        "The knife comes out. Nobody breathes.",
        "The rope frays, strand by strand, over the drop.",
        "Fire runs along the ceiling. They crawl under the smoke!",
        "A car comes straight at them without lights.",
        "Hands close around a throat and do not let go.",
        "An explosion throws them against the wall. Sirens, screams!",
    ),
    "dark": (
        "A coffin too small. Nobody can look at the mother.",
        "The letter says dead. It says nothing else.",
        "He weeps without a sound, as one weeps who is ashamed of it.",
        "Blood on the sheet. The nurse shakes her head.",
        "The house is burnt out, the dog dead in the yard.",
        "Hunger, sickness, fear; the same faces as yesterday, fewer of them.",
        "She hates him. She tells him so, bitterly, and he knows that she is right.",
        "The grave fills with water as they dig.",
    ),
}
# Usual places, and how far from them the films have theirs; on real films fixed places are a tenth off on average.
TURNS = (
    ("opportunity", 0.10, 0.05), ("change of plans", 0.25, 0.08), ("point of no return", 0.50, 0.08),
    ("major setback", 0.75, 0.08), ("climax", 0.945, 0.03),
)  # fmt: skip
_LINES = 54 / 8  # an eighth of a page
_NAMED = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w']+|\b[A-Z]{2,}")


@dataclass(eq=False)
class Planned:
    """One scene before it is written. `parts` are paragraphs that it must hold, as Fountain."""

    place: str
    time: str
    who: tuple[str, ...]
    eighths: float
    talk: float = 0.5  # share of its lines
    tone: str = ""  # of TONES; "" for none of them
    seed: int = 0
    parts: tuple[str, ...] = ()
    turn: str = ""  # the turning point that it is
    said: Counter[str] = field(default_factory=Counter)  # words by name, once written

    @property
    def heading(self) -> str:
        """The heading as Fountain: forced where it does not begin with INT or EXT."""
        dot = "" if self.place.startswith(("INT.", "EXT.")) else "."
        return f"{dot}{self.place} - {self.time}"


@cache
def deck() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (action, speeches) of the development scenes in which no name stands."""
    scripts = [fountain.parse(scene.text) for scene in gold.read_gold("dev")]
    names = {word for script in scripts for who in breakdown(script).characters for word in who.name.lower().split()}
    kept: dict[ElementType, list[str]] = {ElementType.ACTION: [], ElementType.DIALOGUE: []}
    for element in (element for script in scripts for element in script.elements):
        plain = not _NAMED.search(element.text) and names.isdisjoint(re.findall(r"[a-z']+", element.text.lower()))
        if element.type in kept and plain:
            kept[element.type].append(element.text)
    return tuple(kept[ElementType.ACTION]), tuple(kept[ElementType.DIALOGUE])


def write(film: list[Planned]) -> str:
    """Return the film as Fountain."""
    return "Title: Composed\n\n" + "\n\n".join(_scene(each) for each in film) + "\n"


def _scene(plan: Planned) -> str:
    rng = random.Random(plan.seed)
    action, speeches = (rng.sample(cards, len(cards)) for cards in deck())
    toned = rng.sample(TONES[plan.tone], len(TONES[plan.tone])) if plan.tone else []
    plan.said = Counter()
    out = [plan.heading, *plan.parts]
    if plan.who and not plan.parts:
        out.append(f"{' and '.join(name.capitalize() for name in plan.who)} in the middle of it.")
    told = turn = at = 0
    used = {True: 0, False: 0}  # lines: is it talk?
    for part in out:
        used[_is_talk(part)] += _height(part)
    while sum(used.values()) < plan.eighths * _LINES - 1:
        talk = bool(plan.who) and used[True] < plan.talk * (sum(used.values()) + 2)
        if talk:
            name = plan.who[turn % len(plan.who)]
            count = rng.choice((1, 1, 2, 3))
            text = " ".join(speeches[(at + step) % len(speeches)] for step in range(count))
            at, turn = at + count, turn + 1
            plan.said[name] += len(text.split())
            part = f"{name}\n{text}"
        else:
            text = toned[told // 2 % len(toned)] if toned and told % 2 == 0 else action[told % len(action)]
            told += 1
            part = text
        used[talk] += _height(part)
        out.append(part)
    return "\n\n".join(out)


def _is_talk(part: str) -> bool:
    name, _, said = part.partition("\n")
    return bool(said) and name.isupper()


def _height(part: str) -> int:
    """Return about how many lines a paragraph prints, with the blank line above it."""
    if _is_talk(part):
        return 2 + len(textwrap.wrap(part.partition("\n")[2], 35))
    return 1 + len(textwrap.wrap(part, 60))


def clean(seed: int, scenes: int = 74) -> list[Planned]:
    """Return a film without a fault that was put in; the same seed gives the same film."""
    rng = random.Random(seed)
    film: list[Planned] = []
    turns = {round((at + rng.uniform(-wide, wide)) * scenes): kind for kind, at, wide in TURNS}
    fresh, new = iter(rng.sample(FRESH, len(FRESH))), iter(NEW)
    for at in range(scenes):
        place = rng.choice([each for each in PLACES if not film or each != film[-1].place])
        time = rng.choice(("DAY", "DAY", "DAY", "MORNING", "NIGHT", "NIGHT", "EVENING"))
        lead = at == 0 or rng.random() < 0.8
        others = [name for name, often in ((SECOND, 0.4), (FOE, 0.3), (FRIEND, 0.35)) if rng.random() < often]
        minor = [MINOR[at % len(MINOR)]] if rng.random() < 0.35 else []
        who = ([LEAD] if lead else []) + others[: 2 if lead else 3] + minor
        who = who if len(who) > 1 or (who and rng.random() < 0.3) else [*who, FRIEND if FRIEND not in who else FOE]
        wave = ("calm", "", "", "tense", "", "tense") if at < scenes * 0.6 else ("", "tense", "calm", "tense", "dark")
        size = min(18.0, max(3.0, rng.lognormvariate(1.85, 0.45)))
        talk, tone = rng.uniform(0.3, 0.65), wave[at % len(wave)]
        plan = Planned(place, time, tuple(who), size, talk, tone, rng.randrange(10**9))
        if at in turns:
            plan.turn, plan.place = turns[at], next(fresh)
            plan.who = (LEAD, next(new), FOE)
            plan.eighths, plan.tone = 12.0, "dark" if plan.turn == "major setback" else "tense"
        film.append(plan)
    for at, name in enumerate(NEW):  # who came with a turn stays
        first = next(n for n, plan in enumerate(film) if name in plan.who)
        later = range(first + 2, scenes, 4 + at)
        for where in later:
            film[where].who = (*film[where].who[:2], name)
    return film
