"""Text as a reader sees it: the words of a prompt with case, accents, look-alike letters and hiding places removed.

Compatibility forms go by Unicode NFKC and NFKD (Unicode Standard Annex 15); letters that look like Latin ones follow
the idea of Unicode Technical Standard 39 (confusables) for Cyrillic, Greek, small capitals and enclosed letters. Each
word remembers where it stood, so that a finding can quote the text as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_LOOKS = dict(zip(
    "авекмнорстухіѕјԁһԛԝгԍҮүАВЕКМНОРСТУХІЅЈԌӀӏ" "αβεηικνορτυχωγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ" "ıɩɑɡ",
    "abekmhopctyxisjdhqwrgyyabekmhopctyxisjgll" "abenikvoptuxwyabezhikmnoptyx" "abcdefghijklmnoprstuvwyz" "iiag",
    strict=True,
))  # fmt: skip
_SPELT = {"ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d",
          "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th",
          "‐": "-", "‒": "-", "–": "-", "−": "-"}  # fmt: skip
_APOSTROPHES = "'’‘ʼ`´′＇"
_DIGITS_AS_LETTERS = str.maketrans({"0": "o", "1": "i", "l": "i", "!": "i", "|": "i", "3": "e", "4": "a", "@": "a",
                                    "5": "s", "$": "s", "7": "t", "8": "b", "9": "g", "€": "e"})  # fmt: skip
_LEET = frozenset("01345789@$€!|")
_WORD = re.compile(r"(?:[^\W_]|['@$€!|])+")
_ENCLOSED = ((0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26))  # white on black circles, squares; regional indicators


@dataclass(frozen=True)
class Word:
    """A word of a text. `key` is folded, without apostrophes; `start` and `end` are places in the text as written.

    `before` is what stands between it and the word before it (folded); `stem` is the key without a possessive `'s`.
    """

    key: str
    stem: str
    start: int
    end: int
    before: str
    written: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.written[:1].isupper() or self.written[:1].istitle()

    @property
    def disguised(self) -> bool:
        """Whether it mixes letters with digits or signs that stand for letters."""
        return bool(_LEET & set(self.key)) and any(c.isalpha() for c in self.key)


def plain(text: str) -> str:
    """Return the text folded: no case, accents, look-alikes, invisible characters."""
    return _fold(text)[0]


def letters(key: str) -> str:
    """Return a key with digits and signs read as the letters they stand for; i and l become one letter."""
    return key.translate(_DIGITS_AS_LETTERS)


def words(text: str) -> list[Word]:
    """Return the words of a text in order, in time linear in its length."""
    folded, places = _fold(text)
    found: list[Word] = []
    last = 0
    for match in _WORD.finditer(folded):
        start, end = _trim(folded, match.start(), match.end())
        if start == end:
            continue
        raw = folded[start:end]
        stem = raw[:-2] if raw.endswith("'s") and len(raw) > 2 else raw
        first, after = places[start], places[end - 1] + 1
        found.append(Word(raw.replace("'", ""), stem.replace("'", ""), first, after, folded[last:start],
                          text[first:after]))
        last = end
    return found


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave signs off the ends of a word: there they are punctuation."""
    while start < end and text[start] in "'!|":
        start += 1
    while start < end and text[end - 1] in "'!|@$€":
        end -= 1
    return (start, end) if any(c.isalnum() for c in text[start:end]) else (start, start)


def _fold(text: str) -> tuple[str, list[int]]:
    out: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for each in _spelling(char):
            out.append(each)
            places.append(place)
    return "".join(out), places


def _spelling(char: str) -> Iterator[str]:
    if char.isascii():
        yield from " and " if char == "&" else "'" if char == "`" else char.lower()
        return
    if unicodedata.category(char) in ("Cf", "Mn", "Me", "Cc"):  # zero-width, soft hyphen, accents, variation selectors
        return
    if char in _APOSTROPHES:
        yield "'"
        return
    for start, count in _ENCLOSED:
        if start <= ord(char) < start + count:
            yield chr(ord("a") + ord(char) - start)
            return
    for each in _SPELT.get(char) or unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", char)):
        if unicodedata.category(each) not in ("Cf", "Mn", "Me"):
            yield from _LOOKS.get(each) or _SPELT.get(each) or each.casefold()
