"""The signs by which a noun phrase shows which department brings it: its kind, and its role in the sentence."""

from __future__ import annotations

from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging import vocabulary as v
from secondunit.departments.script.tagging.lexicon import entry
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.text import Parsed
from secondunit.departments.script.tagging.vocabulary import word_list

_HANDS = word_list("THINGS_HANDS")
_RESTING = words("on at behind against beside onto upon under by in")
_CLAD = words("dressed wrapped clad swathed bundled swaddled zipped buttoned laced he she woman man men women barefoot")
_PEGS = words("hook peg hanger nail rail hatstand line stand rack mannequin dummy chair")
_MOVES = words(
    "carry lift drag grab heave hold hug hurl kick snatch swing throw toss wheel wield pick hand fling hoist"
)
_HANDED = words("give hand offer drop take buy sell throw pick find slide pass return steal pocket pawn bring hold")
_CARRIED = words("bring buy carry drop find fold give hand hold iron knit offer pack pick sell sew throw wash wave")
_WEAR = words("wear don dress")
_GOES = words("walk cross enter leave reach pass approach climb follow near face circle turn run round descend")
_STANDS = word_list("STAND") | words(
    "line fill cover hang litter crowd dangle wait loom tower surround rise face block"
)
_REACH = 40  # tokens of a sentence that are looked at: a hostile one has thousands
_PLACES = words("on in by at over under above against beside behind along between across near")
_GROUPS = {
    letter: group
    for group, letters in {
        "food": "fd", "hand": "wi", "h": "hk", "worn": "c", "jewel": "j", "vehicle": "v", "animal": "a", "set": "u",
        "t": "t", "z": "z", "o": "o", "stuff": "mle", "place": "ns", "person": "pgq", "body": "b",
    }.items()
    for letter in letters
}  # fmt: skip
_PARTS = {
    "held": "held", "has": "held", "with": "with", "content": "content", "of": "of", "rest": "rest",
    "alone": "alone", "subject": "subject", "is": "subject", "stands": "stands", "listed": "listed", "named": "named",
    "in": "in", "seen": "seen", "passed": "passed", "suffers": "seen", "object": "held", "worn": "worn",
    "thing-has": "seen", "loose": "alone",
}  # fmt: skip
_PREPS = words("in on with of at from into to under over through by behind against across along beside around above"
               " between onto out off down past beyond towards toward inside near for about beneath up")  # fmt: skip


def signs(parsed: Parsed, phrase: Phrase, kind: str) -> list[str]:
    """Return the signs of a phrase, by the names that the table of weights has."""
    tokens = parsed.tokens
    head = tokens[phrase.head]
    role = _role(parsed, phrase)
    owner = "own" if phrase.owner in ("his", "her", "their") else "of" if phrase.owner else ""
    det = owner or (
        "a" if phrase.det in ("a", "an", "another", "one") else "no" if not phrase.det else phrase.det
        if phrase.det in ("the", "some", "every", "each", "this", "that") else "det"
    )  # fmt: skip
    group, part = _GROUPS.get(kind[0], "") if kind[-1].isdigit() else kind, _PARTS.get(role, "there")
    number = "many" if head.entry.plural or phrase.quantity > 1 else "one"
    after = _after(parsed, phrase)
    out = [
        "bias", f"kind={kind}", f"role={role}", f"det={det}", f"number={number}", f"after={after}",
        f"{group}&{det}", f"{group}&{number}", f"group={group}", f"part={part}", f"{group}&{role}",
    ]  # fmt: skip
    if phrase.verb and not phrase.prep:
        out.append(f"verb={entry(phrase.verb).deed}")
        if phrase.verb in v.HANDLING:
            out.append(f"{group}&handled")
    elif phrase.verb:
        out.append(f"{phrase.prep if phrase.prep in _PREPS else 'prep'}&verb={entry(phrase.verb).deed}")
    if head.entry.verb > head.entry.noun and head.entry.plural:
        out += ["verbal", f"{group}&verbal", f"{role}&verbal"]
    if ruled(parsed, phrase, kind):
        out.append(f"ruled={ruled(parsed, phrase, kind)}")
    if phrase.subject_of:
        out.append(f"does={entry(phrase.subject_of).deed}")
    if head.caps and not parsed.shouting:
        out += ["caps", f"{group}&caps"]
    wearing = _clad(parsed, phrase)
    if wearing:
        out += [f"clad={wearing}", f"{group}&clad"]
    if phrase.first < phrase.head:
        before = tokens[phrase.head - 1]
        coloured = any(token.low in v.COLOURS for token in tokens[phrase.first : phrase.head])
        out += [f"mod={before.kind}", "coloured" if coloured else "plain"]
        if before.kind == "N" and not before.owner:
            out.append(f"mod={before.entry.best}")
    return out


def ruled(parsed: Parsed, phrase: Phrase, kind: str) -> str:
    """Return the department that the annotation guide settles: "lifts the lamp", "a coat on a hook"; "" for none."""
    if kind.startswith(("set", "hand", "u")) and phrase.object and phrase.actor and phrase.verb in _MOVES:
        return "props"
    if kind == "hand/set" and (
        (phrase.object and phrase.actor and phrase.verb in v.HANDLING) or parsed.text.startswith(("INSERT", "CLOSE"))
    ):
        return "props"
    if kind == "jewel" and not phrase.prep and (phrase.owner or phrase.verb):
        return "props" if phrase.object and phrase.actor and phrase.verb in _HANDED else "wardrobe"
    if kind.startswith("worn") or kind[0] == "c":
        place = parsed.begins.get(phrase.end + 1)
        where = (
            parsed.tokens[place.head].entry.lemma if place is not None and place.prep in ("on", "over", "from") else ""
        )
        if phrase.object and phrase.actor and phrase.verb in _CARRIED and phrase.owner not in ("his", "her", "their"):
            return "props"  # a glove that is dropped is not worn
        if where in _PEGS or where == "arm":
            return "set_dressing" if where in _PEGS else "props"
    return ""


def _role(parsed: Parsed, phrase: Phrase) -> str:
    """Return what a phrase does in its sentence."""
    if phrase.prep == "of":
        before = parsed.ends.get(phrase.start - 1)
        inside = before is not None and (
            parsed.tokens[before.head].entry.lemma in v.HAND or parsed.tokens[before.head].entry.best in ("k", "h")
        )
        return "content" if inside else "of"
    if phrase.prep in _RESTING and phrase.verb in v.STAND:
        return "rest"
    if phrase.prep == "in" and phrase.verb in _WEAR:
        return "worn"
    if phrase.prep:
        return phrase.prep if phrase.prep in _PREPS else "prep"
    if phrase.subject_of:
        return "is" if phrase.subject_of == "be" else "stands" if phrase.subject_of in _STANDS else "subject"
    if not phrase.verb:
        return _alone(parsed, phrase)
    if not phrase.object:
        return "loose"
    if phrase.verb == "have":
        return "has" if phrase.actor else "thing-has"
    if phrase.verb in _WEAR:
        return "worn"
    if phrase.verb in v.MENTAL or phrase.verb in _GOES:
        return "passed"
    deed = entry(phrase.verb).deed
    if not phrase.actor:
        return "suffers"
    return "seen" if deed in "pgmx" else "held" if deed in "heokc" or phrase.verb in v.HANDLING else "object"


def _alone(parsed: Parsed, phrase: Phrase) -> str:
    """Return how a phrase stands that no verb governs: in a bare list of what is there, or after a name."""
    tokens = parsed.tokens
    first, last = phrase.start, phrase.end
    while first > max(0, phrase.start - _REACH) and tokens[first - 1].kind != ".":
        first -= 1
        if tokens[first].kind == "Q":
            return "named"
    while last < min(len(tokens), phrase.end + _REACH) and tokens[last].kind != ".":
        last += 1
    return "alone" if any(token.kind in "VX" for token in tokens[first:last]) else "listed"


def _after(parsed: Parsed, phrase: Phrase) -> str:
    """Return what follows a phrase: a hand that holds it, a place where it stands, a state, the end."""
    tokens = parsed.tokens
    if phrase.end >= len(tokens):
        return "end"
    after = parsed.begins.get(phrase.end + 1) or parsed.begins.get(phrase.end + 2)
    token = tokens[phrase.end]
    if after is not None and token.low in ("in", "to", "under", "over", "from", "between", "on", "at", "across"):
        place = tokens[after.head]
        if place.low in _HANDS and after.det != "a":
            return "hand"
        return "place" if token.low in _PLACES else "prep"
    if token.kind in "GE":
        return "state"
    return "end" if token.kind == "." else "comma" if token.kind in ",C" else "verb" if token.kind in "VX" else "word"


def _clad(parsed: Parsed, phrase: Phrase) -> str:
    """Return how a phrase stands to a person just named: "ANNA in sealskin", "BELL, tracksuit, chews"."""
    tokens = parsed.tokens
    at = phrase.start - 1
    if at < 1:
        return ""
    if phrase.prep == "in":
        before = tokens[at - 1]
        wearer = before.kind == "Q" or (before.kind == "N" and before.entry.best in "pg" and before.entry.best)
        if (wearer or before.low in _CLAD) and phrase.det not in ("the", "this", "that"):
            return "in"
    elif tokens[at].text == "," and not phrase.verb and not phrase.subject_of:
        before = tokens[at - 1]
        if before.kind in "QM" or before.low in ("barefoot", "bareheaded"):
            return "comma"
        last = parsed.ends.get(at)
        if last is not None and last.start > 1 and tokens[last.start - 1].text == ",":
            return "list"
    return ""
