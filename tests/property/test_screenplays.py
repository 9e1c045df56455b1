"""Screenplays under any input: nothing is lost, and nothing but a StudioError is ever raised."""

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from secondunit.core.errors import StudioError
from secondunit.core.script import ElementType
from secondunit.departments.script import breakdown
from secondunit.formats import fdx, fountain, screenplay
from secondunit.formats.fountain_syntax.emphasis import escape, mark, runs, strip_emphasis
from secondunit.formats.fountain_syntax.lines import normalise
from secondunit.formats.fountain_syntax.writer import HEAD

PIECES = st.sampled_from(
    ["INT. HOUSE - DAY", "EXT. SEA (FLASHBACK) #1A#", ".HALL", "MARA", "@Mara", "JUNE ^", "MARA (V.O.)", "(low)", "Hi.",
     "~ la", "> CUT TO:", "> END <", "CUT TO:", "===", "# Act", "= So", "[[note]]", "[[open", "close]]", "/*", "*/",
     "/* x */", "!BANG", "*em* **b**", "_u_", "\\*", "", "", "  ", " ", "\t", "Title: X", "    more", "\u2028", "Key:",
     "MARA VOSS, 58, tall, grey bob, red coat, sits.", "Rain [[a", "b]] falls", "陽子", "…", "#1#", "...", "==",
     "ÉCOLE", "*one", "two*", "\\\\[[x]]", "~~", ">", "<", "@", "!", "^", ".OMITTED #2#", "[[a\n  \nb]]", "EXT/INT ÅRE #I-1-A#",
     "> *THE* END [[?]] <", "_**so**_", "*a **b** c*", "\u2029", "\x85", "\ufeff", "CUT TO: [[x]]", "(a) [[b]]"]
)  # fmt: skip
SCRIPTS = st.one_of(
    st.lists(PIECES, max_size=40).map("\n".join),
    st.lists(PIECES, max_size=12).map("".join),
    st.text(max_size=300),
)


def facts(script):
    return [(each.type, each.text, each.number, each.level, each.dual, each.line) for each in script.elements]


@given(SCRIPTS)
@example("A\nB ^\n\n/*\n\n*/ [[x]]")
def test_writing_back_loses_nothing(source):
    script = fountain.parse(source)
    written = fountain.write(script)
    assert written == normalise(source)
    assert fountain.parse(written) == script


@given(SCRIPTS)
def test_the_sources_of_the_elements_are_the_text(source):
    script = fountain.parse(source)
    raws = [each.raw for each in script.elements if each.attrs.get("inline") != "yes"]
    assert script.unknown.get(HEAD, "") + "".join(raws) == normalise(source)
    lines = normalise(source).split("\n")
    for each in script.elements:
        assert "\n".join(lines[each.line - 1 : each.end_line]).strip() in each.raw or each.attrs.get("inline") == "yes"
        places = each.lines or range(each.line, each.line + each.text.count("\n") + 1)
        assert len(places) == each.text.count("\n") + 1
        assert each.type in (ElementType.NOTE, ElementType.BONEYARD) or max(places) <= each.end_line


@given(SCRIPTS, st.data())
def test_an_edit_of_one_paragraph_leaves_the_others(source, data):
    script = fountain.parse(source)
    kinds = (ElementType.ACTION, ElementType.DIALOGUE, ElementType.SECTION, ElementType.SYNOPSIS)
    places = [e.index for e in script.elements if e.type in kinds]
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    elements = list(script.elements)
    elements[at] = replace(elements[at], text="Sun and wind.")
    again = fountain.parse(fountain.write(replace(script, elements=tuple(elements))))
    assert [(e.type, e.text, e.number, e.level) for e in again.elements] == [
        (e.type, e.text, e.number, e.level) for e in elements
    ]


@given(st.lists(st.sampled_from(["INT. A #1#\n\nRain.\n", "MARA\n(low)\nHi [[there]].\n", "# Act\n", "[[note]]\n", "/* x */\n", "> END <\n"]),
                min_size=1, max_size=12), st.data())  # fmt: skip
def test_taking_a_paragraph_out_leaves_the_others(parts, data):
    script = fountain.parse("\n" + "\n".join(parts))
    alone = [e.index for e in script.elements if e.type in (ElementType.ACTION, ElementType.SECTION, ElementType.CENTERED)]
    if not alone:
        return
    gone = data.draw(st.sampled_from(alone))
    left = tuple(replace(e, index=at) for at, e in enumerate(e for e in script.elements if e.index != gone))
    again = fountain.parse(fountain.write(replace(script, elements=left)))
    assert [(e.type, e.text, e.number) for e in again.elements] == [(e.type, e.text, e.number) for e in left]


@given(st.lists(st.sampled_from(["*", "**", "***", "_", "a", "b", "\\", "[", ".", "\\*", "[[", "]]", " "]), max_size=14).map("".join))
@example("*a **b***")
@example("***a** b*")
def test_runs_say_the_words_and_marks_say_the_runs(line):
    found = runs(line)
    assert "".join(run.text for run in found) == strip_emphasis(line)
    assert "".join(run.text for run in runs(mark(found))) == "".join(run.text for run in found)
    assert strip_emphasis(escape(line)) == line


@given(SCRIPTS)
def test_line_ends_do_not_matter(source):
    source = normalise(source)
    crlf = fountain.parse(source.replace("\n", "\r\n"))
    assert crlf == fountain.parse(source)


@given(SCRIPTS)
def test_elements_are_in_order(source):
    elements = fountain.parse(source).elements
    assert [each.index for each in elements] == list(range(len(elements)))
    starts = [each.line for each in elements if each.attrs.get("inline") != "yes"]
    assert starts == sorted(starts)
    assert all(1 <= each.line <= each.end_line <= normalise(source).count("\n") + 1 for each in elements)


@given(SCRIPTS)
def test_breakdown_covers_every_printed_line_once(source):
    script = fountain.parse(source)
    result = breakdown(script)
    owned = [index for scene in result.scenes for index in scene.elements]
    assert sorted(owned) == list(range(len(script.elements)))
    assert result == breakdown(script)
    assert len({each.id for each in result.characters}) == len(result.characters)
    places = {each.id for each in result.locations}
    ids = {each.id for each in result.characters}
    for scene in result.scenes:
        assert scene.location in places
        assert set(scene.characters) <= ids
        assert scene.eighths >= 1


@given(st.lists(st.text(alphabet="abcXYZ *_\\[]/.!@#>=~()", min_size=1, max_size=30), max_size=8))
def test_edited_action_reads_back(texts):
    script = fountain.parse("INT. A\n\n" + "x\n\n" * len(texts))
    words = iter(texts)
    edited = replace(
        script,
        elements=tuple(
            replace(each, text=next(words).strip() or "y") if each.type is ElementType.ACTION else each
            for each in script.elements
        ),
    )
    again = fountain.parse(fountain.write(edited))
    assert [(each.type, each.text) for each in again.elements] == [(each.type, each.text) for each in edited.elements]


@given(SCRIPTS)
@example("Title: \x01\n\nA\x02 [[\x03]]")
def test_to_final_draft_and_back(source):
    script = fountain.parse(source)
    data = fdx.write(script)
    first = fdx.parse(data)
    again = fdx.parse(fdx.write(first))
    assert [(e.type, e.text, e.number, e.dual) for e in again.elements] == [
        (e.type, e.text, e.number, e.dual) for e in first.elements
    ]


@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore")),
                 st.text(max_size=200).map(lambda text: b"\xff\xfe" + text.encode("utf-16-le", "ignore"))))  # fmt: skip
@example(b"\xff\xfe\x00")
@example(b"<?xml")
@example(b"<FinalDraft><Content/></FinalDraft>")
def test_any_bytes_give_a_script_or_a_clear_error(data):
    try:
        script = screenplay.read_bytes(data)
    except StudioError as error:
        assert error.message
        assert error.hint
        return
    breakdown(script)


@given(st.text(alphabet="<>/=\"'&; abPT", max_size=120))
def test_any_xml_gives_a_script_or_a_clear_error(middle):
    data = f"<FinalDraft><Content>{middle}</Content></FinalDraft>".encode()
    try:
        script = fdx.parse(data)
    except StudioError as error:
        assert error.facts["line"] >= 1
        return
    breakdown(script)
