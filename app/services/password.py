"""Hashes of passwords: argon2id with one lane, so that a worker's threads do not fight for the processor."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.errors import DomainError
from app.domain.password import LENGTH_MAX, LENGTH_MIN, normalised, weakness
from app.models.account import Account

_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
# Compared when there is no such account, so that an answer takes as long as for one that exists.
_NOBODY = _hasher.hash("nobody has this password")


class PasswordRefusedError(DomainError):
    """The password is too weak; codes ``password_short``, ``password_common``, ``password_own_name``…"""


def check(password: str, account: Account) -> None:
    """Refuse a weak password for ``account`` (:class:`PasswordRefusedError`)."""
    code = weakness(password, (account.full_name, account.email or "", account.position))
    if code == "password_short":
        raise PasswordRefusedError(code, length=LENGTH_MIN)
    if code == "password_long":
        raise PasswordRefusedError(code, length=LENGTH_MAX)
    if code is not None:
        raise PasswordRefusedError(code)


def hashed(password: str) -> str:
    """Hash to be stored."""
    return _hasher.hash(normalised(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether ``password`` belongs to the hash; as slow for no hash as for one."""
    try:
        # What is longer than any password of ours is not worth the memory.
        return _hasher.verify(stored or _NOBODY, normalised(password)[: LENGTH_MAX * 2]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)
