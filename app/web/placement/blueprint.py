"""The blueprint of placing, and the way to a case, a run or a place that every page of it takes."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.stream import QUOTA_STREAMS
from app.models import Application, PlacementRun, db
from app.policy import Permission, regions_of
from app.queries import placement
from app.services import place_profile
from app.web.access import current_actor, reach_application

blueprint = Blueprint("placement", __name__, url_prefix="/placement")
Answer = str | Response | tuple[str, int]


def reach_case(application_id: int, permission: Permission) -> Application:
    """A submitted application that needs a place and that the person may reach with ``permission``; else 404."""
    application = reach_application(application_id, permission)
    if application.submitted_at is None or application.stream not in QUOTA_STREAMS:
        abort(404)
    return application


def reach_run(run_id: int) -> PlacementRun:
    """The run, if the person may read it; else 404."""
    found = placement.reach_run(db.session, run_id, current_actor())
    if found is None:
        abort(404)
    return found


def reach_place(place: str, permission: Permission) -> tuple[str, str | None]:
    """Region and district of a place in a region for which the person holds ``permission``; else 404."""
    held = regions_of(current_actor(), permission)
    try:
        region, district = place_profile.located(db.session, place)
    except DomainError:
        abort(404)
    if held is not None and region not in held:
        abort(404)
    return region, district
