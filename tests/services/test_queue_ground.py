"""A ground stated afterwards: by the head of that body and nobody else, beside the finding, for as long as it fits."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.errors import DomainError, ReasonRequiredError, RoleNotAllowedError
from app.domain.queue_overtaking import GroundState, StatedGround
from app.domain.roles import Role
from app.models import Account, AuditEvent, QueueAudit, QueueOvertaking, QueueStatement, RoleGrant
from app.queries import queue_ground as queries
from app.services import queue_audit, queue_ground
from tests.factories import NOW, actor_of, make_actor
from tests.services.queue_plants import LATER, REGION, WORDS, Planted, another_head, overtaken

NIGHT = LATER + timedelta(days=1)
MISTAKE = StatedGround.MISTAKE


def _counts(session: Session) -> tuple[int, int]:
    found = queries.counts(session)
    return found[GroundState.OPEN], found[GroundState.AFTERWARDS]


def _state(session: Session, planted: Planted, words: str = WORDS, ground: StatedGround = MISTAKE) -> QueueStatement:
    head = another_head(session)
    return queue_ground.state(session, planted.event_id, ground, words, actor=head, now=LATER)


def test_the_head_of_the_body_answers_and_the_finding_stays(session: Session) -> None:
    planted = overtaken(session)
    assert _counts(session) == (1, 0)
    said = _state(session, planted)
    assert _counts(session) == (0, 1)
    assert said.passed == [planted.first.number]
    assert set(said.decided_by) == {planted.seated.secretary.account_id, planted.seated.chair.account_id}
    event = session.scalars(select(AuditEvent).where(AuditEvent.key == EventKey.OVERTAKING_EXPLAINED)).one()
    assert (event.subject_id, event.region, event.actor_id) == (planted.second.id, REGION, said.stated_by_id)
    assert event.facts == {
        "ground": "mistake",
        "reason": WORDS,
        "passed": [planted.first.number],
        "afterwards": True,
    }
    # It is no ground on the record: an audit of everything finds what it found, and is silent of what is answered.
    record = queue_audit.run(session, now=NIGHT, full=True)
    assert record.is_clean
    row = session.scalars(select(QueueOvertaking)).one()
    assert (row.grounds, row.unexplained) == ({}, 1)
    assert _counts(session) == (0, 1)


def test_a_second_statement_stands_beside_the_first(session: Session) -> None:
    planted = overtaken(session)
    _state(session, planted)
    _state(session, planted, "Тексеру нәтижесінде анықталды: кворум болмаған.", StatedGround.NO_QUORUM)
    row = queries.overtaking(session, planted.event_id, None)
    assert row is not None
    assert [said.ground for said in row.statements] == ["mistake", "no_quorum"]
    assert row.state is GroundState.AFTERWARDS


def test_a_button_pressed_twice_states_once(session: Session) -> None:
    planted, head = overtaken(session), another_head(session)
    first, second = (
        queue_ground.state(session, planted.event_id, MISTAKE, words, actor=head, now=LATER)
        for words in (WORDS, f"  {WORDS} ")
    )
    assert first.id == second.id


def test_nobody_else_states_it(session: Session) -> None:
    planted = overtaken(session)
    for role, region in (
        (Role.SUPERVISOR, "KZ-59"),
        (Role.CASE_WORKER, REGION),
        (Role.COMMISSION_SECRETARY, REGION),
        (Role.AUDITOR, None),
        (Role.MINISTRY, None),
    ):
        other = make_actor(session, role, region)
        with pytest.raises(RoleNotAllowedError):
            queue_ground.state(session, planted.event_id, MISTAKE, WORDS, actor=other, now=LATER)
    assert _counts(session) == (1, 0)


@pytest.mark.parametrize("who", ["chair", "secretary"])
def test_whoever_took_the_decision_does_not_state_the_ground_alone(session: Session, who: str) -> None:
    planted = overtaken(session)
    account = session.get_one(Account, getattr(planted.seated, who).account_id)
    account.grants.append(RoleGrant(role=Role.SUPERVISOR, region=REGION, granted_at=NOW))
    session.flush()
    with pytest.raises(DomainError) as refused:
        queue_ground.state(session, planted.event_id, MISTAKE, WORDS, actor=actor_of(account), now=LATER)
    assert refused.value.code == "overtaking_by_decider"


def test_nobody_states_it_in_a_matter_of_the_own_family(session: Session) -> None:
    planted, head = overtaken(session), another_head(session)
    planted.first.account_id = head.account_id
    session.flush()
    with pytest.raises(RoleNotAllowedError):
        queue_ground.state(session, planted.event_id, MISTAKE, WORDS, actor=head, now=LATER)


def test_the_words_name_nobody(session: Session) -> None:
    planted = overtaken(session)
    surname = planted.second.applicant_name.split()[0]
    for words in (f"Алдымен {surname}тың ісі қаралды", f"{planted.second.number} іс шұғыл болды"):
        with pytest.raises(DomainError) as refused:
            _state(session, planted, words)
        assert refused.value.code == "words_name_others"
    with pytest.raises(ReasonRequiredError):
        _state(session, planted, "  ")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ахметова-Ким Сара", "Алдымен Ахметова-Кимнің ісі қаралды"),
        ("Ахметова-Ким Сара", "Кимнің ісі бұрын келді"),
        ("Серікова Марина", "Ранее рассмотрено дело Сериковой"),
        ("Серікова Марина", "Дело Сериков было срочным"),
        ("Әбдірайымова Гүл", unicodedata.normalize("NFD", "Әбдірайымованың ісі шұғыл болды")),
    ],
)
def test_a_name_is_found_in_whatever_form(session: Session, name: str, words: str) -> None:
    planted = overtaken(session)
    planted.second.applicant_name = name
    session.flush()
    with pytest.raises(DomainError) as refused:
        _state(session, planted, words)
    assert refused.value.code == "words_name_others"


@pytest.mark.parametrize("written", ["{0}-А-{1}-{2}", "{0} A {1} {2}", "№{2}", "{0}/{1}/{2}", "{0}a{1}{2}"])
def test_a_number_is_found_however_it_is_written(session: Session, written: str) -> None:
    planted = overtaken(session)
    body, _, year, end = (planted.first.number or "").split("-")
    with pytest.raises(DomainError) as refused:
        _state(session, planted, f"Алдымен {written.format(body, year, end)} өтініші күтті")
    assert refused.value.params["words"] == planted.first.number


def test_a_short_name_takes_no_other_word_with_it(session: Session) -> None:
    planted = overtaken(session)
    planted.first.applicant_name, planted.second.applicant_name = "Ай Сәуле", "Ким А."
    session.flush()
    assert _state(session, planted, "Айына бір рет сарапшы келеді, 2026 жылғы 5 қарашада келмеді.").id


def test_what_the_record_explains_needs_no_statement_and_what_is_not_there_has_none(session: Session) -> None:
    planted = overtaken(session)
    _supersede(session, planted, left=[])
    with pytest.raises(DomainError) as refused:
        _state(session, planted)
    assert refused.value.code == "overtaking_has_ground"
    with pytest.raises(DomainError) as unknown:
        queue_ground.state(session, 10**12, MISTAKE, WORDS, actor=another_head(session), now=LATER)
    assert unknown.value.code == "no_such_overtaking"


def test_a_later_audit_that_finds_another_family_opens_it_again(session: Session) -> None:
    planted = overtaken(session)
    _state(session, planted)
    _supersede(session, planted, left=[planted.first.number, "55-A-2026-99999"])
    assert _counts(session) == (1, 0)
    assert queries.is_open(session, planted.event_id)
    _state(session, planted)
    assert _counts(session) == (0, 1)


def _supersede(session: Session, planted: Planted, left: list[str | None]) -> None:
    """Another audit that found it otherwise."""
    record = QueueAudit(asked_at=NIGHT, reached={}, counts={})
    session.add(record)
    session.flush()
    known = queries.standing(session, planted.event_id)
    assert known is not None
    same = {name: getattr(known, name) for name in ("event_id", "region", "stream", "application_id", "at", "place")}
    session.add(QueueOvertaking(**same, audit_id=record.id, grounds={}, unexplained=len(left), left=left))
    session.flush()


def test_the_family_reads_it_and_no_other_does(session: Session) -> None:
    planted = overtaken(session)
    (open_row,) = queries.passed_by(session, planted.first.number or "")
    assert (open_row.ground, open_row.stated_at) == (None, None)
    _state(session, planted)
    (row,) = queries.passed_by(session, planted.first.number or "")
    assert (row.ground, row.reason, row.stated_at) == (MISTAKE, WORDS, LATER)
    assert queries.passed_by(session, planted.second.number or "") == []


def test_a_region_lists_its_own(session: Session) -> None:
    here, there = overtaken(session), overtaken(session, "KZ-59")
    rows, more = queries.overtakings(session, regions=["KZ-59"], state=GroundState.OPEN)
    assert ([row.event_id for row in rows], more) == ([there.event_id], None)
    first, after = queries.overtakings(session, limit=1)
    second, end = queries.overtakings(session, limit=1, before=after)
    assert {first[0].event_id, second[0].event_id} == {here.event_id, there.event_id}
    assert end is None
    assert queries.overtaking(session, here.event_id, ["KZ-59"]) is None
    assert queries.counts(session, ["KZ-39"]) == {GroundState.OPEN: 0, GroundState.AFTERWARDS: 0}
