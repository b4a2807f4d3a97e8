"""The page on which a secretary works through the cases of a sitting, and on which members see and sign it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.domain.commission import SittingState
from app.domain.errors import DomainError
from app.gateways.files import FileMissingError, FileStore
from app.i18n import gettext as _
from app.labels.commission import OUTCOMES
from app.labels.errors import refusal
from app.models import AgendaItem, Application, db
from app.policy import Permission
from app.queries import commission as queries
from app.queries.commission_rows import AgendaRow
from app.services import minutes, sitting_roll, sitting_vote
from app.services.sitting_vote import Ballot
from app.web.access import current_actor, now, requires, settings
from app.web.commission import sitting_page
from app.web.commission.blueprint import blueprint, reach_sitting
from app.web.commission.forms import DeclareForm, DissentForm, RecusalForm, RollForm, roll_form
from app.web.commission.sitting_page import View
from app.web.forms import PageForm

Answer = str | Response | tuple[str, int]


@blueprint.get("/sittings/<int:sitting_id>")
@requires(Permission.COMMISSION_READ)
def sitting(sitting_id: int) -> str:
    """The sitting as a whole."""
    view = sitting_page.view_of(reach_sitting(sitting_id, Permission.COMMISSION_READ))
    return render_template("commission/overview.html", **sitting_page.overview(view))


@blueprint.get("/sittings/<int:sitting_id>/cases/<int:item_id>")
@requires(Permission.COMMISSION_READ)
def item(sitting_id: int, item_id: int) -> str:
    """One case of the agenda: what is known of it, the roll-call, and what was said of it."""
    view, row = _reach(sitting_id, item_id, Permission.COMMISSION_READ)
    return _page(view, row)


@blueprint.post("/sittings/<int:sitting_id>/cases/<int:item_id>")
@requires(Permission.SITTING_KEEP)
def decide(sitting_id: int, item_id: int) -> Answer:
    """Take down the roll-call, put the case off, send it back or let it fall; then the next case comes up."""
    view, row = _reach(sitting_id, item_id, Permission.SITTING_KEEP)
    form = _roll(view, row)
    what = request.form.get("do", "vote")
    # A case that has left the commission has no roll-call to fill in.
    if not form.validate_on_submit() and what != "let_fall":
        return _page(view, row, form), 422
    try:
        done = _do(what, item_id, form)
        text = _("%(number)s: %(outcome)s", number=row.number, outcome=str(OUTCOMES[done]))
        db.session.commit()
    except (DomainError, IntegrityError) as error:
        db.session.rollback()
        return _refused(sitting_id, item_id, error)
    # A banner of success would take the focus from the next case.
    flash(text, "notice")
    return _onwards(sitting_id, item_id)


@blueprint.post("/sittings/<int:sitting_id>/cases/<int:item_id>/recusal")
@requires(Permission.SITTING_KEEP)
def recuse(sitting_id: int, item_id: int) -> Answer:
    """Record that a member takes no part in the case."""
    view, row = _reach(sitting_id, item_id, Permission.SITTING_KEEP)
    form = RecusalForm()
    form.member.choices = _callable(view)
    return _small(form, "recusal", view, row, lambda: _recuse(item_id, int(form.member.data), form.why.data))


@blueprint.post("/sittings/<int:sitting_id>/cases/<int:item_id>/declare")
@requires(Permission.SITTING_SIGN)
def declare(sitting_id: int, item_id: int) -> Answer:
    """Declare that one takes no part in the case oneself."""
    view, row = _reach(sitting_id, item_id, Permission.SITTING_SIGN)
    if view.own is None:
        abort(403)
    form, own = DeclareForm(), view.own
    return _small(form, "declaration", view, row, lambda: _recuse(item_id, own.id, form.declared.data))


@blueprint.post("/sittings/<int:sitting_id>/cases/<int:item_id>/dissent")
@requires(Permission.SITTING_SIGN)
def dissent(sitting_id: int, item_id: int) -> Answer:
    """Write one's dissent on a case on which one voted."""
    view, row = _reach(sitting_id, item_id, Permission.SITTING_SIGN)
    form = DissentForm()

    def save() -> str:
        sitting_roll.dissent(db.session, item_id, form.words.data or "", actor=current_actor(), now=now())
        return _("Your dissent is kept.")

    return _small(form, "dissent", view, row, save)


@blueprint.post("/sittings/<int:sitting_id>/sign")
@requires(Permission.SITTING_SIGN)
def sign(sitting_id: int) -> Response:
    """Sign the minutes."""
    reach_sitting(sitting_id, Permission.SITTING_SIGN)
    try:
        held = minutes.sign(db.session, sitting_id, actor=current_actor(), now=now())
        is_issued = held.state == SittingState.SIGNED
        db.session.commit()
    except (DomainError, IntegrityError) as error:
        db.session.rollback()
        flash(refusal(error if isinstance(error, DomainError) else DomainError()), "error")
    else:
        flash(_("You have signed. The minutes are issued.") if is_issued else _("You have signed."), "success")
    return redirect(url_for("commission.sitting", sitting_id=sitting_id), 303)


@blueprint.get("/sittings/<int:sitting_id>/minutes")
@requires(Permission.COMMISSION_READ)
def minutes_file(sitting_id: int) -> Response:
    """The file of the signed minutes; 404 while there is none."""
    held = reach_sitting(sitting_id, Permission.COMMISSION_READ)
    found = queries.minutes_paper(db.session, held.document_id) if held.document_id else None
    if found is None or found.store_key is None:
        abort(404)
    try:
        content = FileStore(settings().files_dir).open(found.store_key)
    except FileMissingError:
        abort(404)
    response = send_file(
        content, mimetype="application/pdf", as_attachment=True, download_name=f"{found.number}.pdf", etag=False
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _do(what: str, item_id: int, form: RollForm) -> Any:
    """What the pressed button asks for; returns the outcome."""
    session, actor, at = db.session, current_actor(), now()
    if what == "defer":
        found = sitting_vote.defer(session, item_id, form.wait_reason.data or "", actor=actor, now=at)
    elif what == "send_back":
        found = sitting_vote.send_back(session, item_id, form.wait_reason.data or "", actor=actor, now=at)
    elif what == "let_fall":
        found = sitting_vote.let_fall(session, item_id, actor=actor, now=at)
    else:
        ballot = Ballot(
            votes=form.votes(request.form.items()),
            reason=form.reason.data or "",
            grounds=tuple(form.grounds.data or ()),
            dissents=form.dissents(),
        )
        found = sitting_vote.vote(session, item_id, ballot, actor=actor, now=at)
    return found.outcome


def _recuse(item_id: int, member_id: int, reason: str) -> str:
    row = sitting_roll.recuse(db.session, item_id, member_id, reason, actor=current_actor(), now=now())
    return _("The recusal is recorded.") if row else ""


def _small(form: PageForm, name: str, view: View, row: AgendaRow, save: Any) -> Answer:
    """One of the small forms beside the roll-call; a refusal comes back with what was typed."""
    if not form.validate_on_submit():
        return _page(view, row, **{name: form}), 422
    try:
        done = save()
        db.session.commit()
    except (DomainError, IntegrityError) as error:
        db.session.rollback()
        fresh, again = _reach(view.held.id, row.id, Permission.COMMISSION_READ)
        words = refusal(error if isinstance(error, DomainError) else DomainError())
        return _page(fresh, again, refused=words, **{name: form}), 409
    flash(done, "success")
    return redirect(url_for("commission.item", sitting_id=view.held.id, item_id=row.id, _anchor="case"), 303)


def _refused(sitting_id: int, item_id: int, error: Exception) -> Answer:
    """What the service said no to: the roll-call comes back as it was typed, beside what is there now."""
    if not isinstance(error, DomainError):
        error = DomainError()
    view, row = _reach(sitting_id, item_id, Permission.SITTING_KEEP)
    if error.code == "case_already_voted" and _decided_by(item_id) == current_actor().account_id:
        # The button was pressed twice: what was asked is done.
        return _onwards(sitting_id, item_id)
    fresh = _roll(view, row)
    return _page(view, row, fresh, refused=refusal(error)), 409


def _decided_by(item_id: int) -> int | None:
    found = db.session.get(AgendaItem, item_id)
    return found.decided_by_id if found else None


def _onwards(sitting_id: int, item_id: int) -> Response:
    """The next case that waits; the sitting as a whole when there is none."""
    following = sitting_page.view_of(reach_sitting(sitting_id, Permission.SITTING_KEEP)).next_after(item_id)
    if following is None:
        return redirect(url_for("commission.sitting", sitting_id=sitting_id), 303)
    where = url_for("commission.item", sitting_id=sitting_id, item_id=following.id, _anchor="case")
    return redirect(where, 303)


def _reach(sitting_id: int, item_id: int, permission: Permission) -> tuple[View, AgendaRow]:
    view = sitting_page.view_of(reach_sitting(sitting_id, permission))
    row = view.row(item_id)
    if row is None:
        abort(404)
    return view, row


def _roll(view: View, row: AgendaRow) -> RollForm:
    found, application = _records(row)
    return roll_form(application, sitting_page.roll_of(view, found, application).roll.called)


def _records(row: AgendaRow) -> tuple[AgendaItem, Application]:
    return db.session.get_one(AgendaItem, row.id), db.session.get_one(Application, row.application_id)


def _callable(view: View) -> list[SelectChoice]:
    """Who may be recused: those who are there."""
    return [SelectChoice(str(each.id), each.name) for each in view.members if view.there.get(each.id)]


def _page(view: View, row: AgendaRow, form: RollForm | None = None, *, refused: str | None = None, **small: Any) -> str:
    found, application = _records(row)
    called = sitting_page.roll_of(view, found, application)
    works = view.keeps and view.held.state == SittingState.OPEN and row.is_waiting
    if form is None and works:
        form = roll_form(application, called.roll.called)
    recusal = small.get("recusal") or RecusalForm(formdata=None)
    recusal.member.choices = [choice for choice in _callable(view) if int(choice.value) not in called.barred]
    panel = sitting_page.case_panel(view, row, called, application)
    kept = {"words": panel["own_vote"].dissent} if panel["own_vote"] else {}
    return render_template(
        "commission/case.html",
        form=form,
        works=works,
        refused=refused,
        recusal=recusal,
        declaration=small.get("declaration") or DeclareForm(formdata=None),
        dissent=small.get("dissent") or DissentForm(formdata=None, data=kept),
        vote_fields=[(form[f"vote_{each.id}"], form[f"dissent_{each.id}"], each) for each in called.roll.called]
        if form
        else [],
        **panel,
    )
