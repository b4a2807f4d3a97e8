"""The procedures as a lawyer reads them, from ``procedures.txt``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.domain.roles import Role
from app.domain.workflow import Action, Proposal, Status, Through

PERSON = {Role.APPLICANT, Role.CASE_WORKER, Role.MISSION_OFFICER}


@dataclass(frozen=True)
class Row:
    """One row: the new status, the roles, the conditions and the effects, as sets of words."""

    to: Status
    roles: frozenset[Role]
    by_service: bool
    conditions: frozenset[str]
    effects: frozenset[str]

    @property
    def through(self) -> Through | None:
        """The record of which the move must be part."""
        return next((Through(each.removeprefix("by ")) for each in self.conditions if each.startswith("by ")), None)

    @property
    def proposal(self) -> Proposal | None:
        """What must lie before the head."""
        return next((Proposal(each.removeprefix("if ")) for each in self.conditions if each.startswith("if ")), None)


def _row(line: str) -> tuple[tuple[Status, Action], Row]:
    status, action, to, who, conditions, effects = (cell.strip() for cell in line.split("|"))
    names = _words(who)
    roles = {Role(name) for name in names if name not in {"person", "the service"}}
    roles |= PERSON if "person" in names else set()
    row = Row(Status(to), frozenset(roles), "the service" in names, _words(conditions), _words(effects))
    return (Status(status), Action(action)), row


def _words(cell: str) -> frozenset[str]:
    return frozenset(word.strip() for word in cell.split(",") if word.strip())


def _read(text: str) -> dict[tuple[str, int], dict[tuple[Status, Action], Row]]:
    found: dict[tuple[str, int], dict[tuple[Status, Action], Row]] = {}
    for part in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        title, rows = part.split(" ==\n", 1)
        code, version = title.rsplit(" ", 1)
        found[code, int(version)] = dict(_row(line) for line in rows.splitlines() if "|" in line)
    return found


EXPECTED = _read((Path(__file__).parent / "procedures.txt").read_text(encoding="utf-8"))
