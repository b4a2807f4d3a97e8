"""What a household would be entitled to after inclusion: measure by measure, in indices and in tenge for a day.

The answer to "What am I entitled to?" is an orientation from dated figures, not a decision.  A figure missing
for the day leaves the amount empty; it is never taken from another year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.calendar import add_months
from app.domain.eligibility import Finding, Outcome, assess, overall
from app.domain.facts import ApplicationFacts, KandasFacts
from app.domain.household import (
    CITIZENSHIP_KAZAKHSTAN,
    EmploymentStatus,
    MaritalChange,
    Member,
    Relation,
    SettlementKind,
)
from app.domain.legal import LegalReference
from app.domain.money import mci_to_tenge, part_of_price, round_tenge
from app.domain.programmes import of_stream
from app.domain.programmes.definition import MeasureCode
from app.domain.reference import DatedValue, DecidingDate, Measure, PaidPer, ReferenceBook, RentStep
from app.domain.stream import Stream


class Beneficiary(StrEnum):
    """Who receives the money."""

    FAMILY = "family"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A few answers of a visitor; None: not answered.  Regions are ISO 3166-2 codes, the price is in tenge."""

    stream: Stream
    household_size: int = 1
    is_citizen: bool | None = None
    has_kandas_status: bool | None = None
    kandas_status_granted_on: date | None = None
    is_registered_jobseeker: bool | None = None
    registration_months: int | None = None
    was_included_before: bool | None = None
    departure_region: str | None = None
    host_region: str | None = None
    settlement: SettlementKind | None = None
    house_price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitlementLine:
    """One measure for this household.

    ``mci_*`` and ``tenge_*`` are for one unit (a person, a month of the family, the family, a case);
    ``units`` says how many there are and ``total_*`` multiplies.  ``likely_*`` narrows a range by a scale
    that may be unverified. None: the figure is not known for the day, or depends on a price not given.
    """

    measure: MeasureCode
    beneficiary: Beneficiary
    paid_per: PaidPer
    persons: int
    months: int
    units: int
    mci_low: Decimal | None
    mci_high: Decimal | None
    tenge_low: Decimal | None
    tenge_high: Decimal | None
    total_low: Decimal | None
    total_high: Decimal | None
    likely_mci: Decimal | None
    likely_tenge: Decimal | None
    price_share: Decimal | None
    deciding_date: DecidingDate
    legal_basis: LegalReference
    source: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitlementAnswer:
    """Findings on the criteria, their sum, the lines of support, and the value of one index (None: not known)."""

    on: date
    findings: tuple[Finding, ...]
    overall: Outcome
    lines: tuple[EntitlementLine, ...]
    mci: DatedValue | None


def answer(situation: Situation, reference: ReferenceBook, on: date) -> EntitlementAnswer:
    """Everything that the page "What am I entitled to?" shows for the day ``on``.

    Without a programme in force on the day there are no findings, and the sum is "needs check".
    """
    programme = of_stream(situation.stream, on)
    findings = assess(programme, _facts(situation, on), reference, on) if programme else ()
    return EntitlementAnswer(
        on=on,
        findings=findings,
        overall=overall(findings) if findings else Outcome.NEEDS_CHECK,
        lines=entitlements(situation, reference, on),
        mci=reference.find("mci", on),
    )


def entitlements(situation: Situation, reference: ReferenceBook, on: date) -> tuple[EntitlementLine, ...]:
    """A line for each measure that stands in the reference book on the day, in the order of the programmes."""
    found = (reference.find_measure(code, on) for code in MeasureCode)
    return tuple(_line(measure, situation, reference, on) for measure in found if measure is not None)


def _line(measure: Measure, situation: Situation, reference: ReferenceBook, on: date) -> EntitlementLine:
    mci = reference.find("mci", on)
    low, high = _unit_amounts(measure, mci, situation.house_price)
    units = _units(measure, situation.household_size)
    step = _rent_step(measure, situation, reference, on)
    figures = [figure for figure in (measure, mci, step) if figure is not None]
    return EntitlementLine(
        measure=measure.code,
        beneficiary=_beneficiary(measure.code),
        paid_per=measure.paid_per,
        persons=situation.household_size,
        months=measure.months,
        units=units,
        mci_low=measure.mci_low,
        mci_high=measure.mci_high,
        tenge_low=low,
        tenge_high=high,
        total_low=None if low is None else low * units,
        total_high=None if high is None else high * units,
        likely_mci=step.mci if step else None,
        likely_tenge=_in_tenge(step.mci, mci) if step else None,
        price_share=measure.price_share,
        deciding_date=measure.deciding_date,
        legal_basis=measure.legal_basis,
        source=measure.source,
        verified=all(figure.is_verified for figure in figures),
    )


def _beneficiary(code: MeasureCode) -> Beneficiary:
    return Beneficiary.EMPLOYER if code is MeasureCode.EMPLOYER_SUBSIDY else Beneficiary.FAMILY


def _units(measure: Measure, household_size: int) -> int:
    if measure.paid_per is PaidPer.PERSON:
        return household_size
    return measure.months if measure.paid_per is PaidPer.FAMILY_MONTH else 1


def _unit_amounts(
    measure: Measure, mci: DatedValue | None, house_price: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """Lowest and highest tenge of one unit; of a price-bound measure only the cap until the price is known."""
    if measure.price_share is None:
        return _in_tenge(measure.mci_low, mci), _in_tenge(measure.mci_high, mci)
    cap = measure.cap_tenge if measure.cap_tenge is not None else _in_tenge(measure.mci_high, mci)
    if cap is None or house_price is None:
        return None, cap
    amount = part_of_price(house_price, measure.price_share, round_tenge(cap))
    return amount, amount


def _in_tenge(amount: Decimal | None, mci: DatedValue | None) -> Decimal | None:
    if amount is None or mci is None:
        return None
    return mci_to_tenge(amount, Decimal(mci.value))


def _rent_step(measure: Measure, situation: Situation, reference: ReferenceBook, on: date) -> RentStep | None:
    if measure.code is not MeasureCode.RENT_UTILITIES or situation.settlement is None:
        return None
    return reference.rent_step(situation.settlement, situation.household_size, on)


def _facts(situation: Situation, on: date) -> ApplicationFacts:
    """The answers as the facts that the rules read; the other members are counted, not described."""
    months = situation.registration_months
    return ApplicationFacts(
        members=(Member(key="0", relation=Relation.APPLICANT, citizenship=_citizenship(situation)),),
        employment=_employment(situation.is_registered_jobseeker),
        registered_region=situation.departure_region,
        registered_since=None if months is None else add_months(on, -months),
        host_region=situation.host_region,
        was_included_before=situation.was_included_before,
        marital_change=MaritalChange.NONE,
        kandas=KandasFacts(
            has_status=situation.has_kandas_status,
            granted_on=situation.kandas_status_granted_on,
            is_citizen_now=situation.is_citizen,
        ),
    )


def _citizenship(situation: Situation) -> str | None:
    """Only citizenship of Kazakhstan matters here; whoever is no citizen has "another one"."""
    if situation.is_citizen is None:
        return None
    return CITIZENSHIP_KAZAKHSTAN if situation.is_citizen else ""


def _employment(is_registered: bool | None) -> EmploymentStatus | None:
    if is_registered is None:
        return None
    return EmploymentStatus.REGISTERED_JOBSEEKER if is_registered else EmploymentStatus.NOT_WORKING
