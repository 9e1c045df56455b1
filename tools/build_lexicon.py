"""Compile the breakdown lexicon from WordNet 3.0.

    python tools/build_lexicon.py [/usr/share/wordnet] [-o src/secondunit/departments/script/data/lexicon.txt]

Every noun sense gets the class of its nearest ancestor among `ROOTS` (hypernym tree, breadth first). A word's
classes are weighed by how often each sense was met in WordNet's tagged texts (`cntlist.rev`), with a small share for
senses that were never met, less for each later one. One line a word:

    word<tab>classes counts

`classes` is letter and tenths of the weight, strongest first (`v7s2`: seven tenths vehicle); what is missing to ten
is abstract. `counts` are three signs for noun, verb and adjective: `.` is no such word, else 0-9 on a scale of
powers of two of how often it was met. Verbs have a fourth sign, their class: the lexicographer's file of the senses
met most (`VERBS`), or `n` where they make a noise. Same WordNet in, same bytes out.
"""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import Iterator
from pathlib import Path

ROOTS: dict[str, tuple[str, ...]] = {
    "v": ("conveyance.3", "vehicle.1", "craft.2"),
    "w": ("weapon.1", "weaponry.1", "ammunition.1", "explosive_device.1"),
    "c": ("clothing.1", "footwear.1", "footwear.2", "headdress.1", "attire.1", "neckwear.1", "handwear.1", "mask.1",
          "mask.4", "costume.1", "uniform.1", "fur.3", "protective_garment.1"),
    "j": ("jewelry.1",),
    "h": ("tool.1", "utensil.1", "tableware.1", "cutlery.1", "bag.1", "bag.4", "box.1", "bottle.1", "jar.1", "can.1",
          "case.5", "basket.1", "bucket.1", "cup.1", "drinking_vessel.1", "camera.1", "plaything.1", "medicine.2",
          "writing_implement.1", "book.2", "letter.1", "envelope.1", "newspaper.3", "cord.1", "rope.1", "bandage.1",
          "flashlight.1", "lantern.1", "umbrella.1", "luggage.1", "ticket.1", "medical_instrument.1", "stick.1",
          "lighter.2", "cigarette.1", "cigar.1", "photograph.1", "playing_card.1", "plate.4", "tray.1", "towel.1",
          "handkerchief.1", "telephone.1", "sports_equipment.1", "game_equipment.1", "card.2", "card.3", "key.1",
          "toiletry.1", "drug.1", "container.1", "money.3", "currency.1", "piece_of_cloth.1", "restraint.6"),
    "a": ("animal.1",),
    "f": ("food.1", "food.2"),
    "d": ("beverage.1",),
    "u": ("furniture.1", "lamp.2", "floor_cover.1", "curtain.1", "home_appliance.1", "white_goods.1", "clock.1",
          "shelf.1", "lighting_fixture.1", "painting.1", "statue.1", "sculpture.1", "mirror.1", "ashcan.1", "barrel.2",
          "fixture.1", "plumbing_fixture.1", "heater.1", "bedclothes.1", "cushion.3", "gravestone.1", "tent.1",
          "canopy.3", "scaffold.1", "scaffold.2", "rack.1", "rack.5", "machine.1", "decoration.1", "sign.4",
          "fountain.2", "stove.1", "stove.2"),
    "i": ("musical_instrument.1",),
    "k": ("vessel.3",),
    "t": ("device.1", "equipment.1", "implement.1", "instrumentality.3"),
    "o": ("document.1", "publication.1", "money.1", "writing.2", "paper.7", "picture.1", "stationery.1"),
    "s": ("structure.1", "building.1", "area.5", "way.6", "room.1", "facility.1", "region.1", "location.1"),
    "p": ("person.1", "operator.2"),
    "g": ("people.1", "gathering.1", "social_group.1"),
    "b": ("body_part.1", "body_covering.1"),
    "l": ("plant.2",),
    "m": ("substance.1", "substance.4", "substance.7", "fabric.1"),
    "n": ("natural_object.1", "geological_formation.1", "body_of_water.1"),
    "q": ("imaginary_being.1", "spiritual_being.1"),
    "z": ("artifact.1",),
    "e": ("phenomenon.1", "weather.1"),
    "x": ("sound.4", "noise.1"),
    "y": ("music.1", "music.2"),
    "r": ("injury.1", "hairdo.1", "facial_hair.1", "blemish.1", "cosmetic.1", "skin_disease.1"),
}  # fmt: skip
KEPT = frozenset("vwchjafduiktospgblmqzxyr")  # classes that give a word a line of its own
VERBS = {  # lexicographer files of verbs (lexnames.5WN)
    "29": "b", "30": "c", "31": "g", "32": "m", "33": "f", "34": "e", "35": "h", "36": "k", "37": "x", "38": "v",
    "39": "p", "40": "o", "41": "s", "42": "z", "43": "w",
}  # fmt: skip
NOISE = ("sound.2", "sound.3", "noise.1", "emit.3", "cry.2", "shout.2")  # verbs below these make a noise
NOTICE = """\
# Derived from WordNet 3.0 by tools/build_lexicon.py; see ORIGIN.md beside this file for licence and method.
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved.
# THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS" AND PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES,
# EXPRESS OR IMPLIED.
"""


def index(folder: Path, part: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (lemma, synset offsets by sense number) of one part of speech."""
    with (folder / f"index.{part}").open(encoding="ascii") as lines:
        for line in lines:
            if not line.startswith(" "):
                fields = line.split()
                yield fields[0], fields[-int(fields[2]) :]


def hypernyms(folder: Path, part: str) -> dict[str, list[str]]:
    """Return the hypernyms of every synset that is a kind, not one individual, by offset."""
    above: dict[str, list[str]] = {}
    with (folder / f"data.{part}").open(encoding="ascii") as lines:
        for line in lines:
            if line.startswith(" "):
                continue
            fields = line.partition(" | ")[0].split()
            first = 4 + 2 * int(fields[3], 16)
            pointers = [fields[first + 1 + 4 * i : first + 5 + 4 * i] for i in range(int(fields[first]))]
            if not any(kind == "@i" for kind, *_ in pointers):  # an instance is one person or place, no kind of thing
                above[fields[0]] = [to for kind, to, of, _ in pointers if kind == "@" and of == part[0]]
    return above


def verb_files(folder: Path) -> dict[str, str]:
    """Return the class of every verb synset by its lexicographer's file."""
    with (folder / "data.verb").open(encoding="ascii") as lines:
        fields = (line.split(maxsplit=2) for line in lines if not line.startswith(" "))
        return {offset: VERBS[number] for offset, number, _ in fields}


def counts(folder: Path) -> dict[tuple[str, str], dict[int, int]]:
    """Return how often each sense was met: {(lemma, part): {sense number: count}}."""
    parts = {"1": "noun", "2": "verb", "3": "adj", "5": "adj"}
    found: dict[tuple[str, str], dict[int, int]] = {}
    with (folder / "cntlist.rev").open(encoding="ascii") as lines:
        for line in lines:
            key, sense, count = line.split()
            lemma, _, rest = key.partition("%")
            if rest[0] in parts:
                found.setdefault((lemma.lower(), parts[rest[0]]), {})[int(sense)] = int(count)
    return found


def classes_of(offset: str, above: dict[str, list[str]], roots: dict[str, str], known: dict[str, str]) -> str:
    """Return the class of the nearest root over a synset; an empty string for abstract things."""
    if offset not in known:
        queue, seen, found = deque([offset]), {offset}, ""
        while queue:
            at = queue.popleft()
            if at in roots:
                found = roots[at]
                break
            for each in above.get(at, ()):
                if each not in seen:
                    seen.add(each)
                    queue.append(each)
        known[offset] = found
    return known[offset]


def scale(count: int) -> str:
    """Return 0-9 for a count: the power of two, so 9 is 256 and more."""
    return str(min(count.bit_length(), 9))


def offset_of(index: dict[str, list[str]], name: str) -> str:
    """Return the synset of a name with its sense number: `weapon.1`."""
    lemma, _, sense = name.rpartition(".")
    return index[lemma][int(sense) - 1]


def verb_classes(
    folder: Path, verbs: dict[str, list[str]], met: dict[tuple[str, str], dict[int, int]]
) -> dict[str, str]:
    """Return the class of each verb: that of the senses met most; a noise counts from a third of them."""
    above, files = hypernyms(folder, "verb"), verb_files(folder)
    noise = {offset_of(verbs, name): "n" for name in NOISE}
    known: dict[str, str] = {}
    out = {}
    for word, senses in verbs.items():
        weights: dict[str, float] = {}
        total = 0.0
        for number, offset in enumerate(senses, 1):
            weight = met.get((word, "verb"), {}).get(number, 0) + 0.5 / number
            total += weight
            for letter in {files[offset], classes_of(offset, above, noise, known)} - {""}:
                weights[letter] = weights.get(letter, 0.0) + weight
        loud = weights.pop("n", 0.0) > total / 3
        out[word] = "n" if loud else max(sorted(weights), key=weights.__getitem__)
    return out


def compile_lexicon(folder: Path) -> str:
    """Return the text of the lexicon."""
    nouns = dict(index(folder, "noun"))
    verbs = dict(index(folder, "verb"))
    adjectives = dict(index(folder, "adj"))
    above, met = hypernyms(folder, "noun"), counts(folder)
    roots = {offset_of(nouns, name): letter for letter, names in ROOTS.items() for name in names}
    deeds = verb_classes(folder, verbs, met)
    known: dict[str, str] = {}
    entries: dict[str, str] = {}
    for word in sorted({*nouns, *verbs, *adjectives}, key=lambda each: (each.count("_"), each)):
        if not word.replace("_", "").replace("-", "").replace("'", "").isalpha() or word.count("_") > 2:
            continue
        weights: dict[str, float] = {}
        senses = nouns.get(word, [])
        for number, offset in enumerate(senses, 1):
            if offset not in above:
                continue
            weight = met.get((word, "noun"), {}).get(number, 0) + 0.5 / number
            letter = classes_of(offset, above, roots, known)
            weights[letter] = weights.get(letter, 0.0) + weight
        total = sum(weights.values()) or 1.0
        tenths = {letter: round(10 * weight / total) for letter, weight in weights.items() if letter}
        shown = "".join(
            f"{letter}{min(tenths[letter], 9)}"
            for letter in sorted(tenths, key=lambda each: (-tenths[each], each)) if tenths[letter]
        )  # fmt: skip
        if not any(letter in KEPT for letter in shown):
            if "_" in word or not (word in verbs or (word, "adj") in met or (word, "noun") in met):
                continue  # a word that is not listed is a name or rare
        elif "_" in word:
            last = entries.get(word.rpartition("_")[2], "")
            if last[:1] == shown[:1] or (not last.strip() and shown[0] in "alb"):
                continue  # an oil lamp is a lamp: the last word says it; no Latin names
        signs = "".join(
            scale(sum(met.get((word, part), {}).values())) if word in words else "."
            for part, words in (("noun", nouns), ("verb", verbs), ("adj", adjectives))
        )
        entries[word] = f"{shown} {signs}{deeds.get(word, '')}"
    lines = sorted(f"{word.replace('_', ' ')}\t{entry}\n" for word, entry in entries.items())
    return NOTICE + "".join(lines)


def main() -> None:
    """Write the lexicon."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("/usr/share/wordnet"))
    default = Path(__file__).parents[1] / "src/secondunit/departments/script/data/lexicon.txt"
    parser.add_argument("-o", "--output", type=Path, default=default)
    options = parser.parse_args()
    text = compile_lexicon(options.folder)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(text, encoding="ascii", newline="\n")
    print(f"{options.output}: {text.count(chr(10))} lines, {len(text):,} bytes")


if __name__ == "__main__":
    main()
