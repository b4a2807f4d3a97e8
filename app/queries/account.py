"""Accounts as pages need them: the one behind a request, and the administrator's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.domain.roles import Actor, Grant, Role
from app.i18n import current_language
from app.models.account import Account, Invitation, RoleGrant
from app.models.casework import REFERENCE_MARK, Progress
from app.models.reference import Region

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class SignedInRow:
    """An account with what it may do, as a session needs it; ``grants`` are (role, region).

    ``reference_mark``: which reference data hold now.
    """

    account_id: int
    full_name: str
    kind: str
    language: str
    epoch: int
    is_active: bool
    reference_mark: int
    grants: tuple[tuple[str, str | None], ...]

    def actor(self) -> Actor:
        """The person as rules see them; an applicant has the applicant's role and no other."""
        if self.kind == "applicant":
            return Actor(self.account_id, self.full_name, frozenset({Grant(Role.APPLICANT)}))
        return Actor(
            self.account_id,
            self.full_name,
            frozenset(Grant(Role(role), region) for role, region in self.grants),
        )


# Asked for every page, and made once.  The mark is asked for along the way: every page needs it next.
_SIGNED_IN = (
    select(
        Account.full_name,
        Account.kind,
        Account.language,
        Account.session_epoch,
        Account.is_active,
        RoleGrant.role,
        RoleGrant.region,
        select(Progress.mark).where(Progress.name == REFERENCE_MARK).scalar_subquery().label("reference_mark"),
    )
    .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
    .where(Account.id == bindparam("account", type_=BigInteger))
)


def signed_in(session: Session, account_id: int) -> SignedInRow | None:
    """The account with its grants and the mark of the reference data, by one statement."""
    rows = session.execute(_SIGNED_IN, {"account": account_id}).all()
    if not rows:
        return None
    first = rows[0]
    return SignedInRow(
        account_id=account_id,
        full_name=first.full_name,
        kind=first.kind,
        language=first.language,
        epoch=first.session_epoch,
        is_active=first.is_active,
        reference_mark=first.reference_mark or 0,
        grants=tuple((row.role, row.region) for row in rows if row.role is not None),
    )


def region_names(session: Session) -> dict[str, str]:
    """Name of every region in the language in use, by its code, in the order of the codes."""
    name = {"kk": Region.name_kk, "ru": Region.name_ru, "en": Region.name_en}[current_language()]
    rows = session.execute(select(Region.code, name.label("name")).order_by(Region.code))
    return {row.code: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role of a member of staff with the region's code (None: national)."""

    grant_id: int
    account_id: int
    role: str
    region: str | None


def roles_of(session: Session, *account_ids: int) -> list[RoleRow]:
    """Roles of the accounts, in a fixed order."""
    rows = session.execute(
        select(RoleGrant.id, RoleGrant.account_id, RoleGrant.role, RoleGrant.region)
        .where(RoleGrant.account_id.in_(account_ids))
        .order_by(RoleGrant.account_id, RoleGrant.role, RoleGrant.region, RoleGrant.id)
    )
    return [RoleRow(row.id, row.account_id, row.role, row.region) for row in rows]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff in the administrator's list."""

    account_id: int
    full_name: str
    email: str | None
    position: str
    is_active: bool
    has_password: bool
    has_second_factor: bool


@dataclass(frozen=True, slots=True)
class StaffSearch:
    """What the administrator looks for; an empty field does not narrow the list."""

    words: str = ""
    role: str = ""
    region: str = ""
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class StaffPage:
    """A page of the list, newest account first; ``older`` and ``newer`` are the keys of the neighbouring pages."""

    rows: list[StaffRow]
    older: int | None
    newer: int | None


def staff_page(
    session: Session, search: StaffSearch, *, before: int | None = None, after: int | None = None
) -> StaffPage:
    """Staff accounts that fit ``search``: those older than the account ``before``, or newer than ``after``."""
    query = _staff().where(*_conditions(search))
    if after is not None:
        rows = session.execute(query.where(Account.id > after).order_by(Account.id).limit(PAGE_SIZE + 1)).all()
        is_more, kept = len(rows) > PAGE_SIZE, list(reversed(rows[:PAGE_SIZE]))
        found = [StaffRow(*row) for row in kept]
        older = found[-1].account_id if found else None
        return StaffPage(found, older, found[0].account_id if is_more else None)
    if before is not None:
        query = query.where(Account.id < before)
    rows = session.execute(query.order_by(Account.id.desc()).limit(PAGE_SIZE + 1)).all()
    found = [StaffRow(*row) for row in rows[:PAGE_SIZE]]
    older = found[-1].account_id if len(rows) > PAGE_SIZE else None
    return StaffPage(found, older, found[0].account_id if before is not None and found else None)


def staff_member(session: Session, account_id: int) -> StaffRow | None:
    """One member of staff."""
    row = session.execute(_staff().where(Account.id == account_id)).one_or_none()
    return StaffRow(*row) if row else None


def open_invitation(session: Session, account_id: int, now: datetime) -> datetime | None:
    """Until when the last link sent to the account is valid, if one is."""
    return session.scalar(
        select(func.max(Invitation.expires_at)).where(
            Invitation.account_id == account_id, Invitation.used_at.is_(None), Invitation.expires_at > now
        )
    )


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region and how many people work for it."""

    code: str
    name: str
    kind: str
    case_workers: int
    supervisors: int


def regions(session: Session) -> list[RegionRow]:
    """Every region with its active staff counted, by code."""
    name = {"kk": Region.name_kk, "ru": Region.name_ru, "en": Region.name_en}[current_language()]
    rows = session.execute(
        select(
            Region.code,
            name.label("name"),
            Region.kind,
            func.count(Account.id).filter(RoleGrant.role == Role.CASE_WORKER).label("case_workers"),
            func.count(Account.id).filter(RoleGrant.role == Role.SUPERVISOR).label("supervisors"),
        )
        .outerjoin(RoleGrant, RoleGrant.region == Region.code)
        .outerjoin(Account, (Account.id == RoleGrant.account_id) & Account.is_active)
        .group_by(Region.code, name, Region.kind)
        .order_by(Region.code)
    )
    return [RegionRow(row.code, row.name, row.kind, row.case_workers, row.supervisors) for row in rows]


def _staff() -> Select[int, str, str | None, str, bool, bool, bool]:
    return select(
        Account.id,
        Account.full_name,
        Account.email,
        Account.position,
        Account.is_active,
        Account.password_hash.is_not(None),
        Account.totp_secret.is_not(None),
    ).where(Account.kind == "staff")


def _conditions(search: StaffSearch) -> list[ColumnElement[bool]]:
    """Every word must stand in the name, the position or the address; role and region must be of one grant."""
    conditions: list[ColumnElement[bool]] = []
    for word in search.words.split():
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        conditions.append(
            or_(*(column.ilike(pattern) for column in (Account.full_name, Account.email, Account.position)))
        )
    if search.role or search.region:
        grants = select(RoleGrant.account_id)
        if search.role:
            grants = grants.where(RoleGrant.role == search.role)
        if search.region:
            grants = grants.where(RoleGrant.region == search.region)
        conditions.append(Account.id.in_(grants))
    if search.is_active is not None:
        conditions.append(Account.is_active == search.is_active)
    return conditions
