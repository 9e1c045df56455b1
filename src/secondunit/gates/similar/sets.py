"""Reference sets: fingerprints of pictures that a production names, kept as records; and what was found of a file.

A set is kept in pages of records of kind `references` (id `NAME`, `NAME.p2` ...). It holds fingerprints, digests and
titles, never paths. The findings of a file are one record of kind `similarities` under the digest of its bytes.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import InputError
from secondunit.core.identity import digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from secondunit.gates.similar.prints import Print

PAGE = 4000  # pictures in one record
MAX_PICTURES = 100_000


@dataclass(frozen=True)
class Reference:
    """One picture of a set. `at` says which frame of a film it is; `vector` is its embedding, if a model was there."""

    digest: str
    title: str
    print: Print
    at: str = ""
    vector: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class ReferenceSet:
    """A set. `denied`: no output may be near to its pictures. `model` is the digest of the embedder that was used."""

    name: str
    denied: bool
    pictures: tuple[Reference, ...]
    method: str
    model: str = ""

    @property
    def digest(self) -> str:
        """What the set holds, as one SHA-256: findings count only for the sets as they were."""
        return digest({"denied": self.denied, "method": self.method, "model": self.model,
                       "pictures": [[each.digest, each.at] for each in self.pictures]})  # fmt: skip


@dataclass(frozen=True)
class Near:
    """The titles that stand for the rules; None where it is not known because nobody looked."""

    matches: tuple[str, ...] | None
    denied: tuple[str, ...] | None


def near_of(sets: Mapping[str, str], finding: Mapping[str, Any] | None) -> Near:
    """Return what the rules may know: `sets` maps the names of the sets as they are to their digests.

    Without sets there is nothing to be near to. A finding counts only when it was made with exactly these sets.
    """
    if not sets:
        return Near((), ())
    if finding is None or finding.get("sets") != dict(sets):
        return Near(None, None)
    rows = finding["matches"]
    return Near(_titles(rows), _titles(row for row in rows if row["denied"]))


def to_pages(whole: ReferenceSet) -> list[dict[str, Any]]:
    """Return the bodies of the records of a set; at least one."""
    pages = [whole.pictures[at : at + PAGE] for at in range(0, len(whole.pictures), PAGE)] or [()]
    return [{
        "name": whole.name, "denied": whole.denied, "method": whole.method, "model": whole.model, "page": number,
        "pages": len(pages), "digest": whole.digest, "pictures": [_written(each) for each in page],
    } for number, page in enumerate(pages, start=1)]  # fmt: skip


def from_pages(pages: Iterable[Mapping[str, Any]]) -> ReferenceSet:
    """Read a set back from its records; InputError for one that does not hold together."""
    ordered = sorted(pages, key=lambda page: int(page["page"]))
    head = ordered[0]
    try:
        pictures = tuple(_read(row) for page in ordered for row in page["pictures"])
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise InputError(f"the reference set {head.get('name')!r} cannot be read: {type(error).__name__} {error}",
                         hint="register its folder again: secondunit rights similar add") from error
    return ReferenceSet(head["name"], head["denied"], pictures, head["method"], head.get("model", ""))


def _written(each: Reference) -> dict[str, Any]:
    import numpy as np

    from secondunit.gates.similar.prints import packed

    row: dict[str, Any] = {
        "digest": each.digest, "title": each.title, "whole": _text(each.print.whole),
        "colour": [int(value) for value in each.print.colour], "aspect": round(each.print.aspect, 4),
        "flat": each.print.flat, "corners": _text(packed(each.print.corners.bits)),
        "places": _text(np.round(each.print.corners.places * 65535).astype(np.uint16)),
    }  # fmt: skip
    if each.at:
        row["at"] = each.at
    if each.vector is not None:
        row["vector"] = _text(each.vector.astype(np.float16))
    return row


def _read(row: Mapping[str, Any]) -> Reference:
    import numpy as np

    from secondunit.gates.similar.prints import REFERENCE_SIDE, WORDS, Corners, Print

    whole = _array(row["whole"], np.uint64).reshape(-1, WORDS)
    bits = np.unpackbits(_array(row["corners"], np.uint8)).reshape(-1, 32, 8).astype(np.bool_)
    places = (_array(row["places"], np.uint16).reshape(-1, 2) / 65535).astype(np.float32)
    if len(places) != len(bits) or len(row["colour"]) != 12:
        raise ValueError("its parts have different lengths")
    corners = Corners(places, bits, np.full(len(bits), REFERENCE_SIDE, np.float32))
    seen = Print(whole, np.array(row["colour"], np.int16), corners, float(row["aspect"]), bool(row["flat"]))
    vector = _array(row["vector"], np.float16).astype(np.float32) if "vector" in row else None
    return Reference(str(row["digest"]), str(row["title"]), seen, str(row.get("at", "")), vector)


def _text(array: NDArray[Any]) -> str:
    import numpy as np

    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def _array(text: str, kind: Any) -> NDArray[Any]:  # noqa: ANN401  # a numpy type
    import numpy as np

    return np.frombuffer(base64.b64decode(text, validate=True), kind)


def _titles(rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{row['title']} ({row['set']})" for row in rows))
