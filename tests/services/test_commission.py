"""The composition of a commission: dated membership, one chair, substitutes, accounts."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.commission import NamedBody, Seat
from app.domain.errors import DomainError
from app.domain.household import Sex
from app.domain.identifiers import synthetic_iin
from app.domain.roles import Role
from app.models import AuditEvent, CommissionMember
from app.services import commission
from app.services.commission import Person
from tests.commissions import SINCE, make_commission
from tests.factories import NOW, make_account, make_actor

SOMEBODY = Person("Жаңа Мүше Әліұлы", NamedBody.HEALTH, SINCE)


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Person(" ", NamedBody.HEALTH, SINCE), "member_unnamed"),
        (Person("Адам", NamedBody.OTHER, SINCE, body_kk="Қор"), "body_unnamed"),
        (Person("Адам", NamedBody.HEALTH, SINCE, iin="123456789012"), "iin_wrong"),
        (Person("Адам", NamedBody.HEALTH, SINCE, relatives=("1",)), "iin_wrong"),
        (Person("Адам", NamedBody.HEALTH, SINCE, Seat.CHAIR), "seat_occupied"),
        (Person("Адам", NamedBody.HEALTH, date(2026, 9, 1), Seat.SECRETARY), "seat_occupied"),
    ],
)
def test_what_is_no_member(session: Session, person: Person, code: str) -> None:
    seated = make_commission(session)
    with pytest.raises(DomainError) as caught:
        commission.appoint(session, "KZ-55", person, actor=seated.supervisor, now=NOW)
    assert caught.value.code == code


def test_only_the_regions_supervisor_composes(session: Session) -> None:
    seated = make_commission(session)
    for stranger in (
        seated.secretary,
        make_actor(session, Role.SUPERVISOR, "KZ-59"),
        make_actor(session, Role.MINISTRY),
    ):
        with pytest.raises(DomainError) as caught:
            commission.appoint(session, "KZ-55", SOMEBODY, actor=stranger, now=NOW)
        assert caught.value.code == "role_not_allowed"


def test_a_new_chair_follows_the_old_one(session: Session) -> None:
    seated = make_commission(session)
    chair = seated.members["chair"]
    commission.end(session, chair.id, date(2026, 11, 17), actor=seated.supervisor, now=NOW)
    new = Person("Жаңа Төраға", NamedBody.EXECUTIVE_BODY, date(2026, 11, 18), Seat.CHAIR)
    row = commission.appoint(session, "KZ-55", new, actor=seated.supervisor, now=NOW)
    assert (row.seat, chair.to_on) == (Seat.CHAIR, date(2026, 11, 17))
    with pytest.raises(DomainError) as caught:
        commission.end(session, chair.id, date(2026, 11, 20), actor=seated.supervisor, now=NOW)
    assert caught.value.code == "member_ended"
    keys = session.scalars(select(AuditEvent.key).where(AuditEvent.subject_kind == SubjectKind.COMMISSION))
    assert set(keys) == {EventKey.COMMISSION_CHANGED}


def test_the_database_lets_one_chair_sit_at_a_time(session: Session) -> None:
    seated = make_commission(session)
    chair = seated.members["chair"]
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(
            CommissionMember(
                commission_id=chair.commission_id,
                seat="chair",
                name="Екінші",
                body="health",
                from_on=date(2026, 6, 1),
                created_at=NOW,
            )
        )
        session.flush()


def test_a_substitute_sits_on_the_seat_and_leaves_with_it(session: Session) -> None:
    seated = make_commission(session)
    principal = seated.members["member2"]
    row = commission.appoint(session, "KZ-55", SOMEBODY, actor=seated.supervisor, now=NOW, stands_in_for=principal.id)
    assert commission.member_of(row).seat_id == principal.id
    with pytest.raises(DomainError) as caught:
        commission.appoint(session, "KZ-55", SOMEBODY, actor=seated.supervisor, now=NOW, stands_in_for=row.id)
    assert caught.value.code == "no_such_member"
    commission.end(session, principal.id, date(2026, 11, 30), actor=seated.supervisor, now=NOW)
    assert row.to_on == date(2026, 11, 30)


def test_an_account_has_one_seat_and_a_role_of_the_commission(session: Session) -> None:
    seated = make_commission(session)
    taken = Person("Тағы Бір", NamedBody.HEALTH, SINCE, account_id=seated.chair.account_id)
    officer = make_account(session, Role.CASE_WORKER, "KZ-55")
    elsewhere = make_account(session, Role.COMMISSION_MEMBER, "KZ-59")
    codes = []
    for account_id in (taken.account_id, officer.id, elsewhere.id):
        with pytest.raises(DomainError) as caught:
            person = Person("Тағы Бір", NamedBody.HEALTH, SINCE, account_id=account_id)
            commission.appoint(session, "KZ-55", person, actor=seated.supervisor, now=NOW)
        codes.append(caught.value.code)
    assert codes == ["account_on_commission", "account_not_of_commission", "account_not_of_commission"]


def test_relatives_are_declared_by_the_member_or_the_supervisor(session: Session) -> None:
    seated = make_commission(session)
    iin = synthetic_iin(date(1990, 5, 1), Sex.MALE, 77)
    row = seated.members["chair"]
    commission.declare_relatives(session, row.id, [f" {iin} ", iin, ""], actor=seated.chair, now=NOW)
    assert row.relatives == [iin]
    commission.declare_relatives(session, row.id, [], actor=seated.supervisor, now=NOW)
    assert row.relatives == []
    with pytest.raises(DomainError):
        commission.declare_relatives(session, row.id, [iin], actor=seated.secretary, now=NOW)
