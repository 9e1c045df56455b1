"""The roll call: every record of rights that the ledger speaks of is there, in its newest revision, and no other.

A signature shows that a record is ours; it does not show that the newest one is still there. Who takes away the file of
a revocation would bring the consent back to life. So each seal of the ledger holds a digest of the roll: kind, id and
newest revision of all records of rights. What came after the seal is undone from what lies in the folder, and the
result must be the roll that was sealed.
"""

from __future__ import annotations

from collections.abc import Mapping

from secondunit.core.errors import VerifyFailed
from secondunit.core.identity import digest
from secondunit.core.rights import BOOK
from secondunit.store.ledger import Since
from secondunit.store.ledger_lines import signed_part
from secondunit.store.signature import bytes_signed, signature_holds

Roll = dict[tuple[str, str], int]
FACT = "rights"  # under which a seal holds the digest of the roll
_HINT = ("secondunit rights ledger verify says what was changed; restore it from a backup. Until then nothing is "
         "allowed that asks the gate")


def call(roll: Mapping[tuple[str, str], int], since: Since) -> None:
    """Check the newest revisions that lie in the folder against the ledger; VerifyFailed where they differ."""
    before: Roll = dict(roll)
    void = {line.entry["facts"].get("entry") for line in since.lines if line.verb == "void"}
    for line in reversed(since.lines):
        kind, identity, rev = line.entry["kind"], line.entry["id"], line.entry["rev"]
        if kind not in BOOK or not rev or line.seq in void:
            continue
        if before.get((kind, identity)) != rev:
            raise VerifyFailed(f"records/{kind}/{identity}@{rev:06d}.json is gone, or a newer one was laid in: the "
                               f"ledger's entry {line.seq} speaks of it", hint=_HINT)
        before[kind, identity] = rev - 1
        if rev == 1:
            del before[kind, identity]
    sealed = since.seal.get(FACT, None if since.seal else digest_of({}))
    if sealed is not None and sealed != digest_of(before):
        raise VerifyFailed("records of rights were taken away or laid in since the ledger was signed", hint=_HINT)


def ends_where_signed(since: Since, gate_key: bytes) -> None:
    """Check that the ledger goes at least as far as its signed head says; VerifyFailed where its end was cut off.

    A command that is killed between a seal and the head leaves a head that is one seal old, never an older one.
    """
    signed = since.signed
    if since.sealed is not None and not bytes_signed(*signed_part(since.sealed), gate_key):
        raise VerifyFailed(f"entry {since.sealed.seq} of the ledger is a seal that this production's gate did not sign",
                           hint=_HINT)
    if not signed and since.head.seals < 2:
        return
    holds = bool(signed) and signature_holds(signed, gate_key)
    if not holds or signed["first"] != since.first or signed["seals"] < since.head.seals - 1:
        raise VerifyFailed("records/ledger.json, the signed head of the ledger, is gone or of another time", hint=_HINT)
    if signed["seq"] > since.head.seq:
        raise VerifyFailed(f"the ledger ends at entry {since.head.seq}, its signed head is entry {signed['seq']}",
                           hint=_HINT)


def digest_of(roll: Mapping[tuple[str, str], int]) -> str:
    """Return the digest of a roll, as seals hold it."""
    return digest([[kind, identity, roll[kind, identity]] for kind, identity in sorted(roll)])
