"""The forms of the rights book: what each kind of record asks for, in words for people.

A form adds to a record's types what a clerk would look at: which fields must be filled, which words are known, which
fields name other records, which dates follow each other. CLI options, CSV columns and the checks at the door come
from it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_type_hints

from secondunit.core.errors import NotFound
from secondunit.core.record import Record
from secondunit.core.rights import BOOK
from secondunit.gates.facts import PURPOSES, USE_KINDS
from secondunit.production.rights import helps

TRAINING = ("licensed", "public", "unknown", "unlicensed", "none")
NOTICES = ("buyer_use", "scan", "synthetic_performer", "bargaining", "training_licence", "ai_material",
           "director_consultation", "company_consent", "tool_policy", "tdm", "other")  # fmt: skip


@dataclass(frozen=True)
class Form:
    """How records of one kind are filled in.

    An id is made of the name in `slug`, or where there is none of `prefix` and a digest. `refs` maps
    fields to the kind of record that they name, `order` pairs of days of which the first is not after the second.
    `document` is the field that takes the digest of a paper, `today` the day that is filled in when none is given.
    `shows` are the fields by which people tell one record from another.
    """

    name: str  # as the command says it
    kind: str
    about: str
    shows: tuple[str, ...]
    prefix: str = ""
    slug: str = ""
    required: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)
    order: tuple[tuple[str, str], ...] = ()
    document: str = ""
    today: str = ""
    typed: bool = True  # filled in by people; False: written by other commands

    @property
    def record(self) -> type[Record]:
        """The class of the records."""
        return BOOK[self.kind][0]

    @property
    def key(self) -> str:
        """The field that holds the id."""
        return "name" if self.kind == "tools" else "id"

    @cached_property
    def hints(self) -> Mapping[str, Any]:
        """Type of each field, in the order of the record; without the id and the unknown ones."""
        return _hints(self.record, self.key)

    def help(self, name: str) -> str:
        """What a field means, for people."""
        own = helps.HELP.get(f"{self.name}.{name}") or helps.HELP.get(name)
        return own or name.replace("_", " ").capitalize() + "."


def _hints(record: type[Record], key: str) -> Mapping[str, Any]:
    hints = get_type_hints(record)
    return {item.name: hints[item.name] for item in dataclasses.fields(record) if item.name not in ("unknown", key)}


_FORMS = (
    Form("party", "parties", "A person, company, estate or guild.", ("legal_name", "kind"),
         prefix="pty", slug="legal_name",
         required=("kind", "legal_name"), refs={"represented_by": "parties"}, order=(("born", "died"),),
         words={"kind": ("person", "company", "estate", "guild"), "status": ("living", "deceased")}),
    Form("consent", "consents", "What a person agrees to for their likeness or voice.",
         ("subject", "use_kinds", "start", "end"), prefix="cns",
         required=("subject", "granted_by", "capacity", "project_scope", "use_kinds", "specific_description",
                   "territory"),
         words={"capacity": ("self", "guardian", "executor", "union"), "use_kinds": USE_KINDS},
         refs={"subject": "parties", "granted_by": "parties"}, order=(("start", "end"),), document="doc_sha256"),
    Form("replica", "replicas", "A digital replica of a person, or a synthetic performer.",
         ("subject", "category", "source"), prefix="rpl", required=("category", "source"),
         words={"category": ("EBDR", "ICDR", "BADR", "SYNTH"), "source": ("scan", "no_scan", "archive", "none"),
                "session_kind": ("work_day", "stand_alone", "four_hours", "none"),
                "biometrics": ("fingerprint", "palm_print", "iris")},
         refs={"subject": "parties", "access": "parties"}, order=(("notice_at", "session_at"),)),
    Form("source", "sources", "Material from outside: a plate, a picture, a recording, a text.", ("title", "owner"),
         prefix="src", slug="title", required=("title",), refs={"licence": "licences", "contains_persons": "parties"},
         words={"tdm_pref": ("allowed", "notAllowed", "constrained", "unset"), "marks": ("c2pa", "watermark")}),
    Form("licence", "licences", "A right to use others' work.", ("work", "holder", "rights", "end"), prefix="lic",
         required=("holder", "work", "items", "rights"),
         words={"rights": ("train", "reference", "embed", "derive")}, order=(("start", "end"),),
         document="evidence_sha256"),
    Form("tool", "tools", "A program or service, its terms and what it was trained on.", ("name", "version", "vendor"),
         prefix="tool", slug="name", required=("name",), document="terms_sha256",
         words={"deployment": ("local", "enterprise", "consumer"), "training_data_status": TRAINING}),
    Form("model", "models", "Weights of a model or adapter, and what they were trained on.", ("name", "licence"),
         prefix="mdl", slug="name", required=("name",), document="terms_sha256",
         refs={"base": "models", "subjects": "parties", "dataset_licences": "licences"},
         words={"training_data_status": TRAINING}),
    Form("notice", "notices", "What the buyer, a guild, a performer or a writer was told.", ("to", "kind", "sent_at"),
         prefix="ntc", required=("to", "kind"), words={"kind": NOTICES, "answer": ("none", "agreed", "objected")},
         order=(("sent_at", "due_at"), ("sent_at", "answered_at")), document="evidence_sha256"),
    Form("statement", "statements", "Facts that a named person states for the rules.", ("by", "entity", "task"),
         prefix="stm", required=("by", "role", "facts", "reason"), document="document_sha256", today="given_at"),
    Form("contribution", "contributions", "What a person did to an asset.", ("person", "entity", "kind"),
         prefix="ctb", required=("person", "entity", "kind"), refs={"person": "parties"}, today="at",
         words={"kind": ("input", "prompt", "select", "arrange", "modify")}),
    Form("shot-use", "shot_uses", "An asset in a shot of the cut, with its frames.", ("entity", "subject", "replica"),
         prefix="use", required=("entity", "purpose"), refs={"subject": "parties", "replica": "replicas"},
         words={"purpose": tuple(word for word in PURPOSES if word in ("temp", "final", "promo"))}),
    Form("credit", "credits", "A credit of a person, a company or a tool.", ("party", "tool", "role"), prefix="crd",
         required=("role",), refs={"party": "parties"}),
    Form("disclosure", "disclosures", "What the audience is told.", ("kind", "text"), prefix="dsc",
         required=("kind", "text"), today="at",
         words={"kind": ("end_credit", "label", "icon", "audible", "promo")}),
    Form("accrual", "accruals", "Pay that is due.", ("subject", "basis", "status"), prefix="pay",
         required=("subject", "currency", "status"), typed=False, order=(("agreed_at", "paid_at"),),
         refs={"subject": "parties", "replica": "replicas", "shot_uses": "shot_uses"},
         words={"status": ("proposed", "agreed", "paid")}),
    Form("approval", "approvals", "A named person's yes to what a gate escalated.", ("approver", "entity", "rules"),
         prefix="apr", required=("approver", "role", "rules", "expires"), typed=False,
         order=(("given_at", "expires"),), document="document_sha256", today="given_at"),
)  # fmt: skip

FORMS: Mapping[str, Form] = {form.name: form for form in _FORMS}
BY_KIND: Mapping[str, Form] = {form.kind: form for form in _FORMS}


def form(name: str) -> Form:
    """Return the form of a kind, named as the command names it (`shot-use`) or as the folder (`shot_uses`)."""
    found = FORMS.get(name) or BY_KIND.get(name)
    if found is None:
        raise NotFound(f"there is no kind of rights record called {name[:40]!r}", hint="known: " + ", ".join(FORMS))
    return found
