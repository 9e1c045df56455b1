"""Media from outside: their own credentials kept, their wishes on record, one way in."""

import json
import shutil
from dataclasses import replace

import pytest

from certificate_makers import Authority
from cli import answer, secondunit
from frame_makers import make
from gate_helpers import make_media, now, recipe, rule, tool
from secondunit.core.errors import InputError, NotFound, StateError
from secondunit.core.rights import Consent, Source
from secondunit.execution.particulars import by_model
from secondunit.gates.credentials import credential, manifest, sidecar, verify
from secondunit.gates.credentials.inspect import inspect
from secondunit.gates.credentials.particulars import Mining, Particulars
from secondunit.gates.signing import clearance, keys
from secondunit.production import Production, credentials
from secondunit.production.verify import verify as verify_production

TYPES = manifest.SOURCE_TYPES


class Outside:
    """Another studio: files with its credentials, and files without any."""

    def __init__(self, root):
        self.keys = keys.make(root / "keys", "Elsewhere", now())
        self.plain = make_media(root / "plain")
        self.root = root

    def signed(self, kind, name="", capability="image.generate", status="licensed", mining=None):
        made = replace(recipe(), capability=capability)
        given = clearance.issue(made, rule(made, today=now().date()), self.keys, now())
        source, media_type = self.plain[kind]
        path = self.root / (name or source.name)
        credential.stamp(source, path, media_type, made, given, "panel", (), self.keys, now(), tool=tool(
            training_data_status=status), known=Particulars(mining=mining or Mining()))
        return path


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    return Outside(tmp_path_factory.mktemp("outside"))


@pytest.fixture
def show(tmp_path):
    with Production.new(tmp_path / "show", title="Two Cups") as production:
        yield production


def take_in(show, path, **settings):
    return show.intake.import_(path, by="Ida Lund", **settings)


def row_of(show, result):
    take = show.store.get("takes", result["recipe"])
    return next(item for item in take["outputs"] if item["role"] == "original")


@pytest.mark.parametrize("kind", ["png", "jpg", "tif", "mp4", "mov", "wav", "pdf", "exr", "dpx", "usda", "glb", "otio"])
def test_every_kind_comes_in_with_its_bytes_and_a_source_on_record(kind, show, outside):
    path, media_type = outside.plain[kind]
    result = take_in(show, path)
    source = show.shop.gate.register.get("sources", result["source"]["id"])
    digest = credential.file_digest(path)
    assert (result["digest"], source.sha256, source.title) == (digest, (digest,), path.name)
    assert source.tdm_pref == "unset" and source.marks == () and source.ai_origin is None and source.received_at
    assert show.store.media.get(digest).read_bytes() == path.read_bytes()
    assert result["form"] == "sidecar" and verify_production(show.root)["ok"]
    assert result["media_type"].partition("+")[0].startswith(media_type.partition("/")[0])


def test_a_credential_from_outside_is_kept_and_read(show, outside):
    path = outside.signed("png", mining=Mining("constrained", "ask us"))
    result = take_in(show, path)
    source = show.shop.gate.register.get("sources", result["source"]["id"])
    assert (source.marks, source.ai_origin, source.tdm_pref, source.tdm_details) == (
        ("c2pa",), True, "constrained", "ask us")
    assert result["seen"]["state"] == "Valid" and "Elsewhere" in result["seen"]["signer"]
    kept = show.store.media.get(result["digest"])
    assert kept.read_bytes() == path.read_bytes()
    assert inspect(kept).label == result["seen"]["label"] != ""


def test_a_later_edit_carries_the_manifest_of_the_plate(show, outside, tmp_path):
    path = outside.signed("png", "plate.png", "scene.render", "none")
    result = take_in(show, path, source=Source("", contains_persons=()))
    publisher = show.shop.publisher
    made = replace(recipe(), capability="image.paint", inputs={"plate": f"sha256:{result['digest']}"})
    inputs = publisher._ingredients(made, publisher._inputs(made))
    assert [item.ingredient.relationship for item in inputs] == ["parentOf"]
    assert inputs[0].ingredient.manifest == result["seen"]["label"]
    show.shop.gate.refresh()
    ruling = rule(made, today=now().date(), book=show.shop.gate.book)
    given = clearance.issue(made, ruling, publisher.keys, now())
    target = tmp_path / "edit.png"
    record = credential.stamp(outside.plain["png"][0], target, "image/png", made, given, "panel", inputs,
                              publisher.keys, now(), tool=tool())
    assert verify.verify_media(target, record, publisher.keys, given).ok
    from c2pa import Reader

    with target.open("rb") as file, Reader("image/png", file, context=credential.context(publisher.keys.ca)) as reader:
        store = json.loads(reader.json())
    assert result["seen"]["label"] in store["manifests"]
    for capability, role, expected in (("image.generate", "reference", "inputTo"),
                                       ("video.composite", "plate", "componentOf")):  # fmt: skip
        other = replace(made, capability=capability, inputs={role: f"sha256:{result['digest']}"})
        found = publisher._ingredients(other, publisher._inputs(other))
        assert [item.ingredient.relationship for item in found] == [expected]


def test_a_model_in_the_history_of_a_source_is_not_forgotten(show, outside):
    generated = take_in(show, outside.signed("png", "ai.png"))
    clean = take_in(show, outside.plain["exr"][0], source_type="digitalCapture")
    for result, expected in ((generated, True), (clean, False)):
        record = credential.Credential.from_json(row_of(show, result)["credential"])
        assert by_model(show.store, record) is expected
    made = replace(recipe(), capability="video.composite",
                   inputs={"a": f"sha256:{generated['digest']}", "b": f"sha256:{clean['digest']}"})
    publisher = show.shop.publisher
    inputs = publisher._ingredients(made, publisher._inputs(made))
    uri = manifest.source_type(tool(), [item.ingredient for item in inputs], "", made.capability)
    assert uri == TYPES["compositeSynthetic"]
    only = [item.ingredient for item in inputs if item.ingredient.source_type == TYPES["digitalCapture"]]
    assert manifest.source_type(tool(), only, "", made.capability) == TYPES["compositeCapture"]


def test_what_a_source_forbids_its_descendants_forbid(show, outside):
    result = take_in(show, outside.signed("png", "free.png", mining=Mining("allowed")))
    assert result["source"]["tdm_pref"] == ""  # it says allowed, but nobody that is trusted says so
    forbids = take_in(show, outside.signed("png", "forbids.png"))
    assert forbids["source"]["tdm_pref"] == "notAllowed"


def test_a_preference_only_gets_stricter_and_a_record_is_kept(show, outside):
    path = outside.signed("jpg", "mine.jpg", mining=Mining("constrained", "for research"))
    first = take_in(show, path, source=Source("", owner="pty-1", tdm_pref="allowed", contains_persons=()), identity="plate-1")
    assert (first["source"]["id"], first["source"]["owner"], first["source"]["tdm_pref"]) == (
        "plate-1", "pty-1", "constrained")
    again = take_in(show, path)
    assert again["source"] == first["source"] and again["recipe"] == first["recipe"]
    with pytest.raises(StateError, match="plate-1"):
        take_in(show, path, identity="plate-2")


def test_a_source_type_may_be_stated_but_not_against_its_credential(show, outside):
    with pytest.raises(InputError, match="trained model"):
        take_in(show, outside.signed("png", "lie.png"), source_type="digitalCapture")
    with pytest.raises(InputError, match="no digital source type"):
        take_in(show, outside.plain["png"][0], source_type="invented")
    assert not list(show.store.media.all()) and not list(show.store.index.all("takes"))


def test_a_sidecar_comes_in_with_its_file(show, outside):
    path = outside.signed("exr", "theirs.exr")
    result = take_in(show, path)
    take = show.store.get("takes", result["recipe"])
    rows = {item["role"]: item for item in take["outputs"]}
    assert set(rows) == {"original", "credential"} and result["seen"]["form"] == "beside"
    assert show.store.media.get(rows["credential"]["digest"]).read_bytes() == sidecar.beside(path).read_bytes()
    assert verify_production(show.root)["ok"]


@pytest.mark.parametrize("loose", [False, True])
def test_a_folder_of_frames_comes_in_and_is_checked_frame_by_frame(loose, show, tmp_path):
    folder = make(tmp_path / "shot", 4, 3000)
    output = tmp_path / ("shot.frames.json" if loose else "shot.zip")
    result = show.intake.seal(folder, output, by="Ida Lund", loose=loose)
    assert result["frames"]["count"] == 4 and result["digest"] in result["source"]["sha256"]
    assert result["form"] == ("sidecar" if loose else "embedded")
    good = credentials.verify(output, show, frames=folder)
    assert good["ok"] and good["recorded"], good
    alone = credentials.verify(output, None, show.root / "keys" / "ca.pem", folder)
    assert alone["ok"] and not alone["recorded"], alone
    (folder / "sh010.1002.exr").rename(folder / "sh010.1009.exr")
    bad = credentials.verify(output, show, frames=folder)
    assert bad["problems"] == ["frame sh010.1002.exr: renamed to sh010.1009.exr"]
    assert verify_production(show.root)["ok"]
    with pytest.raises(StateError):
        show.intake.seal(folder, output, by="Ida Lund", loose=loose)


def test_a_sealed_sequence_of_another_studio_comes_in_as_it_is(show, tmp_path):
    with Production.new(tmp_path / "theirs", title="Elsewhere") as theirs:
        theirs.intake.seal(make(tmp_path / "shot"), tmp_path / "shot.zip", by="Bo")
    result = take_in(show, tmp_path / "shot.zip")
    assert result["form"] == "sidecar" and result["seen"]["state"] == "Valid"
    assert show.store.media.get(result["digest"]).read_bytes() == (tmp_path / "shot.zip").read_bytes()
    found = verify_production(show.root)
    assert found["ok"], found


def test_what_cannot_come_in_is_refused_and_leaves_nothing(show, outside, tmp_path):
    (tmp_path / "run.exe").write_bytes(b"MZ\0\0")
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "link.png").symlink_to(outside.plain["png"][0])
    (tmp_path / "broken.png").write_bytes(outside.plain["png"][0].read_bytes()[:40])
    (tmp_path / "none").mkdir()
    for name in ("run.exe", "empty.png", "link.png", "broken.png", "none"):
        with pytest.raises(InputError):
            take_in(show, tmp_path / name)
    for name in ("gone.png", "gone"):
        with pytest.raises((NotFound, InputError)):
            take_in(show, tmp_path / name)
    assert not list(show.store.media.all()) and not (show.store.hidden / "intake").exists()


def test_a_rule_that_denies_keeps_it_out(show, outside, monkeypatch):
    from secondunit.core.errors import UseProhibited

    def deny(*_, **__):
        raise UseProhibited("no")

    monkeypatch.setattr(show.shop.gate, "rule", deny)
    with pytest.raises(UseProhibited):
        take_in(show, outside.plain["png"][0])
    assert not list(show.store.media.all())


def test_media_that_only_wait_to_come_in_are_no_input_of_anything_else(show, outside):
    """A recipe that names a staged digest cannot be published: nothing else lets outside bytes in."""
    digest = credential.file_digest(outside.plain["png"][0])
    room = show.store.hidden / "intake"
    room.mkdir(parents=True)
    shutil.copy(outside.plain["png"][0], room / digest)
    made = replace(recipe(), inputs={"stage": f"sha256:{digest}"})
    with pytest.raises(NotFound):
        show.shop.publisher._inputs(made)


def test_a_consent_is_named_in_what_is_made_with_its_document(show):
    from secondunit.execution.particulars import Terms, particulars

    book = replace(show.shop.gate.register.book(), consents=(Consent("con-1", "anna", doc_sha256="d" * 64),))
    made = replace(recipe(), capability="video.deage")
    given = replace(clearance.issue(made, rule(made, today=now().date()), show.shop.publisher.keys, now()),
                    consents=("con-1",))
    known = particulars(book, Terms(), made, given, (), "sc010", "deage")
    assert known.documents == {"con-1": "d" * 64}


def test_show_says_in_plain_words_what_a_file_tells(outside, tmp_path):
    seen = inspect(outside.signed("png", "words.png"), outside.keys.ca)
    text = "\n".join(seen.words())
    for words in ("signed by Elsewhere", "a trusted authority vouches", "created as trainedAlgorithmicMedia with ink",
                  "a trained model took part", "model: ink", "machine learning on it: notAllowed"):
        assert words in text
    assert seen.trusted and seen.tdm_pref == "notAllowed" and seen.faults == ()
    bare, hint = inspect(outside.plain["png"][0]).words()
    assert bare == "no credential: nothing is known of how it was made" and "invisible watermark" in hint
    allowed = inspect(outside.signed("png", "allowed.png", mining=Mining("allowed")), outside.keys.ca)
    assert allowed.tdm_pref == "allowed"


def test_a_tampered_file_is_told_and_its_wishes_still_count(outside, tmp_path):
    data = bytearray(outside.signed("png", "tampered.png").read_bytes())
    data[-30] ^= 1
    (tmp_path / "bad.png").write_bytes(data)
    seen = inspect(tmp_path / "bad.png", outside.keys.ca)
    assert seen.state == "Invalid" and not seen.trusted and seen.tdm_pref == "notAllowed" and seen.ai is True


def test_a_manifest_beside_the_file_is_read(outside, tmp_path):
    from c2pa import Builder

    source = outside.plain["png"][0]
    shutil.copy(source, tmp_path / "a.png")
    claim = {"claim_generator_info": [{"name": "Other", "version": "1", "specVersion": "2.4"}], "title": "a", "assertions": [
        {"label": "c2pa.actions.v2", "data": {"allActionsIncluded": True, "actions": [
            {"action": "c2pa.created", "digitalSourceType": TYPES["digitalCreation"]}]}}]}  # fmt: skip
    with Builder(json.dumps(claim), credential.context(outside.keys.ca)) as builder:
        builder.set_no_embed()
        with source.open("rb") as file, (tmp_path / "out").open("w+b") as out:
            data = builder.sign(credential._signer(outside.keys.leaf, outside.keys.leaf_key, "ES256", 0, 0), "image/png", file, out)
    (tmp_path / "a.c2pa").write_bytes(data)
    seen = inspect(tmp_path / "a.png", outside.keys.ca)
    assert (seen.form, seen.state, seen.source_type, seen.ai) == ("beside", "Trusted", "digitalCreation", False)
    (tmp_path / "a.c2pa").write_bytes(b"junk")
    assert inspect(tmp_path / "a.png").state == "Invalid"


def test_the_commands(tmp_path, outside):
    answer("new", tmp_path / "show")
    show = ("-C", tmp_path / "show")
    path = outside.signed("png", "cli.png")
    told = answer(*show, "rights", "credential", "show", path)
    assert told["state"] == "Valid" and told["ai"] is True
    taken = answer(*show, "rights", "credential", "import", path, "--by", "Ida Lund", "--nobody", "--third-party")
    assert taken["source"]["contains_persons"] == [] and taken["source"]["third_party"] is True
    assert answer(*show, "rights", "credential", "verify", path)["recorded"]
    assert not answer("-C", tmp_path, "rights", "credential", "verify", path, code=7)["ok"]
    frames = make(tmp_path / "shot")
    sealed = answer(*show, "rights", "credential", "seal", frames, "-o", tmp_path / "shot.zip", "--by", "Ida Lund")
    assert sealed["frames"]["count"] == 5
    (frames / "sh010.1001.exr").unlink()
    found = answer(*show, "rights", "credential", "verify", tmp_path / "shot.zip", "--frames", frames, code=7)
    assert found["problems"] == ["frame sh010.1001.exr: missing"]
    root = Authority.root()
    leaf, key = root.issue("ES384")
    from certificate_makers import pem, private

    (tmp_path / "chain.pem").write_bytes(pem(leaf) + pem(root.certificate))
    (tmp_path / "own.key").write_bytes(private(key))
    used = answer(*show, "rights", "credential", "certificate", "--chain", tmp_path / "chain.pem", "--key", tmp_path / "own.key")
    assert used["algorithm"] == "ES384" and not used["development"] and used["problems"] == []
    assert answer("verify", tmp_path / "show")["ok"]
    bad = secondunit(*show, "rights", "credential", "certificate", "--chain", tmp_path / "chain.pem")
    assert bad.returncode == 2
    text = secondunit(*show, "rights", "credential", "show", tmp_path / "shot.zip").stdout
    assert "made from shot, which was opened" in text


@pytest.mark.parametrize("by_recipe", [False, True])
def test_a_plate_of_a_person_may_come_in_but_what_is_made_of_it_needs_the_consent(by_recipe, show, outside):
    result = take_in(show, outside.signed("exr", "anna.exr", mining=Mining("constrained", "ask")),
                     source=Source("", contains_persons=("anna",)))
    plate = f"recipe:{result['recipe']}#original" if by_recipe else f"sha256:{result['digest']}"
    made = replace(recipe(), capability="video.deage", step="deage", inputs={"plate": plate})
    show.shop.gate.refresh()
    ruling = show.shop.gate.ask(made, entity="sc010")
    assert "R16" in {firing.rule for firing in ruling.open}
    assert ruling.facts["use.persons"] == ["anna"] and ruling.facts["inputs.tdm"] == "constrained"
    assert ruling.facts["inputs.marks_kept"] is True and ruling.facts["inputs.registered"] is True
