"""The worklist: which cases wait, deadlines first; the head also gives several of them to an officer at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.names import sort_key
from app.domain.reference import Unit
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.domain.workflow import OPEN, STOPPED_WHILE, Status
from app.i18n import current_language, format_date, format_number, local, ngettext
from app.i18n import gettext as _
from app.labels.application import STATUSES
from app.labels.clock import left_text
from app.labels.departure import ended_note
from app.labels.errors import refusal
from app.labels.programme import STREAMS
from app.labels.region import region_name
from app.labels.review import STATUS_COLOURS
from app.labels.worklist import ALWAYS, DEADLINES, HOLDERS, OPEN_TAB, TABS
from app.models import db
from app.policy import Permission, holds, regions_of
from app.queries import board, worklist
from app.queries.worklist import Cursor, Deadline, Filters, Holder
from app.services import reference, review
from app.web.access import current_actor, now, requires

blueprint = Blueprint("worklist", __name__, url_prefix="/worklist")
Word = TypeVar("Word", bound=StrEnum)
_WORDS_LENGTH = 200
_MOST_AT_ONCE = worklist.PAGE_SIZE


@blueprint.get("")
@requires(Permission.WORKLIST)
def index() -> str:
    """One page of the list under the filters of the address; what an address holds of nonsense is left out."""
    actor, today = current_actor(), local(now()).date()
    filters = filters_of(request.args)
    cursor = Cursor.parse(request.args.get("before", ""), backwards=True) or Cursor.parse(request.args.get("after", ""))
    found = worklist.page(db.session, actor, filters, today=today, cursor=cursor)
    counts = worklist.counts(db.session, actor, stream=filters.stream, region=filters.region)
    names = {code: region_name(region) for code, region in reference.regions(db.session).items()}
    readable = regions_of(actor, Permission.WORKLIST)
    assigns = holds(actor, Permission.APPLICATION_ASSIGN) and (filters.status is None or filters.status in OPEN)
    return render_template(
        "worklist/index.html",
        filters=filters,
        rows=[_row(row, names, today) for row in found.rows],
        tabs=_tabs(filters, counts),
        previous=_address(filters, before=str(found.previous)) if found.previous else None,
        next=_address(filters, after=str(found.next)) if found.next else None,
        regions=_choices(names, readable) if readable is None or len(readable) > 1 else None,
        here=[names.get(code, code) for code in sorted(readable or ())],
        streams=STREAMS,
        holders=HOLDERS,
        deadlines=DEADLINES,
        officers=_officers(actor) if assigns and found.rows else None,
        # Words and addresses of every row, made once.
        case_path=url_for("review.case_page", application_id=0).removesuffix("0"),
        late=_("Term missed"),
        stopped=_("Stands still"),
        nobody=_("nobody"),
        desk=url_for("application.desk") if holds(actor, Permission.DESK_ENTRY) else None,
        back=request.full_path.rstrip("?"),
    )


@blueprint.post("/assign")
@requires(Permission.APPLICATION_ASSIGN)
def assign() -> Response:
    """Give the ticked cases to an officer, all of them or none."""
    numbers = [int(text) for text in request.form.getlist("case") if text.isdecimal()][:_MOST_AT_ONCE]
    officer = request.form.get("officer", "")
    back = redirect(_back(request.form.get("back", "")), 303)
    if not numbers or (officer != "nobody" and not officer.isdecimal()):
        flash(_("Tick at least one case and choose who gets them."), "error")
        return back
    if worklist.reachable(db.session, current_actor(), numbers) != set(numbers):
        abort(404)
    officer_id = None if officer == "nobody" else int(officer)
    try:
        # Rows are locked in one order, so that two heads at work do not wait for each other in a circle.
        for number in sorted(set(numbers)):
            review.assign(db.session, number, officer_id, actor=current_actor(), now=now())
    except DomainError as error:
        db.session.rollback()
        flash(_("No case was assigned: %(reason)s", reason=refusal(error)), "error")
        return back
    db.session.commit()
    done = len(set(numbers))
    flash(ngettext("%(num)s case is assigned.", "%(num)s cases are assigned.", done), "success")
    return back


def filters_of(given: Mapping[str, str]) -> Filters:
    """The filters that an address asks for."""
    return Filters(
        status=_word(Status, given.get("status", "")),
        stream=_word(Stream, given.get("stream", "")),
        holder=_word(Holder, given.get("holder", "")),
        deadline=_word(Deadline, given.get("deadline", "")),
        region=given.get("region") or None,
        words=given.get("words", "").replace("\x00", "").strip()[:_WORDS_LENGTH],
    )


def _word(words: type[Word], text: str) -> Word | None:
    return words(text) if text in set(words) else None


def _address(filters: Filters, **more: str) -> str:
    """Address of the list under ``filters``."""
    asked = {
        "status": filters.status,
        "stream": filters.stream,
        "holder": filters.holder,
        "deadline": filters.deadline,
        "region": filters.region,
        "words": filters.words,
        **more,
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return url_for("worklist.index") + (f"?{query}" if query else "")


def _back(path: str) -> str:
    """The list that the form came from; nothing but the list."""
    start = url_for("worklist.index")
    return path if path == start or path.startswith(f"{start}?") else start


def _tabs(filters: Filters, counts: Mapping[Status, int]) -> list[dict[str, Any]]:
    """Statuses with the number of cases in each; a tab keeps the other filters, but not the search.

    Statuses in which there is nothing, and which are not always looked at, are left out: the bar stays short.
    """
    rest = replace(filters, words="")
    every_open = sum(counts.get(status, 0) for status in OPEN)
    first = {
        "text": str(OPEN_TAB),
        "count": format_number(every_open),
        "href": _address(replace(rest, status=None)),
        "current": filters.status is None and not filters.words,
    }
    return [
        first,
        *(
            {
                "text": str(text),
                "count": format_number(counts.get(status, 0)),
                "href": _address(replace(rest, status=status)),
                "current": filters.status is status,
            }
            for status, text in TABS.items()
            if status in ALWAYS or counts.get(status) or filters.status is status
        ),
    ]


def _row(row: worklist.Row, names: Mapping[str, str], today: Any) -> dict[str, Any]:
    """A case in words."""
    days = (row.due_on - today).days if row.due_on else None
    return {
        "id": row.id,
        "number": row.number,
        "name": row.applicant_name,
        "persons": ngettext("%(num)s person", "%(num)s persons", row.household_size),
        "status": str(STATUSES[row.status]),
        "colour": STATUS_COLOURS[row.status],
        "stream": str(STREAMS[row.stream]),
        "departure": names.get(row.departure_region or "", ""),
        "host": names.get(row.host_region, ""),
        "officer": row.officer or "",
        "due": format_date(row.due_on),
        "left": _left(row, today),
        "is_late": _is_late(row, today),
        "departed": ended_note(row.departed_on),
        "is_stopped": row.clock_stopped_on is not None,
        "is_overdue": days is not None and days < 0,
        "is_soon": days is not None and 0 <= days <= worklist.SOON_DAYS,
        "submitted": format_date(row.submitted_at),
    }


def _is_late(row: worklist.Row, today: date) -> bool:
    """Whether the body has let a term run out; while the applicant is waited for, the step's term is theirs."""
    ends = (row.whole_due_on, None if row.status in STOPPED_WHILE else row.due_on)
    return any(end is not None and end < today for end in ends)


def _left(row: worklist.Row, today: date) -> str:
    """Working days to the day by which the step must end."""
    if row.due_on is None:
        return ""
    calendar = reference.working_calendar(db.session)
    left = calendar.working_days_between(today, row.due_on)
    return left_text(left, Unit.WORKING_DAYS, has_passed=row.due_on < today)


def _choices(names: Mapping[str, str], readable: frozenset[str] | None) -> list[tuple[str, str]]:
    """Regions to choose from, by name."""
    found = [(code, name) for code, name in names.items() if readable is None or code in readable]
    return sorted(found, key=lambda pair: sort_key(pair[1]) if current_language() != "en" else pair[1])


def _officers(actor: Actor) -> tuple[board.Officer, ...]:
    """Officers to whom the head may give cases."""
    return board.officers(db.session, regions_of(actor, Permission.APPLICATION_ASSIGN) or frozenset())
