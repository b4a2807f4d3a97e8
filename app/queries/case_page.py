"""Everything that the case page shows beside the case and its household, in one statement."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam, select
from sqlalchemy.orm import Session

from app.domain.placement_choice import ProposalState
from app.domain.stream import Stream
from app.models import Application, Departure, PlacementProposal
from app.queries import application as applications
from app.queries import case, commission, queue, task, timeline
from app.queries.application import RelatedApplication
from app.queries.case_rows import AttachmentRow, DuplicateRow, NoteRow, NoticeRow, PaperRow, People, RequestRow
from app.queries.commission_rows import CaseSittingRow
from app.queries.queue import Place
from app.queries.task import TaskRow
from app.queries.timeline import EventRow
from app.queries.together import Together


@dataclass(frozen=True, slots=True)
class CaseParts:
    """The parts of a case, each as its own module reads it; ``has_proposal``: of a place, open or answered."""

    people: People
    attachments: tuple[AttachmentRow, ...]
    notes: tuple[NoteRow, ...]
    notices: tuple[NoticeRow, ...]
    papers: tuple[PaperRow, ...]
    requests: tuple[RequestRow, ...]
    duplicates: tuple[DuplicateRow, ...]
    sittings: tuple[CaseSittingRow, ...]
    tasks: tuple[TaskRow, ...]
    related: tuple[RelatedApplication, ...]
    events: tuple[EventRow, ...]
    place: Place | None
    has_proposal: bool
    has_departure: bool


_CASE = bindparam("case", type_=BigInteger)
_PARTS = Together(
    people=case.PEOPLE,
    attachments=case.ATTACHMENTS,
    notes=case.NOTES,
    notices=case.NOTICES,
    papers=case.PAPERS,
    requests=case.REQUESTS,
    duplicates=case.DUPLICATES,
    sittings=commission.OF_CASE,
    tasks=task.TASKS,
    related=applications.RELATED,
    events=timeline.EVENTS,
    places=queue.PLACE,
    # Most cases have none, and what it says is long: read where it is there.
    proposals=select(PlacementProposal.id)
    .where(PlacementProposal.application_id == _CASE, PlacementProposal.state != ProposalState.SUPERSEDED.value)
    .limit(1),
    departures=select(Departure.id).where(Departure.application_id == _CASE).limit(1),
)


def parts(session: Session, application: Application, year: int) -> CaseParts:
    """The parts of the case; ``year``: whose quota is shown where none holds the case's places yet."""
    members, stream = application.members, Stream(application.stream)
    found = _PARTS.rows(
        session,
        {
            "case": application.id,
            "year": year,
            "earlier": application.earlier_application_id,
            **case.persons(members),
            **timeline.for_whom_works(),
        },
    )
    return CaseParts(
        people=case.people_of(found["people"][0]),
        attachments=tuple(AttachmentRow(*row) for row in found["attachments"]),
        notes=tuple(NoteRow(*row) for row in found["notes"]),
        notices=tuple(NoticeRow(*row) for row in found["notices"]),
        papers=case.papers_of(found["papers"]),
        requests=tuple(RequestRow(*row) for row in found["requests"]),
        duplicates=case.duplicates_of(found["duplicates"], members, stream),
        sittings=tuple(commission.case_sitting(row) for row in found["sittings"]),
        tasks=tuple(task.row_of(row) for row in found["tasks"]),
        related=applications.related_of(found["related"], application),
        events=timeline.told_to_staff(found["events"]),
        place=next((Place(*row) for row in found["places"]), None),
        has_proposal=bool(found["proposals"]),
        has_departure=bool(found["departures"]),
    )
