"""Overtaking: a family is served while one with an earlier place waits, and what the record says of the reason.

A ground is recognised from the record, in the order of :func:`ground_of`, or stated by whoever took the later case; an
overtaking with neither is shown to the auditor as unexplained, until the head of the body states a ground afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.queue import WAITING
from app.domain.workflow import Status


class OvertakingGround(StrEnum):
    """Why the family with the earlier place was not taken first."""

    PRIORITY = "priority"
    SAME_SITTING = "same_sitting"
    LEAVING = "leaving"
    DOCUMENTS = "documents"
    LARGER = "larger"
    COMPLAINT = "complaint"
    PUT_OFF = "put_off"
    CAME_LATER = "came_later"
    IN_STUDY = "in_study"
    STUDY_LATE = "study_late"
    STATED = "stated"


class StatedGround(StrEnum):
    """What may be stated where a later case was taken and one that could be taken was left out."""

    FAMILY_ASKED = "family_asked"
    NO_QUORUM = "no_quorum"
    CONSIDERED_TOGETHER = "considered_together"
    URGENT = "urgent"
    EVIDENCE_AWAITED = "evidence_awaited"
    SITTING_ORDER = "sitting_order"
    MISTAKE = "mistake"
    OTHER = "other"


# Nobody plans a mistake: that ground is for whoever states it afterwards.
BEFOREHAND = tuple(ground for ground in StatedGround if ground is not StatedGround.MISTAKE)


class GroundState(StrEnum):
    """How an overtaking stands: the record tells every ground, one is missing, or it was stated afterwards."""

    RECORDED = "recorded"
    OPEN = "open"
    AFTERWARDS = "afterwards"


# Those whom the commission cannot take: the case worker still has the case.
_IN_STUDY = frozenset({Status.SUBMITTED, Status.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Taking:
    """The family that was taken: since when it stood on the agenda, and the free places (persons) before its turn."""

    listed_at: datetime | None = None
    places_left: int | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """A family with an earlier place, as it stood when the other was taken.

    ``referred_at``: since when it lay before the commission, or lay there again after it had been put off.
    ``is_put_off``: by the very sitting that took the other.  ``was_put_off``: its last step is that an earlier one put
    it off; at the next agenda it can be taken.  ``is_behind_priority``: it is earlier by time only, the other was put
    first by an act.  ``is_stated``: whoever took the other named it with a ground.
    """

    application_id: int
    number: str
    status: Status
    persons: int
    referred_at: datetime | None = None
    is_put_off: bool = False
    was_put_off: bool = False
    is_late: bool = False
    has_complaint: bool = False
    is_same_sitting: bool = False
    is_behind_priority: bool = False
    is_stated: bool = False


def ground_of(passed: Passed, taking: Taking) -> OvertakingGround | None:
    """The first ground that the record tells, or None for an overtaking that nothing explains."""
    for ground, holds in (
        (OvertakingGround.PRIORITY, passed.is_behind_priority),
        (OvertakingGround.SAME_SITTING, passed.is_same_sitting),
        # Two steps at one moment: by the trail it was gone, the queue wrote it down an instant later.
        (OvertakingGround.LEAVING, passed.status not in WAITING),
        (OvertakingGround.DOCUMENTS, passed.status is Status.DOCUMENTS_REQUESTED),
        (OvertakingGround.LARGER, taking.places_left is not None and passed.persons > taking.places_left),
        (OvertakingGround.COMPLAINT, passed.has_complaint),
        (OvertakingGround.PUT_OFF, passed.is_put_off or (passed.was_put_off and _came_later(passed, taking))),
        (OvertakingGround.CAME_LATER, _came_later(passed, taking)),
        (OvertakingGround.STUDY_LATE, passed.status in _IN_STUDY and passed.is_late),
        (OvertakingGround.IN_STUDY, passed.status in _IN_STUDY),
        (OvertakingGround.STATED, passed.is_stated),
    ):
        if holds:
            return ground
    return None


def _came_later(passed: Passed, taking: Taking) -> bool:
    """It came before the commission only after the other had been put on the agenda."""
    return passed.referred_at is not None and taking.listed_at is not None and passed.referred_at > taking.listed_at
