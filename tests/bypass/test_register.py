"""Attempts to bring rights into a production by hand. Each must refuse everything, and name the file."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from gate_helpers import CONSENT, approval
from secondunit.core.errors import InputError, StudioError, VerifyFailed
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Consent
from secondunit.production import Production
from slates import empty_show, make, one, show, slates  # noqa: F401

RECIPE = Recipe("test.slate", "test.slate", "slate", "1", {"tone": 40}, 1)


def reopened(show) -> Production:
    show.close()
    return Production.open(show.root)


def write(show, kind, identity, body, seq=1):
    show.close()
    file = show.root / "records" / kind / f"{identity}@{seq:06d}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({**body, "schema": 1, "kind": kind, "id": identity, "seq": seq}))
    return file


def refuses(show) -> str:
    again = reopened(show)
    with pytest.raises(VerifyFailed) as caught:
        again.shop.gate.refresh()
    with pytest.raises(VerifyFailed):
        make(again, slates(1, 1))
    assert not list(again.store.index.all("takes"))
    again.close()
    return caught.value.message


def test_the_honest_way_works(show):
    show.shop.gate.register.enter("consents", CONSENT, by="Ida Lund")
    again = reopened(show)
    assert again.shop.gate.book.consents == (CONSENT,)
    again.close()


def test_a_consent_laid_into_the_folder(show):
    write(show, "consents", "c1", {"consent": CONSENT.to_json()})
    assert "records/consents/c1@000001.json" in refuses(show)


def test_an_approval_laid_into_the_folder(show):
    given = approval(("R03",), RECIPE)
    write(show, "approvals", given.id, {"approval": given.to_json(), "key_id": show.shop.publisher.keys.key_id,
                                        "signature": "A" * 86 + "=="})  # fmt: skip
    assert "records/approvals" in refuses(show)


def test_a_signed_record_that_was_changed(show):
    show.shop.gate.register.enter("consents", CONSENT, by="Ida Lund")
    show.close()
    file = show.root / "records" / "consents" / "c1@000001.json"
    body = json.loads(file.read_text())
    for change in ({"consent": {**body["consent"], "end": "2030-01-01"}}, {"by": "Somebody Else"}, {"extra": 1}):
        file.chmod(0o644)
        file.write_text(json.dumps({**body, **change}))
        assert "c1@000001" in refuses(show)


def test_a_signed_record_of_another_production(show, tmp_path):
    other = Production.new(tmp_path / "other", title="Other")
    other.shop.gate.register.enter("consents", CONSENT, by="Ida Lund")
    (show.root / "records" / "consents").mkdir(parents=True)
    shutil.copy(other.root / "records" / "consents" / "c1@000001.json", show.root / "records" / "consents")
    other.close()
    assert "c1@000001" in refuses(show)


def test_a_signed_record_under_another_name_or_as_a_newer_revision(show):
    register = show.shop.gate.register
    register.enter("consents", CONSENT, by="Ida Lund")
    register.enter("consents", replace(CONSENT, revoked_at="2026-02-01"), by="Ida Lund", why="asked by the performer")
    old = json.loads((show.root / "records" / "consents" / "c1@000001.json").read_text())
    newer = write(show, "consents", "c1", old, seq=3)
    assert "c1@000003" in refuses(show)
    newer.unlink()
    again = reopened(show)
    write(again, "consents", "c2", old)
    assert "c2@000001" in refuses(again)


def test_a_record_without_a_name_behind_it_or_of_the_wrong_kind(show):
    register = show.shop.gate.register
    for kind, by in (("consents", " "), ("licences", "Ida"), ("takes", "Ida"), ("../keys", "Ida")):
        with pytest.raises(InputError):
            register.enter(kind, CONSENT, by=by)
    with pytest.raises(StudioError):
        register.enter("consents", replace(CONSENT, id="../../x"), by="Ida")


def test_a_revocation_by_another_process_counts_at_once(show):
    register = show.shop.gate.register
    register.enter("consents", CONSENT, by="Ida Lund")
    assert register.book().consents == (CONSENT,)
    elsewhere = Production.open(show.root)
    gone: Consent = replace(CONSENT, revoked_at="2026-02-01")
    elsewhere.shop.gate.register.enter("consents", gone, by="Anna")
    elsewhere.close()
    assert register.book().consents == (gone,)
    assert register.book() is register.book()
