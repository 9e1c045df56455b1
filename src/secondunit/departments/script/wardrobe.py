"""Garments and hair from the words of a description."""

from __future__ import annotations

import re

from secondunit.departments.script.lexicon import words

_GARMENTS = {
    "outer": "coat overcoat raincoat trenchcoat trench jacket blazer parka anorak oilskin oilskins cape cloak"
    " cardigan waistcoat vest poncho gown robe kimono bathrobe apron windbreaker duster mackintosh mac",
    "top": "shirt t-shirt tee blouse sweater jumper pullover turtleneck hoodie sweatshirt tunic polo corset camisole"
    " top tank undershirt pyjamas pajamas nightgown nightdress dress sundress suit tuxedo uniform overalls"
    " dungarees jumpsuit scrubs armour armor habit cassock swimsuit wetsuit boilersuit",
    "bottom": "trousers pants jeans shorts skirt leggings slacks chinos breeches kilt sweatpants tights waders"
    " joggers cut-offs cutoffs corduroys",
    "shoes": "shoes boots sneakers trainers sandals heels slippers loafers brogues wellingtons wellies barefoot"
    " stilettos clogs pumps moccasins flip-flops boot",
    "hat": "hat cap beanie helmet hood headscarf bonnet fedora bandana turban crown beret bowler",
    "glasses": "glasses spectacles sunglasses goggles monocle",
    "beard": "beard moustache mustache stubble goatee whiskers",
    "hair": "hair bob ponytail braid braids bun curls afro dreadlocks locks mohawk fringe bald pigtails crewcut"
    " crew-cut quiff mullet topknot plait plaits balding buzzcut mane perm redhead blonde brunette shaven",
}  # fmt: skip
_SLOT = {word: slot for slot, words in _GARMENTS.items() for word in words.split()}
_WHOLE_BODY = words(
    "dress sundress nightgown nightdress suit tuxedo uniform overalls dungarees jumpsuit scrubs pyjamas pajamas"
    " wetsuit boilersuit habit cassock swimsuit"
)
_STOP = words(
    "a an the in with and or of over under on her his their its wearing wears dressed is has at by from to into who"
    " no without beneath below above through but like as"
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SEGMENT = re.compile(r"[,.;:()—–]|\s--\s")


def wardrobe_from(description: str) -> dict[str, str]:
    """Return garment phrases by slot: top, bottom, shoes, outer, hat, glasses, beard and hair.

    The phrase keeps up to three describing words, such as `long red braid`. First mention wins; a dress or a suit
    fills top and bottom.
    """
    found: dict[str, str] = {}
    for segment in _SEGMENT.split(description):
        words = _WORD.findall(segment.lower())
        skip = -1
        for at, word in enumerate(words):
            slot = _SLOT.get(word)
            if slot is None or at <= skip:
                continue
            end = at
            while end + 1 < len(words) and _SLOT.get(words[end + 1]) is not None:
                end += 1  # oilskin coat, trench coat, suit jacket: the last word is the garment
            skip = end
            start = at
            while start and at - start < 3 and words[start - 1] not in _STOP and words[start - 1] not in _SLOT:
                if words[start - 1].isdigit():
                    break
                start -= 1
            _put(found, _SLOT[words[end]], words[end], " ".join(words[start : end + 1]))
    return found


def _put(found: dict[str, str], slot: str, word: str, phrase: str) -> None:
    found.setdefault(slot, phrase)
    if word in _WHOLE_BODY:
        found.setdefault("bottom", phrase)
