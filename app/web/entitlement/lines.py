"""Measures of support in words: how much, for whom, on what condition, on what basis."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from app.domain.entitlements import EntitlementLine
from app.domain.reference import PaidPer, ReferenceBook
from app.i18n import format_money, format_number, format_percent, ngettext
from app.i18n import gettext as _
from app.labels.entitlement import BENEFICIARIES, DECIDING_DATES, MEASURE_CONDITIONS, MEASURES, PAID_PER
from app.labels.legal import reference_text


def line_rows(lines: Iterable[EntitlementLine], book: ReferenceBook) -> list[dict[str, Any]]:
    """A card a measure: its title and rows of (key, value)."""
    return [
        {
            "title": str(MEASURES[line.measure]),
            "condition": str(MEASURE_CONDITIONS[line.measure]),
            "rows": _rows(line),
            "basis": reference_text(line.legal_basis, book.acts.get(line.legal_basis.act_code)),
            "verified": line.verified,
        }
        for line in lines
    ]


def _rows(line: EntitlementLine) -> list[dict[str, Any]]:
    rows = [
        {"key": _("Amount"), "value": [_amount(line), str(PAID_PER[line.paid_per])]},
        {"key": _("For all of you"), "value": _total(line)} if line.units > 1 else None,
        {"key": _("Probably for you"), "value": _likely(line)} if line.likely_tenge is not None else None,
        {"key": _("Who gets it"), "value": str(BENEFICIARIES[line.beneficiary])},
        {"key": _("Which day counts"), "value": str(DECIDING_DATES[line.deciding_date])},
    ]
    return [row for row in rows if row]


def _amount(line: EntitlementLine) -> str:
    """In indices and in tenge; a measure bound to a price says its cap."""
    tenge = _range(line.tenge_low, line.tenge_high, format_money)
    mci = _range(line.mci_low, line.mci_high, format_number)
    parts = [_("%(amount)s MCI", amount=mci) if mci else "", tenge]
    text = " = ".join(part for part in parts if part) or _("not known for this day")
    if line.price_share is not None:
        text = _(
            "up to %(amount)s, at most %(share)s of the price", amount=text, share=format_percent(line.price_share)
        )
    return text


def _total(line: EntitlementLine) -> str:
    total = _range(line.total_low, line.total_high, format_money) or _("not known for this day")
    if line.paid_per is PaidPer.PERSON:
        count = ngettext("%(num)s person", "%(num)s persons", line.persons)
    else:
        count = ngettext("%(num)s month", "%(num)s months", line.months)
    return f"{total} ({count})"


def _likely(line: EntitlementLine) -> str:
    mci = format_number(_plain(line.likely_mci or Decimal(0)))
    return _("%(amount)s MCI", amount=mci) + " = " + format_money(line.likely_tenge or Decimal(0))


def _range(low: Decimal | None, high: Decimal | None, show: Any) -> str:
    """One figure, or from–to."""
    shown = list(dict.fromkeys(show(_plain(figure)) for figure in (low, high) if figure is not None))
    return "–".join(shown)


def _plain(figure: Decimal) -> Decimal:
    """Without zeros after the point."""
    return figure.to_integral() if figure == figure.to_integral() else figure.normalize()
