"""Words for measures of support: what they are, on what condition, for whom they are counted."""

from __future__ import annotations

from app.domain.entitlements import Beneficiary
from app.domain.programmes.definition import MeasureCode
from app.domain.reference import DecidingDate, Measure, PaidPer
from app.i18n import LazyString, format_percent, gettext, lazy_gettext, lazy_pgettext

MEASURES: dict[MeasureCode, LazyString] = {
    MeasureCode.RELOCATION_SUBSIDY: lazy_gettext("Relocation subsidy"),
    MeasureCode.RENT_UTILITIES: lazy_gettext("Subsidy for rent and utilities"),
    MeasureCode.MOBILITY_CERTIFICATE: lazy_gettext("Economic mobility certificate"),
    MeasureCode.EMPLOYER_SUBSIDY: lazy_gettext("Subsidy to the employer who helps with the move"),
    MeasureCode.BUSINESS_GRANT: lazy_gettext("Grant for a new business idea"),
}

MEASURE_CONDITIONS: dict[MeasureCode, LazyString] = {
    MeasureCode.RELOCATION_SUBSIDY: lazy_gettext(
        "Paid once for each member of the family after inclusion in the quota and arrival."
    ),
    MeasureCode.RENT_UTILITIES: lazy_gettext(
        "Paid every month to the family; the amount depends on the size of the family and on town or village."
    ),
    MeasureCode.MOBILITY_CERTIFICATE: lazy_gettext(
        "Given once to the family to buy or build a house, or as a part of the down payment of a mortgage; "
        "a preliminary contract of sale, or the document for the land, is needed."
    ),
    MeasureCode.EMPLOYER_SUBSIDY: lazy_gettext(
        "Paid to the employer who helps the family to move and gives a permanent job."
    ),
    MeasureCode.BUSINESS_GRANT: lazy_gettext(
        "Given by competition after the Bastau Business course; it does not have to be paid back."
    ),
}

PAID_PER: dict[PaidPer, LazyString] = {
    PaidPer.PERSON: lazy_pgettext("paid per", "for each person"),
    PaidPer.FAMILY: lazy_pgettext("paid per", "for the family"),
    PaidPer.FAMILY_MONTH: lazy_pgettext("paid per", "for the family, every month"),
    PaidPer.CASE: lazy_pgettext("paid per", "once"),
}


def paid_as(measure: Measure) -> str:
    """For whom a measure is counted, and that a measure bound to a price is a ceiling, not a promised sum."""
    per = str(PAID_PER[measure.paid_per])
    if measure.price_share is None:
        return per
    if measure.price_share == 1:
        return gettext("%(per)s, at most this sum and not more than the price of the home", per=per)
    share = format_percent(measure.price_share)
    return gettext(
        "%(per)s, at most this sum and not more than %(share)s of the price of the home", per=per, share=share
    )


BENEFICIARIES: dict[Beneficiary, LazyString] = {
    Beneficiary.FAMILY: lazy_pgettext("beneficiary", "The family"),
    Beneficiary.EMPLOYER: lazy_pgettext("beneficiary", "The employer"),
}

DECIDING_DATES: dict[DecidingDate, LazyString] = {
    DecidingDate.APPLICATION: lazy_gettext("Figures of the day of application apply"),
    DecidingDate.DECISION: lazy_gettext("Figures of the day of decision apply"),
    DecidingDate.PAYMENT: lazy_gettext("Figures of the day of payment apply"),
}
