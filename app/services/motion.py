"""What a person wants to do to an application, and the step that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.workflow import Action, Move, Status
from app.models import Application


@dataclass(frozen=True, slots=True)
class RequestedItem:
    """A document that is asked for (code of ``document_types``), and what to mind about it."""

    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Motion:
    """What a person wants to do, with everything that they typed.

    ``expected_version``: the version of the application that the person saw; None where no page was seen.
    """

    action: Action
    reason: str = ""
    grounds: tuple[str, ...] = ()
    expected_version: int | None = None
    requested: tuple[RequestedItem, ...] = ()
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Transition:
    """A motion that the table allowed: the status left, the row of the table, and when the new step is due."""

    application: Application
    motion: Motion
    move: Move
    left: Status
    due_on: date | None
