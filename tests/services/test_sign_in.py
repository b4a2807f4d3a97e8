"""Staff sign in: password, one-time code, throttling, all of it recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import argon2
import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.roles import Role
from app.models import Account, AuditEvent, SignInAttempt
from app.services import password, second_factor, sign_in, throttle
from app.services.sign_in import Credentials
from tests.factories import NOW, make_account

PASSWORD = "samal dala tulpar"


@pytest.fixture
def officer(session: Session) -> Account:
    account = make_account(session, Role.CASE_WORKER, "KZ-55")
    account.password_hash = password.hashed(PASSWORD)
    session.flush()
    return account


def given(account: Account, typed: str = PASSWORD, code: str = "", address: str = "203.0.113.7") -> Credentials:
    return Credentials(account.email or "", typed, code, address)


def attempt(session: Session, what: Credentials, after: timedelta = timedelta(0), **options: bool) -> sign_in.Outcome:
    required = options.get("second_factor_required", False)
    return sign_in.with_password(session, what, second_factor_required=required, now=NOW + after)


def events(session: Session, account: Account) -> list[str]:
    query = select(AuditEvent.key).where(
        AuditEvent.subject_kind == SubjectKind.ACCOUNT, AuditEvent.subject_id == account.id
    )
    return list(session.scalars(query.order_by(AuditEvent.sequence)))


def test_right_password_signs_in_and_is_recorded(session: Session, officer: Account) -> None:
    outcome = attempt(session, given(officer))
    assert (outcome.account_id, outcome.refusal, outcome.must_enrol) == (officer.id, None, False)
    assert events(session, officer) == [EventKey.SIGN_IN_SUCCEEDED]


def test_email_is_folded(session: Session, officer: Account) -> None:
    assert (
        attempt(session, replace(given(officer), email=f"  {(officer.email or '').upper()} ")).account_id == officer.id
    )


@pytest.mark.parametrize("change", ["wrong", "closed", "no password", "applicant"])
def test_who_may_not_come_in_is_told_one_thing(session: Session, officer: Account, change: str) -> None:
    typed = PASSWORD
    if change == "wrong":
        typed = "tulpar dala samal"
    elif change == "closed":
        officer.is_active = False
    elif change == "no password":
        officer.password_hash = None
    else:
        officer.grants.clear()
        officer.kind = "applicant"
    session.flush()
    outcome = attempt(session, given(officer, typed))
    assert outcome.account_id is None
    assert outcome.refusal is not None
    assert outcome.refusal.code == "sign_in_refused"


def test_unknown_account_is_as_slow_as_a_known_one(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    real = argon2.PasswordHasher.verify

    def verify(self: argon2.PasswordHasher, stored: str, typed: str) -> bool:
        verified.append(stored)
        return real(self, stored, typed)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", verify)
    outcome = attempt(session, Credentials("nobody@example.kz", PASSWORD, "", "203.0.113.7"))
    assert outcome.refusal is not None
    assert outcome.refusal.code == "sign_in_refused"
    assert len(verified) == 1
    assert argon2.extract_parameters(verified[0]) == argon2.extract_parameters(password.hashed(PASSWORD))


def test_nothing_typed_for_an_unknown_account_is_recorded(session: Session) -> None:
    attempt(session, Credentials("my-password-by-mistake@example.kz", PASSWORD, "", "203.0.113.7"))
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert event.key == EventKey.SIGN_IN_FAILED
    assert event.facts == {"address": "203.0.113.7"}
    assert all("mistake" not in row.bucket for row in session.scalars(select(SignInAttempt)))


def test_guessing_is_slowed_and_the_wait_grows(session: Session, officer: Account) -> None:
    outcomes = [attempt(session, given(officer, "wrong"), timedelta(seconds=n)) for n in range(5)]
    codes = [outcome.refusal.code for outcome in outcomes if outcome.refusal]
    assert codes == ["sign_in_refused"] * 4 + ["throttled"]
    # The right password has to wait, too, and waiting is not a try.
    for _ in range(3):
        waiting = attempt(session, given(officer), timedelta(seconds=30))
        assert isinstance(waiting.refusal, throttle.ThrottledError)
        assert waiting.refusal.until == NOW + timedelta(seconds=4, minutes=1)
    again = attempt(session, given(officer, "wrong"), timedelta(seconds=70))
    assert isinstance(again.refusal, throttle.ThrottledError)
    assert again.refusal.until == NOW + timedelta(seconds=70, minutes=2)
    assert attempt(session, given(officer), timedelta(minutes=4)).account_id == officer.id
    assert events(session, officer).count(EventKey.SIGN_IN_THROTTLED) == 2


def test_success_forgives_earlier_failures(session: Session, officer: Account) -> None:
    for second in range(4):
        attempt(session, given(officer, "wrong"), timedelta(seconds=second))
    assert attempt(session, given(officer), timedelta(seconds=5)).account_id == officer.id
    refusal = attempt(session, given(officer, "wrong"), timedelta(seconds=6)).refusal
    assert refusal is not None
    assert refusal.code == "sign_in_refused"


def test_many_accounts_from_one_address_are_slowed(session: Session, officer: Account) -> None:
    for number in range(throttle.PER_ADDRESS.free):
        throttle.count(session, throttle.bucket("address", "203.0.113.9"), succeeded=False, now=NOW)
        assert number < 100
    refused = attempt(session, given(officer, address="203.0.113.9"), timedelta(seconds=1))
    assert isinstance(refused.refusal, throttle.ThrottledError)
    assert attempt(session, given(officer), timedelta(seconds=1)).account_id == officer.id


def test_one_time_code_is_asked_and_taken_once(session: Session, officer: Account) -> None:
    officer.totp_secret = second_factor.new_secret()
    session.flush()
    code = pyotp.TOTP(officer.totp_secret).at(NOW)
    without = attempt(session, given(officer))
    assert without.refusal is not None
    assert attempt(session, given(officer, code=f"{code[:3]} {code[3:]}")).account_id == officer.id
    replayed = attempt(session, given(officer, code=code), timedelta(seconds=5))
    assert replayed.account_id is None
    following = pyotp.TOTP(officer.totp_secret).at(NOW + timedelta(seconds=30))
    assert attempt(session, given(officer, code=following), timedelta(seconds=31)).account_id == officer.id


@pytest.mark.parametrize(("drift", "is_taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_clock_of_the_phone_may_be_half_a_minute_off(drift: int, is_taken: bool) -> None:
    secret = second_factor.new_secret()
    code = pyotp.TOTP(secret).at(NOW + timedelta(seconds=drift))
    taken = second_factor.accepted_counter(secret, code, after=None, now=NOW)
    assert (taken is not None) is is_taken


def test_password_alone_leads_to_enrolment_where_a_second_factor_is_required(
    session: Session, officer: Account
) -> None:
    outcome = attempt(session, given(officer), second_factor_required=True)
    assert (outcome.account_id, outcome.must_enrol) == (officer.id, True)
    assert EventKey.SIGN_IN_SUCCEEDED not in events(session, officer)
    secret = second_factor.new_secret()
    wrong = str((int(pyotp.TOTP(secret).at(NOW)) + 1) % 1_000_000).zfill(6)
    assert not sign_in.enrol(session, officer.id, secret=secret, code=wrong, address="", now=NOW)
    code = pyotp.TOTP(secret).at(NOW)
    assert sign_in.enrol(session, officer.id, secret=secret, code=code, address="", now=NOW)
    assert officer.totp_secret == secret
    # The code that enrolled does not sign in again, and a second enrolment does not replace the first.
    assert attempt(session, given(officer, code=code), second_factor_required=True).account_id is None
    other = second_factor.new_secret()
    assert not sign_in.enrol(session, officer.id, secret=other, code=pyotp.TOTP(other).at(NOW), address="", now=NOW)


def test_hash_with_older_parameters_is_made_anew(session: Session, officer: Account) -> None:
    old = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    officer.password_hash = old
    session.flush()
    assert attempt(session, given(officer)).account_id == officer.id
    assert officer.password_hash != old
    assert password.matches(officer.password_hash, PASSWORD)


def test_signing_out_ends_every_session(session: Session, officer: Account) -> None:
    from tests.factories import actor_of

    epoch = officer.session_epoch
    sign_in.end(session, officer.id, actor=actor_of(officer), now=NOW)
    assert officer.session_epoch == epoch + 1
    assert events(session, officer) == [EventKey.SIGNED_OUT]
