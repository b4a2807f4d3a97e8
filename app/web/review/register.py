"""What the register of kandas statuses holds about a case: the statuses that it concerns, and consents from abroad."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app.domain.roles import Actor
from app.domain.stream import STATUS_STREAMS, Stream
from app.i18n import format_date, local
from app.i18n import gettext as _
from app.labels.kandas_status import STATES
from app.models import Application
from app.policy import Permission, holds, regions_of
from app.queries.kandas_status import Consent, Entry, consents_of, entries_of
from app.services.kandas_status_register import identities
from app.web.access import now


def register_rows(session: Session, application: Application, actor: Actor) -> list[dict[str, Any]]:
    """Each status with its state today and, where the person may read it, its page; nothing for the quota."""
    stream = Stream(application.stream)
    if stream not in STATUS_STREAMS:
        return []
    rows = [_status(entry, actor) for entry in entries_of(session, application.id)]
    if stream is Stream.STATUS_ASSIGNMENT:
        keys = [key for member in application.members for key in identities(member)]
        rows += [_consent(consent) for consent in consents_of(session, keys)]
    return rows


def _status(entry: Entry, actor: Actor) -> dict[str, Any]:
    readable = regions_of(actor, Permission.KANDAS_REGISTER)
    may_read = holds(actor, Permission.KANDAS_REGISTER) and (readable is None or entry.region in readable)
    state = str(STATES[entry.held.state(local(now()).date())])
    return {
        "key": entry.full_name,
        "text": _(
            "kandas status № %(number)s, last day %(day)s (%(state)s)",
            number=entry.number,
            day=format_date(entry.held.expires_on),
            state=state,
        ),
        "href": url_for("kandas_status.page", status_id=entry.status_id) if may_read else None,
    }


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "key": consent.full_name,
        "text": _(
            "consent to the status given abroad: № %(number)s of %(day)s",
            number=consent.application_number,
            day=format_date(consent.granted_on),
        ),
        "href": None,
    }
