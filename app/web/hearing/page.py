"""What the pages of a hearing show, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from app import policy
from app.domain.grounds import basis_of
from app.domain.hearing import HearingEnd, HearingWay, Position
from app.domain.hearing_delivery import HandedBy
from app.domain.programmes import PROGRAMMES
from app.domain.reference import NoValueError
from app.domain.roles import Actor, Role
from app.domain.workflow import Action, Proposal, Status, Through
from app.i18n import current_language, format_date, format_datetime, local
from app.i18n import gettext as _
from app.labels.hearing import ENDS, HANDED, INTENTIONS, WAYS
from app.labels.legal import reference_text
from app.labels.review import ground_text
from app.labels.timeline import HEARING_ENDS_FOR_APPLICANT
from app.models import Application, Hearing, Objection
from app.queries import hearing as reading
from app.services import attachment as files
from app.services import hearing_word, reference
from app.services.hearing import position_of

CLAUSES = ("clause.hearing_invitation", "clause.hearing_rights", "clause.hearing_silence")


@dataclass(frozen=True, slots=True)
class GroundRow:
    """A ground of the preliminary decision in words, with its act and whether somebody compared it with the act."""

    code: str
    text: str
    basis: str
    is_verified: bool


def said(session: Session, application: Application, hearing: Hearing) -> dict[str, Any]:
    """What both sides see: what is intended and why, until when, what the applicant has said, the appointment."""
    position = position_of(session, hearing)
    appointments = reading.appointments(session, hearing.id)
    return {
        "application": application,
        "status": Status(application.status),
        "hearing": hearing,
        "intended": str(INTENTIONS[Proposal(hearing.intends)]),
        "grounds": ground_rows(session, application, hearing),
        "until": position.last_day,
        "is_open": hearing.ended_at is None,
        "ended": _ended(hearing),
        "position": position,
        "asked_way": str(WAYS[HearingWay(hearing.asked_way)]) if hearing.asked_way else "",
        "objections": objection_rows(reading.objections(session, hearing.id)),
        "appointment": _appointment(appointments[0]) if appointments and not appointments[0].replaced_at else None,
        "files": _files(session, application, hearing),
        "handed": _handed(hearing),
        "speaks_for_person": policy.speaks_for_person(application),
    }


def fill_statements(session: Session, form: Any, application: Application, hearing: Hearing) -> None:
    """The files that can be a signed statement as choices; no such field where the applicant has an account."""
    if not policy.speaks_for_person(application):
        del form.statement
        return
    form.statement.choices = [
        SelectChoice("", _("No statement")),
        *(SelectChoice(str(each.id), each.filename) for each in hearing_word.statements(session, application, hearing)),
    ]


def is_untold(session: Session, application: Application) -> bool:
    """Whether the case waits for a position of somebody who has not been told; no statement at other times."""
    return application.status == Status.HEARING and reading.is_untold(session, application.id)


def ground_rows(session: Session, application: Application, hearing: Hearing) -> list[GroundRow]:
    """The grounds of the preliminary decision with their acts."""
    programme, acts = PROGRAMMES[application.programme], reference.book(session).acts
    ends = hearing.intends == Proposal.TERMINATION
    action = Action.ANNOUNCE_TERMINATION if ends else Action.ANNOUNCE_REFUSAL
    rows = []
    for code in hearing.grounds:
        basis = basis_of(programme, action, code)
        act = reference_text(basis.legal_basis, acts.get(basis.legal_basis.act_code)) if basis else ""
        rows.append(GroundRow(code, ground_text(code), act, bool(basis and basis.verified)))
    return rows


def for_applicant(session: Session, application: Application) -> dict[str, Any]:
    """What the status page says while the person can speak, as ``hearing_notice``; no statement at other times."""
    hearing = reading.newest(session, application.id) if application.status == Status.HEARING else None
    if hearing is None:
        return {"hearing_notice": None}
    rows = reading.appointments(session, hearing.id)
    standing = _appointment(rows[0]) if rows and not rows[0].replaced_at else None
    until = max(hearing.position_until, application.due_on or hearing.position_until)
    intended = str(INTENTIONS[Proposal(hearing.intends)])
    return {"hearing_notice": {"intended": intended, "until": until, "appointment": standing}}


def objection_rows(objections: Any) -> list[dict[str, Any]]:
    """Objections in order, with their answers."""
    return [_objection(each) for each in objections]


def may_speak(application: Application, actor: Actor) -> bool:
    """Whether ``actor`` may say something for the applicant now."""
    return Action.OBJECT in policy.open_actions(actor, application, Through.HEARING)


def clauses(session: Session, on: date) -> list[str]:
    """The person's rights in the words of the dated settings; what nobody has entered is left out."""
    book = reference.book(session)
    found = []
    for key in CLAUSES:
        try:
            found.append(str(book.value(f"{key}_{current_language()}", on).value))
        except NoValueError:
            continue
    return found


def steps(application: Application, position: Position, actor: Actor) -> list[dict[str, Any]]:
    """What the office may do next on the page of a hearing: key and address, the usual one first."""
    roles = policy.standing(actor, application).roles
    status, objections = Status(application.status), position.objections + position.carried
    found = []
    if status is Status.HEARING and Role.CASE_WORKER in roles:
        found += ["appoint", "minutes", "close"] if position.asked or position.appointed_on else ["close", "appoint"]
        found += ["position"] if position.is_told else ["position", "delivery"]
    if status in {Status.HEARING, Status.HEARD} and roles & {Role.CASE_WORKER, Role.SUPERVISOR} and objections:
        found.append("answers")
    if status is Status.HEARD and Role.SUPERVISOR in roles:
        found.insert(0, "decide")
    if "minutes" in found and position.appointed_on is None:
        found.remove("minutes")
    return [{"key": key, "href": url_for(f"hearing.{key}", application_id=application.id)} for key in found]


def _objection(each: Objection) -> dict[str, Any]:
    return {
        "number": each.number,
        "body": each.body,
        "made": format_datetime(each.made_at),
        "is_late": each.is_late,
        "is_from_desk": each.is_from_desk,
        "is_carried": each.carried_from_id is not None,
        "answer": each.answer,
    }


def own_end(hearing: Hearing) -> str:
    """How the hearing ended, said to the person."""
    return str(HEARING_ENDS_FOR_APPLICANT[HearingEnd(hearing.ended)]) if hearing.ended else ""


def _ended(hearing: Hearing) -> str:
    return f"{ENDS[HearingEnd(hearing.ended)]} ({format_date(hearing.ended_at)})" if hearing.ended else ""


def _appointment(row: reading.AppointmentRow) -> dict[str, Any]:
    return {
        "at": format_datetime(row.starts_at),
        "on": local(row.starts_at).date(),
        "way": str(WAYS[HearingWay(row.way)]),
        "place": row.place,
        "presiding": row.presiding,
        "secretary": row.secretary,
        "agreed": row.is_agreed,
        "statement": row.statement,
        "reason": row.reason,
        "minutes_until": row.minutes_until,
    }


def _handed(hearing: Hearing) -> str:
    """«02.12.2026, by registered post, RR 1»; empty where the decision was not handed over on paper."""
    if hearing.handed_on is None or hearing.handed_how is None:
        return ""
    how = str(HANDED[HandedBy(hearing.handed_how)])
    return ", ".join(filter(None, (format_date(hearing.handed_on), how, hearing.handed_number)))


def _files(session: Session, application: Application, hearing: Hearing) -> list[dict[str, Any]]:
    """Files handed in since the preliminary decision."""
    since = hearing.announced_at
    return [
        {"id": each.id, "name": each.filename, "when": format_datetime(each.uploaded_at)}
        for each in files.listed(session, application.id)
        if each.uploaded_at > since
    ]
