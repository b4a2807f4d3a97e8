"""Accounts of applicants and staff, what they may do, and how they signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.roles import NATIONAL_ROLES, REGIONAL_ROLES
from app.models.base import Base, Numbered, one_of

_REGIONAL = ", ".join(f"'{role}'" for role in sorted(REGIONAL_ROLES))
_ALL = sorted(REGIONAL_ROLES | NATIONAL_ROLES)


class Account(Numbered, Base):
    """A person who can sign in.

    ``kind`` is ``applicant`` (by a code sent to the e-mail or phone) or ``staff`` (password and second factor).
    ``session_epoch`` goes up to end every session of the account.
    """

    __tablename__ = "accounts"

    kind: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    full_name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="kk")
    position: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str | None]
    totp_secret: Mapped[str | None]
    totp_last_counter: Mapped[int | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="account", cascade="all, delete-orphan", foreign_keys="RoleGrant.account_id"
    )

    __table_args__ = (
        one_of("kind", ["applicant", "staff"]),
        one_of("language", ["kk", "ru", "en"]),
        CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),
        CheckConstraint("kind = 'applicant' OR email IS NOT NULL", name="staff_email"),
        CheckConstraint("email = lower(email)", name="email_folded"),
        UniqueConstraint("email"),
        UniqueConstraint("phone"),
    )


class RoleGrant(Numbered, Base):
    """A role of a member of staff, for a region when the role is regional."""

    __tablename__ = "role_grants"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    role: Mapped[str]
    region: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    granted_at: Mapped[datetime]
    account: Mapped[Account] = relationship(back_populates="grants", foreign_keys=[account_id])

    __table_args__ = (
        one_of("role", _ALL),
        CheckConstraint(f"(role IN ({_REGIONAL})) = (region IS NOT NULL)", name="region_fits_role"),
        UniqueConstraint("account_id", "role", "region", postgresql_nulls_not_distinct=True),
        Index("ix_role_grants_region_role", "region", "role"),
    )


class Invitation(Numbered, Base):
    """A link by which an invited member of staff sets a password; only the token's hash is kept."""

    __tablename__ = "invitations"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class ConfirmationCode(Numbered, Base):
    """A code sent to an address to show that the person reads it; only its hash is kept."""

    __tablename__ = "confirmation_codes"

    address: Mapped[str]
    purpose: Mapped[str]
    code_hash: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("purpose", ["register", "sign_in", "change_contact"]),
        Index("ix_confirmation_codes_address", "address", "created_at"),
    )


class SignInAttempt(Numbered, Base):
    """One try to sign in or to ask for a code; counted to slow guessing, shared by every worker."""

    __tablename__ = "sign_in_attempts"

    bucket: Mapped[str]
    at: Mapped[datetime]
    succeeded: Mapped[bool]

    __table_args__ = (Index("ix_sign_in_attempts_bucket", "bucket", "at"),)
