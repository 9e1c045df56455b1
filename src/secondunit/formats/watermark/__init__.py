"""An imperceptible mark in still pictures: 64 bits that a key puts in and finds again, without the original.

It leads from a picture that lost its credential back to what made it. It proves nothing: whoever has the key can set
it, and pictures can be edited around it. `files` marks and reads PNG and JPEG, `embed` and `read` work on arrays.
"""

SCHEME = "org.secondunit.tile.1"  # changes with whatever changes the bytes: it is part of the recipe
