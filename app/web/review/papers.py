"""Issued papers of a case for officers: how far each file is, the file itself, and once more where it failed."""

from __future__ import annotations

from flask import abort, flash, render_template
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import policy
from app.domain.roles import Role
from app.i18n import gettext as _
from app.models import Application, IssuedDocument, Rendering, db
from app.policy import Permission
from app.queries import case
from app.services import paper
from app.web.access import current_actor, now, requires
from app.web.appeal.page import paper_rights
from app.web.paper_file import paper_response
from app.web.review.blueprint import back_to, blueprint, reach_case


@blueprint.get("/<int:application_id>/papers")
@requires(Permission.APPLICATION_READ)
def papers(application_id: int) -> str:
    """The papers alone: what the case page looks at while a file is being made."""
    application = reach_case(application_id, Permission.APPLICATION_READ)
    return render_template(
        "review/papers.html",
        application=application,
        papers=case.papers(db.session, application.id),
        may_note=works_on(application),
        **paper_rights(policy.standing(current_actor(), application).roles),
    )


@blueprint.get("/<int:application_id>/papers/<int:rendering_id>")
@requires(Permission.APPLICATION_READ)
def paper_file(application_id: int, rendering_id: int) -> Response:
    """The file of a paper, the same bytes each time."""
    return paper_response(reach_case(application_id, Permission.APPLICATION_READ), rendering_id)


@blueprint.post("/<int:application_id>/papers/<int:rendering_id>/retry")
@requires(Permission.APPLICATION_READ)
def retry_paper(application_id: int, rendering_id: int) -> Response:
    """Ask once more for a file that could not be made."""
    application = reach_case(application_id, Permission.APPLICATION_READ)
    if not works_on(application):
        abort(403)
    belongs = (
        select(Rendering.id)
        .join(IssuedDocument)
        .where(Rendering.id == rendering_id, IssuedDocument.application_id == application.id)
    )
    if db.session.scalar(belongs) is None:
        abort(404)
    paper.retry(db.session, rendering_id, actor=current_actor(), now=now())
    db.session.commit()
    flash(_("The document is being made again."), "success")
    return back_to(application_id, "papers")


def works_on(application: Application) -> bool:
    """Whether the person is an officer of the case's region, and not the applicant."""
    return bool(policy.standing(current_actor(), application).roles & {Role.CASE_WORKER, Role.SUPERVISOR})
