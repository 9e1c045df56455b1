"""A paragraph of action read for tagging: tokens, noun phrases and what governs each of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from secondunit.departments.script.lexicon import words
from secondunit.departments.script.names import Finder, Mention
from secondunit.departments.script.tagging.phrases import Phrase, read_phrase, starts
from secondunit.departments.script.tagging.tokens import NUMBERS, SUBJECTS, Token, tokenise

COUNTING = words("couple pair dozen dozens hundred hundreds thousand thousands million handful group crowd line row"
                  " bunch pile stack set heap flock herd pack swarm bundle number lot lots series"
                  " string armful slip sheet scrap roll spool ball reel piece")  # fmt: skip
_PARTICLES = words("up out down off away back")
_RECEIVERS = words("him them me us you her")
_FIGURES = words("like as than")


@dataclass(slots=True)
class Parsed:
    """One paragraph, tokenised and chunked."""

    element: int
    text: str
    tokens: list[Token]
    phrases: list[Phrase]
    mentions: list[Mention]
    shouting: bool
    begins: dict[int, Phrase] = field(default_factory=dict)  # phrases by first token
    deeds: list[int] = field(default_factory=list)  # places of verbs and participles
    speakers: frozenset[str] = frozenset()  # names with a cue in this scene
    ends: dict[int, Phrase] = field(default_factory=dict)  # phrases by the token after them

    def before(self, at: int, gap: int = 1) -> Phrase | None:
        """Return the phrase that ends right before a token, or `gap` adverbs or auxiliaries earlier."""
        for end in range(at, at - gap - 1, -1):
            if end in self.ends:
                return self.ends[end]
            if end < 1 or self.tokens[end - 1].kind not in "BX":
                return None
        return None

    def subject(self, at: int) -> Phrase | None:
        """Return the subject of a verb: "the bell" of "the bell over the door rings"."""
        found = self.before(at)
        for _ in range(3):
            if found is None or not found.prep:
                return found
            found = self.ends.get(found.start - 1) or found
        return found

    def after(self, at: int, gap: int = 1) -> Phrase | None:
        """Return the phrase that starts right after a token, or `gap` words later."""
        return next((self.begins[at + 1 + skip] for skip in range(gap + 1) if at + 1 + skip in self.begins), None)

    def denied(self, at: int) -> bool:
        """True when "not" or "never" stands before a verb."""
        return any(
            token.low in ("not", "never", "nobody", "nothing", "without") or token.low.endswith("n't")
            for token in self.tokens[max(0, at - 3) : at]
        )


def parse(text: str, element: int, finder: Finder, speakers: frozenset[str] = frozenset()) -> Parsed:
    """Return tokens and noun phrases of an action paragraph."""
    letters = [char for char in text if char.isalpha()]
    shouting = len(letters) > 24 and sum(map(str.isupper, letters)) > 0.6 * len(letters)
    mentions = finder.find(text)
    tokens = tokenise(text, mentions, shouting)
    phrases = _Reader(tokens).read()
    parsed = Parsed(element, text, tokens, phrases, mentions, shouting, speakers=speakers)
    parsed.deeds = [at for at, token in enumerate(tokens) if token.kind in "VGEA" and token.entry.base]
    parsed.begins = {phrase.start: phrase for phrase in reversed(phrases)}
    parsed.ends = {phrase.end: phrase for phrase in phrases}
    return parsed


class _Reader:
    """Walks a paragraph once and keeps what governs the next noun phrase."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.out: list[Phrase] = []
        self._clause()

    def _clause(self) -> None:
        """Forget everything: a new clause starts."""
        self.verb = self.prep = ""
        self.actor = self.negated = self.figure = self.free = self.joined = False
        self.named = False
        self.topic = True  # is the subject a person? "Opens the door." has it in the sentence before
        self.last: Phrase | None = None

    def read(self) -> list[Phrase]:
        """Return the noun phrases in order."""
        at, size = 0, len(self.tokens)
        while at < size:
            phrase = read_phrase(self.tokens, at) if starts(self.tokens, at) else None
            if phrase is None:
                self._other(at)
                at += 1
            else:
                at = self._place(phrase)
        return self.out

    def _kind(self, at: int) -> str:
        return self.tokens[at].kind if at < len(self.tokens) else "."

    def _place(self, phrase: Phrase) -> int:
        """Give a phrase its role; return where reading goes on."""
        tokens = self.tokens
        head = tokens[phrase.head]
        follow = phrase.end
        while self._kind(follow) == "B":
            follow += 1
        subject = self._kind(follow) == "V"
        phrase.figure = self.figure
        phrase.negated = self.negated or self.prep == "without" or tokens[phrase.start].low in ("no", "neither")
        if self.joined and self.last is not None and not subject:
            last = self.last
            phrase.verb, phrase.prep, phrase.object, phrase.actor = last.verb, last.prep, last.object, last.actor
            phrase.negated = phrase.negated or last.negated
        else:
            phrase.verb, phrase.prep, phrase.actor = self.verb, self.prep, self.actor
            phrase.object = bool(self.verb) and not self.prep and self.free
        if subject:
            phrase.subject_of, phrase.object = tokens[follow].entry.base, False
            if not phrase.prep:
                phrase.verb = ""
        elif self._kind(phrase.end) in "GE":
            phrase.subject_of = tokens[phrase.end].entry.base
        elif self._kind(follow) == "X":
            state = tokens[follow + 1].entry.base if self._kind(follow + 1) in "GEAV" else ""
            phrase.subject_of = state or "be"
        if head.kind != "Q" or phrase.end - phrase.start > 1:
            self.out.append(phrase)
        if phrase.object:
            self.free = False
        aside = self.named and tokens[phrase.start - 1].kind == ","  # "MULLEN, head bandaged, passes"
        if not phrase.prep and not phrase.object and not aside and (subject or not self.joined):
            self.topic = personal(head)
            self.named = self.named or head.kind == "Q"
        self.last, self.joined, self.prep = phrase, False, ""
        if head.low in COUNTING and phrase.end < len(tokens) and tokens[phrase.end].low == "of":
            return self._counted(phrase)
        after = tokens[phrase.end] if phrase.end < len(tokens) else None
        listed = phrase.object or phrase.prep in ("with", "of")
        self.joined = after is not None and (after.low in ("and", "or", "nor") or (after.text == "," and listed))
        return phrase.end

    def _counted(self, phrase: Phrase) -> int:
        """Read what "a pair of", "dozens of" or "a crowd of" counts; it takes the role of the counting word."""
        tokens, at = self.tokens, phrase.end + 1
        inner = read_phrase(tokens, at) if at < len(tokens) and starts(tokens, at) else None
        if inner is None:
            return phrase.end
        counting = tokens[phrase.head].low
        if counting in NUMBERS and self.out and self.out[-1] is phrase:
            self.out.pop()  # the number itself is no thing
            if counting != "pair":
                inner.quantity = max(inner.quantity, phrase.quantity)
        inner.core = inner.start
        inner.of, inner.start, inner.det = counting, phrase.start, phrase.det
        inner.verb, inner.prep, inner.object, inner.actor = phrase.verb, phrase.prep, phrase.object, phrase.actor
        inner.negated, inner.figure = phrase.negated, phrase.figure
        if self._kind(inner.end) in "VGE":
            inner.subject_of = tokens[inner.end].entry.base
        self.out.append(inner)
        self.last = inner
        return inner.end

    def _other(self, at: int) -> None:
        """Take in a token that belongs to no noun phrase."""
        token = self.tokens[at]
        kind = token.kind
        if kind == ".":
            self._clause()
        elif kind in "VGE":
            if kind == "V":
                self.actor, self.figure = self.topic, False
            elif kind == "G":
                self.actor = self.actor or self.topic
            self.verb, self.prep, self.free, self.joined = token.entry.base, "", True, False
        elif kind == "X":
            has = token.low in ("has", "have", "had")
            self.verb, self.prep, self.free, self.joined = "have" if has else "be", "", has, False
            self.negated = self.negated or token.low.endswith("n't")
            if has:
                self.actor = self.topic
        elif kind in "IT":
            self._preposition(at)
        elif kind == ",":
            if token.text == ",":
                self.joined = self.joined and self._kind(at + 1) in "DPMANQ"
                self.figure = False
        elif kind == "C":
            self._conjunction(at)
        elif kind == "R":
            self.joined = False
            if token.low in SUBJECTS and token.low != "it":
                self.topic, self.verb, self.free = True, "", False
            else:
                self.topic = self.topic and token.low != "it"
                self.free = self.free and token.low in _RECEIVERS  # "gives him the ring"
        elif token.low in ("not", "never"):
            self.negated = True

    def _preposition(self, at: int) -> None:
        token = self.tokens[at]
        after_verb = at > 0 and self.tokens[at - 1].kind in "VGE"
        if after_verb and token.low in _PARTICLES and self._kind(at + 1) in "DPMANQ":
            return  # a particle: "picks up the phone"
        self.prep, self.joined = token.low, False
        if token.low in _FIGURES and not (token.low == "as" and self._kind(at + 1) in "RQ"):
            self.figure = True

    def _conjunction(self, at: int) -> None:
        low = self.tokens[at].low
        if low in ("and", "or", "nor"):
            self.joined = self.joined or self.last is not None
            return
        self.joined = False
        if low in ("if", "though"):
            self.figure = self.figure or (at > 0 and self.tokens[at - 1].low == "as")
        else:
            self.figure = self.free = self.negated = False
            self.verb = ""


def personal(token: Token) -> bool:
    """True for a name or a noun that means people or beings."""
    return token.kind == "Q" or (token.entry.best != "" and token.entry.best in "pgq")
