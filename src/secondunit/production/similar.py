"""The desk of similarity: register reference sets, check takes and files against them, show the pairs.

Findings are facts for the rules and for people: "near to that, by so much". They say nothing about rights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit import plugins
from secondunit.core.errors import InputError, NotFound, StateError
from secondunit.core.identity import slug
from secondunit.execution import journal
from secondunit.gates.prompts.name_lists import FILE, NameList, line_name
from secondunit.gates.prompts.names import Named, names_in
from secondunit.gates.similar import embed, pictures
from secondunit.gates.similar.sets import MAX_PICTURES, Near, Reference, ReferenceSet, from_pages, near_of, to_pages
from secondunit.store.cas import file_digest
from secondunit.store.files import write_over

if TYPE_CHECKING:
    from secondunit.gates.similar.check import Checked, Checker, Match
    from secondunit.production.folder import Production

HEADING = "# Names to look for in prompts, besides the shipped lists. NAME ; KIND ; OTHER NAME, OTHER NAME\n"
FOLDER = "references"  # thumbnails of references, for pair sheets


@dataclass(frozen=True)
class Seen:
    """What was found of one file: a take's output (with entity and role) or a loose file."""

    name: str
    digest: str
    path: Path
    suffix: str
    checked: Checked
    entity: str = ""
    recipe: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain data without paths."""
        return {
            "name": self.name, "digest": self.digest, "entity": self.entity, "recipe": self.recipe,
            "pictures": self.checked.pictures, "method": self.checked.method, "embedding": self.checked.embedding,
            "matches": [match.to_json() for match in self.checked.matches],
        }  # fmt: skip


@dataclass(frozen=True)
class Added:
    """What registering a folder did; `skipped` are files that could not be read, with the reason."""

    name: str
    denied: bool
    pictures: int
    new: int
    skipped: tuple[str, ...]
    flat: int  # pictures without structure: only identical files are found
    embedding: str


class SimilarDesk:
    """Reference sets of one production and what its outputs are near to."""

    def __init__(self, production: Production) -> None:
        self.production, self.store = production, production.store

    def add(self, folder: Path, name: str, *, denied: bool = False, by: str, thumbnails: bool = True) -> Added:
        """Fingerprint the pictures below a folder into a set; a set that exists grows, one deny list stays one.

        Pictures are not copied; of each a thumbnail of 128 pixels is kept unless `thumbnails` is off. Files that are no
        pictures are passed over, broken ones are reported. InputError when nothing can be read.
        """
        from secondunit.gates.similar.prints import METHOD, reference_print

        by, identity = self.production.review.person(by), _identity(name)
        files = _files(folder)
        known = self._set(identity)
        if known and known.denied != denied:
            kind = "a deny list" if known.denied else "no deny list"
            raise StateError(f"the set {known.name!r} is {kind}", hint="choose another name, or drop it first")
        model = self.embedder()
        old = {(each.digest, each.at): each for each in known.pictures} if known and known.method == METHOD and (
            known.model == (model.digest if model else "")) else {}
        found, skipped = dict(old), list[str]()
        for file in files:
            try:
                digest = file_digest(file)
                if any(key[0] == digest for key in old):
                    continue
                for shown in pictures.read(file):
                    vector = model.embed(shown.pixels) if model else None
                    title = _shown(file.relative_to(folder).as_posix() if folder.is_dir() else file.name)
                    found[digest, shown.at] = Reference(digest, title, reference_print(shown.pixels), shown.at, vector)
                    if thumbnails:
                        write_over(self._thumbnail(identity, digest, shown.at), pictures.thumbnail(shown.pixels))
            except (InputError, OSError) as error:
                skipped.append(_shown(f"{file.name}: {error}"))
            if len(found) > MAX_PICTURES:
                raise InputError(f"a set holds at most {MAX_PICTURES} pictures", hint="make several sets")
        if not found:
            raise InputError(f"no picture in {folder} can be read", hint=skipped[0] if skipped else "give pictures")
        whole = ReferenceSet(known.name if known else name.strip(), denied, tuple(found[key] for key in sorted(found)),
                             METHOD, model.digest if model else "")  # fmt: skip
        with self.store.lock:
            self._write(identity, whole, by)
        flat = sum(1 for each in whole.pictures if each.print.flat)
        return Added(whole.name, denied, len(found), len(found) - len(old), tuple(skipped), flat,
                     model.name if model else embed.NONE)

    def drop(self, name: str, *, by: str) -> None:
        """Take a set out of use; its records stay, with the name of who dropped it. NotFound when there is none."""
        by, identity = self.production.review.person(by), _identity(name)
        whole = self._set(identity)
        if whole is None:
            raise NotFound(f"there is no reference set {name!r}", hint="see: secondunit rights similar list")
        with self.store.lock:
            for number, page in enumerate(to_pages(whole), start=1):
                body = {**page, "pictures": [], "dropped": True, "by": by, "at": journal.now()}
                self.store.append("references", _page(identity, number), body)

    def sets(self) -> list[ReferenceSet]:
        """Return the sets in use, by name; InputError for one that does not hold together."""
        pages: dict[str, list[Mapping[str, Any]]] = {}
        for body in self.store.index.all("references"):
            if not body.get("dropped"):
                pages.setdefault(str(body["name"]), []).append(body)
        return [from_pages(each) for _, each in sorted(pages.items())]

    def digests(self) -> dict[str, str]:
        """Return name and digest of each set in use, without reading its pictures."""
        sql = ("SELECT data ->> '$.name', data ->> '$.digest' FROM latest WHERE kind = 'references' "
               "AND data ->> '$.page' = 1 AND coalesce(data ->> '$.dropped', 0) = 0 ORDER BY 1")
        return dict(self.store.index.db.execute(sql).fetchall())

    def near(self, digest: str, media_type: str) -> Near:
        """Return what the rules may know of a file that is to leave; other media than pictures are near to nothing."""
        if media_type not in pictures.MEDIA_TYPES:
            return Near((), ())
        return near_of(self.digests(), self.store.get("similarities", digest))

    def check(self, names: Sequence[str] = (), tell: Callable[[str], None] = lambda name: None) -> list[Seen]:
        """Check takes of these entities (all, when none is named) or loose files; takes' findings go on record."""
        checker, found = self.checker(), []
        for entity, recipe, row in self._outputs(names):
            suffix = pictures.MEDIA_TYPES[row["media_type"]]
            path = self.store.media.get(row["digest"])
            name = f"{entity} {row['role']} {recipe[:12]}"
            tell(name)
            found.append(Seen(name, row["digest"], path, suffix, checker.file(path, row["digest"], suffix), entity,
                              recipe))
        if found:
            with self.store.lock:
                for seen in found:
                    self._record(seen)
        for file in (Path(name) for name in names if not self._is_entity(name)):
            if not file.is_file():
                raise NotFound(f"{str(file)[:80]!r} is no entity with takes and no file",
                               hint="an entity of review list, or a picture or film")
            tell(file.name)
            digest = file_digest(file)
            found.append(Seen(_shown(file.name), digest, file, file.suffix, checker.file(file, digest)))
        return found

    def checker(self) -> Checker:
        """Return the sets laid out for scanning; StateError when there is none."""
        from secondunit.gates.similar.check import Checker
        from secondunit.gates.similar.prints import METHOD

        sets = self.sets()
        if not sets:
            raise StateError("the production has no reference sets",
                             hint="secondunit rights similar add FOLDER --set NAME --by NAME")
        if stale := [each.name for each in sets if each.method != METHOD]:
            raise StateError(f"the set {stale[0]!r} was fingerprinted by an older method",
                             hint="register its folder again: secondunit rights similar add")
        return Checker(sets, self.embedder())

    def embedder(self) -> embed.Embedder | None:
        """The embedding model that the production allows, if a plug-in brings one."""
        return embed.find(plugins.engines(), self.production.config["engines.allowed"])

    def pairs(self, found: Sequence[Seen]) -> Iterator[tuple[Seen, Match, pictures.Picture, pictures.Picture | None]]:
        """Yield each match with both pictures; the reference's is None where no thumbnail was kept."""
        for seen in found:
            frames = {shown.at: shown.pixels for shown in pictures.read(seen.path, seen.suffix)} if (
                seen.checked.matches) else {}
            for match in seen.checked.matches:
                mine = frames.get(match.at)
                kept = self._thumbnail(_identity(match.set), match.digest, match.reference_at)
                other = pictures.from_bytes(kept.read_bytes()) if kept.is_file() else None
                yield seen, match, mine if mine is not None else next(iter(frames.values())), other

    def add_name(self, name: str, kind: str = "work", others: Sequence[str] = (), *, cue: bool = False) -> int:
        """Add a name to the production's list; return how many it holds. InputError when it is no name."""
        forms = (name, *others)
        if any(mark in form for form in forms for mark in ";,*#\n\r"):
            raise InputError("a name holds no ; , * # and no line break", hint="give other forms with --other")
        path, star = self.production.root / FILE, "*" if cue else ""
        line = f"{name.strip()}{star} ; {kind}"
        if others:
            line += " ; " + ", ".join(form.strip() + star for form in others)
        line_name(line, FILE)
        with self.store.lock:
            known = NameList.read(path)
            if any(each.text == name.strip() for each in known.names):
                raise StateError(f"{name.strip()!r} is in the list already", hint=f"edit {FILE} of the production")
            text = path.read_text(encoding="utf-8-sig") if path.exists() else HEADING
            write_over(path, (text.rstrip("\n") + "\n" + line + "\n").encode())
        return len(known.names) + 1

    def names_in(self, text: str) -> Named:
        """Return the names that a text holds, by the shipped lists, the production's own and the parties on record."""
        return names_in(text, self.production.rights.book(), NameList.read(self.production.root / FILE))

    def _outputs(self, names: Sequence[str]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        seen: set[str] = set()
        for take in self.store.index.all("takes"):
            if names and take["entity"] not in names:
                continue
            for row in take["outputs"]:
                if row["media_type"] in pictures.MEDIA_TYPES and row["digest"] not in seen:
                    seen.add(row["digest"])
                    yield take["entity"], take["id"], row

    def _is_entity(self, name: str) -> bool:
        sql = "SELECT 1 FROM latest WHERE kind = 'takes' AND data ->> '$.entity' = ? LIMIT 1"
        return self.store.index.db.execute(sql, (name,)).fetchone() is not None

    def _record(self, seen: Seen) -> None:
        body = {**seen.to_json(), "sets": self.digests()}
        old = self.store.get("similarities", seen.digest)
        if old is None or any(old.get(key) != value for key, value in body.items()):
            self.store.append("similarities", seen.digest, {**body, "at": journal.now()})

    def _set(self, identity: str) -> ReferenceSet | None:
        first = self.store.get("references", identity)
        if first is None or first.get("dropped"):
            return None
        numbers = range(1, int(first["pages"]) + 1)
        rows = (self.store.get("references", _page(identity, number)) for number in numbers)
        return from_pages([row for row in rows if row])

    def _write(self, identity: str, whole: ReferenceSet, by: str) -> None:
        pages = to_pages(whole)
        for number in range(len(pages), 0, -1):  # the first page last: it says how many there are
            body = {**pages[number - 1], "by": by, "at": journal.now()}
            self.store.append("references", _page(identity, number), body)

    def _thumbnail(self, identity: str, digest: str, at: str) -> Path:
        frame = "".join(c for c in at if c.isalnum())
        return self.production.root / FOLDER / identity / f"{digest}{'-' + frame if frame else ''}.jpg"


def _identity(name: str) -> str:
    text = name.strip()
    if not text or len(text) > 80 or not text.isprintable() or not slug(text):
        raise InputError(f"{name[:40]!r} cannot be the name of a reference set", hint="letters and digits, at most 80")
    return slug(text)


def _page(identity: str, number: int) -> str:
    return identity if number == 1 else f"{identity}.p{number}"


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise NotFound(f"{folder} is no folder", hint="give a folder of pictures")
    return sorted(path for path in folder.rglob("*") if path.is_file() and pictures.readable(path)
                  and not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)[:200]
