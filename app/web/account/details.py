"""One's own details: name, addresses, language, password."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.i18n import gettext as _
from app.i18n import set_language
from app.models import Account, db
from app.queries import account as queries
from app.services import account as accounts
from app.services.address import EMAIL, SMS, shown
from app.web.access import Permission, current_actor, now, requires, settings
from app.web.account.blueprint import (
    blueprint,
    enter,
    flash_refusal,
    pledge,
    remember_recipient,
    remembered_recipient,
    show_refusal,
)
from app.web.account.forms import (
    ChangePasswordForm,
    CodeForm,
    DetailsForm,
    EmailForm,
    PhoneForm,
    StaffDetailsForm,
)
from app.web.language import remember

_SENT = "new_contact"


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def details() -> str | Response | tuple[str, int]:
    """Show and change one's own details."""
    account = _own()
    is_staff = account.kind == "staff"
    form = StaffDetailsForm(obj=account) if is_staff else DetailsForm(obj=account)
    if form.validate_on_submit():
        name = account.full_name if is_staff else form.full_name.data
        wanted = accounts.Details(full_name=name, language=form.language.data)
        accounts.change_details(db.session, wanted, actor=current_actor(), now=now())
        db.session.commit()
        set_language(wanted.language)
        flash(_("Your details are saved."), "success")
        return remember(redirect(url_for("account.details"), 303), wanted.language)
    roles = queries.roles_of(db.session, account.id) if is_staff else []
    page = render_template(
        "account/details.html",
        form=form,
        account=account,
        phone=shown(account.phone or ""),
        is_staff=is_staff,
        roles=roles,
        regions=queries.region_names(db.session) if is_staff else {},
        channels={"email": EMAIL, "phone": SMS},
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/contact/<channel>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_OWN)
def contact(channel: str) -> str | Response | tuple[str, int]:
    """Ask for a new address and send a code to it."""
    _known(channel)
    form = EmailForm() if channel == EMAIL else PhoneForm()
    status = 200
    if form.validate_on_submit():
        try:
            recipient = accounts.request_contact(
                db.session, channel, form.address.data, pledge(), actor=current_actor(), now=now()
            )
        except DomainError as error:
            db.session.rollback()
            status = show_refusal(form, error, "address")
        else:
            db.session.commit()
            remember_recipient(_SENT, recipient)
            return redirect(url_for("account.confirm_contact"), 303)
    elif form.is_submitted():
        status = 422
    account = _own()
    is_email = channel == EMAIL
    present = (account.email if is_email else shown(account.phone or "")) or ""
    removable = bool(account.email and account.phone)
    return (
        render_template("account/contact.html", form=form, channel=channel, present=present, removable=removable),
        status,
    )


@blueprint.route("/contact/confirm", methods=["GET", "POST"])
@requires(Permission.APPLICATION_OWN)
def confirm_contact() -> str | Response | tuple[str, int]:
    """Take the code that went to the new address."""
    sent = remembered_recipient(_SENT)
    if sent is None:
        return redirect(url_for("account.details"), 303)
    recipient, _back = sent
    form = CodeForm()
    status = 200
    if form.validate_on_submit():
        refused = accounts.confirm_contact(
            db.session, recipient, form.code.data, pledge(), actor=current_actor(), now=now()
        )
        # A wrong code was counted: that is committed as well.
        db.session.commit()
        if refused is None:
            flash(_("Your new address is confirmed. We write to it from now on."), "success")
            return redirect(url_for("account.details"), 303)
        status = show_refusal(form, refused, "code")
    elif form.is_submitted():
        status = 422
    page = render_template(
        "account/code.html",
        form=form,
        address=shown(recipient.address),
        again_href=None,
        other_href=url_for("account.contact", channel=recipient.channel),
        shows_mailbox=settings().demo_logins,
    )
    return page, status


@blueprint.post("/contact/<channel>/remove")
@requires(Permission.APPLICATION_OWN)
def remove_contact(channel: str) -> Response:
    """Forget one of two addresses."""
    _known(channel)
    try:
        accounts.remove_contact(db.session, channel, actor=current_actor(), now=now())
        db.session.commit()
        flash(_("The address is removed."), "success")
    except DomainError as error:
        db.session.rollback()
        flash_refusal(error)
    return redirect(url_for("account.details"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
@requires(Permission.STAFF)
def change_password() -> str | Response | tuple[str, int]:
    """Change the password; other sessions of the account end."""
    form = ChangePasswordForm()
    status = 200
    if form.validate_on_submit():
        try:
            account = accounts.change_password(
                db.session, form.password.data, form.new_password.data, actor=current_actor(), now=now()
            )
            db.session.commit()
        except DomainError as error:
            db.session.rollback()
            field = "password" if error.code == "password_current_wrong" else "new_password"
            status = show_refusal(form, error, field)
        else:
            flash(_("Your password is changed. You are signed out everywhere else."), "success")
            return enter(account.id, url_for("account.details"))
    elif form.is_submitted():
        status = 422
    return render_template("account/password.html", form=form), status


def _own() -> Account:
    account_id = current_actor().account_id
    return db.session.get_one(Account, account_id)


def _known(channel: str) -> None:
    if channel not in {EMAIL, SMS}:
        abort(404)
