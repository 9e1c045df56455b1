"""Digital source types: the closed list, and which of them an output has.

The list is closed in code, because the signing library accepts any text. What an output is follows from what was done
(`Kind`, read off the capability), from the tool (was any part of it trained?) and from what went in.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence

from secondunit.core.errors import StampFailed
from secondunit.core.rights import Ingredient, Tool

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
C2PA = "http://c2pa.org/digitalsourcetype/"
SOURCE_TYPES: Mapping[str, str] = {
    **{name: IPTC + name for name in (
        "digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm", "print", "humanEdits",
        "compositeWithTrainedAlgorithmicMedia", "algorithmicallyEnhanced", "digitalCreation", "dataDrivenMedia",
        "trainedAlgorithmicMedia", "algorithmicMedia", "screenCapture", "virtualRecording", "composite",
        "compositeCapture", "compositeSynthetic")},
    **{name: C2PA + name for name in ("empty", "trainedAlgorithmicData")},
}
GENERATED = frozenset(SOURCE_TYPES[name] for name in (
    "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic",
    "trainedAlgorithmicData"))  # what the C2PA asset rubrics count as made by a trained model
BY_MODEL = GENERATED - {SOURCE_TYPES["compositeSynthetic"]}  # a model took part in this very step
CAPTURED = frozenset(SOURCE_TYPES[name] for name in (
    "digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm", "print", "screenCapture",
    "compositeCapture"))
# These say nothing of a model that made what they were worked on: its own credential does.
OPAQUE = frozenset({"", *(SOURCE_TYPES[name] for name in ("humanEdits", "algorithmicallyEnhanced", "composite"))})


class Kind(enum.Enum):
    """What a making does, in the words of C2PA actions."""

    MAKE = "created"
    DATA = "created, as data: a matte, a depth map, a track"
    ASSEMBLE = "created, of elements that are placed"
    EDIT = "opened, edited"
    ENHANCE = "opened, enhanced"
    DUB = "opened, dubbed"
    TRANSLATE = "opened, translated"
    OPEN = "opened"

    @property
    def opens(self) -> bool:
        """Whether it works on one parent, if it has one."""
        return self not in (Kind.MAKE, Kind.DATA, Kind.ASSEMBLE)


_FAMILIES: Mapping[str, Kind] = {"document": Kind.ASSEMBLE, "timeline": Kind.ASSEMBLE}
_VERBS: Mapping[str, Kind] = {
    **dict.fromkeys(("animatic", "composite", "conform", "contact_sheet", "montage"), Kind.ASSEMBLE),
    **dict.fromkeys(
        ("matte", "roto", "segment", "depth", "normals", "flow", "track", "matchmove", "pose", "mocap", "key",
         "survey", "learn"),
        Kind.DATA),
    **dict.fromkeys(
        ("edit", "inpaint", "outpaint", "extend", "paint", "retouch", "relight", "deage", "age", "face", "double",
         "lipsync", "remove", "stylise"), Kind.EDIT),
    **dict.fromkeys(("upscale", "denoise", "degrain", "deblur", "sharpen", "stabilise", "grade", "interpolate"),
                    Kind.ENHANCE),
    "dub": Kind.DUB, "translate": Kind.TRANSLATE, "intake": Kind.OPEN,
}


def kind_of(capability: str) -> Kind:
    """Return what a capability (`family.verb`) does; whatever is not named makes something new."""
    family, _, verb = capability.partition(".")
    return _VERBS.get(verb) or _FAMILIES.get(family) or Kind.MAKE


def source_type(
    tool: Tool, ingredients: Sequence[Ingredient], stated: str = "", capability: str = "",
    generated: frozenset[str] = frozenset(),
) -> str:
    """Return the digital source type of an output as a URI from the closed list; empty for what is only opened.

    `generated` are digests of ingredients with a trained model somewhere in their history. `stated` (a short name
    or URI) wins; StampFailed when it is not in the list, or would hide that a trained model took part.
    """
    kind = kind_of(capability)
    derived = _derive(kind, tool, ingredients, generated)
    if not stated or kind is Kind.OPEN:
        return derived
    uri = SOURCE_TYPES.get(stated, stated)
    if uri not in SOURCE_TYPES.values():
        raise StampFailed(f"there is no digital source type {stated!r}",
                          hint="known: " + ", ".join(SOURCE_TYPES))
    if derived in GENERATED and uri not in GENERATED:
        raise StampFailed(f"{stated} would hide that a trained model took part",
                          hint="state one of " + ", ".join(sorted(GENERATED)))
    return uri


def _derive(kind: Kind, tool: Tool, ingredients: Sequence[Ingredient], generated: frozenset[str]) -> str:
    trained = tool.training_data_status != "none"
    match kind:
        case Kind.OPEN:
            return ""
        case Kind.DATA:
            name = "trainedAlgorithmicData" if trained else "algorithmicMedia"
        case Kind.EDIT:
            name = "compositeWithTrainedAlgorithmicMedia" if trained else "humanEdits"
        case Kind.ENHANCE:  # a tool that makes up detail (`invents`, or nobody knows) is more than an enhancer
            harmless = not trained or tool.invents is False
            name = "algorithmicallyEnhanced" if harmless else "compositeWithTrainedAlgorithmicMedia"
        case Kind.DUB | Kind.TRANSLATE:
            name = "trainedAlgorithmicMedia" if trained else "humanEdits"
        case _ if trained:
            name = "trainedAlgorithmicMedia"
        case _ if any(_taints(item, generated) for item in ingredients):
            name = "compositeSynthetic"
        case Kind.ASSEMBLE:
            name = _assembled([item.source_type for item in ingredients if item.relationship == "componentOf"])
        case _:
            name = "algorithmicMedia"
    return SOURCE_TYPES[name]


def _taints(item: Ingredient, generated: frozenset[str]) -> bool:
    """Whether a model's work shows in the output. A model's matte that only cuts a composite does not."""
    only_cuts = item.relationship == "inputTo" and item.source_type == SOURCE_TYPES["trainedAlgorithmicData"]
    return (item.source_type in GENERATED or item.digest in generated) and not only_cuts


def _assembled(types: Sequence[str]) -> str:
    if types and all(uri in CAPTURED for uri in types):
        return "compositeCapture"
    return "composite" if any(uri in CAPTURED or uri in OPAQUE for uri in types) else "algorithmicMedia"
