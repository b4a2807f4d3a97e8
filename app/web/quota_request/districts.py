"""A region divides its quota among its districts and towns; another head of the region approves it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, StaleVersionError
from app.domain.quota_distribution import DistrictPlaces
from app.i18n import gettext as _
from app.i18n import local
from app.labels.errors import refusal
from app.labels.quota_request import fault_words
from app.models import RegionalQuota, db
from app.policy import holds, regions_of
from app.queries import quota_drafting
from app.services import quota_distribution
from app.services.quota_distribution import DistributionRefusedError
from app.web.access import Permission, current_actor, now, requires
from app.web.quota.routes import said
from app.web.quota_request import presentation
from app.web.quota_request.blueprint import blueprint, reach_quota, region_names
from app.web.quota_request.forms import DivisionForm, district_name_of, division_form

Answer = str | Response | tuple[str, int]


@blueprint.get("/districts/<int:quota_id>")
@requires(Permission.QUOTA_READ)
def districts(quota_id: int) -> str:
    """How the quota is divided, and, for the region's case staff, the form that divides it anew."""
    quota = reach_quota(quota_id, Permission.QUOTA_READ)
    return _page(quota, _form(quota, is_sent=False))


@blueprint.post("/districts/<int:quota_id>")
@requires(Permission.QUOTA_DISTRIBUTE)
def distribute(quota_id: int) -> Answer:
    """Propose the division that was typed."""
    quota = reach_quota(quota_id, Permission.QUOTA_DISTRIBUTE)
    form = _form(quota, is_sent=True)
    if not form.validate_on_submit():
        return _page(quota, form), 422
    names = presentation.district_names(quota.region)
    try:
        made = quota_distribution.propose(
            db.session,
            quota,
            form.targets(names),
            form.reason.data or "",
            form.effective_on.data or local(now()).date(),
            actor=current_actor(),
            now=now(),
            seen=form.seen.data or "",
        )
    except DistributionRefusedError as error:
        db.session.rollback()
        return _page(reach_quota(quota_id, Permission.QUOTA_DISTRIBUTE), form, _beside(error, form)), 422
    except DomainError as error:
        db.session.rollback()
        if isinstance(error, StaleVersionError):
            # Whoever was overtaken sees both: what was typed, and beside it what the districts have by now.
            quota = reach_quota(quota_id, Permission.QUOTA_DISTRIBUTE)
            form.seen.data, form.seen.raw_data = quota_distribution.division(db.session, quota).mark, None
            return _page(quota, form, [refusal(error)]), 409
        return _page(reach_quota(quota_id, Permission.QUOTA_DISTRIBUTE), form, [said(error)]), 422
    number = made.id
    db.session.commit()
    flash(_("The division is proposed. Another head of the region approves it."), "success")
    return redirect(url_for("quota.proposal", proposal_id=number), 303)


def _beside(error: DistributionRefusedError, form: DivisionForm) -> list[str]:
    """Put each fault beside its district; those of the whole are returned for the top of the page."""
    whole = []
    for finding in error.findings:
        if finding.district:
            form[district_name_of(finding.district)].errors = [fault_words(finding)]
        else:
            whole.append(fault_words(finding))
    return whole


def _form(quota: RegionalQuota, *, is_sent: bool) -> DivisionForm:
    names = presentation.district_names(quota.region)
    labels = {code: _("New number of places: %(district)s", district=name) for code, name in names.items()}
    data: dict[str, Any] = {}
    if not is_sent:
        found = quota_distribution.division(db.session, quota)
        data = {district_name_of(code): places.allocated for code, places in found.districts.items()}
        data["seen"] = found.mark
        data["effective_on"] = local(now()).date()
    return division_form(labels, data)


def _page(quota: RegionalQuota, form: DivisionForm, problems: list[str] | None = None) -> str:
    actor = current_actor()
    divided = quota_distribution.division(db.session, quota)
    names = presentation.district_names(quota.region)
    may_propose = (
        quota.year >= local(now()).year
        and holds(actor, Permission.QUOTA_DISTRIBUTE)
        and quota.region in (regions_of(actor, Permission.QUOTA_DISTRIBUTE) or ())
    )
    places = {code: divided.districts.get(code, DistrictPlaces()) for code in names}
    return render_template(
        "quota_request/districts.html",
        quota=quota,
        divided=divided,
        form=form,
        problems=problems or [],
        region=region_names()[quota.region],
        stream=presentation.stream_words(quota.stream),
        lines=[
            {"name": name, "places": places[code], "box": form[district_name_of(code)]} for code, name in names.items()
        ],
        sums={
            "allocated": sum(each.allocated for each in places.values()),
            "taken": sum(each.taken for each in places.values()),
        },
        may_propose=may_propose,
        proposals=quota_drafting.open_distributions(db.session, quota.year, quota.stream, quota.region),
        back_href=url_for("quota.ledger", quota_id=quota.id),
    )
