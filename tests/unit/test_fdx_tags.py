"""Tags, styles and edits in Final Draft files."""

from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from secondunit.core.script import Run
from secondunit.core.tags import CATEGORIES, Category, Evidence, Tag
from secondunit.departments.script import breakdown
from secondunit.departments.script.tagging import tag
from secondunit.formats import fdx, fountain
from secondunit.formats.final_draft.runs import runs
from secondunit.formats.final_draft.settings import page_setup
from secondunit.formats.final_draft.tags import read_tags, write_tags
from shared_data import shared

LOW_TIDE = Path(__file__).resolve().parents[2] / "examples" / "low_tide.fountain"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?><FinalDraft DocumentType="Script" Template="No" Version="5"><Content>'
TAGGED = HEAD + b"""<Paragraph Type="Scene Heading"><Text>INT. BARN - DAY</Text></Paragraph>
<Paragraph Type="Action"><Text>Anna lifts a </Text><Text TagNumber="4" Style="Bold">brass</Text><Text TagNumber="4"> lamp</Text>
<Text RevisionID="2"> and a rope.</Text></Paragraph></Content>
<TagData><TagCategories><TagCategory Id="05c556eb-6bc1-4a3a-b09f-f8b5ba1b6afa" Name="Props" Number="6"/>
<TagCategory Id="own" Name="Falconry" Number="40"/></TagCategories>
<TagDefinitions><TagDefinition CatId="05c556eb-6bc1-4a3a-b09f-f8b5ba1b6afa" Id="d1" Label="Lamp" Number="1"/>
<TagDefinition CatId="own" Id="d2" Label="Perch" Number="2"/></TagDefinitions>
<Tags><Tag Number="4"><DefId>d1</DefId><DefId>d2</DefId></Tag></Tags></TagData></FinalDraft>"""


def same_tree(one, other):
    return (one.tag, dict(one.attrib), (one.text or "").strip()) == (other.tag, dict(other.attrib), (other.text or "").strip()) and \
        len(one) == len(other) and all(same_tree(a, b) for a, b in zip(one, other, strict=True))


def test_tags_are_read_with_their_words_and_unknown_categories_are_kept_by_name():
    found = read_tags(fdx.parse(TAGGED))
    assert [(t.category, t.category_name, t.label, t.evidence.text) for t in found] == [
        (Category.PROPS, "Props", "Lamp", "brass lamp"), (Category.MISC, "Falconry", "Perch", "brass lamp")]  # fmt: skip


def test_a_new_tag_splits_runs_and_leaves_the_rest_alone():
    script = fdx.parse(TAGGED)
    text = script.elements[1].text
    start = text.index("rope")
    tagged = write_tags(script, [Tag("sc010", Category.PROPS, "ROPE", (Evidence(1, start, start + 4, "rope"),))])
    assert tagged.left == ()
    back = fdx.parse(fdx.write(tagged.script))
    assert [t.label for t in read_tags(back)] == ["Lamp", "Perch", "ROPE"]
    assert back.elements[1].text == text
    node = fromstring(back.elements[1].raw)
    assert [run.get("RevisionID") for run in node if run.text in (" and a ", "rope", ".")] == ["2", "2", "2"]
    assert runs(back.elements[1])[1] == Run("brass", bold=True)


def test_overlapping_tags_share_words():
    script = fountain.parse("INT. BARN - DAY\n\nThe burning cart rolls on.\n")
    tags = [Tag("sc010", Category.VEHICLES, "CART", (Evidence(1, 12, 16, "cart"),)),
            Tag("sc010", Category.SFX, "FIRE", (Evidence(1, 4, 16, "burning cart"),))]  # fmt: skip
    back = fdx.parse(fdx.write(write_tags(script, tags).script))
    assert {(t.label, t.evidence.text) for t in read_tags(back)} == {("CART", "cart"), ("FIRE", "burning cart")}


def test_a_tag_without_words_stands_on_the_heading_and_one_without_a_scene_is_told():
    script = fountain.parse("INT. BARN - DAY\n\nAnna waits.\n")
    voice = Tag("sc010", Category.CAST, "BEN", note="voice")
    anna = Tag("sc010", Category.CAST, "ANNA", (Evidence(1, 0, 4, "Anna"),))
    tagged = write_tags(script, [voice, anna, Tag("sc990", Category.CAST, "NOBODY")])
    assert [t.name for t in tagged.left] == ["NOBODY"]
    found = read_tags(fdx.parse(fdx.write(tagged.script)))
    assert [(t.label, t.evidence.text) for t in found] == [("BEN", "INT. BARN - DAY"), ("ANNA", "Anna")]


def test_the_breakdown_of_the_short_goes_through_a_file_whole():
    script = fountain.parse(LOW_TIDE.read_text(encoding="utf-8"))
    tags = tag(script, breakdown(script))
    tagged = write_tags(script, tags)
    data = fdx.write(tagged.script)
    assert tagged.left == () and data == fdx.write(write_tags(script, tags).script)
    back = read_tags(fdx.parse(data))
    assert {(t.category, t.label) for t in back} == {(t.category, t.name) for t in tags}
    ids = {node.get("Id") for node in fromstring(data).iter("TagCategory")}
    assert ids == {CATEGORIES[t.category].fdx_id for t in tags}


def test_an_edit_keeps_the_styles_and_tags_of_what_it_does_not_touch():
    script = fdx.parse(TAGGED)
    element = script.elements[1]
    changed = replace(script, elements=(script.elements[0], replace(element, text=element.text.replace("rope", "saddle"))))
    back = fdx.parse(fdx.write(changed))
    assert back.elements[1].text == "Anna lifts a brass lamp and a saddle."
    assert [t.label for t in read_tags(back)] == ["Lamp", "Perch"] and runs(back.elements[1])[1].bold


@pytest.mark.parametrize("name", ["jumpcut/gumshoe/gumshoe.fdx", "jumpcut/mostly-genius/mostly-genius.fdx",
                                  "schoonmaker/final_draft_12_sample.scrambled.fdx"])  # fmt: skip
def test_real_files_come_back_node_by_node(name):
    data = shared(f"script/{name}").read_bytes()
    assert same_tree(fromstring(data), fromstring(fdx.write(fdx.parse(data))))


def test_emphasis_crosses_formats():
    script = fountain.parse("INT. BARN - DAY\n\nA *very* **old** _barn_ with ***hens***.\n")
    back = fdx.parse(fdx.write(script))
    assert [(r.text, r.bold, r.italic, r.underline) for r in runs(back.elements[1]) if r.bold or r.italic or r.underline] == [
        ("very", False, True, False), ("old", True, False, False), ("barn", False, False, True), ("hens", True, True, False)]  # fmt: skip
    assert fountain.write(back).strip().endswith("A *very* **old** _barn_ with ***hens***.")


def test_page_settings_come_from_the_file():
    setup = page_setup(fdx.parse(HEAD + b"""</Content><ElementSettings Type="Dialogue"><ParagraphSpec LeftIndent="2.25"
        RightIndent="6.00" SpaceBefore="24" Spacing="2" Alignment="Left"/></ElementSettings><PageLayout TopMargin="36" BottomMargin="nan">
        <PageSize Width="8.27" Height="11.69"/></PageLayout><MoresAndContinueds><SceneBreaks SceneBottomOfPage="Yes"
        SceneBottom="(MEHR)"/></MoresAndContinueds></FinalDraft>"""))  # fmt: skip
    style = setup.styles["Dialogue"]
    assert (style.left, style.space_before, style.spacing) == (2.25, 2.0, 2.0)
    assert (setup.top, setup.bottom, setup.width, setup.scene_continued_bottom) == (0.5, 1.0, 8.27, "(MEHR)")
