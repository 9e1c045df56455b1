"""The script department by the command line: loose files, a production, decisions, tasks, papers, a model."""

from __future__ import annotations

import csv
import io
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import openpyxl
import pytest
from pypdf import PdfReader

from cli import answer, secondunit

SCRIPT = """\
Title: The Ferry
Author: Own

INT. BOAT HOUSE - NIGHT #1#

Rain drums on the roof. ODA LIND, 44, lifts a brass lantern. BO KVIST, 30, sits at the table in a wet coat.

ODA
(low)
You *came* back.

BO
I had no choice, and you know it.

Lightning. Something huge moves under the water: a SEA SERPENT rises past the window.

EXT. JETTY - NIGHT #2#

Three soldiers run along the jetty. A motorboat roars in. The fuel tank explodes.

BO
Down!

INT. BOAT HOUSE - DAY #3#

Oda sweeps up glass. The lantern hangs on its hook again.

ODA
Now we are even.
"""


@pytest.fixture(scope="module")
def ferry(tmp_path_factory):
    path = tmp_path_factory.mktemp("ferry") / "ferry.fountain"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


@pytest.fixture
def show(ferry, tmp_path):
    answer("new", tmp_path / "show", "--script", ferry)
    return tmp_path / "show"


def test_elements_give_one_record_a_line(ferry):
    rows = answer("script", "elements", ferry)
    assert set(rows[0]) == {"line", "type", "text"}
    lines = SCRIPT.split("\n")
    assert [row["line"] for row in rows] == [at for at, line in enumerate(lines, 1) if line.strip()]
    kinds = {row["text"]: row["type"] for row in rows}
    assert kinds["Title: The Ferry"] == "title" and kinds["INT. BOAT HOUSE - NIGHT"] == "scene_heading"
    assert kinds["(low)"] == "parenthetical" and kinds["You came back."] == "dialogue" and kinds["ODA"] == "character"


def test_pages_have_the_form_that_others_rely_on(ferry):
    data = answer("script", "pages", ferry)
    assert data["pages"] == 1
    assert data["scenes"][0] == {"number": "1", "heading": "INT. BOAT HOUSE - NIGHT", "page": 1, "length": "3/8"}
    assert [scene["page"] for scene in data["scenes"]] == [1, 1, 1]
    assert answer("script", "pages", ferry, "--layout", "a4")["pages"] == 1


def test_a_script_goes_out_and_in_again_in_every_format(ferry, tmp_path):
    want = [(row["type"], row["text"].upper()) for row in answer("script", "elements", ferry) if row["type"] != "title"]
    for name in ("fountain", "fdx", "pdf"):
        path = tmp_path / f"again.{name}"
        answer("script", "export", ferry, "-o", path, "--only", name)
        found = [(row["type"], row["text"].upper()) for row in answer("script", "elements", path) if row["type"] != "title"]
        assert found == want, name


def test_a_production_draft_says_what_is_revised_locked_and_cut_and_what_another_format_cannot_hold(tmp_path):
    draft = tmp_path / "draft.fdx"
    draft.write_text(
        '<FinalDraft DocumentType="Script"><Content><Paragraph Type="Scene Heading" Number="1"><Text>INT. ROOM - DAY</Text></Paragraph>'
        '<Paragraph Type="Action"><Text RevisionID="2">Rain.</Text></Paragraph><Paragraph Type="Scene Heading" Number="2">'
        '<OmittedScene><Paragraph Type="Scene Heading"><Text>INT. BOAT - DAY</Text></Paragraph></OmittedScene><Text>OMITTED</Text>'
        '</Paragraph></Content><LockedPages><LockedPage PageNumber="1"/><LockedPage PageNumber="1A"/></LockedPages>'
        '<Revisions ActiveSet="2"><Revision ID="2" Name="Pink" Mark="+"/></Revisions></FinalDraft>', "utf-8")  # fmt: skip
    shown = secondunit("script", "pages", draft).stdout
    assert "revision Pink (+, active): 1 paragraph\n" in shown
    assert "locked pages: 2, 1 to 1A" in shown and "omitted scenes: 2" in shown
    answer("new", tmp_path / "show")
    told = answer("-C", tmp_path / "show", "script", "import", draft)["draft"]
    assert told["locked_pages"] == ["1", "1A"] and told["omitted"] == ["2"] and told["revisions"][0]["name"] == "Pink"
    warned = answer("script", "export", draft, "-o", tmp_path / "out", "--only", "fountain")["warnings"]
    assert any("revis" in each for each in warned) and all(each.startswith("changed in fountain: ") for each in warned)


def test_the_breakdown_shows_words_and_takes_decisions_by_name(show):
    tags = answer("-C", show, "script", "breakdown")["tags"]
    lantern = next(t for t in tags if "LANTERN" in t["name"] and t["scene"] == "sc010")
    assert lantern["category"] == "props" and "lantern" in lantern["evidence"][0]["text"]
    assert secondunit("-C", show, "script", "tag", "1", "props", "oar").returncode == 2, "nobody is named"
    answer("-C", show, "script", "tag", "1", "props", "oar", "--by", "Ida Lund")
    answer("-C", show, "script", "tag", "1", "props", lantern["name"], "--remove", "--by", "Ida Lund")
    tags = answer("-C", show, "script", "breakdown", "--scene", "1", "--category", "props")["tags"]
    assert {t["name"] for t in tags} >= {"oar"} and lantern["name"] not in {t["name"] for t in tags}
    assert next(t for t in tags if t["name"] == "oar")["origin"] == "person"
    gone = answer("-C", show, "script", "tag", "1", "props", "anchor", "--remove", "--by", "Ida Lund", code=3)
    assert gone["error"]["code"] == "input.not_found"
    assert answer("-C", show, "script", "tag", "99", "props", "oar", "--by", "x", code=3)["error"]["hint"]


def test_visual_effects_become_tasks_and_leave_with_their_entry(show):
    rows = [r for r in answer("-C", show, "review", "list") if "_vfx_" in r["entity"]]
    tags = [t for t in answer("-C", show, "script", "breakdown")["tags"] if t["task"]]
    assert sorted((r["task"], r["note"]) for r in rows) == sorted((t["task"], t["name"]) for t in tags)
    assert "creature" in {r["task"] for r in rows} and {r["status"] for r in rows} == {"ready"}
    serpent = next(r for r in rows if r["task"] == "creature")
    answer("-C", show, "script", "tag", "1", "vfx", serpent["note"], "--remove", "--by", "Ida Lund")
    rows = {r["entity"]: r for r in answer("-C", show, "review", "list")}
    assert rows[serpent["entity"]]["status"] == "omitted"


def test_a_suggestion_is_decided_by_name_and_stays_decided(tmp_path):
    speech = "BO\nYou never came to the boat, not once in all these years.\n\nADA\nI had a house to keep, and you knew it.\n\n"
    script = tmp_path / "kitchen.fountain"
    script.write_text(3 * f"INT. KITCHEN - NIGHT\n\nAda and Bo sit.\n\n{20 * speech}" + "EXT. QUAY - DAY\n\nRain.\n", "utf-8")
    show = tmp_path / "show"
    answer("new", show, "--script", script)
    pacing = answer("-C", show, "script", "pacing")
    runtime = pacing["runtime"]
    assert len(pacing["scenes"]) == 4 and runtime["low"] < runtime["minutes"] < runtime["high"]
    first = next(s["id"] for s in pacing["suggestions"] if s["kind"] == "repeated pairing")
    answer("-C", show, "script", "decide", first, "refuse", "--note", "on purpose", "--by", "Ida Lund")
    decided = answer("-C", show, "script", "pacing")["decisions"][first]
    assert decided == {"accepted": False, "by": "Ida Lund", "note": "on purpose"}
    assert answer("-C", show, "script", "decide", "0" * 10, "accept", "--by", "x", code=3)["error"]["code"] == "input.not_found"


def test_a_board_is_made_moved_locked_and_made_again(show):
    board = answer("-C", show, "script", "schedule", "--budget", "1")
    assert sorted(s for day in board["days"] for s in day["scenes"]) == ["1", "2", "3"]
    assert board["figures"]["days_bound"] <= board["figures"]["days"] and not board["violations"]
    assert answer("-C", show, "script", "schedule", "--budget", "1") == board
    last = board["days"][-1]["date"]
    moved = answer("-C", show, "script", "move", "3", last, "--position", "1", "--lock", "--by", "Ida Lund")
    assert next(d for d in moved["days"] if d["date"] == last)["scenes"][0] == "3"
    again = answer("-C", show, "script", "schedule", "--budget", "1")
    assert "3" in next(d for d in again["days"] if d["date"] == last)["scenes"]
    assert answer("-C", show, "script", "move", "3", "77", "--by", "x", code=3)["error"]["code"] == "input.not_found"
    shelved = answer("-C", show, "script", "move", "2", "boneyard", "--by", "Ida Lund")
    assert shelved["boneyard"] == ["2"]


def test_contradictory_rules_are_named_and_nothing_is_lost(show):
    board = answer("-C", show, "script", "schedule", "--budget", "0")
    path = show / "schedule" / "schedule.toml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("before = []", 'before = [["1", "3"], ["3", "1"]]'), encoding="utf-8")
    error = answer("-C", show, "script", "schedule", "--budget", "0", code=3)["error"]
    assert "1" in error["message"] and "3" in error["message"] and error["hint"]
    path.write_text(good, encoding="utf-8")
    assert answer("-C", show, "script", "schedule", "--show") == board


def test_every_paper_is_written_and_holds_what_it_says(show, tmp_path):
    files = answer("-C", show, "script", "export", "-o", tmp_path / "out")["files"]
    names = {name.rpartition("/")[2] for name in files}
    assert {"script.pdf", "breakdown_sheets.pdf", "stripboard.pdf", "one_liner.pdf", "day_out_of_days.pdf", "call_sheets.pdf",
            "schedule.uss", "shooting_days.ics", "dossier.xlsx", "dossier.html", "pacing.html", "breakdown.csv",
            "kitsu_casting.csv", "script.fdx", "script.html", "script.fountain"} <= names  # fmt: skip
    assert len(PdfReader(tmp_path / "out" / "breakdown_sheets.pdf").pages) == 3
    board = "".join(page.extract_text() for page in PdfReader(tmp_path / "out" / "stripboard.pdf").pages)
    assert "BOAT HOUSE" in board and "END OF DAY 1" in board
    sheets = openpyxl.load_workbook(tmp_path / "out" / "dossier.xlsx")
    assert {"Scenes", "Breakdown", "Cast", "Stripboard", "Day out of days"} <= set(sheets.sheetnames)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out" / "breakdown.csv").read_text(encoding="utf-8-sig"))))
    assert any(row["name"].endswith("LANTERN") for row in rows)
    page = (tmp_path / "out" / "dossier.html").read_text(encoding="utf-8")
    assert "ODA" in page and "http" not in page.replace("http-equiv", "")
    again = answer("-C", show, "script", "export", "-o", tmp_path / "two", "--only", "sheets", "--only", "xlsx", "--only", "dossier")
    for name in again["files"]:
        one = tmp_path / "out" / name.rpartition("/")[2]
        assert one.read_bytes() == (tmp_path / "two" / one.name).read_bytes(), one.name


def test_the_board_comes_back_out_of_a_uss_file(show, tmp_path):
    board = answer("-C", show, "script", "schedule", "--budget", "0")
    path = tmp_path / "board.uss"
    answer("-C", show, "script", "export", "-o", path, "--only", "uss")
    answer("-C", show, "script", "move", "1", "boneyard", "--by", "Ida Lund")
    back = answer("-C", show, "script", "schedule", "--uss", path, "--by", "Ida Lund")
    assert [day["scenes"] for day in back["days"]] == [day["scenes"] for day in board["days"]]


def test_hostile_words_stay_words(tmp_path):
    path = tmp_path / "hostile.fountain"
    path.write_text("INT. =CMD|'/C CALC'!A0 - DAY\n\n</script><b>ANNA</b> lifts a knife.\n\n@=HYPERLINK(\"x\")\nHello.\n", encoding="utf-8")
    answer("script", "export", path, "-o", tmp_path / "out", "--budget", "0")
    sheet = openpyxl.load_workbook(tmp_path / "out" / "dossier.xlsx")
    assert all(cell.data_type != "f" for page in sheet for row in page.iter_rows() for cell in row)
    for line in csv.reader((tmp_path / "out" / "breakdown.csv").open(encoding="utf-8-sig")):
        assert all(cell[:1] not in "=+-@" or not cell for cell in line)
    for name in ("dossier.html", "pacing.html", "script.html"):
        assert "</script><b>" not in (tmp_path / "out" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "data", "words"), [
    ("scan.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
                 b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF", "text"),
    ("bad.fdx", b"<?xml version='1.0'?><FinalDraft><Content><Paragraph></Content></FinalDraft>", "malformed"),
    ("bomb.fdx", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><FinalDraft>&a;</FinalDraft>", "entities"),
    ("empty.fountain", b"", "empty"),
])  # fmt: skip
@pytest.mark.parametrize("command", ["elements", "pages", "breakdown", "pacing", "schedule"])
def test_bad_files_give_one_clear_error(tmp_path, name, data, words, command):
    (tmp_path / name).write_bytes(data)
    error = answer("script", command, tmp_path / name, code=3)["error"]
    assert words in error["message"] and error["hint"] and error["code"] == "input.script"


def test_an_export_that_cannot_be_written_leaves_nothing_half_done(ferry, tmp_path):
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    assert answer("script", "export", ferry, "-o", tmp_path / "out", "--budget", "0", code=3)["error"]["hint"]
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file"
    assert answer("script", "export", ferry, "-o", tmp_path / "x.pdf", "--only", "pdf", "--only", "fdx", code=2)


@pytest.fixture
def model():
    """A language model of this machine that proposes one thing that is there and one that is not."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            found = [{"category": "props", "name": "BROKEN GLASS", "quote": "glass"},
                     {"category": "props", "name": "CHAINSAW", "quote": "chainsaw"}]  # fmt: skip
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"choices": [{"message": {"content": json.dumps(found)}}]}).encode())

        def log_message(self, *_):
            pass

    web = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{web.server_port}/v1", asked
    web.shutdown()
    web.server_close()


def test_a_models_proposals_stand_apart_until_somebody_accepts_them(show, model):
    url, asked = model
    without = answer("-C", show, "run", "script", "3", code=2)
    assert "model" in without["error"]["message"]
    path = show / "production.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('model = ""', 'model = "tiny"'), encoding="utf-8")
    done = secondunit("-C", show, "run", "script", "3", "--by", "Ida Lund", "--json", SECONDUNIT_LLM_URL=url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(asked) == 1 and "lantern hangs" in asked[0]["messages"][1]["content"]
    data = answer("-C", show, "script", "breakdown", "--scene", "3")
    assert [t["name"] for t in data["suggested"]] == ["BROKEN GLASS"], "what is not in the scene is refused"
    assert ("props", "BROKEN GLASS") not in {(t["category"], t["name"]) for t in data["tags"]}
    answer("-C", show, "script", "tag", "3", "props", "BROKEN GLASS", "--by", "Ida Lund")
    data = answer("-C", show, "script", "breakdown", "--scene", "3")
    glass = next(t for t in data["tags"] if (t["category"], t["name"]) == ("props", "BROKEN GLASS"))
    assert glass["origin"] == "person" and glass["evidence"][0]["text"] == "glass" and not data["suggested"]
    assert secondunit("verify", show).returncode == 0


def test_tags_of_a_final_draft_file_win_over_the_rules(ferry, tmp_path):
    answer("-C", tmp_path, "script", "export", ferry, "-o", tmp_path / "one.fdx", "--only", "fdx")
    answer("new", tmp_path / "show", "--script", tmp_path / "one.fdx")
    tags = answer("-C", tmp_path / "show", "script", "breakdown")["tags"]
    assert {t["origin"] for t in tags} == {"writer"}
