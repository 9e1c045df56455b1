"""Amounts of money as whole numbers of a currency's smallest unit, and as people write them."""

from __future__ import annotations

import re

from secondunit.core.errors import InputError

# Decimal places of currencies that have other than two (ISO 4217, list one).
PLACES = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
    "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3,
    "OMR": 3, "TND": 3,
}  # fmt: skip
MOST = 10**13  # in smallest units; more is a slip of the pen
_AMOUNT = re.compile(r"(\d{1,12})(?:\.(\d{1,3}))?")
_CURRENCY = re.compile(r"[A-Z]{3}")


def currency(code: object) -> str:
    """Return an ISO 4217 code as it is; InputError for anything that is not three capital letters."""
    if not isinstance(code, str) or not _CURRENCY.fullmatch(code):
        raise InputError(f"{str(code)[:20]!r} is not a currency", hint="three capital letters: USD, EUR, GBP")
    return code


def parse(amount: object, code: str) -> int:
    """Read `1246` or `1246.50` into the smallest unit. InputError for signs, separators and too many decimals.

    A TOML float is refused: 1246.10 cannot be held exactly, so amounts are whole numbers or quoted texts.
    """
    places = PLACES.get(code, 2)
    text = str(amount) if isinstance(amount, int) and not isinstance(amount, bool) else amount
    found = _AMOUNT.fullmatch(text) if isinstance(text, str) else None
    if found is None or len(found[2] or "") > places:
        raise InputError(f"{str(amount)[:30]!r} is not an amount in {code}",
                         hint=f'write it as "{"1246" if not places else "1246." + "0" * places}", in quotes in a file')
    value = int(found[1] + (found[2] or "").ljust(places, "0"))
    if value > MOST:
        raise InputError(f"{text} {code} is more than any day is paid", hint="check the amount")
    return value


def show(value: int, code: str) -> str:
    """Return an amount for people: `USD 1,246.00`."""
    places = PLACES.get(code, 2)
    whole, part = divmod(abs(value), 10**places)
    return f"{code} {'-' if value < 0 else ''}{whole:,}" + (f".{part:0{places}d}" if places else "")


def days(hundredths: int) -> str:
    """Return hundredths of a day for people: `1.5`, `12`."""
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02d}".rstrip("0") if part else str(whole)


def upwards(value: int, by: int) -> int:
    """Return value / by, rounded up: no fraction of a cent is ever kept from a person."""
    return -(-value // by)
