"""The compiled lexicon (WordNet 3.0 classes and counts) with the forms of words.

`data/ORIGIN.md` gives origin and licence, `tools/build_lexicon.py` the method and the format.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from secondunit.departments.script.lexicon import words

_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "people": "people", "mice": "mouse", "geese": "goose",
    "teeth": "tooth", "feet": "foot", "wolves": "wolf", "loaves": "loaf", "leaves": "leaf", "shelves": "shelf",
    "knives": "knife", "wives": "wife", "lives": "life", "thieves": "thief", "scarves": "scarf", "hooves": "hoof",
    "calves": "calf", "halves": "half", "elves": "elf", "dwarves": "dwarf", "oxen": "ox", "dice": "die",
    "matches": "match", "axes": "axe", "buses": "bus", "gases": "gas", "lenses": "lens", "glasses": "glasses",
    "shoes": "shoe", "canoes": "canoe", "toes": "toe", "movies": "movie", "cookies": "cookie", "zombies": "zombie",
    "pies": "pie", "ties": "tie", "headaches": "headache", "aches": "ache", "police": "police", "cavemen": "caveman",
    "caches": "cache", "lice": "louse", "cacti": "cactus", "headphones": "headphones", "binoculars": "binoculars",
    "scissors": "scissors", "pliers": "pliers", "tongs": "tongs", "tweezers": "tweezers", "trousers": "trousers",
    "jeans": "jeans", "pants": "pants", "shorts": "shorts", "goggles": "goggles", "sunglasses": "sunglasses",
    "spectacles": "spectacles", "pyjamas": "pyjamas", "pajamas": "pajamas", "overalls": "overalls",
    "handcuffs": "handcuffs", "tights": "tights", "leggings": "leggings", "scrubs": "scrubs", "stairs": "stairs",
    "news": "news", "clothes": "clothes", "jeep": "jeep", "braces": "braces", "dungarees": "dungarees",
}  # fmt: skip
_SAME = words("bus gas glass dress mattress cross boss class mess canvas lens compass cutlass atlas iris chaos"
              " bass brass grass cactus virus octopus campus kiss moss loss pass press guess hostess waitress actress"
              " princess goddess mistress governess duchess empress harness chess fortress abyss corpus circus"
              " christmas genius thermos bias hearse series species")  # fmt: skip
_PAST = {
    "broken": "break", "torn": "tear", "worn": "wear", "burnt": "burn", "frozen": "freeze", "hidden": "hide",
    "stolen": "steal", "thrown": "throw", "drawn": "draw", "beaten": "beat", "bitten": "bite", "shot": "shoot",
    "stuck": "stick", "bent": "bend", "lit": "light", "held": "hold", "hung": "hang", "made": "make", "cut": "cut",
    "built": "build", "bound": "bind", "written": "write", "eaten": "eat", "driven": "drive", "fallen": "fall",
    "split": "split", "spilt": "spill", "blown": "blow", "sewn": "sew", "flown": "fly", "set": "set",
    "spread": "spread",
    "left": "leave", "kept": "keep", "sunk": "sink", "wound": "wind", "crept": "creep", "dug": "dig", "bled": "bleed",
    "caught": "catch", "given": "give", "taken": "take", "seen": "see", "known": "know", "won": "win", "lost": "lose",
    "flung": "fling", "swung": "swing", "struck": "strike", "strung": "string", "slung": "sling", "stung": "sting",
    "sprung": "spring", "shrunk": "shrink", "sung": "sing", "drunk": "drink", "ground": "grind", "fought": "fight",
    "bought": "buy", "brought": "bring", "taught": "teach", "felt": "feel", "swept": "sweep", "slept": "sleep",
    "sent": "send", "spent": "spend", "met": "meet", "fed": "feed", "led": "lead", "sped": "speed", "trodden": "tread",
    "woven": "weave", "sworn": "swear", "ridden": "ride", "risen": "rise", "forgotten": "forget", "spoken": "speak",
    "woken": "wake", "chosen": "choose", "mown": "mow", "strewn": "strew", "shorn": "shear", "slain": "slay",
    "hewn": "hew", "slit": "slit", "clad": "clothe", "knelt": "kneel", "leapt": "leap", "dealt": "deal", "hurt": "hurt",
    "found": "find", "told": "tell", "sold": "sell", "laid": "lay", "swollen": "swell", "shaken": "shake",
}  # fmt: skip


class Entry(NamedTuple):
    """What the lexicon says of one written word."""

    lemma: str  # singular noun, or the word itself
    classes: str  # strongest first: "v7s2"
    best: str  # strongest class letter, "" for abstract or unknown words
    noun: int  # 0-9 how common as a noun, -1 no noun
    verb: int
    adjective: int
    plural: bool
    base: str  # verb in its base form, "" where it is none
    form: str  # "base", "s", "ing", "ed"; "" where it is no verb
    deed: str = ""  # class of the verb: h contact, v motion, n noise ... (tools/build_lexicon.py)

    def weight(self, letters: str) -> float:
        """Return the share of the senses that belong to any of the classes."""
        return _share(self.classes, letters)


@lru_cache(maxsize=50_000)
def _share(classes: str, letters: str) -> float:
    return sum(int(classes[at + 1]) for at in range(0, len(classes), 2) if classes[at] in letters) / 10


@cache
def _table() -> dict[str, str]:
    """Read the compiled file once."""
    text = files("secondunit.departments.script").joinpath("data", "lexicon.txt").read_text(encoding="ascii")
    body = text[text.index("\n", text.rindex("\n#") + 1) + 1 : -1]
    cells = body.replace("\n", "\t").split("\t")
    return dict(zip(cells[::2], cells[1::2], strict=True))


def known(phrase: str) -> bool:
    """True when the lexicon lists a word or a group of words ("tire iron")."""
    return phrase in _table()


def classes(phrase: str) -> str:
    """Return the class letters of a word or a group of words as listed; "" where there is none."""
    return _table().get(phrase, " ").partition(" ")[0]


def _facts(word: str) -> tuple[str, int, int, int]:
    """Return classes and counts of a listed word; nothing known gives -1."""
    found = _table().get(word)
    if found is None:
        return "", -1, -1, -1
    letters, _, signs = found.partition(" ")
    noun, verb, adjective = (-1 if sign == "." else int(sign) for sign in signs[:3])
    return letters, noun, verb, adjective


def _deed(base: str) -> str:
    """Return the class of a verb in its base form."""
    return _table().get(base, " ").partition(" ")[2][3:]


def singular(word: str) -> str | None:
    """Return the singular of a plural noun; None for a word that is no plural."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men") and word[:-3] + "man" in _table():
        return word[:-3] + "man"
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in _SAME:
        return None
    table = _table()
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes", "ses", "oes")):
        return word[:-2] if word[:-2] in table or word[:-1] not in table else word[:-1]
    return word[:-1]


_VOWELS = "aeiou"


def verb_base(word: str) -> tuple[str, str]:
    """Return (base, form) of a verb form; ("", "") where no listed verb fits."""
    if word in _PAST:
        return _PAST[word], "ed"
    for ending, form in (("ing", "ing"), ("ed", "ed"), ("es", "s"), ("s", "s")):
        if not word.endswith(ending) or len(word) < len(ending) + 2:
            continue
        stem = word[: -len(ending)]
        doubled = len(stem) > 2 and stem[-1] == stem[-2]
        tries = [stem, *([stem + "e"] if form != "s" else []), *([stem[:-1]] if doubled else [])]
        if (
            form != "s"
            and len(stem) > 2
            and stem[-1] not in "aeiouwxy"
            and stem[-2] in "aiou"
            and stem[-3] not in _VOWELS
        ):
            tries[:2] = tries[1::-1]  # "scraped" is of "scrape": of "scrap" it would be "scrapped"
        if stem.endswith("i") and ending != "s":
            tries.append(stem[:-1] + "y")
        if form == "s" and word.endswith("ss"):
            break
        for each in tries:
            if _facts(each)[2] >= 0 and each != "be":
                return each, form
    if _facts(word)[2] >= 0:
        return word, "base"
    return "", ""


_ENTRIES: dict[str, Entry] = {}


def entry(word: str) -> Entry:
    """Return what is known of a word in small letters, in whatever form it stands."""
    found = _ENTRIES.get(word)
    if found is None:
        found = _look_up(word)
        if len(_ENTRIES) < 200_000:  # a hostile script must not fill the memory of a server
            _ENTRIES[word] = found
    return found


_LAST = words(
    "box bag book case coat boat ball pot gun bike car house room man woman person girl boy chair table light"
    " lamp suit shirt board stick stone knife glass cup bottle plane ship truck paper card dog horse fish bird"
)


def _compound(word: str, lemma: str) -> tuple[str, int]:
    """Return class and count of a word by its last part ("lunchbox"); nothing where no part is known."""
    for size in (6, 5, 4, 3):
        tail = lemma[-size:]
        if tail in _LAST and len(lemma) - size >= 3:
            letters, noun, _, _ = _facts(tail)
            return letters, noun
    return "", -1


def _look_up(word: str) -> Entry:
    letters, noun, verb, adjective = _facts(word)
    single = singular(word)
    plural = False
    lemma = word
    if single is not None and single != word:
        of_single = _facts(single)
        if of_single[1] >= 0 or (single not in _table() and word not in _table()):
            plural, lemma = True, single
            if of_single[1] > noun or not letters:
                letters, noun = of_single[0], of_single[1]
            adjective = -1 if adjective < 1 else adjective
    elif single == word:
        plural = True
        if not letters:  # handcuffs are not listed, a handcuff is
            letters, noun = _facts(word.removesuffix("s"))[:2]
    if word.endswith(("folk", "people", "kind")) and word not in ("folk", "kind"):
        plural = True
    if not letters and noun < 0 and len(word) > 5:
        letters, noun = _compound(word, lemma)
    base, form = verb_base(word)
    if base and base != word:
        verb = _facts(base)[2]
    if "-" in word and not letters:
        tail = word.rpartition("-")[2]
        if tail:
            letters = _facts(tail)[0]
            noun = _facts(tail)[1]
    return Entry(lemma, letters, letters[:1], noun, verb, adjective, plural, base, form, _deed(base))
