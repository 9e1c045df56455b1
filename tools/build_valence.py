"""Compile the word valences from the lexicon of vaderSentiment (MIT licence).

    python tools/build_valence.py VADER_LEXICON.TXT [-o src/secondunit/departments/script/data/valence.txt]

The lexicon is the file `vader_lexicon.txt` inside the package `vaderSentiment`. One line a word, sorted:
`word<tab>tenths`, the mean of ten ratings from -4 to 4, times ten and rounded. Emoticons, abbreviations of chats with
figures and signs, and words rated 0 are left out, and so are words that screenplays use as terms of the trade
(`TRADE`). Same lexicon in, same bytes out.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

TRADE = frozenset({"cut", "cuts", "cutting", "shot", "kind", "hand", "hands", "like", "chance", "well", "number"})
_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
NOTICE = """\
# Derived from vaderSentiment by tools/build_valence.py; see ORIGIN.md beside this file for licence and method.
"""


def compile_lexicon(lines: Iterable[str]) -> str:
    """Return the text of `valence.txt` for the lines of VADER's lexicon."""
    found: dict[str, int] = {}
    for line in lines:
        word, _, rest = line.partition("\t")
        tenths = round(float(rest.split("\t")[0]) * 10) if rest else 0
        if tenths and len(word) > 2 and word not in TRADE and _WORD.fullmatch(word):
            found[word] = tenths
    return NOTICE + "".join(f"{word}\t{tenths}\n" for word, tenths in sorted(found.items()))


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("lexicon", type=Path)
    default = Path(__file__).resolve().parents[1] / "src/secondunit/departments/script/data/valence.txt"
    parser.add_argument("-o", "--output", type=Path, default=default)
    given = parser.parse_args()
    lines = given.lexicon.read_text(encoding="utf-8").splitlines()
    given.output.write_text(compile_lexicon(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
