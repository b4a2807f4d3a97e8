"""How the questions of a page are shown: which appear under which answer, widths, and what browsers may fill in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_wtf import FlaskForm

from app.domain.answer_fields import NONE, Field
from app.domain.criteria import REGISTERED_AT_CAREER_CENTRE
from app.domain.facts import GraduateGrant
from app.domain.household import MaritalChange
from app.domain.origin import Nationality, NationalityProof
from app.domain.programmes.definition import Step
from app.labels.answers import HINTS, MEMBER

# Questions that arise from an answer: (page, question) → the answer and the question under which it appears.
_UNDER: Mapping[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    (Step.RESIDENCE, "actual_region"): ("lives_there", ("no",)),
    (Step.RESIDENCE, "actual_locality"): ("lives_there", ("no",)),
    (Step.RESIDENCE, "actual_address"): ("lives_there", ("no",)),
    (Step.EMPLOYMENT, "last_work"): ("has_worked", ("yes",)),
    (Step.EMPLOYMENT, "years_worked"): ("has_worked", ("yes",)),
    (Step.HOUSING, "owned_housing"): ("owns_housing", ("yes",)),
    (Step.EARLIER, "region"): ("was_included", ("yes",)),
    (Step.EARLIER, "year"): ("was_included", ("yes",)),
    (Step.EARLIER, "note"): ("was_included", ("yes",)),
    (Step.NATIONALITY, "other_nationality"): ("nationality", (Nationality.OTHER,)),
    (Step.NATIONALITY, "other_document"): ("proof", (NationalityProof.OTHER_DOCUMENT,)),
    (Step.NATIONALITY, "recommendation_number"): ("proof", (NationalityProof.RECOMMENDATION,)),
    (Step.NATIONALITY, "recommended_on"): ("proof", (NationalityProof.RECOMMENDATION,)),
    (Step.PAST, "citizenship_note"): ("was_citizen", ("yes",)),
    (Step.PAST, "refusal_note"): ("was_refused", ("yes",)),
    (Step.KINSHIP, "relative_name"): ("has_relatives", ("yes",)),
    (Step.KINSHIP, "relative_degree"): ("has_relatives", ("yes",)),
    (Step.KINSHIP, "relative_region"): ("has_relatives", ("yes",)),
    (Step.CONTACT_PERSON, "name"): ("has_contact", ("yes",)),
    (Step.CONTACT_PERSON, "phone"): ("has_contact", ("yes",)),
    (Step.CONTACT_PERSON, "iin"): ("has_contact", ("yes",)),
}
# Questions asked for several answers cannot hang under one of them: they follow with a word when they are needed.
FOLLOWING: Mapping[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    (Step.EMPLOYMENT, "jobseeker_since"): ("status", tuple(REGISTERED_AT_CAREER_CENTRE)),
    (Step.EDUCATION, "graduated_on"): ("graduate_grant", tuple(GraduateGrant)),
    (Step.MARITAL, "changed_on"): ("change", tuple(c for c in MaritalChange if c is not MaritalChange.NONE)),
}
_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "iin": {"width": 20, "inputmode": "numeric", "spellcheck": False, "autocomplete": "off"},
    "surname": {"spellcheck": False, "autocomplete": "family-name"},
    "given_name": {"spellcheck": False, "autocomplete": "given-name"},
    "patronymic": {"spellcheck": False, "autocomplete": "additional-name"},
    "latin_name": {"spellcheck": False, "autocapitalize": "characters"},
    "foreign_document": {"width": 20, "spellcheck": False},
    "email": {"autocomplete": "email"},
    "phone": {"width": 20, "autocomplete": "tel"},
    "sex": {"inline": True},
    "years_worked": {"width": 3, "inputmode": "numeric"},
    "year": {"width": 4, "inputmode": "numeric"},
    "status_number": {"width": 20, "spellcheck": False},
    "needs": {"exclusive": NONE},
    "number": {"width": 20, "spellcheck": False, "autocapitalize": "characters"},
    "recommendation_number": {"width": 20, "spellcheck": False},
    "from_year": {"width": 4, "inputmode": "numeric"},
    "to_year": {"width": 4, "inputmode": "numeric"},
    "diploma_number": {"width": 20, "spellcheck": False},
    "text": {"rows": 20},
}
_OPTIONAL_LABEL = frozenset({"never"})
# A browser would fill in the applicant's own data here.
_OF_OTHERS = frozenset({MEMBER, Step.CONTACT_PERSON})


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as the page shows it; ``under``: questions by the answer that opens them."""

    control: Any
    hint: Any
    options: Mapping[str, Any]
    under: Mapping[str, list[Shown]] = field(default_factory=dict)


def shown_fields(page: str, form: FlaskForm, fields: Iterable[Field]) -> list[Shown]:
    """Questions of the page in order, each with those that hang under its answers."""
    made: dict[str, Shown] = {}
    top: list[Shown] = []
    for item in fields:
        shown = Shown(form[item.name], HINTS.get((page, item.name)), _options(page, item), {})
        made[item.name] = shown
        parent, answers = _UNDER.get((page, item.name), ("", ()))
        if parent in made:
            for answer in answers:
                made[parent].under.setdefault(answer, []).append(shown)  # type: ignore[attr-defined]  # ours to fill
        else:
            top.append(shown)
    return top


def applies(page: str, name: str, answers: Mapping[str, Any]) -> bool:
    """Whether the question arises from the answers; without scripts every question is on the page."""
    parent, wanted = _UNDER.get((page, name)) or FOLLOWING.get((page, name)) or ("", ())
    if not parent:
        return True
    given = answers.get(parent)
    return {True: "yes", False: "no"}.get(given, given) in wanted if given is not None else False


def _options(page: str, item: Field) -> dict[str, Any]:
    options = dict(_OPTIONS.get(item.name, {}))
    if item.is_needed.__name__ in _OPTIONAL_LABEL:
        options["optional"] = True
    if page in _OF_OTHERS:
        options.pop("autocomplete", None)
    return options
