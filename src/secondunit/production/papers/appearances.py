"""Where in the cut a person's likeness is: uses that people recorded, and shots whose chosen picture shows it.

A shot whose picture rests on somebody's likeness counts also where nobody recorded a use: a missing record must not
make a face disappear from the report, nor from the pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secondunit.core.rights import ShotUse
from secondunit.production.papers.evidence import Evidence, Made
from secondunit.production.papers.shot_map import shown


@dataclass(frozen=True)
class Appearance:
    """A likeness in a shot. `use` is the record of it, None where there is only the picture (`made`)."""

    shot: str
    start: int | None
    end: int | None
    how: str
    purpose: str
    use: ShotUse | None = None
    made: Made | None = None

    @property
    def frames(self) -> int:
        """Frames from in to out; 0 where they are not known."""
        return max(0, self.end - self.start) if self.start is not None and self.end is not None else 0


def appearances(facts: Evidence, party: str) -> tuple[Appearance, ...]:
    """Return where a person's likeness is in the cut, in its order."""
    theirs = {replica.id for replica in facts.book.replicas if replica.subject == party}
    found = []
    for use in facts.book.shot_uses:
        if use.subject == party or use.replica in theirs:
            start, end = facts.span(use) or (None, None)
            picture = next((made for made in shown(facts, use.entity) if _shows(facts, made, party)), None)
            found.append(Appearance(use.entity, start, end, _how(facts, use), use.purpose, use, picture))
    recorded = {each.shot for each in found}
    for place in facts.places:
        picture = next((made for made in shown(facts, place.shot) if _shows(facts, made, party)), None)
        if picture and place.shot not in recorded:
            found.append(Appearance(place.shot, place.start, place.end, "in the chosen picture",
                                    picture.recipe.facts.purpose, None, picture))
    return tuple(sorted(found, key=lambda a: (a.start is None, a.start or 0, a.shot, a.use.id if a.use else "")))


def frames_of(found: Sequence[Appearance]) -> int:
    """Count the frames of the cut that show the person, each once."""
    end = total = 0
    spans = ((a.start, a.end) for a in found if a.start is not None and a.end is not None
             and not (a.use and a.use.visible is False))
    for start, stop in sorted(spans):
        total += max(0, stop - max(start, end))
        end = max(end, stop)
    return total


def _shows(facts: Evidence, made: Made, party: str) -> bool:
    return party in made.persons or made.recipe.hash in facts.lineage.get(party, {})


def _how(facts: Evidence, use: ShotUse) -> str:
    if not use.replica:
        return "your own performance, changed"
    replica = next((r for r in facts.book.replicas if r.id == use.replica), None)
    return "a replica of you" if replica is None or replica.category != "BADR" else "a background replica of you"
