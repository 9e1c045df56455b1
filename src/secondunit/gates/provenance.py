"""How the inputs of a making appear in the credential of its output."""

from __future__ import annotations

from secondunit.core.rights import Credential, Ingredient

_ASSEMBLES = ("document.", "timeline.", "image.contact_sheet", "video.animatic")
_EDITS = ("video.", "image.edit", "image.upscale")
_PICTURES = ("image/", "video/", "application/pdf")


def relationship(capability: str, media_type: str, role: str = "") -> str:
    """Return how an input stands to the output: componentOf, parentOf or inputTo.

    A picture placed on a page, a sheet or a cut is a component; the plate that is edited (role "plate") is the
    parent; all else (stages, references, masks) is input.
    """
    picture = media_type.startswith(_PICTURES)
    if picture and capability.startswith(_ASSEMBLES):
        return "componentOf"
    if picture and role == "plate" and capability.startswith(_EDITS):
        return "parentOf"
    return "inputTo"


def ingredient(credential: Credential, capability: str, role: str) -> Ingredient:
    """Return the ingredient for an admitted medium, as the maker of its output names it by `role`."""
    return Ingredient(
        digest=credential.digest, media_type=credential.media_type, title=role,
        relationship=relationship(capability, credential.media_type, role),
        source_type=credential.source_type, manifest=credential.manifest,
    )
