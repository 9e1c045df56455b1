"""Whatever a script holds, its pages can be printed, and what was printed can be read."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from page_makers import COLUMNS, simple_pages
from secondunit.core.script import Element, ElementType, Script
from secondunit.formats import screenplay_pdf
from secondunit.formats.pages import html as pages_html
from secondunit.formats.pages import pdf as pages_pdf

KINDS = sorted(COLUMNS)
ELEMENTS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.text(min_size=1, max_size=120), st.sampled_from([None, "1", "12A", "\x00<b>"]), st.sampled_from(["", "3"])),
    min_size=1, max_size=12,
)  # fmt: skip


def made(rows):
    return Script(
        {"Title": (rows[0][1],), "Contact": (rows[-1][1],)},
        tuple(
            Element(n, kind, text, n + 1, n + 1, number=number if kind is ElementType.SCENE_HEADING else None, attrs={"revision": star} if star else {})
            for n, (kind, text, number, star) in enumerate(rows)
        ),
        "fountain",
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ELEMENTS)
def test_any_text_is_printed_and_read_without_a_fault(tmp_path, rows):
    script = made(rows)
    pages = simple_pages(script)
    pages_html.write(script, pages, tmp_path / "it.html")
    pages_pdf.write(script, pages, tmp_path / "it.pdf")
    words = "".join(char for _, text, _, _ in rows for char in text if char.isascii() and char.isalnum())
    if words:
        found = screenplay_pdf.parse((tmp_path / "it.pdf").read_bytes())
        assert found.source_format == "pdf"
