"""Facts of the use: what the recipe says, then what named people state, then what follows from what the making is.

| fact | known by construction, where neither recipe nor statement says it |
|---|---|
| `task_type` | the department, else the first word of the step |
| `persons`, `input_flags` | what the recipe states and what its sources hold; unknown, where a source may hold more and nothing is stated. Media that are only taken in or cut out of use nobody's likeness: what is made of them does |
| `use_kinds` | none, where nobody's likeness is used |
| `exception` | none: what nobody claims is not claimed |
| `asserted_by` | who stated the exception |
| `prominence` | none, in ideation, temp and training: nothing of it is on screen |
| `photoreal` | no for texts, and for a tool that makes no such thing of what was made here; yes for one that does |
| `depicts_real_person` | yes, where a likeness is used; no, where none is and no prompt names a person |
| `depicts_real_event`, `synthetic_performer` | no, where nothing photoreal is made |
| `role_is_human` | no, where there is no synthetic performer; else as the replica's record says |
| `content` | none, where nobody's likeness is used and nothing photoreal is made |
| `audio_only` | by the capability: sound or picture |
| `languages` | none, where no voice is made or dubbed |
| `casting_features` | none, outside casting |
| `replaces_covered_work` | no, where no guild agreement is in force, or none that covers what this does |
| `third_party_training` | yes, where the media leave to be trained on; else no, where the tool is local or learns nothing from inputs |
| `script_text`, `writer_uses_ai`, `writer_required` | no, for what makes no text (and, of the last two, no script text) |
| `handed_to_writer` | no, where the tool learned nothing: only generative AI must be disclosed |
| `consistent_with_work` | yes, where nothing promotional shows a synthetic performer |
| `output_mining` | notAllowed: others may learn from it only where a named person says so |

`depicted_minor` is never assumed: a drawn child is one, and a grown-up may play or be made one, so that no day of birth
tells it. (That a performer is under 18 is `people.minor`, which rules ask beside it.) A word that is not in the vocabulary
counts as not said.
"""  # noqa: E501  # a table

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from secondunit.core.identity import Json
from secondunit.core.rights import Replica
from secondunit.gates.credentials.provenance import taken_in
from secondunit.gates.facts.guilds import PERFORMERS, WRITERS
from secondunit.gates.facts.known import Answer, Case, Leaving, some
from secondunit.gates.facts.materials import FLAGS, Outside, has
from secondunit.gates.facts.vocabulary import USE, fits
from secondunit.gates.rules.likeness import only_cuts

UNSEEN = ("ideation", "temp", "training")  # purposes in which nothing reaches an audience
SEEN, HEARD = ("scene", "image", "video", "document", "timeline", "text"), ("audio", "voice", "speech", "music")


def of(case: Case, from_outside: Outside) -> dict[str, Json]:
    """Return the facts of the use that need no other facts."""
    told, by = _stated(case)
    said = {name: value if fits(name, value) else None for name, value in _recipe(case, from_outside).items()}
    for name in USE:
        for value in (case.extra.get(name.removeprefix("use.")), told.get(name)):
            if said.get(name) is None:
                said[name] = value if fits(name, value) else None
    claimed = said["use.exception"]
    if said["use.asserted_by"] is None and claimed is not None and claimed == told.get("use.exception"):
        said["use.asserted_by"] = by.get("use.exception")
    for name, rule in _RULES.items():
        if said[name] is None:
            said[name] = rule(case, said, from_outside)
    return said


def settled(
    said: Mapping[str, Json], names: Sequence[Answer], replicas: Sequence[Replica]
) -> dict[str, Json]:
    """Return the facts with what prompts and replicas add: `names` answer whom a prompt names.

    Whom a prompt names may be seen in the picture, unless somebody says that it is not so: then a person is asked.
    """
    out, synthetic = dict(said), [each for each in replicas if each.category == "SYNTH"]
    if synthetic:
        human = [each.human_role for each in synthetic]
        out["use.synthetic_performer"] = True
        out["use.role_is_human"] = some([*human, *([True] if said["use.role_is_human"] is True else [])])
    if out["use.depicts_real_person"] is None and out["use.persons"] == [] and all(each.value == [] for each in names):
        out["use.depicts_real_person"] = False
    return out


def _recipe(case: Case, from_outside: Outside) -> dict[str, Json]:
    """What the recipe states, together with what its sources hold."""
    use = case.recipe.facts
    persons, flags, items = _words(use.persons), _words(use.input_flags), _words(use.training_items)
    if persons is not None and not taken_in(case.recipe.capability) and not only_cuts(case.recipe.capability):
        persons = [*dict.fromkeys([*persons, *from_outside.persons])]
        if not persons and not from_outside.persons_known:
            persons = None
    held = {flag: has(case, from_outside, flag) for flag in FLAGS}
    if flags is not None:
        flags = None if None in held.values() else [*dict.fromkeys([*flags, *(flag for flag in FLAGS if held[flag])])]
    return {
        "use.purpose": purpose(use.purpose, case.leaving), "use.capability": case.recipe.capability,
        "use.task_type": use.task_type or case.task or case.recipe.step.partition(".")[0],
        "use.persons": persons, "use.input_flags": flags, "use.training_items": items,
        "use.alters_performance": use.alters_performance,
    }  # fmt: skip


def _stated(case: Case) -> tuple[dict[str, Json], dict[str, str]]:
    """What named people stated for this entity, else for all work of this department, and who stated it.

    The last word counts. What is stated of an entity goes before what is stated of the department.
    """
    facts, by = dict[str, Json](), dict[str, str]()
    wide = [("", case.task)] if case.task else []
    narrow = [(case.entity, ""), *([(case.entity, case.task)] if case.task else [])] if case.entity else []
    for keys in (wide, narrow):
        found = [each for key in keys for each in case.book.lookup.statements.get(key, ())]
        for each in sorted(found, key=lambda item: (item.given_at, item.id)):
            if each.by.strip() and case.live(each.given_at, each.revoked_at):
                facts |= each.facts
                by |= dict.fromkeys(each.facts, each.by.strip())
    return facts, by


def purpose(made_for: str, leaving: Leaving | None) -> str:
    """Return the stricter of what it was made for and what it leaves for; an unknown word stays one."""
    ranks = ("ideation", "temp", "final", "promo")
    leaves_for = leaving.purpose if leaving else ""
    if not leaves_for or made_for not in ranks:
        return made_for
    return max(made_for, leaves_for, key=ranks.index) if leaves_for in ranks else leaves_for


def _words(value: object) -> list[Json] | None:
    """A list of texts without blanks; None for anything else."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) and item for item in value):
        return None
    return list(value)


Said = Mapping[str, Json]


def _no_persons(said: Said) -> bool:
    return said["use.persons"] == []


def _photoreal(case: Case, said: Said, from_outside: Outside) -> bool | None:
    if case.recipe.capability.startswith("text."):
        return False
    return case.tool.photoreal if case.tool.photoreal or from_outside.nothing else None


def _no_picture(case: Case, said: Said, from_outside: Outside) -> bool | None:
    return False if said["use.photoreal"] is False else None


def _depicts(case: Case, said: Said, from_outside: Outside) -> bool | None:
    return True if said["use.persons"] else None  # whether a prompt names somebody is not known yet: see `settled`


def _audio(case: Case, said: Said, from_outside: Outside) -> bool | None:
    kind = case.recipe.capability.partition(".")[0]
    return True if kind in HEARD else False if kind in SEEN else None


def _languages(case: Case, said: Said, from_outside: Outside) -> list[Json] | None:
    kinds = said["use.use_kinds"]
    voiced = not isinstance(kinds, list) or bool({"voice", "dub"}.intersection(map(str, kinds)))
    return None if voiced or said["use.audio_only"] is not False else []


def _covered_work(case: Case, said: Said, from_outside: Outside) -> bool | None:
    """Performers' agreements cover performing, writers' agreements writing; of other guilds a person must say it.

    What learned nothing from data is no generative AI in the agreements' sense, and does the work of a tool.
    """
    if case.house.guilds is None:
        return None
    performs = not _no_persons(said) or said["use.synthetic_performer"] is not False
    for guild in case.house.guilds:
        word = guild.strip().casefold()
        if word in PERFORMERS and not performs:
            continue
        if word in WRITERS and said["use.script_text"] is False:
            continue
        if word not in PERFORMERS and case.learned is False:
            continue
        return None
    return False


def _third_party(case: Case, said: Said, from_outside: Outside) -> bool | None:
    if case.leaving is not None and case.leaving.purpose == "training":
        return True
    if case.tool.deployment == "local":
        return False
    return case.tool.trains_on_inputs


def _script_text(case: Case, said: Said, from_outside: Outside) -> bool | None:
    return None if case.recipe.capability.startswith("text.") else False


def _writers_tool(case: Case, said: Said, from_outside: Outside) -> bool | None:
    return False if said["use.script_text"] is False else None


_RULES: Mapping[str, Callable[[Case, Said, Outside], Json]] = {  # in an order in which each finds what it rests on
    "use.use_kinds": lambda case, said, _: [] if _no_persons(said) else None,
    "use.exception": lambda case, said, _: "none",
    "use.prominence": lambda case, said, _: "none" if said["use.purpose"] in UNSEEN else None,
    "use.photoreal": _photoreal, "use.audio_only": _audio, "use.depicts_real_person": _depicts,
    "use.depicts_real_event": _no_picture, "use.synthetic_performer": _no_picture,
    "use.role_is_human": lambda case, said, _: False if said["use.synthetic_performer"] is False else None,
    "use.content": lambda case, said, _: [] if _no_persons(said) and said["use.photoreal"] is False else None,
    "use.languages": _languages,
    "use.casting_features": lambda case, said, _: None if said["use.task_type"] == "casting" else [],
    "use.script_text": _script_text, "use.writer_uses_ai": _writers_tool, "use.writer_required": _writers_tool,
    "use.replaces_covered_work": _covered_work, "use.third_party_training": _third_party,
    "use.handed_to_writer": lambda case, said, _: False if case.learned is False else None,
    "use.output_mining": lambda case, said, _: "notAllowed",
    "use.consistent_with_work": lambda case, said, _: (
        True if said["use.purpose"] in (*UNSEEN, "final") or said["use.synthetic_performer"] is False else None),
}  # fmt: skip
