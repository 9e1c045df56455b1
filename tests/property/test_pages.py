"""Whatever is written, nothing is lost between the script and its pages."""

from hypothesis import given, settings
from hypothesis import strategies as st

from secondunit.core.pages import eighths_text, parse_eighths
from secondunit.core.script import ElementType
from secondunit.departments.script.pages import paginate, preset
from secondunit.formats import fountain

WORD = st.text("abcdefgh", min_size=1, max_size=9)
SENTENCE = st.lists(WORD, min_size=1, max_size=14).map(lambda words: " ".join(words).capitalize() + ".")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=9).map(" ".join)
HEADING = st.builds("{} {} - DAY".format, st.sampled_from(["INT.", "EXT."]), st.sampled_from(["BARN", "FIELD"]))
SPEECH = st.builds("{}\n{}".format, st.sampled_from(["ANNA", "BEN"]), PARAGRAPH)
DUAL = st.builds("ANNA\n{}\n\nBEN ^\n{}".format, PARAGRAPH, PARAGRAPH)
ASIDE = st.builds("ANNA\n{}\n(quietly)\n{}".format, PARAGRAPH, PARAGRAPH)
BLOCK = st.one_of(HEADING, PARAGRAPH, PARAGRAPH, SPEECH, SPEECH, ASIDE, DUAL, st.just("CUT TO:"), st.just("==="))
SCRIPT = st.lists(BLOCK, min_size=1, max_size=80).map("\n\n".join)


@settings(max_examples=60, deadline=None)
@given(SCRIPT, st.sampled_from(["letter", "a4", "multicam"]))
def test_every_word_is_printed_once_in_order_and_in_place(text, layout):
    script = fountain.parse(text)
    result = paginate(script, preset(layout))
    printed = {}
    for page in result.pages:
        assert page.lines
        for line in page.lines:
            assert 0 <= line.row < 62 and line.column >= 0
            if line.role == "text":
                printed.setdefault(line.element, []).append(line.text)
    for element in script.elements:
        words = element.text.upper() if element.type in (ElementType.SCENE_HEADING, ElementType.TRANSITION) else element.text
        assert "".join(printed.get(element.index, [])).replace(" ", "") == words.replace(" ", "").replace("\n", "")
    starts = [scene.page for scene in result.scenes]
    assert starts == sorted(starts)
    for page in result.pages[:-1]:
        assert page.lines[-1].kind is not ElementType.SCENE_HEADING or text.count("===")


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5000))
def test_eighths_are_written_and_read_back(eighths):
    assert parse_eighths(eighths_text(eighths)) == eighths


def test_monsters_come_to_an_end():
    for text in ("ANNA\n" + "word " * 40_000, "x" * 20_000, "ANNA\n" + "y" * 9_000,
                 "\n\n".join(["INT. A - DAY"] * 3_000), "ANNA\n" + "a b. " * 900 + "\n\nBEN ^\n" + "c d. " * 2_000):  # fmt: skip
        script = fountain.parse(text)
        result = paginate(script)
        size = sum(len(line.text.replace(" ", "")) for page in result.pages for line in page.lines if line.role == "text")
        assert size == sum(len(e.text.replace(" ", "")) for e in script.elements)
