"""The audit trail, newest first, and its verification."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.audit import EventKey
from app.domain.names import sort_key
from app.i18n import ALMATY, current_language
from app.i18n import gettext as _
from app.labels.audit import EVENT_KEYS, FAULTS
from app.labels.region import region_name
from app.models import db
from app.policy import Permission
from app.queries import audit
from app.queries.audit import Filters
from app.services import audit_verification, reference
from app.web.access import current_actor, now, requires
from app.web.audit.facts import fact_rows, subject_text

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
_FORGOTTEN = timedelta(minutes=30)
_WORDS_MAX = 200
_DIGITS_MAX = 18
_FILTERS = ("key", "region", "number", "actor", "since", "until")


@blueprint.get("")
@requires(Permission.AUDIT_READ)
def index() -> str:
    """One page of the trail under the filters of the address; a day that is none is said, and filters nothing."""
    names = {code: region_name(region) for code, region in reference.regions(db.session).items()}
    filters, wrong = filters_of(request.args)
    found = audit.page(db.session, filters, before=_number("before"), after=_number("after"))
    return render_template(
        "audit/index.html",
        rows=[_row(row, names) for row in found.rows],
        asked={name: _words(request.args, name) for name in _FILTERS},
        wrong=wrong,
        keys=sorted(((str(key), str(words)) for key, words in EVENT_KEYS.items()), key=lambda pair: _order(pair[1])),
        regions=sorted(names.items(), key=lambda pair: _order(pair[1])),
        newer=_address(after=found.newer) if found.newer else None,
        older=_address(before=found.older) if found.older else None,
    )


@blueprint.get("/verification")
@requires(Permission.AUDIT_READ)
def verification() -> str:
    """What the last verification found; looks again by itself while one runs."""
    last = audit.last_verification(db.session)
    report = last.report if last else {}
    broken = report.get("broken")
    return render_template(
        "audit/verification.html",
        last=last,
        report=report,
        broken=broken,
        fault=FAULTS[broken["fault"]] if broken else None,
        is_running=_is_running(last),
        sealed_at=audit.last_sealed_at(db.session),
    )


@blueprint.post("/verification")
@requires(Permission.AUDIT_READ)
def start_verification() -> Response:
    """Ask a worker for a verification, unless one runs."""
    if _is_running(audit.last_verification(db.session)):
        flash(_("A verification is running already."))
    else:
        audit_verification.request(db.session, requested_by_id=current_actor().account_id, now=now())
        db.session.commit()
        flash(_("The verification has begun."), "success")
    return redirect(url_for("audit.verification"), 303)


def filters_of(given: Mapping[str, str]) -> tuple[Filters, list[str]]:
    """The filters that an address asks for, and the names of the fields that hold no day."""
    wrong: list[str] = []
    since, until = _day(given, "since", wrong), _day(given, "until", wrong)
    key = given.get("key", "")
    filters = Filters(
        key=EventKey(key) if key in set(EventKey) else None,
        actor=_words(given, "actor"),
        region=given.get("region") or None,
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
        number=_words(given, "number"),
    )
    return filters, wrong


def _words(given: Mapping[str, str], name: str) -> str:
    return given.get(name, "").replace("\x00", "").strip()[:_WORDS_MAX]


def _number(name: str) -> int | None:
    """The number of an event in the address; what cannot be one is left out."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX else None


def _day(given: Mapping[str, str], name: str, wrong: list[str]) -> date | None:
    """The day typed as ``05.02.2026`` (or as machines write it); something else is noted as wrong."""
    text = _words(given, name)
    if not text:
        return None
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(text, form).replace(tzinfo=ALMATY).date()
        except ValueError:
            continue
        # Days at the ends of the calendar have no neighbour to filter up to.
        if 1991 <= day.year <= 2200:
            return day
    wrong.append(name)
    return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ALMATY)


def _order(name: str) -> Any:
    return name if current_language() == "en" else sort_key(name)


def _row(row: audit.EventRow, names: Mapping[str, str]) -> dict[str, Any]:
    """An event in words."""
    return {
        "id": row.id,
        "at": row.at,
        "what": EVENT_KEYS[EventKey(row.key)],
        "actor": row.actor,
        "subject": subject_text(row),
        "sequence": row.sequence,
        "region": names.get(row.region or "", ""),
        "facts": fact_rows(row.facts, names),
        "hash": row.hash,
    }


def _address(**more: int) -> str:
    """Address of the list under the same filters, beside another event."""
    kept: dict[str, Any] = {name: request.args[name] for name in _FILTERS if request.args.get(name)}
    return url_for("audit.index", **(kept | more))


def _is_running(last: audit.VerificationRow | None) -> bool:
    """Whether a verification is under way; one that nobody finished in half an hour may be asked for again."""
    return last is not None and last.finished_at is None and now() - last.requested_at < _FORGOTTEN
