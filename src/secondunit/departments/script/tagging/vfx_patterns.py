"""Turns of phrase that mean a visual effect, and headings of places that cannot be visited."""

from __future__ import annotations

import re

OLDER = re.compile(
    r"\b(?:(?:YOUNG|YOUNGER|TEENAGE|TEEN|ADULT|OLDER|ELDERLY|LITTLE) "
    r"(?!MAN|WOMAN|BOY|GIRL|LADY|COUPLE|MEN|COP)[A-Z]{3,}"
    r"|(?:years|decades) younger|younger self|older self|younger version)\b"
)
SELF = re.compile(
    r"\b(?:(?:sees?|faces?|watch(?:es)?|meets?|finds?|hears?|kisses|hugs|fights) (?:himself|herself|themselves)"
    r"|(?:another|a second|the other|an identical|the real|a younger|an older) (?!MAN\b|WOMAN\b|GUARD\b)[A-Z]{3,}"
    r"|two of (?:him|her|them)|(?:his|her|their) (?:own )?(?:double|twin|clone)\b|[A-Z]{3,} (?:TWO|2)\b"
    r"|copies of (?:him|her)self)"
)
ITSELF = re.compile(
    r"\b(?:by (?:itself|themselves)|on (?:its|their) own|of (?:its|their) own accord"
    r"|\w+s (?:itself|themselves)\b|(?:nobody|no one) (?:touches|touched)|unseen hands?)"
)
NOWHERE = re.compile(
    r"\b(?:into thin air|out of thin air|out of nowhere|in mid-?air"
    r"|(?:in|into) the air (?:before|in front of|above|around)|upwards? into the sky"
    r"|through the (?:solid )?(?:wall|door|floor|ceiling) as if|is not there|are not there"
    r"|(?:walks|passes|goes|steps|reaches) (?:straight |right )?through (?:the|a|his|her) "
    r"(?:wall|mirror|body|hand|chest|glass))\b"
)
FAR = re.compile(
    r"\b(?:to the horizon|as far as (?:the eye|anyone|you|one|we)|horizon to horizon|for miles|miles below|far below"
    r"|from above|aerial|bird'?s[- ]eye|establishing|the whole (?:city|valley|world|planet|coast))\b",
    re.IGNORECASE,
)
FROZEN = re.compile(
    r"\b(?:everyone|everybody|everything|the (?:whole )?(?:room|crowd|street|world|bar|city)|time|all) "
    r"(?:else )?(?:\w+ )?(?:freezes|stops|stands still|is frozen|are frozen|frozen)\b|freeze frame"
    r"|\bmid-?(?:step|stride|leap|fall|flight)\b",
    re.IGNORECASE,
)
SAID = (
    (SELF, "DOUBLE", "double"), (ITSELF, "MOVES BY ITSELF", "cleanup"), (NOWHERE, "IN THE AIR", "composite"),
    (FROZEN, "FROZEN", "roto"), (OLDER, "ANOTHER AGE", "deage"),
)  # fmt: skip
IN_SPACE = re.compile(r"\b(?:SPACE|ORBIT|MODULE|CAPSULE|SPACECRAFT|STARSHIP|SPACESHIP|SHUTTLE|ZERO.G)\b")
PLACES = re.compile(
    r"\b(?:(?:OUTER |DEEP )?SPACE|ORBIT|PLANET|MOON|MARS|LUNAR|ASTEROID|GALAXY|ALIEN|COLONY|UNDERWATER|SEABED"
    r"|SEA ?FLOOR|OCEAN FLOOR|UNDERWORLD|HEAVEN|HELL|LIMBO|FLOODED|DROWNED|RUINED|RUINS|BOMBED|DESTROYED|SUNKEN"
    r"|FLOATING|FLYING|FUTURE|MEGACITY|SKYLINE|CLOUDS?|SKY|STRATOSPHERE|VOLCANO|PACK ICE|ICE (?:FIELD|SHELF|SHEET)"
    r"|ICEBERG|GLACIER|ARCTIC|ANTARCTIC|DREAMSCAPE|CYBERSPACE|SIMULATION|VIRTUAL|WASTELAND|BATTLEFIELD|CITADEL"
    r"|CLOUD CITY|ANCIENT|MEDIEVAL)\b"
)
