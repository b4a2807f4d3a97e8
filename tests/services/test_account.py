"""Applicants' codes and details, invitations, and what an administrator may change."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, RoleNotAllowedError
from app.domain.roles import Actor, Role
from app.domain.workflow import Status
from app.models import Account, AuditEvent, ConfirmationCode, Invitation, Notice
from app.services import account as accounts
from app.services import address, confirmation, demo_logins, invitation, password, staff
from app.services.confirmation import Pledge, Recipient
from app.services.sign_in import Outcome
from app.services.throttle import ThrottledError
from tests.factories import NOW, actor_of, make_account, make_actor, make_application

PLEDGE = Pledge("a secret of this installation", "203.0.113.7")
MINUTE = timedelta(minutes=1)


def asked(session: Session, typed: str, after: timedelta = timedelta(0)) -> Recipient:
    return accounts.request_code(session, typed, "kk", PLEDGE, now=NOW + after)


def code_sent_to(session: Session, where: str) -> str:
    query = select(Notice).where(Notice.address == where).order_by(Notice.id.desc()).limit(1)
    return str(session.scalars(query).one().facts["code"])


def typed(session: Session, recipient: Recipient, code: str, after: timedelta = timedelta(0)) -> Outcome:
    return accounts.enter(session, recipient, code, PLEDGE, now=NOW + after)


def refused_code(outcome: Outcome) -> str:
    assert outcome.account_id is None
    assert outcome.refusal is not None
    return outcome.refusal.code


def events_of(session: Session, account: Account) -> list[AuditEvent]:
    query = select(AuditEvent).where(
        AuditEvent.subject_kind == SubjectKind.ACCOUNT, AuditEvent.subject_id == account.id
    )
    return list(session.scalars(query.order_by(AuditEvent.sequence)))


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


# -- addresses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (" Aigul@Example.KZ ", ("email", "aigul@example.kz")),
        ("8 701 234 56 78", ("sms", "+77012345678")),
        ("+7 (701) 234-56-78", ("sms", "+77012345678")),
        ("7012345678", ("sms", "+77012345678")),
        ("+976 8812 3456", ("sms", "+97688123456")),
    ],
)
def test_addresses_are_stored_in_one_form(text: str, stored: tuple[str, str]) -> None:
    assert address.parse(text) == stored


@pytest.mark.parametrize(
    "text", ["", "айгүл", "701", "a@b", "a b@example.kz", "@example.kz", "+7 000 000 00 00", "x@y@z.kz"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(address.AddressError):
        address.parse(text)


# -- codes ---------------------------------------------------------------------------------------------------------


def test_code_registers_the_first_time_and_signs_in_later(session: Session) -> None:
    recipient = asked(session, "8 701 234 56 78")
    outcome = typed(session, recipient, code_sent_to(session, "+77012345678"))
    account = session.get_one(Account, outcome.account_id)
    assert (account.kind, account.phone, account.email, account.language) == ("applicant", "+77012345678", None, "kk")
    assert account.confirmed_at == NOW
    asked(session, "+77012345678", MINUTE)
    code = code_sent_to(session, "+77012345678")
    assert typed(session, recipient, code, MINUTE).account_id == account.id
    keys = [event.key for event in events_of(session, account)]
    assert keys == [EventKey.ACCOUNT_CREATED, EventKey.SIGN_IN_SUCCEEDED, EventKey.SIGN_IN_SUCCEEDED]


def test_code_itself_is_not_stored(session: Session) -> None:
    asked(session, "one@example.kz")
    code = code_sent_to(session, "one@example.kz")
    stored = session.scalars(select(ConfirmationCode)).one()
    assert re.fullmatch(r"\d{6}", code)
    assert code not in stored.code_hash
    assert len(stored.code_hash) == 64


def test_code_counts_once_for_ten_minutes_and_only_the_last_one(session: Session) -> None:
    recipient = asked(session, "one@example.kz")
    first = code_sent_to(session, "one@example.kz")
    asked(session, "one@example.kz", MINUTE)
    second = code_sent_to(session, "one@example.kz")
    if first != second:
        assert refused_code(typed(session, recipient, first, MINUTE)) == "code_wrong"
    assert refused_code(typed(session, recipient, second, MINUTE + confirmation.VALID_FOR)) == "code_wrong"
    assert typed(session, recipient, second, 2 * MINUTE).account_id is not None
    assert refused_code(typed(session, recipient, second, 2 * MINUTE)) == "code_wrong"


def test_code_cannot_be_guessed(session: Session) -> None:
    recipient = asked(session, "one@example.kz")
    code = code_sent_to(session, "one@example.kz")
    for _ in range(confirmation.TRIES_MAX):
        assert refused_code(typed(session, recipient, other_than(code))) == "code_wrong"
    assert refused_code(typed(session, recipient, code)) == "code_exhausted"


def test_codes_are_not_sent_too_fast(session: Session) -> None:
    asked(session, "one@example.kz")
    with pytest.raises(ThrottledError) as caught:
        asked(session, "ONE@example.kz", timedelta(seconds=59))
    assert caught.value.until == NOW + MINUTE
    asked(session, "one@example.kz", MINUTE)
    with pytest.raises(ThrottledError):
        asked(session, "one@example.kz", 2.5 * MINUTE)


def test_asking_tells_nothing_of_who_has_an_account(session: Session) -> None:
    make_account(session)
    officer = make_account(session, Role.CASE_WORKER)
    closed = make_account(session)
    closed.is_active = False
    session.flush()
    for where in ("new@example.kz", officer.email or "", closed.email or ""):
        recipient = asked(session, where)
        assert recipient == Recipient("email", where, "kk")
        for _ in range(confirmation.TRIES_MAX):
            assert refused_code(typed(session, recipient, "abcdef")) == "code_wrong"
        assert refused_code(typed(session, recipient, "abcdef")) == "code_exhausted"
    sent_to = set(session.scalars(select(Notice.address)))
    assert sent_to == {"new@example.kz"}


# -- details -------------------------------------------------------------------------------------------------------


def test_new_address_counts_once_confirmed_and_reaches_open_applications(session: Session) -> None:
    application = make_application(session, status=Status.SUBMITTED)
    account = session.get_one(Account, application.account_id)
    application.contact_email = account.email
    session.flush()
    actor = actor_of(account)
    old = account.email
    recipient = accounts.request_contact(session, "email", "new@example.kz", PLEDGE, actor=actor, now=NOW)
    assert account.email == old
    code = code_sent_to(session, "new@example.kz")
    refused = accounts.confirm_contact(session, recipient, other_than(code), PLEDGE, actor=actor, now=NOW)
    assert refused is not None
    assert account.email == old
    assert accounts.confirm_contact(session, recipient, code, PLEDGE, actor=actor, now=NOW) is None
    assert (account.email, application.contact_email) == ("new@example.kz", "new@example.kz")
    event = session.scalars(select(AuditEvent).where(AuditEvent.key == EventKey.CONTACT_CHANGED)).one()
    assert event.facts == {"channel": "email", "removed": False, "applications": [application.id]}


def test_address_of_another_account_is_refused_to_who_reads_it_only(session: Session) -> None:
    other, account = make_account(session), make_account(session)
    actor = actor_of(account)
    recipient = accounts.request_contact(session, "email", other.email or "", PLEDGE, actor=actor, now=NOW)
    code = code_sent_to(session, other.email or "")
    refused = accounts.confirm_contact(session, recipient, code, PLEDGE, actor=actor, now=NOW)
    assert refused is not None
    assert refused.code == "address_taken"


def test_code_for_one_account_does_not_change_another(session: Session) -> None:
    first, second = make_account(session), make_account(session)
    recipient = accounts.request_contact(session, "sms", "87012345678", PLEDGE, actor=actor_of(first), now=NOW)
    code = code_sent_to(session, "+77012345678")
    refused = accounts.confirm_contact(session, recipient, code, PLEDGE, actor=actor_of(second), now=NOW)
    assert refused is not None
    # Nor does it sign anybody in.
    assert refused_code(typed(session, recipient, code)) == "code_wrong"


def test_last_address_stays(session: Session) -> None:
    account = make_account(session)
    with pytest.raises(DomainError) as caught:
        accounts.remove_contact(session, "email", actor=actor_of(account), now=NOW)
    assert caught.value.code == "last_address"
    account.phone = "+77012345678"
    accounts.remove_contact(session, "email", actor=actor_of(account), now=NOW)
    assert account.email is None


def test_staff_do_not_rename_themselves(session: Session) -> None:
    officer = make_account(session, Role.CASE_WORKER)
    name = officer.full_name
    accounts.change_details(session, accounts.Details("Somebody Else", "ru"), actor=actor_of(officer), now=NOW)
    assert (officer.full_name, officer.language) == (name, "ru")


def test_changing_the_password_needs_the_present_one_and_ends_sessions(session: Session) -> None:
    officer = make_account(session, Role.CASE_WORKER)
    officer.password_hash = password.hashed("samal dala tulpar")
    actor, epoch = actor_of(officer), officer.session_epoch
    with pytest.raises(DomainError) as caught:
        accounts.change_password(session, "guess", "tulpar dala bulaq", actor=actor, now=NOW)
    assert caught.value.code == "password_current_wrong"
    with pytest.raises(password.PasswordRefusedError):
        accounts.change_password(session, "samal dala tulpar", "password1234", actor=actor, now=NOW)
    accounts.change_password(session, "samal dala tulpar", "tulpar dala bulaq", actor=actor, now=NOW)
    assert officer.session_epoch == epoch + 1


# -- invitations and the administrator -----------------------------------------------------------------------------

PERSON = invitation.NewStaff("Сейітқали Нұрлан", "Nurlan@Example.KZ", "Бас маман", "kk")


def invite(session: Session, administrator: Actor, links: list[str]) -> Account:
    def link_for(token: str) -> str:
        links.append(token)
        return f"https://qonys.example.kz/{token}"

    return invitation.invite(session, PERSON, link_for=link_for, actor=administrator, now=NOW)


def test_invitation_sets_a_password_once(session: Session) -> None:
    links: list[str] = []
    account = invite(session, make_actor(session, Role.ADMINISTRATOR), links)
    assert (account.email, account.password_hash) == ("nurlan@example.kz", None)
    stored = session.scalars(select(Invitation)).one()
    assert links[0] not in stored.token_hash
    notice = session.scalars(select(Notice)).one()
    assert notice.facts["link"].endswith(links[0])
    with pytest.raises(password.PasswordRefusedError) as weak:
        invitation.accept(session, links[0], "nurlan-nurlan-1", now=NOW)
    assert weak.value.code == "password_own_name"
    invitation.accept(session, links[0], "samal dala tulpar", now=NOW)
    assert password.matches(account.password_hash, "samal dala tulpar")
    for open_it in (invitation.invited, lambda s, t, now: invitation.accept(s, t, "tulpar samal dala", now=now)):
        with pytest.raises(DomainError) as gone:
            open_it(session, links[0], now=NOW)
        assert gone.value.code == "invitation_gone"


def test_invitation_ends_by_time_by_another_and_by_closing(session: Session) -> None:
    links: list[str] = []
    administrator = make_actor(session, Role.ADMINISTRATOR)
    account = invite(session, administrator, links)
    with pytest.raises(DomainError):
        invitation.invited(session, links[0], now=NOW + invitation.VALID_FOR)

    def link_for(token: str) -> str:
        links.append(token)
        return token

    invitation.invite_again(session, account.id, link_for=link_for, actor=administrator, now=NOW)
    with pytest.raises(DomainError):
        invitation.invited(session, links[0], now=NOW)
    assert invitation.invited(session, links[1], now=NOW).id == account.id
    staff.deactivate(session, account.id, actor=administrator, now=NOW)
    session.flush()
    with pytest.raises(DomainError):
        invitation.invited(session, links[1], now=NOW)


def test_address_is_invited_once(session: Session) -> None:
    administrator = make_actor(session, Role.ADMINISTRATOR)
    invite(session, administrator, [])
    with pytest.raises(DomainError) as caught:
        invite(session, administrator, [])
    assert caught.value.code == "address_taken"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_change_accounts(session: Session, role: Role) -> None:
    actor, target = make_actor(session, role), make_account(session, Role.AUDITOR)
    with pytest.raises(RoleNotAllowedError):
        invitation.invite(session, PERSON, link_for=str, actor=actor, now=NOW)
    with pytest.raises(RoleNotAllowedError):
        invitation.invite_again(session, target.id, link_for=str, actor=actor, now=NOW)
    for change in (staff.deactivate, staff.activate, staff.reset_second_factor):
        with pytest.raises(RoleNotAllowedError):
            change(session, target.id, actor=actor, now=NOW)
    with pytest.raises(RoleNotAllowedError):
        staff.grant_role(session, target.id, Role.MINISTRY, None, actor=actor, now=NOW)
    with pytest.raises(RoleNotAllowedError):
        staff.revoke_role(session, target.id, target.grants[0].id, actor=actor, now=NOW)


def test_roles_are_given_and_taken_and_recorded(session: Session) -> None:
    administrator, target = make_actor(session, Role.ADMINISTRATOR), make_account(session, Role.AUDITOR)
    staff.grant_role(session, target.id, Role.CASE_WORKER, "KZ-59", actor=administrator, now=NOW)
    assert actor_of(target).regions(Role.CASE_WORKER) == {"KZ-59"}
    for role, region, code in (
        (Role.CASE_WORKER, "KZ-59", "role_held"),
        (Role.SUPERVISOR, None, "role_needs_region"),
        (Role.MINISTRY, "KZ-59", "role_without_region"),
        (Role.APPLICANT, None, "not_staff"),
    ):
        with pytest.raises(DomainError) as caught:
            staff.grant_role(session, target.id, role, region, actor=administrator, now=NOW)
        assert caught.value.code == code
    staff.revoke_role(session, target.id, target.grants[-1].id, actor=administrator, now=NOW)
    assert actor_of(target).regions(Role.CASE_WORKER) == set()
    facts = {"role": "case_worker", "region": "KZ-59"}
    assert [(event.key, event.facts, event.region) for event in events_of(session, target)] == [
        (EventKey.ROLE_GRANTED, facts, "KZ-59"),
        (EventKey.ROLE_REVOKED, facts, "KZ-59"),
    ]


def test_nobody_changes_their_own_account(session: Session) -> None:
    account = make_account(session, Role.ADMINISTRATOR)
    with pytest.raises(DomainError) as caught:
        staff.grant_role(session, account.id, Role.AUDITOR, None, actor=actor_of(account), now=NOW)
    assert caught.value.code == "own_account"


def test_one_administrator_remains(session: Session) -> None:
    first, second = make_account(session, Role.ADMINISTRATOR), make_account(session, Role.ADMINISTRATOR)
    actor = actor_of(first)
    staff.deactivate(session, second.id, actor=actor, now=NOW)
    assert (second.is_active, second.session_epoch) == (False, 1)
    # The first one's account was closed meanwhile, though their request still runs.
    first.is_active = False
    second.is_active = True
    session.flush()
    with pytest.raises(DomainError) as caught:
        staff.deactivate(session, second.id, actor=actor, now=NOW)
    assert caught.value.code == "last_administrator"
    with pytest.raises(DomainError) as caught:
        staff.revoke_role(session, second.id, second.grants[0].id, actor=actor, now=NOW)
    assert caught.value.code == "last_administrator"


def test_reset_of_the_second_factor_ends_sessions(session: Session) -> None:
    target = make_account(session, Role.AUDITOR)
    target.totp_secret, target.totp_last_counter = "ABCDEFGH", 5
    session.flush()
    staff.reset_second_factor(session, target.id, actor=make_actor(session, Role.ADMINISTRATOR), now=NOW)
    session.refresh(target)
    assert target.totp_secret is None
    assert target.totp_last_counter is None
    assert target.session_epoch == 1


def test_demo_accounts_are_made_once(session: Session) -> None:
    first = demo_logins.ensure(session, NOW)
    second = demo_logins.ensure(session, NOW)
    assert [account.id for account in first] == [account.id for account in second]
    logins = [person.login for person in demo_logins.DEMO_LOGINS]
    assert session.scalar(select(func.count()).where(Account.email.in_(logins))) == len(logins)
    by_login = {account.email: account for account in first}
    for person in demo_logins.DEMO_LOGINS:
        account = by_login[person.login]
        assert actor_of(account).has(person.role, person.region)
        assert password.matches(account.password_hash, person.password) is bool(person.password)
