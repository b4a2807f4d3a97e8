"""Each kind of paper as the services issue it: from a move, from a hearing, from a sitting, by the superior body."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.layout import Seal, render_html
from app.domain.paper import AppealFacts, AppealReference, DocumentKind, EarlierPaper, PaperFacts, Variant, Words
from app.domain.paper_json import from_json
from app.domain.procedures import PROCEDURES
from app.domain.programmes.definition import GroundCode
from app.domain.roles import Role
from app.domain.stream import STATUS_STREAMS, Stream
from app.domain.workflow import Action, Status
from app.models import Application, IssuedDocument
from app.services import hearing_decision, hearing_minutes, hearing_position, paper_effects, review, sitting
from app.services import minutes as sitting_minutes
from app.services.paper_kinds import BUILDERS
from app.services.paper_kinds.preliminary_decision import RIGHTS
from tests import factories
from tests.commissions import make_commission, open_one, referred, vote_all
from tests.factories import NOW
from tests.services import test_hearing as hearings
from tests.services import test_kandas_status as statuses

SEAL = Seal("Орган", "0a", "payload", "https://qonys.example.kz/verify/X")


def papers(session: Session, application: Application) -> dict[DocumentKind, IssuedDocument]:
    """The newest paper of each kind on the application."""
    found = session.scalars(
        select(IssuedDocument).where(IssuedDocument.application_id == application.id).order_by(IssuedDocument.id)
    )
    return {DocumentKind(document.kind): document for document in found}


def facts_of(document: IssuedDocument) -> PaperFacts:
    return from_json(document.facts)


def sheet(document: IssuedDocument) -> str:
    """The sheet in both languages; whatever is on it can be laid out."""
    return render_html(facts_of(document), Variant.OFFICIAL, SEAL)


def test_every_paper_that_a_table_names_has_its_builder() -> None:
    named = {move.paper for procedure in PROCEDURES.values() for move in procedure.table.values() if move.paper}
    assert named == set(BUILDERS)
    owned_elsewhere = {DocumentKind.COMMISSION_MINUTES, DocumentKind.APPEAL_REPLY, DocumentKind.CORRECTION}
    assert set(DocumentKind) - named == owned_elsewhere
    assert set(paper_effects.SERIES) == set(Stream)
    assert len(set(paper_effects.SERIES.values())) == len(Stream)


def test_before_a_refusal_stands_a_preliminary_decision_with_the_way_to_be_heard(session: Session) -> None:
    application = factories.make_application(session, Status.HEARING, persons=2)
    document = papers(session, application)[DocumentKind.PRELIMINARY_DECISION]
    facts = facts_of(document)

    assert document.journal == "L"
    assert [ground.code for ground in facts.grounds] == [GroundCode.EXPIRED_DOCUMENTS]
    assert len(facts.rights) == len(RIGHTS)
    assert all(right.basis and "73" in right.basis.article.ru for right in facts.rights)
    assert facts.deadline_on is not None
    assert facts.deadline_on > facts.signed_at.date()
    assert ("Intended decision", "Refusal") in {(row.label.en, row.value.en) for row in facts.statements}
    assert len(facts.household) == 2
    assert "АЛДЫН АЛА ШЕШІМ" in sheet(document)


def test_the_decision_after_a_hearing_answers_and_says_how_the_person_was_heard(session: Session) -> None:
    people = hearings.People(session)
    said = ("Мерзімі ұзартылған",)
    hearing_position.object_to(session, people.case.id, said, is_all=True, actor=people.owner, now=NOW)
    hearing_position.close(session, people.case.id, actor=people.worker, now=NOW)
    answered = hearings.decision(answers={1: "Ұзарту туралы белгі жоқ"})
    hearing_decision.decide(session, people.case.id, answered, actor=people.head, now=hearings.LATER)

    facts = facts_of(papers(session, people.case)[DocumentKind.REFUSAL])
    assert [(row.objection.kk, row.answer.kk) for row in facts.answers] == [
        ("Мерзімі ұзартылған", "Ұзарту туралы белгі жоқ")
    ]
    assert any(row.label.en == "Hearing of the applicant" for row in facts.statements)
    assert facts.stream is Stream.RELOCATEE


def test_minutes_of_a_hearing_name_both_signatories_and_the_grounds_heard(session: Session) -> None:
    people = hearings.People(session)
    hearings.appoint(session, people)
    kept = hearing_minutes.write(
        session, people.case.id, hearings.written(people), actor=people.secretary, now=hearings.LATER
    )
    for actor in (people.head, people.secretary):
        hearing_minutes.sign(session, people.case.id, kept.version, actor=actor, now=hearings.LATER)

    document = papers(session, people.case)[DocumentKind.HEARING_MINUTES]
    facts = facts_of(document)
    assert facts.hearing is not None
    assert facts.hearing.presiding_signed_at == facts.hearing.secretary_signed_at == hearings.LATER
    assert (facts.signatory, facts.executor) == (facts.hearing.presiding, facts.hearing.secretary)
    assert [ground.code for ground in facts.grounds] == [GroundCode.EXPIRED_DOCUMENTS]
    assert "Жұмабаев Нұрлан, өтініш беруші" in sheet(document)


def test_a_decision_names_the_sitting_that_recommended_it_and_the_minutes_stand_in_their_own_journal(
    session: Session,
) -> None:
    seated = make_commission(session)
    (case,) = referred(session, persons=2)
    held = open_one(session, seated)
    vote_all(session, seated, held)
    sitting.close(session, held.id, actor=seated.secretary, now=NOW)
    for actor in (seated.secretary, seated.chair):
        sitting_minutes.sign(session, held.id, actor=actor, now=NOW)
    head = factories.make_actor(session, Role.SUPERVISOR, "KZ-55")
    review.perform(session, case.id, factories.motion_for(Action.APPROVE, case), actor=head, now=NOW)

    decided = facts_of(papers(session, case)[DocumentKind.APPROVAL])
    assert decided.recommendation is not None
    assert decided.recommendation.sitting_number == held.number
    assert decided.recommendation.text.ru == "удовлетворить заявление"
    document = session.get_one(IssuedDocument, held.document_id)
    assert (document.journal, document.application_id) == ("M", None)
    assert document.number.startswith("55-M-2026-")
    assert held.number in sheet(document)
    assert case.number is not None
    assert case.number in sheet(document)


def test_a_certificate_lists_the_register_s_numbers_and_the_term(session: Session) -> None:
    family = statuses.given(session, persons=3)
    document = papers(session, family.application)[DocumentKind.STATUS_CERTIFICATE]
    facts = facts_of(document)

    assert document.number.startswith("55-SA-2026-")
    assert facts.status is not None
    rows = family.statuses(session)
    assert [person.register_number for person in facts.status.persons] == [row.number for row in rows]
    assert {person.valid_until for person in facts.status.persons} == {row.expires_on for row in rows}
    assert facts.household == ()
    assert facts.grounds
    assert all(row.number in sheet(document) for row in rows)


def test_a_consent_names_people_who_have_no_number_yet(session: Session) -> None:
    application = factories.make_application(session, Status.APPROVED, stream=Stream.STATUS_CONSENT, persons=2)
    facts = facts_of(papers(session, application)[DocumentKind.STATUS_CONSENT])

    assert facts.number.startswith("55-SC-2026-")
    assert facts.status is not None
    assert [person.register_number for person in facts.status.persons] == ["", ""]
    assert [person.name for person in facts.status.persons] == [member.full_name for member in application.members]
    assert facts.status.persons[0].identity_document


def test_an_extension_shows_the_day_before_and_the_certificate(session: Session) -> None:
    family = statuses.given(session)
    before = family.statuses(session)[0].expires_on
    later = NOW + timedelta(days=300)
    application = statuses.extended(session, family, later)
    facts = facts_of(papers(session, application)[DocumentKind.STATUS_EXTENSION])

    assert facts.number.startswith(f"55-SE-{later.year}-")
    assert facts.status is not None
    (person,) = facts.status.persons
    assert person.earlier_until == before
    assert person.valid_until == family.statuses(session)[0].expires_on
    assert person.valid_until is not None
    assert person.valid_until > before
    assert facts.status.earlier is not None
    certificate = papers(session, family.application)[DocumentKind.STATUS_CERTIFICATE]
    assert facts.status.earlier.number == certificate.number


def test_a_termination_says_from_which_day_on_which_grounds_after_a_hearing(session: Session) -> None:
    family = statuses.given(session, persons=2)
    ended = statuses.terminated(session, family.statuses(session)[1], NOW + timedelta(days=30), GroundCode.FALSE_DATA)
    document = papers(session, ended)[DocumentKind.STATUS_TERMINATION]
    facts = facts_of(document)

    assert facts.number.startswith("55-ST-2026-")
    assert facts.status is not None
    (person,) = facts.status.persons
    assert person.register_number == family.statuses(session)[1].number
    assert facts.status.ended_on == family.statuses(session)[1].ended_on
    assert [ground.code for ground in facts.grounds] == [GroundCode.FALSE_DATA]
    assert facts.appeal is not None
    assert "ТОҚТАТЫЛСЫН" in sheet(document)
    assert "Өтініш беруші:" not in sheet(document)


@pytest.mark.parametrize("stream", [stream for stream in STATUS_STREAMS if stream is not Stream.STATUS_TERMINATION])
def test_a_refusal_stands_in_the_journal_of_what_was_asked_for(session: Session, stream: Stream) -> None:
    application = factories.make_application(session, Status.REFUSED, stream=stream)
    document = papers(session, application)[DocumentKind.REFUSAL]
    assert document.journal == paper_effects.SERIES[stream]
    assert facts_of(document).stream is stream
    assert "өңірлік квотаға" not in sheet(document)


def test_the_superior_body_has_one_journal_for_the_country(session: Session) -> None:
    official = factories.make_actor(session, Role.MINISTRY)
    numbers = []
    for region in ("KZ-55", "KZ-39"):
        application = factories.make_application(session, Status.REFUSED, region=region)
        contested = papers(session, application)[DocumentKind.REFUSAL]
        said = Words("Қанағаттандырылмасын", "Отказать", "Upheld")
        complaint = AppealFacts(
            number="55-C-2026-00001",
            filed_on=NOW.date(),
            complainant=application.applicant_name,
            contested=EarlierPaper(said, contested.number, NOW.date()),
            demand=said,
            outcome=said,
            reasoning=said,
        )
        reply = paper_effects.issue_given(
            session, application, DocumentKind.APPEAL_REPLY, {"complaint": complaint}, actor=official, now=NOW
        )
        facts = facts_of(reply)
        assert reply.body == region
        assert facts.body.name.ru.startswith("Комитет по миграции")
        assert facts.signatory.name != "Qonys"
        # After the reply to a complaint the way leads to court, not to another complaint.
        assert facts.appeal is not None
        assert "сотқа" in facts.appeal.text.kk
        assert "арқылы жоғары тұрған" not in facts.appeal.text.kk
        numbers.append(reply.number)
    assert [number.rpartition("-")[0] for number in numbers] == ["00-AP-2026"] * 2
    assert int(numbers[1][-5:]) == int(numbers[0][-5:]) + 1


def test_a_decision_brought_about_by_a_complaint_says_so(session: Session) -> None:
    application = factories.make_application(session, Status.REFUSED)
    said = AppealReference(
        "55-C-2026-00001", NOW.date(), Words("Комитет", "Комитет", "Committee"), Words("а", "б", "c")
    )
    motion = replace(factories.motion_for(Action.GRANT, application), on_appeal=said)
    official = factories.make_actor(session, Role.MINISTRY)
    review.perform(session, application.id, motion, actor=official, now=NOW)

    document = papers(session, application)[DocumentKind.APPROVAL]
    assert facts_of(document).on_appeal == said
    assert document.number.startswith("00-AP-")
    assert said.number in sheet(document)
