"""What a rule answers when it says no.  The web translates ``code`` and ``params``; nothing here is a sentence."""

from __future__ import annotations


class DomainError(Exception):
    """A refusal by a rule: ``code`` names it, ``params`` fill its words (``app/labels/errors.py``)."""

    code = "not_allowed"

    def __init__(self, code: str | None = None, **params: str | int) -> None:
        self.code = code or type(self).code
        self.params: dict[str, str | int] = params
        super().__init__(self.code, params)


class MoveNotAllowedError(DomainError):
    """The table has no such move from this status."""

    code = "move_not_allowed"


class RoleNotAllowedError(DomainError):
    """The move exists, but not for this person."""

    code = "role_not_allowed"


class ReasonRequiredError(DomainError):
    """The move needs a reason, or a ground, and none was given."""

    code = "reason_required"


class QuotaExceededError(DomainError):
    """Fewer places are available than the household has persons; params ``asked``, ``available``, ``region``."""

    code = "quota_exceeded"


class StaleVersionError(DomainError):
    """Somebody else changed the record between reading and writing."""

    code = "stale_version"
