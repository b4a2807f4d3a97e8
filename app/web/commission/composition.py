"""Pages of the composition: who sits on the commission of a region, substitutes, the end of a membership."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.domain.commission import NamedBody, Seat
from app.domain.errors import DomainError
from app.i18n import current_language, local
from app.i18n import gettext as _
from app.labels.commission import body_name
from app.labels.errors import refusal
from app.labels.region import region_name
from app.models import Commission, CommissionMember, db
from app.policy import Permission, holds, regions_of
from app.queries import commission as queries
from app.services import commission, reference
from app.web.access import current_actor, now, requires
from app.web.commission.blueprint import blueprint, reach_member, reach_region
from app.web.commission.forms import ActForm, EndForm, MemberForm, RelativesForm, day_of
from app.web.forms import PageForm

Answer = str | Response | tuple[str, int]


@blueprint.get("/commission")
@requires(Permission.COMMISSION_READ)
def index() -> str:
    """Commissions of the regions that the person reads."""
    actor = current_actor()
    made = queries.commissions(db.session, actor)
    readable = regions_of(actor, Permission.COMMISSION_READ)
    names = {code: region_name(row) for code, row in reference.regions(db.session).items()}
    shown = [code for code in names if readable is None or code in readable]
    return render_template(
        "commission/index.html",
        rows=[{"code": code, "name": names[code], "commission": made.get(code)} for code in shown],
    )


@blueprint.get("/commission/<region>")
@requires(Permission.COMMISSION_READ)
def composition(region: str) -> str:
    """Who sits on the commission of the region today, and who did."""
    reach_region(region, Permission.COMMISSION_READ)
    found = queries.commissions(db.session, current_actor()).get(region)
    rows = queries.members(db.session, found.id) if found else []
    today = local(now()).date()
    order = list(Seat)
    rows.sort(key=lambda row: (order.index(Seat(row.seat)), row.stands_in_for_id or row.id, row.id))
    lines = [_line(row, rows, today) for row in rows]
    return render_template(
        "commission/composition.html",
        region=region,
        region_name=region_name(reference.regions(db.session)[region]),
        commission=found,
        present=[line for line in lines if not line["is_over"]],
        former=[line for line in lines if line["is_over"]],
        composes=_composes(region),
        rules=commission.rules(db.session, now()),
    )


@blueprint.route("/commission/<region>/act", methods=["GET", "POST"])
@requires(Permission.COMMISSION_ADMIN)
def act(region: str) -> Answer:
    """Enter the act that created the commission, or the one that replaced it."""
    reach_region(region, Permission.COMMISSION_ADMIN)
    found = queries.commissions(db.session, current_actor()).get(region)
    form = ActForm(data={"number": found.act_number, "act_on": found.act_on} if found else {})

    def save() -> None:
        commission.establish(
            db.session, region, form.number.data, day_of(form.act_on), actor=current_actor(), now=now()
        )

    return _answer(form, save, region, "commission/act.html", _("The act is entered."))


@blueprint.route("/commission/<region>/members/add", methods=["GET", "POST"])
@requires(Permission.COMMISSION_ADMIN)
def add_member(region: str) -> Answer:
    """Add somebody to the commission."""
    reach_region(region, Permission.COMMISSION_ADMIN)
    return _appoint(region, None)


@blueprint.route("/commission/members/<int:member_id>/substitute", methods=["GET", "POST"])
@requires(Permission.COMMISSION_ADMIN)
def add_substitute(member_id: int) -> Answer:
    """Add a substitute for the member's seat."""
    member = reach_member(member_id, Permission.COMMISSION_ADMIN)
    return _appoint(_commission(member).region, member)


@blueprint.route("/commission/members/<int:member_id>/end", methods=["GET", "POST"])
@requires(Permission.COMMISSION_ADMIN)
def end_member(member_id: int) -> Answer:
    """End a membership."""
    member = reach_member(member_id, Permission.COMMISSION_ADMIN)
    form = EndForm(data={"to_on": local(now()).date()})

    def save() -> None:
        commission.end(db.session, member_id, day_of(form.to_on), actor=current_actor(), now=now())

    region = _commission(member).region
    return _answer(form, save, region, "commission/end.html", _("The membership is ended."), member=member)


@blueprint.route("/commission/members/<int:member_id>/relatives", methods=["GET", "POST"])
@requires(Permission.COMMISSION_READ)
def relatives(member_id: int) -> Answer:
    """Declare relatives: the member themselves, or the supervisor for a member without an account."""
    member = reach_member(member_id, Permission.COMMISSION_READ)
    is_own = member.account_id is not None and member.account_id == current_actor().account_id
    if not is_own:
        reach_member(member_id, Permission.COMMISSION_ADMIN)
    form = RelativesForm(data={"relatives": "\n".join(member.relatives)})

    def save() -> None:
        typed = (form.relatives.data or "").split()
        commission.declare_relatives(db.session, member_id, typed, actor=current_actor(), now=now())

    region = _commission(member).region
    return _answer(form, save, region, "commission/relatives.html", _("The declaration is kept."), member=member)


def _appoint(region: str, principal: CommissionMember | None) -> Answer:
    form = MemberForm(data={"from_on": local(now()).date()})
    form.account.choices = [
        SelectChoice("", _("No account")),
        *(SelectChoice(str(number), name) for number, name in queries.accounts(db.session, region)),
    ]
    if principal is not None:
        form.seat.data = principal.seat
    stands_in_for = principal.id if principal else None

    def save() -> None:
        commission.appoint(
            db.session, region, _person(form), actor=current_actor(), now=now(), stands_in_for=stands_in_for
        )

    return _answer(form, save, region, "commission/member.html", _("The composition is changed."), principal=principal)


def _person(form: MemberForm) -> commission.Person:
    return commission.Person(
        name=form.name.data,
        body=NamedBody(form.body.data),
        from_on=day_of(form.from_on),
        seat=Seat(form.seat.data),
        position_kk=form.position_kk.data or "",
        position_ru=form.position_ru.data or "",
        body_kk=form.body_kk.data or "",
        body_ru=form.body_ru.data or "",
        account_id=int(form.account.data) if form.account.data else None,
        iin=form.iin.data or "",
        relatives=tuple((form.relatives.data or "").split()),
    )


def _answer(form: PageForm, save: Callable[[], None], region: str, template: str, done: str, **values: Any) -> Answer:
    """The form's page, or what ``save`` did; a refusal keeps everything that was typed."""
    refused, status = None, 200
    if form.is_submitted():
        status = 422
        if form.validate_on_submit():
            try:
                save()
                db.session.commit()
            except (DomainError, IntegrityError) as error:
                db.session.rollback()
                refused, status = refusal(error if isinstance(error, DomainError) else DomainError()), 409
            else:
                flash(done, "success")
                return redirect(url_for("commission.composition", region=region), 303)
    name = region_name(reference.regions(db.session)[region])
    page = render_template(template, form=form, refused=refused, region=region, region_name=name, **values)
    return page, status


def _line(row: CommissionMember, rows: list[CommissionMember], today: date) -> dict[str, Any]:
    language = current_language()
    names = {each.id: each.name for each in rows}
    return {
        "row": row,
        "stands_for": names.get(row.stands_in_for_id or 0),
        "position": row.position_kk if language == "kk" else row.position_ru,
        "body": body_name(row.body, row.body_kk, row.body_ru, language),
        "is_over": row.to_on is not None and row.to_on < today,
        "is_own": row.account_id is not None and row.account_id == current_actor().account_id,
    }


def _composes(region: str) -> bool:
    actor = current_actor()
    held = regions_of(actor, Permission.COMMISSION_ADMIN)
    return holds(actor, Permission.COMMISSION_ADMIN) and (held is None or region in held)


def _commission(member: CommissionMember) -> Commission:
    return db.session.get_one(Commission, member.commission_id)
