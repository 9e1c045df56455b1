import dataclasses
import tracemalloc
from fractions import Fraction

import av
import numpy as np
import pytest

from panel_makers import draw, show
from secondunit.core.board import timecode
from secondunit.core.errors import InputError
from secondunit.formats import animatic
from secondunit.formats.animatic.burnin import BurnIn
from secondunit.formats.animatic.camera_moves import crop

FPS = Fraction(24)
SIZE = (320, 180)


def make(items, panels, path, **options):
    options = {"size": SIZE, "title": "The Glass Desert", "rate": FPS, **options}
    frames = animatic.write(items, panels, path, **options)
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        decoded = [(frame.pts * stream.time_base, frame.key_frame, frame.to_ndarray(format="gray"))
                   for frame in file.decode(stream)]
        facts = (stream.codec_context.name, stream.codec_context.pix_fmt, stream.width, stream.height,
                 stream.average_rate, stream.metadata.get("timecode"), dict(file.metadata))
    assert len(decoded) == frames
    return facts, decoded


def test_length_rate_cuts_and_metadata(tmp_path):
    items, panels = show(tmp_path, 4)
    facts, frames = make(items, panels, tmp_path / "a.mp4", start=86_400)
    assert facts[:6] == ("h264", "yuv420p", 320, 180, 24, "01:00:00:00")
    assert facts[6]["title"] == "The Glass Desert" and "creation_time" not in facts[6]
    assert len(frames) == sum(item.duration for item in items)
    assert [time for time, _, _ in frames] == [Fraction(n, 24) for n in range(len(frames))]
    cuts = np.cumsum([0, *(item.duration for item in items)])[:-1]
    assert all(frames[cut][1] for cut in cuts)


def test_the_timecode_can_be_read_off_every_frame(tmp_path):
    items, panels = show(tmp_path, 3)
    _, frames = make(items, panels, tmp_path / "a.mp4", start=1430)  # runs over a full minute
    burn = BurnIn(SIZE)
    for n, (_, _, image) in enumerate(frames):
        strip = image[: burn.strip, burn.code_x : burn.code_x + 11 * burn.cell].astype(float)
        read = ""
        for k in range(11):
            cell = strip[:, k * burn.cell : (k + 1) * burn.cell]
            read += min(burn.digits, key=lambda d: np.abs(burn.digits[d].astype(float) * 255 / 219 - 19 - cell).sum())
        assert read == timecode(1430 + n, FPS)


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    items, panels = show(tmp_path, 3)
    for name in ("a.mp4", "b.mp4"):
        make(items, panels, tmp_path / name)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_burn_in_subtitles_and_moves_can_be_switched_off(tmp_path):
    items, panels = show(tmp_path, 2)  # the second moves and speaks
    _, plain = make(items, panels, tmp_path / "p.mp4", burn_in=False, subtitles=False, moves=False)
    _, marked = make(items, panels, tmp_path / "m.mp4", subtitles=False, moves=False)
    _, spoken = make(items, panels, tmp_path / "s.mp4", burn_in=False, moves=False)
    _, moving = make(items, panels, tmp_path / "v.mp4", burn_in=False, subtitles=False)
    last = len(plain) - 1

    def apart(one, other):
        return np.abs(one.astype(int) - other.astype(int)) > 40

    assert not apart(plain[12][2], plain[last][2]).any()
    marks = apart(marked[last][2], plain[last][2])
    assert marks[:20].any() and not marks[40:140].any()
    assert apart(spoken[last][2], plain[last][2])[120:].any() and not apart(spoken[3][2], plain[3][2]).any()
    assert apart(moving[last][2], plain[last][2]).any() and not apart(moving[3][2], plain[3][2]).any()


def test_moves_stay_inside_the_picture_and_start_and_end_still():
    for move in ("pan", "tilt", "dolly in", "dolly out", "truck", "pedestal", "crane", "orbit", "follow", "handheld",
                 "zoom"):
        for step in range(101):
            left, top, right, bottom = crop(move, step / 100, step / 24)
            assert 0 <= left < right <= 1 + 1e-9 and 0 <= top < bottom <= 1 + 1e-9
            assert right - left == pytest.approx(bottom - top)
    assert crop("static", 0.5, 1.0) is None
    near, far = crop("dolly in", 1.0, 0), crop("dolly in", 0.0, 0)
    assert near[2] - near[0] < far[2] - far[0] == 1.0


def test_subtitles_share_the_shot_and_say_when_words_are_left(tmp_path):
    items, _ = show(tmp_path, 1)
    shot = dataclasses.replace(items[0], duration=60, dialogue=(("A", "Yes."), ("B", "A much longer answer. " * 8)))
    pages = BurnIn(SIZE).subtitles(shot)
    starts = [start for start, _ in pages]
    assert starts[0] == 0 and starts == sorted(set(starts)) and len(pages) <= 5
    assert BurnIn(SIZE).subtitles(dataclasses.replace(shot, duration=1, dialogue=(("A", "word " * 900),)))[0][0] == 0


def test_odd_sizes_and_other_shapes_are_made_even_and_barred(tmp_path):
    items, panels = show(tmp_path, 2)
    draw(panels[items[0].shot], (121, 333))
    facts, frames = make(items, panels, tmp_path / "a.mp4", size=(321, 181), burn_in=False)
    assert facts[2:4] == (322, 182)
    assert frames[0][2][90, 5] < 8 < frames[0][2][10, 161]


def test_grey_stays_grey_and_colours_come_back(tmp_path):
    from PIL import Image

    for colour in ((255, 255, 255), (0, 0, 0), (200, 40, 30), (20, 160, 60), (30, 50, 210)):
        picture = animatic.Picture.of(Image.new("RGB", (64, 32), colour))
        frame = av.VideoFrame.from_ndarray(picture.packed, format="yuv420p")
        back = frame.reformat(format="rgb24", src_colorspace="ITU709", src_color_range="MPEG").to_ndarray()
        assert np.abs(back.astype(int) - np.array(colour)).max() <= 4
        assert (picture.blue[0, 0] == 128 == picture.red[0, 0]) == (len(set(colour)) == 1)


def test_bad_input_is_told(tmp_path):
    items, panels = show(tmp_path, 2)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    for given, paths, size, words in (
        ([], panels, SIZE, "no shot"), (items, {}, SIZE, "no panel"), (items, {items[0].shot: broken}, SIZE, "read"),
        (items, panels, (0, 90), "pixels"), (items, panels, (90_000, 90), "pixels"),
    ):
        with pytest.raises(InputError, match=words):
            animatic.write(given, paths, tmp_path / "x.mp4", title="x", rate=FPS, size=size)


def test_memory_does_not_grow_with_the_length(tmp_path):
    items, panels = show(tmp_path, 2)
    peaks = []
    for duration in (20, 200):
        long = [dataclasses.replace(item, duration=duration) for item in items]
        tracemalloc.start()
        animatic.write(long, panels, tmp_path / "a.mp4", title="x", rate=FPS, size=SIZE)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2
