"""Pages of sittings: the list, the call, the agenda, who is present, the close."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.domain.commission import Member, SittingState
from app.domain.errors import DomainError
from app.i18n import gettext as _
from app.i18n import local
from app.labels.commission import SEATS
from app.labels.errors import refusal
from app.labels.region import region_name
from app.models import Sitting, db
from app.policy import Permission, holds, regions_of
from app.queries import commission as queries
from app.queries.commission_rows import Cursor
from app.services import reference, sitting, sitting_agenda
from app.web.access import current_actor, now, requires
from app.web.commission import sitting_page
from app.web.commission.blueprint import blueprint, reach_sitting
from app.web.commission.forms import CloseForm, PlanForm, PresentForm, day_of
from app.web.forms import PageForm
from app.web.hearing.forms import instant

Answer = str | Response | tuple[str, int]


@blueprint.get("/sittings")
@requires(Permission.COMMISSION_READ)
def sittings() -> str:
    """Sittings of the regions that the person reads, the newest first."""
    actor = current_actor()
    region = request.args.get("region") or None
    cursor = Cursor.parse(request.args.get("after", ""))
    rows, more = queries.sittings(db.session, actor, region=region, cursor=cursor)
    readable = regions_of(actor, Permission.COMMISSION_READ)
    return render_template(
        "commission/sittings.html",
        rows=rows,
        regions={code: region_name(row) for code, row in reference.regions(db.session).items()},
        many=readable is None or len(readable) > 1,
        next=url_for("commission.sittings", region=region, after=str(more)) if more else None,
        first=url_for("commission.sittings", region=region) if cursor else None,
        keeps=holds(actor, Permission.SITTING_KEEP),
    )


@blueprint.route("/sittings/call", methods=["GET", "POST"])
@requires(Permission.SITTING_KEEP)
def call() -> Answer:
    """Call a sitting."""
    actor = current_actor()
    names = {code: region_name(row) for code, row in reference.regions(db.session).items()}
    kept = sorted(regions_of(actor, Permission.SITTING_KEEP) or ())
    form = PlanForm()
    form.region.choices = [SelectChoice(code, names[code]) for code in kept]
    made: list[int] = []

    def save() -> None:
        region = form.region.data if form.region.data in kept else kept[0]
        made.append(sitting.call(db.session, region, _plan(form), actor=actor, now=now()).id)

    return _answer(
        form,
        save,
        "commission/plan.html",
        lambda: url_for("commission.agenda", sitting_id=made[0]),
        _("The sitting is called. Now put cases on its agenda."),
        sitting=None,
        many=len(kept) > 1,
    )


@blueprint.route("/sittings/<int:sitting_id>/change", methods=["GET", "POST"])
@requires(Permission.SITTING_KEEP)
def change(sitting_id: int) -> Answer:
    """Change when and where, and the link to the recording."""
    held = reach_sitting(sitting_id, Permission.SITTING_KEEP)
    begins = local(held.starts_at)
    form = PlanForm(
        data={"day": begins.date(), "time": f"{begins:%H:%M}", "place": held.place, "recording": held.recording}
    )
    form.region.choices = [SelectChoice(held.region, held.region)]
    form.region.data = held.region

    def save() -> None:
        sitting.change(db.session, sitting_id, _plan(form), actor=current_actor(), now=now())

    back = url_for("commission.sitting", sitting_id=sitting_id)
    done = _("The sitting is changed.")
    return _answer(form, save, "commission/plan.html", lambda: back, done, sitting=held, many=False)


@blueprint.route("/sittings/<int:sitting_id>/present", methods=["GET", "POST"])
@requires(Permission.SITTING_KEEP)
def present(sitting_id: int) -> Answer:
    """Who is present: this opens the sitting, and while it runs it notes who comes and leaves."""
    held = reach_sitting(sitting_id, Permission.SITTING_KEEP)
    view, on = sitting_page.view_of(held), local(now()).date()
    opens = held.state == SittingState.PLANNED
    seated = [member for member in view.members if member.sits_on(on)]
    usual = [member.id for member in seated if member.stands_in_for is None]
    there = usual if opens else [number for number, is_there in view.there.items() if is_there]
    form = PresentForm(data={"present": [str(number) for number in there]})
    form.present.choices = _seat_choices(view, seated)

    def save() -> None:
        chosen = [int(number) for number in form.present.data]
        act = sitting.open_sitting if opens else sitting.attend
        act(db.session, sitting_id, chosen, actor=current_actor(), now=now())

    first = view.next_after(None)
    where = url_for("commission.sitting", sitting_id=sitting_id)
    if first is not None:
        where = url_for("commission.item", sitting_id=sitting_id, item_id=first.id, _anchor="case")
    done = _("The sitting is open.") if opens else _("Who is present is noted.")
    left_out = sitting_agenda.left_out(db.session, held, now=now()) if opens else []
    frame = sitting_page.frame(view)
    return _answer(form, save, "commission/present.html", lambda: where, done, opens=opens, left_out=left_out, **frame)


@blueprint.route("/sittings/<int:sitting_id>/close", methods=["GET", "POST"])
@requires(Permission.SITTING_KEEP)
def close(sitting_id: int) -> Answer:
    """Close the sitting; what was not reached is deferred with one reason."""
    held = reach_sitting(sitting_id, Permission.SITTING_KEEP)
    form = CloseForm()

    def save() -> None:
        sitting.close(db.session, sitting_id, form.reason.data or "", actor=current_actor(), now=now())

    back = url_for("commission.sitting", sitting_id=sitting_id)
    done = _("The sitting is closed. The minutes can be signed.")
    frame = sitting_page.frame(sitting_page.view_of(held))
    return _answer(form, save, "commission/close.html", lambda: back, done, **frame)


def _answer(
    form: PageForm, save: Callable[[], None], template: str, where: Callable[[], str], done: str, **values: Any
) -> Answer:
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
                return redirect(where(), 303)
    if isinstance(values.get("sitting"), Sitting) and refused:
        # The rollback has made the row stale: read it once more for the page.
        values["sitting"] = reach_sitting(values["sitting"].id, Permission.SITTING_KEEP)
    return render_template(template, form=form, refused=refused, **values), status


def _plan(form: PlanForm) -> sitting.Plan:
    starts_at = instant(day_of(form.day), form.time.data)
    return sitting.Plan(starts_at, form.place.data, (form.recording.data or "").strip())


def _seat_choices(view: sitting_page.View, seated: Iterable[Member]) -> list[SelectChoice]:
    """Everybody who may sit, by seat; a substitute says for whom."""
    names = {member.id: member.name for member in view.members}
    order = list(SEATS)
    choices = []
    for member in sorted(seated, key=lambda each: (order.index(each.seat), each.seat_id, each.id)):
        words = f"{member.name} ({str(SEATS[member.seat]).lower()})"
        if member.stands_in_for is not None:
            principal = names.get(member.stands_in_for, "")
            words = _("%(name)s (stands in for %(principal)s)", name=member.name, principal=principal)
        choices.append(SelectChoice(str(member.id), words))
    return choices
