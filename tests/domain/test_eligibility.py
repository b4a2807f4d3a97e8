from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.criteria import RULES
from app.domain.document_types import DocumentType
from app.domain.eligibility import (
    ApplicationFacts,
    Finding,
    GraduateFacts,
    GraduateGrant,
    KandasFacts,
    Outcome,
    assess,
    overall,
)
from app.domain.household import EmploymentStatus, MaritalChange, Member, Relation
from app.domain.programmes import PROGRAMMES
from app.domain.programmes.definition import CriterionCode, Programme
from app.domain.programmes.quota_kandas import KANDAS
from app.domain.programmes.quota_relocatee import RELOCATEE
from app.domain.reference import ReferenceBook
from tests.domain.books import shipped, verified
from tests.domain.families import KANDAS_FACTS, ON, RELOCATEE_FACTS

C = CriterionCode
MET, NOT_MET, UNKNOWN, CHECK = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.NEEDS_CHECK
EMPTY = ReferenceBook()

STATUS = KandasFacts(has_status=True)
SERPIN = GraduateGrant.SERPIN


def outcomes(
    programme: Programme, facts: ApplicationFacts, reference: ReferenceBook | None = None, on: date = ON
) -> dict[CriterionCode, Outcome]:
    findings = assess(programme, facts, reference if reference is not None else shipped(), on)
    return {finding.criterion_code: finding.outcome for finding in findings}


def test_a_relocatee_who_meets_everything_still_waits_for_the_unknown_term() -> None:
    assert outcomes(RELOCATEE, RELOCATEE_FACTS) == {
        C.CITIZEN: MET,
        C.JOBSEEKER: MET,
        C.REGISTERED_RESIDENCE: MET,
        C.OTHER_REGION: MET,
        C.HOST_REGION: MET,
        C.NOT_INCLUDED_BEFORE: MET,
        C.NO_DUPLICATE: MET,
        C.RULES_234_TERM: CHECK,
    }


def test_a_kandas_who_meets_everything_still_waits_for_the_ground_of_the_status() -> None:
    assert outcomes(KANDAS, KANDAS_FACTS) == {
        C.KANDAS_STATUS_VALID: MET,
        C.KANDAS_STATUS_GROUND: CHECK,
        C.NOT_YET_CITIZEN: MET,
        C.HOST_REGION: MET,
        C.NOT_INCLUDED_BEFORE: MET,
        C.NO_DUPLICATE: MET,
    }


def graduate(graduated: str | None) -> GraduateFacts:
    return GraduateFacts(grant=SERPIN, graduated_on=date.fromisoformat(graduated) if graduated else None)


def applicant(citizenship: str | None) -> tuple[Member, ...]:
    return (Member(key="0", relation=Relation.APPLICANT, citizenship=citizenship),)


DIVORCED = {"marital_change": MaritalChange.DIVORCE, "marital_changed_on": date(2024, 1, 1)}
CERTIFICATE = frozenset({DocumentType.DIVORCE_CERTIFICATE})

# what is different from the family that meets everything; criterion; outcome (None: it does not concern them)
RELOCATEE_CASES: list[tuple[str, dict[str, object], CriterionCode, Outcome | None]] = [
    ("no applicant yet", {"members": ()}, C.CITIZEN, UNKNOWN),
    ("citizenship not given", {"members": applicant(None)}, C.CITIZEN, UNKNOWN),
    ("foreigner", {"members": applicant("UZ")}, C.CITIZEN, NOT_MET),
    ("jobseeker", {"employment": EmploymentStatus.REGISTERED_JOBSEEKER}, C.JOBSEEKER, MET),
    ("at work", {"employment": EmploymentStatus.EMPLOYED}, C.JOBSEEKER, NOT_MET),
    ("not registered", {"employment": EmploymentStatus.NOT_WORKING}, C.JOBSEEKER, NOT_MET),
    ("work not given", {"employment": None}, C.JOBSEEKER, UNKNOWN),
    ("a year today", {"registered_since": date(2025, 11, 20)}, C.REGISTERED_RESIDENCE, MET),
    ("a year tomorrow", {"registered_since": date(2025, 11, 21)}, C.REGISTERED_RESIDENCE, NOT_MET),
    ("registered in future", {"registered_since": date(2027, 1, 1)}, C.REGISTERED_RESIDENCE, NOT_MET),
    ("registration not given", {"registered_since": None}, C.REGISTERED_RESIDENCE, UNKNOWN),
    (
        "graduate short of a year",
        {"registered_since": date(2026, 5, 1), "graduate": graduate("2026-06-20")},
        C.REGISTERED_RESIDENCE,
        CHECK,
    ),
    (
        "late graduate short of a year",
        {"registered_since": date(2026, 5, 1), "graduate": graduate("2026-05-19")},
        C.REGISTERED_RESIDENCE,
        NOT_MET,
    ),
    ("inside one region", {"registered_region": "KZ-55"}, C.OTHER_REGION, CHECK),
    ("region not given", {"registered_region": None}, C.OTHER_REGION, UNKNOWN),
    ("no wish yet", {"host_region": None}, C.HOST_REGION, UNKNOWN),
    ("takes only kandas", {"host_region": "KZ-11"}, C.HOST_REGION, NOT_MET),
    ("takes nobody", {"host_region": "KZ-75"}, C.HOST_REGION, NOT_MET),
    ("since 2026 from anywhere", {"registered_region": "KZ-71"}, C.DEPARTURE_REGION, None),
    ("took part before", {"was_included_before": True}, C.NOT_INCLUDED_BEFORE, NOT_MET),
    ("earlier part not given", {"was_included_before": None}, C.NOT_INCLUDED_BEFORE, UNKNOWN),
    ("wife in another application", {"duplicates": ("1",)}, C.NO_DUPLICATE, CHECK),
    ("nobody has searched", {"duplicates": None}, C.NO_DUPLICATE, CHECK),
    ("marital change not given", {"marital_change": None}, C.DIVORCE_DOCUMENTED, UNKNOWN),
    ("married", {"marital_change": MaritalChange.MARRIAGE}, C.DIVORCE_DOCUMENTED, None),
    ("divorce without certificate", DIVORCED, C.DIVORCE_DOCUMENTED, NOT_MET),
    ("divorce with certificate", {**DIVORCED, "documents": CERTIFICATE}, C.DIVORCE_DOCUMENTED, MET),
    (
        "divorced 36 months ago today",
        {**DIVORCED, "marital_changed_on": date(2023, 11, 20)},
        C.DIVORCE_DOCUMENTED,
        NOT_MET,
    ),
    (
        "divorced earlier",
        {**DIVORCED, "marital_changed_on": date(2023, 11, 19)},
        C.DIVORCE_DOCUMENTED,
        None,
    ),
    ("day of divorce not given", {**DIVORCED, "marital_changed_on": None}, C.DIVORCE_DOCUMENTED, UNKNOWN),
    ("not a graduate", {}, C.GRADUATE_WINDOW, None),
    ("graduated six months ago today", {"graduate": graduate("2026-05-20")}, C.GRADUATE_WINDOW, MET),
    ("graduated earlier", {"graduate": graduate("2026-05-19")}, C.GRADUATE_WINDOW, NOT_MET),
    ("will graduate", {"graduate": graduate("2026-12-01")}, C.GRADUATE_WINDOW, NOT_MET),
    ("graduation not given", {"graduate": graduate(None)}, C.GRADUATE_WINDOW, UNKNOWN),
]

KANDAS_CASES: list[tuple[str, dict[str, object], CriterionCode, Outcome | None]] = [
    ("nothing said", {"kandas": None}, C.KANDAS_STATUS_VALID, UNKNOWN),
    ("not answered", {"kandas": KandasFacts()}, C.KANDAS_STATUS_VALID, UNKNOWN),
    ("no status", {"kandas": KandasFacts(has_status=False)}, C.KANDAS_STATUS_VALID, NOT_MET),
    ("no status, no ground", {"kandas": KandasFacts(has_status=False)}, C.KANDAS_STATUS_GROUND, NOT_MET),
    ("day not known", {"kandas": STATUS}, C.KANDAS_STATUS_VALID, CHECK),
    (
        "last day of the year",
        {"kandas": replace(STATUS, granted_on=date(2025, 11, 20))},
        C.KANDAS_STATUS_VALID,
        MET,
    ),
    (
        "a day too late",
        {"kandas": replace(STATUS, granted_on=date(2025, 11, 19))},
        C.KANDAS_STATUS_VALID,
        NOT_MET,
    ),
    (
        "extended by half a year",
        {"kandas": replace(STATUS, granted_on=date(2025, 5, 20), is_extended=True)},
        C.KANDAS_STATUS_VALID,
        MET,
    ),
    (
        "extension over",
        {"kandas": replace(STATUS, granted_on=date(2025, 5, 19), is_extended=True)},
        C.KANDAS_STATUS_VALID,
        NOT_MET,
    ),
    ("granted today", {"kandas": replace(STATUS, granted_on=ON)}, C.KANDAS_STATUS_VALID, MET),
    (
        "granted in future",
        {"kandas": replace(STATUS, granted_on=date(2026, 12, 1))},
        C.KANDAS_STATUS_VALID,
        NOT_MET,
    ),
    (
        "the document's own day wins",
        {"kandas": replace(STATUS, granted_on=date(2026, 3, 1), valid_until=date(2026, 11, 19))},
        C.KANDAS_STATUS_VALID,
        NOT_MET,
    ),
    ("citizen already", {"members": applicant("KZ")}, C.NOT_YET_CITIZEN, NOT_MET),
    (
        "citizen by own words",
        {"kandas": replace(STATUS, is_citizen_now=True)},
        C.NOT_YET_CITIZEN,
        NOT_MET,
    ),
    ("citizenship not given", {"members": applicant(None)}, C.NOT_YET_CITIZEN, UNKNOWN),
    ("takes only relocatees", {"host_region": "KZ-62"}, C.HOST_REGION, NOT_MET),
    ("not of an included family", {}, C.FAMILY_OF_INCLUDED, None),
    ("widow", {"kandas": replace(STATUS, is_family_of_included=True)}, C.FAMILY_OF_INCLUDED, CHECK),
    (
        "widow of an included kandas",
        {"kandas": replace(STATUS, is_family_of_included=True), "was_included_before": True},
        C.NOT_INCLUDED_BEFORE,
        CHECK,
    ),
    ("included before", {"was_included_before": True}, C.NOT_INCLUDED_BEFORE, NOT_MET),
]


@pytest.mark.parametrize(
    ("programme", "facts", "changes", "criterion", "outcome"),
    [(RELOCATEE, RELOCATEE_FACTS, *case[1:]) for case in RELOCATEE_CASES]
    + [(KANDAS, KANDAS_FACTS, *case[1:]) for case in KANDAS_CASES],
    ids=[f"relocatee: {case[0]}" for case in RELOCATEE_CASES] + [f"kandas: {case[0]}" for case in KANDAS_CASES],
)
def test_what_a_criterion_comes_to(
    programme: Programme,
    facts: ApplicationFacts,
    changes: dict[str, object],
    criterion: CriterionCode,
    outcome: Outcome | None,
) -> None:
    changed = replace(facts, **changes)  # type: ignore[arg-type]  # each row names real fields
    assert outcomes(programme, changed).get(criterion) is outcome


@pytest.mark.parametrize(
    ("on", "registered_region", "changes", "outcome"),
    [
        (date(2025, 6, 1), "KZ-61", {}, MET),
        (date(2025, 6, 1), "KZ-71", {}, CHECK),
        (date(2025, 6, 1), "KZ-71", {"graduate": graduate("2025-05-01")}, MET),
        (date(2025, 6, 1), None, {}, UNKNOWN),
        (date(2026, 6, 1), "KZ-71", {}, None),
    ],
)
def test_until_2026_departure_was_from_listed_regions(
    on: date, registered_region: str | None, changes: dict[str, object], outcome: Outcome | None
) -> None:
    facts = replace(RELOCATEE_FACTS, registered_region=registered_region, **changes)  # type: ignore[arg-type]
    assert outcomes(RELOCATEE, facts, on=on).get(C.DEPARTURE_REGION) is outcome


@pytest.mark.parametrize(
    ("programme", "facts", "criterion"),
    [
        (RELOCATEE, RELOCATEE_FACTS, C.REGISTERED_RESIDENCE),
        (RELOCATEE, RELOCATEE_FACTS, C.HOST_REGION),
        (RELOCATEE, replace(RELOCATEE_FACTS, graduate=graduate("2026-06-20")), C.GRADUATE_WINDOW),
        (
            RELOCATEE,
            replace(RELOCATEE_FACTS, marital_change=MaritalChange.DIVORCE, marital_changed_on=ON),
            C.DIVORCE_DOCUMENTED,
        ),
        (KANDAS, KANDAS_FACTS, C.KANDAS_STATUS_VALID),
    ],
)
def test_a_missing_figure_is_never_guessed(
    programme: Programme, facts: ApplicationFacts, criterion: CriterionCode
) -> None:
    assert outcomes(programme, facts, EMPTY)[criterion] is CHECK


def test_the_lists_of_one_year_say_nothing_of_the_next() -> None:
    assert outcomes(RELOCATEE, RELOCATEE_FACTS, on=date(2027, 1, 1))[C.HOST_REGION] is CHECK


def finding_of(findings: tuple[Finding, ...], code: CriterionCode) -> Finding:
    return next(finding for finding in findings if finding.criterion_code is code)


def test_a_finding_gives_its_numbers_and_its_act() -> None:
    facts = replace(RELOCATEE_FACTS, registered_since=date(2026, 6, 1))
    finding = finding_of(assess(RELOCATEE, facts, shipped(), ON), C.REGISTERED_RESIDENCE)
    assert finding.params == {"required": 12, "months": 5}
    assert finding.legal_basis.act_code == "order_20_2016"
    status = finding_of(assess(KANDAS, KANDAS_FACTS, shipped(), ON), C.KANDAS_STATUS_VALID)
    assert status.params == {"until": date(2027, 3, 1)}


def test_nothing_is_verified_while_nobody_has_compared_it() -> None:
    for programme, facts in ((RELOCATEE, RELOCATEE_FACTS), (KANDAS, KANDAS_FACTS)):
        assert not any(finding.verified for finding in assess(programme, facts, shipped(), ON))


def test_a_finding_is_verified_when_the_criterion_and_its_figures_are() -> None:
    checked = replace(
        RELOCATEE,
        criteria=tuple(replace(criterion, verified=True) for criterion in RELOCATEE.criteria),
    )
    of_all = assess(checked, RELOCATEE_FACTS, verified(), ON)
    assert all(finding.verified for finding in of_all)
    of_criteria_only = assess(checked, RELOCATEE_FACTS, shipped(), ON)
    assert finding_of(of_criteria_only, C.CITIZEN).verified
    assert not finding_of(of_criteria_only, C.REGISTERED_RESIDENCE).verified
    assert not finding_of(of_criteria_only, C.HOST_REGION).verified


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, CHECK),
        ({"employment": None}, UNKNOWN),
        ({"employment": None, "was_included_before": True}, NOT_MET),
        ({"graduate": graduate("2020-01-01")}, CHECK),  # a late graduate is judged like everybody
    ],
)
def test_one_word_for_all_findings(changes: dict[str, object], expected: Outcome) -> None:
    facts = replace(RELOCATEE_FACTS, **changes)  # type: ignore[arg-type]
    assert overall(assess(RELOCATEE, facts, shipped(), ON)) is expected


def test_all_met_is_met() -> None:
    findings = assess(RELOCATEE, RELOCATEE_FACTS, shipped(), ON)
    known = [finding for finding in findings if finding.criterion_code is not C.RULES_234_TERM]
    assert overall(known) is MET


def test_every_criterion_has_a_rule_and_every_rule_a_programme() -> None:
    named = {criterion.code for programme in PROGRAMMES.values() for criterion in programme.criteria}
    assert set(RULES) == named == set(CriterionCode)
