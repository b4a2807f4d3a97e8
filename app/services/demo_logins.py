"""The known accounts of a demonstration: one for each role, shown on the sign-in page; never in production."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.roles import SYSTEM, Role
from app.models.account import Account, RoleGrant
from app.services import audit, password

_PASSWORD = "dala-samal-2026"  # noqa: S105  (known to everybody: that is its purpose)


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A person of the demonstration; an applicant has no password and signs in by a code."""

    role: Role
    region: str | None
    login: str
    password: str
    full_name: str
    position: str = ""
    language: str = "kk"


DEMO_LOGINS: tuple[DemoLogin, ...] = (
    DemoLogin(Role.APPLICANT, None, "aigul@example.kz", "", "Сейітқалиева Айгүл Нұрланқызы"),
    DemoLogin(
        Role.CASE_WORKER, "KZ-55", "maman@pavlodar.example.kz", _PASSWORD, "Жұмабаев Дәурен Қанатұлы", "Бас маман"
    ),
    DemoLogin(
        Role.SUPERVISOR, "KZ-55", "basshy@pavlodar.example.kz", _PASSWORD, "Әбдірахманова Гүлнәр Ерланқызы", "Басшы"
    ),
    DemoLogin(
        Role.COMMISSION_SECRETARY,
        "KZ-55",
        "hatshy@pavlodar.example.kz",
        _PASSWORD,
        "Сәрсенбаева Ақбота Маратқызы",
        "Комиссия хатшысы",
    ),
    DemoLogin(
        Role.COMMISSION_MEMBER,
        "KZ-55",
        "toraga@pavlodar.example.kz",
        _PASSWORD,
        "Төлегенов Марат Бақытұлы",
        "Комиссия төрағасы",
    ),
    DemoLogin(Role.CASE_WORKER, "KZ-59", "maman@sko.example.kz", _PASSWORD, "Ұлықбеков Ерлан Бауыржанұлы", "Бас маман"),
    DemoLogin(
        Role.MISSION_OFFICER, None, "elshilik@example.kz", _PASSWORD, "Қасымова Ләззат Ержанқызы", "Үшінші хатшы"
    ),
    DemoLogin(
        Role.MINISTRY, None, "ministrlik@example.kz", _PASSWORD, "Өтегенова Әсем Мұратқызы", "Департамент сарапшысы"
    ),
    DemoLogin(
        Role.MINISTRY, None, "bekitushi@example.kz", _PASSWORD, "Тілеубердин Арман Қайратұлы", "Департамент басшысы"
    ),
    DemoLogin(
        Role.SUPERVISOR,
        "KZ-55",
        "orynbasar@pavlodar.example.kz",
        _PASSWORD,
        "Сүлейменов Бауыржан Төлегенұлы",
        "Басшының орынбасары",
    ),
    DemoLogin(Role.AUDITOR, None, "audit@example.kz", _PASSWORD, "Ибраһимов Қайрат Серікұлы", "Аудитор"),
    DemoLogin(Role.ADMINISTRATOR, None, "admin@example.kz", _PASSWORD, "Нұрғалиева Жанар Асқарқызы", "Әкімші"),
)


def ensure(session: Session, now: datetime) -> list[Account]:
    """Create the accounts that are missing; returns all of them in order.  An account that exists is left alone."""
    wanted = [person.login for person in DEMO_LOGINS]
    there = {account.email: account for account in session.scalars(select(Account).where(Account.email.in_(wanted)))}
    for person in DEMO_LOGINS:
        if person.login not in there:
            there[person.login] = _created(session, person, now)
    return [there[login] for login in wanted]


def _created(session: Session, person: DemoLogin, now: datetime) -> Account:
    is_staff = person.role is not Role.APPLICANT
    account = Account(
        kind="staff" if is_staff else "applicant",
        email=person.login,
        full_name=person.full_name,
        position=person.position,
        language=person.language,
        password_hash=password.hashed(person.password) if is_staff else None,
        created_at=now,
        confirmed_at=now,
    )
    if is_staff:
        account.grants.append(RoleGrant(role=person.role, region=person.region, granted_at=now))
    session.add(account)
    session.flush()
    facts = {"kind": account.kind, "role": person.role.value, "region": person.region, "demo": True}
    subject = (SubjectKind.ACCOUNT, account.id)
    audit.record(session, EventKey.ACCOUNT_CREATED, subject, actor=SYSTEM, now=now, facts=facts)
    session.flush()
    return account
