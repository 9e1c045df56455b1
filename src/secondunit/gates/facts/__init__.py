"""The facts of one making: a closed vocabulary, and how each fact is found."""

from secondunit.gates.facts.gather import gather
from secondunit.gates.facts.known import Input, Known, Leaving, Media
from secondunit.gates.facts.vocabulary import DERIVED, EXTRA, FACTS, PURPOSES, USE, USE_KINDS, fits, kind_of

__all__ = ["DERIVED", "EXTRA", "FACTS", "PURPOSES", "USE", "USE_KINDS", "Input", "Known", "Leaving", "Media", "fits",
           "gather", "kind_of"]  # fmt: skip
