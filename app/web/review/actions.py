"""A page for each step of the procedure: what it does, what it asks, and what happened if somebody was faster."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app import policy
from app.domain.audit import EventKey
from app.domain.eligibility import Outcome
from app.domain.errors import DomainError, StaleVersionError
from app.domain.grounds import grounds_for
from app.domain.programmes import PROGRAMMES
from app.domain.workflow import Action, Proposal
from app.i18n import local
from app.labels.errors import refusal
from app.labels.legal import reference_text
from app.labels.reference import counted
from app.labels.review import ACTION_PAGES
from app.models import Application, db
from app.policy import Permission
from app.queries import case, timeline
from app.services import clock, hearing, reference, review
from app.web.access import current_actor, now, requires
from app.web.queue import place
from app.web.review import page
from app.web.review.blueprint import back_to, blueprint, reach_case
from app.web.review.findings import finding_rows
from app.web.review.forms import ActionForm, action_form, note_name
from app.web.timeline import staff_rows

_PROPOSING = frozenset({Action.PROPOSE_APPROVAL, Action.PROPOSE_REFUSAL})
_WITH_QUOTA = frozenset({Action.PROPOSE_APPROVAL, Action.APPROVE, Action.OVERRULE})
_ANNOUNCING = frozenset({Action.ANNOUNCE_REFUSAL, Action.ANNOUNCE_TERMINATION})
Answer = str | Response | tuple[str, int]


@blueprint.route("/<int:application_id>/work/<action>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_WORK)
def work(application_id: int, action: str) -> Answer:
    """A step that a case worker takes."""
    return _step(application_id, _known(action, decides=False), Permission.APPLICATION_WORK)


@blueprint.route("/<int:application_id>/decide/<action>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_DECIDE)
def decide(application_id: int, action: str) -> Answer:
    """A step that the head takes."""
    return _step(application_id, _known(action, decides=True), Permission.APPLICATION_DECIDE)


def _known(action: str, *, decides: bool) -> Action:
    """The action of the address; 404 for what is none, or is none of this page."""
    if action not in set(Action) or Action(action) not in ACTION_PAGES:
        abort(404)
    found = Action(action)
    if found not in (page.DECIDING if decides else page.WORKING):
        abort(404)
    return found


def _step(application_id: int, action: Action, permission: Permission) -> Answer:
    application = reach_case(application_id, permission)
    form = action_form(action, application.programme, **_start(application, action))
    if not form.is_submitted():
        return _page(application, action, form), 200 if _is_open_to(application, action) else 409
    if not form.validate_on_submit():
        return _page(application, action, form), 422
    try:
        review.perform(db.session, application_id, form.motion(action), actor=current_actor(), now=now())
        db.session.commit()
    except (DomainError, IntegrityError) as error:
        db.session.rollback()
        return _refused(reach_case(application_id, permission), action, form, error)
    flash(str(ACTION_PAGES[action].done), "success")
    return back_to(application_id)


def _start(application: Application, action: Action) -> dict[str, Any]:
    """What the form holds when it is opened: which state was seen, and what is known already."""
    values: dict[str, Any] = {
        "version": str(application.version),
        "seen": str(timeline.last_event(db.session, application.id)),
    }
    if action in _ANNOUNCING and application.before_head in {Proposal.REFUSAL, Proposal.TERMINATION}:
        recommended = application.recommendation is not None
        values |= {
            "grounds": list(application.recommendation_grounds if recommended else application.proposal_grounds),
            "reason": application.recommendation_reason if recommended else application.proposal_reason,
        }
    elif action is Action.PROPOSE_REFUSAL:
        found = page.assess(db.session, application).found
        values["grounds"] = [
            finding.criterion_code for finding in found if finding.outcome is Outcome.NOT_MET and finding.is_decisive
        ]
    return values


def _refused(application: Application, action: Action, form: ActionForm, error: Exception) -> Answer:
    """What the service said no to; everything typed is still there, and nothing was done."""
    if not isinstance(error, DomainError):
        # A rule that the database holds (four eyes, places) spoke last.
        error = DomainError()
    if not isinstance(error, StaleVersionError):
        return _page(application, action, form, refused=refusal(error)), 409
    seen = int(form.seen.data) if (form.seen.data or "").isdecimal() else 0
    meanwhile = timeline.for_staff(db.session, application.id, after=seen)
    if _did_it_themselves(meanwhile, action):
        return redirect(url_for("review.case_page", application_id=application.id), 303)
    # The person decides anew with what is there now before them: the form goes on from the present version.
    form.version.data = str(application.version)
    form.seen.data = str(timeline.last_event(db.session, application.id))
    return _page(application, action, form, refused=refusal(error), meanwhile=meanwhile), 409


def _did_it_themselves(meanwhile: tuple[timeline.EventRow, ...], action: Action) -> bool:
    """Whether the form was simply sent twice: the last move is this very one, by the same person."""
    moves = [event for event in meanwhile if event.key == EventKey.APPLICATION_MOVED]
    return bool(moves) and moves[0].facts.get("action") == action and moves[0].actor_id == current_actor().account_id


def _is_open_to(application: Application, action: Action) -> bool:
    return action in policy.open_actions(current_actor(), application)


def _late_notice(application: Application) -> dict[str, Any] | None:
    """Where fewer days of the whole term are left than the notice of a hearing must be ahead of its end (art. 73)."""
    found = clock.summary(db.session, application, now())
    limit = clock.limit(db.session, hearing.NOTICE_LIMIT, now())
    if found.whole_days_left is None or found.whole_days_left >= limit.amount:
        return None
    return {"ahead": counted(limit.unit, Decimal(limit.amount)), "due_on": found.whole_due_on}


def _ground_hints(application: Application, action: Action) -> dict[str, str]:
    """The legal basis of each ground, under its words."""
    grounds = grounds_for(PROGRAMMES[application.programme], action)
    if not grounds:
        return {}
    acts = reference.book(db.session).acts
    return {g.code: reference_text(g.legal_basis, acts.get(g.legal_basis.act_code)) for g in grounds}


def _page(
    application: Application,
    action: Action,
    form: ActionForm,
    *,
    refused: str | None = None,
    meanwhile: tuple[timeline.EventRow, ...] = (),
) -> str:
    session = db.session
    today = local(now()).date()
    names = page.region_names(session)
    people = case.people(session, application.id, today.year)
    values = page.case_header(application, names, people, today)
    if action in _PROPOSING:
        assessment = page.assess(session, application)
        rows = finding_rows(assessment.found, assessment.book, names)
        values["concerns"] = [row for row in rows if row.outcome is not Outcome.MET and row.is_decisive]
        values["duplicates"] = assessment.duplicates
        values["unchecked"] = sum(row.state == "unchecked" for row in case.attachments(session, application.id))
    if action is Action.REPLY:
        values["requests"] = case.requests(session, application.id)[:1]
    return render_template(
        "review/action.html",
        form=form,
        action=action,
        words=ACTION_PAGES[action],
        note_name=note_name,
        ground_hints=_ground_hints(application, action),
        quota=page.quota_words(application, people, names) if action in _WITH_QUOTA else None,
        refused=refused,
        meanwhile=staff_rows(meanwhile),
        is_open=_is_open_to(application, action),
        is_deciding=action in page.DECIDING,
        late_notice=_late_notice(application) if action in _ANNOUNCING else None,
        may_be_put_back=place.put_back_by(session, application, action),
        own_preparation=page.is_own_preparation(application, policy.standing(current_actor(), application)),
        **values,
    )
