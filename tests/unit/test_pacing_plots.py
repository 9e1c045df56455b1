"""The pacing plots: PNG and SVG, the same bytes every time, hostile names as text, labels that fit."""

import io
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from secondunit.core.errors import InputError, UsageError
from secondunit.departments.script.reading import Reading
from secondunit.formats import fountain
from secondunit.formats.pacing import plots as pacing_plots
from secondunit.formats.pacing.canvas import SCALE, Canvas
from secondunit.formats.pacing.colours import LEGEND, apart, step, tiers
from secondunit.formats.screenplay import read

EXAMPLE = Path(__file__).parents[2] / "examples" / "low_tide.fountain"
TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture(scope="module")
def short():
    return Reading(read(EXAMPLE)).pacing


def pace(text):
    return Reading(fountain.parse(text)).pacing


def words(path):
    return [each.text or "" for each in ElementTree.fromstring(path.read_text(encoding="utf-8")).iter(TEXT)]


@pytest.mark.parametrize("name", pacing_plots.PLOTS)
def test_a_plot_is_written_as_png_and_svg_and_twice_the_same(short, tmp_path, name):
    for suffix in (".png", ".svg"):
        one, two = tmp_path / f"one{suffix}", tmp_path / f"two{suffix}"
        pacing_plots.write(short, name, one, title="LOW TIDE")
        pacing_plots.write(short, name, two, title="LOW TIDE")
        assert one.read_bytes() == two.read_bytes()
    with Image.open(tmp_path / "one.png") as image:
        assert image.width == round(pacing_plots.WIDE * SCALE)
        assert len(image.convert("RGB").getcolors(1 << 20)) > 5
    assert "LOW TIDE" in words(tmp_path / "one.svg")


@pytest.mark.parametrize("name", pacing_plots.PLOTS)
def test_no_text_leaves_the_sheet_or_meets_another(short, tmp_path, name):
    from secondunit.formats import typeset

    path = tmp_path / "plot.svg"
    pacing_plots.write(short, name, path, title="LOW TIDE")
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    boxes = []
    for each in root.iter(TEXT):
        if each.get("transform"):
            continue
        size = float(each.get("font-size"))
        long = typeset.width(each.text or "", size)
        left = float(each.get("x")) - long * {"start": 0, "middle": 0.5, "end": 1}[each.get("text-anchor")]
        boxes.append((left, left + long, float(each.get("y")) - size * 0.72, float(each.get("y")), each.text))
    for at, (left, right, top, foot, text) in enumerate(boxes):
        assert left >= 0, text
        assert right <= float(root.get("width")), text
        assert top >= 0, text
        assert foot <= float(root.get("height")), text
        for other in boxes[at + 1 :]:
            apart_ = right <= other[0] or other[1] <= left or foot <= other[2] or other[3] <= top
            assert apart_, (text, other[4])


def test_the_rhythm_has_a_bar_for_each_scene_in_the_colour_of_its_heading(tmp_path):
    pacing = pace(
        "INT. A - DAY\n\nOne.\n\nEXT. B - DAY\n\nTwo.\n\nINT. A - NIGHT\n\nThree.\n\nEXT. B - NIGHT\n\nFour.\n"
    )
    path = tmp_path / "rhythm.svg"
    pacing_plots.write(pacing, "rhythm", path, title="x")
    text = path.read_text(encoding="utf-8")
    for _, colour in LEGEND[:4]:
        paper = colour == "#ffffff"
        assert text.count(f'fill="{colour}"') == 2 + paper  # the bar and the legend
    assert {"INT day", "EXT day", "INT night", "EXT night", "1", "2", "3", "4"} <= set(words(path))


def test_the_voices_show_share_and_screen_time(short, tmp_path):
    path = tmp_path / "voices.svg"
    pacing_plots.write(short, "voices", path, title="x")
    said = words(path)
    for voice in [each for each in short.voices if each.words]:
        assert voice.name in said
        assert f"{voice.share * 100:.0f}%" in said
        assert f"{voice.seconds / 60:.1f}" in said


@pytest.mark.parametrize("name", pacing_plots.PLOTS)
@pytest.mark.parametrize("suffix", [".png", ".svg"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "EXT. FIELD - DAY\n\nWind.\n",
        "INT. ROOM - DAY\n\nADA\nHello.\n",
        '.$\\frac{1}{2}$ <b>&"\n\n@<svg onload="x">\nTalk.\n\n@$x^2$ مريم 林\uffff\nTalk.\n',
        "".join(f"INT. ROOM {at} - DAY\n\n@{'N' * 90}{at}\nHello.\n\n" for at in range(60)),
    ],
    ids=["empty", "silent", "one", "hostile", "many"],
)
def test_every_script_can_be_drawn(tmp_path, name, suffix, text):
    path = tmp_path / f"plot{suffix}"
    pacing_plots.write(pace(text), name, path, title='<&"\x00\ufffe ]]> $a_b$ ' * 12)
    if suffix == ".svg":
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
        assert {each.tag.rpartition("}")[2] for each in root.iter()} <= {"svg", "rect", "path", "text"}
    else:
        Image.open(io.BytesIO(path.read_bytes())).load()


def test_another_name_or_suffix_is_refused(short, tmp_path):
    with pytest.raises(UsageError, match="no plot 'waves'"):
        pacing_plots.write(short, "waves", tmp_path / "a.png", title="x")
    with pytest.raises(InputError, match=r"\.png or \.svg, not \.pdf"):
        pacing_plots.write(short, "rhythm", tmp_path / "a.pdf", title="x")
    with pytest.raises(InputError, match="cannot be written"):
        pacing_plots.write(short, "rhythm", tmp_path / "no" / "a.png", title="x")


def test_a_canvas_draws_the_same_in_pixels_and_in_svg():
    canvas = Canvas(40, 20)
    canvas.rect(10, 5, 20, 10, "#ff0000")
    canvas.line(((0, 18), (40, 18)), "#0000ff", 2.0)
    image = canvas.image()
    assert image.size == (64, 32)
    assert image.getpixel((32, 16)) == (255, 0, 0)
    assert image.getpixel((4, 4)) == (255, 255, 255)
    assert image.getpixel((32, 29)) == (0, 0, 255)
    svg = canvas.svg()
    assert "M10.00 5.00 L30.00 5.00 L30.00 15.00 L10.00 15.00Z" in svg


def test_a_dashed_line_has_gaps():
    canvas = Canvas(100, 10)
    canvas.line(((0, 5), (100, 5)), "#000000", 2.0, 10.0)
    image = canvas.image()
    row = [image.getpixel((round(x * SCALE), 8)) == (0, 0, 0) for x in (5, 15, 25, 35)]
    assert row == [True, False, True, False]


def test_turned_text_reads_upwards_around_its_middle():
    canvas = Canvas(60, 200)
    canvas.text(30, 100, "length in pages", 12, anchor="middle", turned=True)
    box = canvas.image().convert("L").point(lambda value: 255 - value).getbbox()
    assert box[3] - box[1] > 3 * (box[2] - box[0])
    assert abs((box[1] + box[3]) / 2 / SCALE - 100) < 4


def test_labels_stand_apart_and_on_tiers():
    assert apart([0, 3, 6, 7, 20], 5) == [0, 2, 4]
    assert tiers([(0, 10), (5, 15), (11, 20), (12, 22)]) == [0, 1, 0, 2]
    assert tiers([]) == []
    assert [step(count, 10) for count in (5, 15, 60, 1000)] == [1, 2, 10, 100]


def test_a_long_line_ends_in_an_ellipsis_and_keeps_its_reading_order():
    from secondunit.formats import typeset

    canvas = Canvas(400, 40)
    canvas.text(0, 20, "NAME " * 200, most=100)
    canvas.text(0, 20, "مريم")
    long, arabic = (each.text for each in canvas.words)
    assert long.endswith(typeset.ELLIPSIS)
    assert 60 < typeset.width(long, 11) <= 100
    assert arabic == "مريم"
