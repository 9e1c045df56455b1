"""Opening a screenplay file: encodings, sizes and everything that is no screenplay."""

import os
import time
from pathlib import Path

import pytest

from secondunit.core.errors import ScriptError
from secondunit.departments.script import breakdown
from secondunit.formats import screenplay
from secondunit.formats.screenplay import read, read_bytes

SOURCE = "INT. CAFÉ — NIGHT\n\nZoë “Zed” waits.\n\nZOË\nWell?\n"
EXAMPLE = Path(__file__).parents[2] / "examples" / "low_tide.fountain"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_encodings_give_one_script(codec, end):
    assert read_bytes(SOURCE.replace("\n", end).encode(codec)) == read_bytes(SOURCE.encode())


def test_big_endian_and_no_mark():
    assert read_bytes(b"\xfe\xff" + SOURCE.encode("utf-16-be")) == read_bytes(SOURCE.encode())
    script = read_bytes(SOURCE.encode("utf-16-le"))
    assert script.elements == read_bytes(SOURCE.encode()).elements
    assert "UTF-16" in script.warnings[0]


def test_windows_1252_warns_with_the_line():
    script = read_bytes(("Rain.\n\n" + SOURCE).encode("cp1252"))
    assert script.elements == read_bytes(("Rain.\n\n" + SOURCE).encode()).elements
    assert script.warnings == ("line 3: not UTF-8, read as Windows-1252; check accents and quotes",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n \t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (bytes(range(256)) * 40, "binary"),
        (b"INT. A\x00\n\nRain.", "binary"),
        (b"%PDF-1.7 x", "PDF"),
        (b"PK\x03\x04xxxx", "zip"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"<!DOCTYPE html><p>x", "web page"),
        (b'{"scenes": [1, 2]}', "JSON"),
        (b"[1, 2]", "JSON"),
        (b"\xff\xfeabc", "UTF-16"),
        (b"<?xml version='1.0'?><a/>", "not a Final Draft"),
    ],
)
def test_no_screenplay(data, words):
    with pytest.raises(ScriptError) as caught:
        read_bytes(data, "script.fountain")
    assert words in caught.value.message
    assert caught.value.hint
    assert caught.value.code == "input.script"


def test_prose_is_one_scene_with_one_warning():
    script = read_bytes(b"Mara sits down.\n\nShe stands up.\n")
    assert len(script.warnings) == 1
    assert "no scene heading" in script.warnings[0]
    result = breakdown(script)
    assert len(result.scenes) == 1
    assert result.scenes[0].elements == (0, 1)
    assert result.scenes[0].location == result.locations[0].id


def test_title_page_only():
    script = read_bytes(b"Title: Low Tide\nAuthor: Me\n")
    assert script.title == "Low Tide"
    assert breakdown(script).scenes == ()


def test_content_decides_not_the_name(tmp_path):
    fixture = Path(__file__).parents[1] / "fixtures" / "script" / "harbour.fdx"
    odd = tmp_path / "harbour.fountain"
    odd.write_bytes(fixture.read_bytes())
    assert read(odd).source_format == "fdx"
    text = tmp_path / "text.fdx"
    text.write_text(SOURCE, encoding="utf-8")
    assert read(text).source_format == "fountain"


def test_folder_missing_and_strange_paths(tmp_path):
    for path, words in [(tmp_path, "folder"), (tmp_path / "no.fountain", "no file"), ("a\0b", "cannot be read")]:
        with pytest.raises(ScriptError) as caught:
            read(path)
        assert words in caught.value.message


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX FIFO")
def test_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ScriptError, match="regular file"):
        read(tmp_path / "pipe")


def test_unreadable(tmp_path, monkeypatch):
    path = tmp_path / "x.fountain"
    path.write_text(SOURCE, encoding="utf-8")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ScriptError, match="may not be read"):
        read(path)


def test_too_large(tmp_path):
    path = tmp_path / "big.fountain"
    with path.open("wb") as file:
        file.truncate(screenplay.MAX_BYTES + 1)
    with pytest.raises(ScriptError, match="64 MB"):
        read(path)


def test_a_thousand_pages_in_linear_time():
    body = EXAMPLE.read_text(encoding="utf-8").split("# The Dash", 1)[1]
    start = time.perf_counter()
    script = read_bytes((body * 100).encode())
    result = breakdown(script)
    assert time.perf_counter() - start < 8.0  # about 0.8 s on one slow core; quadratic would take minutes
    assert len(result.scenes) == 1400
    assert len(result.characters) == 11


@pytest.mark.parametrize(
    "text",
    ["[[" * 60_000, "/*" * 60_000, "*a " * 60_000, "_" * 60_000, "[[\n\n" * 20_000 + "]]", "A" * 200_000,
     "#" * 100_000, " " * 100_000 + ")", "INT. " + " #" * 60_000, "x\n\nA" + "(" * 60_000, "A\n" * 60_000,
     "MARA, 5, " * 4_000, "MARA " * 30_000],
)  # fmt: skip
def test_hostile_text_takes_no_longer(text):
    start = time.process_time()
    breakdown(read_bytes(("Rain.\n\n" + text).encode()))
    assert time.process_time() - start < 5.0
