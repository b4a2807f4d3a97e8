"""Papers issued by the services: numbers, facts, files, and what happens when a worker dies."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.documents.verification import attached_facts, verify
from app.domain.audit import EventKey
from app.domain.paper import DocumentKind, PaperFacts, Variant
from app.domain.paper_json import digest, from_json
from app.domain.programmes.definition import CriterionCode, Step
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.gateways.files import FileStore
from app.gateways.signing import DemoAuthority
from app.models import Application, AuditEvent, IssuedDocument, Rendering
from app.services import paper, paper_desk, review
from tests import factories
from tests.factories import NOW

BASE_URL = "https://qonys.example.kz"
KINDS = {
    Status.SUBMITTED: DocumentKind.RECEIPT,
    Status.DOCUMENTS_REQUESTED: DocumentKind.DOCUMENTS_REQUEST,
    Status.REFUSED_TO_ACCEPT: DocumentKind.REFUSAL_TO_ACCEPT,
    Status.APPROVED: DocumentKind.APPROVAL,
    Status.REFUSED: DocumentKind.REFUSAL,
}


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    authority = DemoAuthority(tmp_path_factory.mktemp("keys"), NOW)
    authority.prepare()
    return authority


def last_paper(session: Session, application: Application) -> IssuedDocument:
    return session.scalars(
        select(IssuedDocument)
        .where(IssuedDocument.application_id == application.id)
        .order_by(IssuedDocument.id.desc())
        .limit(1)
    ).one()


def official(session: Session, document: IssuedDocument) -> Rendering:
    return session.scalars(
        select(Rendering).where(Rendering.document_id == document.id, Rendering.variant == Variant.OFFICIAL)
    ).one()


def files_in(store: FileStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def jobs_for(session: Session, rendering: Rendering) -> int:
    from sqlalchemy import text

    statement = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'paper.render' AND args = :args")
    count: int = session.execute(statement, {"args": f'{{"rendering_id": {rendering.id}}}'}).scalar_one()
    return count


@pytest.mark.parametrize("status", KINDS)
def test_every_move_that_needs_a_paper_issues_one(session: Session, status: Status) -> None:
    application = factories.make_application(session, status, persons=3)

    document = last_paper(session, application)
    facts = from_json(document.facts)

    assert document.kind == KINDS[status]
    assert (facts.number, facts.code) == (document.number, document.code)
    assert digest(facts).hex() == document.digest
    assert facts.addressee is not None
    assert facts.addressee.name == application.applicant_name
    assert facts.addressee.iin == application.applicant_iin
    assert facts.application_number == application.number
    assert facts.body.name.kk.startswith("Павлодар облысының ")
    assert facts.body.name.ru.endswith("Павлодарской области")
    rendering = official(session, document)
    assert rendering.state == "queued"
    assert jobs_for(session, rendering) == 1


def test_the_receipt_names_the_household_and_its_documents(session: Session) -> None:
    application = factories.make_application(session, persons=4)
    facts = from_json(last_paper(session, application).facts)

    assert [person.name for person in facts.household] == [member.full_name for member in application.members]
    assert len(facts.documents) >= 1
    assert facts.deadline_on == application.whole_due_on
    assert facts.signatory.name == "Qonys"


def test_an_approval_says_places_order_and_amounts(session: Session) -> None:
    application = factories.make_application(session, Status.APPROVED, persons=5)
    facts = from_json(last_paper(session, application).facts)

    assert facts.quota is not None
    assert (facts.quota.persons, facts.quota.year) == (5, 2026)
    assert facts.quota.order.act.kk
    assert [int(amount.tenge) for amount in facts.amounts] == [302_750, 7_028_125]
    # The certificate is a ceiling: nobody is promised more than the price of the home.
    assert facts.amounts[0].note is not None
    assert "at most" not in facts.amounts[0].note.en
    assert facts.amounts[1].note is not None
    assert "not more than the price of the home" in facts.amounts[1].note.en
    assert all(ground.is_met for ground in facts.grounds)
    assert facts.signatory.name != "Qonys"
    assert facts.obligations


def test_an_approval_states_the_requirements_as_they_stood_on_the_day_of_application(session: Session) -> None:
    runs_out = {Step.KANDAS: {"valid_until": (NOW + timedelta(days=1)).date().isoformat()}}
    application = factories.make_application(session, Status.PREPARED, stream=Stream.KANDAS, changes=runs_out)
    head = factories.make_actor(session, Role.SUPERVISOR, "KZ-55")
    decided = NOW + timedelta(days=5)
    review.perform(session, application.id, factories.motion_for(Action.APPROVE), actor=head, now=decided)

    facts = from_json(last_paper(session, application).facts)
    assert CriterionCode.KANDAS_STATUS_VALID in {ground.code for ground in facts.grounds}


def test_a_refusal_names_each_ground_with_its_act_and_how_to_complain(session: Session) -> None:
    application = factories.make_application(session, Status.REFUSED)
    facts = from_json(last_paper(session, application).facts)

    assert [ground.code for ground in facts.grounds] == application.proposal_grounds
    assert all(ground.norm.act.ru for ground in facts.grounds)
    assert facts.appeal is not None
    assert "үш ай" in facts.appeal.text.kk
    assert facts.appeal.basis is not None


def test_numbers_of_a_journal_have_no_gap_and_a_rollback_gives_one_back(session: Session) -> None:
    first = last_paper(session, factories.make_application(session))
    with session.begin_nested() as savepoint:
        lost = last_paper(session, factories.make_application(session))
        lost_number = lost.number
        savepoint.rollback()
    second = last_paper(session, factories.make_application(session))

    assert (first.journal, second.journal) == ("R", "R")
    assert second.sequence == first.sequence + 1
    assert second.number == lost_number


def test_each_body_has_its_own_journal(session: Session) -> None:
    factories.make_application(session)
    other = last_paper(session, factories.make_application(session, region="KZ-39"))

    assert other.number.startswith("39-R-2026-")
    assert other.sequence == 1


def test_rendering_makes_the_signed_file_once(session: Session, store: FileStore, keys: DemoAuthority) -> None:
    document = last_paper(session, factories.make_application(session, Status.APPROVED, persons=2))
    rendering = official(session, document)

    for later in (0, 60):
        paper.render(
            session,
            rendering.id,
            store=store,
            keys=keys,
            base_url=BASE_URL,
            now=NOW + timedelta(seconds=later),
        )

    assert rendering.state == "ready"
    assert rendering.attempts == 1
    assert rendering.ready_at == NOW
    assert rendering.store_key is not None
    assert len(files_in(store)) == 1
    report = verify(store.read(rendering.store_key), keys.roots())
    assert report.is_valid
    assert (report.number, report.kind) == (document.number, DocumentKind.APPROVAL)
    assert report.matches(document.digest)


def test_a_worker_killed_after_storing_leaves_one_file_when_the_job_comes_again(
    session: Session, store: FileStore, keys: DemoAuthority
) -> None:
    document = last_paper(session, factories.make_application(session))
    rendering = official(session, document)
    with session.begin_nested() as savepoint:
        paper.render(session, rendering.id, store=store, keys=keys, base_url=BASE_URL, now=NOW)
        savepoint.rollback()
    session.expire_all()
    assert rendering.state == "queued"
    assert len(files_in(store)) == 1

    paper.render(session, rendering.id, store=store, keys=keys, base_url=BASE_URL, now=NOW + timedelta(hours=1))

    assert rendering.state == "ready"
    assert [path.name for path in files_in(store)] == [rendering.store_key]


def test_a_failed_attempt_is_seen_and_can_be_asked_for_again(
    session: Session, store: FileStore, keys: DemoAuthority
) -> None:
    actor = factories.make_actor(session, Role.CASE_WORKER, "KZ-55")
    rendering = official(session, last_paper(session, factories.make_application(session)))
    paper.fail(session, rendering.id, RuntimeError("Pango cannot be loaded"), now=NOW)

    assert rendering.state == "failed"
    assert rendering.attempts == 1
    assert "Pango" in rendering.last_error

    paper.retry(session, rendering.id, actor=actor, now=NOW)
    session.flush()
    told = select(AuditEvent.actor_id).where(AuditEvent.key == EventKey.DOCUMENT_RETRIED)
    assert session.scalars(told).all() == [actor.account_id]
    assert rendering.state == "queued"
    assert jobs_for(session, rendering) == 2

    paper.render(session, rendering.id, store=store, keys=keys, base_url=BASE_URL, now=NOW)
    assert (rendering.state, rendering.attempts, rendering.last_error) == ("ready", 2, "")


def test_a_rendering_that_nobody_makes_is_asked_for_again(session: Session) -> None:
    rendering = official(session, last_paper(session, factories.make_application(session)))

    assert paper.requeue_lost(session, now=NOW + timedelta(minutes=5)) == 0
    assert paper.requeue_lost(session, now=NOW + timedelta(minutes=11)) == 1
    assert jobs_for(session, rendering) == 2


def test_a_failed_file_is_not_asked_for_beside_the_job_that_still_tries(session: Session) -> None:
    rendering = official(session, last_paper(session, factories.make_application(session)))
    paper.fail(session, rendering.id, RuntimeError("Pango cannot be loaded"), now=NOW)

    assert paper.requeue_lost(session, now=NOW + timedelta(hours=2)) == 0
    assert jobs_for(session, rendering) == 1
    # The job has given up by then; what kept it from its work may be mended.
    assert paper.requeue_lost(session, now=NOW + timedelta(hours=7)) == 1


def test_the_translation_is_made_once_and_carries_no_signature(
    session: Session, store: FileStore, keys: DemoAuthority
) -> None:
    actor = factories.make_actor(session)
    document = last_paper(session, factories.make_application(session))
    asked = paper.request_translation(session, document, actor=actor, now=NOW)
    again = paper.request_translation(session, document, actor=actor, now=NOW)
    session.flush()
    told = select(AuditEvent.actor_id).where(AuditEvent.key == EventKey.TRANSLATION_ASKED)
    assert session.scalars(told).all() == [actor.account_id]
    assert asked.id == again.id

    rendering = paper.render(session, asked.id, store=store, keys=keys, base_url=BASE_URL, now=NOW)

    assert rendering.store_key is not None
    pdf = store.read(rendering.store_key)
    assert verify(pdf, keys.roots()).problem == "not_signed"
    assert attached_facts(pdf) == from_json(document.facts)


def test_a_paper_is_revoked_once_with_a_reason_and_the_trail_says_so(session: Session) -> None:
    actor = factories.make_actor(session, Role.SUPERVISOR, "KZ-55")
    document = last_paper(session, factories.make_application(session))

    paper.revoke(session, document.id, "Қате жіберілген", actor=actor, now=NOW)

    assert document.revoked_at == NOW
    with pytest.raises(paper.AlreadyRevokedError):
        paper.revoke(session, document.id, "тағы да", actor=actor, now=NOW)
    keys_told = session.scalars(
        select(AuditEvent.key).where(AuditEvent.subject_id == document.application_id).order_by(AuditEvent.id)
    ).all()
    assert keys_told[-2:] == ["document.issued", "document.revoked"] or keys_told[-1] == "document.revoked"


def test_codes_cannot_be_guessed_from_each_other(session: Session) -> None:
    codes = {last_paper(session, factories.make_application(session)).code for _ in range(5)}
    assert len(codes) == 5
    assert session.scalar(select(func.count()).where(IssuedDocument.code.in_(codes))) == 5


@pytest.mark.parametrize(
    ("full", "short"),
    [("Сәрсенов Қайрат Болатұлы", "Қ. Сәрсенов"), ("Қайрат", "Қайрат"), (" Әбішева  Жанар ", "Ж. Әбішева")],
)
def test_signatories_are_shown_by_initial_and_surname(full: str, short: str) -> None:
    assert paper_desk.short_name(full) == short


def test_facts_survive_the_record(session: Session) -> None:
    document = last_paper(session, factories.make_application(session, Status.APPROVED, persons=2))
    session.expire_all()
    facts: PaperFacts = from_json(document.facts)
    assert facts.kind is DocumentKind.APPROVAL
