"""Documents of a case, viewed in place, and what the case worker found of each.

A file is shown in the page only where its type, established from its content on arrival, is one that browsers show
without running anything of it in our pages: PDF in the browser's own viewer, pictures as pictures.  Anything else is
handed out as a download.  The answer with the bytes forbids every script and every request, so that a file is harmless
even when it is opened by its own address.
"""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, send_file, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.domain.document_types import DocumentType
from app.domain.errors import DomainError, StaleVersionError
from app.gateways.files import FileMissingError, FileStore
from app.i18n import gettext as _
from app.labels.errors import refusal
from app.labels.programme import DOCUMENT_TYPES
from app.labels.review import ATTACHMENT_COLOURS, ATTACHMENT_STATES
from app.models import Application, Attachment, db
from app.policy import Permission
from app.queries import case
from app.services import casework
from app.web.access import current_actor, now, requires, settings
from app.web.review.blueprint import blueprint, reach_case
from app.web.review.forms import AttachmentForm

SHOWN_IN_PLACE = frozenset({"application/pdf", "image/jpeg", "image/png"})
# Only our own page may frame the bytes, and nothing in them may run or ask for anything.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "private, no-store",
}
Answer = str | Response | tuple[str, int]


@blueprint.route("/<int:application_id>/documents/<int:attachment_id>", methods=["GET"])
@requires(Permission.APPLICATION_READ)
def document(application_id: int, attachment_id: int) -> str:
    """One document beside the form for what was found of it."""
    application = reach_case(application_id, Permission.APPLICATION_READ)
    return _page(application, _reach(application, attachment_id), AttachmentForm())


@blueprint.post("/<int:application_id>/documents/<int:attachment_id>")
@requires(Permission.APPLICATION_WORK)
def review_document(application_id: int, attachment_id: int) -> Answer:
    """Mark the document verified, or rejected with a reason; the next one that is not checked comes up."""
    application = reach_case(application_id, Permission.APPLICATION_WORK)
    attachment = _reach(application, attachment_id)
    form = AttachmentForm()
    if not form.validate_on_submit():
        return _page(application, attachment, form), 422
    verdict = casework.Verdict(form.verdict.data)
    if verdict is casework.Verdict.REJECTED and not (form.reason.data or "").strip():
        form.reason.errors = [_("Say why the document is rejected.")]
        return _page(application, attachment, form), 422
    try:
        casework.review_attachment(
            db.session,
            application_id,
            attachment_id,
            verdict,
            reason=form.reason.data or "",
            seen_state=form.state.data or None,
            actor=current_actor(),
            now=now(),
        )
    except DomainError as error:
        db.session.rollback()
        application = reach_case(application_id, Permission.APPLICATION_WORK)
        attachment = _reach(application, attachment_id)
        if isinstance(error, StaleVersionError):
            form.state.data = attachment.state
        return _page(application, attachment, form, refusal(error)), 409
    db.session.commit()
    return _next(application_id, attachment_id)


@blueprint.get("/<int:application_id>/documents/<int:attachment_id>/file")
@requires(Permission.APPLICATION_READ)
def document_file(application_id: int, attachment_id: int) -> Response:
    """The bytes: in place where that is safe, else as a download."""
    return _send(application_id, attachment_id, as_download=False)


@blueprint.get("/<int:application_id>/documents/<int:attachment_id>/download")
@requires(Permission.APPLICATION_READ)
def document_download(application_id: int, attachment_id: int) -> Response:
    """The bytes as a download under the name that the person gave the file."""
    return _send(application_id, attachment_id, as_download=True)


def _send(application_id: int, attachment_id: int, *, as_download: bool) -> Response:
    attachment = _reach(reach_case(application_id, Permission.APPLICATION_READ), attachment_id)
    store = FileStore(settings().files_dir)
    try:
        content = store.open(attachment.store_key)
    except FileMissingError:
        abort(404)
    in_place = not as_download and attachment.content_type in SHOWN_IN_PLACE
    response = send_file(
        content,
        mimetype=attachment.content_type if in_place else "application/octet-stream",
        as_attachment=not in_place,
        download_name=attachment.filename,
        etag=False,
        conditional=False,
    )
    for name, value in _HEADERS.items():
        response.headers[name] = value
    return response


def _reach(application: Application, attachment_id: int) -> Attachment:
    """A document of this case that was not taken back; else 404."""
    found = db.session.scalar(
        select(Attachment).where(
            Attachment.id == attachment_id,
            Attachment.application_id == application.id,
            Attachment.removed_at.is_(None),
        )
    )
    if found is None:
        abort(404)
    return found


def _next(application_id: int, attachment_id: int) -> Response:
    waiting = [row.id for row in case.attachments(db.session, application_id) if row.state == "unchecked"]
    following = next((number for number in waiting if number > attachment_id), waiting[0] if waiting else None)
    if following is None:
        flash(_("Every document is checked."), "success")
        return redirect(url_for("review.case_page", application_id=application_id, _anchor="documents"), 303)
    flash(_("The document is marked. This is the next one."), "success")
    return redirect(url_for("review.document", application_id=application_id, attachment_id=following), 303)


def _page(application: Application, attachment: Attachment, form: AttachmentForm, refused: str | None = None) -> str:
    if not form.is_submitted():
        form.state.data = attachment.state
    person = next((member.full_name for member in application.members if member.id == attachment.member_id), "")
    return render_template(
        "review/document.html",
        application=application,
        attachment=attachment,
        title=str(DOCUMENT_TYPES[DocumentType(attachment.kind)]),
        person=person,
        state=str(ATTACHMENT_STATES[attachment.state]),
        colour=ATTACHMENT_COLOURS[attachment.state],
        form=form,
        refused=refused,
        may_review=casework.may_review(current_actor(), application),
        in_place=attachment.content_type in SHOWN_IN_PLACE,
    )
