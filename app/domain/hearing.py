"""The hearing before an adverse decision: when it may be held, when it is over, and what the decision must answer.

Nobody is refused unheard (Administrative Procedural and Process-Related Code, art. 73): after the preliminary decision
the applicant takes a position in writing or aloud.  Only when they have, or when their term has ended in silence, does
the case go on; the final decision answers each objection and names no ground that the applicant was not told of.
Minutes of a hearing hold what art. 74 demands.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.calendar import WorkingCalendar
from app.domain.errors import DomainError
from app.domain.workflow import Action

MOST_POINTS = 20
POINT_LENGTH = 4000
# A day further away is a slip of the pen: nobody is left to wait for it while the clock stands still.
FARTHEST = timedelta(days=366)
# Decisions that end the case against the applicant: they may stand on nothing that the applicant was not heard on.
ADVERSE = frozenset({Action.REFUSE, Action.TERMINATE})


class HearingWay(StrEnum):
    """How the applicant is heard."""

    ROOM = "room"
    PHONE = "phone"
    VIDEO = "video"


class HearingEnd(StrEnum):
    """How a hearing ended: aloud, with the applicant absent, in writing, without objections, in silence, or before."""

    HELD = "held"
    ABSENT = "absent"
    WRITTEN = "written"
    NO_OBJECTIONS = "no_objections"
    SILENCE = "silence"
    LEFT = "left"


class Acquaintance(StrEnum):
    """Whether the participant has read the minutes (art. 74)."""

    READ = "read"
    READ_ALOUD = "read_aloud"
    REFUSED = "refused"
    ABSENT = "absent"


class Delay(StrEnum):
    """What holds a hearing up although the applicant waits, or does not even know."""

    UNAPPOINTED = "unappointed"
    UNRECORDED = "unrecorded"
    UNTOLD = "untold"


class HearingError(DomainError):
    """A hearing cannot go on this way."""

    code = "hearing_not_now"


@dataclass(frozen=True, slots=True)
class Position:
    """What is known of the applicant's position.

    ``until``: last day of the term; ``objections``: how many points they made at this hearing; ``carried``: points of
    an earlier hearing that no decision has answered; ``has_none``: they said that they have none; ``is_all``: they said
    that nothing more will come and no hearing is needed; ``asked``: they asked to be heard aloud; ``appointed_on``: the
    day of the hearing that is appointed; ``is_told``: the preliminary decision has reached them.
    """

    until: date
    objections: int = 0
    has_none: bool = False
    is_all: bool = False
    asked: bool = False
    appointed_on: date | None = None
    carried: int = 0
    is_told: bool = True

    @property
    def is_silent(self) -> bool:
        """Whether the applicant has said nothing at all."""
        return not (self.objections or self.has_none or self.asked or self.is_all)

    @property
    def last_day(self) -> date:
        """Last day on which the applicant can speak: that of the term, or of the hearing where it is later."""
        return max(self.until, self.appointed_on) if self.appointed_on else self.until


def end_without_hearing(position: Position, today: date) -> HearingEnd:
    """How the hearing ends today without being held aloud.

    Raises :class:`HearingError`: ``hearing_asked`` while the applicant waits to be heard, ``hearing_appointed`` while
    an appointed hearing has neither been held nor been waived, ``position_open`` (param ``until``) while the term runs
    and the applicant has not said that nothing more will come, ``position_untold`` where the preliminary decision never
    reached them.
    """
    if position.has_none or (position.is_all and (position.objections or position.carried)):
        return spoken(position)
    if position.asked:
        raise HearingError("hearing_asked")
    if position.appointed_on is not None:
        raise HearingError("hearing_appointed")
    if today <= position.until:
        raise HearingError("position_open", until=f"{position.until:%d.%m.%Y}")
    if not position.is_told:
        raise HearingError("position_untold")
    return spoken(position)


def spoken(position: Position) -> HearingEnd:
    """What the applicant has said so far, as the way in which a hearing ends that nobody holds aloud."""
    if position.has_none:
        return HearingEnd.NO_OBJECTIONS
    return HearingEnd.WRITTEN if position.objections or position.is_all else HearingEnd.SILENCE


def may_end_itself(position: Position, today: date) -> bool:
    """Whether the term has ended so that the service itself may close the hearing."""
    waits = position.asked or position.appointed_on is not None
    return today > position.until and position.is_told and not waits


def earliest_day(noticed_on: date, notice_days: int, calendar: WorkingCalendar) -> date:
    """First day of a hearing whose notice goes out on ``noticed_on``, so many working days ahead."""
    return calendar.next_working_day(calendar.add_working_days(noticed_on, notice_days))


@dataclass(frozen=True, slots=True)
class Appointment:
    """A hearing to be appointed: the instant (aware) and day, where, by whom.

    ``reason``: why the one that stands is moved.  ``statement_id``: the file of a signed statement by which somebody
    without an account asks for another day, or agrees to an earlier one.
    """

    starts_at: datetime
    on: date
    way: HearingWay
    place: str
    presiding_id: int
    secretary_id: int
    reason: str = ""
    statement_id: int | None = None


def check_appointment(
    wanted: Appointment, now: datetime, earliest: date, calendar: WorkingCalendar, *, is_agreed: bool = False
) -> None:
    """Raise :class:`HearingError` for a hearing that cannot be appointed so; ``is_agreed``: to an earlier day.

    Codes: ``hearing_in_past``, ``hearing_too_far``, ``hearing_day_off``, ``hearing_too_early`` (param ``day``),
    ``hearing_same_person``, ``hearing_place_missing``.
    """
    if wanted.starts_at <= now:
        raise HearingError("hearing_in_past")
    if wanted.starts_at - now > FARTHEST:
        raise HearingError("hearing_too_far")
    if not calendar.is_working(wanted.on):
        raise HearingError("hearing_day_off")
    if wanted.on < earliest and not is_agreed:
        raise HearingError("hearing_too_early", day=f"{earliest:%d.%m.%Y}")
    if wanted.presiding_id == wanted.secretary_id:
        raise HearingError("hearing_same_person")
    if not wanted.place.strip():
        raise HearingError("hearing_place_missing")


def check_move(reason: str, moves: int, most: int, *, is_asked: bool) -> None:
    """Raise :class:`HearingError` for a move of an appointed hearing that is not to be.

    ``moves``: how often the body has moved it so far; ``is_asked``: the applicant asked for another day.  Codes:
    ``move_reason_missing``, ``moves_exhausted`` (param ``most``).
    """
    if not reason.strip():
        raise HearingError("move_reason_missing")
    if moves >= most and not is_asked:
        raise HearingError("moves_exhausted", most=most)


@dataclass(frozen=True, slots=True)
class Participant:
    """Who took part, and in what capacity (applicant, representative, translator, witness …)."""

    name: str
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question asked at the hearing and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What art. 74 demands of the minutes; instants are aware, ``held_on`` is the day on the country's clock."""

    place: str
    way: HearingWay
    began_at: datetime
    ended_at: datetime
    held_on: date
    presiding_id: int
    secretary_id: int
    is_absent: bool = False
    absence: str = ""
    participants: tuple[Participant, ...] = ()
    question: str = ""
    explanations: str = ""
    exchanges: tuple[Exchange, ...] = ()
    speeches: str = ""
    acquaintance: Acquaintance | None = None
    remarks: str = ""


def check_minutes(minutes: Minutes, appointed_on: date, now: datetime) -> None:
    """Raise :class:`HearingError` for minutes that would not be minutes.

    Codes: ``minutes_other_day`` (param ``day``), ``minutes_in_future``, ``minutes_reversed``, ``hearing_same_person``,
    ``minutes_incomplete`` (param ``what``: name of the part).
    """
    if minutes.held_on != appointed_on:
        raise HearingError("minutes_other_day", day=f"{appointed_on:%d.%m.%Y}")
    if minutes.ended_at <= minutes.began_at:
        raise HearingError("minutes_reversed")
    if minutes.ended_at > now:
        raise HearingError("minutes_in_future")
    if minutes.presiding_id == minutes.secretary_id:
        raise HearingError("hearing_same_person")
    missing = missing_part(minutes)
    if missing:
        raise HearingError("minutes_incomplete", what=missing)


def check_absence(began_at: datetime, starts_at: datetime) -> None:
    """Nobody is absent before the appointed hour: :class:`HearingError` ``absence_too_early``."""
    if began_at < starts_at:
        raise HearingError("absence_too_early")


def check_ends_absent(until: date, appointed_on: date, today: date) -> None:
    """A hearing to which the applicant did not come, appointed within the term that ends on ``until``, cuts no day off.

    :class:`HearingError` ``position_open`` (param ``until``).
    """
    if appointed_on <= until and today <= until:
        raise HearingError("position_open", until=f"{until:%d.%m.%Y}")


def missing_part(minutes: Minutes) -> str | None:
    """Name of the first part that the minutes lack, or None."""
    if minutes.is_absent:
        wanted: Sequence[tuple[str, object]] = (("place", minutes.place.strip()), ("absence", minutes.absence.strip()))
    else:
        wanted = (
            ("place", minutes.place.strip()),
            ("participants", minutes.participants),
            ("question", minutes.question.strip()),
            ("explanations", minutes.explanations.strip()),
            ("acquaintance", minutes.acquaintance),
        )
    return next((name for name, value in wanted if not value), None)


def check_final(
    action: Action, grounds: Collection[str], heard: Collection[str], answers: Sequence[tuple[int, str]]
) -> None:
    """Raise :class:`HearingError` for a final decision that leaves the hearing out of account.

    ``heard``: the grounds of the preliminary decision; ``answers``: number of each objection with its answer.
    Codes: ``objection_unanswered`` (param ``numbers``), ``ground_not_heard``.
    """
    unanswered = [str(number) for number, answer in answers if not answer.strip()]
    if unanswered:
        raise HearingError("objection_unanswered", numbers=", ".join(unanswered))
    if action in ADVERSE and not set(grounds) <= set(heard):
        raise HearingError("ground_not_heard")
