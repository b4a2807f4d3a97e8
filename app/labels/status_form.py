"""Words for the steps about the kandas status: questions, hints and choices of each page and of each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.household import EducationLevel
from app.domain.programmes.definition import Step
from app.i18n import LazyString, lazy_gettext, lazy_pgettext
from app.labels import household, origin

# The page of one row of a step that is a list.
ROW_PAGES: Mapping[Step, str] = {
    Step.SCHOOLING: "schooling_row",
    Step.WORK: "work_row",
    Step.MILITARY: "military_row",
}
_LIST = {"rows": lazy_gettext("The list"), "is_complete": lazy_gettext("Everything is listed")}

QUESTIONS: Mapping[str, Mapping[str, LazyString]] = {
    Step.PASSPORT: {
        "kind": lazy_gettext("With which document do you travel?"),
        "number": lazy_gettext("Number of the document"),
        "country": lazy_gettext("Country that issued the document"),
        "issued_by": lazy_gettext("Body that issued the document"),
        "issued_on": lazy_gettext("Date of issue"),
        "expires_on": lazy_gettext("Valid until"),
    },
    Step.ORIGIN: {
        "country": lazy_gettext("Country from which you come"),
        "left_on": lazy_gettext("When did you leave that country?"),
        "entered_on": lazy_gettext("When did you enter Kazakhstan?"),
        "planned_on": lazy_gettext("When do you want to come?"),
        "purpose": lazy_gettext("Why do you come to Kazakhstan?"),
        "occupation": lazy_gettext("Occupation"),
    },
    Step.NATIONALITY: {
        "nationality": lazy_gettext("What is your nationality by origin?"),
        "other_nationality": lazy_gettext("Which one?"),
        "proof": lazy_gettext("What proves your nationality?"),
        "other_document": lazy_gettext("Which document is it?"),
        "recommendation_number": lazy_gettext("Number of the recommendation"),
        "recommended_on": lazy_gettext("Date of the recommendation"),
    },
    Step.PAST: {
        "was_citizen": lazy_gettext("Have you ever been a citizen of Kazakhstan?"),
        "citizenship_note": lazy_gettext("From when to when, and how did the citizenship end?"),
        "was_refused": lazy_gettext(
            "Have you ever been refused the kandas status, a residence permit or the citizenship of Kazakhstan?"
        ),
        "refusal_note": lazy_gettext("What was refused, when and why?"),
    },
    Step.ADDRESS: {
        "region": lazy_gettext("Region of Kazakhstan where you live or want to live"),
        "locality": lazy_gettext("District and town or village where you live"),
        "address": lazy_gettext("Street, house and flat where you live"),
        "address_abroad": lazy_gettext("Address abroad where you live now"),
    },
    Step.KINSHIP: {
        "marital_status": lazy_gettext("Marital status"),
        "has_relatives": lazy_gettext("Do you have relatives in Kazakhstan?"),
        "relative_name": lazy_gettext("Surname and given name of the nearest relative"),
        "relative_degree": lazy_gettext("Who is this person to you?"),
        "relative_region": lazy_gettext("Region where the relative lives"),
    },
    Step.CONTACT_PERSON: {
        "has_contact": lazy_gettext("Is there somebody in Kazakhstan who can be called if we cannot reach you?"),
        "name": lazy_gettext("Surname and given name of this person"),
        "phone": lazy_gettext("Phone number of this person"),
        "iin": lazy_gettext("IIN of this person"),
    },
    Step.AUTOBIOGRAPHY: {"text": lazy_gettext("Your autobiography")},
    Step.SCHOOLING: _LIST,
    Step.WORK: _LIST,
    Step.MILITARY: _LIST,
    Step.STATUS: {
        "status_number": lazy_gettext("Number of the kandas certificate"),
        "granted_on": lazy_gettext("Date when the status was given"),
        "valid_until": lazy_gettext("Valid until"),
        "was_extended": lazy_gettext("Has the status been extended?"),
        "reason": lazy_gettext("Why do you need more time?"),
    },
    ROW_PAGES[Step.SCHOOLING]: {
        "level": lazy_gettext("What did you finish?"),
        "institution": lazy_gettext("School, college or university"),
        "country": lazy_pgettext("question", "Country"),
        "from_year": lazy_gettext("Year when you began"),
        "to_year": lazy_gettext("Year when you ended"),
        "speciality": lazy_gettext("Speciality"),
        "degree": lazy_gettext("Academic degree"),
        "diploma_number": lazy_gettext("Number of the diploma or certificate"),
    },
    ROW_PAGES[Step.WORK]: {
        "company": lazy_gettext("Employer"),
        "post": lazy_gettext("Post"),
        "country": lazy_pgettext("question", "Country"),
        "city": lazy_gettext("Town or village"),
        "from_year": lazy_gettext("Year when you began"),
        "to_year": lazy_gettext("Year when you ended"),
    },
    ROW_PAGES[Step.MILITARY]: {
        "country": lazy_pgettext("question", "Country"),
        "branch": lazy_gettext("Branch of the forces"),
        "rank": lazy_gettext("Rank"),
        "from_year": lazy_gettext("Year when you began"),
        "to_year": lazy_gettext("Year when you ended"),
    },
}

HINTS: Mapping[tuple[str, str], LazyString] = {
    (Step.PASSPORT, "number"): lazy_gettext("Letters and digits, as in the document"),
    (Step.PASSPORT, "expires_on"): lazy_gettext("Leave it empty if the document names no last day."),
    (Step.ORIGIN, "left_on"): lazy_gettext("The day in the stamp of departure"),
    (Step.ORIGIN, "entered_on"): lazy_gettext("The day in the stamp of entry"),
    (Step.ORIGIN, "planned_on"): lazy_gettext("If you know the day already"),
    (Step.ORIGIN, "purpose"): lazy_gettext("Which documents are asked for depends on it."),
    (Step.ORIGIN, "occupation"): lazy_gettext("What you live from, for example: teacher, herder, student, pensioner"),
    (Step.NATIONALITY, "proof"): lazy_gettext("One document is enough. You add it in the step “Documents”."),
    (Step.PAST, "was_citizen"): lazy_gettext("The status is for people who never were."),
    (Step.ADDRESS, "region"): lazy_gettext("The application is considered by this region."),
    (Step.AUTOBIOGRAPHY, "text"): lazy_gettext(
        "In your own words, in Kazakh or Russian: where and when you were born, your parents and their origin, your "
        "family, school, work, and why you come."
    ),
    (Step.CONTACT_PERSON, "phone"): lazy_gettext("For example, +7 701 123 45 67"),
    (Step.CONTACT_PERSON, "iin"): lazy_gettext("12 digits, if you know them"),
    (Step.STATUS, "valid_until"): lazy_gettext("If the certificate names the day"),
    (Step.STATUS, "reason"): lazy_gettext(
        "What you have done for the residence permit and citizenship, and what is missing"
    ),
    (ROW_PAGES[Step.SCHOOLING], "from_year"): lazy_gettext("For example, 2004"),
    (ROW_PAGES[Step.SCHOOLING], "to_year"): lazy_gettext("Leave it empty if you still study there."),
    (ROW_PAGES[Step.WORK], "from_year"): lazy_gettext("For example, 2004"),
    (ROW_PAGES[Step.WORK], "to_year"): lazy_gettext("Leave it empty if you still work there."),
    (ROW_PAGES[Step.MILITARY], "from_year"): lazy_gettext("For example, 2004"),
    (ROW_PAGES[Step.MILITARY], "to_year"): lazy_gettext("Leave it empty if you still serve."),
}

CHOICES: Mapping[tuple[str, str], Mapping[Any, LazyString]] = {
    (Step.PASSPORT, "kind"): origin.TRAVEL_DOCUMENTS,
    (Step.ORIGIN, "purpose"): origin.TRIP_PURPOSES,
    (Step.NATIONALITY, "nationality"): origin.NATIONALITIES,
    (Step.NATIONALITY, "proof"): origin.NATIONALITY_PROOFS,
    (Step.KINSHIP, "marital_status"): household.MARITAL_STATUSES,
    (Step.KINSHIP, "relative_degree"): origin.KINSHIP_DEGREES,
    (ROW_PAGES[Step.SCHOOLING], "level"): {
        level: words for level, words in household.EDUCATION_LEVELS.items() if level is not EducationLevel.NONE
    },
}

# The pages that list rows: what they ask, the word on the button, and what is said where there is nothing.
LIST_INTROS: Mapping[Step, LazyString] = {
    Step.SCHOOLING: lazy_gettext("List every school, college and university that you finished or attend."),
    Step.WORK: lazy_gettext("List where you have worked, the latest first. Work for yourself counts too."),
    Step.MILITARY: lazy_gettext("List where you served in the armed forces, in whatever country."),
}
ADD_WORDS: Mapping[Step, LazyString] = {
    Step.SCHOOLING: lazy_gettext("Add a school"),
    Step.WORK: lazy_gettext("Add a place of work"),
    Step.MILITARY: lazy_gettext("Add a period of service"),
}
EMPTY_WORDS: Mapping[Step, LazyString] = {
    Step.SCHOOLING: lazy_gettext("I attended no school: continue"),
    Step.WORK: lazy_gettext("I have not worked: continue"),
    Step.MILITARY: lazy_gettext("I have not served: continue"),
}
