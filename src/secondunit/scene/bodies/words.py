"""Words of a wardrobe to garments, hair and tones; sensible choices where the script says nothing."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass

# keyword -> kind, most telling first; a word list is searched in order
_OUTER = (
    (("robe", "gown", "cloak", "cape", "habit", "cassock"), "robe"),
    (("apron", "pinafore"), "apron"),
    (("hoodie", "parka", "fleece"), "hoodie"),
    (("blazer", "suit", "tuxedo", "uniform", "tunic", "waistcoat", "tweed", "dinner jacket"), "jacket"),
    (("jacket", "windbreaker", "anorak", "bomber", "cardigan", "windcheater"), "blouson"),
    (("coat", "oilskin", "mackintosh", "slicker", "duster", "raincoat", "trench", "greatcoat"), "coat"),
)
_TOP = (
    (("turtleneck", "polo neck", "rollneck", "roll-neck", "wetsuit"), "turtleneck"),
    (("dress", "gown", "frock", "nightgown", "nightdress", "sundress", "kimono"), "bodice"),
    (("t-shirt", "tee", "tshirt", "polo", "jersey"), "tshirt"),
    (("tank", "vest", "singlet", "undershirt", "camisole", "swimsuit", "bikini", "bare"), "vest"),
    (
        ("overalls", "jumpsuit", "onesie", "romper", "pyjama", "pajama", "spacesuit", "dungarees", "boiler"),
        "onesie",
    ),
    (("sweater", "pullover", "jumper", "knit", "wool", "sweatshirt", "gansey", "armour", "armor"), "sweater"),
    (("blouse",), "blouse"),
    (("shirt", "uniform", "scrubs", "apron", "suit", "smock"), "shirt"),
)
_BOTTOM = (
    (("long skirt", "maxi", "gown", "petticoat"), "long skirt"),
    (("skirt", "kilt"), "skirt"),
    (("shorts", "trunks", "swim"), "shorts"),
    (("leggings", "tights", "hose", "breeches"), "leggings"),
    (("jeans", "denim"), "jeans"),
    (
        ("trousers", "pants", "slacks", "chinos", "overalls", "sweatpants", "suit", "cargo", "uniform"),
        "trousers",
    ),
)
_SHOES = (
    (("boot", "wellington", "wellies", "waders"), "boots"),
    (("barefoot", "bare feet", "no shoes", "none"), ""),
    (("shoe", "sneaker", "trainer", "sandal", "slipper", "heel", "loafer", "pump", "brogue"), "shoes"),
)
_HAIR = (
    (("bald", "shaved", "shaven", "hairless", "no hair"), "bald"),
    (("ponytail", "pony tail", "pigtail"), "ponytail"),
    (("braid", "plait"), "braid"),
    (("bun", "chignon", "updo", "topknot", "top knot", "pinned up"), "bun"),
    (("curly", "curls", "afro", "frizzy", "wiry", "wavy"), "curly"),
    (
        (
            "bob",
            "chin-length",
            "chin length",
            "pageboy",
            "shoulder-length",
            "shoulder length",
            "mop",
            "shaggy",
        ),
        "bob",
    ),
    (("long", "flowing", "mane", "dreadlocks", "waist-length"), "long"),
    (("crew", "buzz", "cropped", "crop", "stubble"), "cropped"),
    (("short", "thin", "receding", "parted", "slick", "pixie", "spiky"), "short"),
)
_HATS = (
    (
        ("headscarf", "head scarf", "hijab", "veil", "shawl", "kerchief", "bandana", "hood", "wimple"),
        "headscarf",
    ),
    (("baseball", "flat cap", "peaked", "visor"), "cap"),
    (
        ("wool cap", "beanie", "watch cap", "knit cap", "stocking cap", "woolly", "toque", "beret", "bonnet"),
        "beanie",
    ),
    (("cap",), "cap"),
    (("helmet",), "beanie"),
    (("hat", "fedora", "stetson", "sou'wester", "bowler", "trilby", "sombrero", "straw"), "hat"),
)
_TONES = (
    (("black", "jet", "raven", "mourning"), 0.07),
    (("navy", "midnight", "charcoal", "dark", "soot"), 0.15),
    (("white", "ivory", "snow", "silver-white"), 0.90),
    (("silver", "platinum"), 0.72),
    (("grey", "gray", "ash", "steel"), 0.46),
    (("cream", "pale", "light", "beige", "linen", "fair", "blond", "straw"), 0.66),
    (("yellow", "oilskin", "mustard", "gold", "lemon"), 0.62),
    (("pink", "peach", "rose", "lilac", "lavender"), 0.58),
    (("orange", "hi-vis", "khaki", "tan", "sand", "camel"), 0.50),
    (("red", "scarlet", "crimson", "ginger", "auburn", "copper", "rust"), 0.30),
    (("green", "olive", "teal", "purple", "violet", "tweed", "wool"), 0.28),
    (("blue", "denim", "jeans", "indigo"), 0.26),
    (("brown", "leather", "brunette", "chestnut", "maroon", "burgundy"), 0.20),
)
_DEFAULT_TONE = {
    "tshirt": 0.70, "shirt": 0.82, "blouse": 0.78, "sweater": 0.42, "turtleneck": 0.22, "vest": 0.80,
    "bodice": 0.48, "onesie": 0.60, "jacket": 0.20, "blouson": 0.30, "hoodie": 0.34, "coat": 0.17, "robe": 0.30,
    "apron": 0.84,
    "trousers": 0.24, "jeans": 0.30, "leggings": 0.14, "shorts": 0.38, "skirt": 0.30, "long skirt": 0.30,
    "shoes": 0.10, "boots": 0.10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Garment:
    """A piece of clothing: its slot names the mesh, its kind the cut."""

    slot: str  # top, bottom, outer, shoes, dress
    kind: str
    tone: float


@dataclass(frozen=True, slots=True)
class Look:
    """Everything a figure wears."""

    garments: tuple[Garment, ...]
    hair: str
    hair_tone: float
    hat: str
    hat_tone: float
    beard: str  # "", "stubble", "short", "full"
    beard_tone: float


def _find(text: str, table: tuple[tuple[tuple[str, ...], str], ...]) -> str | None:
    words = set(text.replace("-", " ").replace(",", " ").split())
    for keys, kind in table:
        for key in keys:
            if key in words or (key in text and (len(key) > 4 or " " in key or "-" in key)):
                return kind
            if key + "s" in words:
                return kind
    return None


def tone_of(text: str, default: float) -> float:
    """Return the tone that the colour words of a text name, else the default."""
    words = text.lower().replace("-", " ").replace(",", " ").split()
    for keys, tone in _TONES:
        if any(w == k or w.startswith(k) for w in words for k in keys):
            return tone
    return default


def _seeded(name: str) -> random.Random:
    return random.Random(int(hashlib.sha256(name.encode()).hexdigest()[:8], 16))  # noqa: S311


def look_of(name: str, body: Mapping[str, float], wardrobe: Mapping[str, str]) -> Look:
    """Return what a figure wears: the wardrobe's words first, defaults by age and build for the rest.

    Wardrobe keys: top, bottom, shoes, outer, hair, hat, dress, beard (others are read as garments too). Unknown
    words fall back to the default of their slot; colours in them are still used.
    """
    rng = _seeded(name)
    words = {k.lower(): v.lower() for k, v in wardrobe.items() if v.strip()}
    gender, age = body.get("gender", 0.5), body.get("age", 0.6)
    child, baby = age < 0.5, age < 0.12
    said = " ; ".join(words.get(k, "") for k in ("top", "outer", "dress", "costume", "clothes", "bottom"))
    garments: list[Garment] = []

    def add(slot: str, kind: str, text: str, shade: float = 0.0) -> None:
        if kind:
            tone = tone_of(text, min(max(_DEFAULT_TONE[kind] + shade, 0.05), 0.92))
            garments.append(Garment(slot, kind, tone))

    top_text = words.get("top", words.get("dress", words.get("costume", words.get("clothes", ""))))
    shade = rng.uniform(-0.10, 0.10)
    if baby:
        add("top", "onesie", top_text, shade)
        top: str | None = "onesie"
    else:
        choices = ("tshirt", "sweater", "tshirt") if child else ("shirt", "sweater", "shirt", "turtleneck")
        if gender < 0.5 and not child:
            choices = ("blouse", "sweater", "turtleneck", "shirt")
        guess = rng.choice(choices)
        top = _find(top_text, _TOP) or (None if top_text and _find(top_text, _OUTER) else guess)
        dressed = "dress" in words or _find(said, (((("dress", "frock", "gown", "sundress", "kimono")), "y"),))
        if dressed:
            top = "bodice"
            long = any(w in said for w in ("gown", "long", "evening", "wedding"))
            text = words.get("dress", said)
            add("top", "bodice", text, shade)
            add("bottom", "long skirt" if long else "skirt", text, shade + 0.18)
        else:
            kind = top or ("shirt" if not child else "tshirt")
            add("top", kind, "" if top is None else top_text, shade)
            if kind != "onesie":
                text = words.get("bottom", "")
                kinds = ("trousers", "jeans", "trousers") if gender >= 0.5 else ("jeans", "trousers", "skirt")
                picked = rng.choice(("shorts", "jeans", "trousers") if child else kinds)
                suited = "trousers" if "suit" in said or "uniform" in said else None
                add(
                    "bottom",
                    _find(text, _BOTTOM) or suited or picked,
                    text or (said if suited else ""),
                    rng.uniform(-0.06, 0.12),
                )
    outer_text = words.get("outer", "")
    outer = _find(outer_text, _OUTER) if outer_text else _find(top_text, _OUTER) if top is None else None
    if not outer and top_text and any(w in top_text for w in ("suit", "uniform", "tuxedo", "blazer")) and not baby:
        outer = "jacket" if "swimsuit" not in top_text and "wetsuit" not in top_text else None
        garments = [Garment(g.slot, g.kind, 0.86) if g.slot == "top" else g for g in garments]
    if outer_text and outer is None and outer_text not in ("none", "no"):
        outer = "jacket"
    if outer:
        add("outer", outer, outer_text or top_text)
    shoes_text = words.get("shoes", "")
    shoes = _find(shoes_text, _SHOES)
    add("shoes", "shoes" if shoes is None else shoes, shoes_text)
    return Look(tuple(_apart(garments)), *_hair_of(rng, gender, age, words))


def _apart(garments: list[Garment]) -> list[Garment]:
    """Keep neighbouring tones distinct from the skin and from each other, so that panels read."""
    out: list[Garment] = []
    for garment in garments:
        tone = garment.tone
        if garment.slot != "shoes" and abs(tone - 0.75) < 0.07:
            tone = 0.84 if tone >= 0.75 else 0.66
        if out and garment.slot == "bottom" and out[0].kind != "bodice" and abs(tone - out[0].tone) < 0.10:
            tone = tone - 0.14 if tone > 0.24 else tone + 0.14
        out.append(Garment(garment.slot, garment.kind, round(tone, 4)))
    return out


def _hair_tone(text: str, default: float) -> float:
    """Return the tone of hair words: grey and white hair is light, but never as light as skin."""
    words = text.replace("-", " ").replace(",", " ").split()
    shades = ((("dark",), 0.14), (("grey", "gray", "salt"), 0.64), (("silver",), 0.70), (("white", "snow"), 0.85))
    for keys, tone in shades:
        if any(word.startswith(keys) for word in words):
            return tone
    return tone_of(text, default)


def _hair_of(
    rng: random.Random, gender: float, age: float, words: Mapping[str, str]
) -> tuple[str, float, str, float, str, float]:
    text = words.get("hair", "")
    if age < 0.12:
        style = "cropped"
    elif gender >= 0.5:
        style = rng.choice(("short", "short", "cropped", "curly") if age > 0.4 else ("short", "curly", "bob"))
    else:
        style = rng.choice(("bob", "long", "ponytail", "bun") if age < 0.85 else ("bob", "bun", "short"))
    style = _find(text, _HAIR) or style
    natural = rng.choice((0.07, 0.10, 0.16, 0.24)) if age < 0.8 else rng.choice((0.50, 0.66, 0.8))
    tone = _hair_tone(text, natural)
    hat_text = words.get("hat", words.get("head", ""))
    if not hat_text and _find(text, _HATS) and not _find(text, _HAIR):
        hat_text = text
    hat = _find(hat_text, _HATS) or ("hat" if hat_text and hat_text not in ("none", "no") else "")
    beard_text = words.get("beard", "") or (text if "beard" in text or "stubble" in text else "")
    beard = ""
    if beard_text and beard_text not in ("none", "no") and age > 0.5:
        beard = "stubble" if "stubble" in beard_text else "short" if "short" in beard_text else "full"
    return style, tone, hat, tone_of(hat_text, 0.22), beard, _hair_tone(beard_text, tone)
