"""Whether a use lies within the shots, character, media, territories and languages that a consent names.

What a consent does not name does not limit it, but for the territory: that must be said. What it names and the use does
not state is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from secondunit.core.rights import Consent
from secondunit.gates.facts.known import Case, every
from secondunit.gates.rules import territories

ANY_MEDIA = frozenset({"all", "all media", "any", "*"})
UNSEEN = ("ideation", "temp", "training")  # purposes for which the media do not count: nobody outside sees it


def scope(consent: Consent, case: Case) -> Iterator[tuple[bool | None, str]]:
    """Yield each limit of the consent that the use goes beyond, or may go beyond."""
    use = case.use
    inside = _inside(use.get("use.shots") or [case.entity], consent.shots) if consent.shots else True
    if inside is not True:  # what it is made for need be no shot
        stated = use.get("use.shots") is not None
        yield inside if stated else None, f"is limited to the shots {', '.join(consent.shots)}"
    if consent.character:
        character = use.get("use.character")
        if character is None or str(character).casefold() != consent.character.casefold():
            yield None if character is None else False, f"is for the character {consent.character}"
    if consent.languages:
        spoken = _languages(use.get("use.languages"))
        if not spoken or not all(_spoken(tag, consent.languages) for tag in spoken):
            yield False if spoken else None, f"is limited to the languages {', '.join(consent.languages)}"
    shown = case.leaving is not None or use.get("use.purpose") not in UNSEEN
    limited = consent.media and shown and not ANY_MEDIA.intersection(each.casefold() for each in consent.media)
    if limited and (inside := _inside(use.get("use.media"), consent.media)) is not True:
        yield inside, f"is limited to {', '.join(consent.media)}"
    content = use.get("use.content")
    if not consent.nudity_ok and isinstance(content, list) and {"nudity", "sexual"}.intersection(map(str, content)):
        yield False, "does not allow nudity"
    if not consent.territory:
        yield None, "does not say for which territory"
    elif (there := _there(case, consent.territory)) is not True:
        yield there, f"is limited to {', '.join(consent.territory)}"


def languages(consent: Consent, case: Case, kinds: Set[str] | None) -> tuple[bool | None, str]:
    """Say whether a voice in another language than the original one is consented to (SAG-AFTRA 2026, 39.D)."""
    if kinds is not None and not kinds & {"voice", "dub"}:
        return True, ""
    spoken = _languages(case.use.get("use.languages"))
    if spoken is None or (not spoken and kinds is None):
        return None, "may not cover the languages spoken"
    original = case.house.original_language
    foreign = [tag for tag in spoken if not _spoken(tag, [original.partition("-")[0]])]
    if not foreign:
        return (True, "") if spoken else (None, "may not cover the languages spoken")
    if "dub" not in consent.use_kinds:
        return False, f"does not cover dub into {', '.join(foreign)}"
    lacking = [tag for tag in foreign if consent.languages and not _spoken(tag, consent.languages)]
    return not lacking, f"does not cover {', '.join(lacking)}"


def _there(case: Case, granted: Sequence[str]) -> bool | None:
    """Whether the work is shown only where it was granted; where a place is no code, nobody can tell."""
    if territories.WORLD.intersection(place.casefold() for place in granted):
        return True
    shown = case.house.territories
    if not shown:
        return None
    return every([territories.inside(place, granted) or (False if territories.known(place) else None)
                  for place in shown])


def _inside(stated: object, allowed: Sequence[str]) -> bool | None:
    if not isinstance(stated, list) or not stated:
        return None
    return {str(each).casefold() for each in stated} <= {each.casefold() for each in allowed}


def _languages(stated: object) -> list[str] | None:
    return [str(tag) for tag in stated] if isinstance(stated, list) else None


def _spoken(tag: str, ranges: Sequence[str]) -> bool:
    """Whether a language tag matches a range (RFC 4647, basic filtering): `en` takes `en-GB`."""
    word = tag.casefold()
    return any(word == each.casefold() or word.startswith(each.casefold() + "-") for each in ranges)
