"""Floor plans: well-formed, to scale, hostile labels harmless."""

import math
import xml.etree.ElementTree as ET

import pytest

from secondunit.scene import floorplan
from secondunit.scene.layout import Camera, CameraMove, Figure, Light, Placement, ShotLayout

SVG = "{http://www.w3.org/2000/svg}"


def layout(label: str = "MARA", shot: str = "sc010_sh0020", move: bool = True) -> ShotLayout:
    room = Placement("room", "room", params={"openings": "n:0:1.2:0.9:2.1 w:-1:0.9:0:2.05", "wild": "s"})
    pieces = (
        room,
        Placement("table", "table"),
        Placement("chair", "chair", (-1.2, 0, 0)),
        Placement("tree", "tree", (1.5, 1, 0)),
    )
    people = (
        Figure("mara", label, {}, {}, "stand", (-0.6, 0.6, 0), 0.0),
        Figure("june", "JUNE", {}, {}, "stand", (0.6, 0.6, 0), 180.0),
        Figure("extra", "", {}, {}, "stand", (1.6, -1.2, 0), 90.0, extra=True),
    )
    going = CameraMove("dolly in", (0, -1.0, 1.5), (0, 1, 1.4)) if move else None
    return ShotLayout(shot, "sc010", pieces, people, Camera((0, -1.8, 1.5), (0, 0.6, 1.4), 50.0, move=going), Light())


def test_is_xml_with_cone_axis_and_scale() -> None:
    root = ET.fromstring(floorplan.draw(layout()))
    texts = [t.text for t in root.iter(f"{SVG}text")]
    assert {"MARA", "JUNE", "50 mm", "1 m", "sc010_sh0020"} <= set(texts)
    assert sum(1 for e in root.iter() if e.get("stroke") == floorplan.RED) == 1
    assert len(list(root.iter(f"{SVG}circle"))) >= 3


@pytest.mark.parametrize(
    "label", ["</text><script>alert(1)</script>", "A & B <\"'>", "\x00\x0b\ud800 x", "]]>", "é漢字 😀"]
)
def test_hostile_labels_stay_text(label: str) -> None:
    text = floorplan.draw(layout(label, shot=label))
    text.encode("utf-8")
    root = ET.fromstring(text)
    assert not list(root.iter(f"{SVG}script")) and not list(root.iter("script"))
    tags = {e.tag.removeprefix(SVG) for e in root.iter()}
    assert tags <= {"svg", "title", "rect", "polygon", "circle", "line", "g", "text"}


def test_cone_has_the_lens_angle() -> None:
    root = ET.fromstring(floorplan.draw(layout(move=False)))
    cone = next(e for e in root.iter(f"{SVG}polygon") if e.get("fill-opacity"))
    spots = [tuple(float(n) for n in pair.split(",")) for pair in cone.get("points", "").split()]
    eye, one, two = spots[0], spots[1], spots[-1]
    angle = abs(
        math.degrees(math.atan2(one[1] - eye[1], one[0] - eye[0]) - math.atan2(two[1] - eye[1], two[0] - eye[0]))
    )
    assert min(angle, 360 - angle) == pytest.approx(2 * math.degrees(math.atan(18 / 50)), abs=0.3)


def test_same_layout_same_text_and_empty_shot_draws() -> None:
    assert floorplan.draw(layout()) == floorplan.draw(layout())
    bare = ShotLayout("s", "s", (), (), Camera((0, 0, 1), (1, 0, 1)), Light())
    ET.fromstring(floorplan.draw(bare))
