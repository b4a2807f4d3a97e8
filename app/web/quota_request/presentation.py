"""A request in words: its figures for reading, and the lines of the list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from flask import url_for

from app.domain import quota_request as rules
from app.domain.quota_request import RequestFigures, RequestState
from app.domain.reference import DatedValue
from app.domain.stream import QUOTA_STREAMS, Stream
from app.i18n import LazyString, format_money, format_number, local
from app.i18n import gettext as _
from app.labels.programme import QUOTA_STREAM_WORDS
from app.labels.quota_request import ROOMS, SCHOOL_LANGUAGES, STATE_COLOURS, STATES
from app.labels.region import district_name
from app.models import db
from app.queries.quota_request import RequestRow
from app.services import reference
from app.web.access import now
from app.web.quota_request.blueprint import region_names

_DUE = "quota_request.due_day"
_Kind = TypeVar("_Kind")


def district_names(region: str) -> dict[str, str]:
    """Names of the region's districts and towns in the language in use, by code."""
    return {code: district_name(row) for code, row in reference.districts_of(db.session, region).items()}


def due(year: int) -> tuple[date, DatedValue] | None:
    """The day by which requests for the year are filed, and the dated value that says so; None where none is known."""
    found = reference.book(db.session).find(_DUE, local(now()).date())
    return (rules.due_on(year, str(found.value)), found) if found else None


def figures_rows(figures: RequestFigures, region: str) -> list[dict[str, object]]:
    """The figures for a summary list; what nobody entered shows as not given."""
    names = district_names(region)
    return [
        {"key": _("Persons asked for"), "value": _number(figures.persons)},
        {"key": _("Of working age"), "value": _number(figures.working_age)},
        {"key": _("Homes ready"), "value": _counted(ROOMS, figures.homes)},
        {"key": _("Places in schools"), "value": _counted(SCHOOL_LANGUAGES, figures.school)},
        {"key": _("Places in kindergartens"), "value": _number(figures.kindergarten)},
        {
            "key": _("Districts and towns that receive people"),
            "value": [names.get(code, code) for code in figures.districts],
        },
        {"key": _("Notes"), "value": figures.notes},
    ]


def job_lines(figures: RequestFigures) -> list[list[object]]:
    """Jobs by profession and employer for a table; a wage that is not known is a dash."""
    return [
        [group.profession, group.employer or "—", _number(group.jobs), format_money(group.wage) if group.wage else "—"]
        for group in figures.jobs
    ]


def list_rows(
    requests: list[RequestRow], regions: Mapping[Stream, frozenset[str]], year: int
) -> list[dict[str, object]]:
    """The list of a year: each stream with its ``regions``, and the request of each or that there is none."""
    names = region_names()
    known: dict[tuple[str, str], list[RequestRow]] = {}
    for row in requests:
        known.setdefault((row.stream, row.region), []).append(row)
    lines: list[dict[str, object]] = []
    for stream in QUOTA_STREAMS:
        for region in sorted({*regions[stream], *(row.region for row in requests if row.stream == stream)}):
            words = {"stream": str(QUOTA_STREAM_WORDS[stream]), "region": names.get(region, region)}
            found = known.get((stream, region), [])
            lines += [words | _line(row) for row in found]
            if all(row.state == RequestState.WITHDRAWN for row in found):
                lines.append(words | {"row": None, "begin": {"stream": stream.value, "region": region, "year": year}})
    return lines


def _line(row: RequestRow) -> dict[str, object]:
    state = RequestState(row.state)
    return {
        "row": row,
        "href": url_for("quota_request.request_page", request_id=row.id),
        "state": STATES[state],
        "colour": STATE_COLOURS[state],
    }


def stream_words(stream: str) -> str:
    """The stream in the language in use."""
    return str(QUOTA_STREAM_WORDS[Stream(stream)])


def _number(number: int | None) -> str:
    return "" if number is None else format_number(number)


def _counted(words: Mapping[_Kind, LazyString], numbers: Mapping[_Kind, int]) -> list[str]:
    """«Two rooms: 14», for what was entered; the sum at the end where there are several."""
    lines = [f"{label}: {format_number(numbers[kind])}" for kind, label in words.items() if kind in numbers]
    if len(lines) > 1:
        lines.append(_("In all: %(number)s", number=format_number(sum(numbers.values()))))
    return lines
