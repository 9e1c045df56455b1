from fractions import Fraction

import opentimelineio as otio
import pytest

from panel_makers import item
from secondunit.core.errors import InputError
from secondunit.formats import timeline

FPS = Fraction(24)
ITEMS = [item(n, action="שלום <b>&" if n == 1 else f"Action {n}.") for n in range(5)]
MEDIA = {entry.shot: f"panels/{entry.shot}.png" for entry in ITEMS[:4]}


def write(path, rate=FPS):
    timeline.write(ITEMS, MEDIA, path, title="The Glass Desert", rate=rate, start=86_400)
    return path


def test_the_reference_adapter_reads_it_and_writes_it_back(tmp_path):
    path = write(tmp_path / "t.otio")
    read = otio.adapters.read_from_file(str(path))
    assert otio.adapters.write_to_string(read, "otio_json").strip() == path.read_text(encoding="utf-8").strip()
    clips = list(read.find_clips())
    assert [clip.name for clip in clips] == [entry.shot for entry in ITEMS]
    assert [clip.duration().value for clip in clips] == [entry.duration for entry in ITEMS]
    assert read.duration() == otio.opentime.RationalTime(sum(entry.duration for entry in ITEMS), 24)
    assert read.global_start_time.to_timecode() == "01:00:00:00"
    facts = clips[1].metadata["secondunit"]
    assert (facts["scene"], facts["size"], facts["lens_mm"], facts["move"]) == ("sc010", "MS", 35.0, "dolly in")
    assert (facts["recipe"], facts["digest"], facts["take"]) == ("ab" * 32, "cd" * 32, "take 1 of 2")
    assert facts["dialogue"][0]["words"] == "Line 1."
    assert clips[1].media_reference.target_url == MEDIA[ITEMS[1].shot]
    assert isinstance(clips[4].media_reference, otio.schema.MissingReference)


def test_scenes_dialogue_and_action_are_markers(tmp_path):
    clips = list(otio.adapters.read_from_file(str(write(tmp_path / "t.otio"))).find_clips())
    kinds = [[marker.metadata["secondunit"]["kind"] for marker in clip.markers] for clip in clips]
    assert kinds[:4] == [["scene", "action"], ["action", "dialogue"], ["action", "dialogue"], ["scene", "action"]]
    assert clips[1].markers[1].name == "MARA" and clips[1].markers[1].comment == "Line 1."
    assert clips[1].markers[0].comment == "שלום <b>&"


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(25), Fraction(24000, 1001)])
def test_durations_come_back_and_bytes_repeat(tmp_path, rate):
    path, again = write(tmp_path / "t.otio", rate), write(tmp_path / "u.otio", rate)
    assert path.read_bytes() == again.read_bytes()
    assert timeline.durations(path, rate) == {entry.shot: entry.duration for entry in ITEMS}


def test_a_recut_retimes_the_shots(tmp_path):
    path = write(tmp_path / "t.otio")
    cut = otio.adapters.read_from_file(str(path))
    track = cut.tracks[0]
    first = track[0]
    first.source_range = otio.opentime.TimeRange(first.source_range.start_time, otio.opentime.RationalTime(50, 48))
    track.insert(2, first.deepcopy())  # the shot comes twice
    del track[3]
    track.insert(1, otio.schema.Gap(duration=otio.opentime.RationalTime(12, 24)))
    sound = otio.schema.Track(kind=otio.schema.TrackKind.Audio)
    sound.append(otio.schema.Clip("noise", source_range=first.source_range))
    cut.tracks.append(sound)
    bin_ = otio.schema.SerializableCollection("bin", [cut])
    otio.adapters.write_to_file(bin_, str(path), "otio_json")
    lengths = timeline.durations(path, FPS)
    assert lengths[ITEMS[0].shot] == 50 and ITEMS[2].shot not in lengths and "noise" not in lengths
    assert lengths[ITEMS[1].shot] == ITEMS[1].duration


def test_garbled_timelines_are_input_errors(tmp_path):
    good = write(tmp_path / "t.otio").read_bytes()
    path = tmp_path / "bad.otio"
    for data in (
        b"", b"{}", b"[]", b"null", b"\xff\xfe\x00", good[:3000], b'{"OTIO_SCHEMA":"Timeline.1","name":3}',
        b'{"OTIO_SCHEMA":"Timeline.99","tracks":{}}', b'{"OTIO_SCHEMA":"Nothing.1"}',
        good.replace(b'"value": 10.0', b'"value": -10.0'), good.replace(b'"rate": 24.0', b'"rate": NaN'),
        good.replace(b'"rate": 24.0', b'"rate": 0.0'), good.replace(b'"value": 10.0', b'"value": 1e300'),
        good.replace(b'"Clip.2"', b'"Gap.1"'), b"[" * 50_000 + b"]" * 50_000, b'{"a":' * 500 + b"1" + b"}" * 500,
    ):
        path.write_bytes(data)
        with pytest.raises(InputError):
            timeline.durations(path, FPS)
    with pytest.raises(InputError):
        timeline.durations(tmp_path / "none.otio", FPS)


@pytest.mark.parametrize("target", ["/etc/passwd", "../up.png", "https://x/y.png", "C:\\x.png", "a/../../b.png"])
def test_media_stay_inside(tmp_path, target):
    with pytest.raises(InputError, match="relative"):
        timeline.write(ITEMS, {ITEMS[0].shot: target}, tmp_path / "t.otio", title="x", rate=FPS)


def test_no_shots_is_told(tmp_path):
    with pytest.raises(InputError, match="no shot"):
        timeline.write([], {}, tmp_path / "t.otio", title="x", rate=FPS)
