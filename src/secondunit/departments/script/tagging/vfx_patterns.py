"""Headings of places that cannot be visited, and views that are put in later."""

from __future__ import annotations

import re

OLDER = re.compile(
    r"\b(?:(?:YOUNG|YOUNGER|TEENAGE|TEEN|ADULT|OLDER|ELDERLY|LITTLE) "
    r"(?!MAN|WOMAN|BOY|GIRL|LADY|COUPLE|MEN|COP)[A-Z]{3,})\b"
)
IN_SPACE = re.compile(r"\b(?:SPACE|ORBIT|MODULE|CAPSULE|SPACECRAFT|STARSHIP|SPACESHIP|SHUTTLE|ZERO.G)\b")
WINDOWS = re.compile(
    r"\b(?:fields|trees|countryside|landscape|suburbs|streets?|(?:[Cc]ity )?lights|streetlights|desert"
    r"|pylons|hedges|corniche)"
    r" (?:slides?|rush(?:es)?|flash(?:es)?|blurs?|stream(?:s)?|unspools?|roll(?:s)?|fl(?:y|ies))"
    r" (?:by|past|over|behind)[^.]*"
)
RIDES = re.compile(
    r"\b(?:CAR|TRAIN|PLANE|BUS|COACH|TAXI|VAN|TRUCK|LORRY|COCKPIT|CABIN|CARRIAGE|HELICOPTER|JET|TRAM|ROADSTER"
    r"|COMPARTMENT)\b"
)
PLACES = re.compile(
    r"\b(?:(?:OUTER |DEEP )?SPACE|ORBIT|PLANET|MOON|MARS|LUNAR|ASTEROID|GALAXY|ALIEN|COLONY|UNDERWATER|SEABED"
    r"|SEA ?FLOOR|OCEAN FLOOR|UNDERWORLD|HEAVEN|HELL|LIMBO|FLOODED|DROWNED|RUINED|RUINS|BOMBED|DESTROYED|SUNKEN"
    r"|FLOATING|FLYING|FUTURE|MEGACITY|SKYLINE|CLOUDS?|SKY|STRATOSPHERE|VOLCANO|PACK ICE|ICE (?:FIELD|SHELF|SHEET)"
    r"|ICEBERG|GLACIER|ARCTIC|ANTARCTIC|DREAMSCAPE|CYBERSPACE|SIMULATION|VIRTUAL|WASTELAND|BATTLEFIELD|CITADEL"
    r"|CLOUD CITY|ANCIENT|MEDIEVAL)\b"
)
