"""The record follows a correcting act: names and dates of birth of the household, wherever they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import names as sorting
from app.domain.programmes.definition import Step
from app.models import Application, HouseholdMember, KandasStatus
from app.services.application import refresh_search


@dataclass(frozen=True, slots=True)
class PersonNames:
    """A person's name in its parts, as in the identity document."""

    surname: str
    given_name: str
    patronymic: str = ""
    latin_name: str = ""

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic, never inflected."""
        return " ".join(part.strip() for part in (self.surname, self.given_name, self.patronymic) if part.strip())


@dataclass(frozen=True, slots=True)
class Mended:
    """A person whom the paper had under ``stated``, at ``place``, and what is right."""

    place: int
    stated: str
    names: PersonNames
    born_on: date | None = None


def mend(session: Session, application: Application, people: Iterable[Mended]) -> dict[str, Any]:
    """Write what is right into the record; returns what stood there, by number of the member, for :func:`put_back`."""
    before: dict[str, Any] = {}
    for each in people:
        member = _member(application, each)
        said = _parts(each.names, each.born_on or member.birth_on)
        stood = _parts_of(member)
        if said != stood:
            before[str(member.id)] = stood
            _write(session, application, member, said)
    return before


def put_back(session: Session, application: Application, before: Mapping[str, Any]) -> None:
    """Write into the record what :func:`mend` found there."""
    for member in application.members:
        if str(member.id) in before:
            _write(session, application, member, before[str(member.id)])


def _member(application: Application, each: Mended) -> HouseholdMember:
    """The member whom the paper names; by name, or by place where the record knows a better name already."""
    members = application.members
    named = [member for member in members if member.full_name == each.stated]
    return named[0] if len(named) == 1 else members[each.place]


def _parts(names: PersonNames, born_on: date) -> dict[str, str]:
    return {
        "surname": names.surname.strip(),
        "given_name": names.given_name.strip(),
        "patronymic": names.patronymic.strip(),
        "latin_name": names.latin_name.strip(),
        "birth_on": born_on.isoformat(),
    }


def _parts_of(member: HouseholdMember) -> dict[str, str]:
    names = PersonNames(member.surname, member.given_name, member.patronymic, member.latin_name)
    return _parts(names, member.birth_on)


def _write(session: Session, application: Application, member: HouseholdMember, said: Mapping[str, str]) -> None:
    """The member, the answers and the columns of the application, and the register of kandas statuses."""
    rows = session.scalars(
        select(KandasStatus).where(
            KandasStatus.application_id == application.id, KandasStatus.person_key == member.person_key
        )
    ).all()
    kept_in: tuple[HouseholdMember | KandasStatus, ...] = (member, *rows)
    for row in kept_in:
        row.surname, row.given_name = said["surname"], said["given_name"]
        row.patronymic, row.latin_name = said["patronymic"], said["latin_name"]
        row.birth_on = date.fromisoformat(said["birth_on"])
    for held in rows:
        marks = [mark for mark in (held.earlier_number, held.iin, held.foreign_document) if mark]
        held.sort_key = sorting.sort_key(held.full_name)
        held.search_text = " ".join([sorting.fold_key(f"{held.full_name} {held.latin_name}"), *marks])
    if member.position == 0:
        answers = dict(application.answers.get(Step.APPLICANT, {}))
        given = {name: said[name] for name in ("surname", "given_name", "patronymic", "latin_name") if said[name]}
        dropped = {name for name in ("patronymic", "latin_name") if not said[name]}
        kept = {name: value for name, value in answers.items() if name not in dropped}
        application.answers = {
            **application.answers,
            Step.APPLICANT.value: {**kept, **given, "born_on": said["birth_on"]},
        }
        application.applicant_name = member.full_name
        application.applicant_sort_key = sorting.sort_key(member.full_name)
    refresh_search(application)
    session.flush()
