"""Readable links beside the content-addressed media: what people open. Links, never copies of the truth."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from secondunit.execution.validators import SUFFIXES
from secondunit.store.files import disk_errors, write_over
from secondunit.store.store import Store

_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


def safe_name(text: str) -> str:
    """Return a file name part without separators, dots in front or odd characters."""
    return _SAFE.sub("_", text).lstrip(".")[:100] or "_"


def link(store: Store, digest: str, target: Path) -> None:
    """Point `target` at a digest by a relative link; where links are refused, copy the bytes."""
    source = store.media.get(digest)
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        temp = target.with_name(f".tmp-{target.name}")
        temp.unlink(missing_ok=True)
        try:
            temp.symlink_to(os.path.relpath(source, target.parent))
        except (OSError, NotImplementedError):
            shutil.copyfile(source, temp)
        temp.replace(target)


def publish_links(store: Store, version: Mapping[str, Any]) -> Path:
    """Make `publish/<task>/<entity>/v001/` with a link per representation and `version.json`."""
    folder = store.root / "publish" / safe_name(version["task"]) / safe_name(version["entity"])
    folder = folder / f"v{version['version']:03d}"
    for item in version["representations"]:
        link(store, item["digest"], folder / f"{safe_name(item['name'])}.{SUFFIXES[item['media_type']]}")
    text = json.dumps({k: v for k, v in version.items() if k != "schema"}, indent=1, ensure_ascii=False, sort_keys=True)
    write_over(folder / "version.json", text.encode() + b"\n")
    return folder


def proposal_links(store: Store, rows: Iterable[tuple[str, Mapping[str, Any]]], folder: Path) -> None:
    """Link outputs to look at: (name without suffix, output row) under a folder of the production."""
    for name, row in rows:
        link(store, row["digest"], folder / f"{name}.{SUFFIXES[row['media_type']]}")
