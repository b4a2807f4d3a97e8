"""The blueprint of the commission, and the way to a sitting or a membership that every page of it takes."""

from __future__ import annotations

from flask import Blueprint, abort

from app.models import CommissionMember, Sitting, db
from app.policy import Permission, regions_of
from app.queries import commission
from app.services import reference
from app.web.access import current_actor

blueprint = Blueprint("commission", __name__)


def reach_region(region: str, permission: Permission) -> str:
    """The region, if the person holds ``permission`` for it; 404 for any other."""
    held = regions_of(current_actor(), permission)
    if region not in reference.regions(db.session) or (held is not None and region not in held):
        abort(404)
    return region


def reach_sitting(sitting_id: int, permission: Permission) -> Sitting:
    """The sitting, if the person may reach it with ``permission``; else 404."""
    found = commission.reach_sitting(db.session, sitting_id, current_actor(), permission)
    if found is None:
        abort(404)
    return found


def reach_member(member_id: int, permission: Permission) -> CommissionMember:
    """The membership, if the person may reach it with ``permission``; else 404."""
    found = commission.reach_member(db.session, member_id, current_actor(), permission)
    if found is None:
        abort(404)
    return found
