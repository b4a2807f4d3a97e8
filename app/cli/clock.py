"""``flask --app wsgi clock …``: when a term ends, and how its days are counted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.domain.deadlines import Day
from app.domain.errors import DomainError
from app.domain.reference import Unit
from app.i18n import local
from app.models import Application, db
from app.queries import clock as queries
from app.services import clock_counting
from app.services.clock_counting import Counting

group = AppGroup("clock", help="The statutory clock.")
_KINDS = {"working": Unit.WORKING_DAYS, "calendar": Unit.CALENDAR_DAYS}
_DAYS_MAX = 3660


@group.command("due")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day of the event.")
@click.option("--days", type=click.IntRange(0, _DAYS_MAX), required=True, help="How many days the term has.")
@click.option("--kind", type=click.Choice(sorted(_KINDS)), required=True, help="Working days or calendar days.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object instead of lines.")
def due(start: datetime, days: int, kind: str, as_json: bool) -> None:
    """Print the last day of a term and the counting day by day, from the day after the event."""
    try:
        counted = clock_counting.of_days(db.session, start.date(), days, _KINDS[kind])
    except DomainError as error:
        years = f"{error.params['first']} to {error.params['last']}"
        raise click.BadParameter(f"holidays are known for {years} only", param_hint="'--from' / '--days'") from error
    except SQLAlchemyError as error:
        raise click.ClickException(_unread(error)) from error
    if as_json:
        told = {"from": start.date().isoformat(), "days": days, "kind": kind}
        click.echo(json.dumps(told | {"due": counted[-1].on.isoformat(), "counting": _facts(counted)}, indent=2))
        return
    _print(counted)
    click.echo(f"due\t{counted[-1].on.isoformat()}")


@group.command("explain")
@click.argument("case_number")
@click.option("--json", "as_json", is_flag=True, help="A JSON object instead of lines.")
def explain(case_number: str, as_json: bool) -> None:
    """Print every term of the case CASE_NUMBER, day by day, with its stops; exit 1 where there is no such case."""
    try:
        terms = _terms(case_number)
    except SQLAlchemyError as error:
        raise click.ClickException(_unread(error)) from error
    if terms is None:
        raise click.ClickException(f"there is no case {case_number}")
    if as_json:
        found = {"case": case_number, "terms": [_about(each) | {"counting": _facts(each.days)} for each in terms]}
        click.echo(json.dumps(found, indent=2))
        return
    if not terms:
        click.echo("the case has no terms")
    for number, each in enumerate(terms):
        click.echo(("\n" if number else "") + "\n".join(_lines(each)))
        _print(each.days)


def _terms(case_number: str) -> list[Counting] | None:
    """The counting of every term of the case, None where there is no such case."""
    found = db.session.scalar(select(Application.id).where(Application.number == case_number.replace("\x00", "")))
    if found is None:
        return None
    today = local(datetime.now(UTC)).date()
    return [clock_counting.of_term(db.session, row, today) for row in queries.terms(db.session, found)]


def _about(each: Counting) -> dict[str, Any]:
    row = each.term
    return {
        "stage": row.stage.value,
        "limit": row.limit_key,
        "amount": row.amount,
        "unit": row.unit.value,
        "act": each.limit.act_code if each.limit else "",
        "verified": bool(each.limit and each.limit.is_verified),
        "started": row.started_on.isoformat(),
        "stops": [
            {
                "reason": stop.reason.value,
                "stopped": stop.stop.stopped_on.isoformat(),
                "resumed": stop.stop.resumed_on.isoformat() if stop.stop.resumed_on else None,
            }
            for stop in row.stops
        ],
        "due": row.due_on.isoformat() if row.due_on else None,
        "days_left": row.days_left,
        "ended": row.ended_on.isoformat() if row.ended_on else None,
    }


def _lines(each: Counting) -> Iterable[str]:
    """What the term is, before its days."""
    about = _about(each)
    basis = " ".join(part for part in (about["limit"], about["act"]) if part)
    doubt = "" if about["verified"] else ", not verified"
    yield f"{about['stage']}: {about['amount']} {about['unit']} ({basis}{doubt})"
    for stop in about["stops"]:
        yield f"stopped {stop['stopped']}, resumed {stop['resumed'] or 'not yet'}: {stop['reason']}"
    yield f"due {about['due']}" if about["due"] else f"stands still, days left: {about['days_left']}"
    if about["ended"]:
        yield f"ended {about['ended']}"


def _facts(days: Iterable[Day]) -> list[dict[str, Any]]:
    return [{"day": day.on.isoformat(), "mark": day.mark.value, "number": day.number} for day in days]


def _print(days: Iterable[Day]) -> None:
    """A line a day: the day, its weekday, what it is to the term, its number among those that count."""
    for day in days:
        last = "\tlast day" if day.is_last else ""
        click.echo(f"{day.on.isoformat()}\t{day.on:%a}\t{day.mark.value}\t{day.number or ''}{last}")


def _unread(error: SQLAlchemyError) -> str:
    return f"the database cannot be read ({type(error).__name__})"
