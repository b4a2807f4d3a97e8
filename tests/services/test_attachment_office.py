"""Files that a family adds while it is heard are its own: no office takes one away."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.domain.document_types import DocumentType
from app.domain.roles import Role
from app.domain.workflow import Status
from app.services import attachment as files
from tests.factories import NOW, attachment, make_actor, make_application
from tests.services.test_hearing import refused_with

SOON = NOW + timedelta(hours=1)


def test_an_officer_takes_no_file_of_the_family_away(session: Session) -> None:
    owner = make_actor(session)
    worker = make_actor(session, Role.CASE_WORKER, "KZ-55")
    case = make_application(session, Status.HEARING, owner=owner, region="KZ-55")
    theirs, desk = (attachment(case, DocumentType.OTHER, None, SOON) for _ in range(2))
    theirs.uploaded_by_id, desk.uploaded_by_id = owner.account_id, worker.account_id
    session.add_all([theirs, desk])
    session.flush()
    with refused_with("attachment_fixed"):
        files.remove(session, case, theirs.id, actor=worker, now=SOON)
    assert theirs.removed_at is None
    files.remove(session, case, desk.id, actor=worker, now=SOON)
    files.remove(session, case, theirs.id, actor=owner, now=SOON)
    assert theirs.removed_at is not None
    assert desk.removed_at is not None
