"""What papers hold about hearing a person before an adverse decision.

Administrative Procedural and Process-Related Code: preliminary decision and position (art. 73), contents of the
minutes of a hearing (art. 74).  What people said and wrote is kept as they did, in whatever language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.paper_parts import Officer, Words


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question put at the hearing, and the answer."""

    question: Words
    answer: Words


@dataclass(frozen=True, slots=True)
class HearingMinutes:
    """The contents that art. 74 demands; instants are aware.

    ``participants``: each as "name, in what capacity".  ``absence``: why nobody came, where ``is_applicant_absent``.
    ``acquainted``: that the participant has read the minutes; ``remarks`` on them may be empty.
    """

    place: Words
    way: Words
    began_at: datetime
    ended_at: datetime
    presiding: Officer
    secretary: Officer
    participants: tuple[Words, ...]
    is_applicant_absent: bool
    absence: Words
    question: Words
    explanations: Words
    speeches: Words
    acquainted: Words
    remarks: Words
    presiding_signed_at: datetime
    secretary_signed_at: datetime
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectionAnswer:
    """An objection of the person and what the final decision answers to it."""

    number: int
    made_on: date
    objection: Words
    answer: Words


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the commission recommended on the case: sitting and its day, the words, the reason as typed."""

    sitting_number: str
    held_on: date
    text: Words
    reason: Words
