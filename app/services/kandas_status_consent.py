"""Consents to the assignment of the status: given while the family is abroad, used by the assignment on arrival."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.i18n import local
from app.models import Application, KandasConsent
from app.queries.kandas_status import is_person
from app.services.kandas_status_register import identities, person_columns


def give(session: Session, application: Application, *, now: datetime) -> None:
    """Note the consent for each member of the household."""
    on = local(now).date()
    session.add_all(
        KandasConsent(
            application_id=application.id,
            position=member.position,
            region=application.host_region,
            granted_on=on,
            **person_columns(member),
        )
        for member in application.members
    )
    session.flush()


def take_back(session: Session, application: Application, *, now: datetime) -> None:
    """The decision was set aside: a consent that was not used counts no longer."""
    session.execute(
        update(KandasConsent)
        .where(
            KandasConsent.application_id == application.id,
            KandasConsent.ended_on.is_(None),
            KandasConsent.used_by_application_id.is_(None),
        )
        .values(ended_on=local(now).date())
    )


def use(session: Session, application: Application) -> None:
    """The status is given on the consent that the members brought with them, where they did."""
    keys = [key for member in application.members for key in identities(member)]
    session.execute(
        update(KandasConsent)
        .where(
            is_person(KandasConsent, keys),
            KandasConsent.ended_on.is_(None),
            KandasConsent.used_by_application_id.is_(None),
        )
        .values(used_by_application_id=application.id)
    )


def free(session: Session, application: Application) -> None:
    """The assignment was set aside: the consent can be used again."""
    session.execute(
        update(KandasConsent)
        .where(KandasConsent.used_by_application_id == application.id)
        .values(used_by_application_id=None)
    )
