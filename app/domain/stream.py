"""What an application asks for: places of one of the two quota registers, or something about the kandas status."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Stream(StrEnum):
    """What is asked for, and by whom: a kandas (ethnic Kazakh repatriate) or an internal relocatee."""

    KANDAS = "kandas"
    RELOCATEE = "relocatee"
    STATUS_ASSIGNMENT = "status_assignment"
    STATUS_CONSENT = "status_consent"
    STATUS_EXTENSION = "status_extension"
    STATUS_TERMINATION = "status_termination"


# Each has its own register of places, host regions and criteria; the rest spend no places.
QUOTA_STREAMS = (Stream.KANDAS, Stream.RELOCATEE)
# Who asks for these has a foreign passport, and often no IIN yet.
NEW_STATUS_STREAMS = (Stream.STATUS_ASSIGNMENT, Stream.STATUS_CONSENT)
STATUS_STREAMS = (
    Stream.STATUS_ASSIGNMENT,
    Stream.STATUS_CONSENT,
    Stream.STATUS_EXTENSION,
    Stream.STATUS_TERMINATION,
)
# Nobody has two cases in one of these groups at the same time: two places, two statuses.
_GROUPS = (
    frozenset(QUOTA_STREAMS),
    frozenset(NEW_STATUS_STREAMS),
    frozenset({Stream.STATUS_EXTENSION}),
    frozenset({Stream.STATUS_TERMINATION}),
)
COMPETING: Mapping[Stream, frozenset[Stream]] = MappingProxyType(
    {stream: group for group in _GROUPS for stream in group}
)
