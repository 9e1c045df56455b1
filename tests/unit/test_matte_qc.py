"""QC of mattes: each fault raises its own measure, verdicts follow the profile, the report is plain and repeats."""

import csv
import io
import json
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from secondunit.core.errors import ConfigError, InputError, NotFound
from secondunit.departments.roto.qc import preview, profiles, report, views
from secondunit.departments.roto.qc.measures import Measures, measure

SIZE = (180, 240)


def ball(n: int = 0, radius: float = 50.0, blur: float = 0.8) -> np.ndarray:
    y, x = np.mgrid[0 : SIZE[0], 0 : SIZE[1]].astype(np.float32)
    away = radius - np.hypot(y - 90, x - 110 - 0.6 * n)
    return np.clip(away / blur + 0.5, 0, 1).astype(np.float32)


def shot(count: int = 8, **how: float) -> list[np.ndarray]:
    return [ball(n, **how) for n in range(count)]


def values(mattes: list[np.ndarray], name: str, **more: object) -> list[float]:
    return [v for each in measure(mattes, **more) if (v := getattr(each, name)) is not None]


def wobbling(size: float = 2.5) -> list[np.ndarray]:
    chance = np.random.default_rng(3)
    out = []
    for n in range(8):
        noise = cv2.GaussianBlur(chance.standard_normal(SIZE).astype(np.float32), (0, 0), 3)
        y, x = np.mgrid[0 : SIZE[0], 0 : SIZE[1]].astype(np.float32)
        away = 50 - np.hypot(y - 90, x - 110 - 0.6 * n) + size * noise / noise.std()
        out.append(np.clip(away + 0.5, 0, 1).astype(np.float32))
    return out


def plate(count: int = 8) -> list[np.ndarray]:
    """A textured ball that moves like its matte, over a still textured ground."""
    chance = np.random.default_rng(1)
    ground, skin = (cv2.GaussianBlur(chance.integers(0, 256, (*SIZE, 3)).astype(np.float32), (0, 0), 2) for _ in range(2))
    out = []
    for n in range(count):
        moved = cv2.warpAffine(skin, np.array([[1, 0, 0.6 * n], [0, 1, 0]], np.float32), (SIZE[1], SIZE[0]), borderMode=cv2.BORDER_WRAP)
        a = ball(n)[..., None]
        out.append(np.clip((moved * 0.6 + 90) * a + ground * (1 - a), 0, 255).astype(np.uint8))
    return out


def test_a_clean_matte_passes_every_profile():
    frames = list(measure(shot(), plate()))
    assert len(frames) == 8
    assert frames[0].chatter is None, "two frames must have come before"
    for name in profiles.names():
        found = report.judge(frames, profiles.profile(name), SIZE[0])
        assert found.verdict == "pass", found.judged
        assert found.worst == ()


def test_a_wobbling_edge_is_chatter_and_a_moving_one_is_not():
    still = float(np.median(values(shot(), "chatter", plate=plate())))
    loose = float(np.median(values(wobbling(), "chatter", plate=plate())))
    assert loose > 0.4
    assert still < 0.1 * loose
    assert max(values(shot(), "chatter")) < 0.1


def walker(count: int = 12, scale: int = 1) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Frames and true mattes: a torso that travels, with an arm that swings past it, opens a gap and closes it again."""
    chance = np.random.default_rng(4)
    high, wide = 180 * scale, 320 * scale
    small = chance.integers(0, 200, (3, high // scale // 4, wide // scale // 4, 3), np.uint8)
    ground, cloth, skin = (cv2.resize(each, (wide, high), interpolation=cv2.INTER_CUBIC) for each in small)
    frames, mattes = [], []
    fine = 4
    for n in range(count):
        left, swing = 80 + 2.0 * n, 26 * np.sin(2 * np.pi * n / 16)
        torso, arm = (np.zeros((high * fine, wide * fine), np.uint8) for _ in range(2))
        dots = [(left, 60), (left + 24, 60), (left + 26, 150), (left - 2, 150)]
        cv2.fillPoly(torso, [np.rint(np.array(dots) * scale * fine).astype(np.int32)], 255)
        line = np.array([(left + 12, 66), (left + 12 + swing, 100), (left + 22 + 0.4 * swing, 132)]) * scale * fine
        cv2.polylines(arm, [np.rint(line).astype(np.int32)], False, 255, 8 * scale * fine)
        a, b = (cv2.resize(each, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float32)[..., None] / 255 for each in (torso, arm))
        moved = np.roll(cloth, round(2.0 * n * scale), axis=1) // 2 + 100
        frame = ground * (1 - a) + moved * a
        frames.append(np.rint(frame * (1 - b) + (skin // 4 + 180) * b).astype(np.uint8))
        mattes.append((a + b - a * b)[..., 0])
    return frames, mattes


def spots(mattes: list[np.ndarray], value: float, share: float = 0.03) -> list[np.ndarray]:
    """A spot for a frame, in every third one: in the torso, or off it."""
    out = [each.copy() for each in mattes]
    high = out[0].shape[0]
    for n in range(1, len(out) - 1, 3):
        at = (int((92 + 2 * n) * high / 180), int(140 * high / 180)) if value == 0 else (high // 6, high // 6)
        cv2.circle(out[n], at, round(share * high / 2), value, -1)
    return out


def wobbled(mattes: list[np.ndarray], share: float) -> list[np.ndarray]:
    """The same mattes, bent another way in each frame by `share` of the height."""
    chance = np.random.default_rng(6)
    high, wide = mattes[0].shape
    y, x = np.mgrid[:high, :wide].astype(np.float32)
    out = []
    for each in mattes:
        bent = [cv2.GaussianBlur(chance.standard_normal((high, wide)).astype(np.float32), (0, 0), 0.015 * high) for _ in range(2)]
        u, v = (share * high * field / field.std() for field in bent)
        out.append(cv2.remap(each, x + u, y + v, cv2.INTER_LINEAR))
    return out


def gone(mattes: list[np.ndarray]) -> list[np.ndarray]:
    out = [each.copy() for each in mattes]
    out[6][100 * out[6].shape[0] // 180 :] = 0
    return out


SPOILED = {
    "hole_size": (lambda m: spots(m, 0.0), "fail"),
    "island_size": (lambda m: spots(m, 1.0), "fail"),
    "chatter": (lambda m: wobbled(m, 0.006), "fail"),
    "coverage_jump": (gone, "fail"),
    "core_noise": (lambda m: [each * np.float32(0.9) for each in m], "fail"),
    "outside_noise": (lambda m: [np.maximum(each, np.float32(0.06)) for each in m], "fail"),
    "softness_step": (lambda m: [cv2.GaussianBlur(each, (0, 0), 0.01 * len(each)) if n % 3 == 1 else each for n, each in enumerate(m)], "fail"),
}


@pytest.mark.parametrize("scale", [1, 3])
def test_a_true_matte_that_opens_and_closes_passes_whatever_its_size(scale):
    frames, mattes = walker(scale=scale)
    holes = [cv2.connectedComponents((each < 0.5).astype(np.uint8), connectivity=4)[0] - 2 for each in mattes]
    assert {0, 1} <= set(holes), "the gap beside the arm is there on some frames and not on others"
    found = report.judge(list(measure(mattes, frames)), profiles.profile("film"), mattes[0].shape[0])
    assert found.verdict == "pass", [each for each in found.judged if each.verdict != "pass"]


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_matte_of_the_same_shot_fails_by_its_own_measure(name):
    spoil, verdict = SPOILED[name]
    frames, mattes = walker()
    found = report.judge(list(measure(spoil(mattes), frames)), profiles.profile("film"), mattes[0].shape[0])
    assert next(each for each in found.judged if each.measure == name).verdict == verdict
    assert found.verdict == verdict


def test_strands_of_hair_are_no_islands_and_no_noise():
    frames, mattes = walker()
    for n, each in enumerate(mattes):
        cv2.line(each, (92 + 2 * n, 60), (100 + 7 * (n % 3) + 2 * n, 30), 0.8, 1)  # another way in every frame
        each[20:40, 200 + n % 2] = 0.7
    found = list(measure(mattes, frames))
    assert max(each.island_size for each in found) == 0
    assert max(each.outside_noise for each in found) < 0.001


def test_a_fault_is_told_on_its_own_frame_and_a_frame_without_two_beside_it_has_none():
    frames, mattes = walker(8)
    spoiled = [each.copy() for each in mattes]
    for n in (0, 4, 7):
        cv2.circle(spoiled[n], (92 + 2 * n, 140), 3, 0, -1)
    assert [each.holes for each in measure(spoiled, frames)] == [0, 0, 0, 0, 1, 0, 0, 0]


def test_the_contour_measure_tells_a_wobbling_edge_from_a_steady_one():
    assert np.mean(values(wobbling(), "steadiness")) > 1.5 * np.mean(values(shot(), "steadiness"))


def test_holes_and_islands_are_counted_and_measured():
    mattes = shot()
    mattes[4][80:86, 100:106] = 0
    mattes[5][10:14, 10:14] = 1
    frames = list(measure(mattes))
    assert [each.holes for each in frames] == [0, 0, 0, 0, 1, 0, 0, 0]
    assert [each.islands for each in frames] == [0, 0, 0, 0, 0, 1, 0, 0]
    assert frames[4].hole_size == pytest.approx(6 * np.sqrt(4 / np.pi), rel=0.1), "a square of six pixels"


def test_a_hole_that_belongs_to_the_shape_is_no_fault():
    mattes = shot()
    for matte in mattes:
        matte[84:96, 104:116] = 0
    assert [each.holes for each in measure(mattes)] == [0] * 8


@pytest.mark.parametrize("blur", [1.0, 4.0, 9.0])
def test_softness_is_the_width_from_ten_to_ninety_percent(blur):
    assert values(shot(2, blur=blur), "softness")[0] == pytest.approx(0.8 * blur, rel=0.15)


def test_a_change_of_softness_and_of_size_is_seen_at_its_frame():
    mattes = shot()
    mattes[5] = ball(5, blur=9.0)
    steps = values(mattes, "softness_step")
    assert int(np.argmax(steps)) + 1 in (5, 6)
    mattes = shot()
    mattes[5] = ball(5, radius=30)
    assert int(np.argmax([0.0, *values(mattes, "coverage_jump")])) in (5, 6)
    growing = [ball(0, radius=40 + n) for n in range(8)]
    assert max(values(growing, "coverage_jump")) < 0.01, "steady growth is no jump"


def test_noise_in_the_core_and_outside_is_seen():
    mattes = shot()
    mattes[2][88:92, 108:112] = 0.7
    mattes[3][4:8, 4:8] = 0.2
    frames = list(measure(mattes))
    assert [each.core_noise > 0 for each in frames] == [n == 2 for n in range(8)]
    assert [each.outside_noise > 0 for each in frames] == [n == 3 for n in range(8)]
    area = float((mattes[3] > 0.5).sum())
    assert frames[3].outside_noise == pytest.approx(16 * 0.2 / area, rel=0.3), "opacity, not pixels"


def test_a_matte_at_the_edge_of_the_frame_is_said_and_is_no_fault():
    mattes = [np.roll(each, -70, axis=1) for each in shot()]
    for matte in mattes:
        matte[:, 180:] = 0
    found = report.judge(list(measure(mattes)), profiles.profile("film"), SIZE[0])
    touch = next(each for each in found.judged if each.measure == "edge_touch")
    assert touch.verdict == "warn"
    assert "edge of the frame" in touch.words
    assert found.verdict == "pass"


def test_empty_mattes_are_measured_without_a_fault():
    frames = list(measure([np.zeros(SIZE, np.uint8)] * 4))
    assert all(each.coverage == 0 and each.softness is None and each.chatter is None for each in frames)
    assert report.judge(frames, profiles.profile("film"), SIZE[0]).verdict == "pass"


def test_a_matte_that_drops_out_for_a_frame_fails_there():
    mattes = shot(12)
    mattes[6][:] = 0
    found = report.judge(list(measure(mattes)), profiles.profile("film"), SIZE[0])
    jump = next(each for each in found.judged if each.measure == "coverage_jump")
    assert jump.verdict == "fail"
    assert found.worst[0][0] in (6, 7)


def test_numbering_starts_where_told_and_a_cut_begins_anew():
    frames = list(measure(shot(6), first=1001, cuts=[1004]))
    assert [each.frame for each in frames] == list(range(1001, 1007))
    assert frames[3].coverage_jump is None
    assert frames[2].chatter is None
    assert frames[3].chatter is None
    assert frames[4].chatter is not None


def test_whatever_the_type_the_measures_are_the_same():
    mattes = [(each > 0.5).astype(np.float32) for each in shot(4)]
    base = [each.coverage for each in measure(mattes)]
    for kind in (lambda m: m > 0.5, lambda m: (m * 255).astype(np.uint8), lambda m: (m * 65535).astype(np.uint16), lambda m: m.astype(np.uint8)):
        assert [each.coverage for each in measure([kind(m) for m in mattes])] == pytest.approx(base)


def test_the_report_is_json_and_csv_and_repeats():
    frames = list(measure(wobbling(), plate()))
    found = report.judge(frames, profiles.profile("film"), SIZE[0])
    data = json.loads(found.json_bytes())
    assert (data["schema"], data["profile"], data["verdict"]) == ("secondunit.roto.qc/1", "film", "fail")
    assert len(data["frames"]) == 8
    assert data["worst"][0]["measure"] == "chatter"
    chatter = next(row for row in data["summary"] if row["measure"] == "chatter")
    assert chatter["words"].startswith("the edge flickers")
    assert found.json_bytes() == report.judge(list(measure(wobbling(), plate())), profiles.profile("film"), SIZE[0]).json_bytes()
    rows = list(csv.DictReader(io.StringIO(found.csv_bytes().decode())))
    assert len(rows) == 8
    assert rows[0]["chatter"] == ""
    assert float(rows[3]["chatter"]) == pytest.approx(frames[3].chatter, abs=1e-5)


def test_lengths_follow_the_size_of_the_plate_and_shares_do_not():
    film = profiles.profile("film")
    assert film.at(2160)["chatter"].warn == pytest.approx(2 * film.at(1080)["chatter"].warn)
    assert film.at(2160)["hole_size"].fail == pytest.approx(2 * film.at(1080)["hole_size"].fail)
    assert film.at(2160)["core_noise"] == film.at(1080)["core_noise"]


def test_no_threshold_is_finer_than_labels_of_whole_pixels():
    film = profiles.profile("film")
    assert film.at(120)["chatter"] == film.at(60)["chatter"]
    assert film.at(120)["chatter"].warn > film.thresholds["chatter"].warn * 120 / 1080


def test_stricter_deliveries_have_stricter_thresholds():
    film, episodic, proxy = (profiles.profile(name) for name in ("film", "episodic", "proxy"))
    for name in profiles.MEASURED:
        a, b, c = (p.thresholds[name] for p in (film, episodic, proxy))
        assert a.warn <= b.warn <= c.warn
        assert a.fail <= b.fail <= c.fail


def test_bad_profiles_are_one_clear_error(tmp_path):
    with pytest.raises(NotFound, match="no QC profile 'cinema'"):
        profiles.profile("cinema")
    with pytest.raises(NotFound, match="there is no file"):
        profiles.profile("film", tmp_path / "none.toml")
    for text, said in (
        ("version = 2", "version 2"), ("version = 1\n[film]\nglow = {warn=1, fail=2}", "nothing called 'glow'"),
        ("version = 1\n[film]\nchatter = {warn=3, fail=2}", "warn not above fail"), ("version = ", "cannot be read"),
        ("version = 1\n[film]\nchatter = {warn=nan, fail=2}", "numbers from 0"), ("version = 1\n[film]\nchatter = 3", "needs warn and fail"),
    ):  # fmt: skip
        path = tmp_path / "p.toml"
        path.write_text(text)
        with pytest.raises(ConfigError, match=said):
            profiles.profile("film", path)


def test_mattes_that_cannot_be_measured_are_one_clear_error():
    with pytest.raises(InputError, match="not of the size"):
        list(measure([ball(), ball()[:90]]))
    with pytest.raises(InputError, match="different numbers"):
        list(measure(shot(3), plate(2)))
    with pytest.raises(InputError, match="different numbers"):
        list(measure(shot(2), plate(3)))
    with pytest.raises(InputError, match="one channel"):
        list(measure([np.zeros((8, 8, 3))]))
    with pytest.raises(InputError, match="no numbers"):
        list(measure([np.full((8, 8), np.nan)]))
    with pytest.raises(InputError, match="without a frame"):
        report.judge([], profiles.profile("film"), 100)


def test_overlay_outline_and_comps_show_what_they_say():
    picture = np.full((*SIZE, 3), 128, np.uint8)
    matte = ball()
    red = views.overlay(picture, matte, opacity=0.5)
    assert red[90, 110].tolist() == [192, 77, 77]
    assert red[0, 0].tolist() == [128, 128, 128]
    line = views.outline(picture, matte)
    drawn = (line != picture).any(axis=2)
    y, x = np.nonzero(drawn)
    assert np.abs(np.hypot(y - 90, x - 110) - 50).max() < 2.5
    assert drawn.sum() > 300
    for ground, corner in (("black", 0), ("white", 255)):
        over = views.comp(picture, matte, ground)
        assert over[0, 0, 0] == corner
        assert over[90, 110, 0] == 128
    assert len(np.unique(views.comp(picture, matte, "checker")[:, :20])) == 2
    assert views.comp(picture, matte, (0.0, 0.0, 1.0))[0, 0].tolist() == [0, 0, 255]
    assert views.sheet(picture, matte).shape == (2 * SIZE[0], 4 * SIZE[1], 3)
    with pytest.raises(InputError, match="no ground 'pink'"):
        views.comp(picture, matte, "pink")
    with pytest.raises(InputError, match="do not go together"):
        views.overlay(picture[:50], matte)


def test_a_wipe_shows_the_left_up_to_its_share():
    a, b = np.zeros((10, 20, 3), np.uint8), np.full((10, 20, 3), 90, np.uint8)
    wiped = views.wipe(a, b, 0.5)
    assert (wiped[:, :9] == 0).all()
    assert (wiped[:, 9:11] == 255).all()
    assert (wiped[:, 11:] == 90).all()
    assert np.array_equal(views.wipe(a, b, 0.0), b)
    assert np.array_equal(views.wipe(a, b, 1.0), a)
    with pytest.raises(InputError, match="one size"):
        views.wipe(a, b[:5], 0.5)


def test_the_preview_plays_repeats_and_bears_its_captions(tmp_path):
    def made(name: str) -> bytes:
        frames = ((views.overlay(p, m), preview.caption(n, 0.87)) for n, (p, m) in enumerate(zip(plate(6), shot(6), strict=True)))
        assert preview.write(frames, tmp_path / name, rate=Fraction(24000, 1001), title="Ball") == 6
        return (tmp_path / name).read_bytes()

    assert made("a.mp4") == made("b.mp4")
    with av.open(str(tmp_path / "a.mp4")) as movie:
        stream = movie.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate) == (240, 180, Fraction(24000, 1001))
        pictures = [frame.to_ndarray(format="rgb24") for frame in movie.decode(stream)]
    assert len(pictures) == 6
    assert np.abs(pictures[3][60:].astype(int) - views.overlay(plate(6)[3], shot(6)[3])[60:]).mean() < 4
    assert pictures[3][:12, :8].mean() < 40, "the caption has a black ground"


def test_a_preview_that_cannot_be_made_leaves_no_file(tmp_path):
    path = tmp_path / "x.mp4"
    with pytest.raises(InputError, match="without a frame"):
        preview.write([], path, rate=Fraction(25))
    with pytest.raises(InputError, match="frame 1 of the preview"):
        preview.write([(np.zeros((64, 64, 3), np.uint8), ""), (np.zeros((32, 64, 3), np.uint8), "")], path, rate=Fraction(25))
    with pytest.raises(InputError, match="cannot be played"):
        preview.write([(np.zeros((8, 64, 3), np.uint8), "")], path, rate=Fraction(25))
    assert not path.exists()


def test_every_measure_has_words_and_a_place_in_the_record():
    assert set(report.WORDS) == set(profiles.MEASURED)
    assert set(profiles.MEASURED) < set(Measures.__dataclass_fields__)
