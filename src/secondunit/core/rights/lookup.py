"""The rights book, indexed once: what the gates look up by person, digest, name or kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from secondunit.core.rights.book import RightsBook
    from secondunit.core.rights.making import Accrual, Contribution, ShotUse, Statement
    from secondunit.core.rights.people import Consent, Notice, Party, Replica
    from secondunit.core.rights.works import Licence, Model, Source, Tool

T = TypeVar("T")


class Lookup:
    """Indices over one book. Each is made when it is first asked for; the order of records is kept."""

    def __init__(self, book: RightsBook) -> None:
        self._book = book
        self._made: dict[str, object] = {}

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what somebody makes of this book under a name, made at the first call only."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]  # type: ignore[return-value]  # what was made under that name

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        """Parties by id."""
        return {item.id: item for item in self._book.parties}

    @cached_property
    def names(self) -> Mapping[str, tuple[Party, ...]]:
        """Parties by every name that they go by, in folded case: id, legal name, names they are known as."""
        return _group(self._book.parties, lambda party: {
            name.casefold() for name in (party.id, party.legal_name.strip(), *party.known_as) if name.strip()})

    @cached_property
    def consents(self) -> Mapping[str, tuple[Consent, ...]]:
        """Consents by their subject."""
        return _group(self._book.consents, lambda item: (item.subject,))

    @cached_property
    def replicas(self) -> Mapping[str, Replica]:
        """Replicas by id."""
        return {item.id: item for item in self._book.replicas}

    @cached_property
    def replicas_of(self) -> Mapping[str, tuple[Replica, ...]]:
        """Replicas by their subject."""
        return _group(self._book.replicas, lambda item: (item.subject,))

    @cached_property
    def replicas_in(self) -> Mapping[str, tuple[Replica, ...]]:
        """Replicas by the digest of media that hold them."""
        return _group(self._book.replicas, lambda item: item.asset_digests)

    @cached_property
    def notices(self) -> Mapping[tuple[str, str], tuple[Notice, ...]]:
        """Notices by kind and each entity that they are about; an empty text stands for the whole production."""
        return _group(self._book.notices, lambda item: [(item.kind, each) for each in item.entities or ("",)])

    @cached_property
    def scan_notices(self) -> Mapping[str, tuple[Notice, ...]]:
        """Notices of scans by the replica or the person that they are about."""
        return _group(self._book.notices, lambda item: (item.about,) if item.kind == "scan" else ())

    @cached_property
    def licences(self) -> Mapping[str, tuple[Licence, ...]]:
        """Licences by id and by each item that they cover."""
        return _group(self._book.licences, lambda item: {item.id: None, **dict.fromkeys(item.items)})

    @cached_property
    def licences_of_works(self) -> Mapping[str, tuple[Licence, ...]]:
        """Licences by the work that they name, in folded case."""
        return _group(self._book.licences, lambda item: (item.work.strip().casefold(),))

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Sources by id."""
        return {item.id: item for item in self._book.sources}

    @cached_property
    def sources_with(self) -> Mapping[str, tuple[Source, ...]]:
        """Sources by the digest of each of their files."""
        return _group(self._book.sources, lambda item: item.sha256)

    @cached_property
    def tools(self) -> Mapping[str, tuple[Tool, ...]]:
        """Tools by name."""
        return _group(self._book.tools, lambda item: (item.name,))

    @cached_property
    def models(self) -> Mapping[str, Model]:
        """Models by id."""
        return {item.id: item for item in self._book.models}

    @cached_property
    def models_with(self) -> Mapping[str, tuple[Model, ...]]:
        """Models by the digest of their weights."""
        return _group(self._book.models, lambda item: (item.sha256,))

    @cached_property
    def statements(self) -> Mapping[tuple[str, str], tuple[Statement, ...]]:
        """Statements by entity and department, oldest first; an empty text stands for what is not named."""
        told = sorted(self._book.statements, key=lambda item: (item.given_at, item.id))
        return _group(told, lambda item: ((item.entity, item.task),))

    @cached_property
    def contributions(self) -> Mapping[str, tuple[Contribution, ...]]:
        """Human work by the entity that it was done on."""
        return _group(self._book.contributions, lambda item: (item.entity,))

    @cached_property
    def shot_uses(self) -> Mapping[str, tuple[ShotUse, ...]]:
        """Uses in the cut by entity and by the person whose likeness they show."""
        return _group(self._book.shot_uses, lambda item: {item.entity: None, item.subject: None})

    @cached_property
    def uses_of(self) -> Mapping[str, tuple[ShotUse, ...]]:
        """Uses in the cut by the replica that they show."""
        return _group(self._book.shot_uses, lambda item: (item.replica,))

    @cached_property
    def accruals(self) -> Mapping[str, tuple[Accrual, ...]]:
        """Pay by the uses that it is for and by the replica."""
        return _group(self._book.accruals, lambda item: {item.replica: None, **dict.fromkeys(item.shot_uses)})


K = TypeVar("K")


def _group(items: Iterable[T], keys: Callable[[T], Iterable[K]]) -> Mapping[K, tuple[T, ...]]:
    """Return the items under each of their keys; an empty text is no key."""
    found: dict[K, list[T]] = {}
    for item in items:
        for key in keys(item):
            if key:
                found.setdefault(key, []).append(item)
    return {key: tuple(group) for key, group in found.items()}
