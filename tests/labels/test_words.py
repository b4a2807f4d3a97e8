"""Every code word of the rules has words, and only code words have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from app.domain import deadlines, household, household_checks, identifiers
from app.domain.document_types import DocumentType
from app.domain.eligibility import Finding, Outcome, assess
from app.domain.entitlements import Beneficiary
from app.domain.facts import GraduateGrant
from app.domain.legal import ActKind, LegalReference
from app.domain.problems import Problem
from app.domain.programmes import PROGRAMMES, definition
from app.domain.programmes.definition import CriterionCode
from app.domain.programmes.quota_relocatee import RELOCATEE
from app.domain.reference import DecidingDate, ListRole, PaidPer, Unit
from app.domain.stages import StageCode
from app.domain.stream import Stream
from app.domain.workflow import Action, Proposal, Status, StopReason
from app.i18n import use_language
from app.labels import application, clock, eligibility, entitlement, programme, reference
from app.labels import household as household_labels
from tests.domain.books import shipped
from tests.domain.families import ON, RELOCATEE_FACTS

TABLES: list[tuple[Mapping[Any, object], Iterable[str]]] = [
    (household_labels.RELATIONS, household.Relation),
    (household_labels.SEXES, household.Sex),
    (household_labels.EMPLOYMENT_STATUSES, household.EmploymentStatus),
    (household_labels.EDUCATION_LEVELS, household.EducationLevel),
    (household_labels.LANGUAGE_LEVELS, household.LanguageLevel),
    (household_labels.WISH_REASONS, household.WishReason),
    (household_labels.HOUSING_NEEDS, household.HousingNeed),
    (household_labels.SETTLEMENT_KINDS, household.SettlementKind),
    (household_labels.SPECIAL_NEEDS, household.SpecialNeed),
    (household_labels.MARITAL_STATUSES, household.MaritalStatus),
    (household_labels.MARITAL_CHANGES, household.MaritalChange),
    (household_labels.IDENTITY_DOCUMENTS, household.IdentityDocument),
    (household_labels.HOUSEHOLD_PROBLEMS, household_checks.HouseholdProblem),
    (household_labels.IDENTIFIER_PROBLEMS, identifiers.IdentifierProblem),
    (programme.STREAMS, Stream),
    (programme.PROGRAMMES, PROGRAMMES),
    (programme.STEPS, definition.Step),
    (programme.STAGES, StageCode),
    (programme.DOCUMENT_TYPES, DocumentType),
    (programme.CONDITIONS, definition.Condition),
    (programme.DECISION_KINDS, definition.DecisionKind),
    (programme.GROUNDS, definition.GroundCode),
    (programme.GROUND_USES, definition.GroundUse),
    (programme.GRADUATE_GRANTS, GraduateGrant),
    (entitlement.MEASURES, definition.MeasureCode),
    (entitlement.MEASURE_CONDITIONS, definition.MeasureCode),
    (entitlement.PAID_PER, PaidPer),
    (entitlement.BENEFICIARIES, Beneficiary),
    (entitlement.DECIDING_DATES, DecidingDate),
    (eligibility.CRITERIA, definition.CriterionCode),
    (eligibility.OUTCOMES, Outcome),
    (eligibility.OVERALL, Outcome),
    (reference.UNITS, Unit),
    (reference.ACT_KINDS, ActKind),
    (reference.LIST_ROLES, ListRole),
    (clock.MARKS, deadlines.Mark),
    (clock.STOPS, StopReason),
    (application.STATUSES, Status),
    (application.STATUS_MEANINGS, Status),
    (application.ACTIONS, Action),
    (application.ACTIONS_DONE, Action),
    (application.PROPOSALS, Proposal),
]


@pytest.mark.parametrize(("words", "codes"), TABLES)
def test_every_code_has_words(words: Mapping[str, object], codes: Iterable[str]) -> None:
    assert list(words) == list(codes)
    with use_language("en"):
        texts = [str(text) for text in words.values()]
    assert all(texts)
    assert len(set(texts)) == len(texts)


def test_every_setting_that_is_shipped_has_words() -> None:
    assert set(reference.SETTINGS) == {row.key for row in shipped().values}


NAMES = {"KZ-55": "Pavlodar Region", "KZ-61": "Turkistan Region"}
PARAMS: dict[str, int | str | date] = {
    "required": 12,
    "months": 5,
    "until": date(2027, 3, 1),
    "region": "KZ-55",
    "departure": "KZ-61",
    "year": 2026,
}


@pytest.mark.parametrize(("code", "outcome"), list(product(CriterionCode, Outcome)))
def test_every_finding_is_a_sentence_without_gaps(code: CriterionCode, outcome: Outcome) -> None:
    finding = Finding(
        criterion_code=code,
        outcome=outcome,
        legal_basis=LegalReference("order_20_2016"),
        params=PARAMS,
        verified=False,
        is_decisive=True,
    )
    with use_language("en"):
        sentence = eligibility.finding_text(finding, NAMES)
    assert sentence.endswith(".")
    assert "%" not in sentence
    assert "KZ-" not in sentence


def test_findings_speak_of_this_household() -> None:
    facts = replace(RELOCATEE_FACTS, registered_since=date(2026, 6, 1), duplicates=("1", "2"))
    findings = assess(RELOCATEE, facts, shipped(), ON)
    with use_language("en"):
        texts = {finding.criterion_code: eligibility.finding_text(finding, NAMES) for finding in findings}
    assert texts[CriterionCode.REGISTERED_RESIDENCE] == "Full months of registration: 5, required: 12."
    assert texts[CriterionCode.NO_DUPLICATE] == ("2 members stand in another application: an officer checks this.")
    assert texts[CriterionCode.HOST_REGION] == ("The region takes people of this stream in 2026: Pavlodar Region.")
    assert texts[CriterionCode.RULES_234_TERM] == "An officer checks this."


def test_a_problem_is_told_with_its_figures() -> None:
    young = Problem(household_checks.HouseholdProblem.APPLICANT_UNDER_AGE, params={"years": 18})
    nobody = Problem(household_checks.HouseholdProblem.NO_APPLICANT)
    with use_language("en"):
        assert household_labels.household_problem_text(young) == "The applicant must be at least 18 years old"
        assert household_labels.household_problem_text(nobody) == "Say which member of the household applies"
