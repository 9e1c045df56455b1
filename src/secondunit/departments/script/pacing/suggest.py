"""Suggestions to the writer: every kind of finding, in the order of the script.

They name scenes, lengths and figures, say what would be won, and are accepted or refused one by one. None rewrites the
writer's words. Thresholds stand beside each finding; `benchmarks/_pacing_quality.py` measures recall and false alarms.
"""

from __future__ import annotations

from secondunit.core.pacing import Suggestion
from secondunit.departments.script.pacing import people_findings, repeat_findings, scene_findings, shape_findings
from secondunit.departments.script.pacing.context import Context

FINDINGS = (
    repeat_findings.repeated_pairing, repeat_findings.alike, scene_findings.overlong, scene_findings.talk_heavy,
    scene_findings.faceless, scene_findings.company_moves, scene_findings.long_montage, scene_findings.monologue,
    scene_findings.crowded, repeat_findings.unchanged, people_findings.late_lead,
    people_findings.opening_without_lead, people_findings.vanishes, people_findings.parts_to_merge,
    shape_findings.flat, shape_findings.late_incident, shape_findings.running_time, shape_findings.nights_outside,
    shape_findings.no_breath,
)  # fmt: skip
KINDS = (
    "repeated pairing", "alike back to back", "overlong scene", "talk-heavy stretch", "action without a character",
    "company moves", "long montage", "long speech", "many voices", "nothing changes", "late lead",
    "opening without the lead", "character vanishes", "parts that could be one", "flat tension",
    "late inciting incident", "over the running time", "under the running time", "nights outside", "no breath",
)  # fmt: skip


TELLS = (("flat tension", "nothing changes"), ("repeated pairing", "alike back to back"),
          ("repeated pairing", "nothing changes"), ("alike back to back", "nothing changes"))  # fmt: skip


def suggestions(context: Context) -> tuple[Suggestion, ...]:
    """Return all suggestions, those about the whole first, then in the order of the script; each finding once."""
    found = [each for finding in FINDINGS for each in finding(context)]
    kept = [each for each in found if not any(_tells(other, each) for other in found)]
    rank = {kind: at for at, kind in enumerate(KINDS)}
    return tuple(sorted(kept, key=lambda s: (context.at[s.scenes[0]] if s.scenes else -1, rank[s.kind], s.id)))


def _tells(one: Suggestion, other: Suggestion) -> bool:
    """True where one suggestion tells the other's finding already: a wider kind, in all of its scenes."""
    return (one.kind, other.kind) in TELLS and set(other.scenes) <= set(one.scenes)
