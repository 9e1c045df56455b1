"""The QC report of a matte: a verdict for each measure, the worst frames, `qc.json` and a table as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from secondunit.core.errors import InputError
from secondunit.departments.roto.qc.measures import Measures
from secondunit.departments.roto.qc.profiles import Profile, Threshold

SCHEMA = "secondunit.roto.qc/1"
SHARE = 0.05  # of the frames beyond a threshold makes it the verdict of the shot
RANKED = 10  # frames named as the worst
ORDER = ("pass", "warn", "fail")
NOTED = "edge_touch"  # said, but no fault: objects leave the frame
WORDS = {
    "chatter": "the edge flickers: label comes and goes along it",
    "hole_size": "holes open in the object for a frame",
    "island_size": "islands appear off the object for a frame",
    "softness_step": "the edge changes its softness for a frame",
    "coverage_jump": "the size of the matte jumps",
    "core_noise": "the inside of the matte is not solid",
    "outside_noise": "the outside of the matte is not clear",
    "steadiness": "the outline is not steady from frame to frame",
    "edge_touch": "the matte touches the edge of the frame: check that nothing is cut off",
}


@dataclass(frozen=True)
class Judged:
    """One measure over the shot: middle and 95 % value, the worst frame, verdict, and what it says in words."""

    measure: str
    median: float
    high: float
    worst: float
    worst_frame: int
    warned: int
    failed: int
    verdict: str
    words: str


@dataclass(frozen=True)
class Report:
    """All that is known of a matte: verdict, judged measures, worst frames (frame, severity, why), every frame."""

    profile: Profile
    lines: int
    verdict: str
    judged: tuple[Judged, ...]
    worst: tuple[tuple[int, float, str], ...]
    frames: tuple[Measures, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain data: schema, verdict, thresholds used, summary, worst frames, frames."""
        limits = self.profile.at(self.lines)
        return {
            "schema": SCHEMA,
            "profile": self.profile.name,
            "lines": self.lines,
            "verdict": self.verdict,
            "thresholds": {name: {"warn": _round(t.warn), "fail": _round(t.fail)} for name, t in limits.items()},
            "summary": [{k: _round(v) for k, v in asdict(each).items()} for each in self.judged],
            "worst": [{"frame": frame, "severity": _round(rank), "measure": why} for frame, rank, why in self.worst],
            "frames": [{k: _round(v) for k, v in asdict(each).items()} for each in self.frames],
        }

    def json_bytes(self) -> bytes:
        """Return `qc.json`: the same report gives the same bytes."""
        return (json.dumps(self.to_json(), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()

    def csv_bytes(self) -> bytes:
        """Return the frames as CSV, a column a measure; empty where it could not be taken."""
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\n")
        names = [field.name for field in fields(Measures)]
        table.writerow(names)
        for each in self.frames:
            table.writerow(["" if (v := _round(getattr(each, name))) is None else v for name in names])
        return out.getvalue().encode()


def judge(frames: Sequence[Measures], profile: Profile, lines: int) -> Report:
    """Judge measures against a profile for a plate of so many lines. Raises InputError for no frame."""
    if not frames:
        raise InputError("a matte without a frame cannot be judged", hint="give at least one frame")
    limits = profile.at(lines)
    judged = []
    for name, limit in limits.items():
        found = [(value, each.frame) for each in frames if (value := getattr(each, name)) is not None]
        if found:
            judged.append(_judged(name, found, limit))
    verdict = max((each.verdict for each in judged if each.measure != NOTED), key=ORDER.index, default="pass")
    ranked = sorted((_severity(each, limits) for each in frames), key=lambda item: (-item[1], item[0]))
    worst = tuple((frame, rank, why) for frame, rank, why in ranked[:RANKED] if rank > 0)
    return Report(profile, lines, verdict, tuple(judged), worst, tuple(frames))


def _judged(name: str, found: list[tuple[float, int]], limit: Threshold) -> Judged:
    values = sorted(value for value, _ in found)
    worst, frame = max(found, key=lambda item: (item[0], -item[1]))
    warned, failed = sum(v > limit.warn for v in values), sum(v > limit.fail for v in values)
    few = SHARE * len(values)
    # one bad frame is to be looked at; a share of them makes the matte one to be redone
    verdict = "fail" if failed > few else "warn" if failed or warned > max(1.0, few) else "pass"
    words = "good" if verdict == "pass" else f"{WORDS[name]} ({max(warned, failed)} of {len(values)} frames)"
    high = values[math.ceil(0.95 * len(values)) - 1]
    return Judged(name, values[len(values) // 2], high, worst, frame, warned, failed, verdict, words)


def _severity(each: Measures, limits: Mapping[str, Threshold]) -> tuple[int, float, str]:
    """How far beyond its thresholds a frame is, summed over measures (1 = at fail), and the measure that says most."""
    parts = {}
    for name, limit in limits.items():
        value = getattr(each, name)
        if value is not None and value > limit.warn and name != NOTED:
            parts[name] = min(5.0, value / max(limit.fail, 1e-9))
    if not parts:
        return each.frame, 0.0, ""
    return each.frame, sum(parts.values()), max(parts, key=lambda name: parts[name])


def _round(value: Any) -> Any:  # noqa: ANN401
    return round(value, 6) if isinstance(value, float) else value
