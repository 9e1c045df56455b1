"""The editable shot list: it reads back the same, edits survive a new proposal, garbage is one clear error."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondunit.core.errors import InputError
from secondunit.core.shots import Angle, Cover, Move, Setup, Shot, Size
from secondunit.departments.storyboard import coverage, shotfile
from secondunit.departments.storyboard.shotlist import propose
from storyboard_scripts import CAST, KITCHEN, build

SCRIPT, PARTS = build(KITCHEN, CAST)
SHOTS = propose(SCRIPT, PARTS)
WORDS = st.text(max_size=40).map(lambda t: t.encode("utf-8", "replace").decode())
ID = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,20}", fullmatch=True)
SHOT = st.builds(
    Shot,
    id=ID,
    scene=ID,
    setup=st.sampled_from(Setup),
    size=st.sampled_from(Size),
    angle=st.sampled_from(Angle),
    move=st.sampled_from(Move),
    lens=st.floats(4, 1200),
    subjects=st.lists(WORDS, max_size=3).map(tuple),
    foreground=st.none() | ID,
    prop=st.none() | ID,
    covers=st.just(()),
    action=WORDS,
    dialogue=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
    duration=st.integers(1, 240_000),
    origin=st.sampled_from(["rules", "writer", "user"]),
    note=WORDS,
    changes=st.dictionaries(ID, WORDS, max_size=3),
)


@given(st.lists(SHOT, max_size=5, unique_by=lambda s: s.id))
def test_the_file_reads_back_the_same(shots):
    assert shotfile.load(shotfile.dump(shots, SCRIPT)) == tuple(shots)


def test_the_proposal_reads_back_and_shows_the_words():
    text = shotfile.dump(SHOTS, SCRIPT)
    assert shotfile.load(text, SCRIPT) == SHOTS
    assert shotfile.load(("\ufeff" + text.replace("\n", "\r\n")).encode(), SCRIPT) == SHOTS
    assert "# MARA: You came back." in text and "# The photograph: two children on a pier." in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('size = "WS"', 'size = "HUGE"'), r"line \d+: size cannot be 'HUGE'"),
        (("lens = 28", "lens = -3"), r"line \d+: lens must be a number from 4 to 1200"),
        (("duration = 60", "duration = 1.5"), "duration must be whole frames"),
        (('subjects = ["mara"]', 'subjects = "mara"'), "subjects must be a list"),
        (("schema = 1", "schema = 99"), "schema 99"),
        (("schema = 1", "colour = 1"), "no key 'colour'"),
        (('id = "sc010_sh0020"', 'id = "sc010_sh0010"'), "is there twice"),
        (('id = "sc010_sh0020"', 'id = "../x"'), "id must be letters"),
        (("\n[[shot]]", "\n[[shots]]"), "no key 'shots'"),
        (("\n[[shot]]", "\n[shot"), "not valid TOML"),
        (('angle = "eye"', 'angel = "eye"'), "angel is not a key"),
        (('covers = ["1:0-', 'covers = ["1:9000-'), "covers"),
    ],
)
def test_errors_name_line_and_key(change, said):
    text = shotfile.dump(SHOTS, SCRIPT)
    assert change[0] in text
    with pytest.raises(InputError, match=said):
        shotfile.load(text.replace(*change, 1), SCRIPT)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")))
@settings(max_examples=150)
def test_garbage_is_one_clear_error(data):
    try:
        shotfile.load(data)
    except InputError as error:
        assert error.message


def test_hostile_shapes():
    for text in (
        "shot = 3",
        "shot = [1, 2]",
        "[[shot]]\nid = {a = 1}",
        "a" * 1000,
        "[" * 5000,
        "x = " + "[" * 3000,
        '[[shot]]\nid = "a"\nscene = "b"\nchanges = [1]',
        "schema = true",
    ):
        with pytest.raises(InputError):
            shotfile.load(text)


# ---- merge

EXTRA = [
    ("action", "A new paragraph nobody had read before: the lamp swings."),
    ("character", "TOM"),
    ("dialogue", "What was that?"),
]


@st.composite
def script_changes(draw):
    """A changed script: paragraphs put in, taken out or rewritten; sometimes a new scene in front."""
    lines = list(KITCHEN)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(1, len(lines) - 1))
        kind = draw(st.sampled_from(["insert", "remove", "rewrite"]))
        if kind == "insert":
            lines[at:at] = [EXTRA[0]]
        elif lines[at][0] in ("action", "dialogue"):
            if kind == "remove":
                del lines[at]
            else:
                lines[at] = (lines[at][0], lines[at][1] + " And then some more.")
    if draw(st.booleans()):
        lines = [("scene_heading", "EXT. ROOF - DAY"), ("action", "Pigeons."), *lines]
    return lines


@st.composite
def edits(draw):
    """An edited list: values changed, shots deleted, added, reordered."""
    shots = list(SHOTS)
    touched = {}
    for _ in range(draw(st.integers(0, 4))):
        i = draw(st.integers(0, len(shots) - 1))
        kind = draw(st.sampled_from(["change", "delete", "add", "swap"]))
        if kind == "change" and shots[i].id in {s.id for s in SHOTS}:
            shots[i] = replace(shots[i], lens=33.0, angle=Angle.WORM)
            touched[shots[i].id] = shots[i]
        elif kind == "delete" and len(shots) > 6:
            touched.pop(shots.pop(i).id, None)
        elif kind == "add":
            new = replace(
                shots[i],
                id=f"own_{len(touched)}_{i}_{len(shots)}",
                covers=(),
                action="",
                dialogue=(),
                setup=Setup.INSERT,
                prop="lamp",
                origin="user",
            )
            shots.insert(i + 1, new)
            touched[new.id] = new
        elif kind == "swap" and i + 1 < len(shots) and shots[i].scene == shots[i + 1].scene:
            shots[i], shots[i + 1] = shots[i + 1], shots[i]
    return shots, touched


@given(script_changes(), edits())
@settings(max_examples=120)
def test_edits_survive_or_are_reported(lines, edited):
    shots, touched = edited
    script, parts = build(lines, CAST)
    merged = shotfile.merge(SHOTS, shots, propose(script, parts), script, parts)
    assert coverage.check(script, merged.shots) == []
    assert len({s.id for s in merged.shots}) == len(merged.shots)
    reported = {c.shot.id for c in merged.conflicts}
    for name, mine in touched.items():
        if mine.origin == "user":
            assert any(s.prop == "lamp" and s.id.startswith(name) for s in merged.shots) or name in reported
        else:
            kept = [s for s in merged.shots if s.lens == 33.0 and s.angle is Angle.WORM]
            assert kept or name in reported
    assert shotfile.load(shotfile.dump(merged.shots, script), script) == merged.shots


@given(edits())
@settings(max_examples=60)
def test_without_a_script_change_the_edited_list_stays(edited):
    shots, _ = edited
    merged = shotfile.merge(SHOTS, shots, SHOTS, SCRIPT, PARTS)
    assert merged.conflicts == ()
    assert [s.id for s in merged.shots] == [s.id for s in shots]
    for mine, now in zip(shots, merged.shots, strict=True):
        assert (now.lens, now.angle, now.size, now.prop) == (mine.lens, mine.angle, mine.size, mine.prop)
    assert coverage.check(SCRIPT, merged.shots) == []


def test_a_deleted_shots_words_go_to_its_neighbour():
    shots = [s for s in SHOTS if s.id != SHOTS[4].id]
    merged = shotfile.merge(SHOTS, shots, SHOTS, SCRIPT, PARTS)
    taker = next(s for s in merged.shots if s.id == SHOTS[3].id)
    assert SHOTS[4].action in taker.action


def test_words_given_to_another_shot_stay_there():
    first, second = SHOTS[5], SHOTS[4]
    moved = (*second.covers, *first.covers)
    shots = [replace(s, covers=moved) if s.id == second.id else s for s in SHOTS if s.id != first.id]
    merged = shotfile.merge(SHOTS, shots, SHOTS, SCRIPT, PARTS)
    mine = next(s for s in merged.shots if s.id == second.id)
    assert set(mine.covers) == set(moved) and mine.origin == "user"
    assert coverage.check(SCRIPT, merged.shots) == []


def test_an_edit_under_changed_words_is_carried_and_reported():
    target = next(s for s in SHOTS if "slips" in s.action)
    lines = [(k, t.replace("claws at the wood", "claws at the wet boards")) for k, t in KITCHEN]
    script, parts = build(lines, CAST)
    edited = [replace(s, lens=19.0) if s.id == target.id else s for s in SHOTS]
    merged = shotfile.merge(SHOTS, edited, propose(script, parts), script, parts)
    assert [s.lens for s in merged.shots if "wet boards" in s.action] == [19.0]
    assert [c.shot.id for c in merged.conflicts] == [target.id] and "19" not in str(merged.conflicts[0])


def test_an_edit_whose_words_are_gone_is_kept_aside():
    target = next(s for s in SHOTS if "slips" in s.action)
    lines = [(k, t) for k, t in KITCHEN if "slips" not in t]
    script, parts = build(lines, CAST)
    edited = [replace(s, lens=19.0, note="my idea") if s.id == target.id else s for s in SHOTS]
    merged = shotfile.merge(SHOTS, edited, propose(script, parts), script, parts)
    assert [c.shot.lens for c in merged.conflicts] == [19.0]
    text = shotfile.dump(merged.shots, script, [shotfile.block_text(c.shot) for c in merged.conflicts])
    assert '# note = "my idea"' in text and shotfile.load(text, script) == merged.shots


def test_settle_gives_gaps_and_overlaps_one_owner():
    shots = [replace(SHOTS[0], id="a", covers=(Cover(1, 0, 10),)), replace(SHOTS[0], id="b", covers=(Cover(1, 5, 30),))]
    done = coverage.settle({"sc010": [Cover(1, 0, 40), Cover(2, 0, 9)]}, shots, ["b"])
    assert done[0].covers == (Cover(1, 0, 5),)
    assert done[1].covers == (Cover(1, 5, 40), Cover(2, 0, 9))
