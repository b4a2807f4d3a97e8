"""The place of one case: the proposal with its reasons, accepting it, choosing otherwise, asking for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app import policy
from app.domain.errors import DomainError, StaleVersionError
from app.domain.placement_choice import ProposalState, may_move, may_name
from app.domain.roles import Role
from app.domain.stream import QUOTA_STREAMS, Stream
from app.domain.workflow import Status
from app.i18n import gettext as _
from app.i18n import local
from app.labels.errors import refusal
from app.models import Application, PlacementProposal, db
from app.policy import Permission
from app.queries import placement as queries
from app.services import placement, placement_choice, reference, region_change
from app.services.placement_choice import Choice
from app.web.access import current_actor, now, requires
from app.web.placement.blueprint import Answer, blueprint, reach_case
from app.web.placement.forms import AcceptForm, ChooseForm
from app.web.placement.words import place_name, proposal_words


@blueprint.get("/cases/<int:application_id>")
@requires(Permission.PLACEMENT_READ)
def case(application_id: int) -> str:
    """Where the family goes, what is proposed, and why."""
    return _page(reach_case(application_id, Permission.PLACEMENT_READ))


@blueprint.post("/cases/<int:application_id>/propose")
@requires(Permission.PLACEMENT_WORK)
def propose_one(application_id: int) -> Answer:
    """Propose a place for this case alone."""
    application = reach_case(application_id, Permission.PLACEMENT_WORK)

    def do() -> None:
        placement.propose_arrival(db.session, application.id, actor=current_actor(), now=now())

    return _done(application_id, do, None, _("A place is proposed."))


@blueprint.post("/cases/<int:application_id>/accept")
@requires(Permission.PLACEMENT_WORK)
def accept(application_id: int) -> Answer:
    """Take the proposed place."""
    application = reach_case(application_id, Permission.PLACEMENT_WORK)
    form = AcceptForm()
    if not form.validate_on_submit():
        return _page(application, form), 422

    def do() -> None:
        placement_choice.accept(
            db.session,
            application_id,
            int(form.proposal.data),
            reason=form.reason.data or "",
            actor=current_actor(),
            now=now(),
            expected_version=_version(form),
        )

    return _done(application_id, do, form, _("The proposed place is accepted."))


@blueprint.post("/cases/<int:application_id>/choose")
@requires(Permission.PLACEMENT_WORK)
def choose(application_id: int) -> Answer:
    """Choose a place oneself: against a proposal with a ground, or without one."""
    application = reach_case(application_id, Permission.PLACEMENT_WORK)
    form = ChooseForm()
    form.place.choices = _choices(application)
    if not form.validate_on_submit():
        return _page(application, form), 422

    def do() -> None:
        _choose(application_id, form)

    return _done(application_id, do, form, _("The place is written down."))


def _choose(application_id: int, form: ChooseForm) -> None:
    session, actor, moment, seen = db.session, current_actor(), now(), _version(form)
    district = reference.districts(session).get(form.place.data)
    region = district.region if district else form.place.data
    reason = form.reason.data or ""
    if form.proposal.data:
        choice = Choice(region, district.code if district else None, form.ground.data or None, reason)
        placement_choice.override(
            session, application_id, int(form.proposal.data), choice, actor=actor, now=moment, expected_version=seen
        )
    elif district is not None:
        placement_choice.name_district(
            session, application_id, district.code, actor=actor, now=moment, expected_version=seen
        )
    else:
        region_change.change_region(
            session, application_id, region, reason, actor=actor, now=moment, expected_version=seen
        )


def _done(application_id: int, do: Callable[[], None], sent: AcceptForm | ChooseForm | None, words: str) -> Answer:
    """Do it and come back; a refusal keeps what was typed, and takes a newer version over for the next try."""
    try:
        do()
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        application = reach_case(application_id, Permission.PLACEMENT_WORK)
        if sent is not None and isinstance(error, StaleVersionError):
            sent.version.data = str(application.version)
        return _page(application, sent, refusal(error)), 409
    flash(words, "success")
    return _back(application_id)


def _back(application_id: int) -> Response:
    """The case again; the worklist where another region has it now."""
    condition = policy.visible_applications(current_actor(), Permission.PLACEMENT_READ)
    found = db.session.query(Application.id).filter(Application.id == application_id, condition).first()
    if found is None:
        return redirect(url_for("worklist.index"), 303)
    return redirect(url_for("review.case_page", application_id=application_id, _anchor="placement"), 303)


def _page(application: Application, sent: AcceptForm | ChooseForm | None = None, refused: str | None = None) -> str:
    """The page with the form that was sent as it was typed, and the other one fresh."""
    proposal = queries.of_case(db.session, application.id)
    is_open = proposal is not None and proposal.state == ProposalState.OPEN
    data = {"proposal": str(proposal.id) if is_open and proposal else "", "version": str(application.version)}
    choosing = sent if isinstance(sent, ChooseForm) else ChooseForm(formdata=None, data=data)
    choosing.place.choices = _choices(application)
    return render_template(
        "placement/case.html",
        application=application,
        accepting=sent if isinstance(sent, AcceptForm) else AcceptForm(formdata=None, data=data),
        choosing=choosing,
        sent=sent,
        refused=refused,
        works=_works(application),
        **panel(application, proposal),
    )


def _works(application: Application) -> bool:
    """Whether the person may still say where the family goes."""
    held = application.places_reserved + application.places_used
    is_worker = Role.CASE_WORKER in policy.standing(current_actor(), application).roles
    return is_worker and may_name(Status(application.status), held)


def panel(application: Application, proposal: PlacementProposal | None) -> dict[str, Any]:
    """What the case page and the page of the place show."""
    return {
        "placement": proposal_words(proposal, to_family=False) if proposal else None,
        "placement_district": place_name(application.host_district) if application.host_district else "",
        "placement_region": place_name(application.host_region),
        "placement_moves": proposal is not None and proposal.region not in {None, application.host_region},
    }


def case_panel(application: Application, *, has_proposal: bool) -> dict[str, Any]:
    """The panel on the case page; a statement only where there is a proposal."""
    if application.stream not in QUOTA_STREAMS:
        return {}
    proposal = queries.of_case(db.session, application.id) if has_proposal else None
    return panel(application, proposal) | {"placement_works": _works(application), "placement_here": True}


def _choices(application: Application) -> list[SelectChoice]:
    """Districts of the host region, and the other named regions while the case may still move there."""
    session, region = db.session, application.host_region or ""
    own = [SelectChoice(code, place_name(code)) for code in reference.districts_of(session, region)]
    where = region_change.case_place(application)
    found = [SelectChoice("", _("Choose a place")), *own]
    if may_move(where.status, where.places):
        hosts = reference.book(session).host_regions(Stream(application.stream), local(now()).date())
        others = [code for code in where.named if code != region and code in hosts]
        found += [SelectChoice(code, _("%(region)s (another region)", region=place_name(code))) for code in others]
    return found


def _version(form: AcceptForm | ChooseForm) -> int | None:
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
