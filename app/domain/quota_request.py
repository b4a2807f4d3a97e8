"""A region's request for a year's quota: the state table, the figures behind it, and what they are checked for.

Practice of the yearly order on the regional quota (Law on migration of population of 22.07.2011 No. 477-IV, art. 11):
the local executive body counts the jobs, homes and school places it can offer and says how many persons it asks for;
the ministry compares the regions.  What is filed is kept in versions and never changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from app.domain.errors import DomainError, MoveNotAllowedError, ReasonRequiredError, RoleNotAllowedError
from app.domain.roles import Actor, Role

LARGEST = 100_000
JOB_ROWS = 60
ROOMS = (1, 2, 3, 4, 5)


class RequestState(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    FILED = "filed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class RequestAction(StrEnum):
    """What is done with it."""

    FILE = "file"
    RETURN = "return"
    WITHDRAW = "withdraw"


class SchoolLanguage(StrEnum):
    """Language of instruction."""

    KAZAKH = "kk"
    RUSSIAN = "ru"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RequestMove:
    """One row of the table: the state it leads to, whose it is, and whether it needs a reason."""

    to: RequestState
    role: Role
    needs_reason: bool = False


MOVES: Mapping[tuple[RequestState, RequestAction], RequestMove] = MappingProxyType(
    {
        (RequestState.DRAFT, RequestAction.FILE): RequestMove(RequestState.FILED, Role.SUPERVISOR),
        (RequestState.RETURNED, RequestAction.FILE): RequestMove(RequestState.FILED, Role.SUPERVISOR),
        (RequestState.FILED, RequestAction.RETURN): RequestMove(RequestState.RETURNED, Role.MINISTRY, True),
        (RequestState.DRAFT, RequestAction.WITHDRAW): RequestMove(RequestState.WITHDRAWN, Role.SUPERVISOR),
        (RequestState.FILED, RequestAction.WITHDRAW): RequestMove(RequestState.WITHDRAWN, Role.SUPERVISOR, True),
        (RequestState.RETURNED, RequestAction.WITHDRAW): RequestMove(RequestState.WITHDRAWN, Role.SUPERVISOR, True),
    }
)
# In these states the region works on its figures.
EDITABLE = frozenset({RequestState.DRAFT, RequestState.RETURNED})


def move(state: RequestState, action: RequestAction, actor: Actor, region: str, reason: str = "") -> RequestMove:
    """The move, if ``actor`` may make it; raises one of the three errors of moving."""
    found = MOVES.get((state, action))
    if found is None:
        raise MoveNotAllowedError("request_move_not_allowed")
    if not actor.has(found.role, region):
        raise RoleNotAllowedError
    if found.needs_reason and not reason.strip():
        raise ReasonRequiredError
    return found


def open_years(today: date) -> tuple[int, int]:
    """Years for which a region may ask: the next one, and this one for a region that is late."""
    return today.year + 1, today.year


def due_on(year: int, month_day: str) -> date:
    """The day of the year before ``year`` by which requests are due; ``month_day`` is «10-01»."""
    return date.fromisoformat(f"{year - 1}-{month_day}")


@dataclass(frozen=True, slots=True)
class JobGroup:
    """Jobs that an employer offers in a profession; ``wage`` in tenge a month, None where it is not known."""

    profession: str = ""
    employer: str = ""
    jobs: int | None = None
    wage: int | None = None


@dataclass(frozen=True, slots=True)
class RequestFigures:
    """What a region asks and what stands behind it; numbers are None until they are entered.

    ``homes``: homes ready by number of rooms (the last: that many or more); ``districts``: codes.
    """

    persons: int | None = None
    working_age: int | None = None
    jobs: tuple[JobGroup, ...] = ()
    homes: Mapping[int, int] = field(default_factory=dict)
    school: Mapping[SchoolLanguage, int] = field(default_factory=dict)
    kindergarten: int | None = None
    districts: tuple[str, ...] = ()
    notes: str = ""

    @property
    def all_jobs(self) -> int:
        """Jobs of every group."""
        return sum(group.jobs or 0 for group in self.jobs)

    @property
    def all_homes(self) -> int:
        """Homes of every size."""
        return sum(self.homes.values())

    @property
    def all_school(self) -> int:
        """School places in every language."""
        return sum(self.school.values())


class FindingCode(StrEnum):
    """What a request is checked for."""

    PERSONS_MISSING = "persons_missing"
    WORKING_AGE_MISSING = "working_age_missing"
    WORKING_AGE_ABOVE_PERSONS = "working_age_above_persons"
    OUT_OF_RANGE = "out_of_range"
    JOB_WITHOUT_PROFESSION = "job_without_profession"
    JOB_WITHOUT_NUMBER = "job_without_number"
    JOB_TWICE = "job_twice"
    NO_DISTRICT = "no_district"
    STRANGE_DISTRICT = "strange_district"
    NO_JOBS = "no_jobs"
    NO_HOMES = "no_homes"
    JOBS_BELOW_WORKING_AGE = "jobs_below_working_age"
    CHILDREN_WITHOUT_PLACES = "children_without_places"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong (``is_error``: it cannot be filed) or doubtful (it can, with a justification).

    ``where`` is the field of the form that it is about; ``params`` fill its words.
    """

    code: FindingCode
    where: str
    is_error: bool = False
    params: Mapping[str, int] = field(default_factory=dict)


def findings(figures: RequestFigures, own_districts: frozenset[str]) -> list[Finding]:
    """Everything to say about the figures, errors first; ``own_districts`` are the codes of the region's districts."""
    errors = [*_people(figures), *_ranges(figures), *_job_rows(figures), *_districts(figures, own_districts)]
    return errors or _doubts(figures)


def justified(figures: RequestFigures, own_districts: frozenset[str], justification: str) -> None:
    """Refuse what cannot be filed (``request_incomplete``), or doubts that nobody justified."""
    found = findings(figures, own_districts)
    if any(each.is_error for each in found):
        raise DomainError("request_incomplete")
    if found and not justification.strip():
        raise DomainError("justification_required")


def _people(figures: RequestFigures) -> list[Finding]:
    found = []
    if not figures.persons:
        found.append(Finding(FindingCode.PERSONS_MISSING, "persons", is_error=True))
    if figures.working_age is None:
        found.append(Finding(FindingCode.WORKING_AGE_MISSING, "working_age", is_error=True))
    elif figures.working_age > (figures.persons or 0):
        found.append(Finding(FindingCode.WORKING_AGE_ABOVE_PERSONS, "working_age", is_error=True))
    return found


def _ranges(figures: RequestFigures) -> list[Finding]:
    numbers: dict[str, int | None] = {
        "persons": figures.persons,
        "working_age": figures.working_age,
        "kindergarten": figures.kindergarten,
        **{f"homes_{rooms}": homes for rooms, homes in figures.homes.items()},
        **{f"school_{language}": places for language, places in figures.school.items()},
        **{f"jobs-{row}-jobs": group.jobs for row, group in enumerate(figures.jobs)},
    }
    return [
        Finding(FindingCode.OUT_OF_RANGE, name, is_error=True, params={"most": LARGEST})
        for name, number in numbers.items()
        if number is not None and not 0 <= number <= LARGEST
    ]


def _job_rows(figures: RequestFigures) -> list[Finding]:
    found, seen = [], set()
    for row, group in enumerate(figures.jobs):
        known = (group.profession.casefold(), group.employer.casefold())
        if not group.profession:
            found.append(Finding(FindingCode.JOB_WITHOUT_PROFESSION, f"jobs-{row}-profession", is_error=True))
        elif known in seen:
            found.append(Finding(FindingCode.JOB_TWICE, f"jobs-{row}-profession", is_error=True))
        if not group.jobs:
            found.append(Finding(FindingCode.JOB_WITHOUT_NUMBER, f"jobs-{row}-jobs", is_error=True))
        seen.add(known)
    return found


def _districts(figures: RequestFigures, own: frozenset[str]) -> list[Finding]:
    if not figures.districts:
        return [Finding(FindingCode.NO_DISTRICT, "districts", is_error=True)]
    if not set(figures.districts) <= own:
        return [Finding(FindingCode.STRANGE_DISTRICT, "districts", is_error=True)]
    return []


def _doubts(figures: RequestFigures) -> list[Finding]:
    """What may be filed only with words of justification."""
    persons, working_age = figures.persons or 0, figures.working_age or 0
    places, others = figures.all_school + (figures.kindergarten or 0), persons - working_age
    found = []
    if not figures.all_jobs and working_age:
        found.append(Finding(FindingCode.NO_JOBS, "jobs-0-profession"))
    elif figures.all_jobs < working_age:
        numbers = {"jobs": figures.all_jobs, "persons": working_age}
        found.append(Finding(FindingCode.JOBS_BELOW_WORKING_AGE, "jobs-0-profession", params=numbers))
    if not figures.all_homes:
        found.append(Finding(FindingCode.NO_HOMES, "homes_1"))
    if not places and others:
        found.append(Finding(FindingCode.CHILDREN_WITHOUT_PLACES, "school_kk", params={"persons": others}))
    return found


def to_json(figures: RequestFigures) -> dict[str, Any]:
    """The figures as the record keeps them."""
    return {
        "persons": figures.persons,
        "working_age": figures.working_age,
        "jobs": [
            {"profession": group.profession, "employer": group.employer, "jobs": group.jobs, "wage": group.wage}
            for group in figures.jobs
        ],
        "homes": {str(rooms): homes for rooms, homes in figures.homes.items()},
        "school": {str(language): places for language, places in figures.school.items()},
        "kindergarten": figures.kindergarten,
        "districts": list(figures.districts),
        "notes": figures.notes,
    }


def from_json(kept: Mapping[str, Any]) -> RequestFigures:
    """The figures that :func:`to_json` kept; what is missing was not entered."""
    return RequestFigures(
        persons=kept.get("persons"),
        working_age=kept.get("working_age"),
        jobs=tuple(JobGroup(**group) for group in kept.get("jobs", ())),
        homes={int(rooms): homes for rooms, homes in kept.get("homes", {}).items()},
        school={SchoolLanguage(language): places for language, places in kept.get("school", {}).items()},
        kindergarten=kept.get("kindergarten"),
        districts=tuple(kept.get("districts", ())),
        notes=kept.get("notes", ""),
    )
