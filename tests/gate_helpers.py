"""A production's rights in small: a recipe, its tool, its house and a consent, each with what is asked changed."""

import struct
import wave
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from secondunit.core.recipe import Facts, Recipe
from secondunit.core.rights import Approval, Consent, HouseFacts, Licence, Party, RightsBook, Ruling, Source, Tool
from secondunit.gates.rules import policy

TODAY = date(2026, 11, 3)
CLEAN_TOOL = Tool(
    "ink", "1", deployment="local", trains_on_inputs=False, retains=False, training_data_status="none",
    licence_tier="open source", terms_sha256="0" * 64, terms_date="2026-10-01", primary_purpose_likeness=False,
    watermarks_outputs=False, commercial_ok=True, photoreal=False,
)
# Who and what the recipes below speak of: two grown-ups who are alive, and two plates of the production's own.
PARTIES = tuple(
    Party(name, "person", name.title(), born="1984-05-06", status="living", performer=True) for name in ("anna", "bert"))
SOURCES = tuple(
    Source(name, name, (digest * 64,), owner="show", received_at="2026-10-01", ai_origin=False, tdm_pref="allowed",
           contains_persons=(), confidential=False, personal_data=False, third_party=False)
    for name, digest in (("plate1", "1"), ("plate2", "2")))  # fmt: skip
HOUSE = HouseFacts("show", buyer="", guilds=(), territories=("JP",), fiction=True)  # where no pack is at home
CONSENT = Consent(
    "c1", "anna", granted_by="anna", capacity="self", project_scope=("show",), use_kinds=("create_replica", "alter"),
    specific_description="de-ageing of her face in scenes 3 and 4", territory=("worldwide",), start="2026-01-01",
    end="2027-01-01", signed_at="2025-12-20", separate_document=True, clear_and_conspicuous=True, doc_sha256="d" * 64,
)
LICENCE = Licence(
    "l1", "owner", "plates", ("plate1", "plate2"), ("train",), start="2026-01-01", evidence_sha256="e" * 64)


def tool(**changes: object) -> Tool:
    return replace(CLEAN_TOOL, **changes)


def house(**changes: object) -> HouseFacts:
    return replace(HOUSE, **changes)


def consent(**changes: object) -> Consent:
    return replace(CONSENT, **changes)


def licence(**changes: object) -> Licence:
    return replace(LICENCE, **changes)


def recipe(seed: int = 1, **facts: object) -> Recipe:
    return Recipe("ink", "scene.render", "ink", "1", {"style": "board"}, seed, facts=Facts(**facts))


def replica(**facts: object) -> Recipe:
    extra = {"use_kinds": ["create_replica"], "depicted_minor": False, **facts.pop("extra", {})}
    return recipe(persons=("anna",), extra=extra, **facts)


def approval(named: tuple[str, ...], made: Recipe, **changes: object) -> Approval:
    given = Approval("a1", "Ida Berg", "producer", named, recipe_hash=made.hash, document_sha256="f" * 64,
                     given_at="2026-11-01", expires="2026-12-01")
    return replace(given, **changes)


def rule(made: Recipe, *, by=CLEAN_TOOL, at=HOUSE, consents=(), licences=(), approvals=(), today=TODAY, book=None,
         person="", **position: object) -> Ruling:
    """Decide on a recipe; `book` holds the other records of rights, by default PARTIES and SOURCES, `person` is who asks."""
    whole = replace(book or RightsBook(parties=PARTIES, sources=SOURCES), consents=tuple(consents), licences=tuple(licences),
                    approvals=tuple(approvals))  # fmt: skip
    return policy.decide(made, by, at, whole, today, by=person, **position)


def fired(ruling: Ruling) -> dict[str, str]:
    """Rule id -> verdict word of what still stands in the way."""
    return {firing.rule: firing.verdict.word for firing in ruling.open}


def now() -> datetime:
    """The real time: the signing library judges certificates by the machine's clock."""
    return datetime.now(UTC)


def make_media(folder: Path) -> dict[str, tuple[Path, str]]:
    """One small file of each kind that a production makes: kind -> (path, media type)."""
    import av
    import numpy as np
    import OpenImageIO as oiio
    import opentimelineio as otio
    from PIL import Image
    from pxr import Usd, UsdGeom
    from reportlab.pdfgen.canvas import Canvas

    folder.mkdir(parents=True, exist_ok=True)
    picture = Image.effect_mandelbrot((160, 90), (-2, -1, 1, 1), 40).convert("RGB")
    picture.save(folder / "panel.png")
    picture.save(folder / "panel.jpg")
    page = Canvas(str(folder / "boards.pdf"), invariant=True)
    page.drawImage(str(folder / "panel.png"), 50, 500, 160, 90)
    page.showPage()
    page.save()
    with av.open(str(folder / "animatic.mp4"), "w") as film:
        stream = film.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        for _ in range(3):
            film.mux(stream.encode(av.VideoFrame.from_image(picture)))
        film.mux(stream.encode())
    with av.open(str(folder / "plate.mov"), "w") as film:
        stream = film.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        film.mux(stream.encode(av.VideoFrame.from_image(picture)))
        film.mux(stream.encode())
    picture.save(folder / "paint.tif")
    with wave.open(str(folder / "line.wav"), "wb") as sound:
        sound.setparams((1, 2, 48000, 0, "NONE", ""))
        sound.writeframes(bytes(range(256)) * 20)
    plate = oiio.ImageBuf(np.linspace(0, 1, 90 * 160 * 3, dtype=np.float32).reshape(90, 160, 3))
    assert plate.write(str(folder / "plate.dpx"))
    (folder / "prop.glb").write_bytes(b"glTF" + struct.pack("<III4s", 2, 20 + 4, 4, b"JSON") + b"{}  ")
    depth = oiio.ImageBuf(np.linspace(0, 9, 90 * 160, dtype=np.float32).reshape(90, 160, 1))
    assert depth.write(str(folder / "depth.exr"))
    stage = Usd.Stage.CreateNew(str(folder / "stage.usda"))
    UsdGeom.Cube.Define(stage, "/table")
    stage.Save()
    otio.adapters.write_to_file(otio.schema.Timeline("cut"), str(folder / "cut.otio"))
    kinds = {"panel.png": "image/png", "panel.jpg": "image/jpeg", "boards.pdf": "application/pdf",
             "animatic.mp4": "video/mp4", "depth.exr": "image/x-exr", "stage.usda": "model/vnd.usd",
             "cut.otio": "application/vnd.opentimelineio+json", "plate.mov": "video/quicktime", "paint.tif": "image/tiff",
             "line.wav": "audio/wav", "plate.dpx": "image/x-dpx", "prop.glb": "model/gltf-binary"}
    return {name.rpartition(".")[2]: (folder / name, kind) for name, kind in kinds.items()}
