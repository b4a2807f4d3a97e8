"""The two days of a balance: of which day it is asked, and as it was known when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from flask import request

from app.i18n import format_date, local
from app.web.access import now


@dataclass(frozen=True, slots=True)
class AsOf:
    """What was asked: both days, or none of them; ``wrong`` names the boxes that hold no day."""

    on: date | None = None
    known: date | None = None
    typed_on: str = ""
    typed_known: str = ""
    wrong: tuple[str, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether another balance than that of this moment is asked."""
        return bool(self.on and self.known)


def asked() -> AsOf:
    """The days of the address; a day that was left out is today, a wrong one is told."""
    typed = {name: str(request.args.get(name, "")).strip() for name in ("on", "known")}
    found = {name: _day(text) for name, text in typed.items()}
    wrong = tuple(name for name, text in typed.items() if text and found[name] is None)
    if wrong or not any(typed.values()):
        return AsOf(typed_on=typed["on"], typed_known=typed["known"], wrong=wrong)
    today = local(now()).date()
    on, known = found["on"] or today, found["known"] or today
    return AsOf(on, known, format_date(on), format_date(known))


def _day(text: str) -> date | None:
    """A day written as 05.02.2026 or 2026-02-05."""
    turned = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text, re.ASCII)
    if turned:
        text = f"{turned[3]}-{int(turned[2]):02}-{int(turned[1]):02}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
