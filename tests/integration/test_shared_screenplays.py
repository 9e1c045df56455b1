"""Real scripts of feature and series length: two formats of one script agree, and nothing is lost."""

import pytest

from secondunit.core.script import ElementType
from secondunit.departments.script import breakdown
from secondunit.departments.script.pages import paginate
from secondunit.formats import fdx, fountain
from secondunit.formats.fountain_syntax.lines import normalise
from secondunit.formats.screenplay import read
from shared_data import shared

pytestmark = pytest.mark.shared
PAGES = {"gumshoe": 37, "mostly-genius": 52}


def spoken(script):
    return [" ".join(e.text.replace("*", "").split()) for e in script.elements if e.type is ElementType.DIALOGUE]


@pytest.mark.parametrize("name", PAGES)
def test_fountain_and_fdx_agree(name):
    first = read(shared(f"script/jumpcut/{name}/{name}.fountain"))
    second = read(shared(f"script/jumpcut/{name}/{name}.fdx"))
    assert spoken(first) == spoken(second)
    one, two = breakdown(first), breakdown(second)
    assert len(one.scenes) == len(two.scenes) > 10
    assert [scene.place for scene in one.scenes] == [scene.place for scene in two.scenes]
    assert [each.id for each in one.characters] == [each.id for each in two.characters]
    assert len(paginate(first).pages) == PAGES[name]


@pytest.mark.parametrize("name", PAGES)
def test_round_trips(name):
    path = shared(f"script/jumpcut/{name}/{name}.fountain")
    assert fountain.write(read(path)) == normalise(path.read_text(encoding="utf-8"))
    script = read(shared(f"script/jumpcut/{name}/{name}.fdx"))
    again = fdx.parse(fdx.write(script))
    assert [(e.type, e.text, e.raw) for e in again.elements] == [(e.type, e.text, e.raw) for e in script.elements]
    assert again.unknown == script.unknown


def test_final_draft_12_sample():
    script = read(shared("script/schoonmaker/final_draft_12_sample.scrambled.fdx"))
    headings = [each for each in script.elements if each.type is ElementType.SCENE_HEADING]
    assert len(headings) == 36
    assert all("length" in each.attrs and "page" in each.attrs for each in headings)
    assert sum(1 for each in script.elements if each.dual) == 24
    result = breakdown(script)
    assert len(result.scenes) == 37  # one plays before the first heading
    again = fdx.parse(fdx.write(script))
    assert [(e.type, e.text, e.dual, e.raw) for e in again.elements] == [
        (e.type, e.text, e.dual, e.raw) for e in script.elements
    ]
    assert again.unknown == script.unknown


def test_probes_keep_every_line():
    folder = shared("script/jumpcut/fd-probes")
    for path in sorted(folder.glob("*.fountain")):
        text = normalise(path.read_text(encoding="utf-8"))
        script = fountain.parse(text)
        assert fountain.write(script) == text
        read_lines = {each.line for each in script.elements}
        assert all(at in read_lines for at, line in _body_starts(text))


def _body_starts(text):
    """Yield the first line of every paragraph after the title page."""
    lines = text.split("\n")
    body = lines.index("") if ":" in lines[0] else 0
    for at in range(body, len(lines)):
        if lines[at].strip() and (at == 0 or not lines[at - 1].strip()):
            yield at + 1, lines[at]
