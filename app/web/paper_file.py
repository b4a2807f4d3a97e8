"""The file of an issued paper as an answer: the same bytes each time, to be saved and never run."""

from __future__ import annotations

from flask import abort, send_file
from werkzeug.wrappers import Response

from app.gateways.files import FileMissingError, FileStore
from app.models import Application, db
from app.queries.paper import stored_paper
from app.web.access import settings


def paper_response(application: Application, rendering_id: int) -> Response:
    """The ready file of a paper of ``application``, which the caller reached through the policy; 404 for any other."""
    found = stored_paper(db.session, application.id, rendering_id)
    if found is None:
        abort(404)
    try:
        content = FileStore(settings().files_dir).open(found.store_key)
    except FileMissingError:
        abort(404)
    response = send_file(
        content, mimetype="application/pdf", as_attachment=True, download_name=found.filename, etag=False
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
