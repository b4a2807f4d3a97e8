"""The documents of an application: what is asked for, adding a file, taking one back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import HiddenField

from app.domain.document_types import DocumentType
from app.domain.errors import DomainError
from app.domain.programmes.definition import Step
from app.domain.required_documents import DocumentNeed
from app.domain.roles import Role
from app.domain.workflow import Status
from app.gateways.files import FileStore
from app.gateways.scan import ClamdScanner
from app.i18n import gettext as _
from app.i18n import lazy_gettext, pgettext
from app.labels.errors import refusal
from app.labels.programme import CONDITIONS, DOCUMENT_TYPES
from app.models import Application, Attachment, db
from app.policy import Permission
from app.services import application as filling
from app.services import attachment as files
from app.services import submission
from app.web.access import current_actor, now, requires, settings
from app.web.application.blueprint import Answer, already_submitted, blueprint, is_draft, reach_form
from app.web.application.steps import next_page
from app.web.attachment.sizes import size_text
from app.web.forms import PageForm

ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,application/pdf,image/jpeg,image/png"


class UploadForm(PageForm):
    """One file, of a kind, of a member or of the household (``member`` empty)."""

    file = FileField(lazy_gettext("File"))
    kind = HiddenField()
    member = HiddenField()


@blueprint.get("/<int:application_id>/documents")
@requires(Permission.APPLICATION_FILL)
def documents(application_id: int) -> Answer:
    """Documents that are asked for, and files that were added."""
    application = reach_form(application_id)
    if not is_draft(application):
        return already_submitted(application)
    on = filling.today(now())
    needs = submission.needs_of(db.session, application, on)
    added = files.listed(db.session, application_id)
    steps = filling.programme_of(application).steps
    return render_template(
        "application/documents.html",
        application=application,
        required=need_rows(application, [need for need in needs if need.is_mandatory], added),
        welcome=need_rows(application, [need for need in needs if not need.is_mandatory], added),
        other_href=upload_url(application, DocumentType.OTHER, None),
        files=file_rows(application, added),
        next_href=next_page(application, Step.DOCUMENTS),
        number=steps.index(Step.DOCUMENTS) + 1,
        total=len(steps),
    )


@blueprint.route("/<int:application_id>/documents/new", methods=["GET", "POST"])
@requires(Permission.APPLICATION_FILL)
def new_document(application_id: int) -> Answer:
    """Add a file of one kind; also while documents are asked for, then back to the reply."""
    application = reach_form(application_id)
    try:
        files.check_may_add(application, current_actor())
    except DomainError:
        return already_submitted(application)
    form = UploadForm(data={"kind": request.args.get("kind", ""), "member": request.args.get("member", "")})
    kind, member_id = _kind(form.kind.data), _member(application, form.member.data)
    if not form.validate_on_submit():
        return _page(application, form, kind, member_id)
    sent: FileStorage | None = form.file.data
    if sent is None or not sent.filename:
        form.file.errors = [refusal(DomainError("file_missing"))]
        return _page(application, form, kind, member_id), 422
    upload = files.Upload(kind, sent.filename, sent.stream, member_id)
    try:
        added = files.add(db.session, application, upload, intake(), actor=current_actor(), now=now())
        name = added.filename
    except DomainError as error:
        db.session.rollback()
        form.file.errors = [refusal(error)]
        return _page(reach_form(application_id), form, kind, member_id), 422
    db.session.commit()
    flash(_("Added: %(name)s", name=name), "success")
    return redirect(_back(reach_form(application_id)), 303)


@blueprint.post("/<int:application_id>/documents/<int:attachment_id>/remove")
@requires(Permission.APPLICATION_FILL)
def remove_document(application_id: int, attachment_id: int) -> Answer:
    """Take a file back that was not handed in yet."""
    application = reach_form(application_id)
    files.remove(db.session, application, attachment_id, actor=current_actor(), now=now())
    db.session.commit()
    flash(_("The file is removed."), "success")
    return redirect(_back(application), 303)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Answer:
    """More than is taken, refused by its announced length before it is read; the session and the form stay."""
    limit = settings().upload_max_bytes // (1024 * 1024)
    return render_template("errors/413.html", limit=limit, back_href=request.full_path.rstrip("?")), 413


def intake() -> files.Intake:
    """Where files go in this installation, and what they pass."""
    address = settings().clamd_address
    limit = settings().upload_max_bytes
    return files.Intake(
        FileStore(settings().files_dir), limit, ClamdScanner(address, max_bytes=limit) if address else None
    )


def upload_url(application: Application, kind: DocumentType, member_id: str | None) -> str:
    """The page that adds a document of the kind."""
    return url_for("application.new_document", application_id=application.id, kind=kind, member=member_id)


def need_rows(application: Application, needs: Iterable[DocumentNeed], added: list[Attachment]) -> list[dict[str, Any]]:
    """Items of the task list: a document, of whom, and whether it is there."""
    have = {(each.kind, str(each.member_id) if each.member_id else None) for each in added if each.state != "rejected"}
    kinds = {kind for kind, _member_key in have}
    names = {str(person.id): person.full_name for person in application.members}
    rows = []
    for need in needs:
        for key in need.member_keys or (None,):
            is_there = (need.code, key) in have if key else need.code in kinds
            rows.append(_need_row(application, need, key, names.get(key or "", ""), is_there))
    return rows


def file_rows(application: Application, added: list[Attachment]) -> list[dict[str, Any]]:
    """Files that were added, newest last."""
    names = {person.id: person.full_name for person in application.members}
    return [
        {
            "id": each.id,
            "name": each.filename,
            "kind": str(DOCUMENT_TYPES[DocumentType(each.kind)]),
            "person": names.get(each.member_id or 0, ""),
            "size": size_text(each.size),
            "href": url_for("attachment.download", application_id=application.id, attachment_id=each.id),
            "state": each.state,
            "reason": each.state_reason,
            "uploaded_at": each.uploaded_at,
        }
        for each in added
    ]


def _need_row(
    application: Application, need: DocumentNeed, key: str | None, name: str, is_there: bool
) -> dict[str, Any]:
    missing = pgettext("document", "Needed") if need.is_mandatory else pgettext("document", "If you have it")
    title = str(DOCUMENT_TYPES[need.code])
    return {
        "text": f"{title}: {name}" if name else title,
        "hint": None if name else str(CONDITIONS[need.condition]),
        "href": upload_url(application, need.code, key),
        "status": pgettext("document", "Added") if is_there else missing,
        "colour": None if is_there else ("yellow" if need.is_mandatory else "grey"),
    }


def _back(application: Application) -> str:
    if is_draft(application):
        return url_for("application.documents", application_id=application.id)
    if application.status == Status.HEARING:
        return url_for("hearing.position", application_id=application.id)
    actor = current_actor()
    if application.account_id != actor.account_id and actor.has(Role.CASE_WORKER, application.host_region):
        return url_for("review.work", application_id=application.id, action="reply")
    return url_for("status.reply", application_id=application.id)


def _kind(text: str | None) -> DocumentType:
    try:
        return DocumentType(text or "")
    except ValueError:
        abort(404)


def _member(application: Application, text: str | None) -> int | None:
    if not text:
        return None
    known = {str(person.id): person.id for person in application.members}
    return known[text] if text in known else abort(404)


def _page(application: Application, form: UploadForm, kind: DocumentType, member_id: int | None) -> str:
    person = next((each.full_name for each in application.members if each.id == member_id), "")
    return render_template(
        "application/document_new.html",
        application=application,
        form=form,
        title=str(DOCUMENT_TYPES[kind]),
        person=person,
        accept=ACCEPT,
        limit=settings().upload_max_bytes // (1024 * 1024),
        back_href=_back(application),
    )
