"""The register reads what it wrote: the newest body of a record, its name, and nothing that is not there."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gate_helpers import CONSENT
from secondunit.core.errors import NotFound, StateError, VerifyFailed
from secondunit.core.rights import Tool
from secondunit.gates.records.register import identity_of
from slates import empty_show, show  # noqa: F401

WHEN = datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.fixture
def register(show):
    return show.shop.gate.register


def test_the_newest_body_says_who_entered_it_when_and_why(register):
    register.enter("consents", CONSENT, by=" Ida Lund ", now=WHEN)
    newer = replace(CONSENT, revoked_at="2026-02-01")
    written = register.enter("consents", newer, by="Anna", why="asked by letter", now=WHEN)
    body = register.body("consents", "c1")
    assert (body["seq"], body["by"], body["why"], body["at"], body["id"]) == (2, "Anna", "asked by letter", "2026-11-03T12:00:00Z", "c1")
    assert dict(body) == written
    assert register.get("consents", "c1") == newer
    assert [each["id"] for each in register.bodies("consents")] == ["c1"]


@pytest.mark.parametrize(("kind", "identity"), [("consents", "c9"), ("takes", "c1"), ("", "c1")])
def test_a_record_that_is_not_there_is_said(register, kind, identity):
    register.enter("consents", CONSENT, by="Ida Lund")
    with pytest.raises(NotFound, match="there is no"):
        register.body(kind, identity)


def test_a_change_counts_only_from_the_newest_revision(register):
    register.enter("consents", CONSENT, by="Ida Lund", after=0)
    register.enter("consents", CONSENT, by="Ida Lund", after=1)
    for late in (0, 1):
        with pytest.raises(StateError):
            register.enter("consents", CONSENT, by="Ida Lund", after=late)


def test_bodies_are_checked_before_they_are_shown(show, register):
    register.enter("consents", CONSENT, by="Ida Lund")
    file = show.root / "records" / "consents" / "c1@000001.json"
    file.chmod(0o644)
    file.write_text(file.read_text().replace("Ida Lund", "Eva Lund"))
    with pytest.raises(VerifyFailed, match="c1@000001"):
        register.bodies("consents")


@pytest.mark.parametrize(("name", "identity"), [("Paint Box", "paint-box"), ("ink", "ink")])
def test_a_tool_is_named_by_its_name(name, identity):
    assert identity_of(Tool(name)) == identity


def test_a_tool_whose_name_has_no_letters_that_a_file_may_have_gets_one_of_its_own():
    one, two = identity_of(Tool("墨")), identity_of(Tool("筆"))
    assert one != two and one.startswith("tool-") and len(one) == len("tool-") + 12
    assert identity_of(CONSENT) == "c1"


def test_a_record_is_read_once_while_its_file_stays_as_it_is(register):
    register.enter("consents", CONSENT, by="Ida Lund")
    body = register.body("consents", "c1")
    assert register.read("consents", body) is register.read("consents", body)
    assert register.read("consents", dict(body)) == CONSENT
