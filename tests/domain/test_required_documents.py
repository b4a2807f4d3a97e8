from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.document_types import DocumentType
from app.domain.facts import ApplicationFacts, GraduateFacts, GraduateGrant, KandasFacts
from app.domain.household import (
    EducationLevel,
    EmploymentStatus,
    MaritalChange,
    MaritalStatus,
    Member,
    Relation,
    SpecialNeed,
)
from app.domain.programmes.definition import Programme
from app.domain.programmes.quota_kandas import KANDAS
from app.domain.programmes.quota_relocatee import RELOCATEE
from app.domain.reference import ReferenceBook
from app.domain.required_documents import missing_documents, required_documents
from tests.domain.books import shipped

ON = date(2026, 11, 20)
D = DocumentType
ALONE = ApplicationFacts(
    members=(Member(key="0", relation=Relation.APPLICANT, born_on=date(1985, 3, 12), citizenship="KZ"),)
)
CHILD = Member(key="1", relation=Relation.CHILD, born_on=date(2015, 5, 5))
GROWN = Member(key="2", relation=Relation.CHILD, born_on=date(2008, 11, 20))
STAYING = Member(key="3", relation=Relation.CHILD, born_on=date(2016, 5, 5), is_moving=False)
WARD = Member(key="4", relation=Relation.WARD, born_on=date(2016, 5, 5))
DIVORCE, WIDOWHOOD = MaritalChange.DIVORCE, MaritalChange.WIDOWHOOD


def codes(programme: Programme, facts: ApplicationFacts) -> list[DocumentType]:
    return [need.code for need in required_documents(programme, facts, shipped(), ON)]


def test_a_single_person_hands_in_little() -> None:
    assert codes(RELOCATEE, ALONE) == [D.IDENTITY, D.REGISTRATION_PROOF]
    assert codes(KANDAS, ALONE) == [D.IDENTITY, D.KANDAS_STATUS]


# what is different; which document that adds (None: nothing)
CASES: list[tuple[str, Programme, dict[str, object], DocumentType | None]] = [
    ("child", RELOCATEE, {"members": (*ALONE.members, CHILD)}, D.BIRTH_CERTIFICATE),
    ("child of eighteen", RELOCATEE, {"members": (*ALONE.members, GROWN)}, None),
    ("child who stays", RELOCATEE, {"members": (*ALONE.members, STAYING)}, None),
    ("married", RELOCATEE, {"marital_status": MaritalStatus.MARRIED}, D.MARRIAGE_CERTIFICATE),
    ("single", RELOCATEE, {"marital_status": MaritalStatus.SINGLE}, None),
    (
        "divorced 36 months ago today",
        RELOCATEE,
        {"marital_change": DIVORCE, "marital_changed_on": date(2023, 11, 20)},
        D.DIVORCE_CERTIFICATE,
    ),
    (
        "divorced earlier",
        RELOCATEE,
        {"marital_change": DIVORCE, "marital_changed_on": date(2023, 11, 19)},
        None,
    ),
    ("divorced, day not given", KANDAS, {"marital_change": DIVORCE}, D.DIVORCE_CERTIFICATE),
    (
        "widowed last year",
        KANDAS,
        {"marital_change": WIDOWHOOD, "marital_changed_on": date(2025, 1, 1)},
        D.DEATH_CERTIFICATE,
    ),
    ("jobseeker", RELOCATEE, {"employment": EmploymentStatus.REGISTERED_JOBSEEKER}, D.JOBSEEKER_PROOF),
    ("at work", RELOCATEE, {"employment": EmploymentStatus.EMPLOYED}, None),
    (
        "graduate of Serpin",
        RELOCATEE,
        {"graduate": GraduateFacts(grant=GraduateGrant.SERPIN)},
        D.GRADUATION,
    ),
    ("higher education", RELOCATEE, {"education": EducationLevel.HIGHER}, D.EDUCATION),
    ("primary school", RELOCATEE, {"education": EducationLevel.PRIMARY}, None),
    ("has worked", KANDAS, {"has_worked": True}, D.EMPLOYMENT_HISTORY),
    ("job offer", RELOCATEE, {"has_job_offer": True}, D.JOB_OFFER),
    ("widow of a kandas", KANDAS, {"kandas": KandasFacts(is_family_of_included=True)}, D.KINSHIP_PROOF),
    ("wheelchair", KANDAS, {"special_needs": frozenset({SpecialNeed.WHEELCHAIR})}, D.DISABILITY),
    ("pregnancy", KANDAS, {"special_needs": frozenset({SpecialNeed.PREGNANCY})}, None),
]


@pytest.mark.parametrize(
    ("programme", "changes", "added"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_a_circumstance_adds(programme: Programme, changes: dict[str, object], added: DocumentType | None) -> None:
    facts = replace(ALONE, **changes)  # type: ignore[arg-type]  # each row names real fields
    before, after = codes(programme, ALONE), codes(programme, facts)
    assert [code for code in after if code not in before] == ([added] if added else [])


def test_a_ward_needs_the_decision_on_guardianship() -> None:
    facts = replace(ALONE, members=(*ALONE.members, WARD))
    assert D.GUARDIANSHIP in codes(RELOCATEE, facts)


def test_documents_of_members_name_them() -> None:
    facts = replace(ALONE, members=(*ALONE.members, CHILD, GROWN, STAYING))
    needs = {need.code: need.member_keys for need in required_documents(RELOCATEE, facts, shipped(), ON)}
    assert needs[D.IDENTITY] == ("0", "1", "2")
    assert needs[D.BIRTH_CERTIFICATE] == ("1",)
    assert needs[D.REGISTRATION_PROOF] == ()


def test_missing_are_the_mandatory_ones_of_each_member() -> None:
    facts = replace(ALONE, members=(*ALONE.members, CHILD))
    needs = required_documents(RELOCATEE, facts, shipped(), ON)
    nothing = missing_documents(needs, frozenset())
    assert [(need.code, need.member_keys) for need in nothing] == [
        (D.IDENTITY, ("0", "1")),
        (D.BIRTH_CERTIFICATE, ("1",)),
    ]
    partly = missing_documents(needs, frozenset({(D.IDENTITY, "0"), (D.BIRTH_CERTIFICATE, "1")}))
    assert [(need.code, need.member_keys) for need in partly] == [(D.IDENTITY, ("1",))]
    everything = {(D.IDENTITY, "0"), (D.IDENTITY, "1"), (D.BIRTH_CERTIFICATE, "1")}
    assert missing_documents(needs, frozenset(everything)) == ()


def test_the_households_own_document_covers_whoever_handed_it_in() -> None:
    needs = required_documents(KANDAS, ALONE, shipped(), ON)
    assert [need.code for need in missing_documents(needs, frozenset({(D.IDENTITY, "0")}))] == [D.KANDAS_STATUS]
    handed_in = frozenset({(D.IDENTITY, "0"), (D.KANDAS_STATUS, "0")})
    assert missing_documents(needs, handed_in) == ()


def test_without_the_age_of_majority_every_birth_is_documented() -> None:
    needs = required_documents(RELOCATEE, ALONE, ReferenceBook(), ON)
    assert {need.code: need.member_keys for need in needs}[D.BIRTH_CERTIFICATE] == ("0",)


def test_no_document_rule_is_verified_yet() -> None:
    assert not any(need.verified for need in required_documents(RELOCATEE, ALONE, shipped(), ON))
