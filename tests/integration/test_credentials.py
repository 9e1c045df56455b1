"""Stamps on every kind of media: they verify, carry their inputs, and one flipped byte shows."""

import json
import random
import shutil
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from gate_helpers import make_media, now, recipe, rule, tool
from secondunit.core.errors import ClearanceMismatch, StampFailed, VerifyFailed
from secondunit.core.identity import canonical
from secondunit.gates.credentials import credential, manifest, provenance, sidecar, verify
from secondunit.gates.signing import clearance, keys

KINDS = ["png", "jpg", "tif", "mp4", "mov", "wav", "pdf", "exr", "dpx", "usda", "glb", "otio"]


class Studio:
    """A production's keys, a cleared recipe and one stamped file of each kind."""

    def __init__(self, folder):
        self.folder, self.now = folder, now()
        self.keys = keys.make(folder / "keys", "show", self.now)
        self.recipe = recipe()
        self.clearance = clearance.issue(self.recipe, rule(self.recipe, today=self.now.date()), self.keys, self.now)
        self.sources = make_media(folder / "made")
        (folder / "out").mkdir()
        self.stamped = {kind: self.stamp(kind) for kind in self.sources}

    def clear(self, made):
        return clearance.issue(made, rule(made, today=self.now.date()), self.keys, self.now)

    def stamp(self, kind, inputs=(), name="", made=None, given=None, **settings):
        source, media_type = self.sources[kind]
        target = self.folder / "out" / (name or source.name)
        settings = {"tool": tool(), **settings}
        record = credential.stamp(source, target, media_type, made or self.recipe, given or self.clearance, "panel",
                                  inputs, self.keys, self.now, **settings)
        return target, record

    def verify(self, path, record, **settings):
        return verify.verify_media(path, record, settings.pop("trust", self.keys),
                                   settings.pop("given", self.clearance), **settings)


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    return Studio(tmp_path_factory.mktemp("studio"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_stamp_verifies(studio, kind):
    path, record = studio.stamped[kind]
    finding = studio.verify(path, record)
    assert finding.ok, finding.problems
    assert (finding.state, finding.digest, finding.clearance, finding.lint) == ("Trusted", "ok", "ok", ())
    assert finding.development and finding.leaving() == verify.Leaving(True, True, watermarked=False)
    source, media_type = studio.sources[kind]
    assert record.source_digest == credential.file_digest(source)
    assert record.digest == credential.file_digest(path)
    embedded = media_type in credential.EMBEDDED
    assert (record.form, sidecar.beside(path).exists()) == (("embedded", False) if embedded else ("sidecar", True))
    assert (record.digest == record.source_digest) is not embedded


@pytest.mark.parametrize("kind", KINDS)
def test_one_flipped_byte_fails(studio, kind, tmp_path):
    path, record = studio.stamped[kind]
    copy = tmp_path / path.name
    data = path.read_bytes()
    if record.form == "sidecar":
        shutil.copy(sidecar.beside(path), sidecar.beside(copy))
    chance = random.Random(kind)
    places = {0, len(data) // 2, len(data) - 1, *(chance.randrange(len(data)) for _ in range(25))}
    for place in sorted(places):
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        copy.write_bytes(changed)
        finding = studio.verify(copy, record)
        assert not finding.ok and finding.digest == "mismatch", place
    for wrong in (data[:-1], data + b"\0", b""):
        copy.write_bytes(wrong)
        assert not studio.verify(copy, record).ok
    copy.write_bytes(data)
    assert studio.verify(copy, record).ok


@pytest.mark.parametrize("kind", ["exr", "usda", "otio"])
def test_one_flipped_byte_in_a_sidecar_fails(studio, kind, tmp_path):
    path, record = studio.stamped[kind]
    data = sidecar.beside(path).read_bytes()
    beside, chance = tmp_path / "x.c2pa.json", random.Random(kind)
    size, ca = path.stat().st_size, studio.keys.ca
    assert sidecar.check(data, record.digest, size, ca, studio.now)[0] == "Trusted"
    for place in {0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(150))}:
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        beside.write_bytes(changed)
        assert not studio.verify(path, record, beside=beside).ok
        # also without the record: the sidecar proves itself
        assert sidecar.check(bytes(changed), record.digest, size, ca, studio.now)[0] != "Trusted", place
    for wrong in (data + b"\n", b"", b"[]", b"{}", b"null", b"[" * 100000):
        beside.write_bytes(wrong)
        assert not studio.verify(path, record, beside=beside).ok
        assert sidecar.check(wrong, record.digest, size, ca, studio.now)[0] == "Invalid"
    assert not studio.verify(path, record, beside=tmp_path / "none").ok


def test_a_file_without_manifest_or_with_that_of_another(studio, tmp_path):
    _, record = studio.stamped["png"]
    plain = studio.verify(studio.sources["png"][0], record)
    assert plain.state == "missing" and not plain.ok
    other, other_record = studio.stamp("png", name="again.png")
    assert not studio.verify(other, record).ok
    borrowed = replace(other_record, digest=credential.file_digest(studio.sources["png"][0]))
    assert "not signed" in studio.verify(studio.sources["png"][0], borrowed).problems[0]
    assert not studio.verify(other, None).ok
    assert not studio.verify(tmp_path / "none.png", record).ok
    link = tmp_path / "link.png"
    link.symlink_to(other)
    assert not studio.verify(link, other_record).ok


def test_a_stamp_by_another_production_is_not_trusted(studio, tmp_path):
    theirs = Studio(tmp_path)
    for kind in ("png", "exr"):
        path, record = theirs.stamped[kind]
        finding = studio.verify(path, record, given=theirs.clearance)
        assert finding.state == "Valid" and finding.codes == ("signingCredential.untrusted",)
        assert not finding.ok and not finding.development
    path, record = theirs.stamped["png"]
    trust = verify.Trust(studio.keys.ca, theirs.keys.gate)
    assert not studio.verify(path, record, given=theirs.clearance, trust=trust).ok


def test_the_clearance_belongs_to_the_stamp(studio):
    path, record = studio.stamped["png"]
    other = recipe(2)
    foreign = clearance.issue(other, rule(other, today=studio.now.date()), studio.keys, studio.now)
    again = clearance.issue(studio.recipe, rule(studio.recipe, today=studio.now.date()), studio.keys, studio.now,
                            timedelta(days=2))
    for wrong in (None, foreign, {}, {"recipe": studio.recipe.hash}, again):
        finding = studio.verify(path, record, given=wrong)
        assert not finding.ok and finding.clearance != "ok"
    with pytest.raises(VerifyFailed, match=r"panel\.png"):
        verify.require([studio.verify(path, record, given=None)])
    verify.require([studio.verify(path, record)])


def test_no_stamp_without_a_live_clearance(studio, tmp_path):
    source, kind = studio.sources["png"]
    target = tmp_path / "x.png"
    for made, given, moment in (
        (recipe(2), studio.clearance, studio.now), (studio.recipe, None, studio.now),
        (studio.recipe, replace(studio.clearance, recipe=recipe(2).hash), studio.now),
        (studio.recipe, studio.clearance, studio.now + timedelta(days=31)),
    ):
        with pytest.raises(ClearanceMismatch):
            credential.stamp(source, target, kind, made, given, "panel", (), studio.keys, moment, tool=tool())
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_stamped_says_so_and_leaves_nothing(studio, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"not a picture")
    for source in (broken, tmp_path / "none.png"):
        with pytest.raises(StampFailed) as caught:
            credential.stamp(source, tmp_path / "out.png", "image/png", studio.recipe, studio.clearance, "panel", (),
                             studio.keys, studio.now, tool=tool())
        assert caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["broken.png"]


def test_inputs_travel_as_ingredients(studio):
    panel, record = studio.stamped["png"]
    _, stage = studio.stamped["usda"]
    inputs = [
        credential.Input(provenance.ingredient(record, "document.boards", "panel 1"), panel),
        credential.Input(provenance.ingredient(stage, "scene.render", "stage")),
    ]
    path, made = studio.stamp("pdf", inputs, name="with_inputs.pdf")
    assert studio.verify(path, made).ok
    assert [item.relationship for item in made.ingredients] == ["componentOf", "inputTo"]
    from c2pa import Reader

    with path.open("rb") as file, Reader("application/pdf", file, context=credential.context(studio.keys.ca)) as reader:
        store = json.loads(reader.json())
    assert len(store["manifests"]) == 2 and record.manifest in store["manifests"]
    active = store["manifests"][store["active_manifest"]]
    named = {item["title"]: item for item in active["ingredients"]}
    assert named["stage"]["instance_id"] == "sha256:" + stage.digest
    assert named["panel 1"]["active_manifest"] == record.manifest
    actions = active["assertions"][0]["data"]["actions"]
    assert [item["action"] for item in actions] == ["c2pa.created", "c2pa.placed"]


def test_a_long_list_of_inputs_is_condensed(studio):
    panel, record = studio.stamped["png"]
    inputs = [credential.Input(provenance.ingredient(record, "document.boards", f"panel {index}"), panel)
              for index in range(2000)]
    path, made = studio.stamp("pdf", inputs, name="feature.pdf")
    assert len(made.ingredients) == 2000
    assert studio.verify(path, made).ok
    assert path.stat().st_size < 1_000_000


def test_an_edit_opens_its_parent(studio):
    panel, record = studio.stamped["png"]
    plate = provenance.ingredient(record, "video.edit", "plate")
    assert plate.relationship == "parentOf"
    edit = replace(studio.recipe, capability="video.edit")
    given = studio.clear(edit)
    path, made = studio.stamp("png", [credential.Input(plate, panel)], name="edit.png", made=edit, given=given)
    assert studio.verify(path, made, given=given).ok and made.source_type == manifest.SOURCE_TYPES["humanEdits"]
    with pytest.raises(StampFailed, match="one parent"):
        studio.stamp("png", [credential.Input(plate, panel)] * 2, name="twins.png", made=edit, given=given)


def claim_of(studio):
    path, record = studio.stamped["exr"]
    return json.loads(sidecar.beside(path).read_bytes())["claim"], record


@pytest.mark.parametrize(("change", "fault"), [
    (lambda c: c["claim_generator_info"][0].pop("specVersion"), "generator.spec_version.missing"),
    (lambda c: c["assertions"][0]["data"].pop("allActionsIncluded"), "actions.all_included.missing"),
    (lambda c: c["assertions"].pop(0), "actions.missing"),
    (lambda c: c["assertions"][0].pop("created"), "actions.not_created_by_signer"),
    (lambda c: c["assertions"][0]["data"]["actions"].clear(), "actions.inception"),
    (lambda c: c["assertions"][0]["data"]["actions"].append({"action": "c2pa.opened"}), "actions.inception"),
    (lambda c: c["assertions"][0]["data"]["actions"].append({"action": "c2pa.placed"}), "actions.placed.component"),
    (lambda c: c["assertions"][0]["data"]["actions"].append({"action": "c2pa.cropped"}),
     "source_type.missing:c2pa.cropped"),
    (lambda c: c["assertions"][0]["data"]["actions"].append({"action": "c2pa.invented"}),
     "actions.unknown:c2pa.invented"),
    (lambda c: c["assertions"][0]["data"]["actions"][0].update(digitalSourceType="http://x/y"),
     "source_type.unknown:http://x/y"),
    (lambda c: c["assertions"][0]["data"]["actions"][0].pop("digitalSourceType"), "source_type.missing:c2pa.created"),
    (lambda c: c["assertions"][0]["data"].update(actions=[
        {"action": "c2pa.opened", "digitalSourceType": manifest.SOURCE_TYPES["humanEdits"]}]),
     "source_type.on_opened"),
    (lambda c: c["assertions"][2]["data"].update(hash="0" * 64), "recipe.differs_from_record"),
    (lambda c: c["assertions"].pop(1), "training_mining.missing"),
])
def test_the_lint_finds_faults(studio, change, fault):
    claim, record = claim_of(studio)
    assert manifest.lint(claim, record.recipe, record.source_type) == ()
    change(claim)
    assert fault in manifest.lint(claim, record.recipe, record.source_type)


def test_an_invented_source_type_that_the_library_signs_fails(studio, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(manifest, "source_type", lambda *_: "http://example.org/handmade")
        path, record = studio.stamp("png", name="invented.png")
    finding = studio.verify(path, record)
    assert finding.state == "Trusted" and not finding.ok and not finding.leaving().manifest_clean


def test_stamps_hold_no_personal_data_and_are_repeatable_at_the_source(studio):
    _, first = studio.stamp("png", name="one.png")
    _, second = studio.stamp("png", name="two.png")
    assert first.source_digest == second.source_digest and first.digest != second.digest
    assert b"anna" not in canonical(first.to_json())


def test_threads_may_stamp_together(studio):
    found = []
    def work(index):
        for turn in range(3):
            found.append(studio.verify(*studio.stamp("png", name=f"t{index}_{turn}.png")).ok)
    threads = [threading.Thread(target=work, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 12


def test_a_certificate_that_runs_out_leaves_old_stamps_standing(tmp_path):
    """Signed while the leaf had seconds left; what was stamped in its term still verifies, but new stamps fail."""
    moment = now()
    folder = tmp_path / "keys"
    short = keys.make(folder, "show", moment - timedelta(days=keys.LEAF_DAYS) + timedelta(minutes=5, seconds=3))
    made = recipe()
    given = clearance.issue(made, rule(made, today=moment.date()), short, moment)
    sources = make_media(tmp_path / "made")
    records = {}
    for kind in ("png", "exr"):
        source, media_type = sources[kind]
        path = tmp_path / source.name
        records[kind] = path, credential.stamp(source, path, media_type, made, given, "panel", (), short, moment,
                                               tool=tool())
    time.sleep(max(0.0, (short.leaf_expires() - now()).total_seconds()) + 1.1)
    for path, record in records.values():
        finding = verify.verify_media(path, record, short, given)
        assert finding.state == "Expired" and finding.ok and "run out" in finding.notes[0]
        assert finding.leaving().credential_valid is False
    with pytest.raises(StampFailed) as caught:
        credential.stamp(sources["png"][0], tmp_path / "late.png", "image/png", made, given, "panel", (), short, now(),
                         tool=tool())
    assert "renew" in caught.value.hint
    fresh = keys.renew(folder, now())
    late = credential.stamp(sources["png"][0], tmp_path / "late.png", "image/png", made, given, "panel", (), fresh,
                            now(), tool=tool())
    assert verify.verify_media(tmp_path / "late.png", late, fresh, given).ok
