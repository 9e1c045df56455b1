"""Final Draft files: what is read, what is kept, what is refused."""

from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from secondunit.core.errors import ScriptError
from secondunit.core.script import ElementType
from secondunit.departments.script import breakdown
from secondunit.formats import fdx, fountain

HARBOUR = Path(__file__).parents[1] / "fixtures" / "script" / "harbour.fdx"


@pytest.fixture(scope="module")
def script():
    return fdx.parse(HARBOUR.read_bytes())


def of(script, kind):
    return [each for each in script.elements if each.type == kind]


def test_all_runs_but_hidden_ones_are_read(script):
    heading = of(script, "scene_heading")[0]
    assert heading.text == "Ext. Harbour - dawn"
    assert (heading.number, heading.attrs["length"], heading.attrs["page"]) == ("1", "1 4/8", "1")
    assert heading.line == 6
    assert of(script, "action")[0].text == "NELL ORR, 40, tall, red coat, sits on the wall."
    assert of(script, "action")[0].attrs["revision"] == "2"


def test_types(script):
    assert [(str(each.type), each.text) for each in script.elements] == [
        ("section", "The Tide"),
        ("scene_heading", "Ext. Harbour - dawn"),
        ("action", "NELL ORR, 40, tall, red coat, sits on the wall."),
        ("other", ""),
        ("note", "shot: CU NELL, 85mm"),
        ("shot", "Close on the water"),
        ("character", "NELL"),
        ("dialogue", "Is it back?"),
        ("character", "SAM (O.S.)"),
        ("parenthetical", "(far off)"),
        ("dialogue", "It is here."),
        ("scene_heading", "OMITTED"),
        ("scene_heading", "INT. HARBOUR OFFICE - CONTINUOUS"),
        ("lyric", "Haul away"),
        ("other", "A kind of paragraph from the future."),
        ("other", ""),
        ("transition", "cut TO:"),
        ("centered", "END"),
    ]


def test_dual_dialogue(script):
    assert [each.dual for each in script.elements if each.dual] == ["left", "left", "right", "right", "right"]


def test_title_page(script):
    assert dict(script.title_page) == {
        "Title": ("THE TIDE",), "Credit": ("Written by",), "Author": ("A. Writer",), "Contact": ("Harbour 1",),
    }  # fmt: skip


def test_unknown_nodes_are_written_back(script):
    again = fromstring(fdx.write(script))
    before = fromstring(HARBOUR.read_bytes())
    assert _shape(again) == _shape(before)


def _shape(node):
    return node.tag, dict(node.attrib), (node.text or "").strip(), [_shape(child) for child in node]


def test_an_edit_changes_only_its_paragraph(script):
    edited = replace(
        script,
        elements=tuple(replace(e, text="NELL stands.") if e.type == "action" else e for e in script.elements),
    )
    again = fdx.parse(fdx.write(edited))
    assert of(again, "action")[0].text == "NELL stands."
    changed = [a.index for a, b in zip(script.elements, again.elements, strict=True) if a.raw != b.raw]
    assert changed == [of(script, "action")[0].index]


def test_omitted_scene_is_kept_but_not_planned(script):
    result = breakdown(script)
    assert [scene.heading for scene in result.scenes] == ["Ext. Harbour - dawn", "INT. HARBOUR OFFICE - CONTINUOUS"]
    assert [scene.number for scene in result.scenes] == ["1", "2"]
    assert result.scenes[0].eighths == 9  # as the pages are set now, not as the file was saved
    assert result.scenes[1].time == "DAWN"
    assert b"Cut for time." in fdx.write(script)


def test_fountain_to_final_draft_keeps_what_is_read():
    source = fountain.parse(
        "Title: X\n\n# Act\n\nINT. A - DAY #3#\n\nRain *falls*.\n\nA\n(low)\nOne.\n\nB ^\nTwo.\n\n> THE END <\n"
    )
    again = fdx.parse(fdx.write(source))
    assert [(e.type, e.text, e.number, e.dual) for e in again.elements if e.type != "other"] == [
        (e.type, e.text, e.number, e.dual) for e in source.elements if e.type != "centered"
    ] + [(ElementType.ACTION, "THE END", None, None)]
    assert again.title == "X"


WRAP = '<?xml version="1.0"?>{0}<FinalDraft><Content>\n{1}\n</Content></FinalDraft>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
BAD = {
    "entity bomb": (WRAP.format(LAUGHS, "<Paragraph><Text>&b;</Text></Paragraph>"), "entities"),
    "external entity": (WRAP.format('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;"), "entities"),
    "external dtd": (WRAP.format('<!DOCTYPE x SYSTEM "http://example.org/x.dtd">', ""), "external"),
    "undeclared entity": (WRAP.format("", "&nope;"), "malformed"),
    "cut off": ('<?xml version="1.0"?>\n<FinalDraft>\n<Content><Paragraph>', "malformed"),
    "wrong nesting": (WRAP.format("", "<Paragraph><Text></Paragraph></Text>"), "malformed"),
    "control character": (WRAP.format("", "<Paragraph>\x01</Paragraph>"), "malformed"),
    "other xml": ('<?xml version="1.0"?><svg/>', "not a Final Draft"),
    "no content": ('<?xml version="1.0"?><FinalDraft/>', "no <Content>"),
    "too deep": ("<FinalDraft>" + "<a>" * 5000 + "</a>" * 5000 + "</FinalDraft>", "nested"),
    "unknown encoding": ('<?xml version="1.0" encoding="klingon"?><FinalDraft/>', ""),
    "only a declaration": ('<?xml version="1.0"?>', "malformed"),
}


@pytest.mark.parametrize("name", BAD)
def test_refused(name):
    text, words = BAD[name]
    with pytest.raises(ScriptError) as caught:
        fdx.parse(text.encode())
    assert words in caught.value.message
    assert caught.value.hint
    assert caught.value.facts["line"] >= 1


def test_the_error_names_the_line():
    with pytest.raises(ScriptError) as caught:
        fdx.parse(b"<FinalDraft>\n<Content>\n<Paragraph>\n</Content></FinalDraft>")
    assert caught.value.facts["line"] == 4


def test_utf16_file():
    text = HARBOUR.read_text(encoding="utf-8").replace("UTF-8", "UTF-16")
    assert len(fdx.parse(text.encode("utf-16")).elements) == 18


def test_a_thousand_pages():
    paragraph = "<Paragraph Type='Action'><Text>Rain falls on the harbour wall and on the boats.</Text></Paragraph>\n"
    script = fdx.parse(f"<FinalDraft><Content>{paragraph * 25_000}</Content></FinalDraft>".encode())
    assert len(script.elements) == 25_000
    assert script.elements[-1].line == 25_000
