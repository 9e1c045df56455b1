"""Keys and clearances: forged, borrowed, expired and replayed ones are refused."""

import base64
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gate_helpers import approval, consent, house, recipe, replica, rule, tool
from secondunit.core.errors import ApprovalNeeded, ClearanceMismatch, ConfigError, ConsentMissing, NotFound
from secondunit.core.identity import canonical, digest
from secondunit.core.rights import Clearance
from secondunit.gates.signing import clearance, keys
from secondunit.store.signature import check_clearance

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return keys.make(tmp_path_factory.mktemp("show") / "keys", "Älva's  show", NOW)


def issued(ours, made=None, **settings):
    made = made or recipe()
    return clearance.issue(made, rule(made, **settings), ours, NOW)


def test_a_clearance_holds_for_its_recipe(ours):
    given = issued(ours)
    clearance.check(given, recipe().hash, ours.gate, NOW)
    clearance.check(Clearance.from_json(given.to_json()), recipe().hash, ours.gate, NOW)
    assert "core/R02" in given.rules and given.expires == "2026-12-03T12:00:00Z"


def test_a_clearance_is_named_by_what_it_says(ours):
    given = issued(ours)
    unnamed = replace(given, id="", signature="")
    assert given.id == "clr-" + digest(unnamed.signed_json())[:26]
    assert given.issued == "2026-11-03T12:00:00Z"


def test_times_are_written_in_whole_seconds_of_utc():
    half_past = datetime(2026, 11, 3, 13, 30, 1, 999999, tzinfo=timezone(timedelta(hours=1)))
    assert clearance.stamp(half_past) == "2026-11-03T12:30:01Z"


def test_a_shorter_term_may_be_asked(ours):
    made = recipe()
    given = clearance.issue(made, rule(made), ours, NOW, longest=timedelta(hours=2))
    assert given.expires == "2026-11-03T14:00:00Z"


def test_it_ends_with_what_it_rests_on(ours):
    made = replica()
    given = issued(ours, made, consents=[consent(end="2026-11-05")])
    assert (given.expires, given.consents) == ("2026-11-06T00:00:00Z", ("c1",))
    clearance.check(given, made.hash, ours.gate, datetime(2026, 11, 5, 23, 59, tzinfo=UTC))
    with pytest.raises(ClearanceMismatch, match="not now"):
        clearance.check(given, made.hash, ours.gate, datetime(2026, 11, 6, tzinfo=UTC))


def test_denied_and_held_recipes_get_none(ours):
    with pytest.raises(ConsentMissing):
        issued(ours, replica())
    made, at = recipe(purpose="final"), house(buyer="Netflix")
    with pytest.raises(ApprovalNeeded, match="R03") as caught:
        issued(ours, made, at=at)
    assert "written approval" in caught.value.hint
    assert issued(ours, made, at=at, approvals=[approval(("R03",), made)]).approvals == ("a1",)
    with pytest.raises(ApprovalNeeded):
        issued(ours, by=tool(retains=None))


def test_the_one_denial_that_a_person_may_approve_waits_and_gives_none_before(ours):
    made, outside = recipe(input_flags=("confidential",)), tool(deployment="consumer")
    with pytest.raises(ApprovalNeeded, match="R05"):
        issued(ours, made, by=outside)
    assert issued(ours, made, by=outside, approvals=[approval(("R05",), made)]).approvals == ("a1",)


def test_a_ruling_counts_for_its_recipe_and_day(ours):
    with pytest.raises(ClearanceMismatch, match="another recipe"):
        clearance.issue(recipe(2), rule(recipe()), ours, NOW)
    with pytest.raises(ClearanceMismatch, match="not of today"):
        clearance.issue(recipe(), rule(recipe()), ours, NOW + timedelta(days=1))


@pytest.mark.parametrize("moment", [NOW - timedelta(seconds=1), NOW + timedelta(days=30)])
def test_before_and_after_its_term(ours, moment):
    with pytest.raises(ClearanceMismatch, match="not now"):
        clearance.check(issued(ours), recipe().hash, ours.gate, moment)


def test_missing_borrowed_or_of_another_production(ours, tmp_path):
    with pytest.raises(ClearanceMismatch, match="no clearance"):
        clearance.check(None, recipe().hash, ours.gate, NOW)
    with pytest.raises(ClearanceMismatch, match="another recipe"):
        clearance.check(issued(ours), recipe(2).hash, ours.gate, NOW)
    theirs = keys.make(tmp_path / "keys", "other", NOW)
    with pytest.raises(ClearanceMismatch, match="not signed"):
        clearance.check(issued(theirs), recipe().hash, ours.gate, NOW)


def test_every_field_is_signed(ours):
    good = issued(ours).to_json()
    for name, value in good.items():
        forged = {**good, name: value + 1 if isinstance(value, int) else [*value, "x"] if isinstance(value, list)
                  else {**value, "x": "y"} if isinstance(value, dict) else value + "x"}
        with pytest.raises(ClearanceMismatch):
            check_clearance(forged, recipe().hash, ours.gate, NOW)
    with pytest.raises(ClearanceMismatch):
        check_clearance({**good, "added": 1}, recipe().hash, ours.gate, NOW)
    for name in good:
        with pytest.raises(ClearanceMismatch):
            check_clearance({k: v for k, v in good.items() if k != name}, recipe().hash, ours.gate, NOW)


def test_a_signature_by_a_key_of_ones_own_is_refused(ours, tmp_path):
    theirs = keys.make(tmp_path / "keys", "other", NOW)
    stolen = replace(issued(theirs), key_id=ours.key_id, signature="")
    forged = replace(stolen, signature=base64.b64encode(theirs.sign(canonical(stolen.signed_json()))).decode())
    with pytest.raises(ClearanceMismatch, match="not signed"):
        clearance.check(forged, recipe().hash, ours.gate, NOW)


def test_private_keys_are_private_and_never_shown(tmp_path):
    folder = tmp_path / "keys"
    made = keys.make(folder, "show", NOW)
    for name in ("ca.key", "leaf.key", "gate.key"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
        assert "PRIVATE" not in repr(made)
    assert stat.S_IMODE((folder / "ca.pem").stat().st_mode) == 0o644
    assert not folder.with_name("keys.new").exists()
    with pytest.raises(ConfigError, match="already has keys"):
        keys.make(folder, "show", NOW)
    assert keys.load(folder) == made


def test_the_leaf_has_the_profile_of_a_claim_signer(ours):
    leaf = x509.load_pem_x509_certificate(ours.leaf)
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical and usage.value.digital_signature and usage.value.content_commitment
    assert not usage.value.key_cert_sign
    basic = leaf.extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical and not basic.value.ca
    extended = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(extended) == [ExtendedKeyUsageOID.EMAIL_PROTECTION]
    leaf.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=366)
    assert leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "Älva's show"
    leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(ours.ca))


def test_missing_or_mismatched_keys_say_so(tmp_path):
    folder = tmp_path / "keys"
    with pytest.raises(NotFound, match=r"ca\.pem"):
        keys.load(folder)
    keys.make(folder, "show", NOW)
    other = keys.make(tmp_path / "other", "show", NOW)
    (folder / "leaf.key").write_bytes(other.leaf_key)
    with pytest.raises(ConfigError, match="do not belong together"):
        keys.load(folder)
    (folder / "leaf.key").write_bytes(b"\x00garbage")
    with pytest.raises(ConfigError, match="cannot be read"):
        keys.load(folder)


def test_a_leaf_is_renewed_by_the_same_authority(tmp_path):
    folder = tmp_path / "keys"
    old = keys.make(folder, "show", NOW)
    new = keys.renew(folder, NOW + timedelta(days=300))
    assert new.leaf != old.leaf and (new.ca, new.gate) == (old.ca, old.gate)
    assert new.leaf_expires() > old.leaf_expires()


def test_a_certificate_of_ones_own(tmp_path):
    folder = tmp_path / "show" / "keys"
    old = keys.make(folder, "show", NOW)
    keys.make(tmp_path / "bought", "buyer", NOW)
    bought = tmp_path / "bought"
    new = keys.use_certificate(folder, bought / "leaf.pem", bought / "leaf.key", bought / "ca.pem", NOW)
    assert new.leaf == (bought / "leaf.pem").read_bytes() and new.gate == old.gate
    with pytest.raises(ConfigError, match="not ours"):
        keys.renew(folder, NOW)
    with pytest.raises(ConfigError, match="not that of the certificate"):
        keys.use_certificate(folder, bought / "leaf.pem", bought / "ca.key", bought / "ca.pem", NOW)
