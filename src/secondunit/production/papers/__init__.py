"""The rights papers of a production: gathered from its records, written as PDF, CSV and JSON.

Each paper is a module with a function from `Evidence` to a `core.paper.Paper`; nothing is read anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from secondunit.core.errors import InputError, NotFound, StateError, UsageError
from secondunit.store.files import disk_errors

if TYPE_CHECKING:
    from secondunit.core.paper import Paper
    from secondunit.production.folder import Production
    from secondunit.production.papers.evidence import Evidence


@dataclass(frozen=True)
class Kind:
    """A kind of paper. Each of `modules` makes one; of a person there is one a performer."""

    modules: tuple[str, ...]
    summary: str
    person: bool = False


REPORTS = "reports"  # the one folder of a production that papers may be written into
PAPERS: Mapping[str, Kind] = {
    "uses": Kind(("uses",), "use-case sheet for the buyer, in the order of the matrix"),
    "register": Kind(("register", "shot_map"), "AI register with terms and training data, and the shot map"),
    "rider": Kind(("rider",), "for each performer: the consent as a paper to sign", person=True),
    "pay": Kind(("pay_sheet",), "for each performer: what is due", person=True),
    "cues": Kind(("cues",), "cue sheet with time code"),
    "disclosure": Kind(("disclosure",), "what the audience is told, in five languages"),
    "copyright": Kind(("copyright",), "draft of a registration, with the log of human work"),
    "credits": Kind(("credits",), "who did what"),
    "likeness": Kind(("likeness",), "for each performer: everywhere the likeness was used", person=True),
    "delivery": Kind(("delivery",), "everything that left, and what it rests on"),
    "awards": Kind(("awards",), "evidence of human performance and writing"),
}


def report(
    production: Production, names: Iterable[str], folder: Path, *, party: str = "", as_of: date | None = None
) -> tuple[Path, ...]:
    """Write the papers named (or `all`) into a folder; return the paths of all files.

    `party` limits papers on persons to one. UsageError for an unknown paper, NotFound for an unknown party, StateError
    for a folder that the production lives on.
    """
    from secondunit.formats import rights_papers
    from secondunit.production.papers.evidence import Evidence

    wanted = tuple(dict.fromkeys(names))
    if strange := [name for name in wanted if name not in (*PAPERS, "all")]:
        raise UsageError(f"there is no rights paper {strange[0][:40]!r}", hint="one of " + ", ".join((*PAPERS, "all")))
    chosen = tuple(PAPERS) if "all" in wanted else wanted
    facts = Evidence.of(production, as_of)
    if party and party not in {p.id for p in facts.performers()} | set(facts.parties):
        raise NotFound(f"there is no party {party[:60]!r}", hint="see: secondunit rights list parties")
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file", hint="choose a folder")
    home, works = production.root / REPORTS, production.root.resolve()
    if folder.resolve().is_relative_to(works) and not folder.resolve().is_relative_to(works / REPORTS):
        raise StateError(f"{folder} belongs to the production itself", hint=f"write below {home} or elsewhere")
    made: list[Path] = []
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name in chosen:
            for paper in papers(facts, name, party):
                made += rights_papers.write(paper, folder)
    return tuple(made)


def papers(facts: Evidence, name: str, party: str = "") -> tuple[Paper, ...]:
    """Return the papers of one kind; of a person one a performer, or one that says that there is none."""
    import importlib

    kind = PAPERS[name]
    makers: list[Callable[..., Paper]] = [
        importlib.import_module(f"{__name__}.{module}").paper for module in kind.modules]
    if not kind.person:
        return tuple(make(facts) for make in makers)
    people = [p.id for p in facts.performers() if party in ("", p.id)] or [party]
    return tuple(make(facts, person) for person in people for make in makers)
