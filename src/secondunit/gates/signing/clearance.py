"""Clearances: the gate's signed yes for exactly one recipe hash, for a limited time."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from secondunit.core.errors import ApprovalNeeded, ClearanceMismatch
from secondunit.core.identity import canonical, digest
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Clearance, Ruling, Verdict
from secondunit.gates.rules import policy
from secondunit.gates.signing.keys import Keys
from secondunit.store.signature import check_clearance

LONGEST = timedelta(days=30)  # facts change: an old yes must be asked for again


def issue(recipe: Recipe, ruling: Ruling, keys: Keys, now: datetime, longest: timedelta = LONGEST) -> Clearance:
    """Sign a clearance for `recipe`; `now` is an aware time.

    It ends with the first consent, licence, approval or rule pack that the ruling rests on, at the latest after
    `longest`. Raises the ruling's denial, ApprovalNeeded while it is on hold, and ClearanceMismatch for a
    ruling on another recipe or another day.
    """
    now = now.astimezone(UTC)
    if ruling.recipe != recipe.hash:
        raise ClearanceMismatch("the ruling is on another recipe", hint="decide on this recipe first")
    if ruling.today != now.date().isoformat():
        raise ClearanceMismatch(f"the ruling is of {ruling.today}, not of today", hint="decide again")
    policy.enforce(ruling)
    if ruling.verdict is not Verdict.ALLOW:
        raise ApprovalNeeded(
            ruling.words(), hint="; ".join(dict.fromkeys(firing.remedy for firing in ruling.open)),
            recipe=recipe.hash, rules=[firing.to_json() for firing in ruling.open],
        )
    expires = now + longest
    if ruling.valid_until:
        last = date.fromisoformat(ruling.valid_until)
        expires = min(expires, datetime.combine(last, time(), UTC) + timedelta(days=1))
    draft = Clearance(
        id="", recipe=recipe.hash, ruling=ruling.digest, rules=ruling.rules, packs=ruling.packs,
        consents=ruling.consents, licences=ruling.licences, approvals=ruling.approvals,
        issued=stamp(now), expires=stamp(expires), key_id=keys.key_id,
    )
    named = replace(draft, id="clr-" + digest(draft.signed_json())[:26])
    signature = keys.sign(canonical(named.signed_json()))
    return replace(named, signature=base64.b64encode(signature).decode())


def check(
    clearance: Clearance | Mapping[str, Any] | None, recipe_hash: str, public_key: bytes, now: datetime
) -> None:
    """Refuse a clearance that is missing, forged, of another recipe, or expired: ClearanceMismatch.

    `public_key` is the PEM of `keys/gate.pub`; `now` an aware time.
    """
    record = clearance.to_json() if isinstance(clearance, Clearance) else clearance
    check_clearance(record, recipe_hash, public_key, now)


def stamp(moment: datetime) -> str:
    """Return a time as records write it: UTC, whole seconds, `Z`."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
