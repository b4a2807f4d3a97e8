"""Words for the household: who its members are, how they live, and what is wrong with what was typed."""

from __future__ import annotations

from app.domain.household import (
    EducationLevel,
    EmploymentStatus,
    HousingNeed,
    IdentityDocument,
    LanguageLevel,
    MaritalChange,
    MaritalStatus,
    Relation,
    SettlementKind,
    Sex,
    SpecialNeed,
    WishReason,
)
from app.domain.household_checks import HouseholdProblem
from app.domain.identifiers import IdentifierProblem
from app.domain.problems import Problem
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

RELATIONS: dict[Relation, LazyString] = {
    Relation.APPLICANT: lazy_pgettext("relation", "Applicant"),
    Relation.SPOUSE: lazy_pgettext("relation", "Husband or wife"),
    Relation.CHILD: lazy_pgettext("relation", "Son or daughter"),
    Relation.PARENT: lazy_pgettext("relation", "Father or mother"),
    Relation.SIBLING: lazy_pgettext("relation", "Brother or sister"),
    Relation.GRANDCHILD: lazy_pgettext("relation", "Grandchild"),
    Relation.GRANDPARENT: lazy_pgettext("relation", "Grandfather or grandmother"),
    Relation.CHILD_IN_LAW: lazy_pgettext("relation", "Son-in-law or daughter-in-law"),
    Relation.PARENT_IN_LAW: lazy_pgettext("relation", "Father or mother of the husband or wife"),
    Relation.WARD: lazy_pgettext("relation", "Child under guardianship"),
    Relation.OTHER: lazy_pgettext("relation", "Other member of the family"),
}

SEXES: dict[Sex, LazyString] = {
    Sex.MALE: lazy_pgettext("sex", "Male"),
    Sex.FEMALE: lazy_pgettext("sex", "Female"),
}

EMPLOYMENT_STATUSES: dict[EmploymentStatus, LazyString] = {
    EmploymentStatus.REGISTERED_UNEMPLOYED: lazy_gettext("Registered as unemployed at a career centre"),
    EmploymentStatus.REGISTERED_JOBSEEKER: lazy_gettext("Registered as a jobseeker at a career centre"),
    EmploymentStatus.EMPLOYED: lazy_gettext("Works for an employer"),
    EmploymentStatus.SELF_EMPLOYED: lazy_gettext("Self-employed or has a business"),
    EmploymentStatus.STUDENT: lazy_gettext("Studies full-time"),
    EmploymentStatus.PENSIONER: lazy_gettext("Receives a pension"),
    EmploymentStatus.CARER: lazy_gettext("Cares for a child or a relative"),
    EmploymentStatus.NOT_WORKING: lazy_gettext("Does not work and is not registered at a career centre"),
}

EDUCATION_LEVELS: dict[EducationLevel, LazyString] = {
    EducationLevel.NONE: lazy_pgettext("education", "No schooling"),
    EducationLevel.PRIMARY: lazy_pgettext("education", "Primary"),
    EducationLevel.BASIC_SECONDARY: lazy_pgettext("education", "Basic secondary (9 years)"),
    EducationLevel.GENERAL_SECONDARY: lazy_pgettext("education", "General secondary (11 years)"),
    EducationLevel.VOCATIONAL: lazy_pgettext("education", "Technical and vocational"),
    EducationLevel.HIGHER: lazy_pgettext("education", "Higher"),
    EducationLevel.POSTGRADUATE: lazy_pgettext("education", "Postgraduate"),
}

LANGUAGE_LEVELS: dict[LanguageLevel, LazyString] = {
    LanguageLevel.NONE: lazy_pgettext("language level", "Does not speak"),
    LanguageLevel.A1: lazy_pgettext("language level", "A1: a few words"),
    LanguageLevel.A2: lazy_pgettext("language level", "A2: simple talk"),
    LanguageLevel.B1: lazy_pgettext("language level", "B1: everyday matters"),
    LanguageLevel.B2: lazy_pgettext("language level", "B2: fluent"),
    LanguageLevel.C1: lazy_pgettext("language level", "C1: very good command"),
    LanguageLevel.NATIVE: lazy_pgettext("language level", "Mother tongue"),
}

WISH_REASONS: dict[WishReason, LazyString] = {
    WishReason.RELATIVES: lazy_gettext("Relatives live there"),
    WishReason.JOB_OFFER: lazy_gettext("There is a job offer"),
    WishReason.SCHOOL: lazy_gettext("A school or a university"),
    WishReason.HOUSING: lazy_gettext("Housing is available"),
    WishReason.OTHER: lazy_gettext("Another reason"),
}

HOUSING_NEEDS: dict[HousingNeed, LazyString] = {
    HousingNeed.RENT: lazy_gettext("Rent a house or flat"),
    HousingNeed.BUY: lazy_gettext("Buy a house or flat"),
    HousingNeed.BUILD: lazy_gettext("Build a house"),
    HousingNeed.WITH_RELATIVES: lazy_gettext("Live with relatives"),
    HousingNeed.OWN_HOUSE: lazy_gettext("Live in a house of our own"),
    HousingNeed.EMPLOYER_HOUSING: lazy_gettext("Housing from the employer"),
    HousingNeed.TEMPORARY_CENTRE: lazy_gettext("A place in a temporary placement centre"),
}

SETTLEMENT_KINDS: dict[SettlementKind, LazyString] = {
    SettlementKind.TOWN: lazy_pgettext("settlement", "Town"),
    SettlementKind.VILLAGE: lazy_pgettext("settlement", "Village"),
}

SPECIAL_NEEDS: dict[SpecialNeed, LazyString] = {
    SpecialNeed.WHEELCHAIR: lazy_gettext("Uses a wheelchair"),
    SpecialNeed.DISABILITY: lazy_gettext("Has a disability"),
    SpecialNeed.CHRONIC_ILLNESS: lazy_gettext("Needs regular treatment"),
    SpecialNeed.PREGNANCY: lazy_gettext("Is expecting a child"),
    SpecialNeed.SPECIAL_SCHOOLING: lazy_gettext("Needs special schooling"),
    SpecialNeed.SIGN_LANGUAGE: lazy_gettext("Uses sign language"),
    SpecialNeed.OTHER: lazy_gettext("Another need"),
}

MARITAL_STATUSES: dict[MaritalStatus, LazyString] = {
    MaritalStatus.SINGLE: lazy_pgettext("marital status", "Never married"),
    MaritalStatus.MARRIED: lazy_pgettext("marital status", "Married"),
    MaritalStatus.DIVORCED: lazy_pgettext("marital status", "Divorced"),
    MaritalStatus.WIDOWED: lazy_pgettext("marital status", "Widowed"),
}

MARITAL_CHANGES: dict[MaritalChange, LazyString] = {
    MaritalChange.NONE: lazy_pgettext("marital change", "No change"),
    MaritalChange.MARRIAGE: lazy_pgettext("marital change", "Marriage"),
    MaritalChange.DIVORCE: lazy_pgettext("marital change", "Divorce"),
    MaritalChange.WIDOWHOOD: lazy_pgettext("marital change", "Death of the husband or wife"),
}

IDENTITY_DOCUMENTS: dict[IdentityDocument, LazyString] = {
    IdentityDocument.IDENTITY_CARD: lazy_gettext("Identity card of Kazakhstan"),
    IdentityDocument.PASSPORT: lazy_gettext("Passport of Kazakhstan"),
    IdentityDocument.BIRTH_CERTIFICATE: lazy_gettext("Birth certificate"),
    IdentityDocument.FOREIGN_PASSPORT: lazy_gettext("Foreign passport"),
    IdentityDocument.RESIDENCE_PERMIT: lazy_gettext("Residence permit of a foreigner"),
    IdentityDocument.STATELESS_CERTIFICATE: lazy_gettext("Certificate of a stateless person"),
    IdentityDocument.REFUGEE_CERTIFICATE: lazy_gettext("Certificate of a refugee"),
    IdentityDocument.KANDAS_CERTIFICATE: lazy_gettext("Kandas certificate"),
}

HOUSEHOLD_PROBLEMS: dict[HouseholdProblem, LazyString] = {
    HouseholdProblem.NO_APPLICANT: lazy_gettext("Say which member of the household applies"),
    HouseholdProblem.SEVERAL_APPLICANTS: lazy_gettext("Only one member of the household can be the applicant"),
    HouseholdProblem.SEVERAL_SPOUSES: lazy_gettext("Only one husband or wife can be entered"),
    HouseholdProblem.APPLICANT_UNDER_AGE: lazy_gettext("The applicant must be at least %(years)s years old"),
    HouseholdProblem.APPLICANT_NOT_MOVING: lazy_gettext("The applicant does not move with the household"),
    HouseholdProblem.BORN_IN_FUTURE: lazy_gettext("The date of birth is in the future"),
    HouseholdProblem.BORN_TOO_LONG_AGO: lazy_gettext("The date of birth is more than %(years)s years ago"),
    HouseholdProblem.CHILD_OLDER_THAN_PARENT: lazy_gettext("A child cannot be older than the parent"),
    HouseholdProblem.PARENT_IMPLAUSIBLY_YOUNG: lazy_gettext(
        "The difference in age between parent and child is less than %(years)s years: check the dates of birth"
    ),
    HouseholdProblem.SPOUSE_UNDER_AGE: lazy_gettext("The husband or wife must be at least %(years)s years old"),
    HouseholdProblem.SPOUSE_NEEDS_PERMISSION: lazy_gettext(
        "The husband or wife is under %(years)s: permission to marry will be asked for"
    ),
    HouseholdProblem.SAME_IIN_TWICE: lazy_gettext("This IIN is already entered for another member"),
}

IDENTIFIER_PROBLEMS: dict[IdentifierProblem, LazyString] = {
    IdentifierProblem.NOT_DIGITS: lazy_gettext("Enter digits only"),
    IdentifierProblem.SPREADSHEET_NUMBER: lazy_gettext(
        "The number was shortened by a spreadsheet: enter all 12 digits"
    ),
    IdentifierProblem.WRONG_LENGTH: lazy_gettext("The number must have 12 digits"),
    IdentifierProblem.IMPOSSIBLE_DATE: lazy_gettext("The first digits of the number are not a date"),
    IdentifierProblem.IMPOSSIBLE_CENTURY: lazy_gettext("The seventh digit of an IIN must be from 0 to 6"),
    IdentifierProblem.NOT_ASSIGNABLE: lazy_gettext("Such a number is never issued: check each digit"),
    IdentifierProblem.WRONG_CHECK_DIGIT: lazy_gettext("There is a mistake in the number: check each digit"),
    IdentifierProblem.IS_ORGANISATION: lazy_gettext("This is a BIN of an organisation, not an IIN"),
    IdentifierProblem.IS_PERSON: lazy_gettext("This is an IIN of a person, not a BIN"),
    IdentifierProblem.BIRTH_DATE_DISAGREES: lazy_gettext("The IIN and the date of birth do not agree"),
    IdentifierProblem.SEX_DISAGREES: lazy_gettext("The IIN and the sex do not agree"),
}


def household_problem_text(problem: Problem) -> str:
    """The problem in words of the language in use."""
    text = str(HOUSEHOLD_PROBLEMS[HouseholdProblem(problem.code)])
    return text % problem.params if problem.params else text
