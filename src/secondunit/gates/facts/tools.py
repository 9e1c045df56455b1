"""Facts of the tool and its weights.

| fact | known by construction |
|---|---|
| `tool.*` | what the engine's manifest states; a Tool record of the same name (and version, where it names one) fills in what the manifest leaves unknown and makes it stricter, never milder |
| `tool.training_data_status` | the worst of the tool's and of every Model record of the weights used and what they were made from |
| `tool.terms_current` | no, where no snapshot of terms (digest and date) is on record; the terms of a local tool do not go stale, those of others after a year |
| `model.*` | yes, where the recipe uses no weights |
"""  # noqa: E501  # a table

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from secondunit.core.rights import Model, Tool
from secondunit.gates.facts import consents
from secondunit.gates.facts.known import Answer, Answers, Case, every

FRESH = timedelta(days=365)  # terms of a service that are older must be captured again
# Words from mild to strict.
DEPLOYMENTS = ("local", "enterprise", "consumer")
STATUSES = ("none", "licensed", "public", "unknown", "unlicensed")
# Which value of a flag is the stricter one.
STRICT = {"trains_on_inputs": True, "retains": True, "primary_purpose_likeness": True, "photoreal": True,
          "invents": True, "watermarks_outputs": False, "commercial_ok": False}  # fmt: skip
STATED = ("name", "version", "deployment", "trains_on_inputs", "retains", "licence_tier", "training_data_status",
          "terms_date", "primary_purpose_likeness", "watermarks_outputs", "commercial_ok", "photoreal")  # fmt: skip


def of(case: Case) -> Answers:
    """Answer for the tool; `case.tool` is the one that `strictest` returned."""
    answers: Answers = {}
    for name in STATED:
        value = getattr(case.tool, name)
        answers[f"tool.{name}"] = Answer(None if value == "" else value)
    answers["tool.terms_current"] = _terms(case.tool, date.fromisoformat(case.day))
    models = _models(case)
    answers["model.this_production"] = Answer(every([_ours(model, case) for model in models]))
    answers["model.subjects_covered"] = _subjects(case, models)
    return answers


def strictest(case: Case) -> Tool:
    """Return the tool as its manifest and the records about it and its weights describe it together."""
    tool = case.tool
    records = [item for item in case.book.lookup.tools.get(tool.name, ()) if item.version in ("", tool.version)]
    changes: dict[str, Any] = {
        name: _strict_flag([getattr(item, name) for item in (tool, *records)], strict)
        for name, strict in STRICT.items()
    }
    changes["deployment"] = _worst([item.deployment for item in (tool, *records) if item.deployment], DEPLOYMENTS)
    said = [item.training_data_status for item in (tool, *records) if item.training_data_status]
    models = [model.training_data_status if model else "" for model in _models(case, brought=False)]
    changes["training_data_status"] = _worst([*(said or [""]), *models], STATUSES)
    changes["licence_tier"] = next((item.licence_tier for item in (tool, *records) if item.licence_tier), "")
    terms = [(item.terms_date, item.terms_sha256) for item in (tool, *records) if item.terms_date and item.terms_sha256]
    changes["terms_date"], changes["terms_sha256"] = max(terms, default=("", ""))
    return replace(tool, **changes)


def _strict_flag(values: Sequence[bool | None], strict: bool) -> bool | None:
    if strict in values:
        return strict
    return None if all(value is None for value in values) else not strict


def _worst(words: Sequence[str], order: Sequence[str]) -> str:
    """The strictest word; empty when one is not known or is no word, unless another one cannot be outdone."""
    if order[-1] in words:
        return order[-1]
    return "" if not words or any(word not in order for word in words) else max(words, key=order.index)


def _terms(tool: Tool, today: date) -> Answer:
    if not tool.terms_sha256 or not tool.terms_date:
        return Answer(False, f"no terms of {tool.name} are on record")
    if tool.deployment == "local":
        return Answer(True)
    captured = date.fromisoformat(tool.terms_date)
    if not captured <= today <= captured + FRESH:
        return Answer(False, f"the terms of {tool.name} on record are of {tool.terms_date}")
    return Answer(True, ends=((captured + FRESH).isoformat(),))


def _models(case: Case, *, brought: bool = True) -> list[Model | None]:
    """The Model records of all weights used and of what they were made from; None for each that is not on record.

    An input that is a model counts as weights. For the training data of weights that the tool brings along its own
    status vouches (`brought` False leaves them out where no record is); whether they are locked to a production or
    show a person, only a record can say.
    """
    look, found = case.book.lookup, list[Model | None]()
    for digest in case.recipe.weights.values():
        found += _with_bases(case, look.models_with.get(digest.removeprefix("sha256:"), ())) or [None] * brought
    for reference in case.recipe.inputs.values():
        if reference.startswith("sha256:"):
            found += _with_bases(case, look.models_with.get(reference.removeprefix("sha256:"), ()))
    return found


def _with_bases(case: Case, models: Sequence[Model]) -> list[Model | None]:
    def walk(model: Model | None, seen: frozenset[str]) -> Iterator[Model | None]:
        yield model
        if model is not None and model.base and model.base not in seen:
            yield from walk(case.book.lookup.models.get(model.base), seen | {model.base})
    return [item for model in models for item in walk(model, frozenset({model.id}))]


def _ours(model: Model | None, case: Case) -> bool | None:
    """A lock decides. Without one a model is free for all only when it is known that no person is in it."""
    if model is None:
        return None
    if model.project_lock:
        return model.project_lock == case.house.production
    return True if model.subjects == () else None


def _subjects(case: Case, models: Sequence[Model | None]) -> Answer:
    if any(model is None or model.subjects is None for model in models):
        return Answer(None, "whom the weights were trained on is not on record")
    persons = list(dict.fromkeys(person for model in models if model and model.subjects for person in model.subjects))
    return consents.covers(case, persons, {"train"})
