"""The editorial timeline as OpenTimelineIO: one clip a shot, and back again as durations after a recut.

Metadata of ours stands under the key `secondunit`; dialogue and notes are markers, so that a cutting room
sees them. Media references are relative paths that the caller gives.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from secondunit.core.board import BoardItem, check_items
from secondunit.core.errors import InputError
from secondunit.core.identity import Json
from secondunit.formats.typeset import clean

BYTES_MOST = 64 * 1024 * 1024
DEPTH_MOST = 100
FRAMES_MOST = 24 * 60 * 60 * 24  # a day


def build(
    items: Sequence[BoardItem], media: Mapping[str, str], *, title: str, rate: Fraction, start: int = 0
) -> otio.schema.Timeline:
    """Return an otio Timeline with one picture track.

    `media` maps shot ids to relative paths (URL-style, forward slashes); a shot without one gets a missing
    reference. `start` is the record timecode of the first frame in frames. Raises InputError for no shots.
    """
    check_items(items)
    rate_hz = float(rate)
    time, span = otio.opentime.RationalTime, otio.opentime.TimeRange

    def clip_of(item: BoardItem, first: bool) -> otio.schema.Clip:
        whole = span(time(0, rate_hz), time(item.duration, rate_hz))
        target = media.get(item.shot)
        reference: Any = otio.schema.MissingReference()
        if target is not None:
            if "\\" in target or target.startswith("/") or ".." in Path(target).parts or ":" in target:
                raise InputError(f"{target!r} is not a relative media path", hint="like panels/sc010_sh0020.png")
            reference = otio.schema.ExternalReference(target_url=target, available_range=whole)
        clip = otio.schema.Clip(
            name=item.shot, media_reference=reference, source_range=whole, metadata={"secondunit": _facts(item)}
        )
        if first:
            clip.markers.append(otio.schema.Marker(
                name=clean(f"{item.scene_number} {item.heading}"),
                marked_range=span(time(0, rate_hz), time(1, rate_hz)),
                color=otio.schema.MarkerColor.GREEN, metadata={"secondunit": {"kind": "scene", "scene": item.scene}},
            ))
        for kind, name, words, colour in _notes(item):
            marker = otio.schema.Marker(
                name=name, marked_range=whole, color=colour, metadata={"secondunit": {"kind": kind}}
            )
            marker.comment = words
            clip.markers.append(marker)
        return clip

    timeline = otio.schema.Timeline(
        name=clean(title or "Untitled"), global_start_time=time(start, rate_hz),
        metadata={"secondunit": {"schema": 1, "rate": str(rate), "shots": len(items)}},
    )
    track = otio.schema.Track(name="Picture", kind=otio.schema.TrackKind.Video)
    scene = ""
    for item in items:
        track.append(clip_of(item, item.scene != scene))
        scene = item.scene
    timeline.tracks.append(track)
    return timeline


def write(
    items: Sequence[BoardItem], media: Mapping[str, str], path: Path, *, title: str, rate: Fraction, start: int = 0
) -> None:
    """Write the timeline of `build` as .otio (JSON, UTF-8, the same bytes for the same arguments)."""
    timeline = build(items, media, title=title, rate=rate, start=start)
    path.write_text(timeline.to_json_string(indent=4) + "\n", encoding="utf-8")


def _facts(item: BoardItem) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "shot": item.shot, "scene": item.scene, "scene_number": item.scene_number, "heading": item.heading,
        "size": item.size, "angle": item.angle, "move": item.move, "lens_mm": item.lens, "setup": item.setup,
        "origin": item.origin, "take": item.take, "recipe": item.recipe, "digest": item.digest,
        "dialogue": [{"speaker": clean(speaker), "words": clean(words)} for speaker, words in item.dialogue],
    }
    return {key: clean(value) if isinstance(value, str) else value for key, value in facts.items()}


def _notes(item: BoardItem) -> list[tuple[str, str, str, str]]:
    notes = [("action", "action", clean(item.action), "WHITE")] if item.action.strip() else []
    return notes + [("dialogue", clean(speaker), clean(words), "CYAN") for speaker, words in item.dialogue]


def durations(path: Path, rate: Fraction) -> dict[str, int]:
    """Return frames by shot id of a timeline that may have been recut elsewhere.

    A shot is known by its `secondunit.shot` metadata, else by the clip's name; clips of one shot add up, gaps
    and audio are passed over, times in another rate are converted. Raises InputError for anything that is no
    timeline, holds no clip or gives a clip an impossible length.
    """
    data = _read_json(path)
    try:
        root = otio.adapters.read_from_string(json.dumps(data), "otio_json")
        if isinstance(root, otio.schema.SerializableCollection):
            timelines = [child for child in root if isinstance(child, otio.schema.Timeline)]
            root = timelines[0] if len(timelines) == 1 else None
        if not isinstance(root, otio.schema.Timeline):
            raise InputError(f"{path.name} holds no single timeline", hint="export one timeline as .otio")
        out: dict[str, int] = {}
        for track in root.video_tracks():
            for clip in track.find_clips():
                facts = clip.metadata.get("secondunit")
                shot = facts.get("shot") if hasattr(facts, "get") else None
                name = str(shot or clip.name or "")
                if not name:
                    raise InputError(f"a clip in {path.name} has no name", hint="keep the shot ids as clip names")
                out[name] = out.get(name, 0) + _frames(clip.duration(), rate, name)
    except InputError:
        raise
    except Exception as error:  # the library raises many kinds, from RuntimeError to its own
        raise InputError(f"{path.name} cannot be read as a timeline: {_first_line(error)}") from error
    if not out:
        raise InputError(f"{path.name} holds no picture clip")
    return out


def _frames(duration: otio.opentime.RationalTime, rate: Fraction, name: str) -> int:
    value, hertz = float(duration.value), float(duration.rate)
    if not (math.isfinite(value) and math.isfinite(hertz) and hertz > 0):
        raise InputError(f"clip {name} has no usable length")
    frames = round(value / hertz * float(rate))
    if not 1 <= frames <= FRAMES_MOST:
        raise InputError(f"clip {name} lasts {frames} frames", hint="a shot lasts at least one frame")
    return frames


def _read_json(path: Path) -> Json:
    """Read JSON with a bound on size and depth, since the library's own parser has none."""
    try:
        if path.stat().st_size > BYTES_MOST:
            raise InputError(f"{path.name} is too large for a timeline", hint="64 MB at most")
        data: Json = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path.name} cannot be read as a timeline: {_first_line(error)}") from error
    level = [data]
    for _ in range(DEPTH_MOST):
        level = [
            child for node in level if isinstance(node, (dict, list))
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return data
    raise InputError(f"{path.name} is nested too deeply for a timeline")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
