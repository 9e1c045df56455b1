"""Visual effects, each with the picture department that it feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging.lexicon import entry
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, cut, phrase_span, span, stretch
from secondunit.departments.script.tagging.text import Parsed
from secondunit.departments.script.tagging.vocabulary import word_list

_CREATURES = word_list("VFX_CREATURES")
_LIGHTS = {
    "hologram": "composite", "projection": "composite", "forcefield": "composite", "force-field": "composite",
    "laser": "composite", "portal": "composite", "wormhole": "environment", "vortex": "composite",
    "lightsaber": "composite", "teleportation": "composite", "shockwave": "composite", "fireball": "composite",
    "aurora": "environment", "supernova": "environment", "energy": "composite", "plasma": "composite",
    "aura": "composite", "time-freeze": "composite", "beam": "composite", "spell": "composite", "rift": "composite",
    "starfield": "environment", "nebula": "environment", "galaxy": "environment", "asteroid": "environment",
    "meteor": "composite", "meteorite": "composite", "comet": "composite", "planet": "environment",
    "tsunami": "environment", "tornado": "environment", "volcano": "environment", "lava": "environment",
    "hurricane": "environment", "whirlpool": "environment", "skyline": "environment", "cityscape": "environment",
    "megacity": "environment", "metropolis": "environment", "spaceship": "environment", "starship": "environment",
    "spacecraft": "environment", "shuttle": "environment", "mothership": "environment", "missile": "composite",
    "armada": "environment", "fleet": "environment", "avalanche": "environment", "doppelganger": "double",
    "clone": "double", "doppelgänger": "double", "lookalike": "double", "silhouette-city": "environment",
    "hud": "screen", "readout": "screen", "mushroom-cloud": "environment", "ufo": "composite", "orb": "composite",
}  # fmt: skip
_BEAMS = words("energy beam spell orb rift planet projection fleet shuttle aura")
_CHARGED = words("laser energy tractor magic glowing red blue white alien")
_SCREENS = words("screen monitor display television tv phone laptop tablet smartphone computer hud readout")
_SHOWN = word_list("VFX_SHOWN")
_MAGIC = {
    "teleport": ("TELEPORT", "composite"), "materialise": ("MATERIALISE", "composite"),
    "materialize": ("MATERIALISE", "composite"), "dematerialise": ("VANISH", "composite"),
    "morph": ("MORPH", "creature"), "transform": ("TRANSFORMATION", "creature"), "levitate": ("LEVITATION", "cleanup"),
    "disintegrate": ("DISINTEGRATION", "composite"), "vaporise": ("DISINTEGRATION", "composite"),
    "vaporize": ("DISINTEGRATION", "composite"), "dissolve": ("DISSOLVE", "composite"), "hover": ("HOVER", "cleanup"),
    "shapeshift": ("TRANSFORMATION", "creature"), "regenerate": ("REGENERATION", "composite"),
    "vanish": ("VANISH", "composite"), "glow": ("GLOW", "composite"), "petrify": ("TRANSFORMATION", "creature"),
    "float": ("FLOATING", "cleanup"), "implode": ("IMPLOSION", "composite"), "age": ("AGEING", "deage"),
}  # fmt: skip
_CROWDS = words("thousand thousands hundreds army legion horde multitude million millions sea swarm fleet armada")
_WIDE = re.compile(
    r"\b(?:AERIAL|BIRD'?S[- ]EYE|ESTABLISHING|WIDE (?:SHOT|ON|VIEW)|VISTA|PANORAMA|DRONE SHOT|HELICOPTER SHOT"
    r"|FROM ABOVE)\b",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\b(?:SPACE|ORBIT|PLANET|MOON|MARS|LUNAR|ASTEROID|GALAXY|STARSHIP|SPACESHIP|ALIEN WORLD)\b")
_DRIVING = words("drive steer accelerate brake speed swerve cruise race")


def vfx(stage: Stage) -> Iterator[Found]:
    """Yield what the picture departments make or mend."""
    yield from _heading(stage)
    for person in stage.characters.values():
        if person.variant_of is not None and stage.scene.id in person.scenes:
            evidence = next(
                (stretch(at, m.start, m.end) for at in stage.action for m in at.mentions if m.name == person.name), None
            )
            if evidence is not None:
                yield Found(Category.VFX, person.name, evidence, 0.6, 1, "younger or older self", "deage")
    for parsed in stage.action:
        for phrase in parsed.phrases:
            if not phrase.negated and not phrase.figure:
                yield from _phrase(parsed, phrase)
        yield from _verbs(parsed)
        match = _WIDE.search(parsed.text)
        if match and stage.scene.setting != "INT":
            yield Found(
                Category.VFX, "SET EXTENSION", stretch(parsed, match.start(), match.end()), 0.5, 1, "", "environment"
            )


def _heading(stage: Stage) -> Iterator[Found]:
    heading = stage.heading
    if heading is None:
        return
    match = _SPACE.search(heading.text.upper())
    if match and stage.scene.setting != "INT":
        yield Found(Category.VFX, match.group(), cut(heading, match.start(), match.end()), 0.7, 1, "", "environment")


def _phrase(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    tokens = parsed.tokens
    head = tokens[phrase.head]
    lemma = head.entry.lemma
    evidence = phrase_span(parsed, phrase)
    mods = {token.low for token in tokens[phrase.start : phrase.head]}
    if lemma in _CREATURES or (entry(lemma).weight("q") >= 0.7):
        yield Found(Category.VFX, lemma.upper(), evidence, 0.7, phrase.quantity, "", "creature")
    elif lemma in _LIGHTS and not (lemma in _BEAMS and not mods & _CHARGED):
        yield Found(Category.VFX, lemma.upper(), evidence, 0.65, phrase.quantity, "", _LIGHTS[lemma])
    elif lemma in _SCREENS and "screen" in (lemma, *mods):
        yield Found(Category.VFX, "SCREEN", evidence, 0.6, 1, "", "screen")
    elif lemma == "flash" and "muzzle" in mods:
        yield Found(Category.VFX, "MUZZLE FLASH", evidence, 0.8, 1, "", "composite")
    elif (phrase.of in _CROWDS and head.entry.weight("pg") >= 0.6) or (
        phrase.quantity >= 100 and head.entry.weight("pga") >= 0.6
    ):
        yield Found(Category.VFX, "CROWD", evidence, 0.6, 1, "crowd multiplication", "composite")


def _verbs(parsed: Parsed) -> Iterator[Found]:
    for at, token in enumerate(parsed.tokens):
        if token.kind not in "VG" or not token.kind:
            continue
        base = token.entry.base
        if base in _MAGIC and base not in ("age", "float", "glow", "hover", "dissolve"):
            name, task = _MAGIC[base]
            yield Found(Category.VFX, name, span(parsed, at, at), 0.6, 1, "", task)
        elif base == "fire":
            yield Found(Category.VFX, "MUZZLE FLASH", span(parsed, at, at), 0.6, 1, "", "composite")
