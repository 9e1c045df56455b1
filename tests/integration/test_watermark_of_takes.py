"""The watermark in a production: put in before the stamp, named only where it is, a hint to the take and never a credential."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from cli import SHORT, answer, secondunit
from gate_helpers import rule
from secondunit import config, plugins
from secondunit.core.errors import ConfigError, InputError, StampFailed
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Credential
from secondunit.execution.gatekeeper import tool_of
from secondunit.execution.job import run
from secondunit.execution.planner import freeze
from secondunit.formats.watermark import SCHEME, files
from secondunit.gates.credentials import manifest_lint, watermark
from secondunit.gates.credentials.credential import file_digest, stamp
from secondunit.gates.credentials.inspect import inspect
from secondunit.gates.credentials.verify import verify_media
from secondunit.gates.signing import clearance as clearances
from secondunit.production import Production, credentials
from secondunit.production.verify import verify
from secondunit.testing import slate
from slates import empty_show, show, slates  # noqa: F401
from watermark_pictures import landscape

SIZE = {"width": 640, "height": 360}


def make(show, watermark=True, **parameters):
    """Make one slate and return its take and its recipe."""
    frames = list(freeze(slates(1, 1, **parameters), watermark=watermark))
    with show.store.lock:
        report = run(show.shop, iter(frames), {"department": "storyboard"}, "Tester")
    assert report.failed == [], report
    return show.store.get("takes", frames[0].recipe.hash), frames[0].recipe


def parts(show, take):
    row = take["outputs"][0]
    record = show.store.get("clearances", row["credential"]["clearance"])
    return show.store.media.path(row["digest"]), Credential.from_json(row["credential"]), record["clearance"]


def check(show, take):
    path, credential, cleared = parts(show, take)
    return verify_media(path, credential, show.shop.publisher.keys, cleared)


def stripped(path, target, quality=75, scale=0.8, crop=0.9):
    """A copy as it comes back from the world: no credential, smaller, cut, compressed."""
    image = Image.open(path).convert("RGB")
    wide, high = image.size
    image = image.crop((0, 0, int(wide * crop), int(high * crop)))
    image.resize((int(image.width * scale), int(image.height * scale))).save(target, quality=quality)
    return target


def test_a_marked_take_says_so_and_everything_holds(show):
    take, recipe = make(show, **SIZE)
    finding, (path, credential, _) = check(show, take), parts(show, take)
    assert finding.ok and finding.lint == () and finding.watermarked and finding.leaving().watermarked is True
    assert credential.watermark == recipe.hash[:16] and "unmarked" not in take
    seen = inspect(path, show.shop.publisher.keys.ca)
    assert seen.marks == ("c2pa", "watermark") and seen.trusted
    said = next(item["parameters"] for item in manifest_actions(seen.claim) if item["action"] == "c2pa.watermarked.bound")
    assert said["org.secondunit.watermark"]["payload"] == recipe.hash[:16]
    assert said["org.secondunit.watermark"]["scheme"] == SCHEME
    without = {**seen.claim, "assertions": [item for item in seen.claim["assertions"] if item["label"] != "c2pa.soft-binding"]}
    assert manifest_lint.structure(seen.claim) == () and manifest_lint.structure(without) == ("actions.watermarked.soft_binding",)
    assert verify(show.root)["ok"]


def manifest_actions(claim):
    return next(item["data"]["actions"] for item in claim["assertions"] if item["label"].startswith("c2pa.actions"))


def test_without_the_setting_nothing_is_marked_and_recipes_are_what_they_were(show):
    take, recipe = make(show, watermark=False, **SIZE)
    assert "watermark" not in recipe.to_json() and "watermark" not in take["outputs"][0]["credential"]
    finding, (path, credential, _) = check(show, take), parts(show, take)
    assert finding.ok and finding.leaving().watermarked is False
    assert "watermark" not in credential.to_json() and not files.find(path, show.shop.publisher.keys.watermark_secret()).found


def test_with_the_mark_it_is_another_making_and_the_same_every_time(show, empty_show, tmp_path):
    plain, marked = (make(show, watermark=on, **SIZE) for on in (False, True))
    assert plain[1].hash != marked[1].hash and replace(marked[1], watermark="") == plain[1]
    assert Recipe.from_json(marked[1].to_json()).hash == marked[1].hash
    keys = show.shop.publisher.keys
    source = show.root / "again.png"
    source.write_bytes(slate.png(640, 360, (0 + marked[1].seed % 7) % 256))
    said = watermark.put(source, tmp_path / "again.png", marked[1].hash, keys)
    assert said["unmarked_sha256"] == plain[0]["outputs"][0]["credential"]["source_digest"]
    assert file_digest(tmp_path / "again.png") == marked[0]["outputs"][0]["credential"]["source_digest"]


def test_a_stripped_picture_leads_to_its_take(show, tmp_path):
    take, recipe = make(show, **SIZE)
    lost = stripped(parts(show, take)[0], tmp_path / "lost.jpg")
    told = credentials.watermark(lost, show)
    assert told["found"] and told["payload"] == recipe.hash[:16] and told["chance"] <= 1e-6 and not told["recorded"]
    assert [(each["recipe"], each["entity"], each["roles"]) for each in told["takes"]] == [(recipe.hash, "s000", ["panel"])]
    assert told["scale"] == pytest.approx(0.8, rel=0.01)


def test_a_mark_never_stands_in_for_a_credential(show, tmp_path):
    lost = stripped(parts(show, make(show, **SIZE)[0])[0], tmp_path / "lost.jpg")
    told = credentials.verify(lost, show)
    assert not told["ok"] and told["problems"] == ["there is no credential"]
    assert any("rights credential watermark" in note for note in told["notes"])
    assert any("rights credential watermark" in line for line in credentials.show(lost, show).words())


def test_another_production_does_not_see_the_mark(show, tmp_path):
    path, _, _ = parts(show, make(show, **SIZE)[0])
    with Production.new(tmp_path / "other", title="Other") as other:
        told = credentials.watermark(path, other)
    assert not told["found"] and told["takes"] == [] and told["payload"] == ""


def test_a_picture_that_is_too_small_is_published_without_and_says_why(show):
    take, _ = make(show, width=64, height=36)
    finding, (path, credential, _) = check(show, take), parts(show, take)
    assert "too few" in take["unmarked"]["panel"] and credential.watermark == ""
    assert finding.ok and finding.leaving().watermarked is False
    told = credentials.watermark(path, show)
    assert not told["found"] and "too few" in told["unmarked"]


def test_what_an_engine_calls_data_is_never_touched(show, monkeypatch):
    frames = list(freeze(slates(1, 1, **SIZE), watermark=True))
    data_only = {**plugins.engines(), "slate": replace(slate.MANIFEST, pictures={})}
    monkeypatch.setattr(plugins, "engines", lambda: data_only)
    assert [each.recipe.watermark for each in freeze(slates(1, 1, **SIZE), watermark=True)] == [""]
    with show.store.lock:
        run(show.shop, iter(frames), {"department": "storyboard"}, "Tester")  # a recipe that asks all the same
    credential = show.store.get("takes", frames[0].recipe.hash)["outputs"][0]["credential"]
    made = slate.png(640, 360, frames[0].recipe.seed % 7)
    assert "watermark" not in credential and credential["source_digest"] == __import__("hashlib").sha256(made).hexdigest()


@pytest.fixture
def workshop(show, tmp_path):
    """A cleared recipe and a function that stamps a file with what it is said to carry."""
    recipe = Recipe("test.slate", "test.slate", "slate", "1", {"tone": 40}, 1, watermark=SCHEME)
    keys, now = show.shop.publisher.keys, datetime.now(UTC)
    cleared = clearances.issue(recipe, show.shop.gate.rule(recipe), keys, now)
    plain, marked = tmp_path / "plain.png", tmp_path / "marked.png"
    Image.fromarray(landscape()).save(plain)
    said = watermark.put(plain, marked, recipe.hash, keys)

    def work(source, said):
        return stamp(source, tmp_path / "out.png", "image/png", recipe, cleared, "panel", (), keys, now,
                     tool=tool_of(recipe), watermark=said)

    work.recipe, work.keys, work.plain, work.marked, work.said, work.cleared = recipe, keys, plain, marked, said, cleared
    return work


def test_the_honest_stamp_names_the_mark(workshop, tmp_path):
    record = workshop(workshop.marked, workshop.said)
    finding = verify_media(tmp_path / "out.png", record, workshop.keys, workshop.cleared)
    assert finding.ok and finding.watermarked


@pytest.mark.parametrize("lie", ["unmarked", "other payload", "other scheme", "other recipe"])
def test_a_credential_cannot_name_a_mark_that_is_not_there(workshop, tmp_path, lie):
    source, said = workshop.marked, workshop.said
    if lie == "unmarked":
        source = workshop.plain
    elif lie == "other payload":
        said = {**said, "payload": "0" * 16}
    elif lie == "other scheme":
        said = {**said, "scheme": "org.secondunit.tile.0"}
    else:
        said = watermark.put(workshop.plain, tmp_path / "other.png", "f" * 64, workshop.keys)
        source = tmp_path / "other.png"
    with pytest.raises(StampFailed, match="watermark"):
        workshop(source, said)
    assert not (tmp_path / "out.png").exists()


def test_a_record_that_adds_or_hides_the_mark_does_not_hold(workshop, tmp_path):
    record = workshop(workshop.marked, workshop.said)
    for forged in (replace(record, watermark=""), replace(record, watermark="0" * 16)):
        finding = verify_media(tmp_path / "out.png", forged, workshop.keys, workshop.cleared)
        assert not finding.ok and not finding.leaving().watermarked
        assert any("watermark" in problem for problem in finding.problems)


def test_the_rule_is_quiet_only_where_the_mark_is(show):
    marked, plain = (check(show, make(show, watermark=on, **SIZE)[0]).leaving() for on in (True, False))
    assert rule_fires(replace(plain, purpose="final")) and not rule_fires(replace(marked, purpose="final"))


def rule_fires(leaving):
    from gate_helpers import house, recipe, tool

    ruling = rule(recipe(purpose="final"), by=tool(training_data_status="licensed"),
                  at=house(packs=("eu-code-of-practice",), territories=("DE",)), leaving=leaving)
    return any("R35.watermark" in firing.rule for firing in ruling.firings)


def test_the_secret_is_the_production_s_own_and_not_the_gate_s_key(show, tmp_path):
    keys = show.shop.publisher.keys
    with Production.new(tmp_path / "other", title="Other") as other:
        assert other.shop.publisher.keys.watermark_secret() != keys.watermark_secret()
    assert keys.watermark_secret() == keys.watermark_secret() and len(keys.watermark_secret()) == 32
    assert keys.watermark_secret() not in keys.gate_key and keys.watermark_secret().hex() not in repr(keys)


@pytest.mark.parametrize(("name", "data", "words"), [
    ("a.exr", b"\x76\x2f\x31\x01" + bytes(60), "measurements"), ("a.mp4", b"\0\0\0\x18ftypisom" + bytes(60), "films"),
    ("a.png", b"", "empty"), ("a.png", b"\x89PNG\r\n\x1a\n", "no whole PNG"), ("gone.png", None, "no file")])
def test_the_command_has_one_clear_error_for_what_it_cannot_read(show, tmp_path, name, data, words):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=words):
        credentials.watermark(tmp_path / name, show)


def test_the_setting_is_off_and_takes_only_yes_or_no(tmp_path):
    (tmp_path / "production.toml").write_text("format = 1\n")
    assert config.load(tmp_path)["rights.watermark"] is False
    (tmp_path / "production.toml").write_text('format = 1\n[rights]\nwatermark = "yes"\n')
    with pytest.raises(ConfigError, match=r"rights\.watermark"):
        config.load(tmp_path)


def test_boards_of_a_production_that_marks_by_the_command_line(tmp_path):
    script, folder = tmp_path / "two_cups.fountain", tmp_path / "show"
    script.write_text(SHORT, encoding="utf-8")
    answer("new", folder, "--script", script)
    toml = folder / "production.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("watermark = false", "watermark = true"), encoding="utf-8")
    answer("-C", folder, "run", "storyboard", "sc010_sh0010", "--takes", "1")
    panel = next((folder / "proposals" / "panels").iterdir())
    told = answer("-C", folder, "rights", "credential", "watermark", panel)
    assert told["found"] and told["recorded"] and told["takes"][0]["entity"] == "sc010_sh0010"
    lost = stripped(panel, tmp_path / "lost.jpg", quality=85, scale=1.0, crop=1.0)
    done = secondunit("-C", folder, "rights", "credential", "watermark", lost)
    assert done.returncode == 0 and "it leads to sc010_sh0010" in done.stdout and "at most" in done.stdout
    noise = tmp_path / "noise.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200), dtype=np.uint8)).save(noise)
    assert "no mark" in secondunit("-C", folder, "rights", "credential", "watermark", noise).stdout
    take = json.loads(next((folder / "records" / "takes").glob("*")).read_text())
    assert {row["role"] for row in take["outputs"] if row["credential"].get("watermark")} <= {"panel", "clean"}
