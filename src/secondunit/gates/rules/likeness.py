"""Likeness work by capability: it needs a person who is named, whatever department asks and whatever packs hold.

A recipe that swaps a face or speaks in a voice and names nobody would slip past every rule on persons. The list is
closed: a new kind of likeness work is added here before an engine may offer it.
"""

from __future__ import annotations

from dataclasses import replace

from secondunit.core.recipe import Recipe
from secondunit.core.rights import Firing, Ruling, Verdict

FAMILIES = ("face.", "voice.", "double.", "deage.")
WORKS = ("mocap.person", "casting.lookalike")
RULE = "likeness"
CUTS = ("plate.survey", "image.segment", "video.learn", "video.matte", "video.key", "video.roto")


def is_likeness(capability: str) -> bool:
    """Tell whether a capability works on the likeness or voice of a real person."""
    return capability.startswith(FAMILIES) or capability in WORKS


def only_cuts(capability: str) -> bool:
    """Tell whether a capability only looks at a plate or cuts out of it, and neither makes nor changes a likeness.

    Cutting a performer out of the scene that was played is no use of a likeness; what is made of the cut-out may be,
    and is judged by the persons of the plate. The list is closed, like that of likeness work.
    """
    return capability in CUTS


def guard(recipe: Recipe) -> Firing | None:
    """Return the denial of likeness work that names no person, or None."""
    persons = recipe.facts.persons
    named = isinstance(persons, (list, tuple)) and bool(persons)
    if not is_likeness(recipe.capability) or (named and all(isinstance(p, str) and p.strip() for p in persons)):
        return None
    return Firing(
        RULE, "gate", Verdict.DENY, f"{recipe.capability} works on a person's likeness and names nobody",
        "Name the person whose likeness it is; a consent of that person must cover it.",
        "House rule of Second Unit", ("use.persons",), "consent_missing",
    )


def guarded(recipe: Recipe, ruling: Ruling) -> Ruling:
    """Return the ruling with this rule asked too, where it concerns the recipe; no approval and no pack lifts it."""
    if not is_likeness(recipe.capability):
        return ruling
    refused = guard(recipe)
    return replace(ruling, rules=(f"gate/{RULE}", *ruling.rules),
                   firings=(*((refused,) if refused else ()), *ruling.firings))  # fmt: skip
