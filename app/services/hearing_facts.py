"""What papers say of a hearing: what is intended, how the applicant was heard, the minutes, the answers."""

from __future__ import annotations

from datetime import date, datetime

from app.domain.hearing import Acquaintance, HearingEnd, HearingWay
from app.domain.paper import ObjectionAnswer, Statement, Words
from app.domain.paper_hearing import Exchange, HearingMinutes
from app.domain.workflow import Proposal, Status
from app.i18n import format_date, gettext, local
from app.labels.hearing import ACQUAINTANCES, ENDS, INTENTIONS, WAYS
from app.models import Hearing
from app.models import HearingMinutes as WrittenMinutes
from app.queries import hearing as reading
from app.services.hearing import open_hearing
from app.services.motion import Transition
from app.services.paper_desk import Desk, as_typed, in_words, officer


def intended(desk: Desk) -> tuple[Statement, ...]:
    """What the body intends to decide, on the preliminary decision."""
    hearing = open_hearing(desk.session, desk.application)
    words = INTENTIONS[Proposal(hearing.intends)]
    return (Statement(in_words(lambda: gettext("Intended decision")), in_words(lambda: words)),)


def position_until(desk: Desk) -> date:
    """Last day for the position of the applicant, on the preliminary decision."""
    return open_hearing(desk.session, desk.application).position_until


def grounds_heard(desk: Desk) -> tuple[str, ...]:
    """Codes of the grounds that the hearing was about."""
    hearing = reading.newest(desk.session, desk.application.id)
    return tuple(hearing.grounds) if hearing else ()


def heard(desk: Desk, step: Transition) -> tuple[Statement, ...]:
    """How the applicant was heard, on a final decision; nothing where the decision follows no hearing."""
    hearing = _heard(desk, step)
    if hearing is None:
        return ()
    return (Statement(in_words(lambda: gettext("Hearing of the applicant")), in_words(lambda: _how(hearing))),)


def answers(desk: Desk, step: Transition) -> tuple[ObjectionAnswer, ...]:
    """Each objection with its answer, on a final decision; nothing where the decision follows no hearing."""
    hearing = _heard(desk, step)
    if hearing is None:
        return ()
    return tuple(
        ObjectionAnswer(
            number=each.number,
            made_on=local(each.made_at).date(),
            objection=as_typed(each.body),
            answer=as_typed(each.answer),
        )
        for each in reading.objections(desk.session, hearing.id)
    )


def minutes(desk: Desk) -> HearingMinutes:
    """The minutes that both officials have signed."""
    hearing = reading.newest(desk.session, desk.application.id)
    written = reading.minutes(desk.session, hearing.id) if hearing else None
    if written is None or written.presiding_signed_at is None or written.secretary_signed_at is None:
        raise ValueError("minutes that are not signed are no paper")
    return _minutes(desk, written, written.presiding_signed_at, written.secretary_signed_at)


def _minutes(desk: Desk, written: WrittenMinutes, presiding_at: datetime, secretary_at: datetime) -> HearingMinutes:
    return HearingMinutes(
        place=as_typed(written.place),
        way=in_words(lambda: WAYS[HearingWay(written.way)]),
        began_at=written.began_at,
        ended_at=written.ended_at,
        presiding=officer(desk.session, written.presiding_id),
        secretary=officer(desk.session, written.secretary_id),
        participants=tuple(_participant(each) for each in written.participants),
        is_applicant_absent=written.is_absent,
        absence=as_typed(written.absence),
        question=as_typed(written.question),
        explanations=as_typed(written.explanations),
        speeches=as_typed(written.speeches),
        acquainted=in_words(lambda: ACQUAINTANCES[Acquaintance(written.acquaintance)]),
        remarks=as_typed(written.remarks),
        presiding_signed_at=presiding_at,
        secretary_signed_at=secretary_at,
        exchanges=tuple(Exchange(as_typed(each["question"]), as_typed(each["answer"])) for each in written.exchanges),
    )


def _participant(each: dict[str, str]) -> Words:
    return as_typed(", ".join(part for part in (each["name"], each["capacity"]) if part))


def _heard(desk: Desk, step: Transition) -> Hearing | None:
    return reading.newest(desk.session, desk.application.id) if step.left is Status.HEARD else None


def _how(hearing: Hearing) -> str:
    """«The applicant was heard at a hearing, 04.12.2026»; of silence the last day of the term."""
    end = HearingEnd(hearing.ended or HearingEnd.SILENCE)
    day = hearing.position_until if end is HearingEnd.SILENCE else hearing.ended_at
    return f"{ENDS[end]}, {format_date(day)}"
