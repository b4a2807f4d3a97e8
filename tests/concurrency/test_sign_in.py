"""Guesses that come all at once: the database counts them, so no more are judged than one after another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from sqlalchemy import func, select

from app.domain.roles import Role
from app.models import SignInAttempt
from app.services import password, sign_in, throttle
from app.services.sign_in import Credentials, Outcome
from tests.conftest import OwnDatabase
from tests.factories import NOW, make_account

pytestmark = pytest.mark.concurrency
PASSWORD = "samal dala tulpar"


def prepared(own: OwnDatabase, secret: str | None = None) -> str:
    database = own.app.extensions["sqlalchemy"]
    with own.app.app_context():
        account = make_account(database.session, Role.AUDITOR)
        account.password_hash, account.totp_secret = password.hashed(PASSWORD), secret
        database.session.commit()
        return account.email or ""


def at_once(own: OwnDatabase, given: Credentials, times: int) -> list[Outcome]:
    database = own.app.extensions["sqlalchemy"]

    def one(_: int) -> Outcome:
        with own.app.app_context():
            outcome = sign_in.with_password(database.session, given, second_factor_required=False, now=NOW)
            database.session.commit()
            return outcome

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(times)))


def test_a_hundred_guesses_at_once_are_no_more_than_one_after_another(own_database: OwnDatabase) -> None:
    email = prepared(own_database)
    outcomes = at_once(own_database, Credentials(email, "wrong", "", "203.0.113.7"), 24)
    codes = [outcome.refusal.code for outcome in outcomes if outcome.refusal]
    assert codes.count("sign_in_refused") == throttle.PER_ACCOUNT.free - 1
    assert codes.count("throttled") == 24 - throttle.PER_ACCOUNT.free + 1
    with own_database.app.app_context():
        judged = own_database.app.extensions["sqlalchemy"].session.scalar(
            select(func.count()).where(SignInAttempt.bucket == throttle.bucket("staff", email))
        )
    assert judged == throttle.PER_ACCOUNT.free


def test_one_time_code_opens_once_even_at_the_same_instant(own_database: OwnDatabase) -> None:
    secret = pyotp.random_base32()
    email = prepared(own_database, secret)
    given = Credentials(email, PASSWORD, pyotp.TOTP(secret).at(NOW), "203.0.113.7")
    outcomes = at_once(own_database, given, 4)
    assert [outcome.account_id is not None for outcome in outcomes].count(True) == 1
