"""The ways by which an application comes in."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """Online by the person; at the desk of a body; through a mission of Kazakhstan abroad."""

    ONLINE = "online"
    DESK = "desk"
    MISSION = "mission"
