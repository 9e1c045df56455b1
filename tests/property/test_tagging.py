"""Tags hold their promises on any text: exact evidence, no duplicates, no crash, the same again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from secondunit.core.tags import Category
from secondunit.departments.script import breakdown
from secondunit.departments.script.tagging import tag
from secondunit.departments.script.tagging.edits import Edit, apply_edits, merge
from secondunit.departments.script.tagging.model import TASKS, proposals
from secondunit.formats import fountain

WORDS = st.sampled_from(
    ["MARA", "Mara's", "takes", "a", "an", "the", "three", "two", "rusty", "knife", "gun", "horse", "glasses", "fires", "falls", "rain", "smoke", "no", "like", "as", "of", "in", "on", "with", "under", "her", "his", "it", "itself", "young", "YOUNG", "dragon", "screen", "monitor", "coat", "SOLDIERS", "crowd", "sings", "piano", "and", ",", ".", "!", "--", ":", ";", "(", ")", "’s", "'", "12", "hundred", "dozen", "blood", "hair", "wet", "explodes", "car", "INT.", "EXT.", "something", "huge", "moves", "É", "İ", "ß", "山", "́", "\x00", "_"]
)
TEXT = st.one_of(st.lists(WORDS, max_size=60).map(" ".join), st.text(max_size=200))


def read(text):
    script = fountain.parse(f"INT. ROOM - DAY\n\n{text}\n\nMARA\nThe gun.\n")
    return script, breakdown(script)


@settings(deadline=None, max_examples=150)
@given(TEXT)
def test_evidence_is_exact_and_every_tag_is_one_of_a_kind(text):
    script, found = read(text)
    tags = tag(script, found)
    scenes = {scene.id: set(scene.elements) for scene in found.scenes}
    keys = set()
    for each in tags:
        assert each.name.strip() == each.name != ""
        assert each.quantity >= 1
        assert 0 < each.confidence <= 1
        assert (each.task in TASKS) == (each.category is Category.VFX)
        assert each.evidence
        for words in each.evidence:
            assert words.element in scenes[each.scene]
            assert script.elements[words.element].text[words.start : words.end] == words.text != ""
        keys.add((each.scene, each.category, each.name))
    assert len(keys) == len(tags)
    assert tag(script, found) == tags


@settings(deadline=None, max_examples=100)
@given(TEXT)
def test_merging_twice_changes_nothing_more(text):
    script, found = read(text)
    once = merge(tag(script, found))
    assert merge(once) == once


@settings(deadline=None, max_examples=60)
@given(TEXT, st.data())
def test_removing_every_tag_leaves_none_and_adding_one_gives_it_back(text, data):
    script, found = read(text)
    tags = merge(tag(script, found))
    edits = [Edit(each.scene, each.category, each.name[:200], "remove", "Ada Lind") for each in tags]
    assert apply_edits(tags, edits) == tuple(each for each in tags if len(each.name) > 200)
    if tags:
        chosen = data.draw(st.sampled_from(tags))
        if len(chosen.name) <= 200:
            again = apply_edits([], [Edit(chosen.scene, chosen.category, chosen.name, "add", "Ada Lind")])
            assert [(each.name, each.origin) for each in again] == [(chosen.name, "person")]


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=300))
def test_no_answer_of_a_model_breaks_or_invents_evidence(answer):
    script, found = read("Mara lifts a lantern.")
    scene = found.scenes[0]
    elements = [script.elements[index] for index in scene.elements]
    for each in proposals(answer, scene, elements):
        assert each.evidence[0].text in "\n".join(element.text for element in elements)
