"""The programmes, one file each; a new programme is one more file and one more line here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from app.domain.channel import Channel
from app.domain.programmes.definition import Programme
from app.domain.programmes.kandas_assignment import ASSIGNMENT
from app.domain.programmes.kandas_consent import CONSENT
from app.domain.programmes.kandas_extension import EXTENSION
from app.domain.programmes.kandas_termination import TERMINATION
from app.domain.programmes.quota_kandas import KANDAS
from app.domain.programmes.quota_relocatee import RELOCATEE
from app.domain.stream import Stream

PROGRAMMES: Mapping[str, Programme] = MappingProxyType(
    {p.code: p for p in (RELOCATEE, KANDAS, ASSIGNMENT, CONSENT, EXTENSION, TERMINATION)}
)


def current(on: date) -> tuple[Programme, ...]:
    """Programmes under which a new case may start on the day, in the order of the register."""
    return tuple(programme for programme in PROGRAMMES.values() if programme.is_in_force(on))


def open_by(channel: Channel, on: date) -> tuple[Programme, ...]:
    """Programmes that can be applied for by ``channel`` on the day."""
    return tuple(programme for programme in current(on) if channel in programme.channels)


def of_stream(stream: Stream, on: date) -> Programme | None:
    """The programme of a stream in force on the day, or None."""
    return next((programme for programme in current(on) if programme.stream is stream), None)
