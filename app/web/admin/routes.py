"""The administrator's pages about accounts: who works here, with which roles, and whether they can come in."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.i18n import gettext as _
from app.labels.errors import refusal
from app.models import db
from app.queries import account as queries
from app.services import invitation, staff
from app.web.access import Permission, current_actor, now, requires, settings
from app.web.admin.forms import GrantForm, InviteForm, SearchForm

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
_FIELD_OF = {
    "email_wrong": "email",
    "address_taken": "email",
    "role_needs_region": "region",
    "role_without_region": "region",
    "role_held": "role",
}


@blueprint.get("/accounts")
@requires(Permission.ACCOUNT_ADMIN)
def accounts() -> str:
    """The list of staff, newest first, narrowed by name, role, region and state."""
    regions = queries.region_names(db.session)
    form = SearchForm(request.args)
    form.offer(regions)
    search = queries.StaffSearch(
        words=form.words.data or "",
        role=form.role.data or "",
        region=form.region.data or "",
        is_active={"active": True, "closed": False}.get(form.state.data or ""),
    )
    page = queries.staff_page(
        db.session, search, before=request.args.get("before", type=int), after=request.args.get("after", type=int)
    )
    roles: dict[int, list[queries.RoleRow]] = {}
    for row in queries.roles_of(db.session, *(row.account_id for row in page.rows)):
        roles.setdefault(row.account_id, []).append(row)
    kept = {name: value for name, value in request.args.items() if name not in {"before", "after"} and value}
    return render_template(
        "admin/accounts.html", form=form, page=page, roles=roles, regions=regions, kept=kept, is_narrowed=bool(kept)
    )


@blueprint.route("/accounts/invite", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_ADMIN)
def invite() -> str | Response | tuple[str, int]:
    """Invite a member of staff with a first role."""
    form = InviteForm()
    form.offer(queries.region_names(db.session))
    if form.validate_on_submit():
        person = invitation.NewStaff(form.full_name.data, form.email.data, form.position.data or "", form.language.data)
        try:
            account = invitation.invite(db.session, person, link_for=_link, actor=current_actor(), now=now())
            staff.grant_role(
                db.session,
                account.id,
                Role(form.role.data),
                form.region.data or None,
                actor=current_actor(),
                now=now(),
            )
            db.session.commit()
        except DomainError as error:
            db.session.rollback()
            _show(form, error)
        else:
            flash(_("The invitation is on its way to %(email)s.", email=account.email), "success")
            return redirect(url_for("admin.account", account_id=account.id), 303)
    return render_template("admin/invite.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/accounts/<int:account_id>", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_ADMIN)
def account(account_id: int) -> str | Response | tuple[str, int]:
    """One member of staff: state and roles; posting gives another role."""
    person = queries.staff_member(db.session, account_id)
    if person is None:
        abort(404)
    regions = queries.region_names(db.session)
    form = GrantForm()
    form.offer(regions)
    if form.validate_on_submit():
        try:
            staff.grant_role(
                db.session, account_id, Role(form.role.data), form.region.data or None, actor=current_actor(), now=now()
            )
            db.session.commit()
        except DomainError as error:
            db.session.rollback()
            _show(form, error)
        else:
            flash(_("The role is given."), "success")
            return redirect(url_for("admin.account", account_id=account_id), 303)
    page = render_template(
        "admin/account.html",
        form=form,
        person=person,
        roles=queries.roles_of(db.session, account_id),
        regions=regions,
        invited_until=queries.open_invitation(db.session, account_id, now()),
        is_own=account_id == current_actor().account_id,
        needs_second_factor=bool(settings().second_factor),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/accounts/<int:account_id>/roles/<int:grant_id>/revoke")
@requires(Permission.ACCOUNT_ADMIN)
def revoke(account_id: int, grant_id: int) -> Response:
    """Take a role away."""

    def change() -> None:
        staff.revoke_role(db.session, account_id, grant_id, actor=current_actor(), now=now())

    return _done(account_id, change, _("The role is taken away."))


@blueprint.post("/accounts/<int:account_id>/close")
@requires(Permission.ACCOUNT_ADMIN)
def close(account_id: int) -> Response:
    """Close the account and end its sessions."""

    def change() -> None:
        staff.deactivate(db.session, account_id, actor=current_actor(), now=now())

    return _done(account_id, change, _("The account is closed, and the person is signed out."))


@blueprint.post("/accounts/<int:account_id>/open")
@requires(Permission.ACCOUNT_ADMIN)
def reopen(account_id: int) -> Response:
    """Open a closed account again."""

    def change() -> None:
        staff.activate(db.session, account_id, actor=current_actor(), now=now())

    return _done(account_id, change, _("The account is open again."))


@blueprint.post("/accounts/<int:account_id>/second-factor")
@requires(Permission.ACCOUNT_ADMIN)
def reset_second_factor(account_id: int) -> Response:
    """Forget the authenticator app of a lost phone."""

    def change() -> None:
        staff.reset_second_factor(db.session, account_id, actor=current_actor(), now=now())

    return _done(account_id, change, _("The second factor is reset. The next sign-in sets up another."))


@blueprint.post("/accounts/<int:account_id>/invite")
@requires(Permission.ACCOUNT_ADMIN)
def invite_again(account_id: int) -> Response:
    """Send a new link to set a password."""

    def change() -> None:
        invitation.invite_again(db.session, account_id, link_for=_link, actor=current_actor(), now=now())

    return _done(account_id, change, _("A new link is on its way. Earlier links no longer open anything."))


@blueprint.get("/regions")
@requires(Permission.ACCOUNT_ADMIN)
def regions() -> str:
    """Every region with the number of people who work for it."""
    return render_template("admin/regions.html", regions=queries.regions(db.session))


def _done(account_id: int, change: Callable[[], None], message: str) -> Response:
    """Make the change and say so, or say why not; back to the account either way."""
    try:
        change()
        db.session.commit()
        flash(message, "success")
    except DomainError as error:
        db.session.rollback()
        flash(refusal(error), "error")
    return redirect(url_for("admin.account", account_id=account_id), 303)


def _link(token: str) -> str:
    """The address that an invitation opens."""
    return settings().base_url + url_for("account.accept_invitation", token=token)


def _show(form: InviteForm | GrantForm, error: DomainError) -> None:
    """Put the refusal beside the field it is about."""
    field = _FIELD_OF.get(error.code)
    if field in form:
        form[field].errors = [*form[field].errors, refusal(error)]
    else:
        form.form_errors = [*form.form_errors, refusal(error)]
