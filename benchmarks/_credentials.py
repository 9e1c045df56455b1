"""Claims: a full HD PNG is signed and read back in 150 ms; a sequence of 1 GB is sealed and checked in flat memory.

`python _credentials.py FRAMES MEGABYTES` seals one sequence of seeded noise and prints seconds and peak memory as JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import _table as t
import numpy as np
from PIL import Image

from secondunit.core.recipe import Recipe
from secondunit.core.rights import Clearance, HouseFacts, RightsBook, Tool
from secondunit.formats import frame_zip
from secondunit.gates.credentials import credential, sequence, verify
from secondunit.gates.rules import policy, rulebook
from secondunit.gates.signing import clearance, keys

FRAMES, MEGABYTES = 100, 10
TOOL = Tool("ink", "1", deployment="local", trains_on_inputs=False, retains=False, training_data_status="none")
RECIPE = Recipe("ink", "scene.render", "ink", "1", {"style": "board"}, 1)
PEER = "bare c2pa-python"


def cleared(signer: keys.Keys) -> Clearance:
    """A clearance for the recipe, as of now; no pack is asked: rulings have rows of their own."""
    now = datetime.now(UTC)
    packs: tuple[rulebook.Pack, ...] = ()
    ruling = policy.decide(RECIPE, TOOL, HouseFacts("show"), RightsBook(), now.date(), packs=packs)
    return clearance.issue(RECIPE, ruling, signer, now)


def seal(frames: int, megabytes: int) -> dict[str, float]:
    """Seal and check one sequence; seconds and the peak of resident memory before and after, in MB."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        folder = root / "frames"
        folder.mkdir()
        for number in range(frames):
            noise = np.random.default_rng(number)
            with (folder / f"sh010.{1001 + number}.exr").open("wb") as file:
                for _ in range(megabytes):
                    file.write(noise.bytes(1_000_000))
        signer = keys.make(root / "keys", "show", datetime.now(UTC))
        given = cleared(signer)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.perf_counter()
        frame_zip.pack(folder, root / "packed.zip")
        packed = time.perf_counter()
        record = credential.stamp(root / "packed.zip", root / "sealed.zip", sequence.SEALED, RECIPE, given, "plate", (),
                                  signer, datetime.now(UTC), tool=TOOL)
        stamped = time.perf_counter()
        (root / "packed.zip").unlink()
        finding = verify.verify_media(root / "sealed.zip", record, signer, given)
        checked = time.perf_counter()
        if not finding.ok:
            raise SystemExit(f"the sealed sequence does not hold: {finding.problems}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"pack": packed - start, "sign": stamped - packed, "verify": checked - stamped, "before": before,
            "peak": peak}


def bare(source: Path, target: Path, signer: keys.Keys) -> None:
    """Sign and read back with the library alone: a manifest of one action."""
    from c2pa import Builder, C2paSignerInfo, C2paSigningAlg, Context, Reader, Signer

    context = Context.from_dict({
        "trust": {"user_anchors": signer.ca.decode()}, "builder": {"thumbnail": {"enabled": False}}})
    own = Signer.from_info(C2paSignerInfo(C2paSigningAlg.ES256, signer.leaf, signer.leaf_key, None))
    claim = {"claim_generator_info": [{"name": "bare", "version": "1"}], "title": "bare", "assertions": [
        {"label": "c2pa.actions.v2", "data": {"actions": [{
            "action": "c2pa.created", "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"}]}}]}
    with Builder(json.dumps(claim), context) as builder, source.open("rb") as file, target.open("w+b") as out:
        builder.sign(own, "image/png", file, out)
    with target.open("rb") as file, Reader("image/png", file, context=context) as reader:
        if reader.get_validation_state() != "Trusted":
            raise SystemExit("the peer's signature does not hold")


def _both(work: Callable[[], None], runs: int) -> tuple[t.Measured, t.Measured]:
    """Milliseconds of wall and of processor time; the latter says more on a busy machine."""
    work()
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(1e3 * (time.perf_counter() - wall))
        cpus.append(1e3 * (time.process_time() - cpu))
    return t.Measured.of(walls), t.Measured.of(cpus)


def rows(runs: int, frames: int = FRAMES) -> list[t.Row]:
    """The rows of credentials; `frames` is how long the sequence is (0 for none)."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        signer = keys.make(root / "keys", "show", datetime.now(UTC))
        given = cleared(signer)
        noise = np.random.default_rng(1).integers(0, 256, (270, 480, 3), dtype=np.uint8)
        Image.fromarray(noise).resize((1920, 1080), Image.Resampling.BICUBIC).save(root / "hd.png")

        def ours() -> None:
            credential.stamp(root / "hd.png", root / "ours.png", "image/png", RECIPE, given, "panel", (), signer,
                             datetime.now(UTC), tool=TOOL)

        words = f"a full HD PNG of {(root / 'hd.png').stat().st_size / 1e6:.1f} MB signed, written, read back"
        (wall, cpu), (peer_wall, peer_cpu) = _both(ours, runs), _both(
            lambda: bare(root / "hd.png", root / "bare.png", signer), runs)
        found = [t.Row(words, "ms", wall, 150, PEER, peer_wall),
                 t.Row(words + ", processor time", "ms", cpu, None, PEER, peer_cpu)]
    if frames:
        command = [sys.executable, __file__, str(frames), str(MEGABYTES)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        told = json.loads(done.stdout)
        words = f"{frames * MEGABYTES / 1000:g} GB in {frames} frames"
        for claim, unit, key, asked in (
            ("packed with a SHA-256 a frame", "s", "pack", None), ("signed and read back", "s", "sign", None),
            ("verified, every frame", "s", "verify", None), ("peak of memory", "MB", "peak", 150.0),
        ):
            found.append(t.Row(f"{words}: {claim}", unit, t.Measured.of([told[key]]), asked))
    return found


if __name__ == "__main__":
    print(json.dumps(seal(int(sys.argv[1]), int(sys.argv[2]))))
