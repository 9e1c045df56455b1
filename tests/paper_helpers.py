"""Evidence of a small production, made by hand: one performer, a replica of hers, two shots, a plate from outside."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from pay_helpers import GUILD
from rights_show import ADA, REPLICA, consent
from secondunit.core.recipe import Facts, Recipe
from secondunit.core.rights import (
    Accrual,
    Approval,
    Contribution,
    Credit,
    Firing,
    Licence,
    Party,
    RightsBook,
    Ruling,
    ShotUse,
    Source,
    Tool,
    Verdict,
)
from secondunit.production.papers.evidence import Evidence, Made, Place

PLATE = "c" * 64
PICTURES = {"sh010": "a" * 64, "sh020": "b" * 64}
LEARNED = Tool("dream", "3", "Dream Ltd", "enterprise", False, False, "proprietary", "studio", "e" * 64, "2026-05-01",
               "licensed")  # fmt: skip
HELD = Firing("R03", "netflix", Verdict.ESCALATE, "needs the buyer's written approval", approved_by="apr-1")


def recipe(engine: str = "ink", seed: int = 1, **facts: Any) -> Recipe:
    inputs = facts.pop("inputs", {})
    prompt = {"prompt": facts.pop("prompt")} if "prompt" in facts else {}
    return Recipe("board", "scene.render", engine, "3" if engine == "dream" else "1", prompt, seed, inputs,
                  facts=Facts(**facts))


def made(entity: str, of: Recipe, *, version: int = 1, firings: tuple[Firing, ...] = (), **ruling: Any) -> Made:
    kind = "algorithmicMedia" if of.engine == "ink" else "trainedAlgorithmicMedia"
    digest = PICTURES.get(entity, of.hash)
    output = {"role": "panel", "digest": digest, "media_type": "image/png", "credential": {
        "source_digest": "", "source_type": f"http://cv.iptc.org/newscodes/digitalsourcetype/{kind}",
        "form": "embedded"}}
    return Made(of, entity, "storyboard", 0, of.engine, "clr-1", (output,),
                Ruling(of.hash, "2026-11-01", firings=firings, rules=("core/R02", "core/R16"), **ruling),
                (f"{entity}.storyboard.v{version:03d}",) if version else ())


FIRST = made("sh010", recipe("dream", prompt="her at thirty, by the window", purpose="final", task_type="deaging",
                             persons=("ada-lind",), extra={"use_kinds": ["create_replica"]},
                             inputs={"plate": f"sha256:{PLATE}"}),
             firings=(HELD,), consents=("con-ada",), approvals=("apr-1",))
SECOND = made("sh020", recipe("ink"))
BOOK = RightsBook(
    parties=(ADA, Party("mira-holm", "person", "Mira Holm"), Party("max-ode", "person", "Max Ode"),
             Party("arch-ive", "company", "Archive AB")),
    consents=(consent("show"),), replicas=(REPLICA,),
    sources=(Source("src-1", "Kitchen plate", (PLATE,), "arch-ive", "lic-1", ai_origin=False, third_party=True),),
    licences=(Licence("lic-1", "arch-ive", "Kitchen plate", ("src-1",), ("embed",), ("worldwide",), "2026-01-01",
                      "2030-01-01", "f" * 64),),
    tools=(LEARNED,),
    contributions=(Contribution("ctr-1", "max-ode", "sh010", "modify", "matte painter", "painted her hands anew",
                                "1" * 64, "a" * 64, 95, "2026-10-30"),
                   Contribution("ctr-2", "mira-holm", "sh010", "prompt", "prompt artist", "wrote the prompt", "", "",
                                10, "2026-10-29")),
    shot_uses=(ShotUse("use-1", "sh010", "ada-lind", "rep-ada", "", None, None, 40, True, "ADA", 2),),
    accruals=(Accrual("pay-1", "ada-lind", "rep-ada", ("use-1",), 200, 250_000, 500_000, 0, None, True, "USD",
                      "sag-aftra-2023/replica-use", "agreed", "Ida Berg", "2026-11-01", "2026-11-02",
                      document_sha256="9" * 64),),
    credits=(Credit("crd-1", "mira-holm", "director", order=1), Credit("crd-2", "dream", "writer"),
             Credit("crd-3", "max-ode", "AI ethics reviewer")),
    approvals=(Approval("apr-1", "Lea Recht", "legal", ("netflix/R03",), entity="sh010", document_sha256="8" * 64,
                        given_at="2026-10-31", expires="2027-01-31"),),
)


def evidence(**changes: Any) -> Evidence:
    whole = Evidence(
        title="Two Cups", as_of="2026-11-03", house=replace(GUILD, buyer="Netflix", territories=("SE", "US"),
                                                            claims=("human_made",)),
        book=BOOK, rate=Fraction(24), made=(FIRST, SECOND),
        places=(Place("sh010", "sc010", "1", "INT. KITCHEN - DAY", "Ada sits.", 0, 48),
                Place("sh020", "sc020", "2", "EXT. STREET - NIGHT", "Ben walks.", 48, 120)),
        versions=tuple({"id": v, "entity": m.entity, "recipe": m.recipe.hash, "version": 1}
                       for m in (FIRST, SECOND) for v in m.versions),
        reviews=({"id": "rev-1", "entity": "sh010", "decision": "approve", "by": "Max Ode", "note": "her face reads",
                  "recipe": FIRST.recipe.hash, "at": "2026-11-02T10:00:00Z"},),
        deliveries=({"id": "delivery0001", "profile": "final", "by": "Ida Berg", "at": "2026-11-03T09:00:00Z",
                     "left_out": ["sh020"], "files": [{
                         "path": "panels/sh010.png", "entity": "sh010", "digest": "a" * 64,
                         "recipe": FIRST.recipe.hash, "clearance": "clr-1", "purpose": "final", "asked": 2,
                         "today": "2026-11-03", "fired": [HELD.to_json()], "packs": {"netflix": "2025.11 0"},
                         "approvals": ["apr-1"], "consents": ["con-ada"], "licences": [], "form": "embedded",
                         "source_type": "trainedAlgorithmicMedia"}]},),
        writers=("Mira Holm",), drafts=({"id": "d1", "name": "two_cups.fountain", "digest": "7" * 64},),
        characters=("ADA", "BEN"),
        lineage={"ada-lind": {FIRST.recipe.hash: "uses the likeness of ada-lind"}},
    )
    return replace(whole, **changes)


def empty() -> Evidence:
    return Evidence("Nothing Yet", "2026-11-03", replace(GUILD, buyer="", guilds=(), territories=()), RightsBook(),
                    Fraction(24))
