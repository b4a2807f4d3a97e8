"""A correcting act lets nobody be born after the day on which it is issued."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.paper import DocumentKind
from app.domain.roles import Role
from app.i18n import local
from app.models import Correction
from app.services import correction
from app.services.correction import RightPerson, RightValues
from app.services.correction_record import PersonNames
from tests.factories import NOW, make_actor
from tests.services.test_appeal import approved_case, paper_of
from tests.services.test_hearing import refused_with


def test_nobody_is_born_tomorrow(session: Session) -> None:
    case, _, _ = approved_case(session)
    member = case.members[0]
    names = PersonNames(member.surname, member.given_name, member.patronymic, member.latin_name)
    tomorrow = RightPerson(0, names, local(NOW).date() + timedelta(days=1))
    approval = paper_of(session, case, DocumentKind.APPROVAL)
    head = make_actor(session, Role.SUPERVISOR, case.host_region)
    with refused_with("not_correctable"):
        correction.issue(session, case.id, approval.id, RightValues((tomorrow,)), "Қате", actor=head, now=NOW)
    assert session.scalars(select(Correction)).all() == []
