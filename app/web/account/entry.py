"""Applicants register and sign in: an address, then the code that was sent to it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.i18n import current_language
from app.i18n import gettext as _
from app.models import db
from app.services import account as accounts
from app.services.address import shown
from app.services.demo_logins import DEMO_LOGINS
from app.web.access import Permission, now, optional_actor, requires, settings
from app.web.account.blueprint import (
    blueprint,
    enter,
    flash_refusal,
    pledge,
    remember_recipient,
    remembered_recipient,
    show_refusal,
    way_back,
)
from app.web.account.forms import AddressForm, CodeForm
from app.web.navigation import landing

_SENT = "code_sent_to"


@blueprint.route("/sign-in", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def sign_in() -> str | Response | tuple[str, int]:
    """Ask for the address; the answer is the same whether it has an account or not."""
    actor = optional_actor()
    if actor is not None:
        return redirect(way_back() or landing(actor), 303)
    form = AddressForm()
    status = 200
    if form.validate_on_submit():
        try:
            recipient = accounts.request_code(db.session, form.address.data, current_language(), pledge(), now=now())
        except DomainError as error:
            db.session.rollback()
            status = show_refusal(form, error, "address")
        else:
            db.session.commit()
            remember_recipient(_SENT, recipient, way_back())
            return redirect(url_for("account.code"), 303)
    elif form.is_submitted():
        status = 422
    demo = [person for person in DEMO_LOGINS if not person.password] if settings().demo_logins else []
    return render_template("account/sign_in.html", form=form, back=way_back(), demo=demo), status


@blueprint.route("/code", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def code() -> str | Response | tuple[str, int]:
    """Take the code; the first time it makes the account."""
    sent = remembered_recipient(_SENT)
    if sent is None:
        return redirect(url_for("account.sign_in"), 303)
    recipient, back = sent
    form = CodeForm()
    status = 200
    if form.validate_on_submit():
        outcome = accounts.enter(db.session, recipient, form.code.data, pledge(), now=now())
        # A wrong code was counted: that is committed as well.
        db.session.commit()
        if outcome.account_id is not None:
            return enter(outcome.account_id, back)
        status = show_refusal(form, outcome.refusal or DomainError("code_wrong"), "code")
    elif form.is_submitted():
        status = 422
    return _code_page(form, recipient.address), status


@blueprint.post("/code/again")
@requires(Permission.PUBLIC)
def send_again() -> Response:
    """Send another code to the same address."""
    sent = remembered_recipient(_SENT)
    if sent is None:
        return redirect(url_for("account.sign_in"), 303)
    recipient, back = sent
    try:
        again = accounts.request_code(db.session, recipient.address, current_language(), pledge(), now=now())
    except DomainError as error:
        db.session.rollback()
        flash_refusal(error)
    else:
        db.session.commit()
        remember_recipient(_SENT, again, back)
        flash(_("A new code is on its way. The one before it no longer counts."), "success")
    return redirect(url_for("account.code"), 303)


def _code_page(form: CodeForm, address: str) -> str:
    return render_template(
        "account/code.html",
        form=form,
        address=shown(address),
        again_href=url_for("account.send_again"),
        other_href=url_for("account.sign_in"),
        shows_mailbox=settings().demo_logins,
    )
