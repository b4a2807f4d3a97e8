"""The four programmes about the kandas status: what a lawyer would read in them, and what their rules say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.channel import Channel
from app.domain.document_types import DocumentType
from app.domain.eligibility import ApplicationFacts, Outcome, assess, overall
from app.domain.facts import KandasFacts
from app.domain.grounds import grounds_for
from app.domain.household import MaritalStatus, Member, Relation
from app.domain.origin import Nationality, NationalityProof, OriginFacts, TravelDocument, TripPurpose
from app.domain.procedures import newest
from app.domain.programmes import PROGRAMMES, of_stream, open_by
from app.domain.programmes.definition import CriterionCode, GroundCode, GroundUse, Programme
from app.domain.programmes.kandas_assignment import ASSIGNMENT
from app.domain.programmes.kandas_consent import CONSENT
from app.domain.programmes.kandas_extension import EXTENSION
from app.domain.programmes.kandas_termination import TERMINATION
from app.domain.reference import ReferenceBook
from app.domain.required_documents import missing_documents, required_documents
from app.domain.stages import StageCode
from app.domain.stream import COMPETING, STATUS_STREAMS, Stream
from app.domain.workflow import Action
from tests.domain.books import shipped

ON = date(2026, 11, 20)
C, D, G = CriterionCode, DocumentType, GroundCode
STATUS_PROGRAMMES = (ASSIGNMENT, CONSENT, EXTENSION, TERMINATION)
# Born in Mongolia, with a passport and a birth certificate, never a citizen: everything is in order.
ORIGIN = OriginFacts(
    nationality=Nationality.KAZAKH,
    proof=NationalityProof.BIRTH_CERTIFICATE,
    was_citizen=False,
    was_refused=False,
    purpose=TripPurpose.SETTLE,
    papers=TravelDocument.FOREIGN_PASSPORT,
    papers_expire_on=date(2032, 5, 3),
)
APPLICANT = Member(key="0", relation=Relation.APPLICANT, born_on=date(1990, 3, 27), citizenship="MN")
FACTS = ApplicationFacts(
    members=(APPLICANT,),
    duplicates=(),
    documents=frozenset({D.NATIONALITY_PROOF}),
    kandas=KandasFacts(is_registered=False),
    origin=ORIGIN,
)
HELD = ApplicationFacts(
    members=(APPLICANT,),
    duplicates=(),
    kandas=KandasFacts(
        has_status=True,
        granted_on=date(2026, 1, 12),
        valid_until=date(2027, 1, 12),
        extensions=0,
        is_registered=True,
        is_citizen_now=False,
    ),
)


def _of(
    programme: Programme, facts: ApplicationFacts, code: CriterionCode, book: ReferenceBook | None = None
) -> Outcome:
    found = assess(programme, facts, book or shipped(), ON)
    return next(finding.outcome for finding in found if finding.criterion_code is code)


def test_who_meets_everything_meets_everything() -> None:
    for programme in (ASSIGNMENT, CONSENT):
        assert {finding.outcome for finding in assess(programme, FACTS, shipped(), ON)} == {Outcome.MET}
    assert {finding.outcome for finding in assess(EXTENSION, HELD, shipped(), ON)} == {Outcome.MET}
    assert overall(assess(EXTENSION, HELD, shipped(), ON)) is Outcome.MET


@pytest.mark.parametrize("programme", [ASSIGNMENT, CONSENT])
@pytest.mark.parametrize(
    ("changed", "code", "outcome"),
    [
        ({"origin": replace(ORIGIN, nationality=Nationality.OTHER)}, C.NATIONALITY_PROVEN, Outcome.NOT_MET),
        ({"origin": replace(ORIGIN, nationality=None)}, C.NATIONALITY_PROVEN, Outcome.UNKNOWN),
        ({"origin": None}, C.NATIONALITY_PROVEN, Outcome.UNKNOWN),
        ({"documents": frozenset()}, C.NATIONALITY_PROVEN, Outcome.NEEDS_CHECK),
        ({"documents": frozenset({D.NATIONALITY_RECOMMENDATION})}, C.NATIONALITY_PROVEN, Outcome.MET),
        ({"origin": replace(ORIGIN, was_citizen=True)}, C.NEVER_CITIZEN, Outcome.NOT_MET),
        ({"origin": replace(ORIGIN, was_citizen=None)}, C.NEVER_CITIZEN, Outcome.UNKNOWN),
        ({"origin": None}, C.NEVER_CITIZEN, Outcome.UNKNOWN),
        ({"members": (replace(APPLICANT, citizenship="KZ"),)}, C.NEVER_CITIZEN, Outcome.NOT_MET),
        ({"origin": replace(ORIGIN, papers_expire_on=ON)}, C.PAPERS_VALID, Outcome.MET),
        ({"origin": replace(ORIGIN, papers_expire_on=date(2026, 11, 19))}, C.PAPERS_VALID, Outcome.NOT_MET),
        ({"origin": replace(ORIGIN, papers_expire_on=None)}, C.PAPERS_VALID, Outcome.UNKNOWN),
        ({"origin": replace(ORIGIN, papers=None)}, C.PAPERS_VALID, Outcome.UNKNOWN),
        (
            {"origin": replace(ORIGIN, papers=TravelDocument.STATELESS_CERTIFICATE, papers_expire_on=None)},
            C.PAPERS_VALID,
            Outcome.NEEDS_CHECK,
        ),
        ({"members": (replace(APPLICANT, born_on=date(2008, 11, 20)),)}, C.OF_AGE, Outcome.MET),
        ({"members": (replace(APPLICANT, born_on=date(2008, 11, 21)),)}, C.OF_AGE, Outcome.NOT_MET),
        ({"members": (replace(APPLICANT, born_on=None),)}, C.OF_AGE, Outcome.UNKNOWN),
        ({"kandas": None}, C.NO_LIVING_STATUS, Outcome.NEEDS_CHECK),
        ({"kandas": HELD.kandas}, C.NO_LIVING_STATUS, Outcome.NOT_MET),
        ({"kandas": KandasFacts(is_registered=True, valid_until=date(2026, 11, 19))}, C.NO_LIVING_STATUS, Outcome.MET),
        ({"kandas": KandasFacts(is_registered=True, has_status=False)}, C.NO_LIVING_STATUS, Outcome.MET),
        ({"origin": replace(ORIGIN, was_refused=True)}, C.NO_EARLIER_REFUSAL, Outcome.NEEDS_CHECK),
        ({"origin": replace(ORIGIN, was_refused=None)}, C.NO_EARLIER_REFUSAL, Outcome.UNKNOWN),
        ({"duplicates": ("MN:E1",)}, C.NO_DUPLICATE, Outcome.NEEDS_CHECK),
    ],
)
def test_what_stands_in_the_way_of_the_status(
    programme: Programme, changed: dict[str, Any], code: CriterionCode, outcome: Outcome
) -> None:
    assert _of(programme, replace(FACTS, **changed), code) is outcome


@pytest.mark.parametrize(
    ("changed", "code", "outcome"),
    [
        ({"valid_until": ON}, C.KANDAS_STATUS_VALID, Outcome.MET),
        ({"valid_until": date(2026, 11, 19)}, C.KANDAS_STATUS_VALID, Outcome.NOT_MET),
        ({"has_status": False}, C.KANDAS_STATUS_VALID, Outcome.NOT_MET),
        ({"has_status": None}, C.KANDAS_STATUS_VALID, Outcome.UNKNOWN),
        ({"extensions": 1}, C.NOT_EXTENDED_BEFORE, Outcome.NOT_MET),
        ({"extensions": None}, C.NOT_EXTENDED_BEFORE, Outcome.UNKNOWN),
        ({"is_registered": False}, C.STATUS_IN_REGISTER, Outcome.NEEDS_CHECK),
        ({"is_citizen_now": True}, C.NOT_YET_CITIZEN, Outcome.NOT_MET),
    ],
)
def test_what_stands_in_the_way_of_an_extension(changed: dict[str, Any], code: CriterionCode, outcome: Outcome) -> None:
    assert HELD.kandas is not None
    assert _of(EXTENSION, replace(HELD, kandas=replace(HELD.kandas, **changed)), code) is outcome


def test_without_a_figure_for_the_day_an_officer_decides() -> None:
    book = replace(shipped(), values=())
    assert _of(EXTENSION, HELD, C.NOT_EXTENDED_BEFORE, book) is Outcome.NEEDS_CHECK
    assert _of(ASSIGNMENT, FACTS, C.OF_AGE, book) is Outcome.NEEDS_CHECK


def _asked(facts: ApplicationFacts, *, mandatory: bool = True) -> set[DocumentType]:
    needs = required_documents(ASSIGNMENT, facts, shipped(), ON)
    return {need.code for need in needs if need.is_mandatory or not mandatory}


@pytest.mark.parametrize(
    ("purpose", "document"),
    [
        (TripPurpose.RELATIVES, D.KINSHIP_PROOF),
        (TripPurpose.WORK, D.LABOUR_CONTRACT),
        (TripPurpose.STUDY, D.STUDY_CERTIFICATE),
        (TripPurpose.SETTLE, None),
    ],
)
def test_documents_follow_the_purpose_of_the_move(purpose: TripPurpose, document: DocumentType | None) -> None:
    asked = _asked(replace(FACTS, origin=replace(ORIGIN, purpose=purpose)))
    assert asked == {D.IDENTITY, D.NATIONALITY_PROOF} | ({document} if document else set())


def test_the_form_asks_which_of_the_two_proves_the_nationality_and_either_satisfies() -> None:
    by_commission = replace(FACTS, origin=replace(ORIGIN, proof=NationalityProof.RECOMMENDATION))
    assert D.NATIONALITY_RECOMMENDATION in _asked(by_commission)
    assert D.NATIONALITY_PROOF not in _asked(by_commission)
    identity = (D.IDENTITY, "0")
    for facts in (FACTS, by_commission):
        needs = required_documents(ASSIGNMENT, facts, shipped(), ON)
        for paper in (D.NATIONALITY_PROOF, D.NATIONALITY_RECOMMENDATION):
            assert missing_documents(needs, frozenset({identity, (paper, None)})) == ()
        assert [need.code for need in missing_documents(needs, frozenset({identity, (D.TRANSLATION, "0")}))] == [
            D.NATIONALITY_PROOF if facts is FACTS else D.NATIONALITY_RECOMMENDATION
        ]


def test_a_family_brings_more_and_an_extension_a_copy_of_the_status_only() -> None:
    child = Member(key="1", relation=Relation.CHILD, born_on=date(2016, 5, 5))
    ward = Member(key="2", relation=Relation.WARD, born_on=date(2017, 5, 5))
    family = replace(FACTS, members=(APPLICANT, child, ward), marital_status=MaritalStatus.MARRIED)
    assert _asked(family, mandatory=False) == {
        D.IDENTITY,
        D.TRANSLATION,
        D.NATIONALITY_PROOF,
        D.STATUS_CONSENT,
        D.BIRTH_CERTIFICATE,
        D.MARRIAGE_CERTIFICATE,
        D.GUARDIANSHIP,
    }
    assert {document.code for document in EXTENSION.documents} == {D.KANDAS_STATUS}


def test_limits_are_those_of_the_rules() -> None:
    book = shipped()
    limits = {}
    for programme in STATUS_PROGRAMMES:
        for stage in programme.stages:
            limit = book.value(stage.limit_key, ON)
            limits[programme.code, stage.code] = limit.number
            assert not limit.is_verified
    assert limits["kandas_assignment", StageCode.WHOLE] == limits["kandas_consent", StageCode.WHOLE] == 30
    assert limits["kandas_extension", StageCode.WHOLE] == 30
    assert limits["kandas_assignment", StageCode.COMPLETENESS] == 1
    assert limits["kandas_assignment", StageCode.COMMISSION] == 3


@pytest.mark.parametrize("programme", STATUS_PROGRAMMES)
def test_every_stage_of_the_procedure_has_a_limit_and_every_act_is_known(programme: Programme) -> None:
    procedure = newest(programme.procedure)
    at = {procedure.stages[status] for status in procedure.statuses if status in procedure.stages}
    assert at <= {stage.code for stage in programme.stages}
    book = shipped()
    named = [criterion.legal_basis for criterion in programme.criteria]
    named += [document.legal_basis for document in programme.documents]
    named += [ground.legal_basis for ground in programme.grounds]
    assert {norm.act_code for norm in named} <= set(programme.legal_acts) <= set(book.acts)


@pytest.mark.parametrize(
    ("programme", "action", "codes"),
    [
        (ASSIGNMENT, Action.REFUSE_TO_ACCEPT, {G.INCOMPLETE_PACKAGE, G.EXPIRED_DOCUMENTS}),
        (
            ASSIGNMENT,
            Action.PROPOSE_REFUSAL,
            {
                C.OF_AGE,
                C.NO_LIVING_STATUS,
                C.NO_DUPLICATE,
                G.INCOMPLETE_PACKAGE,
                G.EXPIRED_DOCUMENTS,
                G.NATIONALITY_NOT_PROVEN,
                G.WAS_CITIZEN,
                G.FALSE_DATA,
                G.EARLIER_REFUSAL,
            },
        ),
        (
            EXTENSION,
            Action.REFUSE,
            {
                C.KANDAS_STATUS_VALID,
                C.NOT_EXTENDED_BEFORE,
                C.NOT_YET_CITIZEN,
                C.NO_DUPLICATE,
                G.INCOMPLETE_PACKAGE,
                G.EXPIRED_DOCUMENTS,
                G.FALSE_DATA,
            },
        ),
        (
            TERMINATION,
            Action.INITIATE,
            {
                G.CITIZENSHIP_RECEIVED,
                G.RESIDENCE_REFUSED,
                G.RESIDENCE_ANNULLED,
                G.STATUS_EXPIRED,
                G.FALSE_DATA,
            },
        ),
        (TERMINATION, Action.REFUSE_TO_ACCEPT, set()),
    ],
)
def test_grounds_that_a_paper_may_name(programme: Programme, action: Action, codes: set[str]) -> None:
    found = grounds_for(programme, action)
    assert {ground.code for ground in found} == codes
    assert len(found) == len(codes)


def test_a_criterion_whose_failing_is_a_ground_names_one_that_may_stand_in_a_decision() -> None:
    for programme in PROGRAMMES.values():
        known = {ground.code for ground in programme.grounds_for(GroundUse.DECISION)}
        assert {criterion.ground for criterion in programme.criteria if criterion.ground} <= known


def test_ways_in_and_one_programme_a_stream() -> None:
    assert [p.code for p in open_by(Channel.MISSION, ON)] == ["kandas_consent"]
    assert "kandas_termination" not in {p.code for channel in Channel for p in open_by(channel, ON)}
    assert {p.code for p in open_by(Channel.DESK, ON)} == {
        "quota_relocatee",
        "quota_kandas",
        "kandas_assignment",
        "kandas_extension",
    }
    for stream in STATUS_STREAMS:
        programme = of_stream(stream, ON)
        assert programme is not None
        assert programme.stream is stream


def test_a_status_and_a_place_do_not_compete() -> None:
    assert COMPETING[Stream.STATUS_ASSIGNMENT] == {Stream.STATUS_ASSIGNMENT, Stream.STATUS_CONSENT}
    assert COMPETING[Stream.KANDAS] == {Stream.KANDAS, Stream.RELOCATEE}
    assert set(COMPETING) == set(Stream)
