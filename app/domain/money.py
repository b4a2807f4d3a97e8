"""Money in tenge: Decimal in and out, and the one place where an amount is rounded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_WHOLE_TENGE = Decimal(1)


def round_tenge(amount: Decimal) -> Decimal:
    """``amount`` in whole tenge, a half upwards: payments of the programmes are made without tiyn."""
    return amount.quantize(_WHOLE_TENGE, rounding=ROUND_HALF_UP)


def mci_to_tenge(mci: Decimal, tenge_per_mci: Decimal) -> Decimal:
    """``mci`` monthly calculation indices in whole tenge at the given value of one index."""
    return round_tenge(mci * tenge_per_mci)


def part_of_price(price: Decimal, share: Decimal, cap: Decimal) -> Decimal:
    """``share`` (0.5 is a half) of ``price`` in whole tenge, never above ``cap``."""
    return min(round_tenge(price * share), cap)
