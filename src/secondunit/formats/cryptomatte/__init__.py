"""Cryptomatte in and out (Psyop's specification 1.2): mattes of named things, held in an EXR as ids and coverages."""

from secondunit.formats.cryptomatte.layer import Layer, from_mattes
from secondunit.formats.cryptomatte.reader import layer_names, read_layer
from secondunit.formats.cryptomatte.writer import write_layers

__all__ = ["Layer", "from_mattes", "layer_names", "read_layer", "write_layers"]
