"""Names to Cryptomatte ids: MurmurHash3 (Appleby, x86 32-bit, seed 0), made safe to stand in a float channel."""

from __future__ import annotations

from secondunit.core.errors import InputError

_WORD = 0xFFFFFFFF


def murmur3(data: bytes, seed: int = 0) -> int:
    """Return the 32-bit MurmurHash3 of some bytes."""
    state = seed
    whole = len(data) & ~3
    for at in range(0, whole, 4):
        state ^= _mixed(int.from_bytes(data[at : at + 4], "little"))
        state = (_turned(state, 13) * 5 + 0xE6546B64) & _WORD
    if len(data) > whole:
        state ^= _mixed(int.from_bytes(data[whole:], "little"))
    state ^= len(data)
    state = ((state ^ state >> 16) * 0x85EBCA6B) & _WORD
    state = ((state ^ state >> 13) * 0xC2B2AE35) & _WORD
    return state ^ state >> 16


def id_of(name: str) -> int:
    """Return the id of a name as the bits of its float32, never zero, subnormal, infinite or NaN.

    Raises InputError for a name that is not text in UTF-8 (a lone surrogate).
    """
    bits = murmur3(_encoded(name))
    return bits ^ 1 << 23 if bits >> 23 & 255 in (0, 255) else bits


def layer_key(name: str) -> str:
    """Return the 7 hex digits under which the header speaks of a layer: the head of its name's hash."""
    return f"{murmur3(_encoded(name)):08x}"[:7]


def _encoded(name: str) -> bytes:
    try:
        return name.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(f"The name {name!r} is not proper text.", "Give names that UTF-8 can hold.") from error


def _mixed(word: int) -> int:
    return _turned(word * 0xCC9E2D51 & _WORD, 15) * 0x1B873593 & _WORD


def _turned(word: int, by: int) -> int:
    return (word << by | word >> 32 - by) & _WORD
