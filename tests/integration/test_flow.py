"""The main job by the command line: first pass, review, retake, deliver, verify; and the same digests twice."""

from __future__ import annotations

import shutil

import pytest

from cli import SHORT, answer, secondunit, small


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A first pass over a two-scene script, at a small size."""
    root = tmp_path_factory.mktemp("flow")
    script = root / "two_cups.fountain"
    script.write_text(SHORT, encoding="utf-8")
    answer("new", root / "show", "--script", script)
    small(root / "show")
    return root, answer("firstpass", script, "-o", root / "show")


@pytest.fixture
def flow(made, tmp_path):
    """A copy of its own for a test that decides."""
    shutil.copytree(made[0] / "show", tmp_path / "show", symlinks=True)
    return tmp_path / "show"


def sources(folder):
    """Digests as the engines made them, by entity, step, take and role."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        return {(t["entity"], t["step"], t["take"], o["role"]): o["credential"]["source_digest"]
                for t in production.store.index.all("takes") for o in t["outputs"]}  # fmt: skip


def test_first_pass_makes_everything(made):
    root, result = made
    assert result["failed"] == result["held"] == []
    assert result["scenes"] == 2
    assert result["boards"] == 2 * result["shots"] > 6
    names = {name.rpartition("/")[2].rpartition(".")[2] for name in result["outputs"]}
    assert names == {"pdf", "png", "otio", "mp4", "html", "xlsx", "uss"}
    for name in result["outputs"]:
        assert (root / "show" / name).stat().st_size > 1000
    panels = sorted((root / "show" / "proposals" / "panels").iterdir())
    assert len(panels) == result["boards"]


def test_the_writers_shot_is_kept(made):
    text = (made[0] / "show" / "boards" / "shots.toml").read_text(encoding="utf-8")
    assert "85" in text
    assert "low" in text
    assert "writer" in text


def test_every_take_has_a_stage_passes_and_credentials(made):
    listing = answer("-C", made[0] / "show", "review", "list")
    boards = [r for r in listing if r["task"] == "storyboard"]
    assert {r["status"] for r in boards} == {"wfa"}
    shown = answer("-C", made[0] / "show", "review", "show", boards[0]["entity"])
    roles = {f["role"] for f in shown["takes"][0]["files"]}
    assert {"panel", "depth", "normal", "id", "edges"} <= roles
    assert all(f["credential"] in ("embedded", "sidecar") for t in shown["takes"] for f in t["files"])


def test_the_two_takes_of_a_shot_differ(made):
    digests = sources(made[0] / "show")
    panels = {}
    for (entity, _, take, role), digest in digests.items():
        if role == "panel":
            panels.setdefault(entity, {})[take] = digest
    same = [entity for entity, takes in panels.items() if len(set(takes.values())) < len(takes)]
    assert same == []


def test_run_again_makes_nothing_new(made, flow):
    report = answer("-C", flow, "run", "storyboard")
    assert report["made"] == 0
    assert report["cached"] > 0


def test_same_input_gives_the_same_digests(made, tmp_path):
    script = made[0] / "two_cups.fountain"
    answer("new", tmp_path / "again", "--script", script)
    small(tmp_path / "again")
    answer("firstpass", script, "-o", tmp_path / "again")
    assert sources(tmp_path / "again") == sources(made[0] / "show")


def test_review_retake_approve_deliver_verify(flow, tmp_path):
    shots = [r["entity"] for r in answer("-C", flow, "review", "list") if r["task"] == "storyboard"]
    before = answer("-C", flow, "review", "show", shots[0])
    sent = answer("-C", flow, "review", "retake", shots[0], "--note", "wider, from above", "--by", "Ada Director")
    assert sent["made"] >= 2
    assert sent["understood"]
    after = answer("-C", flow, "review", "show", shots[0])
    assert after["status"] == "wfa"
    panel = {f["digest"] for t in before["takes"] for f in t["files"] if f["role"] == "panel"}
    assert panel.isdisjoint({f["digest"] for t in after["takes"] for f in t["files"] if f["role"] == "panel"})
    approved = answer("-C", flow, "review", "approve", shots[0], "--take", "2", "--by", "Ada Director")
    assert approved == {shots[0]: f"{shots[0]}.storyboard.v001"}
    rest = answer("-C", flow, "review", "approve", "--all", "--by", "Ada Director")
    assert set(rest) == set(shots[1:])
    packed = answer("-C", flow, "deliver", "--profile", "previs", "-o", tmp_path / "out", "--by", "Ada Director")
    assert packed["left_out"] == []
    assert packed["versions"] == len(shots)
    proved = answer("verify", tmp_path / "out")
    assert proved["ok"]
    assert proved["checked"] > 8 * len(shots)
    assert (tmp_path / "out" / "boards.pdf").exists()


def test_one_flipped_byte_in_a_delivery_fails(flow, tmp_path):
    answer("-C", flow, "review", "approve", "--all", "--by", "Ada")
    answer("-C", flow, "deliver", "--profile", "previs", "-o", tmp_path / "out", "--by", "Ada")
    files = sorted(p for p in (tmp_path / "out").rglob("*") if p.is_file())
    kinds = {}
    for path in files:
        kinds.setdefault("".join(path.suffixes), path)
    for path in kinds.values():
        data = path.read_bytes()
        for place in (0, len(data) // 2, len(data) - 1):
            bad = bytearray(data)
            bad[place] ^= 0x01
            path.write_bytes(bad)
            done = secondunit("verify", tmp_path / "out")
            assert done.returncode == 7, f"{path.name} byte {place}\n{done.stdout[-300:]}"
        path.write_bytes(data)
    assert answer("verify", tmp_path / "out")["ok"]


def test_verify_of_the_production_itself(flow):
    assert answer("verify", flow)["ok"]
    assert answer("-C", flow, "verify")["checked"] > 10


def test_an_edited_shot_list_survives(flow):
    path = flow / "boards" / "shots.toml"
    text = path.read_text(encoding="utf-8")
    first = next(line for line in text.splitlines() if line.startswith("lens"))
    path.write_text(text.replace(first, "lens = 135.0", 1), encoding="utf-8")
    report = answer("-C", flow, "run", "storyboard")
    assert report["made"] >= 2
    assert "135" in path.read_text(encoding="utf-8")


def test_an_edited_character_changes_their_shots_only(flow):
    path = flow / "boards" / "cast.toml"
    text = path.read_text(encoding="utf-8")
    assert "[ben]" in text
    path.write_text(text.replace("[ben]", "[ben]\nwardrobe.hat = \"wool cap\"", 1), encoding="utf-8")
    report = answer("-C", flow, "run", "storyboard")
    assert report["made"] > 0
    assert report["cached"] > 0


def test_status_and_jobs(flow):
    status = answer("-C", flow, "status")
    assert status["entities"]["scene"] == 2
    assert status["waiting_for_a_person"] > 0
    jobs = answer("-C", flow, "jobs", "list")
    assert {j["state"] for j in jobs} == {"finished"}
    shots = answer("-C", flow, "review", "list", "--status", "wfa")
    why = answer("-C", flow, "jobs", "why", shots[0]["takes"][-1][:12])
    assert why["state"] == "made"


def test_index_rebuild_changes_nothing(flow):
    before = answer("-C", flow, "index")
    assert answer("-C", flow, "index", "--rebuild") == before
    shutil.rmtree(flow / ".secondunit")
    assert answer("-C", flow, "index") == before


def test_engines_doctor():
    rows = {r["name"]: r for r in answer("engines", "doctor")}
    assert rows["ink"]["state"] == rows["layout"]["state"] == rows["press"]["state"] == "ready"
    assert rows["blender"]["state"] in ("ready", "not installed")
    if rows["blender"]["state"] == "not installed":
        assert "engines install blender" in rows["blender"]["hint"]


def test_the_number_of_shots_asked_for_stays(made, tmp_path):
    script = made[0] / "two_cups.fountain"
    answer("new", tmp_path / "show", "--script", script)
    small(tmp_path / "show")
    result = answer("firstpass", script, "-o", tmp_path / "show", "--shots", "4", "--takes", "1")
    assert result["shots"] == 4
    assert result["boards"] == 4
    answer("-C", tmp_path / "show", "run", "storyboard", "--takes", "1")
    assert answer("-C", tmp_path / "show", "status")["entities"]["shot"] == 4


def test_a_buyer_s_rules_hold_a_delivery_until_a_named_person_approves(flow, tmp_path):
    path = flow / "production.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('buyer = ""', 'buyer = "Netflix"'), encoding="utf-8")
    answer("-C", flow, "review", "approve", "--all", "--by", "Ada")
    refused = answer("-C", flow, "deliver", "--profile", "final", "-o", tmp_path / "out", "--by", "Ada", code=4)
    assert refused["error"]["code"] == "policy.approval_needed"
    assert "R03" in refused["error"]["message"]
    assert not (tmp_path / "out").exists()
    paper = tmp_path / "yes.txt"
    paper.write_text("we agree")
    given = answer("-C", flow, "review", "approve", "--hold", "--all", "--by", "Lee", "--role", "legal",
                   "--document", paper)  # fmt: skip
    assert "production" in given
    answer("-C", flow, "deliver", "--profile", "final", "-o", tmp_path / "out", "--by", "Ada")
    assert answer("verify", tmp_path / "out")["ok"]


def test_an_engine_that_is_not_installed_changes_nothing(flow, tmp_path):
    before = answer("-C", flow, "review", "list")
    nowhere = str(tmp_path / "no_engines")
    done = secondunit("-C", flow, "run", "storyboard", "--engine", "blender", SECONDUNIT_HOME=nowhere)
    assert done.returncode == 5
    assert "engines install blender" in done.stderr
    assert answer("-C", flow, "review", "list") == before
