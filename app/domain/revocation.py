"""The list of revoked papers that anybody may take along: what stands in it, and how long it may be relied on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

SCHEMA = 1
# Whoever checks without a network fetches a new list at least this often.
VALID_FOR = timedelta(days=7)


class RevocationListError(ValueError):
    """The list cannot be relied on; ``args[0]`` is a code: ``unreadable``, ``bad_signature``, ``not_trusted``."""


@dataclass(frozen=True, slots=True)
class RevokedPaper:
    """A paper that no longer counts; ``replaced_by``: the number of the paper in its place, or empty."""

    number: str
    code_sha256: str
    revoked_on: date
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class RevocationList:
    """Every revoked paper as of ``issued_at`` (aware); after ``next_update`` the list is too old."""

    issued_at: datetime
    next_update: datetime
    papers: tuple[RevokedPaper, ...]

    def is_current(self, now: datetime) -> bool:
        """Whether the list may still be relied on at ``now``."""
        return now <= self.next_update

    def find(self, number: str) -> RevokedPaper | None:
        """The entry of the paper with ``number``, None where it was not revoked."""
        return next((paper for paper in self.papers if paper.number == number), None)


def digest_of_code(code: str) -> str:
    """SHA-256 (hexadecimal) of a verification code: whoever has the paper finds it, nobody learns a code."""
    return hashlib.sha256(code.encode()).hexdigest()


def to_json(listed: RevocationList) -> dict[str, Any]:
    """The list as plain JSON values."""
    return {
        "schema": SCHEMA,
        "issued_at": _instant(listed.issued_at),
        "next_update": _instant(listed.next_update),
        "papers": [
            {
                "number": paper.number,
                "code_sha256": paper.code_sha256,
                "revoked_on": paper.revoked_on.isoformat(),
                "replaced_by": paper.replaced_by or None,
            }
            for paper in listed.papers
        ],
    }


def from_json(data: Mapping[str, Any]) -> RevocationList:
    """The list in ``data``; RevocationListError ``unreadable`` for anything else."""
    try:
        if data["schema"] != SCHEMA:
            raise RevocationListError("unreadable")
        return RevocationList(
            issued_at=_aware(data["issued_at"]),
            next_update=_aware(data["next_update"]),
            papers=tuple(
                RevokedPaper(
                    str(row["number"]),
                    str(row["code_sha256"]),
                    date.fromisoformat(row["revoked_on"]),
                    str(row["replaced_by"] or ""),
                )
                for row in data["papers"]
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RevocationListError("unreadable") from error


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
