"""The roll call: what lies in the folder is what the ledger speaks of, and the ledger goes as far as it was signed."""

import base64
from dataclasses import replace

import pytest

from ledger_helpers import fill, made, open_store, root, signer  # noqa: F401  # fixtures
from secondunit.core.errors import VerifyFailed
from secondunit.core.identity import canonical
from secondunit.gates.records import roll
from secondunit.store.ledger import Head
from secondunit.store.ledger_lines import Draft

NOBODY = roll.digest_of({})


@pytest.fixture
def ended(root):
    """What is known of a ledger of three seals, and the gate's key."""
    store = open_store(root)
    with store.ledger.still() as since:
        return since, (root / "keys" / "gate.pub").read_bytes(), signer(root)


def signed(ended, **changes):
    """The signed head with changes, signed again by the gate."""
    since, _, sealer = ended
    body = {key: value for key, value in since.signed.items() if key != "signature"} | changes
    return {**body, "signature": base64.b64encode(sealer.sign(canonical(body))).decode()}


def test_a_ledger_that_is_as_it_was_signed_is_whole(ended):
    since, key, _ = ended
    assert since.signed["seals"] == since.head.seals == 3
    roll.ends_where_signed(since, key)
    roll.ends_where_signed(replace(since, signed=signed(ended)), key)


def test_a_head_that_is_one_seal_old_is_a_killed_commands_and_an_older_one_is_none(ended):
    since, key, _ = ended
    roll.ends_where_signed(replace(since, signed=signed(ended, seals=2, seq=9)), key)
    with pytest.raises(VerifyFailed, match="of another time"):
        roll.ends_where_signed(replace(since, signed=signed(ended, seals=1, seq=5)), key)


def test_a_head_that_is_gone_is_missed_once_there_are_two_seals(ended):
    since, key, _ = ended
    with pytest.raises(VerifyFailed, match="is gone"):
        roll.ends_where_signed(replace(since, signed={}), key)
    with pytest.raises(VerifyFailed, match="is gone"):
        roll.ends_where_signed(replace(since, signed={}, head=replace(since.head, seals=2)), key)
    roll.ends_where_signed(replace(since, signed={}, head=replace(since.head, seals=1)), key)
    roll.ends_where_signed(replace(since, signed={}, head=Head(), sealed=None), key)


@pytest.mark.parametrize("change", [{"signature": "A" * 86 + "=="}, {"seals": 4}, {"key_id": "0" * 32}, {"first": "0" * 64}])
def test_a_head_that_the_gate_did_not_sign_counts_for_nothing(ended, change):
    since, key, _ = ended
    with pytest.raises(VerifyFailed, match="of another time"):
        roll.ends_where_signed(replace(since, signed={**since.signed, **change}), key)
    early = replace(since.head, seals=1)
    with pytest.raises(VerifyFailed, match="of another time"):  # also while a missing one would be no wonder
        roll.ends_where_signed(replace(since, signed={**since.signed, **change}, head=early), key)


def test_the_signed_head_of_another_ledger_is_of_no_use(ended):
    since, key, _ = ended
    with pytest.raises(VerifyFailed, match="of another time"):
        roll.ends_where_signed(replace(since, signed=signed(ended, first="0" * 64)), key)


def test_a_ledger_that_ends_before_its_signed_head_was_cut_off(ended):
    since, key, _ = ended
    with pytest.raises(VerifyFailed, match=r"ends at entry 13, its signed head is entry 14"):
        roll.ends_where_signed(replace(since, signed=signed(ended, seq=14)), key)


def test_a_seal_that_the_gate_did_not_sign_is_none(ended, tmp_path):
    since, key, _ = ended
    fill(tmp_path / "other", seed=2)
    with open_store(tmp_path / "other", seed=2).ledger.still() as theirs, pytest.raises(VerifyFailed, match="did not sign"):
        roll.ends_where_signed(replace(since, sealed=theirs.sealed), key)


# the call itself: a seal of a roll, then what came after it


def called(root, sealed, *drafts, found):
    """Call a roll: `sealed` is what the last seal holds (None: nothing), `drafts` came after it."""
    store = open_store(root)
    for draft in drafts:
        store.ledger.note(draft)
    with store.ledger.still() as since:
        seal = {} if sealed is None else {**since.seal, roll.FACT: roll.digest_of(sealed)}
        roll.call(found, replace(since, seal=seal))


def record(identity, rev, kind="consents"):
    return Draft("record", kind, identity, rev, "0" * 64)


C1, C2 = ("consents", "c1"), ("consents", "c2")


def test_what_was_entered_since_the_seal_is_undone(root):
    called(root, {C1: 1}, record("c1", 2), record("c2", 1), record("c1", 3), found={C1: 3, C2: 1})


@pytest.mark.parametrize("found", [{C1: 1, C2: 1}, {C1: 2}, {C1: 3, C2: 1}, {C2: 1}, {}])
def test_a_record_that_is_not_in_its_newest_revision_is_told(root, found):
    with pytest.raises(VerifyFailed, match=r"records/consents/c[12]@00000[12]\.json is gone, or a newer one"):
        called(root, {C1: 1}, record("c1", 2), record("c2", 1), found=found)


@pytest.mark.parametrize("found", [{C1: 1}, {C1: 3}, {}, {C1: 2, C2: 1}])
def test_what_was_sealed_and_is_not_there_or_there_and_not_sealed_is_told(root, found):
    called(root, {C1: 2}, found={C1: 2})
    with pytest.raises(VerifyFailed, match="taken away or laid in"):
        called(root, {C1: 2}, found=found)


def test_before_the_first_seal_there_was_nothing(root):
    called(root, None, record("c1", 1), found={C1: 1})
    with pytest.raises(VerifyFailed, match="taken away or laid in"):
        called(root, None, record("c1", 1), found={C1: 1, C2: 1})


def test_a_seal_of_an_older_kind_says_nothing_of_the_roll(root):
    with open_store(root).ledger.still() as since:
        assert since.seal and roll.FACT not in since.seal
        roll.call({C1: 7}, since)


def test_other_records_and_entries_that_were_taken_back_do_not_count(root):
    called(root, {C1: 1}, record("e1", 1, "entities"), Draft("refuse", "rulings", "r"), record("c1", 2),
           Draft("void", facts={"entry": 16}), found={C1: 1})  # fmt: skip


def test_the_digest_of_a_roll_does_not_depend_on_its_order():
    assert roll.digest_of({C1: 1, C2: 2}) == roll.digest_of({C2: 2, C1: 1}) != roll.digest_of({C1: 2, C2: 1})
    assert len(NOBODY) == 64
