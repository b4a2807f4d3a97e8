"""Handing a preliminary decision over on paper: how, and what cannot be true of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.domain.hearing import HearingError


class HandedBy(StrEnum):
    """How the preliminary decision was handed over on paper: against a signature, or by registered post."""

    PERSON = "person"
    POST = "post"


def check_handing(handed_on: date, announced_on: date, today: date, how: HandedBy, number: str) -> None:
    """Raise :class:`HearingError` for a handing over that cannot be true.

    Codes: ``handed_in_future``, ``handed_before``, ``post_number_missing``.
    """
    if handed_on > today:
        raise HearingError("handed_in_future")
    if handed_on < announced_on:
        raise HearingError("handed_before")
    if how is HandedBy.POST and not number.strip():
        raise HearingError("post_number_missing")
