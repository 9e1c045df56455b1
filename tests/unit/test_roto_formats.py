"""Roto formats: round trips to 0.01 px, names that never break out, hostile files refused with one clear error."""

import ast
import json
import re
import sys
import types
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roto_shapes import NASTY, far, hard_point, rotos, square
from secondunit.core.errors import InputError
from secondunit.core.shapes import Blend, ControlPoint, Layer, Roto, Shape, clean_name
from secondunit.formats.after_effects_masks import write_after_effects_json, write_after_effects_script
from secondunit.formats.fusion_masks import write_fusion
from secondunit.formats.nuke import read_nuke, write_nuke, write_nuke_script
from secondunit.formats.nuke.braces import parse, value
from secondunit.formats.roto_svg import read_svg, write_svg
from secondunit.formats.roto_text import identifier, number
from secondunit.formats.silhouette_shapes import write_silhouette

# a node in the form that Nuke copies: hexadecimal floats, feather curve, one key
COPIED = """set cut_paste_input [stack 0]
version 13.2 v4
push $cut_paste_input
Roto {
 output alpha
 cliptype none
 curves {{{v x3f99999a}
  {f 0}
  {n
   {layer Root
    {f 2097152}
    {t x44800000 x44428000}
    {a pt1x 0 pt1y 0}
    {curvegroup Bezier1 512 bezier
     {{cc
       {f 8192}
       {px x42c80000
        {x41200000 0}
        {x42c80000 x43480000}
        {xc1200000 0}
        {0 0}
        {x43480000 x43480000}
        {0 0}
        {0 0}
        {x43480000 x42c80000}
        {0 0}}}
      {cc
       {f 8192}
       {px x42c80000
        {x41200000 0}
        {x40a00000 x40a00000}
        {xc1200000 0}
        {0 0}
        {0 0}
        {0 0}
        {0 0}
        {0 0}
        {0 0}}}}
     {tx x42c80000 x43200000 x43200000}
     {a osw x41200000 osf 0 str 1 sb 1 ltn x42c80000 ltm x42c80000 tt x40800000}}}}}}
 name Roto1
 selected true
}
"""


def tree(*shapes_, width=200, height=100):
    return Roto(width, height, 0, 40, (Layer("object 1", shapes_),))


MOVING = Shape("arm", {0: square(10, feather=2), 10: square(30, 5), 25: square(12)}, first=0, last=30)
HOLE = Shape("hole", {3: square(15, 15, 5)}, blend=Blend.SUBTRACT)


def test_a_node_copied_from_nuke_is_read_with_its_feather_upside_down():
    roto = read_nuke(COPIED, width=2048, height=1556)
    (shape,) = roto.shapes()
    assert shape.name == "Bezier1" and shape.closed and list(shape.keys) == [100]
    first = shape.keys[100][0]
    assert (first.x, first.y) == (100, 1356) and first.left == (10, 0) and first.right == (-10, 0) and first.feather == (5, -5)
    assert (shape.first, shape.last) == (None, None)  # no lifetime type: all frames


def test_nuke_needs_the_height_of_the_picture():
    with pytest.raises(InputError, match="how large"):
        read_nuke(COPIED)


@settings(max_examples=30, deadline=None)
@given(rotos(), st.booleans())
def test_nuke_text_gives_every_point_back(roto, all_frames):
    if not list(roto.shapes()):
        return
    tops = sum(isinstance(child, Layer) for child in roto.layers)
    if all_frames or tops not in (0, len(roto.layers)):  # shapes beside layers come after them: the order differs
        return
    text = write_nuke(roto)
    back = read_nuke(text)
    assert far(roto, back) <= 0.01 and back.pixel_aspect == roto.pixel_aspect
    for one, two in zip(roto.shapes(), back.shapes(), strict=True):
        assert (one.blend, one.first, one.last, one.visible, one.opacity) == (two.blend, two.first, two.last, two.visible, two.opacity)


@settings(max_examples=30, deadline=None)
@given(rotos())
def test_svg_gives_every_drawn_point_back(roto):
    back = read_svg(write_svg(roto, fps=24))
    assert [s.name for s in back.shapes()] == [s.name for s in roto.shapes()] and back.layers.__class__ is tuple
    for one, two in zip(roto.shapes(), back.shapes(), strict=True):
        assert (one.blend, one.first, one.last, one.visible, one.closed) == (two.blend, two.first, two.last, two.visible, two.closed)
        assert list(one.keys) == list(two.keys)
        for frame in one.keys:
            for at, (p, q) in enumerate(zip(one.keys[frame], two.keys[frame], strict=True)):
                a, b = list(p.numbers()), list(q.numbers())
                if not one.closed:  # the outer handles of an open curve draw nothing
                    a[2:4], a[4:6] = (b[2:4], a[4:6]) if at == 0 else (a[2:4], b[4:6]) if at == one.points - 1 else (a[2:4], a[4:6])
                assert max(abs(m - n) for m, n in zip(a, b, strict=True)) <= 0.01


def test_every_frame_keyed_moves_alike_under_any_interpolation():
    back = read_nuke(write_nuke(tree(MOVING), all_frames=True))
    (shape,) = back.shapes()
    assert list(shape.keys) == list(range(31))
    assert all(abs(shape.at(f)[0].x - MOVING.at(f)[0].x) < 1e-3 for f in range(31))


@pytest.mark.parametrize("name", NASTY)
def test_no_name_breaks_out_of_any_format(name):
    roto = tree(Shape(clean_name(name), MOVING.keys), HOLE)
    text = write_nuke(roto)
    assert len(parse(text)) == len(parse(write_nuke(tree(Shape("a", MOVING.keys), HOLE)))) and "nuke.delete" not in text and "[python" not in text
    plain, nasty = write_fusion(tree(Shape("a", MOVING.keys), HOLE)), write_fusion(roto)
    assert [nasty.count(c) for c in '{}"[]'] == [plain.count(c) for c in '{}"[]']
    for data in (write_svg(roto), write_silhouette(roto)):
        ElementTree.fromstring(data)
    script = write_after_effects_script(roto)
    line = next(line for line in script.split("\n") if line.startswith("var ROTO = "))
    assert json.loads(line.removeprefix("var ROTO = ").removesuffix(";"))["layers"][0]["masks"][0]["name"] == clean_name(name)
    assert script.isascii() and script.count("\n") == write_after_effects_script(tree(Shape("a", MOVING.keys), HOLE)).count("\n")
    module = ast.parse(write_nuke_script(roto))
    data = next(node.value.value for node in module.body if isinstance(node, ast.Assign) and node.targets[0].id == "DATA")
    assert json.loads(data)["layers"][0]["children"][0]["name"] == clean_name(name)
    assert len(module.body) == len(ast.parse(write_nuke_script(tree(HOLE))).body)


def test_nuke_script_builds_the_shapes_and_straightens_them(monkeypatch):
    for linear in (True, False):
        made = _fake_nuke(monkeypatch, linear)
        exec(compile(write_nuke_script(tree(MOVING, HOLE)), "roto.py", "exec"), {})
        (node,) = made
        arm, hole = node.root
        assert arm.name == "arm" and hole.attributes["bm"] == 12 and arm.attributes["ltt"] == 4 and arm.attributes["ltm"] == 30
        for frame in range(31):
            want = MOVING.at(frame)
            for point, p in zip(arm.points, want, strict=True):
                assert point.center.at(frame) == pytest.approx((p.x, 100 - p.y), abs=0.011)
                assert point.featherCenter.at(frame) == pytest.approx((p.feather[0], -p.feather[1]), abs=0.011)


def _fake_nuke(monkeypatch, takes_linear):
    """A stand-in for Nuke's roto module: keys ease (smoothstep) unless they are set to be linear and it takes that."""
    made = []

    class Curve:
        def __init__(self):
            self.keys = {}

        def getNumberOfKeys(self):
            return len(self.keys)

        def getKey(self, index):
            if not takes_linear:
                raise RuntimeError("no such key")
            return self.keys[sorted(self.keys)[index]]

        def evaluate(self, frame):
            frames = sorted(self.keys)
            before = max([f for f in frames if f <= frame], default=frames[0])
            after = min([f for f in frames if f >= frame], default=frames[-1])
            share = 0 if before == after else (frame - before) / (after - before)
            if self.keys[before].interpolationType != "linear":
                share = share * share * (3 - 2 * share)
            return self.keys[before].value * (1 - share) + self.keys[after].value * share

    class Place:
        def __init__(self):
            self.curves = (Curve(), Curve())

        def addPositionKey(self, frame, pair):
            for curve, number_ in zip(self.curves, pair, strict=True):
                curve.keys[frame] = types.SimpleNamespace(value=number_, interpolationType="smooth")

        def getPositionAnimCurve(self, axis):
            return self.curves[axis]

        def at(self, frame):
            return tuple(curve.evaluate(frame) for curve in self.curves)

    class Point:
        def __init__(self):
            for part in ("center", "leftTangent", "rightTangent", "featherCenter", "featherLeftTangent", "featherRightTangent"):
                setattr(self, part, Place())

    class Shape_:
        def __init__(self, knob, *places):
            self.points, self.attributes = [Point() for _ in places], {}

        def __getitem__(self, index):
            return self.points[index]

        def getAttributes(self):
            return types.SimpleNamespace(set=self.attributes.__setitem__)

        def setFlag(self, flag, on):
            self.open = on

    class Node(dict):
        def __init__(self):
            self.root = []
            super().__init__(curves=types.SimpleNamespace(rootLayer=self.root, changed=lambda: None))
            made.append(self)

        def setName(self, name):
            assert re.fullmatch(r"\w+", name)

    rotopaint = types.ModuleType("nuke.rotopaint")
    rotopaint.Shape, rotopaint.Layer = Shape_, type("Layer", (list,), {"__init__": lambda self, knob: None})
    rotopaint.FlagType = types.SimpleNamespace(eOpenFlag=32)
    rotopaint.InterpolationType = types.SimpleNamespace(eLinearInterpolationType="linear")
    nuke = types.ModuleType("nuke")
    nuke.createNode, nuke.rotopaint = (lambda kind, inpanel: Node()), rotopaint
    monkeypatch.setitem(sys.modules, "nuke", nuke)
    monkeypatch.setitem(sys.modules, "nuke.rotopaint", rotopaint)
    return made


def test_after_effects_masks_have_offsets_modes_lifetimes_and_feathers():
    data = json.loads(write_after_effects_json(tree(MOVING, HOLE), fps=25))
    arm, hole = data["layers"][0]["masks"]
    assert [key["time"] for key in arm["keys"]] == [0, 0.4, 1.0] and arm["life"] == [0, 1.24] and hole["life"] is None
    assert (arm["mode"], hole["mode"]) == ("ADD", "SUBTRACT") and arm["keys"][0]["vertices"][1] == [30, 10]
    assert arm["keys"][0]["featherRadii"] == [pytest.approx(2.8284)] * 4 and "featherRadii" not in hole["keys"][0]
    turned = Shape("turned", {0: tuple(reversed(square(10, feather=2)))})
    assert json.loads(write_after_effects_json(tree(turned)))["layers"][0]["masks"][0]["keys"][0]["featherRadii"][0] > 0
    inner = Shape("inner", {0: square(10, feather=-2)})
    assert json.loads(write_after_effects_json(tree(inner)))["layers"][0]["masks"][0]["keys"][0]["featherRadii"][0] < 0


def test_fusion_places_are_shares_from_the_centre_and_y_is_up():
    text = write_fusion(tree(Shape("box", {0: (ControlPoint(0, 0, (0, 0), (20, 10)), ControlPoint(200, 0), ControlPoint(100, 50))})))
    assert "X = -0.5, Y = 0.5, LX = 0, LY = 0, RX = 0.1, RY = -0.1" in text and "X = 0, Y = 0," in text and "Closed = true" in text
    chained = write_fusion(tree(MOVING, HOLE))
    assert 'EffectMask = Input { SourceOp = "arm", Source = "Mask", }' in chained and 'FuID { "Subtract" }' in chained
    assert "[31] = { 0, Flags = { StepIn = true } }" in chained and "[25] = { 25, Flags = { Linear = true" in chained


def test_silhouette_places_are_in_heights_from_the_centre():
    roto = Roto(200, 100, 1001, 1040, (Layer("object 1", (Shape("box", {1005: (ControlPoint(0, 0, (0, 5), (10, 0)), ControlPoint(100, 50))}, first=1003, last=1010),)),), 2.0)
    root = ElementTree.fromstring(write_silhouette(roto))
    assert root.get("sessionStartFrame") == "1001" and [p.text for p in root.iter("Point")] == ["(-2.000000,-0.500000),(-2.000000,-0.450000),(-1.800000,-0.500000)", "(0.000000,0.000000),(0.000000,0.000000),(0.000000,0.000000)"]
    keys = [(key.get("frame"), key.text) for key in root.iter("Key") if key.get("interp") == "hold"]
    assert keys == [("0", "0.000000"), ("2", "100.000000"), ("10", "0.000000")]


def test_a_drawing_by_others_is_read_with_its_transforms_and_curves():
    svg = b'''<svg xmlns="http://www.w3.org/2000/svg" viewBox="10 20 100 50"><g transform="translate(5,5) scale(2)" id="logo">
      <path id="box" d="m10 10h10v10h-10zM0,0 Q10,0 10,10 T20,20 S 30 30 40 20 L 0 20 Z"/></g><rect width="5" height="5"/></svg>'''
    roto = read_svg(svg)
    assert (roto.width, roto.height) == (100, 50) and roto.notes == ("<rect> is not read: convert it to a path",)
    box, wave = roto.shapes()
    assert [(p.x, p.y) for p in box.keys[0]] == [(15, 5), (35, 5), (35, 25), (15, 25)] and box.closed and wave.points == 5


@pytest.mark.parametrize("data", [
    b"", b"<svg", b"<html/>", b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg viewBox="0 0 1 1">&b;</svg>',
    b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg viewBox="0 0 1 1"/>', b"<svg>" + b"<g>" * 5000, b'<svg viewBox="0 0 nan 5"/>', b"<svg/>",
    b'<svg viewBox="0 0 5 5"><path d="M 0 0 L 1e999 5"/></svg>', b'<svg viewBox="0 0 5 5"><path d="M 0 0 A 1 1 0 0 0 5 5"/></svg>', b'<svg viewBox="0 0 5 5"><path d="L 0 0"/></svg>',
    b'<svg viewBox="0 0 5 5"><path d="M 0 0 L 1"/></svg>', b'<svg viewBox="0 0 5 5"><path d="M 0 0 L 5 5 @"/></svg>', b'<svg viewBox="0 0 1e300 5"/>', b'<svg viewBox="0 0 5 5"><path d="M"/></svg>',
    b'<svg viewBox="0 0 5 5"><g transform="evil(1)"><path d="M0 0 L1 1"/></g></svg>', b'<svg viewBox="0 0 5 5"><g class="shape"><path data-frame="x" d="M0 0 L1 1"/></g></svg>',
    b'<svg viewBox="0 0 5 5"><g class="shape" data-blend="burn"><path d="M0 0 L1 1"/></g></svg>', b'<svg viewBox="0 0 5 5"><g class="shape"/></svg>', b'<?xml version="1.0" encoding="utf-99"?><svg/>',
    b'<svg viewBox="0 0 5 5"><path d="M 0 0' + b" L 1 1" * 60_000 + b'"/></svg>',
])  # fmt: skip
def test_hostile_svg_is_one_clear_error(data):
    with pytest.raises(InputError):
        read_svg(data)


@pytest.mark.parametrize("text", [
    "", "Blur { size 3 }", "Roto {", "Roto { } }", "{" * 100_000, "}" * 10, "Roto { curves {\"", COPIED.replace("x42c80000 x43480000", "xzzzzzzzz 0"), COPIED.replace("x42c80000 x43480000", "nan 0"),
    COPIED.replace("x42c80000 x43480000", "1e999 0"), COPIED.replace("{x41200000 0}\n", "", 1), COPIED.replace("x42c80000 x43480000", "x7f800000 0"), COPIED.replace("x42c80000 x43480000", "x7fc00000 0"),
    COPIED.replace("x42c80000 x43480000", "1e30 0"), COPIED.replace("{px x42c80000", "{qx 5"), COPIED.replace("x42c80000 x43480000", "{} {}"), b"\xff\xfe", COPIED.replace("{px x42c80000", "{px 1e20", 1).replace("{px x42c80000", "{px 1e20"),
])  # fmt: skip
def test_hostile_nuke_scripts_are_one_clear_error(text):
    with pytest.raises(InputError):
        read_nuke(text, width=100, height=100)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_files_never_end_in_anything_but_a_clear_error(data):
    kind = data.draw(st.sampled_from(["nuke", "svg"]))
    text = COPIED if kind == "nuke" else write_svg(tree(MOVING, HOLE)).decode()
    at = data.draw(st.integers(0, len(text)))
    much = data.draw(st.integers(0, 40))
    put = data.draw(st.one_of(st.text(max_size=8), st.sampled_from(["{", "}", '"', "<", ">", "nan", "x", "1e400", "-", "{p 1", "&#0;", "\x00", "٣"])))
    broken = text[:at] + put + text[at + much :]
    try:
        read_nuke(broken, width=64, height=64) if kind == "nuke" else read_svg(broken)
    except InputError as error:
        assert str(error)


def test_what_nuke_has_and_we_do_not_is_said():
    text = COPIED.replace("{curvegroup Bezier1", "{cubiccurve Brush1 512 catmullrom {cc {f 2080} {p {1 2 1}}} {a}}\n{curvegroup Bezier1").replace("tt x40800000", "inv 1 bm 7 tt x40800000")
    moved = text.replace("{tx x42c80000 x43200000 x43200000}", "{t 5 5 0 {{1 0}{9 3}} 0 0 0 0 0 1 1 1 0}")
    notes = read_nuke(moved, width=100, height=100).notes
    assert len(notes) == 4 and any("strokes" in note for note in notes) and any("transform" in note for note in notes)


def test_numbers_are_plain_decimals_and_identifiers_are_unique():
    assert [number(v) for v in (0.0, -0.0, 1e-9, -1e-9, 100.0, 1234567.25, -0.5, 10.0)] == ["0", "0", "0", "0", "100", "1234567.25", "-0.5", "10"]
    taken: set[str] = set()
    assert [identifier(t, taken) for t in ("a b", "a-b", "", "7", "ünï")] == ["a_b", "a_b_2", "Shape", "_7", "n"]
    assert value("x44852000") == 1065 and value("0x3f800000") == 1 and value("-2.5") == -2.5


@settings(max_examples=15, deadline=None)
@given(rotos(points=hard_point), st.sampled_from([23.976, 24.0, 60.0]))
def test_every_writer_takes_every_tree_and_repeats_itself(roto, fps):
    for write in (write_nuke, write_nuke_script, write_svg, write_fusion, write_silhouette, lambda r: write_after_effects_json(r, fps=fps)):
        assert write(roto) == write(roto)


@pytest.mark.parametrize("fps", [0, -1, float("nan"), 1e9])
def test_a_frame_rate_that_cannot_be_is_an_error(fps):
    with pytest.raises(InputError):
        write_after_effects_json(tree(HOLE), fps=fps)


