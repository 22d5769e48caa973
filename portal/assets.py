"""What the ledger counts: currencies in their smallest unit, and goods and hours in whole units.

Sums of two assets are never added. The code of a currency is written large, that of a unit small,
so that neither is ever taken for the other. Pure Python.
"""

from collections.abc import Mapping

RUPIAH = "IDR"
LONGEST_ASSET = 12

# ISO 4217: how many digits stand after the point. Rupiah has sen on paper only; here it is whole.
CURRENCIES: Mapping[str, int] = {
    RUPIAH: 0,
    "USD": 2,
    "EUR": 2,
    "GBP": 2,
    "AUD": 2,
    "SGD": 2,
    "MYR": 2,
    "CAD": 2,
    "CHF": 2,
    "SEK": 2,
    "NOK": 2,
    "DKK": 2,
    "NZD": 2,
    "CNY": 2,
    "SAR": 2,
    "AED": 2,
    "QAR": 2,
    "JPY": 0,
    "KRW": 0,
    "KWD": 3,
    "BHD": 3,
    "OMR": 3,
}

# Goods, hours, rooms and people are counted in these: the units of needs, without rupiah.
UNITS = frozenset("unit package hour day month meeting person book seat night vehicle_day".split())


def is_currency(asset: str) -> bool:
    """Whether an asset is money."""
    return asset in CURRENCIES


def is_unit(asset: str) -> bool:
    """Whether an asset is a unit of goods, hours, rooms or people: in-kind, never in cash."""
    return asset in UNITS


def is_asset(asset: str) -> bool:
    """Whether the ledger knows this asset."""
    return is_currency(asset) or is_unit(asset)


def asset_fits(asset: str, line_kind: str, line_unit: str) -> bool:
    """Whether a line of that kind may be promised this asset: money to cash, units to their own."""
    return is_currency(asset) if line_kind == "cash" else is_unit(asset) and asset == line_unit


def decimals(asset: str) -> int:
    """How many digits stand after the point; 0 for whole units."""
    return CURRENCIES.get(asset, 0)
