"""The wording of disclosures, ours, by language. Each is short enough to be read in a roll of credits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LANGUAGES: Mapping[str, str] = {
    "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "it": "Italiano",
}
PLACES: tuple[tuple[str, str], ...] = (
    ("end credit", "After the cast, in the size of the cast. For a work that is evidently artistic or fictional this "
                   "is the common reading of Art. 50(4); no rule fixes the place."),
    ("label at first exposure", "In trailers, advertising, stills and the page of a streaming service, at the latest "
                                "when somebody first sees the changed part (Art. 50(5)); as an icon: \"AI\"."),
    ("spoken notice", "At the start of work that is only heard: radio, podcasts, audiobooks."),
)


@dataclass(frozen=True)
class Wording:
    """The sentences of one language. `{names}` is filled with names, `{their}` with the word for one or for several."""

    people: str
    people_consented: str
    voices: str
    events: str
    pictures: str
    label: str
    audible: str
    and_: str
    their: tuple[str, str] = ("", "")  # of one person, of several

    def drafted(self, parts: Sequence[str], names: Sequence[str], consented: bool) -> dict[str, str]:
        """Return the texts by place; `parts` are those that there is something to tell of."""
        sentences = []
        for part in parts:
            sentence = self.people_consented if part == "people" and consented else str(getattr(self, part))
            theirs = self.their[len(names) > 1]
            sentences.append(sentence.replace("{their}", theirs).replace("{names}", self.joined(names)))
        return {"end_credit": " ".join(sentences), "label": self.label, "audible": self.audible}

    def joined(self, names: Sequence[str]) -> str:
        """Return names as the language lists them: `A, B and C`."""
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {self.and_} {names[-1]}" if names else ""


TEXTS: Mapping[str, Wording] = {
    "en": Wording(
        "The appearance or performance of {names} was changed or recreated by digital means in some scenes.",
        "The appearance or performance of {names} was changed or recreated by digital means in some scenes, with their "
        "consent.",
        "Voices were in part made or changed by digital means.",
        "Scenes that show real events were in part made by digital means and are no recordings of these events.",
        "Some pictures in this work were made with artificial intelligence.",
        "Contains scenes made or changed with artificial intelligence.",
        "What you hear was in part made or changed with artificial intelligence.", "and",
    ),
    "de": Wording(
        "Aussehen oder Spiel von {names} wurden in einzelnen Szenen digital verändert oder nachgebildet.",
        "Aussehen oder Spiel von {names} wurden in einzelnen Szenen mit Einwilligung digital verändert oder "
        "nachgebildet.",
        "Stimmen wurden zum Teil digital erzeugt oder verändert.",
        "Szenen, die wirkliche Ereignisse zeigen, wurden zum Teil digital hergestellt und sind keine Aufnahmen dieser "
        "Ereignisse.",
        "Einzelne Bilder dieses Werks wurden mit künstlicher Intelligenz hergestellt.",
        "Enthält Szenen, die mit künstlicher Intelligenz hergestellt oder verändert wurden.",
        "Was Sie hören, wurde zum Teil mit künstlicher Intelligenz hergestellt oder verändert.", "und",
    ),
    "fr": Wording(
        "Apparence ou jeu modifié ou recréé par des moyens numériques dans certaines scènes : {names}.",
        "Apparence ou jeu modifié ou recréé par des moyens numériques dans certaines scènes, avec {their} consentement "
        ": {names}.",
        "Certaines voix ont été créées ou modifiées par des moyens numériques.",
        "Les scènes qui montrent des événements réels ont été en partie créées par des moyens numériques et ne sont "
        "pas des enregistrements de ces événements.",
        "Certaines images de cette œuvre ont été créées avec une intelligence artificielle.",
        "Contient des scènes créées ou modifiées avec une intelligence artificielle.",
        "Ce que vous entendez a été en partie créé ou modifié avec une intelligence artificielle.", "et",
        ("son", "leur"),
    ),
    "es": Wording(
        "En algunas escenas, la apariencia o la interpretación de {names} se modificó o se recreó por medios "
        "digitales.",
        "En algunas escenas, la apariencia o la interpretación de {names} se modificó o se recreó por medios "
        "digitales, con su consentimiento.",
        "Algunas voces se crearon o se modificaron por medios digitales.",
        "Las escenas que muestran hechos reales se crearon en parte por medios digitales y no son grabaciones de esos "
        "hechos.",
        "Algunas imágenes de esta obra se crearon con inteligencia artificial.",
        "Contiene escenas creadas o modificadas con inteligencia artificial.",
        "Lo que oye se creó o se modificó en parte con inteligencia artificial.", "y",
    ),
    "it": Wording(
        "In alcune scene l’aspetto o l’interpretazione di {names} è stata modificata o ricreata con mezzi digitali.",
        "In alcune scene l’aspetto o l’interpretazione di {names} è stata modificata o ricreata con mezzi digitali, "
        "con il {their} consenso.",
        "Alcune voci sono state create o modificate con mezzi digitali.",
        "Le scene che mostrano fatti reali sono state in parte create con mezzi digitali e non sono registrazioni di "
        "quei fatti.",
        "Alcune immagini di quest’opera sono state create con l’intelligenza artificiale.",
        "Contiene scene create o modificate con l’intelligenza artificiale.",
        "Ciò che ascolta è stato in parte creato o modificato con l’intelligenza artificiale.", "e", ("suo", "loro"),
    ),
}
