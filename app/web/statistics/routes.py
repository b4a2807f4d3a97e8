"""The public statistics: a page a year, the same figures as CSV, and what the figures mean.  Nobody signs in."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.labels.region import region_name
from app.labels.statistic import COLUMNS, MEANINGS, MEASURES
from app.models import db
from app.queries.statistic import ReleaseRow, releases
from app.queries.statistic_year import COLUMNS as CSV_COLUMNS
from app.queries.statistic_year import Year, lines, year_of
from app.services import reference
from app.web.access import Permission, optional_actor, requires
from app.web.export.tables import csv_pieces
from app.web.statistics.figures import SIGN, as_of_words, parts, year_heads

blueprint = Blueprint("statistics", __name__, url_prefix="/statistics")
# A month is closed once a day at most, so a copy may be this old (seconds).
_FRESH = 3600


@blueprint.get("")
@requires(Permission.PUBLIC)
def index() -> Response:
    """The latest year."""
    found = releases(db.session)
    if not found:
        return _kept(make_response(render_template("statistics/nothing.html")))
    return _page(found[0].as_of.year, found)


@blueprint.get("/<int:year>")
@requires(Permission.PUBLIC)
def year_page(year: int) -> Response:
    """Figures of a year, as of its last closed month."""
    return _page(year, releases(db.session))


@blueprint.get("/<int:year>.csv")
@requires(Permission.PUBLIC)
def table(year: int) -> Response:
    """The same figures as CSV, in codes, so that it is one table in every language."""
    found = _year(year, releases(db.session))
    response = Response(csv_pieces(CSV_COLUMNS, lines(found)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="qonys-statistics-{year}.csv"'
    response.headers["Cache-Control"] = f"public, max-age={_FRESH}"
    response.set_etag(f"{found.as_of:%Y%m%d}-{found.release.made_at:%Y%m%d%H%M%S}")
    return response.make_conditional(request)


@blueprint.get("/dictionary")
@requires(Permission.PUBLIC)
def dictionary() -> Response:
    """What each column and each figure means, and how small groups are kept from view."""
    found = releases(db.session)
    page = render_template(
        "statistics/dictionary.html",
        columns=COLUMNS,
        measures=MEASURES,
        meanings=MEANINGS,
        smallest=found[0].smallest if found else None,
        is_verified=bool(found) and found[0].is_verified,
    )
    return _kept(make_response(page))


def _page(year: int, found: list[ReleaseRow]) -> Response:
    closed = _year(year, found)
    names = {code: region_name(row) for code, row in reference.regions(db.session).items()}
    page = render_template(
        "statistics/year.html",
        year=closed,
        as_of=as_of_words(closed.as_of),
        years=sorted({release.as_of.year for release in found}, reverse=True),
        parts_of=parts(closed, names),
        heads=year_heads(closed),
        sign=SIGN,
        made_on=closed.release.made_at,
        csv_href=url_for(".table", year=year),
    )
    return _kept(make_response(page))


def _year(year: int, found: list[ReleaseRow]) -> Year:
    closed = year_of(db.session, year, found)
    if closed is None:
        abort(404)
    return closed


def _kept(response: Response) -> Response:
    """Let a visitor's browser keep the page for a while; it varies by the cookies of language and sign-in."""
    if optional_actor() is None:
        response.headers["Cache-Control"] = f"private, max-age={min(_FRESH, 300)}"
    return response
