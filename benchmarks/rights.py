"""Claims: all packs judge a recipe among 1,000 consents in at most 5 ms; a ledger is verified at 20,000 entries/s;
a full HD PNG is signed and read back in 150 ms, 1 GB of frames sealed in flat memory; tests kill mutants of the gates
and packs.

The mutants are a sample; `python tools/mutate.py` tries all of them.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import _credentials
import _ledger
import _table as t

from secondunit.core.recipe import Facts, Recipe
from secondunit.core.rights import Consent, HouseFacts, Notice, Party, Replica, RightsBook, ShotUse, Tool
from secondunit.gates.rules import policy, rulebook

RECORDS, BATCH = 1000, 20
TODAY = date(2026, 11, 3)
TOOL = Tool(
    "swap", "1", deployment="enterprise", trains_on_inputs=False, retains=False, licence_tier="enterprise",
    terms_sha256="0" * 64, terms_date="2026-10-01", training_data_status="licensed", commercial_ok=True,
    primary_purpose_likeness=False, watermarks_outputs=False, photoreal=True,
)
GUILDS = ("SAG-AFTRA", "WGA", "DGA", "IATSE")
HOUSE = HouseFacts(
    "show", buyer="Netflix", guilds=GUILDS, territories=("US-CA", "US-NY", "US-TN", "DE"),
    photography_start="2026-09-01", engaged_from="2026-08-01", fiction=True,
)


def book(consents: Callable[[int], str] = "p{}".format) -> RightsBook:
    """Return a book of RECORDS parties with a consent, a replica and a use each; `consents` names their subjects."""
    many = range(RECORDS)
    return RightsBook(
        parties=tuple(Party(f"p{i}", "person", f"Ada Number{i}", born="1984-05-06", status="living", performer=True,
                            guilds=("SAG-AFTRA",)) for i in many),
        consents=tuple(Consent(
            f"c{i}", consents(i), granted_by=f"p{i}", capacity="self", project_scope=("show",),
            use_kinds=("create_replica", "use_replica", "alter"), specific_description="de-ageing in scenes 3 and 4",
            territory=("worldwide",), start="2026-01-01", end="2027-01-01", signed_at="2025-12-20", union="SAG-AFTRA",
            separate_document=True, clear_and_conspicuous=True, doc_sha256="d" * 64,
        ) for i in many),
        replicas=tuple(Replica(f"r{i}", f"p{i}", "EBDR", "scan", "2026-01-01", "2026-01-02", "2026-02-02", "ageing",
                               access=("ida",), project_lock="show") for i in many),
        notices=tuple(Notice(f"n{i}", "Netflix", "buyer_use", entities=(f"shot-{i}",), sent_at="2026-10-01")
                      for i in many),
        shot_uses=tuple(ShotUse(f"u{i}", f"shot-{i}", f"p{i}", f"r{i}", tc_in=0, tc_out=24, share=30, days_worked=1)
                        for i in many),
    )  # fmt: skip


# What decides. The tests of signing, similarity, pay and prompts take minutes a mutant: `tools/mutate.py --only`.
MUTATED = ("gates/rules", "gates/records", "gates/facts", "gates/packs", "gates/signing/clearance.py",
           "gates/credentials/manifest_lint.py", "gates/credentials/source_types.py", "gates/credentials/actions.py")


def mutants_killed(sample: int, seed: int) -> t.Measured:
    """Hundredths of a sample of small faults in the gates and packs that a test notices (Wilson interval of 95 %)."""
    command = [sys.executable, str(t.ROOT / "tools" / "mutate.py"), "--sample", str(sample), "--seed", str(seed),
               *(word for name in MUTATED for word in ("--only", name))]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, env=t.clean_environment())
    found = re.search(r"(\d+) killed, (\d+) survived", done.stdout)
    if found is None:
        raise SystemExit(done.stdout + done.stderr)
    killed, tried = int(found[1]), int(found[1]) + int(found[2])
    share, z = killed / tried, 1.96
    middle = (share + z * z / (2 * tried)) / (1 + z * z / tried)
    spread = z / (1 + z * z / tried) * (share * (1 - share) / tried + z * z / (4 * tried * tried)) ** 0.5
    return t.Measured(100 * share, 100 * (middle - spread), 100 * (middle + spread), tried)


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=25)
    parser.add_argument("--mutants", type=int, default=150, help="how many to try; 0 for none")
    parser.add_argument("--frames", type=int, default=_credentials.FRAMES, help="10 MB each, to be sealed; 0 for none")
    parser.add_argument("--seed", type=int, default=1, help="of the sample of mutants")
    options = parser.parse_args()
    facts = Facts("temp", "deaging", ("p500",), alters_performance="material",
                  extra={"use_kinds": ["use_replica"], "prominence": "prominent"})
    recipe = Recipe("deaging.swap", "video.edit", "swap", "1", {"prompt": "twenty years younger"}, 1, facts=facts)
    shelf = tuple(replace(pack, always=True) for pack in rulebook.builtin())  # every rule of every pack is asked
    rows = []
    for claim, rights, asked in (
        (f"a ruling by all packs, {RECORDS:,} consents of as many parties", book(), 5.0),
        (f"a ruling by all packs, {RECORDS:,} consents of one person that fail late", book(lambda _: "p500"), None),
    ):
        def decide(rights: RightsBook = rights) -> None:
            for _ in range(BATCH):
                policy.decide(recipe, TOOL, HOUSE, rights, TODAY, entity="shot-500", by="ida", packs=shelf)

        rows.append(t.Row(claim, "ms", t.measure(decide, options.runs).scaled(1e3 / BATCH), asked))
    rows += _ledger.rows(3)
    rows += _credentials.rows(options.runs, options.frames)
    if options.mutants:
        killed = mutants_killed(options.mutants, options.seed)
        claim = f"mutants of rules, facts, packs, records, lint killed, {options.mutants} random"
        rows.append(t.Row(claim, "%", killed, 95.0, least=True))
    rules = sum(len(pack.rules) for pack in shelf)
    return t.finish("rights", rows, options.save, f"{len(shelf)} packs, {rules} rules, the book indexed beforehand")


if __name__ == "__main__":
    sys.exit(main())
