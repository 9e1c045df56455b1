"""The breakdown as data: tagged things of each scene with the words that prove them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Category(StrEnum):
    """Breakdown categories; `CATEGORIES` gives their numbers and names in exchange formats."""

    CAST = "cast"
    EXTRAS = "extras"
    STUNTS = "stunts"
    VEHICLES = "vehicles"
    PROPS = "props"
    SFX = "sfx"  # special (practical) effects
    WARDROBE = "wardrobe"
    MAKEUP = "makeup_hair"
    ANIMALS = "animals"
    SOUND = "sound"
    MUSIC = "music"
    DRESSING = "set_dressing"
    VFX = "vfx"
    # Read from a writer's or assistant director's own tags; the rules propose none of these.
    WRANGLERS = "wranglers"
    CAMERA = "camera"
    GRIP = "grip"
    ELECTRIC = "electric"
    ART = "art"
    GREENERY = "greenery"
    SECURITY = "security"
    EQUIPMENT = "special_equipment"
    LABOUR = "additional_labour"
    MECHANICAL = "mechanical_effects"
    NOTES = "notes"
    COMMENTS = "comments"
    MISC = "miscellaneous"


class CategoryFacts(NamedTuple):
    """How the field knows a category."""

    title: str  # on a breakdown sheet
    ucid: int  # Universal Schedule Standard category number
    fdx: str  # Final Draft's category name
    fdx_id: str  # Final Draft's fixed id


CATEGORIES: dict[Category, CategoryFacts] = {
    Category.CAST: CategoryFacts("Cast", 100, "Cast Members", "01fc9642-84ff-4366-b37c-a3068dee57e8"),
    Category.EXTRAS: CategoryFacts("Background", 101, "Background Actors", "028a4e2b-b507-4d09-88ab-90e3edae9071"),
    Category.STUNTS: CategoryFacts("Stunts", 102, "Stunts", "0377dbe6-77a3-41af-bda8-86eb2468fdbf"),
    Category.VEHICLES: CategoryFacts("Vehicles", 103, "Vehicles", "04721a56-f54b-49c8-80ad-d53887d6b851"),
    Category.PROPS: CategoryFacts("Props", 104, "Props", "05c556eb-6bc1-4a3a-b09f-f8b5ba1b6afa"),
    Category.SFX: CategoryFacts("Special Effects", 105, "Special Effects", "069e18b8-2109-4f3d-94e7-d802027a60a8"),
    Category.WARDROBE: CategoryFacts("Wardrobe", 106, "Wardrobe", "0726fa85-1e65-4ab8-87de-bf21d09b01f0"),
    Category.MAKEUP: CategoryFacts("Makeup/Hair", 107, "Makeup/Hair", "08ae1eef-32ce-415f-9a9b-0982d2453ec4"),
    Category.ANIMALS: CategoryFacts("Animals", 108, "Animals", "09cb0d1c-ce01-4f22-bb64-b5f2e6c491c6"),
    Category.WRANGLERS: CategoryFacts(
        "Animal Wrangler", 109, "Animal Wrangler", "0ae40617-cc7c-48e6-ae2b-5aaecc09986f"
    ),
    Category.CAMERA: CategoryFacts("Camera", 110, "Camera", "47b02ff1-5161-4137-b736-f36eebba7643"),
    Category.GRIP: CategoryFacts("Grip", 111, "Grip", ""),
    Category.ELECTRIC: CategoryFacts("Electric", 112, "Electric", ""),
    Category.SOUND: CategoryFacts("Sound", 113, "Sound", "0ce7d308-096d-4603-8fe8-349f72cd89ff"),
    Category.MUSIC: CategoryFacts("Music", 114, "Music", "0b0b44c9-aa4b-4c40-88b1-d94472ad7a26"),
    Category.ART: CategoryFacts("Art Department", 115, "Art Department", "4a84b619-62f9-4c04-8e46-bf2cd0b7f582"),
    Category.DRESSING: CategoryFacts("Set Dressing", 116, "Set Dressing", "0debb71b-5743-4c53-80cc-e17e841ce645"),
    Category.GREENERY: CategoryFacts("Greenery", 117, "Greenery", "0e7a8fc5-5441-4bad-a9bf-5ddd3fe51c69"),
    Category.SECURITY: CategoryFacts("Security", 118, "Security", "109d0eaa-0334-4823-ac0c-b44d3f209dc4"),
    Category.EQUIPMENT: CategoryFacts(
        "Special Equipment", 119, "Special Equipment", "0ff5cda4-4d43-4cfe-940f-91380c46fdad"
    ),
    Category.LABOUR: CategoryFacts("Additional Labor", 120, "Additional Labor", "1179a4b1-70ee-4011-b4a2-809a0af09e92"),
    Category.VFX: CategoryFacts("Visual Effects", 121, "Visual Effects", "12ab0932-e3b9-4b4a-bcd0-3da1b4e61d5e"),
    Category.MECHANICAL: CategoryFacts(
        "Mechanical Effects", 122, "Mechanical Effects", "135cc9d1-c4d5-4d00-83d9-571f584ea9cd"
    ),
    Category.NOTES: CategoryFacts("Notes", 123, "Notes", "15b6f4fd-4e74-4ad8-9971-b239d88c2997"),
    Category.COMMENTS: CategoryFacts("Comments", 124, "Comments", "216f33fd-fc42-4269-be01-b05b18f815a0"),
    Category.MISC: CategoryFacts("Miscellaneous", 125, "Miscellaneous", "148267ae-50ae-4746-8202-659fb7447b55"),
}
FDX_OTHER_IDS = {  # second ids that Final Draft uses for the same category
    "c86eae40-3b01-41c3-a7de-6859e6ec971d": Category.ART,
    "ce04f547-f7ee-40c9-ab66-d95a0c98034e": Category.MISC,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that prove a tag: `Script.elements[element].text[start:end]`."""

    element: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """One thing that one scene needs.

    `name` is how it stands in lists ("LANTERN"; cast: the character's name). `origin` is who says so: "rules",
    "model" (a language model's proposal), "writer" (tagged in the file) or "person" (added by hand). `note` says
    what kind ("flashback age", "rain"); for VFX rows `task` names the picture department that it feeds.
    """

    scene: str  # Scene.id
    category: Category
    name: str
    evidence: tuple[Evidence, ...] = ()
    quantity: int = 1
    origin: str = "rules"
    note: str = ""
    task: str = ""  # roto, environment, double, deage, creature, cleanup, composite, screen; "" for other categories
    confidence: float = 1.0
