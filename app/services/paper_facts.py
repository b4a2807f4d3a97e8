"""From an application to the parts of a paper: the family, regions, documents, grounds, places, amounts."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from app.domain.document_types import DocumentType
from app.domain.eligibility import Finding, Outcome
from app.domain.grounds import basis_of
from app.domain.household import Relation
from app.domain.legal import LegalReference
from app.domain.money import mci_to_tenge
from app.domain.paper import Amount, Citation, Ground, HouseholdPerson, ListedDocument, QuotaPlace, Statement, Words
from app.domain.programmes import PROGRAMMES
from app.domain.programmes.definition import MeasureCode
from app.domain.reference import Measure
from app.domain.stream import Stream
from app.domain.workflow import Action
from app.i18n import current_language, gettext
from app.labels.eligibility import CRITERIA, finding_text
from app.labels.entitlement import MEASURES, paid_as
from app.labels.household import RELATIONS
from app.labels.legal import dated_title
from app.labels.paper import QUOTAS
from app.labels.programme import DOCUMENT_TYPES
from app.labels.review import ground_text
from app.models import Application, Attachment, QuotaOrder, RegionalQuota
from app.services import eligibility, reference
from app.services.paper_desk import Desk, as_typed, citation, in_words, region_name

# Measures that inclusion opens for the family and whose size does not depend on more than the figures.
_MEASURES = (MeasureCode.RELOCATION_SUBSIDY, MeasureCode.MOBILITY_CERTIFICATE)
# Where a figure decided, the sheet shows it; elsewhere the requirement says enough.
_FIGURES = frozenset({"months", "required", "until"})


def household(application: Application) -> tuple[HouseholdPerson, ...]:
    """The people for whom places are taken, in their order."""
    return tuple(
        HouseholdPerson(member.full_name, _relation(member.relation), member.birth_on) for member in application.members
    )


def _relation(relation: str) -> Words:
    return in_words(lambda: RELATIONS[Relation(relation)])


def regions_stated(desk: Desk, *, is_host_said: bool = False) -> tuple[Statement, ...]:
    """Where the family leaves, and where it goes unless the paper says that elsewhere.

    Nothing where a status is ended: its holder goes nowhere.
    """
    application = desk.application
    if application.stream == Stream.STATUS_TERMINATION:
        return ()
    found = []
    if application.departure_region:
        label = in_words(lambda: gettext("Region of departure"))
        found.append(Statement(label, region_name(desk.session, application.departure_region)))
    if not is_host_said:
        found.append(
            Statement(
                in_words(lambda: gettext("Host region")), region_name(desk.session, application.host_region or "")
            )
        )
    return tuple(found)


def reasoning(reason: str) -> tuple[Statement, ...]:
    """What the officer wrote as the reason, if anything."""
    return (Statement(in_words(lambda: gettext("Reasoning")), as_typed(reason.strip())),) if reason.strip() else ()


def handed_in(desk: Desk) -> tuple[ListedDocument, ...]:
    """The documents that lie with the application, each with the person whom it concerns."""
    # Names come from the household in hand: a join would have the database read all households of the country
    # whenever its statistics of files are old.
    names = {member.id: f"{member.surname} {member.given_name}" for member in desk.application.members}
    rows = desk.session.execute(
        select(Attachment.kind, Attachment.member_id)
        .where(Attachment.application_id == desk.application.id, Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    )
    return tuple(listed(row.kind, names.get(row.member_id, "")) for row in rows)


def listed(kind: str, remark: str = "") -> ListedDocument:
    """A document of the closed list with what was typed about it."""
    return ListedDocument(
        in_words(lambda: DOCUMENT_TYPES[DocumentType(kind)]), as_typed(remark) if remark.strip() else None
    )


def quota_place(desk: Desk) -> QuotaPlace:
    """The places that the approval takes, under the order in force."""
    application = desk.application
    quota = desk.session.get_one(RegionalQuota, application.quota_id)
    order = desk.session.scalars(
        select(QuotaOrder).where(
            QuotaOrder.year == quota.year, QuotaOrder.stream == quota.stream, QuotaOrder.version == quota.version
        )
    ).one()
    return QuotaPlace(
        persons=application.household_size,
        year=quota.year,
        name=in_words(lambda: QUOTAS[Stream(quota.stream)]),
        region=region_name(desk.session, quota.region),
        order=_order_citation(desk, order),
    )


def amounts(desk: Desk) -> tuple[Amount, ...]:
    """The measures that inclusion opens, in indices and tenge of the day; one without a figure is left out."""
    index = desk.book.find("mci", desk.on)
    found = (desk.book.find_measure(code, desk.on) for code in _MEASURES)
    measures = (measure for measure in found if measure and measure.mci_high and measure.mci_low == measure.mci_high)
    if index is None:
        return ()
    return tuple(_amount(desk, measure, index.number, is_verified=index.is_verified) for measure in measures)


def _amount(desk: Desk, measure: Measure, index: int, *, is_verified: bool) -> Amount:
    mci = measure.mci_high or Decimal(0)
    return Amount(
        measure=in_words(lambda: MEASURES[measure.code]),
        mci=mci.normalize() if mci != mci.to_integral() else mci.to_integral(),
        mci_tenge=Decimal(index),
        tenge=mci_to_tenge(mci, Decimal(index)),
        basis=citation(desk.book, measure.legal_basis, is_verified=is_verified and measure.is_verified),
        note=in_words(lambda: paid_as(measure)),
    )


def _order_citation(desk: Desk, order: QuotaOrder) -> Citation:
    if order.act_code:
        return citation(desk.book, LegalReference(order.act_code), is_verified=True)
    title = order.act_title or order.act_number

    words = in_words(lambda: dated_title(title, order.adopted_on, order.act_number))
    return Citation(words, as_typed(""))


def named_grounds(desk: Desk, action: Action, codes: tuple[str, ...]) -> tuple[Ground, ...]:
    """The grounds ``codes`` as ``action`` may name them, each with its norm."""
    return tuple(_ground(desk, action, code) for code in codes)


def _ground(desk: Desk, action: Action, code: str) -> Ground:
    known = basis_of(PROGRAMMES[desk.application.programme], action, code)
    norm = known.legal_basis if known else LegalReference("")
    return Ground(
        code=str(code),
        text=in_words(lambda: ground_text(code)),
        norm=citation(desk.book, norm, is_verified=bool(known and known.verified)),
    )


def requirements_met(desk: Desk) -> tuple[Ground, ...]:
    """The decisive requirements that are met, as they count: on the day of application."""
    found = eligibility.findings(desk.session, desk.application, desk.filed_on)
    return tuple(_finding(desk, each) for each in found if each.is_decisive and each.outcome is Outcome.MET)


def _finding(desk: Desk, finding: Finding) -> Ground:
    regions = reference.regions(desk.session)

    def text() -> str:
        names = {code: getattr(row, f"name_{current_language()}") for code, row in regions.items()}
        requirement = str(CRITERIA[finding.criterion_code])
        said = finding_text(finding, names).rstrip(".")
        return f"{requirement} ({said})" if _FIGURES & set(finding.params) else requirement

    return Ground(
        code=finding.criterion_code,
        text=in_words(text),
        norm=citation(desk.book, finding.legal_basis, is_verified=finding.verified),
        params={name: str(value) for name, value in finding.params.items()},
        is_met=True,
    )
