"""What the rules are told of one making, and what a gatekeeper must find out beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from secondunit.core.identity import Json
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Consent, HouseFacts, Licence, RightsBook, Tool
from secondunit.gates.prompts.name_lists import NameList


@dataclass(frozen=True)
class Leaving:
    """What is known of media that are about to leave the house; None where it was not checked.

    `purpose` is what they leave for. It counts where it asks for more than the purpose they were made for, so
    that the recipe (and with it approvals of its hash) stays what it is. `similar` are titles of references that
    they are too near to, `similar_denied` those of the deny list; `watermarked` whether they carry a watermark.
    """

    credential_valid: bool | None = None
    manifest_clean: bool | None = None
    purpose: str = ""
    watermarked: bool | None = None
    similar: tuple[str, ...] | None = None
    similar_denied: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Input:
    """What was found of one input of a recipe.

    `made_here`: this production made it, so it carries our credential. `source` is the id of the Source that it came
    from, empty when there is none. `marks` says of each mark that was looked for whether the file has it (`c2pa`).
    `origins` is what came from outside into what was made here, after however many makings, by its reference.
    """

    made_here: bool = False
    source: str = ""
    marks: Mapping[str, bool] = field(default_factory=dict)
    origins: Mapping[str, Input] = field(default_factory=dict)


@dataclass(frozen=True)
class Media:
    """What was found of the inputs of a recipe, by their reference (`sha256:<digest>`).

    An input that is not named here is judged by the rights book alone: it is known only when a Source lists its digest.
    `names` is the production's own list of names that prompts may not use without permission.
    """

    inputs: Mapping[str, Input] = field(default_factory=dict)
    names: NameList | None = None


class Answer(NamedTuple):
    """The value of one fact (None: missing), a sentence that explains it, and what it rests on."""

    value: Json
    note: str = ""
    consents: tuple[Consent, ...] = ()
    licences: tuple[Licence, ...] = ()
    ends: tuple[str, ...] = ()  # days after which the value may be another


Answers = dict[str, Answer]


@dataclass(frozen=True)
class Case:
    """One making with all that its facts are worked out from. `use` are the facts of the use, once they are known.

    `by` is the person who asks for it, as they sign; empty when nobody is named.
    """

    recipe: Recipe
    tool: Tool
    house: HouseFacts
    book: RightsBook
    day: str
    entity: str
    task: str
    by: str
    leaving: Leaving | None
    media: Media
    use: Mapping[str, Json] = field(default_factory=dict)

    @property
    def extra(self) -> Mapping[str, Json]:
        """The open facts of the recipe."""
        extra = self.recipe.facts.extra
        return extra if isinstance(extra, Mapping) else {}

    @property
    def persons(self) -> list[str] | None:
        """The persons whose likeness is used; None when they are not known."""
        value = self.use.get("use.persons")
        return [str(person) for person in value] if isinstance(value, list) else None

    @property
    def kinds(self) -> set[str] | None:
        """The kinds of use of their likeness; None when they are not known."""
        value = self.use.get("use.use_kinds")
        return {str(kind) for kind in value} if isinstance(value, list) else None

    @property
    def learned(self) -> bool | None:
        """Whether the tool learned from data: what agreements call generative AI (WGA MBA 2023, Article 72.A)."""
        return None if not self.tool.training_data_status else self.tool.training_data_status != "none"

    def covers(self, entities: tuple[str, ...], tasks: tuple[str, ...] = ()) -> bool:
        """Say whether a record that is limited to these entities and departments is about this making."""
        return (not entities or self.entity in entities) and (not tasks or self.task in tasks)

    def live(self, since: str, revoked: str = "") -> bool:
        """Say whether something that began on one day and was taken back on another counts today."""
        return bool(since) and since <= self.day and not (revoked and revoked <= self.day)


@dataclass(frozen=True)
class Known:
    """Facts by name, sentences that explain the derived ones, and the records that they rest on."""

    values: Mapping[str, Json]
    notes: Mapping[str, str]
    consents: tuple[Consent, ...]
    licences: tuple[Licence, ...]
    ends: tuple[str, ...] = ()  # other days after which a fact may be another

    def get(self, name: str) -> Json:
        """The value, or None when the fact is missing."""
        return self.values.get(name)


def every(answers: list[bool | None]) -> bool | None:
    """All of them: no if one is no, else unknown if one is, else yes; yes of none."""
    return False if False in answers else None if None in answers else True


def some(answers: list[bool | None]) -> bool | None:
    """One of them: yes if one is yes, else unknown if one is, else no; no of none."""
    return True if True in answers else None if None in answers else False
