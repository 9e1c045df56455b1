"""Papers and deliveries by the command line, over a real small film with a replica of a performer."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime

import pytest

from cli import answer, secondunit
from rights_show import film, likeness


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("rights")
    return root / "show", film(root / "show")


@pytest.fixture
def show(made, tmp_path):
    shutil.copytree(made[0], tmp_path / "show", symlinks=True)
    return tmp_path / "show"


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_papers_are_written_and_the_same_bytes_again(made, tmp_path):
    told = answer("-C", made[0], "rights", "report", "all", "-o", tmp_path / "one", "--as-of", "2026-11-30")
    assert len(told["files"]) == 36
    answer("-C", made[0], "rights", "report", "all", "-o", tmp_path / "two", "--as-of", "2026-11-30")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    uses = json.loads((tmp_path / "one" / "uses.json").read_text(encoding="utf-8"))["uses"]
    assert {use["matrix_row"] for use in uses} == {1, 4}


def test_a_performer_gets_her_own_report(made, tmp_path):
    shots = made[1]
    answer("-C", made[0], "rights", "report", "likeness", "rider", "--party", "ada-lind", "-o", tmp_path / "out")
    assert {name.partition(".")[0] for name in files(tmp_path / "out")} == {"likeness_ada-lind", "rider_ada-lind"}
    data = json.loads((tmp_path / "out" / "likeness_ada-lind.json").read_text(encoding="utf-8"))
    assert {take["entity"] for take in data["takes"] if take["direct"]} == {shots[0]}
    assert all(take["consents"] == ["con-ada"] for take in data["takes"] if take["direct"])
    rests = answer("-C", made[0], "rights", "descendants", "ada-lind")
    assert {take["recipe"] for take in data["takes"]} == {row["recipe"] for row in rests["recipes"] if row["made"]}


def test_what_cannot_be_made_is_said(made, tmp_path):
    assert answer("-C", made[0], "rights", "report", "poem", "-o", tmp_path, code=2)["error"]["code"] == "usage"
    asked = ("-C", made[0], "rights", "report", "likeness", "--party", "../../etc", "-o", tmp_path)
    assert answer(*asked, code=3)["error"]["code"] == "input.not_found"
    for inside in ("papers", "records/consents", "."):
        where = made[0] / inside
        assert answer("-C", made[0], "rights", "report", "uses", "-o", where, code=3)["error"]["code"] == "input.state"
    assert answer("-C", made[0], "rights", "report", "uses", "-o", made[0] / "reports")["files"]
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert answer("-C", made[0], "rights", "report", "uses", "-o", tmp_path / "file", code=3)


def test_a_record_laid_in_by_hand_stops_the_papers(show, tmp_path):
    path = next((show / "records" / "consents").iterdir())
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8").replace("2029-12-31", "2039-12-31"), encoding="utf-8")
    done = secondunit("-C", show, "rights", "report", "all", "-o", tmp_path / "out")
    assert done.returncode == 7 and not (tmp_path / "out").exists()


def test_a_delivery_carries_its_rights_report_and_vouches_for_it(show, tmp_path):
    out = tmp_path / "out"
    packed = answer("-C", show, "deliver", "--profile", "previs", "-o", out, "--by", "Max Ode")
    report = json.loads((out / "delivery_rights.json").read_text(encoding="utf-8"))
    [delivery] = report["deliveries"]
    assert len(delivery["files"]) == packed["files"]
    assert delivery["by"] == "Max Ode"
    listed = {row["path"]: row["role"] for row in json.loads((out / "manifest.json").read_bytes())["files"]}
    assert listed["delivery_rights.pdf"] == listed["delivery_rights.json"] == "record"
    for row in delivery["files"]:
        assert listed[row["path"]] == "media"
        assert row["asked"] > 0 and row["said"]
    with_her = {row["path"] for row in delivery["files"] if row["likeness_of"] == ["ada-lind"]}
    assert {"boards.pdf", "animatic.mp4", "panels/sc010_sh0010.png"} <= with_her
    assert "panels/sc020_sh0010.png" not in with_her
    consents = {consent for row in delivery["files"] for consent in row["consents"]}
    assert consents == {"con-ada"}
    assert answer("verify", out)["ok"]
    pdf = bytearray((out / "delivery_rights.pdf").read_bytes())
    pdf[len(pdf) // 2] ^= 1
    (out / "delivery_rights.pdf").write_bytes(pdf)
    assert not answer("verify", out, code=7)["ok"]
    answer("-C", show, "rights", "report", "delivery", "likeness", "-o", tmp_path / "papers")
    again = json.loads((tmp_path / "papers" / "delivery_rights.json").read_text(encoding="utf-8"))
    assert again["deliveries"] == report["deliveries"]
    told = json.loads((tmp_path / "papers" / "likeness_ada-lind.json").read_text(encoding="utf-8"))
    assert told["deliveries"][0]["by"] == "Max Ode"


def test_a_report_that_already_holds_media_is_no_cover_for_them(show, tmp_path):
    """Only the one name is let through, and never with bytes that have a credential."""
    from secondunit.core.errors import VerifyFailed
    from secondunit.core.rights import Credential
    from secondunit.gates.credentials import delivery_manifest
    from secondunit.gates.signing import keys
    from secondunit.production import Production

    out = tmp_path / "out"
    out.mkdir()
    with Production.open(show) as production:
        take = next(t for t in production.store.index.all("takes") if t["offer"])
        row = next(o for o in take["outputs"] if o["role"] == "panel")
        picture = production.store.media.get(row["digest"]).read_bytes()
        ours = keys.load(production.root / "keys")
        now = datetime.now(UTC)
        (out / delivery_manifest.REPORT).write_bytes(picture)
        credential = Credential.from_json({**row["credential"], "sidecar_digest": "0" * 64})
        with pytest.raises(VerifyFailed):
            delivery_manifest.write(out, [credential], [], ours, now, production="show")
        (out / delivery_manifest.REPORT).unlink()
        (out / "other.pdf").write_bytes(b"%PDF-1.4")
        with pytest.raises(VerifyFailed):
            delivery_manifest.write(out, [], [], ours, now, production="show")


def test_what_a_rule_refused_is_told_to_the_performer(show, tmp_path):
    from secondunit.core.errors import PolicyError
    from secondunit.production import Production

    answer("-C", show, "rights", "revoke", "con-ada", "--reason", "she asked", "--by", "Ida Berg")
    with Production.open(show) as production, pytest.raises(PolicyError):
        likeness(production, seed=8)
    answer("-C", show, "rights", "report", "likeness", "-o", tmp_path / "papers")
    data = json.loads((tmp_path / "papers" / "likeness_ada-lind.json").read_text(encoding="utf-8"))
    assert data["stopped"] and {tuple(row["persons"]) for row in data["stopped"]} == {("ada-lind",)}
    assert data["consents"][0]["state"].startswith("withdrawn on ")
