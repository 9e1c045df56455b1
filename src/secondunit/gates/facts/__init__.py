"""The facts of one making: a closed vocabulary, and how each fact is found."""

from secondunit.gates.facts.gather import Known, Leaving, gather
from secondunit.gates.facts.vocabulary import DERIVED, EXTRA, FACTS, PURPOSES, USE, USE_KINDS, kind_of

__all__ = ["DERIVED", "EXTRA", "FACTS", "PURPOSES", "USE", "USE_KINDS", "Known", "Leaving", "gather", "kind_of"]
