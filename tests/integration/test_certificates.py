"""A certificate of one's own: what is refused and why, every algorithm, what came before it, and swapped ones."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from certificate_makers import CLAIMS, DOCUMENTS, MAIL, Authority, pem, private
from gate_helpers import make_media, now, recipe, rule, tool
from secondunit.core.errors import ConfigError, NotFound
from secondunit.gates.credentials import credential, sidecar, verify
from secondunit.gates.signing import certificate, clearance, keys

ROOT = Authority.root()
BETWEEN = ROOT.under()
STRANGER = Authority.root("Elsewhere")


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return make_media(tmp_path_factory.mktemp("made"))


@pytest.fixture
def folder(tmp_path):
    keys.make(tmp_path / "keys", "show", now())
    return tmp_path / "keys"


def files(place, chain, key, anchor=None):
    place.mkdir(exist_ok=True)
    (place / "chain.pem").write_bytes(b"".join(map(pem, chain)))
    (place / "own.key").write_bytes(private(key))
    if anchor is not None:
        (place / "anchor.pem").write_bytes(pem(anchor.certificate))
    return place / "chain.pem", place / "own.key", place / "anchor.pem" if anchor is not None else None


def stamped(loaded, media, place, kind="png"):
    made = recipe()
    given = clearance.issue(made, rule(made, today=now().date()), loaded, now())
    source, media_type = media[kind]
    path = place / source.name
    return path, credential.stamp(source, path, media_type, made, given, "panel", (), loaded, now(), tool=tool()), given


@pytest.mark.parametrize("kind", ["ES256", "ES384", "PS256", "Ed25519"])
@pytest.mark.parametrize("uses", [(MAIL,), (DOCUMENTS,), (CLAIMS, MAIL)])
def test_every_algorithm_and_use_signs_and_verifies(kind, uses, folder, media, tmp_path):
    leaf, key = BETWEEN.issue(kind, uses=uses)
    loaded = keys.use_certificate(folder, *files(tmp_path / "own", [leaf, BETWEEN.certificate], key, ROOT), now())
    assert loaded.algorithm == kind and keys.swapped(folder, loaded) == []
    for each in ("png", "exr"):
        path, record, given = stamped(loaded, media, tmp_path, each)
        finding = verify.verify_media(path, record, loaded, given)
        assert finding.ok and finding.state == "Trusted", finding.problems
        assert not finding.development and not finding.notes


def test_without_an_anchor_the_last_of_the_chain_is_the_authority(folder, media, tmp_path):
    leaf, key = BETWEEN.issue()
    chain = [leaf, BETWEEN.certificate, ROOT.certificate]
    loaded = keys.use_certificate(folder, *files(tmp_path / "own", chain, key), now())
    path, record, given = stamped(loaded, media, tmp_path)
    assert verify.verify_media(path, record, loaded, given).ok
    assert certificate.load_all(loaded.ca)[0] == ROOT.certificate
    assert len(certificate.load_all(loaded.leaf)) == 2


@pytest.mark.parametrize(("changes", "fault"), [
    ({"start": -400}, "expired"), ({"start": 3}, "valid only from"), ({"ca": True}, "CA:TRUE"),
    ({"basic": False}, "lacks basic constraints"), ({"uses": ()}, "extended key usage names none"),
    ({"uses": ("1.3.6.1.5.5.7.3.1",)}, "extended key usage names none"),
    ({"uses": (MAIL, "2.5.29.37.0")}, "anyExtendedKeyUsage"), ({"digital": False}, "digitalSignature"),
    ({"cert_sign": True}, "keyCertSign"), ({"authority": False}, "authority key identifier"),
    ({"organisation": ""}, "no organisation"), ({"kind": "ES512"}, "too weak or of a wrong kind"),
    ({"kind": "RSA1024"}, "too weak or of a wrong kind"), ({"kind": "secp256k1"}, "too weak or of a wrong kind"),
])
def test_an_unfit_certificate_is_refused_with_its_fault_and_nothing_changes(changes, fault, folder, tmp_path):
    leaf, key = ROOT.issue(**changes)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ConfigError) as caught:
        keys.use_certificate(folder, *files(tmp_path / "own", [leaf], key, ROOT), now())
    assert fault in caught.value.message and caught.value.hint
    if "ca" not in changes:  # that one has no extended use either
        assert len(caught.value.facts["faults"]) == 1, caught.value.facts
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_key_of_another_certificate_a_foreign_chain_and_a_lone_leaf_are_refused(folder, tmp_path):
    leaf, key = BETWEEN.issue()
    _, other = BETWEEN.issue()
    for number, (chain, private_key, anchor, fault) in enumerate([
        ([leaf], other, BETWEEN, "not that of the certificate"), ([leaf], key, None, "who issued it"),
        ([leaf], key, ROOT, "does not lead"), ([leaf, STRANGER.certificate], key, ROOT, "does not lead"),
        ([leaf, BETWEEN.certificate], key, STRANGER, "does not lead"),
    ]):
        with pytest.raises(ConfigError, match=fault):
            keys.use_certificate(folder, *files(tmp_path / str(number), chain, private_key, anchor), now())


def test_files_that_are_no_certificates_are_refused(folder, tmp_path):
    leaf, key = ROOT.issue()
    chain, own, anchor = files(tmp_path / "own", [leaf], key, ROOT)
    with pytest.raises(NotFound):
        keys.use_certificate(folder, tmp_path / "none.pem", own, anchor, now())
    for path in (chain, own, anchor):
        good = path.read_bytes()
        for wrong in (b"", b"hello", good[:100], b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
            path.write_bytes(wrong)
            with pytest.raises(ConfigError):
                keys.use_certificate(folder, chain, own, anchor, now())
        path.write_bytes(good)


def test_what_a_listed_signer_would_need_is_told_and_does_not_refuse():
    leaf, key = ROOT.issue(days=800)
    found = certificate.examine(pem(leaf), private(key), pem(ROOT.certificate), now())
    assert "its term is longer than 366 days" in found.shortfalls
    assert any("OCSP" in each for each in found.shortfalls)


def test_what_was_made_under_the_old_certificate_still_verifies(folder, media, tmp_path):
    old = keys.load(folder)
    (tmp_path / "old").mkdir()
    before = [stamped(old, media, tmp_path / "old", kind) for kind in ("png", "exr")]
    leaf, key = ROOT.issue("Ed25519")
    loaded = keys.use_certificate(folder, *files(tmp_path / "own", [leaf], key, ROOT), now())
    assert not (folder / "ca.key").exists() and loaded.gate == old.gate
    for path, record, given in before:
        finding = verify.verify_media(path, record, loaded, given)
        assert finding.ok and finding.development
    path, record, given = stamped(loaded, media, tmp_path)
    assert not verify.verify_media(path, record, loaded, given).development
    assert not verify.verify_media(path, record, old, given).ok  # the old keys know nothing of it
    with pytest.raises(ConfigError, match="not ours"):
        keys.renew(folder, now())


def test_a_renewed_certificate_is_on_the_list(folder):
    fresh = keys.renew(folder, now() + timedelta(days=1))
    assert keys.swapped(folder, fresh) == []


def test_a_swapped_certificate_is_detected(folder, media, tmp_path):
    other = tmp_path / "other"
    keys.make(other, "show", now())
    good = {path.name: path.read_bytes() for path in folder.iterdir()}

    def told(**changed):
        for name, data in {**good, **changed}.items():
            (folder / name).write_bytes(data)
        return keys.swapped(folder, keys.load(folder))

    theirs = {path.name: path.read_bytes() for path in other.iterdir()}
    leaf = {"leaf.pem": theirs["leaf.pem"], "leaf.key": theirs["leaf.key"]}
    assert told() == []
    assert "swapped" in told(**leaf)[0]
    assert "never entered" in told(**leaf, **{"ca.pem": theirs["ca.pem"]})[-1]
    assert "never entered" in told(**{"ca.pem": good["ca.pem"] + theirs["ca.pem"]})[0]
    assert "not signed" in told(**{"certificates.json": theirs["certificates.json"]})[0]
    assert "not signed" in told(**{"certificates.json": b"{}"})[0]
    assert "not signed" in told(**{"certificates.json": b"["})[0]


def test_a_production_with_a_swapped_certificate_makes_nothing_and_verify_says_so(tmp_path):
    from secondunit.production import Production
    from secondunit.production.verify import verify as verify_folder

    with Production.new(tmp_path / "show", title="Two Cups") as show:
        assert show.shop.publisher.keys.key_id
    keys.make(tmp_path / "other", "Two Cups", now())
    for name in ("leaf.pem", "leaf.key", "ca.pem"):
        shutil.copy(tmp_path / "other" / name, tmp_path / "show" / "keys" / name)
    with Production.open(tmp_path / "show") as show, pytest.raises(ConfigError, match="swapped"):
        _ = show.shop
    found = verify_folder(tmp_path / "show")
    assert not found["ok"] and "swapped" in found["findings"][0]["problems"][0]


def test_a_sidecar_whose_chain_was_changed_is_not_trusted(folder, media, tmp_path):
    import json

    from secondunit.core.identity import canonical

    leaf, key = BETWEEN.issue()
    loaded = keys.use_certificate(folder, *files(tmp_path / "own", [leaf, BETWEEN.certificate], key, ROOT), now())
    path, record, _ = stamped(loaded, media, tmp_path, "exr")
    tree = json.loads(sidecar.beside(path).read_bytes())
    size = path.stat().st_size
    good = tree["signature"]["chain"]
    for chain in ([], [*good, *good], [good[0][:-8]], ["x"], [3], None, [tree["signature"]["certificate"]]):
        tree["signature"]["chain"] = chain
        state, _, _ = sidecar.check(canonical(tree), record.digest, size, loaded.ca, now())
        assert state != "Trusted", chain
    tree["signature"] |= {"chain": good, "alg": "ES384"}
    assert sidecar.check(canonical(tree), record.digest, size, loaded.ca, now())[0] == "Invalid"


def test_keys_of_an_earlier_version_get_a_list_with_their_next_certificate(folder, tmp_path):
    (folder / keys.LISTED).unlink()
    assert keys.swapped(folder, keys.load(folder)) == [] and not keys.is_listed(folder)
    leaf, key = ROOT.issue()
    loaded = keys.use_certificate(folder, *files(tmp_path / "own", [leaf], key, ROOT), now())
    assert keys.is_listed(folder) and keys.swapped(folder, loaded) == []
    assert keys.swapped(folder, replace(loaded, ca=pem(STRANGER.certificate)))
