"""Staff sign in: password and one-time code; the invitation and the second factor before that; signing out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.i18n import gettext as _
from app.labels.errors import refusal
from app.models import Account, db
from app.queries import account as queries
from app.services import invitation, second_factor
from app.services import sign_in as entry
from app.services.demo_logins import DEMO_LOGINS
from app.services.throttle import ThrottledError
from app.web import session as web_session
from app.web.access import Permission, now, optional_actor, requires, settings
from app.web.account.blueprint import blueprint, enter, show_refusal, way_back
from app.web.account.forms import CodeForm, NewPasswordForm, StaffForm
from app.web.account.qr import qr_image
from app.web.language import local_path
from app.web.navigation import landing

_ENROLLING = "enrolling"
_ENROLLING_SECONDS = 15 * 60


@blueprint.route("/staff-sign-in", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def staff_sign_in() -> str | Response | tuple[str, int]:
    """Sign in with password and one-time code."""
    actor = optional_actor()
    if actor is not None:
        return redirect(way_back() or landing(actor), 303)
    form = StaffForm()
    status = 200
    if form.validate_on_submit():
        outcome = entry.with_password(
            db.session, _given(form), second_factor_required=bool(settings().second_factor), now=now()
        )
        # A failure was counted and recorded: that is committed as well.
        db.session.commit()
        if outcome.account_id is not None:
            return _enter_or_enrol(outcome.account_id, outcome.must_enrol, way_back())
        status = _show(form, outcome.refusal or DomainError("sign_in_refused"))
    elif form.is_submitted():
        status = 422
    return render_template("account/staff_sign_in.html", form=form, demo=_demo_logins(), back=way_back()), status


@blueprint.post("/sign-out")
@requires(Permission.PUBLIC)
def sign_out() -> Response:
    """End every session of the account."""
    actor = optional_actor()
    if actor is not None and actor.account_id is not None:
        entry.end(db.session, actor.account_id, actor=actor, now=now())
        db.session.commit()
    web_session.end()
    flash(_("You are signed out."), "success")
    return redirect("/", 303)


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def accept_invitation(token: str) -> str | Response | tuple[str, int]:
    """Set a password by the link that the administrator sent."""
    try:
        account = invitation.invited(db.session, token, now=now())
    except DomainError as error:
        return render_template("home/refused.html", reason=refusal(error)), 404
    form = NewPasswordForm()
    status = 200
    if form.validate_on_submit():
        try:
            account = invitation.accept(db.session, token, form.new_password.data, now=now())
            must_enrol = bool(settings().second_factor) and account.totp_secret is None
            # With a second factor already set up the person shows it on the sign-in page.
            is_in = not must_enrol and account.totp_secret is None
            if is_in:
                entry.succeeded(db.session, account, way="invitation", address=request.remote_addr or "", now=now())
            db.session.commit()
        except DomainError as error:
            db.session.rollback()
            status = show_refusal(form, error, "new_password")
        else:
            flash(_("Your password is set."), "success")
            if must_enrol or is_in:
                return _enter_or_enrol(account.id, must_enrol, None)
            return redirect(url_for("account.staff_sign_in"), 303)
    elif form.is_submitted():
        status = 422
    return render_template("account/invitation.html", form=form, person=account.full_name, email=account.email), status


@blueprint.route("/second-factor", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def second_factor_page() -> str | Response | tuple[str, int]:
    """Set up the authenticator app, after the password was right."""
    pending = session.get(_ENROLLING)
    if not isinstance(pending, dict) or now().timestamp() - pending.get("since", 0) > _ENROLLING_SECONDS:
        return redirect(url_for("account.staff_sign_in"), 303)
    form = CodeForm()
    status = 200
    if form.validate_on_submit():
        is_set = entry.enrol(
            db.session,
            pending["id"],
            secret=pending["secret"],
            code=form.code.data,
            address=request.remote_addr or "",
            now=now(),
        )
        if is_set:
            db.session.commit()
            return enter(pending["id"], local_path(pending.get("next")))
        db.session.rollback()
        status = show_refusal(form, DomainError("one_time_code_wrong"), "code")
    elif form.is_submitted():
        status = 422
    account = db.session.get_one(Account, pending["id"])
    image = qr_image(second_factor.enrolment_uri(pending["secret"], account))
    return render_template("account/second_factor.html", form=form, image=image, secret=pending["secret"]), status


def _given(form: StaffForm) -> entry.Credentials:
    """What was typed, and from where."""
    return entry.Credentials(
        email=form.email.data,
        password=form.password.data,
        one_time_code=form.one_time_code.data or "",
        address=request.remote_addr or "",
    )


def _enter_or_enrol(account_id: int, must_enrol: bool, back: str | None) -> Response:
    """Into the service, or first to the second factor."""
    if not must_enrol:
        return enter(account_id, back)
    secret = second_factor.new_secret()
    session[_ENROLLING] = {"id": account_id, "secret": secret, "since": int(now().timestamp()), "next": back}
    return redirect(url_for("account.second_factor_page"), 303)


def _show(form: StaffForm, error: DomainError) -> int:
    """The refusal, over the form: which of the three was wrong is not said."""
    status = show_refusal(form, error)
    return 429 if isinstance(error, ThrottledError) else status


def _demo_logins() -> list[tuple[object, str]]:
    """The known accounts of a demonstration with the names of their regions; nothing elsewhere."""
    if not settings().demo_logins:
        return []
    names = queries.region_names(db.session)
    return [(person, names.get(person.region or "", "")) for person in DEMO_LOGINS if person.password]
