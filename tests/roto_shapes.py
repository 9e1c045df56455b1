"""Shapes for tests: strategies and a small tree that has every feature."""

from hypothesis import strategies as st

from secondunit.core.shapes import Blend, ControlPoint, Layer, Roto, Shape, clean_name

number = st.floats(-2000, 4000, allow_nan=False, width=32)
offset = st.tuples(st.floats(-300, 300, width=32), st.floats(-300, 300, width=32))
point = st.builds(ControlPoint, number, number, offset, offset, offset)
hard_point = st.builds(ControlPoint, number, number, offset, offset)
NASTY = [
    '"; nuke.delete(nuke.root()) #', "a\nb", "</script>", "'); alert(1); ('", "{curvegroup x", "} ] end", "\\\"\\", "[python exit()]",
    "${HOME}", "ünï çødé", "&amp;<!ENTITY>", "]]>", "\u2028", "a" * 500, " ", "`id`", "*/ evil /*", "x\x00y", "$gui", "--><script>",
]
name = st.one_of(st.sampled_from(NASTY), st.text(max_size=30)).map(clean_name)


BLENDS = st.sampled_from(list(Blend))
EITHER = st.booleans()


@st.composite
def shapes(draw, points=point, closed=EITHER, blends=BLENDS):
    count = draw(st.integers(2, 6))
    frames = draw(st.lists(st.integers(-50, 2000), min_size=1, max_size=4, unique=True))
    keys = {frame: tuple(draw(points) for _ in range(count)) for frame in frames}
    first, last = draw(st.sampled_from([(None, None), (-60, 2010), (5, None), (None, 1500)]))
    return Shape(draw(name), keys, draw(closed), draw(blends), draw(st.sampled_from([1.0, 0.5, 0.25])), first, last, draw(st.booleans()))


@st.composite
def rotos(draw, **options):
    one = shapes(**options)
    layers = st.recursive(one, lambda inner: st.builds(Layer, name, st.lists(inner, max_size=3).map(tuple)), max_leaves=4)
    return Roto(draw(st.integers(1, 4096)), draw(st.integers(1, 2160)), -60, 2010, tuple(draw(st.lists(layers, max_size=3))), draw(st.sampled_from([1.0, 2.0])))


def square(x=10.0, y=10.0, side=20.0, feather=0.0):
    corners = [(x, y, -1, -1), (x + side, y, 1, -1), (x + side, y + side, 1, 1), (x, y + side, -1, 1)]
    return tuple(ControlPoint(cx, cy, feather=(feather * fx, feather * fy)) for cx, cy, fx, fy in corners)


def far(a: Roto, b: Roto) -> float:
    """The largest distance in px between the points of two trees at their keys; the trees must be alike."""
    assert (a.width, a.height) == (b.width, b.height)
    ours, theirs = list(a.shapes()), list(b.shapes())
    assert len(ours) == len(theirs)
    worst = 0.0
    for one, two in zip(ours, theirs, strict=True):
        assert list(one.keys) == list(two.keys) and one.points == two.points and one.closed == two.closed
        for frame in one.keys:
            for p, q in zip(one.keys[frame], two.keys[frame], strict=True):
                worst = max(worst, *(abs(m - n) for m, n in zip(p.numbers(), q.numbers(), strict=True)))
    return worst
