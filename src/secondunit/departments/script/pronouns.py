"""Pronouns as a vote on gender: `She stops` counts for the one person the sentences are about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from secondunit.departments.script.names import Mention
from secondunit.departments.script.people import Person

_PRONOUN = re.compile(r"\b(she|her|hers|herself|he|him|his|himself)\b", re.IGNORECASE)


def vote(text: str, found: Sequence[Mention], people: dict[str, Person]) -> None:
    """Count the pronouns of a paragraph for its only person, or for the one named first until another is named."""
    if not found:
        return
    name = found[0].name
    until = next((mention.start for mention in found if mention.name != name), len(text))
    for match in _PRONOUN.finditer(text, found[0].end, until):
        if match[1].lower().startswith("h") and not match[1].lower().startswith("her"):
            people[name].male += 1
        else:
            people[name].female += 1
