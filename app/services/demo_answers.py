"""The form as a synthetic family fills it in (shape: ``domain/answers.py``)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.domain.household import Relation
from app.domain.programmes.definition import Step
from app.domain.stream import Stream
from app.services.demo_people import Person

# Where the families leave from; none of these regions takes relocatees in.
HOMES = (
    ("KZ-61", "Сайрам"),
    ("KZ-61", "Түркістан"),
    ("KZ-43", "Қызылорда"),
    ("KZ-31", "Тараз"),
    ("KZ-47", "Жаңаөзен"),
    ("KZ-33", "Талдықорған"),
    ("KZ-79", "Шымкент"),
)
STREETS = ("Абай", "Жамбыл", "Сәтбаев", "Әуезов", "Тәуелсіздік", "Бейбітшілік")
PROFESSIONS = (
    "Мұғалім",
    "Дәрігер",
    "Құрылысшы",
    "Жүргізуші",
    "Аспаз",
    "Дәнекерлеуші",
    "Агроном",
    "Есепші",
    "Медбике",
    "Тігінші",
    "Электрик",
    "Мал дәрігері",
)


@dataclass(frozen=True, slots=True)
class Form:
    """What decides the answers: the people (the applicant first), where they go, and when they write."""

    people: Sequence[Person]
    stream: Stream
    region: str
    language: str
    email: str
    on: date
    status_number: str


def answers(form: Form, chance: random.Random) -> dict[Step, dict[str, Any]]:
    """Answers that complete every step but the members and the documents."""
    home, town = chance.choice(HOMES)
    married = any(person.relation is Relation.SPOUSE for person in form.people)
    steps: dict[Step, dict[str, Any]] = {
        Step.APPLICANT: personal(form.people[0]) | {"email": form.email, "language": form.language},
        Step.HOUSEHOLD: {"is_complete": True},
        Step.RESIDENCE: {
            "registered_region": home,
            "registered_locality": town,
            "registered_address": f"{chance.choice(STREETS)} көшесі, {chance.randrange(1, 90)}-үй",
            "registered_since": f"{chance.randrange(2005, form.on.year - 3)}-06-01",
            "lives_there": True,
        },
        Step.EMPLOYMENT: {
            "status": chance.choice(("registered_jobseeker", "registered_unemployed")),
            "jobseeker_since": (form.on - timedelta(days=chance.randrange(40, 300))).isoformat(),
            "profession": chance.choice(PROFESSIONS),
            "has_worked": True,
        },
        Step.EDUCATION: {
            "level": chance.choice(("general_secondary", "vocational", "higher")),
            "kazakh": "native",
            "russian": chance.choice(("a2", "b1", "b2")),
        },
        Step.WISHES: {"region": form.region, "reasons": ["relatives"], "settlement": "town"},
        Step.HOUSING: {"need": chance.choice(("rent", "buy")), "owns_housing": False},
        Step.NEEDS: {"needs": ["none"]},
        Step.MARITAL: {"status": "married" if married else "single", "change": "none"},
        Step.EARLIER: {"was_included": False},
        Step.CONSENT: {"is_truthful": True, "allows_processing": True, "family_agrees": True},
    }
    if form.stream is Stream.KANDAS:
        steps[Step.KANDAS] = _kandas(form)
    else:
        steps[Step.EDUCATION]["graduate_grant"] = "none"
    return steps


def personal(person: Person) -> dict[str, Any]:
    """The answers about a person."""
    return {
        "iin": person.iin,
        "surname": person.surname,
        "given_name": person.given_name,
        "patronymic": person.patronymic,
        "latin_name": person.latin_name,
        "born_on": person.born_on.isoformat(),
        "sex": person.sex.value,
        "citizenship": person.citizenship,
    }


def _kandas(form: Form) -> dict[str, Any]:
    return {
        "status_number": form.status_number,
        "granted_on": (form.on - timedelta(days=60)).isoformat(),
        "is_extended": False,
        "origin_country": form.people[0].citizenship,
        "entered_on": (form.on - timedelta(days=150)).isoformat(),
        "is_family_of_included": False,
    }
