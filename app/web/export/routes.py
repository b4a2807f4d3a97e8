"""Cases as a table to take away.  Posting makes it, because it leaves a trace in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, send_file, stream_with_context, url_for
from werkzeug.wrappers import Response

from app.domain.names import sort_key
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.i18n import current_language, local
from app.i18n import gettext as _
from app.labels.application import STATUSES
from app.labels.export import COLUMNS
from app.labels.programme import STREAMS
from app.labels.region import region_name
from app.models import db
from app.policy import Permission
from app.queries.export import CaseRow, Scope, cases
from app.services import export, reference
from app.web.access import current_actor, now, requires
from app.web.export.forms import ExportForm
from app.web.export.tables import TooManyRowsError, csv_pieces, xlsx_file

blueprint = Blueprint("export", __name__, url_prefix="/export")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.EXPORT)
def index() -> str | Response | tuple[str, int]:
    """The form, and the table that it asks for."""
    names = {code: region_name(region) for code, region in reference.regions(db.session).items()}
    form = ExportForm()
    form.offer(sorted(names.items(), key=lambda pair: pair[1] if current_language() == "en" else sort_key(pair[1])))
    if not form.validate_on_submit():
        return render_template("export/index.html", form=form), 422 if form.is_submitted() else 200
    scope = Scope(
        status=Status(form.status.data) if form.status.data else None,
        stream=Stream(form.stream.data) if form.stream.data else None,
        region=form.region.data or None,
    )
    export.note(db.session, scope, form.format.data, actor=current_actor(), now=now())
    db.session.commit()
    # Words are taken now: a stream ends after the request, and with it the person's language.
    head = [str(words) for words in COLUMNS.values()]
    rows = _rows(cases(db.session, current_actor(), scope), names)
    return _csv(head, rows) if form.format.data == "csv" else _xlsx(head, rows)


def _csv(head: list[str], rows: Iterator[list[Any]]) -> Response:
    """The table, sent while it is read."""
    response = Response(stream_with_context(csv_pieces(head, rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{_name("csv")}"'
    return response


def _xlsx(head: list[str], rows: Iterator[list[Any]]) -> Response:
    """The table, made on the disk and sent from there."""
    try:
        file = xlsx_file(head, rows)
    except TooManyRowsError:
        flash(_("Excel cannot hold so many rows: narrow the selection, or take CSV."), "error")
        return redirect(url_for("export.index"), 303)
    return send_file(file, mimetype=_XLSX, as_attachment=True, download_name=_name("xlsx"))


def _name(ending: str) -> str:
    return f"qonys-{local(now()):%Y-%m-%d-%H%M}.{ending}"


def _rows(found: Iterator[CaseRow], regions: Mapping[str, str]) -> Iterator[list[Any]]:
    """Cells of each case in the order of the columns, codes in words where they have them."""
    words: dict[str, dict[str, str]] = {
        "status": {str(code): str(text) for code, text in STATUSES.items()},
        "stream": {str(code): str(text) for code, text in STREAMS.items()},
        "host_region": dict(regions),
        "departure_region": dict(regions),
    }

    def cells() -> Iterator[list[Any]]:
        for case in found:
            values = ((name, getattr(case, name)) for name in COLUMNS)
            yield [words[name].get(value, value) if name in words else value for name, value in values]

    return cells()
