"""Every staged character of a script is in exactly one shot, whatever the script and the options."""

from hypothesis import given, settings
from hypothesis import strategies as st

from secondunit.core.errors import InputError
from secondunit.core.script import ElementType
from secondunit.departments.storyboard import coverage, units
from secondunit.departments.storyboard.options import Options
from secondunit.departments.storyboard.shotlist import propose
from storyboard_scripts import CAST, KITCHEN, build

WORDS = st.sampled_from(
    [
        "Mara",
        "Tom",
        "she",
        "he",
        "runs",
        "sits",
        "looks",
        "at",
        "the",
        "photograph:",
        "creature",
        "rises",
        "and!",
        "MARA",
        "TOM",
        "door",
        "opens",
        "key",
        "slowly",
        "POV",
        "walks",
        "INSERT",
        "-",
        "A",
        "KEY",
        "They",
        "fight.",
        "Mr.",
        "Voss...",
        "enters?",
        "été",
        "潮",
        "🌊",
        "--",
        "(quiet)",
        "[[x]]",
        "YOUNG",
    ]
)
TEXT = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
RAW = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=60)
BODY = st.one_of(
    st.tuples(st.just("action"), st.one_of(TEXT, RAW)),
    st.tuples(st.just("character"), st.sampled_from(["MARA", "TOM", "TOM (V.O.)", "MARA (O.S.) (CONT'D)", "NOBODY"])),
    st.tuples(st.just("dialogue"), st.one_of(TEXT, RAW)),
    st.tuples(st.just("parenthetical"), st.sampled_from(["(quietly)", "(O.S.)", "(to Tom)"])),
    st.tuples(st.just("lyric"), TEXT),
    st.tuples(st.just("centered"), TEXT),
    st.tuples(st.just("shot"), st.sampled_from(["CLOSE ON - THE KEY", "ANGLE ON MARA", "BACK TO SCENE"])),
    st.tuples(st.just("note"), st.sampled_from(["shot: CU MARA, 85mm", "shot: wide", "a thought", "shot: INSERT KEY"])),
    st.tuples(st.just("transition"), st.just("CUT TO:")),
    st.tuples(st.just("other"), TEXT),
)
SCENE = st.tuples(
    st.sampled_from(["INT. KITCHEN - NIGHT", "EXT. PIER - DAY", "INT. TOM'S CAR - NIGHT", "KITCHEN"]),
    st.lists(BODY, max_size=14),
)


def script_of(scenes, before=()):
    lines = [*before]
    for heading, body in scenes:
        lines += [("scene_heading", heading), *body]
    return build(lines, CAST)


@given(st.lists(SCENE, min_size=1, max_size=4), st.lists(BODY, max_size=2), st.floats(0.25, 3.0), st.integers(1, 6))
def test_every_character_is_covered_once(scenes, before, density, lines):
    script, breakdown = script_of(scenes, before)
    shots = propose(script, breakdown, Options(density=density, max_lines=lines))
    assert coverage.check(script, shots) == []
    assert len({s.id for s in shots}) == len(shots)
    assert {s.scene for s in shots} == {s.id for s in breakdown.scenes}  # no scene without a shot
    for shot in shots:
        assert shot.duration >= 1 and shot.lens > 0
        assert (shot.action, shot.dialogue) == units.text_of(script, shot.covers)
    order = [(c.element, c.start) for s in shots for c in s.covers]
    if not any(e.type is ElementType.NOTE for e in script.elements):
        assert order == sorted(order)  # shots play the text in its order


@given(st.lists(SCENE, min_size=1, max_size=3), st.integers(1, 60))
@settings(max_examples=40)
def test_the_asked_number_is_exact_or_refused_with_the_range(scenes, count):
    script, breakdown = script_of(scenes)
    try:
        shots = propose(script, breakdown, Options(count=count))
    except InputError as error:
        low, high = (int(w) for w in error.message.split("takes ")[1].split(" to "))
        assert not low <= count <= high
        return
    assert len(shots) == count
    assert coverage.check(script, shots) == []


@given(st.text(max_size=200))
def test_sentences_are_the_whole_text(text):
    from secondunit.departments.storyboard.language import sentences

    spans = sentences(text)
    assert "".join(text[a:b] for a, b in spans) == text


def test_the_checker_sees_gaps_overlaps_and_strays():
    from dataclasses import replace

    from secondunit.core.shots import Cover

    script, breakdown = build(KITCHEN, CAST)
    shots = list(propose(script, breakdown))
    assert coverage.check(script, shots) == []
    gap = [shots[0], *shots[2:]]
    assert [p.kind for p in coverage.check(script, gap)] == ["gap"] * len(shots[1].covers)
    twice = [*shots, replace(shots[1], id="again")]
    assert {p.kind for p in coverage.check(script, twice)} == {"overlap"}
    cut = replace(shots[1], covers=(Cover(shots[1].covers[0].element, 0, 3),))
    assert [p.text for p in coverage.check(script, [shots[0], cut, *shots[2:]])] == [
        script.elements[cut.covers[0].element].text[3:]
    ]
    stray = replace(shots[1], covers=(*shots[1].covers, Cover(0, 0, 4), Cover(999, 0, 1)))
    assert [p.kind for p in coverage.check(script, [shots[0], stray, *shots[2:]])] == ["outside", "outside"]
