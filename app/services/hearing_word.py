"""The applicant's own word: what ends their term early, or gives up a day of it, nobody else says for them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import policy
from app.domain.document_types import DocumentType
from app.domain.hearing import HearingError
from app.domain.roles import Actor, Role
from app.models import Application, Attachment, Hearing
from app.services import attachment


def speaks_themselves(application: Application, actor: Actor) -> bool:
    """Whether ``actor`` is the applicant, in their own account."""
    return Role.APPLICANT in policy.standing(actor, application).roles


def own_word(
    session: Session, application: Application, hearing: Hearing, statement_id: int | None, actor: Actor
) -> int | None:
    """Make sure that the applicant says it: from their account (None), or in a signed statement (its number).

    Raises :class:`HearingError`: ``own_word_only`` where they have an account and somebody else acts,
    ``statement_missing``, ``statement_unfit``.
    """
    if speaks_themselves(application, actor):
        return None
    return statement_of(session, application, hearing, statement_id)


def statement_of(session: Session, application: Application, hearing: Hearing, statement_id: int | None) -> int:
    """The number of the signed statement of an applicant without an account; raises as :func:`own_word`."""
    if not policy.speaks_for_person(application):
        raise HearingError("own_word_only")
    if statement_id is None:
        raise HearingError("statement_missing")
    if statement_id not in {each.id for each in statements(session, application, hearing)}:
        raise HearingError("statement_unfit")
    return statement_id


def statements(session: Session, application: Application, hearing: Hearing) -> list[Attachment]:
    """Files that can be such a statement: handed in after the announcement, as no other document of the case."""
    return [
        each
        for each in attachment.listed(session, application.id)
        if each.kind == DocumentType.OTHER and each.uploaded_at > hearing.announced_at and each.state != "rejected"
    ]
