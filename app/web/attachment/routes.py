"""A file given back to the person who handed it in: as a download, with nothing in it allowed to run."""

from __future__ import annotations

from flask import Blueprint, abort, send_file
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.gateways.files import FileMissingError, FileStore
from app.models import db
from app.policy import Permission
from app.services import attachment as files
from app.web.access import reach_application, requires, settings

blueprint = Blueprint("attachment", __name__, url_prefix="/applications")
# Even opened by its own address the file is nobody's page: no scripts, no requests, an origin of its own.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


@blueprint.get("/<int:application_id>/files/<int:attachment_id>")
@requires(Permission.APPLICATION_FILL)
def download(application_id: int, attachment_id: int) -> Response:
    """The bytes of one file of an application that the person may reach."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    try:
        attachment = files.find(db.session, application.id, attachment_id)
        content = FileStore(settings().files_dir).open(attachment.store_key)
    except (DomainError, FileMissingError):
        abort(404)
    response = send_file(
        content,
        mimetype=attachment.content_type,
        as_attachment=True,
        download_name=attachment.filename,
        etag=False,
        conditional=False,
    )
    response.headers.update(_HEADERS)
    return response
