"""The closed vocabulary of facts that rules may ask for.

Each fact has a kind (flag, text, list, date) or a closed list of words. A value of None is a missing fact; a word
outside its list counts as missing, so that a typing error holds a making instead of letting it slip by.
"""

from __future__ import annotations

from collections.abc import Mapping

from secondunit.core.record import is_day

PURPOSES = ("ideation", "temp", "final", "promo", "training")
USE_KINDS = ("create_replica", "use_replica", "alter", "voice", "dub", "train", "promo")
PROMINENCE = ("none", "incidental", "prominent", "story_critical")
EXCEPTIONS = ("none", "as_scripted", "unsafe", "unrecognisable", "free_speech")
CONTENT = ("none", "nudity", "sexual")  # an empty list and ["none"] both state that there is neither
FEATURES = ("script", "face", "voice", "emotion", "ranking")  # what a casting aid looks at or does

# What a making says of itself: from its recipe, else from a named person's Statement.
USE: Mapping[str, str | tuple[str, ...]] = {
    "use.purpose": PURPOSES,
    "use.task_type": "text",
    "use.capability": "text",
    "use.persons": "list",  # parties whose likeness or voice is used
    "use.use_kinds": "list",
    "use.input_flags": "list",  # confidential, personal_data, third_party; those of its sources are added
    "use.training_items": "list",
    "use.alters_performance": ("none", "customary", "material"),
    "use.exception": EXCEPTIONS,  # claimed reason why no further consent is needed
    "use.asserted_by": "text",  # who says so
    "use.prominence": PROMINENCE,
    "use.photoreal": "flag",  # could be taken for a recording
    "use.depicts_real_person": "flag",  # shows an existing person, recognisably
    "use.depicts_real_event": "flag",  # could be taken for an authentic event or statement
    "use.depicted_minor": "flag",  # shows somebody under 18, by age in the story
    "use.content": "list",
    "use.synthetic_performer": "flag",  # a performer who is nobody's replica
    "use.role_is_human": "flag",
    "use.audio_only": "flag",  # heard, not seen
    "use.consistent_with_work": "flag",  # a promo shows its synthetic performer as the work itself does
    "use.shots": "list",  # shots that a likeness is used in, as consents name them
    "use.character": "text",  # whom a likeness plays
    "use.media": "list",  # where it will be seen: cinema, broadcast, streaming ...
    "use.languages": "list",  # BCP 47; those spoken, where a voice is made or dubbed
    "use.casting_features": "list",
    "use.replaces_covered_work": "flag",  # does, or affects, what a union agreement covers
    "use.third_party_training": "flag",  # handed to others to train on
    "use.script_text": "flag",  # writes text of the screenplay (analysis alone does not)
    "use.handed_to_writer": "flag",
    "use.writer_uses_ai": "flag",  # a writer works with it by own choice
    "use.output_mining": ("allowed", "constrained", "notAllowed"),  # what others may learn from the output
    "use.writer_required": "flag",  # a writer is told to work with it
}

# What the gate works out from the rights book, the tool, the house and the media.
DERIVED: Mapping[str, str | tuple[str, ...]] = {
    "tool.name": "text",
    "tool.version": "text",
    "tool.deployment": ("local", "enterprise", "consumer"),
    "tool.trains_on_inputs": "flag",
    "tool.retains": "flag",
    "tool.licence_tier": "text",
    "tool.training_data_status": ("licensed", "public", "unknown", "unlicensed", "none"),  # the worst of its weights'
    "tool.terms_date": "date",
    "tool.terms_current": "flag",  # a terms snapshot is on record, not older than a year unless the tool is local
    "tool.primary_purpose_likeness": "flag",
    "tool.watermarks_outputs": "flag",
    "tool.commercial_ok": "flag",
    "tool.photoreal": "flag",
    "model.this_production": "flag",  # no weights used are locked to another production
    "model.subjects_covered": "flag",  # persons whom the weights were trained on consent to `train`
    "prompt.names_works": "list",  # protected works and styles that the prompt names without a licence on record
    "prompt.names_persons": "list",  # public figures, artists, dead persons, parties, without a consent to this use
    "prompt.names_performer": "flag",  # one of them is a performer on record
    "inputs.registered": "flag",  # every medium that came from outside has a Source
    "inputs.confidential": "flag",  # each of these three is the exact answer where use.input_flags lists what is known
    "inputs.personal_data": "flag",  # personal data, or sources in which persons can be seen or heard
    "inputs.third_party": "flag",
    "inputs.tdm": ("allowed", "unset", "constrained", "notAllowed"),  # the strictest preference for this use
    "inputs.marks_kept": "flag",  # no mark or credential that an input had was taken off
    "people.known": "flag",  # every person has a Party record
    "people.minor": "flag",  # one of them is under 18 today
    "people.deceased": "flag",
    "people.performers": "flag",
    "consent.covered": "flag",  # all of the questions below
    "consent.live": "flag",  # in force, signed, separate, clear and conspicuous, with a document
    "consent.in_scope": "flag",  # specific description, kind of use, shots, character, territory, term, language
    "consent.this_production": "flag",
    "consent.advised": "flag",  # counsel or a union agreement
    "consent.authority": "flag",  # the dead by executor, representative or union; minors by a guardian
    "consent.term_kept": "flag",  # at most ten years; a minor's at most five and not past 18
    "consent.languages": "flag",
    "consent.promo": "flag",
    "licence.train_covered": "flag",
    "replica.known": "flag",  # there is a Replica record for each person of a replica use
    "replica.categories": "list",  # EBDR, ICDR, BADR, SYNTH
    "replica.scan_notice": "flag",  # 48 hours before the session, or at engagement
    "replica.business_reason": "flag",
    "replica.classed": "flag",  # one built without a scan is an EBDR
    "replica.access_kept": "flag",  # who asks is on the access list
    "replica.transfers_kept": "flag",  # each transfer has the union's approval and a written commitment
    "replica.this_production": "flag",
    "replica.biometrics_kept": "flag",  # no print or iris scan is used beyond the picture
    "synthetic.value_stated": "flag",
    "background.consent_and_pay": "flag",
    "background.numbers_kept": "flag",  # required background performers are hired besides
    "background.upgrade_paid": "flag",  # paid as principal where used as one
    "pay.accrued": "flag",  # every use on record has its pay worked out
    "pay.icdr_floor": "flag",  # independent replicas: day rate or more, with benefits
    "notice.buyer_told": "flag",
    "notice.union_synthetic": "flag",
    "notice.union_bargained": "flag",
    "notice.union_training": "flag",
    "notice.writer_told": "flag",
    "notice.company_consent": "flag",
    "notice.director_consulted": "flag",
    "notice.tool_policy": "flag",  # who operates it has acknowledged the policy
    "work.human_contribution": "flag",  # somebody selected, arranged or modified: more than prompts
    "work.human_performance": "flag",  # nothing in the ledger contradicts "performed by humans"
    "work.human_writing": "flag",
    "credits.ai_writer": "flag",  # a tool stands as writer or source
    "disclosure.eu": "flag",
    "disclosure.promo": "flag",
    "similar.matches": "list",  # titles of references that the output is too near to
    "similar.denied": "list",  # those of the deny list
    "house.production": "text",
    "house.buyer": "text",
    "house.guilds": "list",
    "house.territories": "list",
    "house.photography_start": "date",
    "house.engaged_from": "date",
    "house.fiction": "flag",
    "house.struck": "flag",  # a guild of the production or of a person used is on strike
    "house.claims": "list",
    "house.original_language": "text",
    "delivery.leaving": "flag",
    "delivery.credential_valid": "flag",
    "delivery.manifest_clean": "flag",
    "delivery.watermarked": "flag",
    "today": "date",
}

FACTS: Mapping[str, str | tuple[str, ...]] = {**USE, **DERIVED}
EXTRA = "use.extra."  # facts below it are open to pack authors
WORDS: Mapping[str, tuple[str, ...]] = {  # lists that hold only these words
    "use.use_kinds": USE_KINDS, "use.content": CONTENT, "use.casting_features": FEATURES,
    "replica.categories": ("EBDR", "ICDR", "BADR", "SYNTH"),
}  # fmt: skip
STATED_NONE = ("house.buyer", "use.task_type", "use.capability")  # texts that are known when they are empty


def kind_of(name: str) -> str | tuple[str, ...] | None:
    """Return the kind of a fact, "any" for the open ones, None for a name that does not exist."""
    if name.startswith(EXTRA) and len(name) > len(EXTRA):
        return "any"
    return FACTS.get(name)


def fits(name: str, value: object) -> bool:
    """Say whether a value is one that a fact of the vocabulary can have; None, the missing fact, does not."""
    kind = FACTS[name]
    if isinstance(kind, tuple):
        return isinstance(value, str) and value in kind
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "list":
        words = WORDS.get(name)
        return isinstance(value, list) and all(
            isinstance(item, str) and bool(item) and (words is None or item in words) for item in value)
    if kind == "date":
        return isinstance(value, str) and is_day(value)
    return isinstance(value, str) and (bool(value.strip()) or name in STATED_NONE)
