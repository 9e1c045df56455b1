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
    r"|(?<=s )(?:itself|themselves)\b|(?:nobody|no one) (?:touches|touched)|unseen hands?)"
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
TURNS_INTO = re.compile(
    r"\b(?:turn|change|dissolve|crumble|melt|fold|collapse|shrink|grow)(?:s|ed|ing)? (?:back )?(?:in)?to "
    r"(?:stone|dust|ash|ice|gold|smoke|glass|water|sand|salt|mist|light|birds?|a (?!halt|stop|corner|run)\w+|an \w+)\b"
    r"|\bbecomes? (?:a|an) (?:bird|cat|dog|wolf|tree|dragon|river|road|face|door|fish|horse|snake|spider|cloud|star)\b"
)
STREAMS = re.compile(
    r"\b(?:light|fire|flames?|lightning|sparks|smoke|ice|frost|ink|energy|electricity) (?:\w+ ){1,2}"
    r"(?:from|out of|between|in|off) (?:his|her|their|its|the) (?:\w+ )?"
    r"(?:hands?|palms?|fingers?|fingertips|mouth|eyes?|wand|staff|skin|chest|ring|sword|blade|book|box)\b"
)
BACKWARDS = re.compile(
    r"\b(?:falls?|rains?|pours?|drips?|runs?|flows?|fl(?:y|ies)|snows?|burns?|rolls?|walks?|ticks?|turns?) "
    r"(?:up(?:wards?)?|backwards?|in reverse|sideways|uphill)\b(?! the| to| and| on| at| in| with)"
)
SIZED = re.compile(
    r"\b(?:(?:the )?(?:size|height) of (?:a|an) (?:small )?(?:house|bus|building|horse|car|cathedral|mountain"
    r"|hill|truck|whale|elephant|cow|church|tower|barn|pony|wolf|man|child)"
    r"|(?:as )?(?:tall|big|large|high) as (?:a|an|the) (?:house|bus|building|church|tower|tree|mountain"
    r"|barn|ship|bear|horse|man)|no bigger than a \w+|thumb-sized|house-sized)\b"
)
LACKS = re.compile(
    r"\b(?:has|have|casts?|leaves?|with|throws?) no (?:reflection|shadow|face|head|eyes?|mouth|legs?|arms?|hands?|feet"
    r"|footprints?)\b|\bwhere (?:his|her|the|its) (?:face|hand|arm|leg|eyes?|head|mouth) (?:should|ought|was|used)\b"
    r"|\b(?:one-legged|one-armed|armless|legless|amputee|missing (?:an? )?(?:arm|leg|hand|finger|ear))\b"
)
WINDOWS = re.compile(
    r"\b(?:past|beyond|outside|through|behind|in) the (?:\w+ )?(?:windows?|windscreen|windshield|porthole|glass)\b[^.]*"
    r"|\b(?:fields|trees|countryside|landscape|suburbs|streets?|lights|streetlights|desert|pylons|hedges|stations?) "
    r"(?:slides?|rush(?:es)?|flash(?:es)?|blurs?|goe?s?|pass(?:es)?|roll(?:s)?|fl(?:y|ies)) (?:by|past|over)?"
)
SCOPE = re.compile(
    r"\b(?:through (?:the|a|his|her) (?:\w+ )?(?:scope|gun ?sight|sights?|binoculars|telescope|viewfinder|periscope)"
    r"|cross-?hairs?|night[- ]vision|thermal (?:image|camera))\b",
    re.IGNORECASE,
)
SAID = (
    (SELF, "DOUBLE", "double"), (ITSELF, "MOVES BY ITSELF", "cleanup"), (NOWHERE, "IN THE AIR", "composite"),
    (FROZEN, "FROZEN", "roto"), (OLDER, "ANOTHER AGE", "deage"), (TURNS_INTO, "TRANSFORMATION", "composite"),
    (STREAMS, "MAGIC", "composite"), (BACKWARDS, "BACKWARDS", "composite"), (SIZED, "OUT OF SCALE", "creature"),
    (LACKS, "REMOVAL", "cleanup"), (SCOPE, "SCOPE VIEW", "composite"),
)  # fmt: skip
ANY = re.compile("|".join(f"(?i:{each.pattern})" if each.flags & re.IGNORECASE else each.pattern for each, *_ in SAID))
IN_SPACE = re.compile(r"\b(?:SPACE|ORBIT|MODULE|CAPSULE|SPACECRAFT|STARSHIP|SPACESHIP|SHUTTLE|ZERO.G)\b")
MOVING = re.compile(r"\b(?:MOVING|TRAVELL?ING|DRIVING|FLYING|IN FLIGHT)\b")
CROWDED = re.compile(r"\b(?:STADIUM|ARENA|COLOSSEUM|BATTLEFIELD|CONCERT|AMPHITHEATRE|RACECOURSE|RACETRACK|FESTIVAL)\b")
RIDES = re.compile(r"\b(?:CAR|TRAIN|PLANE|BUS|COACH|TAXI|VAN|TRUCK|LORRY|COCKPIT|CABIN|CARRIAGE|HELICOPTER|JET|TRAM)\b")
PLACES = re.compile(
    r"\b(?:(?:OUTER |DEEP )?SPACE|ORBIT|PLANET|MOON|MARS|LUNAR|ASTEROID|GALAXY|ALIEN|COLONY|UNDERWATER|SEABED"
    r"|SEA ?FLOOR|OCEAN FLOOR|UNDERWORLD|HEAVEN|HELL|LIMBO|FLOODED|DROWNED|RUINED|RUINS|BOMBED|DESTROYED|SUNKEN"
    r"|FLOATING|FLYING|FUTURE|MEGACITY|SKYLINE|CLOUDS?|SKY|STRATOSPHERE|VOLCANO|PACK ICE|ICE (?:FIELD|SHELF|SHEET)"
    r"|ICEBERG|GLACIER|ARCTIC|ANTARCTIC|DREAMSCAPE|CYBERSPACE|SIMULATION|VIRTUAL|WASTELAND|BATTLEFIELD|CITADEL"
    r"|CLOUD CITY|ANCIENT|MEDIEVAL)\b"
)
