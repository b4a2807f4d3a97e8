"""Words for the application form: each question, its hint, its choices, and what is wrong with an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.answer_fields import NONE, Answers, Field, Kind
from app.domain.answers import AnswerProblem, AnswerProblemCode, fields_of, row_fields
from app.domain.household import Relation
from app.domain.identifiers import IdentifierProblem
from app.domain.programmes.definition import Step
from app.domain.stream import Stream
from app.i18n import LANGUAGE_NAMES, LazyString, format_date, lazy_gettext, lazy_pgettext, locale, pgettext
from app.i18n import gettext as _
from app.labels import household as words
from app.labels import status_form
from app.labels.programme import GRADUATE_GRANTS
from app.labels.status_form import ROW_PAGES

MEMBER = "member"

YES_NO: Mapping[str, LazyString] = {"yes": lazy_pgettext("answer", "Yes"), "no": lazy_pgettext("answer", "No")}

_PERSON: Mapping[str, LazyString] = {
    "iin": lazy_gettext("IIN"),
    "surname": lazy_gettext("Surname"),
    "given_name": lazy_gettext("Given name"),
    "patronymic": lazy_gettext("Patronymic"),
    "latin_name": lazy_gettext("Surname and given name in Latin letters, as in the passport"),
    "born_on": lazy_gettext("Date of birth"),
    "sex": lazy_gettext("Sex"),
    "citizenship": lazy_gettext("Citizenship"),
    "foreign_document": lazy_gettext("Number of the foreign passport or other identity document"),
    "document_country": lazy_gettext("Country that issued the document"),
}

QUESTIONS: Mapping[str, Mapping[str, LazyString]] = {
    MEMBER: {"relation": lazy_gettext("Who is this person to the applicant?"), **_PERSON},
    Step.APPLICANT: {
        **_PERSON,
        "email": lazy_gettext("E-mail address"),
        "phone": lazy_gettext("Phone number"),
        "language": lazy_gettext("Language in which we write to you"),
    },
    Step.HOUSEHOLD: {"is_complete": lazy_gettext("Everybody who moves is listed")},
    Step.RESIDENCE: {
        "registered_region": lazy_gettext("Region where you are registered"),
        "registered_locality": lazy_gettext("District and town or village of registration"),
        "registered_address": lazy_gettext("Street, house and flat of registration"),
        "registered_since": lazy_gettext("Permanently registered there since"),
        "lives_there": lazy_gettext("Do you live at the address where you are registered?"),
        "actual_region": lazy_gettext("Region where you live"),
        "actual_locality": lazy_gettext("District and town or village where you live"),
        "actual_address": lazy_gettext("Street, house and flat where you live"),
    },
    Step.EMPLOYMENT: {
        "status": lazy_gettext("What do you do now?"),
        "jobseeker_since": lazy_gettext("Registered at the career centre since"),
        "profession": lazy_gettext("Profession"),
        "has_worked": lazy_gettext("Have you worked before?"),
        "last_work": lazy_gettext("Last place of work and post"),
        "years_worked": lazy_gettext("Years of work in all"),
    },
    Step.EDUCATION: {
        "level": lazy_gettext("Highest education that you have finished"),
        "speciality": lazy_gettext("Speciality"),
        "institution": lazy_gettext("School, college or university"),
        "graduate_grant": lazy_gettext("Did you study under a state grant for young people?"),
        "graduated_on": lazy_gettext("Date of the diploma"),
        "kazakh": lazy_gettext("Kazakh"),
        "russian": lazy_gettext("Russian"),
        "other_languages": lazy_gettext("Other languages"),
    },
    Step.WISHES: {
        "region": lazy_gettext("First choice"),
        "reasons": lazy_gettext("Why the first region?"),
        "region_2": lazy_gettext("Second choice"),
        "reasons_2": lazy_gettext("Why the second region?"),
        "region_3": lazy_gettext("Third choice"),
        "reasons_3": lazy_gettext("Why the third region?"),
        "settlement": lazy_gettext("Would you rather live in a town or in a village?"),
        "note": lazy_gettext("Anything else about where you want to live"),
    },
    Step.HOUSING: {
        "need": lazy_gettext("Where will you live after the move?"),
        "owns_housing": lazy_gettext("Does anybody of the household own housing in Kazakhstan?"),
        "owned_housing": lazy_gettext("Where is this housing, and whose is it?"),
        "note": lazy_gettext("Anything else about housing"),
    },
    Step.NEEDS: {
        "needs": lazy_gettext("Does anybody of the household have special needs?"),
        "note": lazy_gettext("Who needs what?"),
    },
    Step.MARITAL: {
        "status": lazy_gettext("Marital status"),
        "change": lazy_gettext("Has your marital status changed lately?"),
        "changed_on": lazy_gettext("Date of the change"),
    },
    Step.EARLIER: {
        "was_included": lazy_gettext("Was anybody of the household ever included in a quota?"),
        "region": lazy_gettext("Region of that quota"),
        "year": lazy_gettext("Year of that quota"),
        "note": lazy_gettext("Who was included, and what became of it?"),
    },
    Step.KANDAS: {
        "status_number": lazy_gettext("Number of the kandas certificate"),
        "granted_on": lazy_gettext("Date when the status was given"),
        "valid_until": lazy_gettext("Valid until"),
        "is_extended": lazy_gettext("Has the status been extended?"),
        "origin_country": lazy_gettext("Country of origin"),
        "entered_on": lazy_gettext("Date of entry into Kazakhstan"),
        "is_family_of_included": lazy_gettext(
            "Are you the widow, the widower or a child of a kandas who was included in a quota before you came?"
        ),
    },
    Step.CONSENT: {
        "is_truthful": lazy_gettext("What is written in this application is true"),
        "allows_processing": lazy_gettext(
            "The bodies that consider the application may collect and process the personal data in it"
        ),
        "family_agrees": lazy_gettext("The adult members of the household know of this application and agree to it"),
    },
    **status_form.QUESTIONS,
}

HINTS: Mapping[tuple[str, str], LazyString] = {
    (Step.APPLICANT, "iin"): lazy_gettext("12 digits, on the identity card. Leave it empty if you have none yet."),
    (MEMBER, "iin"): lazy_gettext("12 digits. Leave it empty for a person who has none yet."),
    (Step.APPLICANT, "surname"): lazy_gettext("In Cyrillic letters, as in the identity document"),
    (MEMBER, "surname"): lazy_gettext("In Cyrillic letters, as in the identity document"),
    (Step.APPLICANT, "email"): lazy_gettext("We write here when something happens to your application."),
    (Step.APPLICANT, "phone"): lazy_gettext("For example, +7 701 123 45 67"),
    (Step.APPLICANT, "foreign_document"): lazy_gettext("Needed if you have no IIN"),
    (MEMBER, "foreign_document"): lazy_gettext("Needed if the person has no IIN"),
    (Step.RESIDENCE, "registered_region"): lazy_gettext("As in the address certificate on eGov"),
    (Step.RESIDENCE, "registered_since"): lazy_gettext("Permanent registration; temporary registration does not count"),
    (Step.EMPLOYMENT, "profession"): lazy_gettext("What you have learnt or do best, for example: welder, teacher"),
    (Step.EDUCATION, "other_languages"): lazy_gettext("For example: Mongolian, English"),
    (Step.WISHES, "region"): lazy_gettext("The application is considered by this region."),
    (Step.MARITAL, "changed_on"): lazy_gettext("If it has changed: the day in the certificate, for example 27 3 2025"),
    (Step.EMPLOYMENT, "jobseeker_since"): lazy_gettext("If you are registered at a career centre"),
    (Step.EDUCATION, "graduated_on"): lazy_gettext("If you studied under such a grant"),
    (Step.WISHES, "region_2"): lazy_gettext("If the first region cannot take you"),
    (Step.KANDAS, "valid_until"): lazy_gettext("If the certificate names the day"),
    (Step.NEEDS, "needs"): lazy_gettext("Choose everything that applies, so that the region can prepare."),
    **status_form.HINTS,
}

_CHOICES: Mapping[tuple[str, str], Mapping[Any, LazyString]] = {
    (MEMBER, "relation"): {key: text for key, text in words.RELATIONS.items() if key is not Relation.APPLICANT},
    (MEMBER, "sex"): words.SEXES,
    (Step.APPLICANT, "sex"): words.SEXES,
    (Step.EMPLOYMENT, "status"): words.EMPLOYMENT_STATUSES,
    (Step.EDUCATION, "level"): words.EDUCATION_LEVELS,
    (Step.EDUCATION, "graduate_grant"): {NONE: lazy_pgettext("grant", "No"), **GRADUATE_GRANTS},
    (Step.EDUCATION, "kazakh"): words.LANGUAGE_LEVELS,
    (Step.EDUCATION, "russian"): words.LANGUAGE_LEVELS,
    (Step.WISHES, "reasons"): words.WISH_REASONS,
    (Step.WISHES, "reasons_2"): words.WISH_REASONS,
    (Step.WISHES, "reasons_3"): words.WISH_REASONS,
    (Step.WISHES, "settlement"): words.SETTLEMENT_KINDS,
    (Step.HOUSING, "need"): words.HOUSING_NEEDS,
    (Step.NEEDS, "needs"): {**words.SPECIAL_NEEDS, NONE: lazy_gettext("Nobody has special needs")},
    (Step.MARITAL, "status"): words.MARITAL_STATUSES,
    (Step.MARITAL, "change"): words.MARITAL_CHANGES,
    **status_form.CHOICES,
}

_PROBLEMS: Mapping[AnswerProblemCode, LazyString] = {
    AnswerProblemCode.MISSING: lazy_gettext("“%(question)s”: this has to be answered"),
    AnswerProblemCode.IN_FUTURE: lazy_gettext("“%(question)s”: this day is in the future"),
    AnswerProblemCode.TOO_LONG_AGO: lazy_gettext("“%(question)s”: this day is more than %(years)s years ago"),
    AnswerProblemCode.NOT_AGREED: lazy_gettext("“%(question)s”: without this the application cannot be submitted"),
    AnswerProblemCode.SAME_REGION_TWICE: lazy_gettext("“%(question)s”: choose another region than before"),
    AnswerProblemCode.REGION_CLOSED: lazy_gettext("“%(question)s”: this region takes nobody under the programme now"),
    AnswerProblemCode.ENDS_BEFORE_BEGIN: lazy_gettext("“%(question)s”: the end is before the beginning"),
    AnswerProblemCode.YEAR_IN_FUTURE: lazy_gettext("“%(question)s”: this year is in the future"),
    AnswerProblemCode.ENTERED_BEFORE_LEAVING: lazy_gettext(
        "“%(question)s”: this day is before the day when you left the other country"
    ),
    AnswerProblemCode.EXPIRED: lazy_gettext("“%(question)s”: the document has expired; a valid one is asked for"),
    AnswerProblemCode.NOT_LATIN: lazy_gettext("“%(question)s”: write it in Latin letters, as in the passport"),
    AnswerProblemCode.NOT_CYRILLIC: lazy_gettext("“%(question)s”: write it in Cyrillic letters"),
    AnswerProblemCode.NOT_KAZAKH: lazy_gettext(
        "The status is given to people of Kazakh nationality; an officer will look at your documents"
    ),
    AnswerProblemCode.ROW_INCOMPLETE: lazy_gettext("Entry %(number)s of the list is not filled in completely"),
    AnswerProblemCode.BIRTH_DATE_DISAGREES: words.IDENTIFIER_PROBLEMS[  # a warning, the same words as for staff
        IdentifierProblem.BIRTH_DATE_DISAGREES
    ],
    AnswerProblemCode.SEX_DISAGREES: words.IDENTIFIER_PROBLEMS[IdentifierProblem.SEX_DISAGREES],
}


def question(page: str, name: str) -> str:
    """The question of a field, on the page of a step or on the page of a member (:data:`MEMBER`)."""
    return str(QUESTIONS[page][name])


def choices(page: str, name: str) -> Mapping[Any, LazyString | str]:
    """Values of a field with their words, in order."""
    if name == "language":
        return LANGUAGE_NAMES
    return _CHOICES[page, name]


def problem_text(page: str, problem: AnswerProblem) -> str:
    """What is wrong, naming the question, in the language in use."""
    values = {"question": question(page, problem.name), **problem.params}
    return str(_PROBLEMS[problem.code]) % values


def country_name(code: str) -> str:
    """A country by its ISO code; ``XX`` is a stateless person."""
    if code == "XX":
        return pgettext("citizenship", "Stateless")
    return str(locale().territories.get(code, code))


def answer_text(page: str, field: Field, value: Any, region_names: Mapping[str, str]) -> str:
    """An answer as a person reads it; empty where there is none."""
    if value is None:
        return ""
    if field.kind is Kind.YES_NO:
        return str(YES_NO["yes" if value else "no"])
    if field.kind is Kind.CHOICE:
        return str(choices(page, field.name)[value])
    if field.kind is Kind.CHOICES:
        return "; ".join(str(choices(page, field.name)[each]) for each in value)
    return _plain(field.kind, value, region_names)


def answer_rows(step: Step, answers: Answers, stream: Stream, region_names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Questions of a step with their answers; questions that did not arise are left out."""
    rows = []
    for field in fields_of(step, stream):
        if field.kind is Kind.ROWS:
            rows += list_rows(step, answers.get(field.name, ()), region_names)
        elif step in ROW_PAGES and answers.get(field.name):
            # The word that everything is listed answers nothing beside the rows, and without rows it says «none».
            rows += [] if answers.get("rows") else [(question(step, "rows"), _("Nothing to list"))]
        elif field.name in answers:
            rows.append((question(step, field.name), answer_text(step, field, answers[field.name], region_names)))
    return rows


def list_rows(step: Step, rows: Sequence[Mapping[str, Any]], region_names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each row of a list: its years, and everything else in one line."""
    return [(_years(row), "; ".join(text for _name, text in row_texts(step, row, region_names))) for row in rows]


def row_texts(step: Step, row: Mapping[str, Any], region_names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Questions of one row with their answers, without the years."""
    page = ROW_PAGES[step]
    return [
        (question(page, field.name), answer_text(page, field, row[field.name], region_names))
        for field in row_fields(step)
        if field.name in row and field.kind is not Kind.YEAR
    ]


def row_title(row: Mapping[str, Any]) -> str:
    """What a row is about, for its card: the school, the employer, the branch, with the years."""
    lead = next((row[name] for name in ("institution", "company", "branch") if name in row), "")
    return f"{lead}, {_years(row)}" if lead else _years(row)


def _years(row: Mapping[str, Any]) -> str:
    begun = str(row.get("from_year", ""))
    return f"{begun}–{row['to_year']}" if row.get("to_year") else _("since %(year)s", year=begun)


def _plain(kind: Kind, value: Any, region_names: Mapping[str, str]) -> str:
    if kind is Kind.DAY:
        return format_date(date.fromisoformat(value))
    if kind is Kind.REGION:
        return region_names.get(value, value)
    if kind is Kind.COUNTRY:
        return country_name(value)
    return str(value)
