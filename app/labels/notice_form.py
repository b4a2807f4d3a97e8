"""The form in which every message has its words."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import LazyString


@dataclass(frozen=True, slots=True)
class Words:
    """``subject`` and the two paragraphs of a letter (what happened; what to do), and the whole text message."""

    subject: LazyString
    happened: LazyString
    to_do: LazyString
    sms: LazyString
