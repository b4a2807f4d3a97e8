"""The blueprint of the year's cycle, and the way to a request or a quota that every page of it takes."""

from __future__ import annotations

from flask import Blueprint, abort

from app.i18n import local
from app.labels.region import region_name
from app.models import QuotaRequest, RegionalQuota, db
from app.policy import Permission, regions_of
from app.queries import quota_request as queries
from app.services import reference
from app.web.access import current_actor, now

blueprint = Blueprint("quota_request", __name__, url_prefix="/quota")
_FIRST_YEAR = 2005


def reach_request(request_id: int, permission: Permission) -> QuotaRequest:
    """The request, if the person may reach it with ``permission``; else 404."""
    found = queries.request(db.session, request_id, current_actor(), permission)
    if found is None:
        abort(404)
    return found


def reach_quota(quota_id: int, permission: Permission) -> RegionalQuota:
    """The quota, if the person may reach it with ``permission``; else 404."""
    found = db.session.get(RegionalQuota, quota_id)
    regions = regions_of(current_actor(), permission)
    if found is None or (regions is not None and found.region not in regions):
        abort(404)
    return found


def known_year(year: int) -> int:
    """The year, if a quota can be drafted or was held for it; else 404."""
    if not _FIRST_YEAR <= year <= next_year():
        abort(404)
    return year


def next_year() -> int:
    """The year that is asked for now."""
    return local(now()).year + 1


def region_names() -> dict[str, str]:
    """Names of the regions in the language in use, by code."""
    return {code: region_name(row) for code, row in reference.regions(db.session).items()}
