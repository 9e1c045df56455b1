"""Turn what departments ask for into frozen recipes: choose engines, seeds and input references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from secondunit import plugins
from secondunit.core.errors import InputError
from secondunit.core.identity import derive_seed, digest
from secondunit.core.jobs import Frame
from secondunit.core.recipe import Recipe, Request
from secondunit.formats.watermark import SCHEME


def freeze(
    requests: Iterable[Request],
    *,
    seed: int = 0,
    allowed: tuple[str, ...] = (),
    wanted: Mapping[str, str] | None = None,
    nonce: str = "",
    colour: str = "srgb",
    watermark: bool = False,
) -> Iterator[Frame]:
    """Yield one frame per request, in order; inputs must be asked for before what needs them.

    `wanted` maps a capability to the engine a person asked for. A request without a seed gets one from the
    hash of its family (step, entity and the production's seed) and its take index, so that takes differ and
    the same plan gives the same recipes. With `watermark` a recipe that makes pictures says so: it is another making.
    """
    made: dict[str, str] = {}
    for request in requests:
        manifest = plugins.resolve(request.capability, allowed, (wanted or {}).get(request.capability, ""))
        inputs: dict[str, str] = {}
        depends: list[str] = []
        for role, reference in request.inputs.items():
            resolved = _resolve(reference, made)
            inputs[role] = resolved
            if resolved.startswith("recipe:"):
                depends.append(resolved[7:71])
        family = digest([request.step, request.entity, seed])
        recipe = Recipe(
            request.step, request.capability, manifest.name, manifest.version, request.parameters,
            request.seed if request.seed is not None else derive_seed(family, request.take),
            inputs, manifest.weights, request.facts, colour, None, nonce,
            SCHEME if watermark and manifest.pictures.get(request.capability) else "",
        )
        made[request.key] = recipe.hash
        yield Frame(recipe, request.entity, request.task, request.take, request.offer, tuple(dict.fromkeys(depends)))


def _resolve(reference: str, made: Mapping[str, str]) -> str:
    if not reference.startswith("plan:"):
        return reference
    key, _, role = reference[5:].rpartition("#")
    try:
        return f"recipe:{made[key]}#{role}"
    except KeyError:
        raise InputError(f"the plan asks for {key!r} before it is planned") from None



def explain(old: Recipe, new: Recipe) -> list[str]:
    """Return which keys differ between two recipes, as dotted paths with both values."""
    differences: list[str] = []

    def walk(path: str, a: object, b: object) -> None:
        if isinstance(a, Mapping) and isinstance(b, Mapping):
            for key in sorted({*a, *b}):
                walk(f"{path}.{key}" if path else key, a.get(key), b.get(key))
        elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
            for number, (x, y) in enumerate(zip(a, b, strict=True)):
                walk(f"{path}[{number}]", x, y)
        elif a != b:
            differences.append(f"{path}: {_short(a)} -> {_short(b)}")

    walk("", old.to_json(), new.to_json())
    return differences


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
