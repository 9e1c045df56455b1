"""Whether a description of a use is specific, or says only that everything is allowed.

A consent counts only with a reasonably specific description of the intended use (SAG-AFTRA TV/Theatrical MOA 2023,
digital replicas; California Labor Code 927). This is a filter against blank cheques, not a reading of the text: what
remains when the words of blanket grants are taken away must still name something.
"""

from __future__ import annotations

import re

SHORTEST = 20  # characters
FEWEST = 2  # different words that name something

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
# Words of blanket grants and of the language around them: they name no use.
_BLANKET = frozenset(_WORD.findall("""
a about above acknowledge advertising affiliates agree agrees agreed all allowed also an and any anything anywhere
are as assigns at author authorise authorize authorised authorized be become been behalf below body both but by can
company connection consent consented consents created deemed desire desired devised digital each else entire ever
every everything
everywhere exclusive exploit exploitation exploited face film films for foregoing forever form format formats forms
free from full
fully future give given grant granted grants has have he her hereafter hereby herein hereof hers him his however i image
images in including into irrevocable irrevocably is it its known language languages law legal licensees likeness
limitation limited manner manners matter may me means media medium method methods might mine most motion movie my name
necessary need
needed new no non not now of on or other others otherwise our over own part parties party performer perpetual perpetuity
permission permitted person photograph picture pictures portrait possible present producer production productions
project projects promotion promotional purpose purposes reason reasonable recording release replica replicas required
right rights royalty see seems series set she show shall should so some such successors technologies technology term
terms territory
than that the their them there therein these they thing things this those throughout time times to type types unlimited
universe unrestricted up use used uses using usage version versions via voice was way ways we whatever whatsoever
when whenever where wherever whether which while who whole whom will wish with without work works world worldwide would
you your
"""))


def vague(text: str) -> str:
    """Return why a description is not specific, or an empty text when nothing is wrong with it.

    >>> vague("any and all uses of my likeness in all media throughout the universe")
    'it names no particular use'
    >>> vague("de-ageing of her face in scenes 3 and 4")
    ''
    """
    if len(text.strip()) < SHORTEST:
        return f"it has fewer than {SHORTEST} characters"
    words = {word.casefold() for word in _WORD.findall(text)}
    telling = {word for word in words - _BLANKET if len(set(word)) > 1 or word.isdigit()}
    return "" if len(telling) >= FEWEST else "it names no particular use"
