"""Papers of an application for the family: the list while files are being made, a file, a translation."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.i18n import gettext as _
from app.models import IssuedDocument, db
from app.policy import Permission
from app.services import paper
from app.web.access import current_actor, now, reach_application, requires
from app.web.paper_file import paper_response
from app.web.status.blueprint import blueprint
from app.web.status.papers import paper_rows


@blueprint.get("/applications/<int:application_id>/papers")
@requires(Permission.APPLICATION_FILL)
def papers(application_id: int) -> str:
    """The papers alone: what the status page and the receipt look at while a file is being made."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    back = "status.page" if application.account_id == current_actor().account_id else "application.receipt"
    return render_template(
        "status/papers.html",
        application=application,
        papers=paper_rows(db.session, application),
        back_href=url_for(back, application_id=application_id),
    )


@blueprint.get("/applications/<int:application_id>/papers/<int:rendering_id>")
@requires(Permission.APPLICATION_FILL)
def paper_file(application_id: int, rendering_id: int) -> Response:
    """The file of a paper, the same bytes each time."""
    return paper_response(reach_application(application_id, Permission.APPLICATION_FILL), rendering_id)


@blueprint.post("/applications/<int:application_id>/papers/<int:document_id>/english")
@requires(Permission.APPLICATION_FILL)
def translate(application_id: int, document_id: int) -> Response:
    """Ask for the unofficial English rendering of a paper."""
    application = reach_application(application_id, Permission.APPLICATION_FILL)
    document = db.session.scalar(
        select(IssuedDocument).where(IssuedDocument.id == document_id, IssuedDocument.application_id == application.id)
    )
    if document is None:
        abort(404)
    paper.request_translation(db.session, document, actor=current_actor(), now=now())
    db.session.commit()
    flash(_("The unofficial English translation is being made."), "success")
    own = application.account_id == current_actor().account_id
    page_name = "status.page" if own else "application.receipt"
    return redirect(url_for(page_name, application_id=application_id, _anchor="papers"), 303)
