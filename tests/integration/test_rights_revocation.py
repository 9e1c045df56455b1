"""A revocation bites: running jobs stop, what rested on it goes on hold and stays here, all of it is listed."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cli import answer
from rights_likeness import WORKS, anna, facts, grant, of_anna, use_likeness_slates  # noqa: F401
from secondunit.core.errors import (
    ApprovalNeeded,
    ConsentMissing,
    PolicyError,
    RecordCorrupt,
    StateError,
    UsageError,
    VerifyFailed,
)
from secondunit.core.jobs import Frame
from secondunit.core.recipe import Recipe, Request
from secondunit.core.rights import Verdict
from secondunit.core.tasks import Status
from secondunit.execution import journal
from secondunit.execution.watch import Watch
from secondunit.production import delivery
from slates import empty_show, make, show, slates  # noqa: F401

BY = "Ida Lund"


def status(show, entity):
    return journal.status(show.store, entity, "storyboard")


def revoke_elsewhere(show, identity="cns-1"):
    """Revoke in a process of its own, while this one holds the writer lock."""
    return answer("-C", show.root, "rights", "revoke", identity, "--reason", "withdrawn by letter", "--by", "Anna Lind")


def test_likeness_work_starts_with_a_matching_grant(anna):
    report = make(anna, [of_anna("s1", work, tone) for tone, work in enumerate(WORKS)])
    assert (report.made, report.held) == (len(WORKS), [])


@pytest.mark.parametrize("change", [
    {"use_kinds": ["dub"]}, {"end": "2026-02-01"}, {"start": "2099-01-01", "end": ""}, {"shots": ["s9"]},
    {"project_scope": ["another"]}, {"signed_at": ""}, {"separate_document": False}, {"revoked_at": "2026-02-01"},
])  # fmt: skip
def test_likeness_work_does_not_start_without_one(show, monkeypatch, change):
    use_likeness_slates(monkeypatch)
    grant(show, **change)
    ask = of_anna("s1", extra={"shots": ["s1"]}, alters_performance="material")
    with pytest.raises(PolicyError):
        make(show, [ask])
    assert not list(show.store.index.all("takes"))
    assert not list(show.store.media.all())


@pytest.mark.parametrize("work", WORKS)
@pytest.mark.parametrize("persons", [(), ("",), (" ",)])
def test_likeness_work_must_name_a_person(anna, work, persons):
    with pytest.raises(ConsentMissing, match="names nobody"):
        make(anna, [of_anna("s1", work, persons=persons)])
    assert not list(anna.store.index.all("takes"))


def test_a_revocation_holds_what_rested_on_it_alone(anna):
    make(anna, [of_anna("s1"), of_anna("s2", tone=20), *slates(1, 1)])
    anna.review.approve("s1", by=BY)
    done = anna.rights.revoke("cns-1", reason="withdrawn by letter", by="Anna Lind")
    assert {(row["entity"], row["was"]) for row in done.held} == {("s1", "done"), ("s2", "wfa")}
    assert {each.entity for each in done.descendants.recipes} == {"s1", "s2"}
    assert done.descendants.versions == ("s1.storyboard.v001",)
    assert status(anna, "s1") is status(anna, "s2") is Status.HOLD
    assert status(anna, "s000") is Status.WFA
    shown = anna.review.show("s1")
    assert "withdrawn by letter" in shown["note"]
    assert "R16" in shown["note"]
    assert shown["takes"]
    with pytest.raises(StateError, match="on hold"):
        anna.review.approve("s1", by=BY)
    with pytest.raises(StateError, match="a denial is not approved"):
        anna.review.approve_hold("s1", by=BY, role="legal", document=b"yes")
    with pytest.raises(ConsentMissing):
        make(anna, [of_anna("s3", tone=30)])


def test_what_another_consent_covers_stands(anna):
    grant(anna, id="cns-2", specific_description="de-ageing of her face in the whole of act one")
    make(anna, [of_anna("s1")])
    anna.review.approve("s1", by=BY)
    done = anna.rights.revoke("cns-1", reason="replaced", by=BY)
    assert done.held == ()
    assert [each.entity for each in done.descendants.recipes] == ["s1"]
    assert status(anna, "s1") is Status.DONE
    assert [row["entity"] for row in anna.rights.revoke("cns-2", reason="withdrawn", by=BY).held] == ["s1"]


def test_a_new_consent_brings_it_back_by_the_front_door(anna):
    make(anna, [of_anna("s1")])
    anna.review.approve("s1", by=BY)
    anna.rights.revoke("cns-1", reason="withdrawn", by=BY)
    grant(anna, id="cns-2", specific_description="de-ageing of her face in the whole of act one")
    assert status(anna, "s1") is Status.HOLD
    report = make(anna, [of_anna("s1")])
    assert (report.made, report.cached) == (0, 1)
    assert status(anna, "s1") is Status.WFA
    anna.review.approve("s1", by=BY)
    assert anna.deliver("slates", by=BY)["versions"] == 1


def test_what_was_revoked_stays_and_says_why(anna):
    for reason in ("", "  ", "x" * 5000, "a\x00b"):
        with pytest.raises(UsageError, match="reason"):
            anna.rights.revoke("cns-1", reason=reason, by=BY)
    with pytest.raises(UsageError, match="not a date"):
        anna.rights.revoke("cns-1", reason="r", on="soon", by=BY)
    anna.rights.revoke("cns-1", reason="withdrawn", by=BY)
    entry = anna.rights.get("cns-1")
    assert [e.why for e in anna.rights.history(entry)] == ["", "withdrawn"]
    with pytest.raises(StateError, match="already"):
        anna.rights.revoke("cns-1", reason="again", by=BY)
    for change in ({"end": "2098-01-01"}, {"revoked_at": ""}):
        with pytest.raises(StateError, match="was revoked"):
            anna.rights.change("consent", "cns-1", change, by=BY)
    grant(anna, id="cns-2", character="MARA")
    with pytest.raises(UsageError, match="needs a reason"):
        anna.rights.change("consent", "cns-2", {"revoked_at": "2026-01-01"}, by=BY)
    error = answer("-C", anna.root, "rights", "revoke", "anna-lind", "--reason", "x", "--by", BY, code=3)["error"]
    assert "a party is not revoked" in error["message"]


def test_a_revocation_to_come_holds_nothing_yet(anna):
    make(anna, [of_anna("s1")])
    later = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    assert anna.rights.revoke("cns-1", reason="ends with the month", by=BY, on=later).held == ()
    assert status(anna, "s1") is Status.WFA
    assert anna.rights.check("s1")[0].ruling.verdict.word == "allow"


def test_descendants_are_found_through_everything_made_from_them(anna):
    chain = [
        of_anna("s1", key="face"),
        Request("comp", "test.slate", "test.slate", {"tone": 1}, {"over": "plan:face#panel"}, "s2", "storyboard"),
        Request("cut", "test.slate", "test.slate", {"tone": 2}, {"shot": "plan:comp#panel"}, "reel", "storyboard"),
        *slates(1, 1),
    ]
    make(anna, chain)
    face = next(t for t in anna.store.index.all("takes") if t["entity"] == "s1")
    by_digest = Request("still", "test.slate", "test.slate", {"tone": 3},
                        {"still": f"sha256:{face['outputs'][0]['digest']}"}, "poster", "storyboard")  # fmt: skip
    make(anna, [by_digest])
    for identity in ("cns-1", "anna-lind"):
        found = anna.rights.descendants(identity)
        assert {each.entity for each in found.recipes} == {"s1", "s2", "reel", "poster"}
        assert all(each.made for each in found.recipes)
    why = {each.entity: each.why for each in found.recipes}
    assert why["s1"].startswith("relies on the consent")
    assert why["reel"].startswith("made from ")
    done = anna.rights.revoke("cns-1", reason="withdrawn", by=BY)
    assert {row["entity"] for row in done.held} == {"s1", "s2", "reel", "poster"}
    with pytest.raises(ConsentMissing):  # neither again nor into anything new
        make(anna, [replace(chain[0], key="again"), Request("new", "test.slate", "test.slate", {"tone": 9},
                    {"over": f"sha256:{face['outputs'][0]['digest']}"}, "s9", "storyboard")])  # fmt: skip
    with pytest.raises(ConsentMissing):
        make(anna, [Request("new", "test.slate", "test.slate", {"tone": 9},
                            {"over": f"sha256:{face['outputs'][0]['digest']}"}, "s9", "storyboard")])  # fmt: skip
    assert status(anna, "s000") is Status.WFA


def test_what_stands_behind_a_person_is_named(anna):
    anna.rights.add("replica", {"id": "rpl-1", "subject": "anna-lind", "category": "EBDR", "source": "scan",
                                "asset_digests": ["a" * 64]}, by=BY)
    anna.rights.add("licence", {"id": "lic-1", "holder": "Kust Archive", "work": "harbour films", "items": ["plate-1"],
                                "rights": ["reference"]}, by=BY)
    anna.rights.add("source", {"id": "plate-1", "title": "Harbour, 1981", "licence": "lic-1",
                               "contains_persons": ["anna-lind"]}, by=BY)
    anna.rights.add("model", {"id": "mdl-1", "name": "Harbour tones", "dataset_licences": ["lic-1"]}, by=BY)
    anna.rights.add("model", {"id": "mdl-2", "name": "Harbour tones at night", "base": "mdl-1"}, by=BY)
    assert anna.rights.descendants("anna-lind").records == ("consent/cns-1", "replica/rpl-1", "source/plate-1")
    assert anna.rights.descendants("lic-1").records == ("model/mdl-1", "model/mdl-2", "source/plate-1")
    assert anna.rights.descendants("rpl-1").recipes == ()


def test_a_delivery_leaves_out_what_is_on_hold_and_says_so(anna, tmp_path):
    make(anna, [of_anna("s1"), *slates(1, 1)])
    anna.review.approve("s1", by=BY)
    anna.review.approve("s000", by=BY)
    first = anna.deliver("slates", tmp_path / "one", by=BY)
    assert (first["versions"], first["on_hold"]) == (2, {})
    done = anna.rights.revoke("cns-1", reason="withdrawn", by=BY)
    assert [(row["profile"], row["paths"]) for row in done.descendants.deliveries] == [("slates", ["panels/s1.png"])]
    second = anna.deliver("slates", tmp_path / "two", by=BY)
    assert (second["versions"], list(second["on_hold"])) == (1, ["s1"])
    assert not (tmp_path / "two" / "panels" / "s1.png").exists()


def test_a_consent_that_ran_out_blocks_the_delivery_with_the_ruling(anna, tmp_path, monkeypatch):
    make(anna, [of_anna("s1"), *slates(1, 1)])
    anna.review.approve("s1", by=BY)
    anna.review.approve("s000", by=BY)
    anna.rights.change("consent", "cns-1", {"end": "2026-02-01"}, by=BY)
    with pytest.raises(ConsentMissing, match=r"s1 may not leave: R16.*not in force") as caught:
        anna.deliver("slates", tmp_path / "out", by=BY)
    assert list(caught.value.facts["entities"]) == ["s1"]
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".tmp-*"))


def test_what_ran_out_goes_on_hold_when_somebody_checks(anna):
    make(anna, [of_anna("s1"), of_anna("s2", tone=20), *slates(1, 1)])
    anna.review.approve("s1", by=BY)
    assert anna.rights.hold_fallen(anna.rights.check(), by=BY) == []
    anna.rights.change("consent", "cns-1", {"end": "2026-02-01"}, by=BY)
    held = anna.rights.hold_fallen(anna.rights.check(), by=BY)
    assert [(row["entity"], row["was"]) for row in held] == [("s1", "done"), ("s2", "wfa")]
    assert "not in force" in held[0]["why"]
    assert anna.rights.hold_fallen(anna.rights.check(), by=BY) == []
    assert status(anna, "s000") is Status.WFA


def test_rights_that_change_under_a_delivery_stop_it(anna, tmp_path, monkeypatch):
    make(anna, [of_anna("s1")])
    anna.review.approve("s1", by=BY)
    real = delivery.delivery_manifest.write

    def meanwhile(*arguments, **options):
        revoke_elsewhere(anna)
        return real(*arguments, **options)

    monkeypatch.setattr(delivery.delivery_manifest, "write", meanwhile)
    with pytest.raises(StateError, match="rights changed"):
        anna.deliver("slates", tmp_path / "out", by=BY)
    assert not (tmp_path / "out").exists()


def test_a_running_job_stops_when_another_process_revokes(anna):
    done = []

    def tell(state, frame):
        if not done:
            done.append(revoke_elsewhere(anna))  # the lock is held here: revoking must not need it

    frames = [of_anna(f"s{n:03d}", tone=n) for n in range(12)]
    with pytest.raises(ConsentMissing):
        make(anna, frames, tell=tell, cores=1)
    assert done[0]["jobs"] == ["job00001"]
    made = {take["entity"] for take in anna.store.index.all("takes")}
    assert len(made) < 3
    assert anna.jobs.rows()[0]["state"] == "failed"
    held = {w.entity for w in anna.review.tasks("hold")}
    assert held
    assert "wfa" not in {w.status for w in anna.review.tasks()}
    anna.store.index.rebuild()
    assert {w.entity for w in anna.review.tasks("hold")} == held


def test_an_engine_at_work_is_stopped_too(anna):
    asleep = of_anna("s1", parameters={"fault": "sleep"})

    def later():
        until = time.monotonic() + 20
        while not list((anna.root / "records" / "clearances").glob("*")) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
        revoke_elsewhere(anna)

    thread = threading.Thread(target=later)
    thread.start()
    try:
        with pytest.raises(ConsentMissing):
            make(anna, [asleep])
    finally:
        thread.join()
    assert status(anna, "s1") is Status.HOLD
    assert not list(anna.store.index.all("takes"))


def test_an_approval_that_is_revoked_meanwhile_holds_the_frame(anna):
    """What escalates at its writing goes on hold like at its planning; it does not enter."""
    make(anna, [of_anna("s1")])
    body = next(anna.store.index.all("recipes"))
    unsure = replace(Recipe.from_json(body["recipe"]), facts=facts(extra={"use_kinds": None}))
    watch = Watch(anna.store, anna.shop.gate, BY, lambda: False)
    ruling = anna.shop.gate.ask(unsure, entity="s1", task="storyboard")
    assert ruling.verdict is Verdict.ESCALATE
    with pytest.raises(ApprovalNeeded):
        watch.ask(Frame(unsure, "s1", "storyboard", 0, True))
    assert status(anna, "s1") is Status.HOLD


def test_unreadable_rights_refuse_everything(anna, tmp_path):
    make(anna, [of_anna("s1")])
    anna.review.approve("s1", by=BY)
    path = next((anna.root / "records" / "consents").iterdir())
    whole = path.read_bytes()
    path.chmod(0o644)
    for damage, error in ((b"{", RecordCorrupt), (whole.replace(b"2099", b"2100"), VerifyFailed)):
        path.write_bytes(damage)
        with pytest.raises(error):
            anna.deliver("slates", tmp_path / "out", by=BY)
        with pytest.raises(error):
            make(anna, slates(1, 1))
        with pytest.raises(error):
            anna.rights.check()
        assert answer("-C", anna.root, "rights", "list", code=error.exit_code)["error"]["code"] == error.code
    path.write_bytes(whole)
    assert anna.deliver("slates", tmp_path / "out", by=BY)["versions"] == 1


def test_check_says_what_fires_and_what_helps(anna, capsys):
    make(anna, [of_anna("s1"), *slates(1, 1)])
    assert [(a.entity, a.ruling.words()) for a in anna.rights.check()] == [
        ("s000", "no rule fired"), ("s1", "no rule fired")]  # fmt: skip
    anna.rights.change("consent", "cns-1", {"end": "2026-02-01"}, by=BY)
    [answered] = anna.rights.check("s1")
    data = answered.to_json()
    assert data["verdict"] == "deny"
    fired = data["firings"][0]
    assert (fired["rule"], fired["pack"]) == ("R16", "core")
    assert fired["remedy"]
    assert anna.rights.check(answered.recipe[:8])[0].recipe == answered.recipe
    assert {a.entity for a in anna.rights.check(leaving="final")} == {"s000", "s1"}


def test_the_command_reads_no_rule_fired_and_ends_with_4_when_one_did(anna):
    make(anna, slates(1, 1))
    run = [sys.executable, "-m", "secondunit.cli.main", "-C", str(anna.root), "rights", "check"]
    # the slate engine is known to this test's process alone, not to the command's: what cannot be judged is denied
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.returncode == 4
    assert "no engine is called 'slate'" in done.stdout
    assert "cleared" not in done.stdout


@pytest.fixture
def su(anna, capsys):
    """Run a command in this process, which knows the slate engine; return what it printed."""
    from secondunit.cli.main import main

    def run(*arguments, code=0):
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main(["-C", str(anna.root), *map(str, arguments)])
        out = capsys.readouterr()
        assert stop.value.code == code, out.out + out.err
        return out.out

    return run


def test_the_commands_tell_people_what_they_need_to_know(anna, su):
    make(anna, [of_anna("s1"), *slates(1, 1)])
    anna.review.approve("s1", by=BY)
    told = su("rights", "check")
    assert told == "2 takes asked about: no rule fired\n"
    assert "s1 storyboard take 1" in su("rights", "check", "s1")
    assert "no rule fired" in su("rights", "check", "s1")
    told = su("rights", "descendants", "anna-lind")
    assert "on party anna-lind rest 1 takes, 1 versions, 0 deliveries" in told
    assert "record   consent/cns-1" in told
    assert "version  s1.storyboard.v001" in told
    told = su("rights", "revoke", "cns-1", "--reason", "withdrawn by letter", "--by", "Anna Lind")
    assert "on hold: s1 storyboard (was done)" in told
    assert "relies on the consent cns-1" in told
    told = su("rights", "check", code=4)
    assert "core/R16 deny" in told
    assert "what helps: " in told
    assert "2 takes asked about: rules fired on 1" in told
    assert "s000" not in told
    assert "s000" in su("rights", "check", "--quiet-too", code=4)
    for text in (told, su("rights", "check", "s000")):
        assert "cleared" not in text
        assert "legal" not in text
    assert "nothing is on record for 'nowhere'" in su("rights", "check", "nowhere", "--json", code=3)
    assert "give one of them" in su("rights", "check", "--hold", "--leaving", "final", "--json", code=2)


def test_a_check_can_hold_by_the_command(anna, su):
    make(anna, [of_anna("s1")])
    su("rights", "consent", "change", "cns-1", "--end", "2026-02-01", "--by", BY)
    assert "on hold: s1 storyboard (was wfa)" in su("rights", "check", "--hold", "--by", BY, code=4)


def test_a_delivery_says_why_something_stays_here(anna, tmp_path):
    make(anna, [of_anna("s1"), *slates(1, 1)])
    anna.review.approve("s1", by=BY)
    anna.review.approve("s000", by=BY)
    anna.rights.revoke("cns-1", reason="withdrawn by letter", by="Anna Lind")
    done = anna.deliver("slates", tmp_path / "out", by=BY)
    assert "withdrawn by letter" in done["on_hold"]["s1"]


def test_the_paper_behind_an_approval_is_kept_and_a_revoked_approval_holds_again(anna):
    unsure = of_anna("s1", facts=facts(extra={"use_kinds": None}))
    assert make(anna, [unsure]).held
    identity = anna.review.approve_hold("s1", by=BY, role="legal", document=b"yes, signed")
    approval = anna.rights.get(identity).record
    assert anna.rights.papers.read(approval.document_sha256) == b"yes, signed"
    assert make(anna, [unsure]).made == 1
    done = anna.rights.revoke(identity, reason="given by mistake", by=BY)
    assert [(row["entity"], row["was"]) for row in done.held] == [("s1", "wfa")]
    assert done.descendants.recipes[0].why == f"relies on the approval {identity}"
    anna.review.approve_hold("s1", by=BY, role="legal", document=b"yes again, signed")
    assert make(anna, [unsure]).cached == 1
    assert status(anna, "s1") is Status.WFA
