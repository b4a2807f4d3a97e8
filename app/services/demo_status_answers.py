"""The form about the kandas status as a synthetic family fills it in that has arrived lately."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from app.domain.programmes.definition import Step
from app.services.demo_answers import PROFESSIONS, STREETS, Form, personal

_TOWNS = {"KZ-55": "Павлодар қаласы", "KZ-59": "Петропавл қаласы"}
_Answers = dict[str, Any]


def answers(form: Form, chance: random.Random) -> dict[Step, _Answers]:
    """Answers that complete every step but the members and the documents."""
    applicant = form.people[0]
    married = "married" if len(form.people) > 1 else "single"
    return {
        Step.APPLICANT: personal(applicant) | {"email": form.email, "language": form.language},
        Step.PASSPORT: _passport(form, chance),
        Step.HOUSEHOLD: {"is_complete": True},
        Step.ORIGIN: _origin(applicant.citizenship, form.on - timedelta(days=40), chance),
        Step.NATIONALITY: {"nationality": "kazakh", "proof": "birth_certificate"},
        Step.PAST: {"was_citizen": False, "was_refused": False},
        Step.ADDRESS: {
            "region": form.region,
            "locality": _TOWNS[form.region],
            "address": f"{chance.choice(STREETS)} көшесі, {chance.randrange(1, 90)}-үй",
        },
        Step.KINSHIP: {"marital_status": married, "has_relatives": False},
        Step.CONTACT_PERSON: {"has_contact": False},
        Step.AUTOBIOGRAPHY: {"text": _life(applicant.born_on.year)},
        Step.SCHOOLING: {"rows": [_school(form, chance)], "is_complete": True},
        Step.WORK: {"is_complete": True},
        Step.MILITARY: {"is_complete": True},
        Step.CONSENT: {"is_truthful": True, "allows_processing": True, "family_agrees": True},
    }


def _passport(form: Form, chance: random.Random) -> _Answers:
    return {
        "kind": "foreign_passport",
        "number": f"E{chance.randrange(10**7, 10**8)}",
        "country": form.people[0].citizenship,
        "issued_by": "Тұратын жеріндегі полиция басқармасы",
        "issued_on": (form.on - timedelta(days=900)).isoformat(),
        "expires_on": (form.on + timedelta(days=2700)).isoformat(),
    }


def _origin(country: str, entered_on: date, chance: random.Random) -> _Answers:
    return {
        "country": country,
        "purpose": "settle",
        "occupation": chance.choice(PROFESSIONS),
        "left_on": (entered_on - timedelta(days=2)).isoformat(),
        "entered_on": entered_on.isoformat(),
    }


def _school(form: Form, chance: random.Random) -> _Answers:
    born = form.people[0].born_on.year
    return {
        "key": 1,
        "level": "vocational",
        "institution": "Кәсіптік колледж",
        "country": form.people[0].citizenship,
        "from_year": born + 16,
        "to_year": born + 19,
        "speciality": chance.choice(PROFESSIONS),
    }


def _life(born: int) -> str:
    return (
        f"Мен {born} жылы қазақ отбасында тудым. Мектепті бітіріп, мамандық алдым, содан бері еңбек етіп келемін.\n"
        "Ата-бабамыз Қазақстаннан кеткен. Балаларымыз елде өссін деп тарихи отанымызға оралдық."
    )
