import dataclasses
import threading
from fractions import Fraction

import av
import pytest

from panel_makers import show
from secondunit.core.errors import InputError
from secondunit.formats import animatic
from secondunit.formats.animatic import stretches

FPS = Fraction(24)


def write(items, panels, path, **options):
    return animatic.write(items, panels, path, title="x", rate=FPS, size=(320, 180), **options)


def lasting(items, panels, durations):
    """Repeat two shots under new names so that each has its duration."""
    made, shown = [], {}
    for n, duration in enumerate(durations):
        item = items[n % len(items)]
        made.append(dataclasses.replace(item, shot=f"sc010_sh{n:04d}", duration=duration))
        shown[made[-1].shot] = panels[item.shot]
    return made, shown


@pytest.mark.parametrize("durations", [[1], [1] * 900, [2000], [50, 241, 1, 1, 95, 1, 480, 3] * 9])
def test_stretches_hold_every_frame_once_in_order(durations):
    plan = list(stretches.plan(durations, FPS))
    frames = [(piece.item, n) for stretch in plan for piece in stretch.pieces for n in piece.frames]
    assert frames == [(item, n) for item, duration in enumerate(durations) for n in range(duration)]
    lengths = [sum(len(piece.frames) for piece in stretch.pieces) for stretch in plan]
    assert [stretch.start for stretch in plan] == [sum(lengths[:n]) for n in range(len(plan))]
    assert max(lengths) <= 24 * (stretches.KEYS + stretches.LEAST)
    for stretch in plan[:-1]:  # the next one starts with IDR number 0; the frame before must not be that
        assert len(stretch.pieces[-1].frames) > 1 or len(stretch.pieces) % 2 == 0


def test_any_number_of_cores_gives_the_same_bytes(tmp_path, monkeypatch):
    items, panels = lasting(*show(tmp_path, 2), [60, 50, 1, 1, 130, 40, 61])
    for workers in (1, 2, 4):
        monkeypatch.setattr(stretches, "WORKERS", workers)
        write(items, panels, tmp_path / f"{workers}.mp4")
    first = (tmp_path / "1.mp4").read_bytes()
    assert first == (tmp_path / "2.mp4").read_bytes() == (tmp_path / "4.mp4").read_bytes()


def test_what_makes_x264_repeatable_is_set(tmp_path):
    """With more threads, or the macroblock tree, few long animatics differ: too seldom to be caught by a rerun."""
    items, panels = show(tmp_path, 1)
    write(items, panels, tmp_path / "a.mp4")
    said = (tmp_path / "a.mp4").read_bytes().partition(b"x264 - core")[2].partition(b"\x00")[0].split()
    assert {b"threads=1", b"mbtree=0", b"open_gop=0", b"b_pyramid=0"} <= set(said)


def test_joined_stretches_decode_without_a_seam(tmp_path):
    durations = [60, 50, 1, 1, 1, 1, 500, 40, 1]
    items, panels = lasting(*show(tmp_path, 2), durations)
    assert write(items, panels, tmp_path / "a.mp4") == sum(durations)
    with av.open(str(tmp_path / "a.mp4")) as file:
        packets = [packet for packet in file.demux(video=0) if packet.size]
    decoding = [packet.dts for packet in packets]
    assert decoding == sorted(set(decoding)) and all(packet.pts >= packet.dts for packet in packets)
    with av.open(str(tmp_path / "a.mp4")) as file:
        stream = file.streams.video[0]
        stream.codec_context.options = {"err_detect": "explode"}
        frames = list(file.decode(stream))
        assert stream.duration * stream.time_base == Fraction(sum(durations), 24)
        assert [frame.pts * stream.time_base for frame in frames] == [Fraction(n, 24) for n in range(sum(durations))]
        cuts = {sum(durations[:n]) for n in range(len(durations))}
        assert cuts | {114 + 240, 114 + 480} == {n for n, frame in enumerate(frames) if frame.key_frame}


def test_a_reader_who_stops_or_a_broken_panel_stops_every_encoder(tmp_path):
    items, panels = lasting(*show(tmp_path, 2), [100] * 40)
    before = threading.active_count()

    def stop(share: float) -> None:
        raise KeyboardInterrupt(str(share))

    with pytest.raises(KeyboardInterrupt, match=r"^0\.0"):
        write(items, panels, tmp_path / "a.mp4", progress=stop)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    with pytest.raises(InputError, match="sc010_sh0003"):
        write(items, {**panels, "sc010_sh0003": broken, "sc010_sh0030": broken}, tmp_path / "b.mp4")
    assert threading.active_count() == before
