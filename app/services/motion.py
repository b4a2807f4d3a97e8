"""What a person wants to do to an application, and the step that comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.paper import AppealReference
from app.domain.workflow import Action, Move, Status, Through
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
    ``through``: the record of which the move is part, given by its service after its own checks.
    ``on_appeal``: the complaint that brings the move about, for the paper.
    """

    action: Action
    reason: str = ""
    grounds: tuple[str, ...] = ()
    expected_version: int | None = None
    requested: tuple[RequestedItem, ...] = ()
    reply: str = ""
    through: Through | None = None
    on_appeal: AppealReference | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """A motion that the table allowed: the status left and the row of the table."""

    application: Application
    motion: Motion
    move: Move
    left: Status
