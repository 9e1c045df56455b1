"""Pay by the command line: worked out, agreed with a paper, paid; nothing twice, nothing guessed, nothing below."""

from __future__ import annotations

import json

import pytest

from cli import answer, secondunit
from rights_show import ADA, REPLICA, consent, record, settle, use

RATES = """\
[[minimum]]
name = "performer"
day = "1246.00"
source = "schedule of minimums of 2026"

[[rate]]
party = "ada-lind"
day = "2500.00"
source = "engagement letter of 2026-08-20"
"""


@pytest.fixture
def show(tmp_path):
    from secondunit.production import Production

    folder = tmp_path / "show"
    with Production.new(folder, title="Two Cups") as production:
        record(production, ADA, REPLICA, consent(production.config["id"]), use("use-1", "sh010", days_worked=2),
               use("use-2", "sh020", days_worked=1))
    settle(folder, guilds=["SAG-AFTRA"], photography_start="2026-08-25", engaged_from="2026-08-20")
    (folder / "rights").mkdir(exist_ok=True)
    (folder / "rights" / "rates.toml").write_text(RATES, encoding="utf-8")
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.4 a letter")
    return folder


def accrued(show, *more):
    return answer("-C", show, "rights", "pay", "accrue", "--by", "Ida Berg", *more)


def test_pay_goes_from_worked_out_to_agreed_to_paid(show, tmp_path):
    made = {a["basis"].partition("/")[2]: a for a in accrued(show)["accruals"]}
    assert made["replica-use"]["amount"] == 750_000
    assert made["session-stand-alone"]["session_fee"] == 250_000
    assert {a["by"] for a in made.values()} == {"Ida Berg"}
    assert accrued(show) == {"accruals": [], "open": []}
    name = made["replica-use"]["id"]
    refused = answer("-C", show, "rights", "pay", "paid", name, "--by", "Ida Berg", code=3)
    assert "proposed, not agreed" in refused["error"]["message"]
    letter = tmp_path / "letter.pdf"
    agreed = answer("-C", show, "rights", "pay", "agree", name, "--by", "Ida Berg", "--document", letter)
    assert (agreed["status"], agreed["amount"], len(agreed["document_sha256"])) == ("agreed", 750_000, 64)
    paid = answer("-C", show, "rights", "pay", "paid", name, "--by", "Max Ode", "--on", "2026-11-01")
    assert (paid["status"], paid["paid_at"], paid["by"]) == ("paid", "2026-11-01", "Max Ode")
    assert answer("-C", show, "rights", "pay", "agree", name, "--by", "I", "--document", letter, code=3)
    kept = sorted((show / "records" / "accruals").glob(f"{name}@*.json"))
    states = [json.loads(path.read_text(encoding="utf-8"))["accrual"]["status"] for path in kept]
    assert states == ["proposed", "agreed", "paid"]
    assert accrued(show)["accruals"] == []


def test_less_than_the_minimum_is_refused_and_the_amount_is_said_in_full(show, tmp_path):
    name = next(a["id"] for a in accrued(show)["accruals"] if a["shot_uses"])
    refused = answer("-C", show, "rights", "pay", "agree", name, "--amount", "3000", "--by", "Ida", "--document",
                     tmp_path / "letter.pdf", code=3)
    assert "USD 3,000.00 is below the minimum of USD 3,738.00 for 3 days" in refused["error"]["message"]
    agreed = answer("-C", show, "rights", "pay", "agree", name, "--amount", "8000", "--by", "Ida", "--document",
                    tmp_path / "letter.pdf")
    assert agreed["amount"] == 800_000


def test_a_rate_that_nobody_stated_stays_unknown_until_it_is_bargained(show, tmp_path):
    (show / "rights" / "rates.toml").unlink()
    name = next(a["id"] for a in accrued(show)["accruals"] if a["shot_uses"])
    listed = secondunit("-C", show, "rights", "pay", "list", "--party", "ada-lind").stdout
    assert "not known" in listed and "neither" in listed
    letter = ("--by", "Ida", "--document", tmp_path / "letter.pdf")
    refused = answer("-C", show, "rights", "pay", "agree", name, *letter, code=3)
    assert "is not known" in refused["error"]["message"]
    agreed = answer("-C", show, "rights", "pay", "agree", name, "--amount", "9000.00", *letter)
    assert (agreed["amount"], agreed["amount_known"]) == (900_000, True)


def test_a_rate_by_hand_and_mistakes(show):
    made = accrued(show, "--rate", "ada-lind=3000")["accruals"]
    assert {a["rate"] for a in made} == {300_000}
    assert answer("-C", show, "rights", "pay", "accrue", "--by", "I", "--rate", "3000", code=2)
    assert answer("-C", show, "rights", "pay", "accrue", "--by", "I", "--rate", "ada-lind=a lot", code=3)
    assert answer("-C", show, "rights", "pay", "accrue", code=2)["error"]["code"] == "usage"  # nobody is named
    assert answer("-C", show, "rights", "pay", "paid", "../../x", "--by", "I", code=3)
    (show / "rights" / "rates.toml").write_text("[[rate]]\nday = 1.5\n", encoding="utf-8")
    assert answer("-C", show, "rights", "pay", "accrue", "--by", "I", code=3)["error"]["code"] == "input.config"


def test_an_empty_list_says_so(tmp_path):
    secondunit("new", tmp_path / "empty")
    assert secondunit("-C", tmp_path / "empty", "rights", "pay", "list").stdout == "nothing on record\n"
    assert "nothing new is due" in secondunit("-C", tmp_path / "empty", "rights", "pay", "accrue", "--by", "I").stdout
