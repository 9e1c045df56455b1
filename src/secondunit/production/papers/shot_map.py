"""The shot map: which part of each shot was made with a trained model or a replica, and how many frames that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from secondunit.core.paper import Block, Figures, Grid, Head, Heading, Line, Paper, Text
from secondunit.core.rights import ShotUse
from secondunit.production.papers import words
from secondunit.production.papers.evidence import Evidence, Made, Place
from secondunit.production.rights.lineage import REPLICA_USES

COLUMNS = (
    Head("scene", 7, bold=True), Head("shot", 14, one_line=True), Head("in", 12, one_line=True),
    Head("out", 12, one_line=True), Head("frames", 7, "right"), Head("AI frames", 8, "right"),
    Head("share", 7, "right", bold=True), Head("version", 9), Head("made with", 24),
)


@dataclass(frozen=True)
class Mapped:
    """A shot with its frames made with a trained model. `known` is False where no picture was chosen yet."""

    place: Place
    frames: int
    version: str
    tools: tuple[str, ...]
    known: bool

    @property
    def whole(self) -> int:
        """Frames of the shot."""
        return self.place.end - self.place.start

    @property
    def share(self) -> int:
        """Per cent, rounded up: a shot with one such frame never reads as none."""
        return -(-100 * self.frames // self.whole) if self.whole else 0


def paper(facts: Evidence) -> Paper:
    """Return the map."""
    shots = mapped(facts)
    total, made = sum(s.whole for s in shots), sum(s.frames for s in shots)
    heavy = [s for s in shots if s.share > 50]
    blocks: list[Block] = [
        Heading("Shot map", lead="Share of frames made with a trained model or a replica"),
        Text(_summary(shots, total, made, heavy), "lead"),
        Figures((("shots", str(len(shots))), ("frames", str(total)), ("AI frames", str(made)),
                 ("share", f"{-(-100 * made // total) if total else 0} %"), ("shots above half", str(len(heavy))))),
        Text(f"As of {facts.as_of}. {words.RECORD} A frame counts when its picture was made with a trained model, when "
             "a use on record lays such an element or a replica over it, or when what it was made with is not known. "
             "Shares are rounded up; they count frames, not the area of the picture.", "note"),
        Grid(COLUMNS, tuple(_line(facts, s) for s in shots), "No shot is on record."),
    ]
    head = ("scene", "shot", "timecode_in", "timecode_out", "frames", "ai_frames", "ai_share_percent", "version",
            "tools", "picture_chosen")
    rows = tuple((s.place.number, s.place.shot, facts.time(s.place.start), facts.time(s.place.end), s.whole, s.frames,
                  s.share, s.version, " ".join(s.tools), s.known) for s in shots)
    data: dict[str, Any] = {"as_of": facts.as_of, "rate": str(facts.rate), "frames": total, "ai_frames": made,
                            "shots": [dict(zip(head, row, strict=True)) for row in rows]}
    return Paper("shot_map", facts.title, "Shot map", tuple(blocks), head, rows, data, f"Shot map. {words.RECORD}")


def mapped(facts: Evidence) -> list[Mapped]:
    """Return every shot of the cut with its frames made with a trained model."""
    found = []
    for place in facts.places:
        pictures = shown(facts, place.shot)
        version = ", ".join(words.unique(made.versions[-1].rpartition(".")[2] for made in pictures if made.versions))
        chain = chain_of(facts, pictures)
        tools = words.unique(f"{made.engine} {made.recipe.engine_version}" for made in chain)
        if any(facts.generated(made) or _replicates(made) for made in chain):
            frames = place.end - place.start
        else:
            uses = (use for use in facts.book.shot_uses if use.entity == place.shot and _artificial(facts, use))
            frames = _covered(place, facts, uses)
        replicas = words.unique(f"replica {use.replica}" for use in facts.book.shot_uses
                                if use.entity == place.shot and use.replica)
        found.append(Mapped(place, frames, version, (*tools, *replicas), bool(pictures)))
    return found


def shown(facts: Evidence, shot: str) -> list[Made]:
    """Return what a shot shows, a take a department: its newest approved one, else the first on offer."""
    chosen: dict[str, tuple[int, Made]] = {}
    for made in facts.offered.get(shot, ()):
        version = facts.approved.get((shot, made.recipe.hash), 0)
        if made.task not in chosen or version > chosen[made.task][0]:
            chosen[made.task] = (version, made)
    return [made for _, (_, made) in sorted(chosen.items())]


def chain_of(facts: Evidence, takes: Iterable[Made]) -> list[Made]:
    """Return takes with all that they were made from."""
    found: dict[str, Made] = {}
    queue = list(takes)
    while queue:
        made = queue.pop(0)
        if made.recipe.hash in found:
            continue
        found[made.recipe.hash] = made
        for reference in made.recipe.inputs.values():
            before = facts.by_recipe.get(reference[7:71]) if reference.startswith("recipe:") else facts.by_digest.get(
                reference.removeprefix("sha256:"))
            queue += [before] if before else []
    return list(found.values())


def _replicates(made: Made) -> bool:
    """Say whether a take makes or uses a replica of somebody, whatever tool it was made with."""
    kinds = made.recipe.facts.extra.get("use_kinds")
    return bool(made.persons) and isinstance(kinds, (list, tuple)) and bool(REPLICA_USES.intersection(map(str, kinds)))


def _artificial(facts: Evidence, use: ShotUse) -> bool:
    """Say whether a use lays something made with a trained model or a replica over its frames; unknown counts."""
    if use.replica or not use.asset_sha256:
        return True
    made = facts.by_digest.get(use.asset_sha256)
    if made is not None:
        return any(facts.generated(each) for each in chain_of(facts, [made]))
    source = next((s for s in facts.book.sources if use.asset_sha256 in s.sha256), None)
    return source is None or source.ai_origin is not False


def _covered(place: Place, facts: Evidence, uses: Iterable[ShotUse]) -> int:
    spans = sorted(span for use in uses if (span := facts.span(use)))
    end, total = place.start, 0
    for start, stop in spans:
        start, stop = max(start, end), min(stop, place.end)
        total += max(0, stop - start)
        end = max(end, stop)
    return total


def _summary(shots: list[Mapped], total: int, made: int, heavy: list[Mapped]) -> str:
    if not shots:
        return "No shot is on record in this production."
    if not made:
        return f"{words.plural(len(shots), 'shot')}, {total} frames: none of them was made with a trained model."
    over = f"{words.plural(len(heavy), 'shot')} above half" if heavy else "no shot above half"
    return f"{made} of {total} frames were made with a trained model or a replica, {over}."


def _line(facts: Evidence, shot: Mapped) -> Line:
    tools = words.listing(shot.tools, "nothing yet") if shot.known else "no picture chosen yet"
    return Line((
        shot.place.number, shot.place.shot, facts.time(shot.place.start), facts.time(shot.place.end), str(shot.whole),
        str(shot.frames), f"{shot.share} %", shot.version or "–", tools,
    ), "stop" if shot.share > 50 else "hold" if shot.frames else "")
