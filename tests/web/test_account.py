"""Pages of signing in, of one's own details, and of the administrator."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.i18n import LANGUAGES
from app.models import Account, Notice, RoleGrant
from app.queries.account import PAGE_SIZE
from app.services import demo_logins, password, throttle
from app.web.navigation import landing
from tests.factories import NOW, actor_of, make_account
from tests.web.client import PageClient

PASSWORD = "samal dala tulpar"


def sent(session: Session, address: str) -> Notice:
    return session.scalars(select(Notice).where(Notice.address == address).order_by(Notice.id.desc()).limit(1)).one()


def make_officer(session: Session, role: Role = Role.CASE_WORKER) -> Account:
    account = make_account(session, role)
    account.password_hash = password.hashed(PASSWORD)
    session.flush()
    return account


@pytest.fixture
def one_factor(app: Flask) -> Iterator[None]:
    """An installation whose staff sign in by password alone."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(settings, second_factor=False)
    yield
    app.extensions["settings"] = settings


@pytest.fixture
def demo(app: Flask) -> Iterator[None]:
    """A demonstration, where the known logins are shown."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = dataclasses.replace(settings, second_factor=False, demo_logins=True)
    yield
    app.extensions["settings"] = settings


# -- applicants ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_family_registers_by_phone_and_comes_to_the_page_it_wanted(
    page_client: PageClient, session: Session, language: str
) -> None:
    person = page_client.speaking(language)
    page = person.post("/account/sign-in?next=/account", {"address": "8 701 234 56 78"})
    assert page.location == "/account/code"
    assert "+7 701 234 5678" in person.follow(page).text
    notice = sent(session, "+77012345678")
    assert (notice.channel, notice.language) == ("sms", language)
    assert person.post("/account/code", {"code": "12ab56"}, 422).errors
    assert person.post("/account/code", {"code": notice.facts["code"]}).location == "/account"
    account = session.scalars(select(Account).where(Account.phone == "+77012345678")).one()
    assert account.language == language
    person.get("/account")
    assert person.get("/account/sign-in", 303).location == landing(actor_of(account))


def test_wrong_and_early_requests_say_why(page_client: PageClient, session: Session) -> None:
    page = page_client.post("/account/sign-in", {"address": "айгүл"}, 422)
    assert page.value("address") == "айгүл"
    assert len(page.errors) == 1
    assert page_client.post("/account/sign-in", {"address": ""}, 422).errors
    page_client.post("/account/sign-in", {"address": "a@example.kz"})
    early = page_client.post("/account/sign-in", {"address": "a@example.kz"}, 429)
    assert re.search(r"\d\d:\d\d", early.errors[0])
    assert len(page_client.follow(page_client.post("/account/code/again")).banners) == 1
    page_client.at(NOW + timedelta(minutes=1))
    page_client.post("/account/code/again")
    assert len(session.scalars(select(Notice)).all()) == 2


def test_code_page_without_a_request_leads_back(page_client: PageClient) -> None:
    assert page_client.get("/account/code", 303).location == "/account/sign-in"
    assert page_client.post("/account/code/again").location == "/account/sign-in"


def test_session_is_a_new_one_after_sign_in(page_client: PageClient, session: Session) -> None:
    page_client.post("/account/sign-in", {"address": "a@example.kz"})
    with page_client.client.session_transaction() as kept:
        kept["planted"] = "by somebody else"
        token = kept["csrf_token"]
    page_client.post("/account/code", {"code": sent(session, "a@example.kz").facts["code"]})
    with page_client.client.session_transaction() as kept:
        assert "planted" not in kept
        assert kept.get("csrf_token") != token


@pytest.mark.parametrize("language", LANGUAGES)
def test_contact_is_changed_once_confirmed(page_client: PageClient, session: Session, language: str) -> None:
    account = make_account(session)
    person = page_client.as_account(account).speaking(language)
    assert person.get("/account/contact/sms").value("address") == ""
    assert person.post("/account/contact/sms", {"address": "123"}, 422).errors
    page = person.post("/account/contact/sms", {"address": "87012345678"})
    person.follow(page)
    code = sent(session, "+77012345678").facts["code"]
    assert person.post("/account/contact/confirm", {"code": "x"}, 422).errors
    assert person.post("/account/contact/confirm", {"code": code}).location == "/account"
    assert account.phone == "+77012345678"
    person.get("/account/contact/email")
    person.post("/account/contact/email/remove")
    assert account.email is None
    refused = person.follow(person.post("/account/contact/sms/remove"))
    assert len(refused.banners) == 2  # the removal before was not shown yet
    assert account.phone is not None
    person.get("/account/contact/fax", 404)


def test_own_details_are_saved_and_the_language_follows(page_client: PageClient, session: Session) -> None:
    account = make_account(session)
    person = page_client.as_account(account).speaking("kk")
    page = person.post("/account", {"full_name": "  Өтеген   Ұлықбек ", "language": "ru"})
    assert (account.full_name, account.language) == ("Өтеген Ұлықбек", "ru")
    assert person.follow(page).tree.get("lang") == "ru"
    assert person.post("/account", {"full_name": "x", "language": "de"}, 422).errors


# -- staff ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("one_factor")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.APPLICANT])
def test_staff_land_where_their_work_is(page_client: PageClient, session: Session, role: Role) -> None:
    account = make_officer(session, role)
    given = {"email": account.email, "password": PASSWORD}
    assert page_client.post("/account/staff-sign-in", given).location == landing(actor_of(account))
    assert page_client.get("/", 303).location == landing(actor_of(account))
    epoch = account.session_epoch
    assert page_client.post("/account/sign-out").location == "/"
    assert account.session_epoch == epoch + 1
    page_client.get("/account", 303)


@pytest.mark.usefixtures("one_factor")
def test_sign_in_page_keeps_the_address_but_not_the_password(page_client: PageClient, session: Session) -> None:
    account = make_officer(session)
    page = page_client.post("/account/staff-sign-in", {"email": account.email, "password": "wrong wrong"}, 422)
    assert page.value("email") == account.email
    assert "wrong wrong" not in page.html
    assert len(page.errors) == 1
    for _ in range(throttle.PER_ACCOUNT.free - 2):
        page_client.post("/account/staff-sign-in", {"email": account.email, "password": "wrong"}, 422)
    page = page_client.post("/account/staff-sign-in", {"email": account.email, "password": "wrong"}, 429)
    assert "11:01" in page.errors[0]
    page_client.post("/account/staff-sign-in", {"email": account.email, "password": PASSWORD}, 429)
    page_client.at(NOW + timedelta(minutes=1))
    page_client.post("/account/staff-sign-in", {"email": account.email, "password": PASSWORD})


def test_invited_person_sets_password_and_second_factor(page_client: PageClient, session: Session) -> None:
    administrator = page_client.as_account(make_account(session, Role.ADMINISTRATOR))
    fields = {
        "full_name": "Сейітқали Нұрлан",
        "email": "nurlan@example.kz",
        "position": "Бас маман",
        "language": "ru",
        "role": "case_worker",
        "region": "KZ-59",
    }
    page = administrator.follow(administrator.post("/admin/accounts/invite", fields))
    assert page.h1.endswith("Сейітқали Нұрлан")
    account = session.scalars(select(Account).where(Account.email == "nurlan@example.kz")).one()
    link = str(sent(session, "nurlan@example.kz").facts["link"])
    path = link.removeprefix(page_client.app.extensions["settings"].base_url)
    page_client.get(path)
    weak = {"new_password": "password1234", "new_password_again": "password1234"}
    assert page_client.post(path, weak, 422).errors
    assert page_client.post(path, {"new_password": PASSWORD, "new_password_again": "other"}, 422).errors
    page = page_client.post(path, {"new_password": PASSWORD, "new_password_again": PASSWORD})
    assert page.location == "/account/second-factor"
    page = page_client.follow(page)
    image = next(element for element in page.tree.iter("img") if element.get("src", "").startswith("data:"))
    assert image.get("alt")
    secret = "".join(next(page.tree.iter("code")).itertext()).replace(" ", "")
    assert page_client.post("/account/second-factor", {"code": "000"}, 422).errors
    # The same key after a wrong code, or the app would show the codes of another.
    code = pyotp.TOTP(secret).at(NOW)
    assert page_client.post("/account/second-factor", {"code": code}).location == "/worklist"
    assert actor_of(account).has(Role.CASE_WORKER, "KZ-59")
    page_client.get("/account")
    PageClient(page_client.app).get(path, 404)


@pytest.mark.usefixtures("one_factor")
def test_invited_person_comes_straight_in_where_a_password_suffices(page_client: PageClient, session: Session) -> None:
    target = make_account(session, Role.AUDITOR)
    administrator = page_client.as_account(make_account(session, Role.ADMINISTRATOR))
    administrator.post(f"/admin/accounts/{target.id}/invite")
    path = "/" + str(sent(session, target.email or "").facts["link"]).split("/", 3)[3]
    assert page_client.post(path, {"new_password": PASSWORD, "new_password_again": PASSWORD}).location == "/audit"
    page_client.get("/account")


def test_password_alone_is_not_enough_where_a_second_factor_is_set(page_client: PageClient, session: Session) -> None:
    account = make_officer(session)
    account.totp_secret = pyotp.random_base32()
    session.flush()
    given = {"email": account.email, "password": PASSWORD}
    page_client.post("/account/staff-sign-in", given, 422)
    page_client.get("/account/second-factor", 303)
    code = pyotp.TOTP(account.totp_secret).at(NOW)
    page_client.post("/account/staff-sign-in", given | {"one_time_code": code})
    replay = PageClient(page_client.app)
    replay.post("/account/staff-sign-in", given | {"one_time_code": code}, 422)


def test_enrolment_ends_after_a_quarter_of_an_hour(page_client: PageClient, session: Session) -> None:
    account = make_officer(session)
    page_client.post("/account/staff-sign-in", {"email": account.email, "password": PASSWORD})
    page_client.get("/account/second-factor")
    page_client.at(NOW + timedelta(minutes=16))
    assert page_client.get("/account/second-factor", 303).location == "/account/staff-sign-in"


def test_changed_password_ends_other_sessions_only(page_client: PageClient, session: Session) -> None:
    account = make_officer(session)
    here, elsewhere = page_client.as_account(account), page_client.as_account(account)
    new = {"new_password": "tulpar dala bulaq", "new_password_again": "tulpar dala bulaq"}
    assert here.post("/account/password", {"password": "guess"} | new, 422).errors
    here.post("/account/password", {"password": PASSWORD} | new)
    here.get("/account")
    elsewhere.get("/account", 303)


def test_known_logins_are_shown_in_a_demonstration_only(page_client: PageClient) -> None:
    for path in ("/account/staff-sign-in", "/account/sign-in"):
        shown = page_client.get(path).text
        assert not any(person.login in shown for person in demo_logins.DEMO_LOGINS)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_known_logins_work_in_a_demonstration(page_client: PageClient, session: Session, language: str) -> None:
    demo_logins.ensure(session, NOW)
    page_client.speaking(language)
    page = page_client.get("/account/staff-sign-in")
    for person in demo_logins.DEMO_LOGINS:
        if person.password:
            assert person.login in page.text
            browser = PageClient(page_client.app)
            browser.post("/account/staff-sign-in", {"email": person.login, "password": person.password})
        else:
            assert person.login in page_client.get("/account/sign-in").text


# -- the administrator ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_administrator(page_client: PageClient, session: Session, language: str) -> None:
    target = make_officer(session)
    target.totp_secret = pyotp.random_base32()
    account = make_account(session, Role.ADMINISTRATOR)
    person = page_client.as_account(account).speaking(language)
    for path in ("/admin/accounts", "/admin/accounts/invite", "/admin/regions", f"/admin/accounts/{target.id}"):
        assert len(person.get(path).statements) <= 6, path
    assert not person.get(f"/admin/accounts/{account.id}").tree.findall(".//select")
    person.get("/admin/accounts/999999999", 404)
    person.get(f"/admin/accounts/{make_account(session).id}", 404)  # an applicant is nobody's to administer


def test_roles_and_doors_of_an_account(page_client: PageClient, session: Session) -> None:
    target = make_officer(session)
    person = page_client.as_account(make_account(session, Role.ADMINISTRATOR))
    path = f"/admin/accounts/{target.id}"
    assert person.post(path, {"role": "supervisor", "region": ""}, 422).errors
    assert person.post(path, {"role": "applicant", "region": ""}, 422).errors
    person.post(path, {"role": "supervisor", "region": "KZ-59"})
    assert actor_of(target).has(Role.SUPERVISOR, "KZ-59")
    grant = session.scalars(select(RoleGrant).where(RoleGrant.account_id == target.id, RoleGrant.region == "KZ-59"))
    person.post(f"{path}/roles/{grant.one().id}/revoke")
    assert not actor_of(target).has(Role.SUPERVISOR, "KZ-59")
    their = page_client.as_account(target)
    their.get("/account")
    person.post(f"{path}/close")
    their.get("/account", 303)
    person.post(f"{path}/open")
    assert target.is_active
    their.get("/account", 303)
    target.totp_secret = pyotp.random_base32()
    session.flush()
    person.post(f"{path}/second-factor")
    assert target.totp_secret is None
    person.post(f"{path}/invite")
    assert sent(session, target.email or "").template


def test_administrator_closes_neither_themselves_nor_an_applicant(page_client: PageClient, session: Session) -> None:
    account, applicant = make_account(session, Role.ADMINISTRATOR), make_account(session)
    person = page_client.as_account(account)
    for target in (account, applicant):
        person.post(f"/admin/accounts/{target.id}/close")
        assert target.is_active


def test_refused_invitation_keeps_what_was_typed(page_client: PageClient, session: Session) -> None:
    person = page_client.as_account(make_account(session, Role.ADMINISTRATOR))
    taken = make_account(session, Role.AUDITOR)
    fields = {"full_name": "Өтеген Қанат", "email": taken.email, "language": "kk", "role": "auditor", "region": ""}
    page = person.post("/admin/accounts/invite", fields, 422)
    assert (page.value("full_name"), page.value("role"), len(page.errors)) == ("Өтеген Қанат", "auditor", 1)
    # A role that does not fit takes the invitation back with it.
    page = person.post("/admin/accounts/invite", fields | {"email": "new@example.kz", "region": "KZ-59"}, 422)
    assert page.errors
    assert session.scalar(select(Account).where(Account.email == "new@example.kz")) is None
    assert session.scalar(select(Notice).where(Notice.address == "new@example.kz")) is None


def test_list_is_searched_and_paged_without_loss(page_client: PageClient, session: Session) -> None:
    person = page_client.as_account(make_account(session, Role.ADMINISTRATOR))
    made = [make_account(session, Role.CASE_WORKER, "KZ-59") for _ in range(2 * PAGE_SIZE + 3)]
    made[7].full_name = "Ңұрғалиева Әсем 100%_"
    session.flush()
    seen: list[str] = []
    path = "/admin/accounts?role=case_worker&region=KZ-59"
    pages = 0
    while path:
        page = person.get(path)
        pages += 1
        seen += [link for link in page.links() if re.fullmatch(r"/admin/accounts/\d+", link)]
        path = next((a.get("href", "") for a in page.tree.iter("a") if a.get("rel") == "next"), "")
    assert pages == 3
    assert seen == [f"/admin/accounts/{account.id}" for account in reversed(made)]
    back = next(a.get("href", "") for a in page.tree.iter("a") if a.get("rel") == "prev")
    found = [link for link in person.get(back).links() if re.fullmatch(r"/admin/accounts/\d+", link)]
    assert found == seen[PAGE_SIZE : 2 * PAGE_SIZE]
    for words in ("ңұрғалиева", "ӘСЕМ 100%_", made[7].email):
        listed = person.get("/admin/accounts", query_string={"words": words}).links()
        assert [link for link in listed if re.fullmatch(r"/admin/accounts/\d+", link)] == [
            f"/admin/accounts/{made[7].id}"
        ]
