"""A region's request through the services: versions are kept, one lives at a time, nobody overwrites anybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, MoveNotAllowedError, RoleNotAllowedError, StaleVersionError
from app.domain.quota_request import JobGroup, RequestFigures, RequestState, SchoolLanguage, from_json
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.models import AuditEvent, QuotaRequest, QuotaRequestVersion
from app.services import quota_request
from tests.factories import NOW, make_actor

HERE, YEAR = "KZ-55", 2027
FIGURES = RequestFigures(
    persons=1800,
    working_age=700,
    jobs=(JobGroup("Тракторшы", "«Қазына» ШҚ", 400, 310_000), JobGroup("Мұғалім", "", 320)),
    homes={2: 60, 3: 40},
    school={SchoolLanguage.KAZAKH: 350},
    kindergarten=120,
    districts=("553600000", "556000000"),
)


@pytest.fixture
def head(session: Session) -> Actor:
    return make_actor(session, Role.SUPERVISOR, HERE)


@pytest.fixture
def ministry(session: Session) -> Actor:
    return make_actor(session, Role.MINISTRY)


def begun(session: Session, head: Actor, figures: RequestFigures = FIGURES) -> QuotaRequest:
    row, _ = quota_request.begin(session, HERE, Stream.RELOCATEE, YEAR, actor=head, now=NOW)
    return quota_request.save(session, row.id, figures, seen=row.revision, actor=head, now=NOW)


def filed(session: Session, head: Actor) -> QuotaRequest:
    row = begun(session, head)
    quota_request.file(session, row.id, "", seen=row.revision, actor=head, now=NOW)
    return row


def versions(session: Session, row: QuotaRequest) -> list[QuotaRequestVersion]:
    statement = select(QuotaRequestVersion).where(QuotaRequestVersion.request_id == row.id)
    return list(session.scalars(statement.order_by(QuotaRequestVersion.version)))


def test_a_request_is_filed_returned_and_filed_again(session: Session, head: Actor, ministry: Actor) -> None:
    row = filed(session, head)
    assert (row.state, row.version) == (RequestState.FILED, 1)
    quota_request.send_back(session, row.id, " Үйлер аз. ", version=1, actor=ministry, now=NOW)
    changed = RequestFigures(**{name: getattr(FIGURES, name) for name in FIGURES.__slots__} | {"persons": 1500})
    quota_request.save(session, row.id, changed, seen=row.revision, actor=head, now=NOW)
    quota_request.file(session, row.id, "", seen=row.revision, actor=head, now=NOW)
    first, second = versions(session, row)
    assert (first.persons, second.persons, row.state) == (1800, 1500, RequestState.FILED)
    assert (first.reason, second.reason) == ("Үйлер аз.", "")
    assert from_json(first.content) == FIGURES
    assert (first.jobs, first.homes, first.school, first.kindergarten) == (720, 100, 350, 120)
    events = session.scalars(
        select(AuditEvent.key)
        .where(AuditEvent.subject_kind == SubjectKind.QUOTA_REQUEST, AuditEvent.subject_id == row.id)
        .order_by(AuditEvent.sequence)
    ).all()
    assert events == [EventKey.QUOTA_REQUEST_FILED, EventKey.QUOTA_REQUEST_RETURNED, EventKey.QUOTA_REQUEST_FILED]


def test_what_was_filed_is_never_changed(session: Session, head: Actor) -> None:
    row = filed(session, head)
    for statement in (
        update(QuotaRequestVersion).values(persons=1),
        update(QuotaRequestVersion).values(content={}),
        text("DELETE FROM quota_request_versions"),
    ):
        with pytest.raises(IntegrityError, match="never changed"), session.begin_nested():
            session.execute(statement)
    assert versions(session, row)[0].persons == 1800


def test_one_request_lives_at_a_time_and_a_withdrawn_one_is_the_start_of_the_next(
    session: Session, head: Actor
) -> None:
    row = filed(session, head)
    again, is_new = quota_request.begin(session, HERE, Stream.RELOCATEE, YEAR, actor=head, now=NOW)
    assert (again.id, is_new) == (row.id, False)
    quota_request.withdraw(session, row.id, "Бюджет кесілді.", actor=head, now=NOW)
    other, is_new = quota_request.begin(session, HERE, Stream.RELOCATEE, YEAR, actor=head, now=NOW)
    assert is_new
    assert other.id != row.id
    assert from_json(other.content) == FIGURES
    assert (row.state, row.withdrawn_reason, len(versions(session, row))) == ("withdrawn", "Бюджет кесілді.", 1)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            text(
                "INSERT INTO quota_requests SELECT (jsonb_populate_record(null::quota_requests, to_jsonb(q)"
                " || '{\"id\": 999999}')).* FROM quota_requests q WHERE id = :id"
            ),
            {"id": other.id},
        )


def test_nobody_overwrites_what_they_have_not_seen(session: Session, head: Actor) -> None:
    row = begun(session, head)
    seen = row.revision
    quota_request.save(session, row.id, RequestFigures(persons=5), seen=seen, actor=head, now=NOW)
    for act in (
        lambda: quota_request.save(session, row.id, FIGURES, seen=seen, actor=head, now=NOW),
        lambda: quota_request.file(session, row.id, "", seen=seen, actor=head, now=NOW),
    ):
        with pytest.raises(StaleVersionError):
            act()
    assert row.content["persons"] == 5


def test_a_second_press_files_nothing(session: Session, head: Actor) -> None:
    row = begun(session, head)
    seen = row.revision
    quota_request.file(session, row.id, "", seen=seen, actor=head, now=NOW)
    with pytest.raises(MoveNotAllowedError):
        quota_request.file(session, row.id, "", seen=seen, actor=head, now=NOW)
    assert len(versions(session, row)) == 1


def test_the_ministry_returns_the_version_that_it_read(session: Session, head: Actor, ministry: Actor) -> None:
    row = filed(session, head)
    with pytest.raises(StaleVersionError):
        quota_request.send_back(session, row.id, "x", version=2, actor=ministry, now=NOW)
    assert row.state == RequestState.FILED


def test_a_doubtful_request_keeps_its_justification(session: Session, head: Actor) -> None:
    row = begun(session, head, RequestFigures(persons=9, working_age=4, districts=("553600000",)))
    with pytest.raises(DomainError, match="justification_required"):
        quota_request.file(session, row.id, " ", seen=row.revision, actor=head, now=NOW)
    kept = quota_request.file(session, row.id, " Келісім бар. ", seen=row.revision, actor=head, now=NOW)
    assert kept.justification == "Келісім бар."


@pytest.mark.parametrize("year", [2025, 2028])
def test_other_years_are_closed(session: Session, head: Actor, year: int) -> None:
    with pytest.raises(DomainError, match="request_year_closed"):
        quota_request.begin(session, HERE, Stream.KANDAS, year, actor=head, now=NOW)


def test_only_the_regions_head_writes(session: Session, head: Actor, ministry: Actor) -> None:
    row = begun(session, head)
    others = (make_actor(session, Role.SUPERVISOR, "KZ-59"), make_actor(session, Role.CASE_WORKER, HERE), ministry)
    acts: list[Callable[[Actor], object]] = [
        lambda who: quota_request.begin(session, HERE, Stream.KANDAS, YEAR, actor=who, now=NOW),
        lambda who: quota_request.save(session, row.id, FIGURES, seen=row.revision, actor=who, now=NOW),
        lambda who: quota_request.file(session, row.id, "", seen=row.revision, actor=who, now=NOW),
        lambda who: quota_request.withdraw(session, row.id, "x", actor=who, now=NOW),
    ]
    for act in acts:
        for who in others:
            with pytest.raises(RoleNotAllowedError):
                act(who)


def test_filed_figures_stand_still(session: Session, head: Actor) -> None:
    row = filed(session, head)
    with pytest.raises(DomainError, match="request_closed"):
        quota_request.save(session, row.id, RequestFigures(), seen=row.revision, actor=head, now=NOW)
