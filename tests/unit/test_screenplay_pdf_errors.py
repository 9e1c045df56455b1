"""PDFs that cannot be read as a screenplay: one clear error each, whatever the bytes are."""

import io
import random
import re

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pdf_makers import make_pdf
from secondunit.core.errors import ScriptError
from secondunit.formats import fountain, screenplay, screenplay_pdf
from secondunit.formats.screenplay_pdf import words as screenplay_pdf_words

SHORT = fountain.parse("INT. HALL - DAY\n\nAnna waits.\n\nANNA\nWell?\n\nCUT TO:\n\nEXT. ROAD - NIGHT\n\nDust.\n")


def canvas(**facts):
    file = io.BytesIO()
    return file, Canvas(file, pagesize=(612, 792), invariant=1, **facts)


def picture_page(c):
    c.drawImage(ImageReader(Image.new("L", (60, 80), 128)), 0, 0, 612, 792)


def test_a_scan_asks_for_ocr():
    file, c = canvas()
    for _ in range(3):
        picture_page(c)
        c.showPage()
    c.save()
    with pytest.raises(ScriptError, match="pictures of pages and no text") as caught:
        screenplay_pdf.parse(file.getvalue())
    assert "ocrmypdf" in caught.value.hint


def test_scanned_pages_among_others_are_named_in_a_warning():
    file, c = canvas()
    c.setFont("Courier", 12)
    c.drawString(108, 700, "INT. HALL - DAY")
    c.showPage()
    picture_page(c)
    c.save()
    found = screenplay_pdf.parse(file.getvalue())
    assert len(found.warnings) == 1 and "sheets 2" in found.warnings[0]


def test_a_password_is_asked_for():
    file, c = canvas(encrypt=StandardEncryption("secret"))
    c.drawString(108, 700, "INT. HALL - DAY")
    c.save()
    with pytest.raises(ScriptError, match="password"):
        screenplay_pdf.parse(file.getvalue())


def test_a_file_locked_only_against_changes_is_read():
    file, c = canvas(encrypt=StandardEncryption("", ownerPassword="owner", canModify=0))
    c.setFont("Courier", 12)
    c.drawString(108, 700, "INT. HALL - DAY")
    c.save()
    assert screenplay_pdf.parse(file.getvalue()).elements[0].text == "INT. HALL - DAY"


def test_blank_pages_have_no_text():
    file, c = canvas()
    c.showPage()
    c.save()
    with pytest.raises(ScriptError, match="no text"):
        screenplay_pdf.parse(file.getvalue())


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.4\n%%EOF", b"%PDF-1.7\n" + b"\x00" * 4000])
def test_half_a_file_is_damaged(data):
    with pytest.raises(ScriptError, match="damaged"):
        screenplay.read_bytes(data)


def test_a_letter_is_read_with_a_warning():
    file, c = canvas()
    c.setFont("Helvetica", 11)
    for n in range(20):
        c.drawString(72, 700 - 14 * n, "Dear Sir or Madam, we regret to tell you that the hall is closed.")
    c.save()
    found = screenplay_pdf.parse(file.getvalue())
    assert any("is this PDF a screenplay" in warning for warning in found.warnings)
    assert sum(len(each.text) for each in found.elements) > 1000


def test_far_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr(screenplay_pdf_words, "MAX_PAGES", 2)
    file, c = canvas()
    for _ in range(3):
        c.drawString(108, 700, "INT. HALL - DAY")
        c.showPage()
    c.save()
    with pytest.raises(ScriptError, match="3 pages"):
        screenplay_pdf.parse(file.getvalue())


def test_a_page_with_far_too_much_text_is_refused(monkeypatch):
    monkeypatch.setattr(screenplay_pdf_words, "MAX_CHARS_A_PAGE", 10)
    with pytest.raises(ScriptError, match="no page of a screenplay"):
        screenplay_pdf.parse(make_pdf(SHORT))


def test_text_without_unicode_values_is_refused():
    data = make_pdf(SHORT, size=12.0)
    assert screenplay_pdf.parse(data).elements  # the plain file is fine
    file, c = canvas(pageCompression=0)
    c.setFont("Courier", 12)
    for n in range(30):
        c.drawString(108, 700 - 12 * n, "XXXXXXXXXXXXXXXX")
    c.save()
    data = file.getvalue().replace(b"/Encoding /WinAnsiEncoding", b"/ToUnicode 99 0 R        ")
    mapping = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <58> <E000> endbfchar endcmap end end"
    body = b"99 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(mapping), mapping)
    data = data.replace(b"xref\n", body + b"xref\n", 1)
    with pytest.raises(ScriptError, match="no Unicode values"):
        screenplay_pdf.parse(data)


def test_words_strewn_over_pages_are_read_or_refused():
    rng = random.Random(11)
    bits = ["INT. HALL - DAY", "ANNA", "ANNA (CONT'D)", "(MORE)", "CONTINUED:", "12", "*", "(quietly)", "CUT TO:", "2.", "((((", "-----", "by", "12 INT. X 12", "She walks."]
    for _ in range(40):
        file, c = canvas()
        for _ in range(rng.choice((1, 2, 5))):
            for _ in range(rng.choice((1, 3, 40))):
                c.saveState()
                c.setFont(rng.choice(("Courier", "Times-Roman")), rng.choice((12, 12, 0.1, 90)))
                c.setFillGray(rng.choice((0, 0, 0.8)))
                c.rotate(rng.choice((0, 0, 0, 0, 45, 90)))
                c.drawString(rng.choice((40, 108, 180, 252, 560, -50, 900)), 792 - 12 * rng.randrange(70), rng.choice(bits) * rng.choice((1, 1, 30)))
                c.restoreState()
            c.showPage()
        c.save()
        try:
            assert screenplay_pdf.parse(file.getvalue()).source_format == "pdf"
        except ScriptError as error:
            assert error.hint


def test_mutated_files_are_read_or_refused_and_never_crash():
    whole = make_pdf(SHORT, header="HEAD", scene_numbers=True, stars=2)
    rng = random.Random(7)
    outcomes = set()
    for _ in range(250):
        data = bytearray(whole)
        for _ in range(rng.choice((1, 3, 20, 200))):
            at = rng.randrange(max(1, len(data) - 12))
            kind = rng.random()
            number = re.search(rb"\d+", data[at : at + 300])
            if kind < 0.4:
                data[at] = rng.randrange(256)
            elif kind < 0.7 and number:
                data[at + number.start() : at + number.end()] = rng.choice([b"0", b"-1", b"99999999999", b"1e9", b"0.00001"])
            else:
                del data[at : at + rng.randrange(1, 12)]
        try:
            screenplay_pdf.parse(bytes(data))
            outcomes.add("read")
        except ScriptError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}
