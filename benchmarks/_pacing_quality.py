"""How many known pacing faults the suggestions find, and how many they claim where none was put in.

Clean scripts are the project's short and composed features (`_pacing_films.py`). Into each feature one fault of each
kind is put, one at a time, at a seeded place and size: sizes are drawn from what a script reader would call the fault,
not set at the thresholds. A fault counts as found when a suggestion of its kind, or of the wider one that tells it too,
names one of its scenes (the script as a whole, for running time) and the clean film had no such suggestion there. What
else is said of the seeded film but not of the clean one is counted as `also`; most of it follows from the fault (a film
with a third more night is darker).

Where the story turns is planted too, up to eight hundredths from the usual place, so turning points are compared with
guessing the usual places. What every character says is known word by word, so shares of speech are checked exactly.
Running time cannot be checked: no script with a stated running time is public under a licence that we can use.

Run `python benchmarks/_pacing_quality.py` for the table by kind.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import _pacing_films as films
from _pacing_films import FOE, FRIEND, LEAD, MINOR, SECOND, Planned

from secondunit.core.pacing import Pacing, ScenePace, Suggestion
from secondunit.core.script import ElementType
from secondunit.departments.script.pacing.suggest import TELLS
from secondunit.departments.script.reading import Reading
from secondunit.formats import fountain

SHORT = Path(__file__).resolve().parents[1] / "examples" / "low_tide.fountain"
SEEDS = (101, 102, 103, 104)  # films with faults; thresholds were set while looking at seeds below 100 alone
CLEAN = tuple(range(101, 117))  # films without one
Film = list[Planned]


@dataclass(frozen=True)
class Faults:
    """What was put in and found. Counts of suggestions are over all clean scripts together."""

    seeded: int
    found: int
    by_kind: dict[str, tuple[int, int]]  # kind -> (seeded, found)
    clean: int  # scripts
    clean_pages: float
    false_alarms: int  # suggestions on them
    alarm_kinds: dict[str, int]
    also: int  # suggestions that came with a fault beside the one sought
    turning: int  # turning points planted
    turning_hit: int  # named exactly
    guess_hit: int  # the scene at the usual place is the one
    turning_off: float  # mean distance, in hundredths of the script
    guess_off: float  # the same for the usual places
    shares_exact: bool
    missed: tuple[str, ...] = field(default=())

    @property
    def recall(self) -> float:
        """Share of the seeded faults that were found."""
        return self.found / self.seeded if self.seeded else 0.0


@dataclass(frozen=True)
class Fault:
    """A film with one fault; `where` are its scenes (empty for the whole script), `runtime` the minutes wanted."""

    film: Film
    where: tuple[Planned, ...]
    runtime: int = 0


def _middle(film: Film, rng: random.Random) -> int:
    """Return a place between a fifth and three fifths of the film, away from its turns."""
    turns = [at for at, plan in enumerate(film) if plan.turn]
    return rng.choice([at for at in range(len(film) // 5, len(film) * 3 // 5)
                       if all(abs(at - turn) > 2 for turn in turns)])  # fmt: skip


def _put(film: Film, at: int, scenes: Sequence[Planned]) -> Fault:
    return Fault([*film[:at], *scenes, *film[at:]], tuple(scenes))


def _plan(rng: random.Random, place: str, who: tuple[str, ...], eighths: float, talk: float = 0.5, tone: str = "",
          time: str = "DAY", parts: tuple[str, ...] = ()) -> Planned:  # fmt: skip
    return Planned(place, time, who, eighths, talk, tone, rng.randrange(10**9), parts)


def repeated(film: Film, rng: random.Random) -> Fault:
    """Two to four scenes in a row of the same two in the same place, three and a half to seven pages together."""
    count = rng.randint(2, 4)
    sizes = rng.uniform(29, 56) / count
    pair = (LEAD, rng.choice((SECOND, FRIEND, FOE)))
    return _put(film, _middle(film, rng), [_plan(rng, "INT. GREENHOUSE", pair, sizes) for _ in range(count)])


def alike(film: Film, rng: random.Random) -> Fault:
    """A scene played a second time elsewhere, with two thirds of its words and the rest new."""
    at = _middle(film, rng)
    first = _plan(rng, "INT. BAKERY", (SECOND, FRIEND), 10)
    paragraphs = films.write([first]).strip().split("\n\n")[2:]
    second = _plan(rng, "INT. TRAIN", (SECOND, FRIEND), 10, parts=tuple(paragraphs[: len(paragraphs) * 2 // 3]))
    return _put(film, at, [first, second])


def overlong(film: Film, rng: random.Random) -> Fault:
    """One scene of four to eight pages among ordinary ones."""
    return _put(film, _middle(film, rng), [_plan(rng, "INT. CHAPEL", (LEAD, SECOND, FOE), rng.uniform(34, 64))])


def talky(film: Film, rng: random.Random) -> Fault:
    """Seven to ten pages of almost nothing but talk, in several scenes of changing company and place."""
    rooms = rng.sample(films.PLACES, 6)
    cast = ((LEAD, SECOND), (SECOND, FRIEND, FOE), (LEAD, FRIEND), (FOE, SECOND), (LEAD, FOE, FRIEND), (FRIEND, SECOND))
    size = rng.uniform(56, 80) / 6
    scenes = [_plan(rng, room, who, size, 0.97) for room, who in zip(rooms, cast, strict=True)]
    return _put(film, _middle(film, rng), scenes)


def faceless(film: Film, rng: random.Random) -> Fault:
    """Two to four pages of action with nobody in it."""
    scenes = [_plan(rng, place, (), rng.uniform(9, 16), 0.0) for place in ("EXT. HARBOUR", "EXT. CANAL")]
    return _put(film, _middle(film, rng), scenes)


def hopping(film: Film, rng: random.Random) -> Fault:
    """Six to nine scenes of a third of a page, each at a place that is nowhere else."""
    places = rng.sample(films.FRESH, rng.randint(6, 9))
    return _put(film, _middle(film, rng), [_plan(rng, place, (LEAD, FRIEND), 2.5) for place in places])


def montage(film: Film, rng: random.Random) -> Fault:
    """A montage of two and a half to four pages."""
    scene = _plan(rng, "MONTAGE", (LEAD, SECOND), rng.uniform(21, 32), 0.0, time="TRAINING")
    return _put(film, _middle(film, rng), [scene])


def speech(film: Film, rng: random.Random) -> Fault:
    """A speech of 130 to 260 words."""
    lines = rng.sample(films.deck()[1], 200)
    text, words = "", rng.randint(130, 260)
    while len(text.split()) < words:
        text += " " + lines.pop()
    scene = _plan(rng, "INT. COURTROOM", (FOE, LEAD), 16, parts=(f"{FOE}\n{text[1:]}",))
    return _put(film, _middle(film, rng), [scene])


def crowd(film: Film, rng: random.Random) -> Fault:
    """Eight or nine people who all speak in one scene."""
    who = (LEAD, SECOND, FOE, FRIEND, *MINOR[: rng.randint(4, 5)])
    return _put(film, _middle(film, rng), [_plan(rng, "INT. COURTROOM", who, 20, 0.7)])


def idle(film: Film, rng: random.Random) -> Fault:
    """A second quiet scene of the same two, in a place that was seen before, in which nothing is different."""
    places = ("INT. TRAIN", "INT. BAKERY", "EXT. CANAL")
    scenes = [_plan(rng, place, (LEAD, SECOND), 11, 0.5, "calm") for place in places]
    fault = _put(film, _middle(film, rng), scenes)
    return Fault(fault.film, fault.where[1:])


def _without(film: Film, name: str, start: float, end: float) -> Film:
    """Take a character out of a stretch of the film; somebody else stands in."""
    out = []
    for at, plan in enumerate(film):
        gone = name in plan.who and start <= at / len(film) < end
        rest = tuple(who for who in plan.who if who != name)
        spare = next(who for who in (FRIEND, MINOR[0], MINOR[1]) if who != name and who not in rest)
        out.append(replace(plan, who=(*rest, spare) if len(rest) < 2 else rest) if gone else plan)
    return out


def late_lead(film: Film, rng: random.Random) -> Fault:
    """The lead comes after 28 to 40 % of the film."""
    film = _without(film, LEAD, 0.0, rng.uniform(0.28, 0.40))
    return Fault(film, (next(plan for plan in film if LEAD in plan.who),))


def opening(film: Film, rng: random.Random) -> Fault:
    """The lead comes after 12 to 20 % of the film."""
    film = _without(film, LEAD, 0.0, rng.uniform(0.12, 0.20))
    return Fault(film, (next(plan for plan in film if LEAD in plan.who),))


def gone(film: Film, rng: random.Random) -> Fault:
    """The antagonist is never seen again after 30 to 50 % of the film."""
    end = rng.uniform(0.30, 0.50)
    film = _without(film, FOE, end, 1.0)
    return Fault(film, tuple(plan for plan in film if FOE in plan.who)[-1:])


def away(film: Film, rng: random.Random) -> Fault:
    """The antagonist is away for 40 to 55 % of the film and comes back."""
    start = rng.uniform(0.2, 0.3)
    film = _without(film, FOE, start, start + rng.uniform(0.42, 0.55))
    last = [plan for at, plan in enumerate(film) if FOE in plan.who and at / len(film) < start]
    return Fault(film, tuple(last[-1:]))


def parts(film: Film, rng: random.Random) -> Fault:
    """Three to five constables in one scene, each with a line or two."""
    who = (LEAD, *(f"CONSTABLE {number}" for number in range(1, rng.randint(3, 5) + 1)))
    return _put(film, _middle(film, rng), [_plan(rng, "INT. COUNTY ARCHIVE", who, 9, 0.6)])


def flat(film: Film, rng: random.Random) -> Fault:
    """A sixth to a quarter of the film in which quiet scene follows quiet scene."""
    count = round(len(film) * rng.uniform(0.17, 0.25))
    start = _middle(film, rng)
    film = [replace(plan, tone="calm", turn="", talk=0.5) if start <= at < start + count else plan
            for at, plan in enumerate(film)]  # fmt: skip
    return Fault(film, tuple(film[start : start + count]))


def late_incident(film: Film, rng: random.Random) -> Fault:
    """Nothing happens before 18 to 25 % of the film: three friends in three places, quiet; then the first turn."""
    first = next(at for at, plan in enumerate(film) if plan.turn == "opportunity")
    count = round(len(film) * rng.uniform(0.18, 0.25))
    rooms = ("INT. NORA'S FLAT", "INT. BAKERY", "EXT. CANAL")
    company = ((LEAD, FRIEND), (LEAD, SECOND), (SECOND, FRIEND))
    quiet = [_plan(rng, rooms[at % 3], company[at // 2 % 3], rng.uniform(5, 10), 0.5, "calm") for at in range(count)]
    return Fault([*quiet, *film[first:]], (film[first], *quiet))


def too_long(film: Film, rng: random.Random) -> Fault:
    """The film is wanted 8 to 30 % shorter than a page a minute makes it."""
    return Fault(film, (), round(_pages(film) * rng.uniform(0.70, 0.92)))


def too_short(film: Film, rng: random.Random) -> Fault:
    """The film is wanted 25 to 60 % longer than a page a minute makes it."""
    return Fault(film, (), round(_pages(film) * rng.uniform(1.25, 1.6)))


def _pages(film: Film) -> float:
    return sum(plan.eighths for plan in film) / 8


def nights(film: Film, rng: random.Random) -> Fault:
    """Scenes play outside at night, every other one of the film."""
    film = [replace(plan, place=plan.place.replace("INT.", "EXT."), time="NIGHT") if at % 2 else plan
            for at, plan in enumerate(film)]  # fmt: skip
    return Fault(film, tuple(film[1::2]))


def dark(film: Film, rng: random.Random) -> Fault:
    """Seven to ten pages of grief and nothing else."""
    start = _middle(film, rng)
    film = [replace(plan, tone="dark", talk=0.25, eighths=11.0) if start <= at < start + 6 else plan
            for at, plan in enumerate(film)]  # fmt: skip
    return Fault(film, tuple(film[start : start + 6]))


KINDS: dict[str, tuple[Callable[[Film, random.Random], Fault], ...]] = {
    "repeated pairing": (repeated,), "alike back to back": (alike,), "overlong scene": (overlong,),
    "talk-heavy stretch": (talky,), "action without a character": (faceless,), "company moves": (hopping,),
    "long montage": (montage,), "long speech": (speech,), "many voices": (crowd,), "nothing changes": (idle,),
    "late lead": (late_lead,), "opening without the lead": (opening,), "character vanishes": (gone, away),
    "parts that could be one": (parts,), "flat tension": (flat,), "late inciting incident": (late_incident,),
    "over the running time": (too_long,), "under the running time": (too_short,), "nights outside": (nights,),
    "no breath": (dark,),
}  # fmt: skip


def read(text: str, runtime: int = 0) -> Pacing:
    """Return the pacing of a script as the commands give it."""
    return Reading(fountain.parse(text), runtime=runtime).pacing


def faults(seeds: Sequence[int] = SEEDS, clean_seeds: Sequence[int] = CLEAN) -> Faults:
    """Put every fault into the films of these seeds, read them and others clean, and count what is found."""
    short = read(SHORT.read_text(encoding="utf-8"))
    alarms = [each.kind for each in short.suggestions]
    pages = short.runtime.pages
    by_kind = {kind: [0, 0] for kind in KINDS}
    missed: list[str] = []
    also = planted = hit = guess_hit = 0
    off = guess = 0.0
    exact = True
    everything = sorted({*seeds, *clean_seeds})
    for seed in everything:
        clean = films.clean(seed)
        base = read(films.write(clean))
        alarms += [each.kind for each in base.suggestions]
        pages += base.runtime.pages
        exact = exact and _exact(clean, base)
        for point in base.turning:
            true = next(at for at, plan in enumerate(clean) if plan.turn == str(point.kind))
            place = _place(base.scenes[true])
            planted += 1
            hit += base.scenes[true].id == point.scene
            guess_hit += base.scenes[true].start <= point.expected < base.scenes[true].end
            off += abs(point.position - place)
            guess += abs(point.expected - place)
        before = {each.id for each in base.suggestions}
        for kind, makers in KINDS.items() if seed in seeds else ():
            for number, make in enumerate(makers):
                fault = make(clean, random.Random(f"{seed} {kind} {number}"))
                pacing = read(films.write(fault.film), fault.runtime)
                new = [each for each in pacing.suggestions if each.id not in before]
                kinds = {kind} | {wide for wide, narrow in TELLS if narrow == kind}
                here = [each for each in new if each.kind in kinds and _names(each, fault, pacing)]
                by_kind[kind][0] += 1
                by_kind[kind][1] += bool(here)
                also += len(new) - len(here)
                if not here:
                    missed.append(f"film {seed}: {kind} ({make.__name__})")
    return Faults(
        sum(a for a, _ in by_kind.values()), sum(b for _, b in by_kind.values()),
        {kind: (a, b) for kind, (a, b) in by_kind.items()}, len(everything) + 1, round(pages, 1), len(alarms),
        {kind: alarms.count(kind) for kind in dict.fromkeys(alarms)}, also, planted, hit, guess_hit,
        round(100 * off / planted, 2), round(100 * guess / planted, 2), exact, tuple(missed),
    )  # fmt: skip


def _place(scene: ScenePace) -> float:
    return (scene.start + scene.end) / 2


def _names(each: Suggestion, fault: Fault, pacing: Pacing) -> bool:
    where = {pacing.scenes[fault.film.index(plan)].id for plan in fault.where}
    return not where or not where.isdisjoint(each.scenes)


def _exact(film: Film, pacing: Pacing) -> bool:
    """True when every character's words and share are those that were written."""
    said: dict[str, int] = {}
    script = fountain.parse(films.write(film))
    assert sum(element.type is ElementType.SCENE_HEADING for element in script.elements) == len(film)
    for plan in film:
        for name, words in plan.said.items():
            said[name] = said.get(name, 0) + words
    total = sum(said.values())
    found = {voice.name: (voice.words, voice.share) for voice in pacing.voices if voice.words}
    return found == {name: (words, round(words / total, 5)) for name, words in said.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--clean", type=int, nargs="+", default=CLEAN)
    options = parser.parse_args()
    found = faults(options.seeds, options.clean)
    for kind, (seeded, hit) in found.by_kind.items():
        print(f"{kind:28} {hit} of {seeded}")
    print(f"found {found.found} of {found.seeded}; also said {found.also}")
    print(f"clean: {found.false_alarms} suggestions on {found.clean} scripts, {found.clean_pages} pages: "
          f"{found.alarm_kinds}")  # fmt: skip
    print(f"turning points: {found.turning_hit} of {found.turning} exact, {found.turning_off} % away; "
          f"usual places {found.guess_hit} and {found.guess_off} %")  # fmt: skip
    print(f"shares exact: {found.shares_exact}")
    print(*found.missed, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
