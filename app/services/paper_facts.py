"""From an application to the facts of a paper, in three languages, as they stand on the day.

Everything is put into words here, once: what reference data or catalogues say later does not change an issued paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.body import body_of
from app.domain.document_types import DocumentType
from app.domain.errors import DomainError
from app.domain.household import Relation
from app.domain.legal import LegalReference
from app.domain.money import mci_to_tenge
from app.domain.paper import (
    Addressee,
    Amount,
    Body,
    Citation,
    Clause,
    DocumentKind,
    HouseholdPerson,
    ListedDocument,
    Officer,
    PaperFacts,
    QuotaPlace,
    Statement,
    Words,
)
from app.domain.programmes.definition import MeasureCode
from app.domain.reference import Dated, Measure, ReferenceBook
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.i18n import LANGUAGES, gettext, local, use_language
from app.labels.entitlement import MEASURES, paid_as
from app.labels.household import RELATIONS
from app.labels.legal import act_text, dated_title, provision_text
from app.labels.paper import OFFICERS, QUOTAS, REGISTERED_AUTOMATICALLY
from app.labels.programme import DOCUMENT_TYPES, PROGRAMMES
from app.models import Account, Application, Attachment, QuotaOrder, RegionalQuota
from app.services import reference

# The journals of decisions, one a stream: 55-QR-2026-00017.
SERIES: Mapping[Stream, str] = MappingProxyType({Stream.RELOCATEE: "QR", Stream.KANDAS: "QK"})
# Measures that inclusion opens for the family and whose size does not depend on more than the figures.
_MEASURES = (MeasureCode.RELOCATION_SUBSIDY, MeasureCode.MOBILITY_CERTIFICATE)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every builder needs: the record, the figures of the law, the day, and who acts."""

    session: Session
    application: Application
    book: ReferenceBook
    actor: Actor
    now: datetime

    @property
    def on(self) -> date:
        """The day on the country's clock."""
        return local(self.now).date()

    @property
    def filed_on(self) -> date:
        """The day on which the application was submitted."""
        return local(self.application.submitted_at or self.now).date()


def in_words(make: Callable[[], Any]) -> Words:
    """What ``make`` says in each of the three languages."""
    said = {}
    for language in LANGUAGES:
        with use_language(language):
            said[language] = str(make())
    return Words(**said)


def as_typed(text: str) -> Words:
    """Words that a person typed, in whatever language: the same everywhere, never translated by us."""
    return Words(text, text, text)


def common_facts(desk: Desk, kind: DocumentKind, **more: Any) -> PaperFacts:
    """What stands on every paper of the application; ``more`` are the fields of the kind."""
    application = desk.application
    if application.number is None or application.submitted_at is None or application.host_region is None:
        raise DomainError("application_incomplete")
    return PaperFacts(
        kind=kind,
        number="",
        code="",
        signed_at=desk.now,
        body=_body(desk, application.host_region),
        addressee=Addressee(application.applicant_name, application.applicant_iin or ""),
        application_number=application.number,
        filed_on=local(application.submitted_at).date(),
        programme=in_words(lambda: PROGRAMMES[application.programme]),
        signatory=_signatory(desk),
        executor=_executor(desk),
        equivalence=clause(desk, "clause.equivalence"),
        appeal=clause(desk, "clause.appeal"),
        **more,
    )


def citation(desk: Desk, norm: LegalReference, *, is_verified: bool) -> Citation:
    """A norm with its act's title, day and number; verified only when both the norm and the act are."""
    act = desk.book.acts.get(norm.act_code)

    def title() -> str:
        if act is None:
            return norm.act_code
        return act_text(act)

    return Citation(
        act=in_words(title),
        article=in_words(lambda: provision_text(norm.provision)),
        is_verified=is_verified and act is not None and act.is_verified,
    )


def clause(desk: Desk, key: str) -> Clause:
    """A sentence of the dated settings: ``key`` with the language behind it; NoValueError where none is entered."""
    rows = {language: desk.book.value(f"{key}_{language}", desk.on) for language in LANGUAGES}
    first = rows["kk"]
    basis = dated_citation(desk, first) if first.act_code else None
    return Clause(Words(**{language: str(row.value) for language, row in rows.items()}), basis)


def dated_citation(desk: Desk, entry: Dated) -> Citation:
    """The norm of an entry of the reference data."""
    return citation(desk, entry.legal_basis, is_verified=entry.is_verified)


def household(application: Application) -> tuple[HouseholdPerson, ...]:
    """The people for whom places are taken, in their order."""
    return tuple(
        HouseholdPerson(member.full_name, _relation(member.relation), member.birth_on) for member in application.members
    )


def _relation(relation: str) -> Words:
    return in_words(lambda: RELATIONS[Relation(relation)])


def regions_stated(desk: Desk, *, is_host_said: bool = False) -> tuple[Statement, ...]:
    """Where the family leaves, and where it goes unless the paper says that elsewhere."""
    application = desk.application
    found = []
    if application.departure_region:
        label = in_words(lambda: gettext("Region of departure"))
        found.append(Statement(label, _region(desk, application.departure_region)))
    if not is_host_said:
        found.append(Statement(in_words(lambda: gettext("Host region")), _region(desk, application.host_region or "")))
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
        region=_region(desk, quota.region),
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
        basis=citation(desk, measure.legal_basis, is_verified=is_verified and measure.is_verified),
        note=in_words(lambda: paid_as(measure)),
    )


def _order_citation(desk: Desk, order: QuotaOrder) -> Citation:
    if order.act_code:
        return citation(desk, LegalReference(order.act_code), is_verified=True)
    title = order.act_title or order.act_number

    words = in_words(lambda: dated_title(title, order.adopted_on, order.act_number))
    return Citation(words, as_typed(""))


def _body(desk: Desk, region: str) -> Body:
    row = reference.regions(desk.session)[region]
    return body_of(region, Words(row.name_kk, row.name_ru, row.name_en), row.name_ru_prepositional)


def _region(desk: Desk, code: str) -> Words:
    row = reference.regions(desk.session)[code]
    return Words(row.name_kk, row.name_ru, row.name_en)


def _signatory(desk: Desk) -> Officer:
    """Who acts for the body; what the applicant sets off is registered by the service itself."""
    if not desk.actor.regions(Role.CASE_WORKER, Role.SUPERVISOR):
        return Officer(in_words(lambda: REGISTERED_AUTOMATICALLY), "Qonys")
    return _officer(desk, desk.actor.account_id)


def _executor(desk: Desk) -> Officer:
    """Whom to ask: the case worker who has the case, else whoever acts."""
    application = desk.application
    account_id = application.prepared_by_id or application.assigned_to_id or application.entered_by_id
    return _officer(desk, account_id) if account_id else _signatory(desk)


def _officer(desk: Desk, account_id: int | None) -> Officer:
    account = desk.session.get_one(Account, account_id)
    is_head = any(grant.role == Role.SUPERVISOR for grant in account.grants)
    role = Role.SUPERVISOR if is_head else Role.CASE_WORKER
    return Officer(_position(account.position, role), short_name(account.full_name), account.phone or "")


def _position(typed: str, role: Role) -> Words:
    """A position typed as «kk / ru / en»; the role's own words where it is not."""
    known = [part.strip() for part in typed.split(" / ")]
    return Words(*known) if len(known) == len(LANGUAGES) else in_words(lambda: OFFICERS[role])


def short_name(full_name: str) -> str:
    """«Сәрсенов Қайрат Болатұлы» → «Қ. Сәрсенов»: initial and surname, uninflected."""
    surname, _, rest = full_name.strip().partition(" ")
    return f"{rest.strip()[0]}. {surname}" if rest.strip() else surname
