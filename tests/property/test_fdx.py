"""Final Draft files of any content: nothing is lost, an edit stays where it was made, and damage is one clear error."""

import tracemalloc
from dataclasses import replace
from xml.etree.ElementTree import canonicalize
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from secondunit.core.errors import InputError, ScriptError
from secondunit.core.script import ElementType
from secondunit.core.tags import Category, Evidence, Tag
from secondunit.formats import fdx, fountain, screenplay
from secondunit.formats.final_draft.tags import read_tags, write_tags
from secondunit.formats.script_lines import line_records

CHARS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
WORDS = st.one_of(
    st.text(CHARS, max_size=12),
    st.sampled_from(["INT. BARN - DAY", "MARA", "(low)", "CUT TO:", "OMITTED", " ", "  two  ", "a\u2028b", "<&>", "]]", "[[note]]", "陽子"]),
)  # fmt: skip
NAMES = st.sampled_from(["Strange", "x:Foo", "SceneProperties", "ScriptNote", "Bookmark", "Lane", "DynamicLabel"])
KEYS = st.sampled_from(["Alignment", "LeftIndent", "Mystery", "id", "x:y", "StartsNewPage", "Leading"])
ATTRIBUTES = st.dictionaries(KEYS, st.one_of(WORDS, st.sampled_from(["Yes", "1.50", "'\"", "&\n\t"])), max_size=3)
GAPS = st.sampled_from(["", "\n", "\n    ", "\r\n\t", " \n\n\n", "<!-- kept -->", "\n<!---->\n", "<?keep this?>", "<?x?>"])
TYPES = ["Scene Heading", "Action", "Character", "Parenthetical", "Dialogue", "Transition", "Shot", "General", "Cast List",
         "Singing", "New Act", "Outline 1", "Outline Body", "Summary", "Note", "Holodeck", ""]  # fmt: skip
STYLES = ["", "Bold", "Bold+Italic", "Underline", "AllCaps", "HiddenText", "Strikeout+Sparkle"]


def tag_of(name, attributes, inside):
    facts = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{facts}>{inside}</{name}>" if inside else f"<{name}{facts}/>"


@st.composite
def runs(draw):
    words = draw(WORDS)
    inside = f"<![CDATA[{words}]]>" if draw(st.booleans()) and "]]" not in words else escape(words)
    facts = {key: draw(value) for key, value in {
        "Style": st.sampled_from(STYLES), "RevisionID": st.sampled_from("0123"), "TagNumber": st.sampled_from("147"),
        "Font": st.just("Courier Final Draft")}.items() if draw(st.booleans())}  # fmt: skip
    return tag_of("Text", facts, inside + draw(st.sampled_from(["", "", "<!-- in -->"])))


def unknown(depth=2):
    inside = st.just("") if not depth else st.lists(st.one_of(WORDS.map(escape), unknown(depth - 1), GAPS), max_size=2)
    return st.builds(tag_of, NAMES, ATTRIBUTES, inside.map("".join))


@st.composite
def paragraphs(draw, depth=1):
    parts = draw(st.lists(st.one_of(runs(), runs(), unknown(1), GAPS), max_size=5))
    if depth and draw(st.integers(0, 6)) == 0:
        inner = "".join(draw(st.lists(st.one_of(paragraphs(depth=0), GAPS), max_size=5)))
        parts.insert(draw(st.integers(0, len(parts))), tag_of(draw(st.sampled_from(["DualDialogue", "OmittedScene"])), {}, inner))
    facts = draw(ATTRIBUTES)
    kind = draw(st.sampled_from(TYPES))
    if kind:
        facts["Type"] = kind
    if draw(st.booleans()):
        facts["Number"] = draw(st.sampled_from(["1", "12A", "A12"]))
    return tag_of("Paragraph", facts, "".join(parts))


KEPT = [
    '<Revisions ActiveSet="2"><Revision Color="#00" ID="2" Mark="*" Name="Pink" PageColor="#FDFDCCCCD4D4"/></Revisions>',
    '<LockedPages><LockedPage Number="12A" Id="p"/></LockedPages>',
    '<TagData><TagCategories><TagCategory Id="own" Name="Falconry"/></TagCategories><TagDefinitions>'
    '<TagDefinition CatId="own" Id="d" Label="Perch"/></TagDefinitions><Tags><Tag Number="4"><DefId>d</DefId></Tag></Tags></TagData>',
    '<ScriptNotes><ScriptNote ID="1"><Paragraph><Text>Why?</Text></Paragraph></ScriptNote></ScriptNotes>',
    '<TitlePage><HeaderAndFooter/><Content><Paragraph Alignment="Center"><Text>LOW </Text><Text Style="Bold">TIDE</Text>'
    "</Paragraph></Content></TitlePage>",
]  # fmt: skip


@st.composite
def documents(draw):
    gap = lambda: draw(GAPS)  # noqa: E731
    body = "".join(draw(st.lists(st.one_of(paragraphs(), paragraphs(), unknown(), GAPS), max_size=8)))
    nodes = [tag_of("Content", draw(ATTRIBUTES), gap() + body + gap())]
    for node in draw(st.lists(st.one_of(st.sampled_from(KEPT), unknown()), max_size=4)):
        nodes.insert(draw(st.integers(0, len(nodes))), node)
    inside = gap() + "".join(node + gap() for node in nodes)
    root = tag_of("FinalDraft", {"xmlns:x": "urn:x", **draw(ATTRIBUTES)}, inside)
    head = draw(st.sampled_from(['<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n', "<!-- made by hand -->", ""]))
    return head + root + draw(st.sampled_from(["", "\n", "<!-- end -->\n"]))


def facts(script):
    return [(e.type, e.text, e.number, e.level, e.dual, dict(e.attrs)) for e in script.elements]


@given(documents())
@settings(max_examples=60)
def test_an_unchanged_file_comes_back_as_it_was(source):
    script = fdx.parse(source.encode())
    written = fdx.write(script)
    assert written == source.encode()
    assert canonicalize(written, with_comments=True) == canonicalize(source, with_comments=True)
    line_records(script)


@given(documents(), st.data())
@settings(max_examples=60)
def test_an_edit_changes_its_paragraph_and_nothing_else(source, data):
    script = fdx.parse(source.encode())
    places = [e.index for e in script.elements if e.attrs.get("fdx_node") is None and e.type is not ElementType.OTHER]
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    words = data.draw(WORDS.filter(lambda text: text.strip() == text != "" and "[" not in text and "]" not in text))
    words = words.replace("\u2028", "\n")
    elements = list(script.elements)
    elements[at] = replace(elements[at], text=words, number="7C")
    written = fdx.write(replace(script, elements=tuple(elements)))
    again = fdx.parse(written)
    shown = words.upper() if "AllCaps" in script.elements[at].raw else words
    assert again.elements[at].text in (words, shown) or "AllCaps" in script.elements[at].raw
    assert again.elements[at].number == "7C"
    for number, (before, after) in enumerate(zip(script.elements, again.elements, strict=True)):
        if number != at:
            assert (before.raw, before.text, before.attrs) == (after.raw, after.text, after.attrs)
    assert again.unknown == script.unknown
    before = script.elements[at].raw
    place = source.index(before) if source.count(before) == 1 else None
    if place is not None:
        assert written.decode().startswith(source[:place])
        assert written.decode().endswith(source[place + len(before) :])


@given(documents(), st.data())
@settings(max_examples=40)
def test_new_tags_leave_words_and_old_tags_alone(source, data):
    script = fdx.parse(source.encode())
    places = [e for e in script.elements if e.text.strip() and e.attrs.get("fdx_node") is None]
    if not places:
        return
    element = data.draw(st.sampled_from(places))
    start = data.draw(st.integers(0, len(element.text) - 1))
    end = data.draw(st.integers(start + 1, len(element.text)))
    evidence = Evidence(element.index, start, end, element.text[start:end])
    tagged = write_tags(script, [Tag("sc010", Category.PROPS, "LAMP", (evidence,))])
    again = fdx.parse(fdx.write(tagged.script))
    assert [fact[:2] for fact in facts(again)] == [fact[:2] for fact in facts(script)]
    before = [(t.label, t.evidence) for t in read_tags(script)]
    found = [(t.label, t.evidence) for t in read_tags(again)]
    assert [each for each in found if each[0] != "LAMP"] == before
    if "AllCaps" not in element.raw:  # capitals may have more letters than what they stand for
        assert [each for label, each in found if label == "LAMP"] == [evidence]


@given(documents(), st.data())
@settings(max_examples=60)
def test_a_damaged_file_is_read_or_is_one_clear_error(source, data):
    body = bytearray(source.encode())
    if data.draw(st.booleans()):
        del body[data.draw(st.integers(0, len(body))) :]
    for _ in range(data.draw(st.integers(0, 3)) if body else 0):
        body[data.draw(st.integers(0, len(body) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    for read in (fdx.parse, screenplay.read_bytes):
        try:
            fdx.write(read(bytes(body)))
        except InputError as error:
            assert error.message
            assert error.hint


@given(documents().filter(lambda source: "\r" not in source),
       st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "shift_jis"]))  # fmt: skip
@settings(max_examples=30)
@example("<FinalDraft><Content><Paragraph><Text>é</Text></Paragraph></Content></FinalDraft>", "latin-1")
def test_any_encoding_that_the_file_states_is_read(source, codec):
    body = source[source.index("<FinalDraft") :]
    label = {"utf-8-sig": "UTF-8", "latin-1": "ISO-8859-1", "cp1252": "windows-1252"}.get(codec, codec)
    text = f'<?xml version="1.0" encoding="{label}"?>\n{body}'
    try:
        data = text.encode(codec)
    except UnicodeEncodeError:
        return
    script = screenplay.read_bytes(data)
    assert script.source_format == "fdx"
    assert facts(script) == facts(fdx.parse(body.encode()))
    assert fdx.write(script).decode() == f'<?xml version="1.0" encoding="UTF-8"?>\n{body}' or label == "UTF-8"


def whole(inside, head="", before=""):
    return f'<?xml version="1.0"?>{before}<FinalDraft><Content>{inside}</Content>{head}</FinalDraft>'.encode()


HOSTILE = {
    "nothing": b"",
    "blanks": b" \n\t ",
    "deep": b"<FinalDraft>" + b"<a>" * 200_000,
    "entity bomb": whole("&d;", before='<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY d "&b;&b;&b;">]>'),
    "parameter entity": whole("", before='<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'),
    "unparsed entity": whole("", before='<!DOCTYPE x [<!NOTATION n SYSTEM "n"><!ENTITY e SYSTEM "e" NDATA n>]>'),
    "outside definition": whole("", before='<!DOCTYPE x PUBLIC "-//a//b" "http://example.org/x.dtd">'),
    "undeclared entity": whole("&nbsp;"),
    "cut in a tag": whole("")[:-6],
    "other fade": b"<?xml version='1.0'?><celtx><scene/></celtx>",
    "another document": b'<?xml version="1.0"?><document type="Open Screenplay Format document"><paragraphs/></document>',
    "zip": b"PK\x03\x04" + b"\0" * 300,
    "web page": b"<!DOCTYPE html><html><body>INT. BARN</body></html>",
    "unknown encoding": b'<?xml version="1.0" encoding="klingon"?><FinalDraft/>',
    "encoding that is no text": b'<?xml version="1.0" encoding="punycode"?><FinalDraft/>',
    "not what it states": b'<?xml version="1.0" encoding="UTF-8"?><FinalDraft><Content>\xe9</Content></FinalDraft>',
    "half a character": "\ufeff<?xml version='1.0'?><FinalDraft/>".encode("utf-16")[:-1],
    "nul": whole("\0"),
    "twice the same attribute": whole('<Paragraph Type="A" Type="B"/>'),
    "two roots": b"<FinalDraft><Content/></FinalDraft><FinalDraft/>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_final_draft_file_is_one_clear_error(name):
    with pytest.raises(ScriptError) as caught:
        screenplay.read_bytes(HOSTILE[name], "script.fdx")
    assert caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("inside", [
    "<Paragraph " + " ".join(f'a{n}="{n}"' for n in range(50_000)) + "/>",
    f'<Paragraph Type="{"x" * 4_000_000}"><Text>a</Text></Paragraph>',
    "<Paragraph><Text>a</Text></Paragraph>" + "<!-- c -->" * 50_000,
    "<Paragraph>" + "<Text>a</Text>" * 20_000 + "</Paragraph>",
    "<Paragraph><Text>" + "&lt;" * 500_000 + "</Text></Paragraph>",
], ids=["many attributes", "a long attribute", "many comments", "many runs", "many escapes"])  # fmt: skip
def test_big_things_are_read_in_bounded_memory(inside):
    data = whole(inside)
    tracemalloc.start()
    try:
        script = fdx.parse(data)
        assert fdx.write(script) == data
        assert tracemalloc.get_traced_memory()[1] < 400 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_fountain_words_that_look_like_xml_stay_words():
    for words in ("<3 you", "<Paragraph>", "<Paragraph><Text Style='Bold'>no</Text></Paragraph>", "<Paragraph"):
        script = fountain.parse(f"INT. A\n\n{words}\n\nEnd.\n")
        edited = replace(script, elements=tuple(replace(e, text=e.text + " so") for e in script.elements))
        assert fountain.parse(fountain.write(edited)).elements[1].text == words + " so"
        assert fdx.parse(fdx.write(script)).elements[1].text == words
