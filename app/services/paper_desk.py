"""The desk on which a paper is written: the record, the figures of the law, the day, and who acts.

What stands on every paper is put into words here, in three languages, as it stands on the day: what reference data or
catalogues say later does not change an issued paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from app.domain.body import body_of, superior_body
from app.domain.errors import DomainError
from app.domain.legal import LegalReference
from app.domain.paper import Addressee, Body, Citation, Clause, DocumentKind, Officer, PaperFacts, Words
from app.domain.programmes import PROGRAMMES
from app.domain.reference import Dated, ReferenceBook
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.i18n import LANGUAGES, local, use_language
from app.labels.legal import act_text, provision_text
from app.labels.paper import OFFICERS, REGISTERED_AUTOMATICALLY
from app.labels.programme import PROGRAMMES as PROGRAMME_NAMES
from app.models import Account, Application
from app.services import reference

# How to go on against a paper: a complaint first, and after the reply to it the court.
_APPEAL: Mapping[DocumentKind, str] = MappingProxyType({DocumentKind.APPEAL_REPLY: "clause.court"})


@dataclass(frozen=True, slots=True)
class Desk:
    """What every builder needs."""

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

    @property
    def is_superior(self) -> bool:
        """Whether the superior body acts, not the body of the host region."""
        return self.actor.has(Role.MINISTRY)


def desk_for(session: Session, application: Application, actor: Actor, now: datetime) -> Desk:
    """The desk of an application for one paper."""
    return Desk(session, application, reference.book(session), actor, now)


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
    """What stands on every paper of the application; ``more`` are the fields of the kind, or what differs for it."""
    application = desk.application
    if application.number is None or application.submitted_at is None or application.host_region is None:
        raise DomainError("application_incomplete")
    return PaperFacts(
        **{
            "kind": kind,
            "number": "",
            "code": "",
            "signed_at": desk.now,
            "body": issuing_body(desk),
            "addressee": Addressee(application.applicant_name, application.applicant_iin or ""),
            "application_number": application.number,
            "filed_on": desk.filed_on,
            "programme": in_words(lambda: PROGRAMME_NAMES[application.programme]),
            "stream": Stream(application.stream),
            "signatory": signatory(desk),
            "executor": _executor(desk),
            "basis": acts_of(desk.book, application.programme),
            "equivalence": clause(desk.book, "clause.equivalence", desk.on),
            "appeal": clause(desk.book, _APPEAL.get(kind, "clause.appeal"), desk.on),
            **more,
        }
    )


def acts_of(book: ReferenceBook, *programmes: str) -> tuple[Citation, ...]:
    """The acts under which the programmes run, each once."""
    codes = dict.fromkeys(code for programme in programmes for code in PROGRAMMES[programme].legal_acts)
    return tuple(citation(book, LegalReference(code), is_verified=True) for code in codes)


def citation(book: ReferenceBook, norm: LegalReference, *, is_verified: bool) -> Citation:
    """A norm with its act's title, day and number; verified only when both the norm and the act are."""
    act = book.acts.get(norm.act_code)
    return Citation(
        act=in_words(lambda: norm.act_code if act is None else act_text(act)),
        article=in_words(lambda: provision_text(norm.provision)),
        is_verified=is_verified and act is not None and act.is_verified,
    )


def clause(book: ReferenceBook, key: str, on: date) -> Clause:
    """A sentence of the dated settings: ``key`` with the language behind it; NoValueError where none is entered."""
    rows = {language: book.value(f"{key}_{language}", on) for language in LANGUAGES}
    first = rows["kk"]
    basis = dated_citation(book, first) if first.act_code else None
    return Clause(Words(**{language: str(row.value) for language, row in rows.items()}), basis)


def clauses(desk: Desk, *keys: str) -> tuple[Clause, ...]:
    """Several sentences of the dated settings, as of the day of the paper."""
    return tuple(clause(desk.book, key, desk.on) for key in keys)


def dated_citation(book: ReferenceBook, entry: Dated) -> Citation:
    """The norm of an entry of the reference data."""
    return citation(book, entry.legal_basis, is_verified=entry.is_verified)


def region_name(session: Session, code: str) -> Words:
    """The region in the nominative."""
    row = reference.regions(session)[code]
    return Words(row.name_kk, row.name_ru, row.name_en)


def regional_body(session: Session, region: str) -> Body:
    """The body that decides in a region (ISO code)."""
    row = reference.regions(session)[region]
    return body_of(region, region_name(session, region), row.name_ru_prepositional)


def issuing_body(desk: Desk) -> Body:
    """The body of the host region, or the superior one where that acts."""
    regional = regional_body(desk.session, desk.application.host_region or "")
    return superior_body(regional) if desk.is_superior else regional


def signatory(desk: Desk) -> Officer:
    """Who acts for the body; what an applicant or a mission sets off is registered by the service itself."""
    if not desk.is_superior and not desk.actor.regions(Role.CASE_WORKER, Role.SUPERVISOR):
        return Officer(in_words(lambda: REGISTERED_AUTOMATICALLY), "Qonys")
    return officer(desk.session, desk.actor.account_id)


def _executor(desk: Desk) -> Officer:
    """Whom to ask: the case worker who has the case, else whoever acts; for the superior body whoever acts there."""
    application = desk.application
    account_id = application.prepared_by_id or application.assigned_to_id or application.entered_by_id
    return officer(desk.session, account_id) if account_id and not desk.is_superior else signatory(desk)


_RANKS = (Role.MINISTRY, Role.SUPERVISOR)


def officer(session: Session, account_id: int | None) -> Officer:
    """A person of the body with position, initial and surname, and telephone."""
    account = session.get_one(Account, account_id)
    held = {grant.role for grant in account.grants}
    role = next((rank for rank in _RANKS if rank in held), Role.CASE_WORKER)
    return Officer(position_words(account.position, role), short_name(account.full_name), account.phone or "")


def position_words(typed: str, role: Role) -> Words:
    """A position typed as «kk / ru / en»; the role's own words where it is not."""
    known = [part.strip() for part in typed.split(" / ")]
    return Words(*known) if len(known) == len(LANGUAGES) else in_words(lambda: OFFICERS[role])


def short_name(full_name: str) -> str:
    """«Сәрсенов Қайрат Болатұлы» → «Қ. Сәрсенов»: initial and surname, uninflected."""
    surname, _, rest = full_name.strip().partition(" ")
    return f"{rest.strip()[0]}. {surname}" if rest.strip() else surname
