"""The region works on its request: begins, saves, files, withdraws; and the ministry's return of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain import quota_request as rules
from app.domain.errors import DomainError, ReasonRequiredError, StaleVersionError
from app.domain.quota_request import RequestState
from app.domain.stream import QUOTA_STREAMS, Stream
from app.i18n import gettext as _
from app.labels.errors import refusal
from app.labels.quota_request import finding_words
from app.models import QuotaRequest, db
from app.queries import quota_request as queries
from app.services import quota_request, reference
from app.web.access import Permission, current_actor, now, requires
from app.web.forms import number_seen
from app.web.quota_request import presentation
from app.web.quota_request.blueprint import blueprint, reach_request, region_names
from app.web.quota_request.forms import FiguresForm, FilingForm, ReasonForm, anchored, figures_form

Answer = str | Response | tuple[str, int]


@blueprint.post("/requests")
@requires(Permission.QUOTA_REQUEST)
def begin() -> Answer:
    """Begin a request, or come to the one that was begun."""
    stream, year = request.form.get("stream", ""), request.form.get("year", 0, type=int)
    if stream not in {each.value for each in QUOTA_STREAMS}:
        abort(400)
    try:
        found, is_new = quota_request.begin(
            db.session, request.form.get("region", ""), Stream(stream), year, actor=current_actor(), now=now()
        )
    except DomainError as error:
        db.session.rollback()
        flash(refusal(error), "error")
        return redirect(url_for(".index"), 303)
    number = found.id
    db.session.commit()
    if not is_new:
        flash(_("This request was begun before."), "notice")
    return redirect(url_for(".edit" if found.state in rules.EDITABLE else ".request_page", request_id=number), 303)


@blueprint.get("/requests/<int:request_id>/edit")
@requires(Permission.QUOTA_REQUEST)
def edit(request_id: int) -> Answer:
    """The form with the figures."""
    found = _editable(request_id)
    if isinstance(found, Response):
        return found
    form = figures_form(rules.from_json(found.content), found.revision, is_sent=False)
    return _edit_page(found, form.offer(presentation.district_names(found.region)))


@blueprint.post("/requests/<int:request_id>/edit")
@requires(Permission.QUOTA_REQUEST)
def save(request_id: int) -> Answer:
    """Keep what was entered; then more boxes, or the page on which it is checked and filed."""
    found = reach_request(request_id, Permission.QUOTA_REQUEST)
    form = figures_form(rules.RequestFigures(), 0, is_sent=True).offer(presentation.district_names(found.region))
    if not form.validate_on_submit():
        return _edit_page(found, form), 422
    seen = number_seen(form.seen.data)
    try:
        saved = quota_request.save(db.session, request_id, form.figures(), seen=seen, actor=current_actor(), now=now())
    except DomainError as error:
        db.session.rollback()
        # Whoever was overtaken decides again: the next sending takes what is there now as seen.
        found = reach_request(request_id, Permission.QUOTA_REQUEST)
        form.seen.data = str(found.revision)
        form.seen.raw_data = None
        return _edit_page(found, form, refusal(error)), 409 if isinstance(error, StaleVersionError) else 422
    number = saved.id
    db.session.commit()
    if request.form.get("action") == "check":
        return redirect(url_for(".check", request_id=number), 303)
    flash(_("The draft is saved."), "success")
    return redirect(url_for(".edit", request_id=number, _anchor="jobs"), 303)


@blueprint.get("/requests/<int:request_id>/check")
@requires(Permission.QUOTA_REQUEST)
def check(request_id: int) -> Answer:
    """Everything that was saved, what is wrong or doubtful with it, and the button that files it."""
    found = _editable(request_id)
    if isinstance(found, Response):
        return found
    return _check_page(found, FilingForm(data={"seen": str(found.revision)}))


@blueprint.post("/requests/<int:request_id>/check")
@requires(Permission.QUOTA_REQUEST)
def file(request_id: int) -> Answer:
    """File what was saved."""
    found = _editable(request_id)
    if isinstance(found, Response):
        return found
    form = FilingForm()
    if not form.validate_on_submit():
        return _check_page(found, form), 422
    seen = number_seen(form.seen.data)
    try:
        quota_request.file(
            db.session, request_id, form.justification.data or "", seen=seen, actor=current_actor(), now=now()
        )
    except DomainError as error:
        db.session.rollback()
        found = reach_request(request_id, Permission.QUOTA_REQUEST)
        form.seen.data = str(found.revision)
        form.seen.raw_data = None
        if error.code == "justification_required":
            form.justification.errors = [refusal(error)]
            return _check_page(found, form), 422
        return _check_page(found, form, refusal(error)), 409 if isinstance(error, StaleVersionError) else 422
    db.session.commit()
    flash(_("The request is filed."), "success")
    return redirect(url_for(".request_page", request_id=request_id), 303)


@blueprint.route("/requests/<int:request_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.QUOTA_REQUEST)
def withdraw(request_id: int) -> Answer:
    """End the request; what was filed stays readable."""
    found = reach_request(request_id, Permission.QUOTA_REQUEST)

    def act(form: ReasonForm) -> None:
        quota_request.withdraw(db.session, request_id, form.reason.data or "", actor=current_actor(), now=now())

    return _with_reason(found, "withdraw", act, _("The request is withdrawn."))


@blueprint.route("/requests/<int:request_id>/return", methods=["GET", "POST"])
@requires(Permission.QUOTA_ORDER)
def send_back(request_id: int) -> Answer:
    """The ministry returns a filed request to the region."""
    found = reach_request(request_id, Permission.QUOTA_ORDER)

    def act(form: ReasonForm) -> None:
        version = number_seen(form.seen.data)
        quota_request.send_back(
            db.session, request_id, form.reason.data or "", version=version, actor=current_actor(), now=now()
        )

    return _with_reason(found, "return", act, _("The request is returned to the region."))


def _with_reason(found: QuotaRequest, action: str, act: Callable[[ReasonForm], None], done: str) -> Answer:
    """A page with a reason, and what it leads to."""
    number = found.id
    form = ReasonForm() if request.method == "POST" else ReasonForm(data={"seen": str(found.version)})
    status, problem = 200, ""
    if form.is_submitted():
        status = 422
        if form.validate_on_submit():
            try:
                act(form)
                db.session.commit()
                flash(done, "success")
                return redirect(url_for(".request_page", request_id=number), 303)
            except ReasonRequiredError as error:
                db.session.rollback()
                form.reason.errors = [refusal(error)]
            except DomainError as error:
                db.session.rollback()
                problem, status = refusal(error), 409
        found = db.session.get_one(QuotaRequest, number)
    page = render_template(
        "quota_request/reason.html",
        form=form,
        problem=problem,
        action=action,
        found=found,
        needs_reason=found.state != RequestState.DRAFT,
        region=region_names()[found.region],
        stream=presentation.stream_words(found.stream),
        back_href=url_for(".request_page", request_id=number),
    )
    return page, status


def _editable(request_id: int) -> QuotaRequest | Response:
    """The request while the region works on it, else the way to its page."""
    found = reach_request(request_id, Permission.QUOTA_REQUEST)
    if found.state in rules.EDITABLE:
        return found
    return redirect(url_for(".request_page", request_id=request_id), 303)


def _edit_page(found: QuotaRequest, form: FiguresForm, problem: str = "") -> str:
    return render_template(
        "quota_request/edit.html",
        form=form,
        problem=problem,
        found=found,
        region=region_names()[found.region],
        stream=presentation.stream_words(found.stream),
        returned=_last_reason(found),
        back_href=url_for(".request_page", request_id=found.id),
    )


def _check_page(found: QuotaRequest, form: FilingForm, problem: str = "") -> str:
    figures = rules.from_json(found.content)
    findings = rules.findings(figures, frozenset(reference.districts_of(db.session, found.region)))
    edit_href = url_for(".edit", request_id=found.id)
    return render_template(
        "quota_request/check.html",
        form=form,
        problem=problem,
        found=found,
        region=region_names()[found.region],
        stream=presentation.stream_words(found.stream),
        figures=presentation.figures_rows(figures, found.region),
        jobs=presentation.job_lines(figures),
        errors=anchored([each for each in findings if each.is_error], edit_href),
        doubts=[finding_words(each) for each in findings if not each.is_error],
        edit_href=edit_href,
    )


def _last_reason(found: QuotaRequest) -> str:
    """Why the ministry returned it last; empty where it did not."""
    if found.state != RequestState.RETURNED:
        return ""
    return queries.versions(db.session, found.id)[0].reason
