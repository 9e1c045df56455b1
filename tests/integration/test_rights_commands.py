"""Rights by the command line: forms, lists, in and out, refusals that say what to do."""

from __future__ import annotations

import json
import shutil
import stat

import pytest

from secondunit.cli.main import main
from secondunit.cli.rights import FORMS as TABLE
from secondunit.core.rights import BOOK
from secondunit.production.rights import helps
from secondunit.production.rights.forms import FORMS
from slates import empty_show  # noqa: F401

PARTY = ("rights", "party", "add", "--legal-name", "Anna Lind", "--kind", "person", "--by", "Ida Lund")
CONSENT = (
    "rights", "consent", "add", "--subject", "anna-lind", "--granted-by", "anna-lind", "--capacity", "self",
    "--project-scope", "this", "--use-kind", "alter", "--specific-description",
    "de-ageing of her face in scenes 3 and 4", "--territory", "worldwide", "--signed-at", "2026-01-03", "--start",
    "2026-01-04", "--end", "2030-01-01", "--separate-document", "--clear-and-conspicuous", "--by", "Ida Lund",
)  # fmt: skip


@pytest.fixture
def folder(empty_show, tmp_path):
    shutil.copytree(empty_show, tmp_path / "show")
    return tmp_path / "show"


@pytest.fixture
def su(folder, capsys):
    """Run a command on the production; return what it printed, as JSON with `data`."""

    def run(*arguments, code=0):
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main(["-C", str(folder), *map(str, arguments)])
        out = capsys.readouterr()
        assert stop.value.code == code, f"{arguments}\n{out.out}\n{out.err}"
        run.err = out.err
        return out.out

    run.data = lambda *arguments, code=0: json.loads(run(*arguments, "--json", code=code))
    return run


@pytest.fixture
def anna(su):
    su(*PARTY)
    return su


def test_the_help_names_every_form_and_loads_none():
    assert {form.name: form.about for form in FORMS.values() if form.typed} == TABLE
    assert {form.kind for form in FORMS.values()} == set(BOOK)


def test_every_field_has_words_and_no_words_are_left_over():
    used = set()
    for form in FORMS.values():
        for name in (*form.hints, form.key):
            own = f"{form.name}.{name}"
            found = own if own in helps.HELP else name
            assert found in helps.HELP or name == "id", own
            used.add(found)
    assert not helps.HELP.keys() - used


def test_a_form_asks_for_nothing_that_the_record_does_not_have():
    for form in FORMS.values():
        pairs = [name for pair in form.order for name in pair]
        for name in (*form.required, *form.words, *form.refs, *pairs, *form.shows):
            assert name in form.hints or name == form.key, f"{form.name}: {name}"
        assert not form.document or form.document in form.hints
        assert not form.today or form.today in form.hints


@pytest.mark.parametrize("name", TABLE)
def test_every_form_has_its_four_commands(su, name):
    for command in ("add", "change", "list", "show"):
        assert "Usage: secondunit rights" in su("rights", name, command, "--help")
    assert su.data("rights", name, "list") == []


def test_a_consent_from_paper_to_record(anna, folder, tmp_path):
    rider = tmp_path / "rider.pdf"
    rider.write_bytes(b"%PDF signed")
    [saved] = anna.data(*CONSENT, "--document", rider)["saved"]
    assert (saved["what"], saved["kind"]) == ("added", "consent")
    assert saved["id"].startswith("cns-")
    shown = anna.data("rights", "show", saved["id"])
    assert shown["record"]["use_kinds"] == ["alter"]
    assert shown["document"]["kept"]
    digest = shown["document"]["sha256"]
    paper = folder / "papers" / "sha256" / digest[:2] / digest
    assert paper.read_bytes() == b"%PDF signed"
    assert stat.S_IMODE(paper.stat().st_mode) == 0o600
    assert shown["history"][0]["by"] == "Ida Lund"
    text = anna("rights", "consent", "show", saved["id"])
    assert "de-ageing of her face" in text
    assert "document is kept" in text
    assert "anna-lind" in anna("rights", "list", "--of", "anna-lind")


def test_a_change_is_a_new_revision_and_the_old_one_stays(anna):
    anna(*CONSENT, "--id", "cns-1")
    changed = anna.data("rights", "consent", "change", "cns-1", "--shot", "sc010_sh0010", "--why", "one shot only",
                        "--by", "Max Ode")  # fmt: skip
    assert changed["saved"][0]["what"] == "changed"
    assert "no shot sc010_sh0010" in changed["saved"][0]["warnings"][-1]
    history = anna.data("rights", "show", "cns-1")["history"]
    assert [(h["seq"], h["by"], h["why"], h["record"]["shots"]) for h in history] == [
        (1, "Ida Lund", "", []), (2, "Max Ode", "one shot only", ["sc010_sh0010"])]  # fmt: skip
    again = anna.data("rights", "consent", "change", "cns-1", "--shot", "sc010_sh0010", "--by", "Max Ode")
    assert again["saved"][0]["what"] == "unchanged"
    anna("rights", "consent", "change", "cns-1", "--clear", "shots", "--by", "Max Ode")
    assert anna.data("rights", "show", "cns-1")["record"]["shots"] == []
    assert "cannot be empty" in anna.data("rights", "consent", "change", "cns-1", "--clear", "subject", "--by", "x",
                                          code=2)["error"]["message"]  # fmt: skip


def test_none_is_stated_and_unknown_is_not(anna):
    anna("rights", "source", "add", "--title", "Plate 7", "--by", "Ida", "--id", "plate7")
    assert anna.data("rights", "show", "plate7")["record"]["contains_persons"] is None
    anna("rights", "source", "change", "plate7", "--none", "contains_persons", "--no-confidential", "--by", "Ida")
    record = anna.data("rights", "show", "plate7")["record"]
    assert (record["contains_persons"], record["confidential"]) == ([], False)
    anna("rights", "source", "change", "plate7", "--clear", "confidential", "--contains-person", "anna-lind", "--by", "I")
    record = anna.data("rights", "show", "plate7")["record"]
    assert (record["contains_persons"], record["confidential"]) == (["anna-lind"], None)


def test_a_name_is_needed_and_the_reviewer_of_the_production_is_one(su, folder):
    assert "named person" in su.data(*PARTY[:-2], code=2)["error"]["message"]
    path = folder / "production.toml"
    path.write_text(path.read_text().replace('reviewer = ""', 'reviewer = "Ida Lund"'))
    su(*PARTY[:-2])
    assert su.data("rights", "list")[0]["by"] == "Ida Lund"


@pytest.mark.parametrize(("change", "words", "hint"), [
    (("--specific-description", "any and all uses of my likeness"), "not specific", "say what exactly"),
    (("--specific-description", "too short"), "not specific", "say what exactly"),
    (("--end", "2025-01-01"), "before start", "check the two days"),
    (("--end", "1 May 2026"), "not a date", "2026-11-03"),
    (("--signed-at", "2999-01-01"), "in the future", "when it has happened"),
    (("--subject", "nobody"), "no such party", "secondunit rights party add"),
    (("--capacity", "guardian"), "does not fit", "self: the person signed"),
    (("--territory", "USA"), "does not know 'USA'", "ISO codes"),
    (("--language", "german"), "does not know 'german'", "BCP 47"),
    (("--doc-sha256", "abc"), "no SHA-256", "--document FILE"),
    (("--id", "../../etc/passwd"), "cannot be the id", "use a-z"),
    (("--id", "Cns 1"), "cannot be the id", "use a-z"),
    (("--counsel", "Eva\x1b[2J Roth"), "control character U+001B", "plain text"),
    (("--counsel", "x" * 300_000), "larger than 256 kB", "--document FILE"),
    (("--document", "/no/such/file"), "no file", ""),
])  # fmt: skip
def test_a_fault_is_one_error_with_a_hint_and_nothing_is_written(anna, folder, change, words, hint):
    error = anna.data(*CONSENT, *change, code=3)["error"]
    assert words in error["message"]
    assert hint in error["hint"]
    assert not (folder / "records" / "consents").exists()
    assert not (folder / "papers").exists()


@pytest.mark.parametrize("option", ["--subject", "--capacity", "--project-scope", "--use-kind", "--territory"])
def test_a_consent_without_what_it_needs_is_refused(anna, option):
    arguments = list(CONSENT)
    at = arguments.index(option)
    del arguments[at:at + 2]
    error = anna.data(*arguments, code=3)["error"]
    assert "is missing" in error["message"] or "incomplete" in error["message"]


def test_the_same_consent_twice_is_on_record_already(anna):
    anna(*CONSENT)
    error = anna.data(*CONSENT, code=3)["error"]
    assert "on record already" in error["message"]
    assert "consent change" in error["hint"]
    assert "on record already" in anna.data(*PARTY, code=3)["error"]["message"]


def test_a_statement_gives_facts_that_rules_ask_for(anna):
    given = ("rights", "statement", "add", "--role", "producer", "--reason", "drawn look", "--entity", "production",
             "--by", "Ida Lund")  # fmt: skip
    [saved] = anna.data(*given, "--fact", "use.photoreal=no", "--fact", "use.prominence=incidental",
                        "--fact", "use.languages=en, de")["saved"]  # fmt: skip
    record = anna.data("rights", "show", saved["id"])["record"]
    assert record["facts"] == {"use.languages": ["en", "de"], "use.photoreal": False, "use.prominence": "incidental"}
    assert record["by"] == "Ida Lund"
    assert record["given_at"]
    for fact in ("use.photoreal=perhaps", "use.prominence=huge", "consent.covered=yes", "nonsense=1"):
        assert "facts" in anna.data(*given, "--fact", fact, code=3)["error"]["message"]
    assert anna.data(*given, "--fact", "no value", code=2)


def test_digests_are_worked_out(su, tmp_path):
    plate = tmp_path / "plate.exr"
    plate.write_bytes(b"picture")
    su("rights", "source", "add", "--title", "Plate", "--digest-of", plate, "--by", "I", "--id", "p")
    assert len(su.data("rights", "show", "p")["record"]["sha256"][0]) == 64
    su("rights", "model", "add", "--name", "Faces", "--digest-of", plate, "--by", "I")
    assert len(su.data("rights", "show", "faces")["record"]["sha256"]) == 64
    assert "cannot be read" in su.data("rights", "source", "add", "--title", "x", "--digest-of", tmp_path / "none",
                                       "--by", "I", code=3)["error"]["message"]  # fmt: skip


def test_two_records_of_one_id_are_told_apart(su):
    su("rights", "tool", "add", "--name", "Flux", "--by", "I")
    su("rights", "model", "add", "--name", "Flux", "--by", "I")
    error = su.data("rights", "show", "flux", code=3)["error"]
    assert "tool/flux or model/flux" in error["hint"]
    assert su.data("rights", "show", "model/flux")["kind"] == "model"
    assert su.data("rights", "tool", "show", "flux")["kind"] == "tool"
    assert "no rights record" in su.data("rights", "show", "none", code=3)["error"]["message"]
    assert "no kind" in su.data("rights", "list", "secrets", code=3)["error"]["message"]


def test_many_at_once_from_a_spreadsheet_of_another_country(su, tmp_path):
    table = tmp_path / "people.csv"
    table.write_bytes("\ufefflegal_name;kind;is_minor;known_as\r\nAnna Lind;person;no;\r\nBo Ek;person;yes;\"Bo; B. E.\"\r\n".encode())
    saved = su.data("rights", "party", "add", "--from", table, "--residence", "SE", "--by", "Ida")["saved"]
    assert [each["id"] for each in saved] == ["anna-lind", "bo-ek"]
    record = su.data("rights", "show", "bo-ek")["record"]
    assert (record["is_minor"], record["known_as"], record["residence"]) == (True, ["Bo", "B. E."], "SE")


@pytest.mark.parametrize(("text", "words"), [
    (b"legal_name,kind\nAnna,person,extra\n", "3 cells under 2 columns"),
    (b"legal_name,knd\nAnna,person\n", "column that is not known: 'knd'"),
    (b"legal_name,kind,kind\nAnna,person,person\n", "names a column twice"),
    (b"id,legal_name,kind\na,Anna,person\na,Bo,person\n", "stands twice"),
    (b"legal_name,kind,born\nAnna,person,01/02/2000\n", "not a date"),
    (b"legal_name,kind,is_minor\nAnna,person,maybe\n", "neither yes nor no"),
    (b"legal_name,kind\nAnna,wizard\n", "does not know 'wizard'"),
    (b"legal_name,kind\nAnna,person\n../x,\n", "row 2"),
    (b"legal_name\0,kind\n", "zero bytes"),
    (b"\xff\xfe\x00", "not UTF-8"),
    (b"", "empty"),
    (b'legal_name,kind\n"Anna', "no CSV"),
])  # fmt: skip
def test_a_bad_table_is_refused_whole(su, folder, tmp_path, text, words):
    table = tmp_path / "people.csv"
    table.write_bytes(text)
    assert words in su.data("rights", "party", "add", "--from", table, "--by", "Ida", code=3)["error"]["message"]
    assert not (folder / "records" / "parties").exists()


@pytest.mark.parametrize(("text", "words"), [
    ("{", "no JSON"), ("[1]", "does not hold records"), ('{"secondunit_rights": 2, "records": {}}', "version 2"),
    ('[{"legal_name": "a", "legal_name": "b"}]', "stands twice"), ('[{"legal_name": NaN}]', "NaN"),
    ("[" * 100_000, "nested"), ('[{"legal_name": "\\ud800", "kind": "person"}]', "JSON cannot"),
    ('[{"legal_name": 7, "kind": "person"}]', "not what the field takes"),
    ('[{"legal_name": "A", "kind": "person", "schema": 9}]', "schema 9"),
    ('{"secondunit_rights": 1, "records": {"consents": []}}', "holds other records"),
])  # fmt: skip
def test_bad_json_is_refused_whole(su, folder, tmp_path, text, words):
    path = tmp_path / "people.json"
    path.write_text(text)
    error = su.data("rights", "party", "add", "--from", path, "--by", "Ida", code=6 if "schema" in words else 3)["error"]
    assert words in error["message"]
    assert not (folder / "records" / "parties").exists()


def test_other_files_are_refused(su, tmp_path):
    path = tmp_path / "people.xls"
    path.write_bytes(b"x")
    assert "neither" in su.data("rights", "party", "add", "--from", path, "--by", "I", code=3)["error"]["message"]
    assert su.data("rights", "import", tmp_path / "none.json", "--by", "I", code=3)
    (tmp_path / "empty").mkdir()
    assert "no CSV" in su.data("rights", "import", tmp_path / "empty", "--by", "I", code=3)["error"]["message"]


def test_out_and_in_again_changes_nothing(anna, folder, tmp_path):
    anna(*CONSENT, "--id", "cns-1", "--counsel", "=HYPERLINK(\"x\")")
    anna("rights", "licence", "add", "--holder", "Kust Archive", "--work", "films", "--item", "plate-1", "--right",
         "reference", "--territory", "SE", "--by", "I", "--id", "lic-1")  # fmt: skip
    out = anna.data("rights", "export", "-o", tmp_path / "rights.json")
    assert out["records"] == {"party": 1, "consent": 1, "licence": 1}
    assert stat.S_IMODE((tmp_path / "rights.json").stat().st_mode) == 0o600
    anna("rights", "export", "-o", tmp_path / "tables")
    assert "\"'=HYPERLINK(\"\"x\"\")\"" in (tmp_path / "tables" / "consents.csv").read_text()
    for source in ("rights.json", "tables"):
        done = anna.data("rights", "import", tmp_path / source, "--by", "Ida")
        assert {each["what"] for each in done["saved"]} == {"unchanged"}
        assert len(done["saved"]) == 3
    assert "3 unchanged" in anna("rights", "import", tmp_path / "tables", "--by", "Ida")
    error = anna.data("rights", "export", "-o", tmp_path / "tables", code=3)["error"]
    assert "not an empty folder" in error["message"]


def test_an_import_is_all_or_none_and_says_which_row(anna, folder, tmp_path):
    anna("rights", "export", "-o", tmp_path / "rights.json")
    data = json.loads((tmp_path / "rights.json").read_text())
    bo = {"id": "bo-ek", "legal_name": "Bo Ek", "kind": "person"}
    data["records"]["parties"] += [bo, {"id": "cleo", "legal_name": "Cleo", "kind": "person", "represented_by": ["x"]}]
    (tmp_path / "bad.json").write_text(json.dumps(data))
    error = anna.data("rights", "import", tmp_path / "bad.json", "--by", "Ida", code=3)["error"]
    assert error["message"].startswith("row 3: party cleo: represented_by names 'x'")
    assert [each["id"] for each in anna.data("rights", "list")] == ["anna-lind"]
    data["records"]["parties"][2]["represented_by"] = ["bo-ek"]  # rows may name each other
    data["records"]["parties"][0]["known_as"] = ["A. L."]
    (tmp_path / "good.json").write_text(json.dumps(data))
    done = anna.data("rights", "import", tmp_path / "good.json", "--by", "Ida")
    assert [(each["what"], each["id"]) for each in done["saved"]] == [
        ("changed", "anna-lind"), ("added", "bo-ek"), ("added", "cleo")]  # fmt: skip
    assert anna.data("rights", "show", "anna-lind")["history"][1]["why"] == "imported from good.json"
    text = anna("rights", "import", tmp_path / "good.json", "--by", "Ida")
    assert "3 unchanged" in text


def test_a_table_changes_its_columns_alone(anna, tmp_path):
    anna(*CONSENT, "--id", "cns-1")
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "consents.csv").write_text("id,end,shots\ncns-1,2029-12-31,sc010; sc020\n")
    assert anna.data("rights", "import", folder, "--by", "Ida")["saved"][0]["what"] == "changed"
    record = anna.data("rights", "show", "cns-1")["record"]
    assert (record["end"], record["shots"], record["use_kinds"]) == ("2029-12-31", ["sc010", "sc020"], ["alter"])
    (folder / "secrets.csv").write_text("id\nx\n")
    assert "no kind" in anna.data("rights", "import", folder, "--by", "Ida", code=3)["error"]["message"]


def test_an_import_neither_revives_what_was_revoked_nor_brings_approvals(anna, tmp_path):
    anna(*CONSENT, "--id", "cns-1")
    anna("rights", "export", "-o", tmp_path / "before.json")
    anna("rights", "revoke", "cns-1", "--reason", "withdrawn", "--by", "Anna")
    error = anna.data("rights", "import", tmp_path / "before.json", "--by", "Ida", code=3)["error"]
    assert "was revoked" in error["message"]
    data = json.loads((tmp_path / "before.json").read_text())
    data["records"] = {"approvals": [{"id": "apr-1", "approver": "Max", "role": "legal", "rules": ["R03"],
                                      "entity": "sc010_sh0010", "document_sha256": "d" * 64, "given_at": "2026-01-01",
                                      "expires": "2099-01-01"}]}
    (tmp_path / "approval.json").write_text(json.dumps(data))
    assert anna.data("rights", "import", tmp_path / "approval.json", "--by", "Max") == {
        "saved": [], "skipped": ["apr-1"], "held": []}  # fmt: skip
    assert "apr-1 is not taken over" in (anna("rights", "import", tmp_path / "approval.json", "--by", "Max"), anna.err)[1]
    assert anna.data("rights", "list", "approval") == []


def test_fields_of_a_newer_version_survive_json_and_csv_says_what_it_leaves_out(anna, tmp_path):
    path = tmp_path / "new.json"
    path.write_text(json.dumps([{"legal_name": "Bo Ek", "kind": "person", "pronouns": ["they"]}]))
    anna("rights", "party", "add", "--from", path, "--by", "Ida")
    anna("rights", "party", "change", "bo-ek", "--residence", "SE", "--by", "Ida")
    assert anna.data("rights", "show", "bo-ek")["record"]["pronouns"] == ["they"]
    out = anna.data("rights", "export", "-o", tmp_path / "tables")
    assert out["left_out"] == ["party bo-ek: pronouns"]
    assert anna.data("rights", "import", tmp_path / "tables", "--by", "Ida")["saved"][1]["what"] == "unchanged"


def test_an_import_into_another_production_keeps_ids_and_warns_of_its_scope(anna, empty_show, tmp_path, capsys):
    from secondunit.production import Production

    anna(*CONSENT, "--id", "cns-1")
    anna("rights", "export", "-o", tmp_path / "rights.json")
    with Production.new(tmp_path / "other", title="Other") as other:
        saved = other.rights.exchange.accept(tmp_path / "rights.json", by="Ida").saved
        assert [(each.what, each.id) for each in saved] == [("added", "anna-lind"), ("added", "cns-1")]
        assert "not for this production" in saved[1].warnings[0]


@pytest.mark.parametrize(("arguments", "words"), [
    (("replica", "--category", "SYNTH", "--source", "none", "--subject", "anna-lind"), "nobody's replica"),
    (("replica", "--category", "EBDR", "--source", "scan"), "subject is missing"),
    (("replica", "--category", "EBDR", "--source", "scan", "--subject", "anna-lind", "--session-at", "soon"), "no time"),
    (("replica", "--category", "EBDR", "--source", "scan", "--subject", "anna-lind", "--notice-at", "2026-05-02",
      "--session-at", "2026-05-01T10:00:00Z"), "before notice_at"),
    (("shot-use", "--entity", "sc010_sh0010"), "name"),
    (("shot-use", "--entity", "x", "--subject", "anna-lind", "--tc-in", "9", "--tc-out", "9"), "not after tc_in"),
    (("shot-use", "--entity", "x", "--subject", "anna-lind", "--share", "101"), "more than the whole"),
    (("shot-use", "--entity", "x", "--subject", "anna-lind", "--share", "-1"), "below zero"),
    (("credit", "--role", "Prompt artist"), "party is missing"),
    (("contribution", "--person", "nobody", "--entity", "x", "--kind", "modify"), "no such party"),
    (("licence", "--holder", "K", "--work", "w", "--right", "train"), "items is missing"),
    (("model", "--name", "M", "--base", "none"), "no such model"),
    (("source", "--title", "T", "--licence", "none"), "no such licence"),
    (("party", "--legal-name", "X", "--kind", "person", "--born", "2020-01-01", "--died", "2010-01-01"), "before born"),
    (("disclosure", "--kind", "label"), "text is missing"),
    (("statement", "--role", "r", "--reason", "r", "--fact", "use.photoreal=no"), "entity is missing"),
    (("tool",), "name is missing"),
])  # fmt: skip
def test_each_form_looks_at_what_is_its_own(anna, arguments, words):
    assert words in json.dumps(anna.data("rights", arguments[0], "add", *arguments[1:], "--by", "Ida", code=3)["error"])
