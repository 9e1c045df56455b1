"""How the inputs of a making appear in the credential of its output."""

from __future__ import annotations

from secondunit.core.recipe import Recipe
from secondunit.core.rights import Credential, Ingredient
from secondunit.gates.credentials.source_types import Kind, kind_of

INTAKE, STEP = "media.intake", "intake.media"  # capability and step of media from outside that are taken in
_SEEN = ("image/", "video/", "audio/", "application/pdf", "application/x-zip")  # what an audience sees or hears
_PARENTS = ("plate", "original")  # roles of the one input that an edit works on
_ELEMENTS = ("texture", "element")  # roles of what a render or a picture shows as a part of itself


def taken_in(capability: str) -> bool:
    """Whether it is media from outside that are only taken in."""
    return kind_of(capability) is Kind.OPEN


def relationship(capability: str, media_type: str, role: str = "") -> str:
    """Return how an input stands to the output: componentOf, parentOf or inputTo.

    A picture placed on a page, a sheet or a cut, and a texture on a thing that is rendered, are components; the
    plate that is edited is the parent. All else (stages, references, masks, the plate of a matte) is input.
    """
    kind, seen = kind_of(capability), media_type.startswith(_SEEN)
    name = role.partition(" ")[0].partition(".")[0].rstrip("0123456789_")
    if seen and kind.opens and name in _PARENTS:
        return "parentOf"
    if seen and (kind is Kind.ASSEMBLE or (kind is Kind.MAKE and name in _ELEMENTS)):
        return "componentOf"
    return "inputTo"


def ingredient(credential: Credential, capability: str, role: str) -> Ingredient:
    """Return the ingredient for an admitted medium, as the maker of its output names it by `role`."""
    return Ingredient(
        digest=credential.digest, media_type=credential.media_type, title=role,
        relationship=relationship(capability, credential.media_type, role),
        source_type=credential.source_type or _opened(credential), manifest=credential.manifest,
    )


def outsider(recipe: Recipe) -> Ingredient:
    """Return the file from outside that an intake opens, as its parameters describe it."""
    said = recipe.parameters
    return Ingredient(
        digest=str(said["parent"]), media_type=str(said["parent_type"]), title=str(said["title"]),
        relationship="parentOf", source_type=str(said.get("source_type", "")), manifest=str(said.get("manifest", "")))


def _opened(credential: Credential) -> str:
    """What was only opened is still what it was opened from."""
    parents = [item.source_type for item in credential.ingredients if item.relationship == "parentOf"]
    return parents[0] if len(parents) == 1 else ""
