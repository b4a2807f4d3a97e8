"""The minutes of a hearing: writing them, and the two signatures."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request

from app.domain.errors import DomainError, StaleVersionError
from app.domain.hearing import Acquaintance, Exchange, HearingWay, Minutes, Participant
from app.domain.workflow import Proposal
from app.i18n import format_datetime, local, pgettext
from app.i18n import gettext as _
from app.labels.errors import refusal
from app.labels.hearing import ACQUAINTANCES, INTENTIONS, PARTS, WAYS
from app.models import Application, Hearing, HearingAppointment, HearingMinutes, db
from app.policy import Permission
from app.queries import hearing as reading
from app.services import hearing_minutes
from app.web.access import current_actor, now, requires
from app.web.hearing import page
from app.web.hearing.blueprint import Answer, blueprint, reach_hearing, to_overview
from app.web.hearing.forms import (
    QUESTIONS_ON_PAGE,
    MinutesForm,
    VersionedForm,
    instant,
    question_name,
    reply_name,
)
from app.web.hearing.office import fill_officials


@blueprint.route("/<int:application_id>/minutes", methods=["GET", "POST"])
@requires(Permission.APPLICATION_WORK)
def minutes(application_id: int) -> Answer:
    """Write the minutes, or change them before both have signed."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_WORK)
    appointed = reading.appointment(db.session, hearing.id)
    if appointed is None or hearing.ended_at is not None:
        flash(
            refusal(DomainError("hearing_not_appointed" if hearing.ended_at is None else "hearing_not_now")), "notice"
        )
        return to_overview(application_id)
    form = MinutesForm(data=_start(application, hearing, appointed))
    fill_officials(form, application)
    if form.is_submitted() and "add" in request.form:
        form.questions.data = str(min(form.shown() + 1, QUESTIONS_ON_PAGE))
        return _minutes_page(application, hearing, form)
    if not form.validate_on_submit():
        return _minutes_page(application, hearing, form), 422 if form.errors else 200
    try:
        hearing_minutes.write(
            db.session,
            application_id,
            _typed(form, appointed),
            actor=current_actor(),
            now=now(),
            seen_version=int(form.seen.data) if (form.seen.data or "").isdecimal() else None,
        )
    except DomainError as error:
        db.session.rollback()
        return _refused(application_id, form, error)
    db.session.commit()
    flash(_("The minutes are written. Who presided signs them first, then the secretary."), "success")
    return to_overview(application_id)


@blueprint.route("/<int:application_id>/sign", methods=["GET", "POST"])
@requires(Permission.APPLICATION_READ)
def sign(application_id: int) -> Answer:
    """Read the minutes as they stand, and sign them."""
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_READ)
    written = reading.minutes(db.session, hearing.id)
    if written is None:
        flash(refusal(DomainError("minutes_missing")), "notice")
        return to_overview(application_id)
    form = VersionedForm(data={"version": str(written.version)})
    if not form.validate_on_submit():
        return _sign_page(application, hearing, form, written), 422 if form.errors else 200
    seen = int(form.version.data) if (form.version.data or "").isdecimal() else 0
    try:
        hearing_minutes.sign(db.session, application_id, seen, actor=current_actor(), now=now())
    except DomainError as error:
        db.session.rollback()
        return _sign_again(application_id, form, error)
    db.session.commit()
    flash(_("You have signed the minutes."), "success")
    return to_overview(application_id)


def written_rows(written: HearingMinutes) -> list[dict[str, Any]]:
    """The minutes as rows of a summary list."""
    people = ", ".join(
        f"{each['name']} ({each['capacity']})" if each["capacity"] else each["name"] for each in written.participants
    )
    rows: list[dict[str, Any]] = [
        {"key": pgettext("hearing", "Place"), "value": f"{written.place} ({WAYS[HearingWay(written.way)]})"},
        {
            "key": _("Began and ended"),
            "value": f"{format_datetime(written.began_at)} – {local(written.ended_at):%H:%M}",
        },
    ]
    if written.is_absent:
        return [*rows, {"key": _("The applicant did not come"), "value": written.absence}]
    rows += [
        {"key": _("Participants"), "value": people},
        {"key": _("Question considered"), "value": written.question},
        {"key": _("Explanations of the participants"), "value": written.explanations},
    ]
    for number, each in enumerate(written.exchanges, start=1):
        rows.append({"key": _("Question %(number)s", number=number), "value": [each["question"], each["answer"]]})
    return [
        *rows,
        {"key": _("Speeches"), "value": written.speeches or "—"},
        {
            "key": _("Has the participant read the minutes?"),
            "value": str(ACQUAINTANCES[Acquaintance(written.acquaintance)]),
        },
        {"key": _("Remarks on the minutes"), "value": written.remarks or "—"},
    ]


def _start(application: Application, hearing: Hearing, appointed: HearingAppointment) -> dict[str, Any]:
    """What the form holds when it opens: the minutes so far, or what is known before the hearing."""
    written = reading.minutes(db.session, hearing.id)
    if written is None:
        return {
            "version": str(application.version),
            "seen": "0",
            "questions": "3",
            "place": appointed.place,
            "began": f"{local(appointed.starts_at):%H:%M}",
            "presiding": str(appointed.presiding_id),
            "secretary": str(appointed.secretary_id),
            "participants": _("%(name)s, applicant", name=application.applicant_name),
            "question": f"{INTENTIONS[Proposal(hearing.intends)]}: № {application.number}",
        }
    values: dict[str, Any] = {
        "version": str(application.version),
        "seen": str(written.version),
        "questions": str(max(3, len(written.exchanges))),
        "place": written.place,
        "began": f"{local(written.began_at):%H:%M}",
        "ended": f"{local(written.ended_at):%H:%M}",
        "presiding": str(written.presiding_id),
        "secretary": str(written.secretary_id),
        "came": "no" if written.is_absent else "yes",
        "participants": "\n".join(", ".join(filter(None, each.values())) for each in written.participants),
        "acquaintance": written.acquaintance,
    }
    for name in ("absence", "question", "explanations", "speeches", "remarks"):
        values[name] = getattr(written, name)
    for number, each in enumerate(written.exchanges, start=1):
        values[question_name(number)], values[reply_name(number)] = each["question"], each["answer"]
    return values


def _typed(form: MinutesForm, appointed: HearingAppointment) -> Minutes:
    """The minutes as typed; they are of the day for which the hearing was appointed."""
    day = local(appointed.starts_at).date()
    acquaintance = form.acquaintance.data
    return Minutes(
        place=form.place.data or "",
        way=HearingWay(appointed.way),
        began_at=instant(day, form.began.data),
        ended_at=instant(day, form.ended.data),
        held_on=day,
        presiding_id=int(form.presiding.data),
        secretary_id=int(form.secretary.data),
        is_absent=form.came.data == "no",
        absence=form.absence.data or "",
        participants=_participants(form.participants.data or ""),
        question=form.question.data or "",
        explanations=form.explanations.data or "",
        exchanges=_exchanges(form),
        speeches=form.speeches.data or "",
        acquaintance=Acquaintance(acquaintance) if acquaintance else None,
        remarks=form.remarks.data or "",
    )


def _participants(text: str) -> tuple[Participant, ...]:
    """One a line: the name, and after a comma in what capacity."""
    lines = (line.strip().partition(",") for line in text.splitlines() if line.strip(" ,"))
    return tuple(Participant(name.strip(), capacity.strip()) for name, _comma, capacity in lines)


def _exchanges(form: MinutesForm) -> tuple[Exchange, ...]:
    pairs = (
        ((form[question_name(number)].data or "").strip(), (form[reply_name(number)].data or "").strip())
        for number in range(1, QUESTIONS_ON_PAGE + 1)
    )
    return tuple(Exchange(question, answer) for question, answer in pairs if question or answer)


def _refused(application_id: int, form: MinutesForm, error: DomainError) -> Answer:
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_WORK)
    part = str(error.params.get("what", ""))
    if part in PARTS:
        form[part].errors = [str(PARTS[part])]
        return _minutes_page(application, hearing, form), 422
    if isinstance(error, StaleVersionError):
        written = reading.minutes(db.session, hearing.id)
        form.seen.data = str(written.version if written else 0)
    return _minutes_page(application, hearing, form, refusal(error)), 409


def _minutes_page(application: Application, hearing: Hearing, form: MinutesForm, refused: str | None = None) -> str:
    shown = range(1, form.shown() + 1)
    return render_template(
        "hearing/minutes.html",
        form=form,
        refused=refused,
        exchanges=[(form[question_name(number)], form[reply_name(number)]) for number in shown],
        may_add=form.shown() < QUESTIONS_ON_PAGE,
        **page.said(db.session, application, hearing),
    )


def _sign_page(
    application: Application, hearing: Hearing, form: Any, written: HearingMinutes, refused: str | None = None
) -> str:
    me = current_actor().account_id
    names = {each.id: each.name for each in reading.officials(db.session, application.host_region or "")}
    return render_template(
        "hearing/sign.html",
        form=form,
        refused=refused,
        minutes=written,
        rows=written_rows(written),
        presiding=names.get(written.presiding_id, ""),
        secretary=names.get(written.secretary_id, ""),
        is_mine=hearing.ended_at is None and me in {written.presiding_id, written.secretary_id},
        is_last=me == written.secretary_id,
        **page.said(db.session, application, hearing),
    )


def _sign_again(application_id: int, form: Any, error: DomainError) -> Answer:
    application, hearing = reach_hearing(application_id, Permission.APPLICATION_READ)
    written = reading.minutes(db.session, hearing.id)
    if written is None:
        return to_overview(application_id)
    form.version.data = str(written.version)
    return _sign_page(application, hearing, form, written, refusal(error)), 409
