"""Doors: who may come where, what happens to whoever may not, and what waits for them."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app import create_app
from app.domain.errors import DomainError
from app.domain.roles import REGIONAL_ROLES, Actor, Grant, Role
from app.i18n import LANGUAGES
from app.models import KeptInput
from app.policy import HOLDERS, Permission, holds
from app.web.language import local_path
from app.web.navigation import footer, landing, navigation, pages_of_section
from tests.conftest import OwnDatabase
from tests.factories import NOW, make_account
from tests.web.client import PageClient

_SAMPLE = {"int": 1, "string": "x", "default": "x", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}


def test_every_view_names_its_permission(app: Flask) -> None:
    unguarded = [rule.endpoint for rule in rules(app) if not hasattr(app.view_functions[rule.endpoint], "permission")]
    assert unguarded == []


def rules(app: Flask) -> Iterator[Rule]:
    """Every address of the service but its static files; systems with a token of their own have other doors."""
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def doors(app: Flask) -> Iterator[tuple[str, str, Permission]]:
    """Method, address and permission of every page that not everybody may open."""
    for rule in rules(app):
        permission: Permission = vars(app.view_functions[rule.endpoint])["permission"]
        if permission is Permission.PUBLIC:
            continue
        values = {
            name: _SAMPLE.get(type(converter).__name__.removesuffix("Converter").lower().replace("integer", "int"), "x")
            for name, converter in rule._converters.items()
        }
        path = app.url_map.bind("localhost").build(rule.endpoint, values, force_external=False)
        for method in sorted({"GET", "POST"} & set(rule.methods or ())):
            yield method, path, permission


def test_visitors_are_sent_to_sign_in_from_every_other_page(app: Flask, page_client: PageClient) -> None:
    for method, path, _permission in doors(app):
        page = page_client.get(path, 303) if method == "GET" else page_client.post(path)
        assert "sign-in" in page.location, (method, path, page.location)


@pytest.mark.parametrize("role", Role)
def test_people_with_other_duties_are_kept_out_of_every_page(
    app: Flask, page_client: PageClient, session: Session, role: Role
) -> None:
    person = page_client.as_account(make_account(session, role))
    for method, path, permission in doors(app):
        if permission is Permission.SIGNED_IN or role in HOLDERS[permission]:
            continue
        page = person.get(path, 403) if method == "GET" else person.post(path, status=403)
        assert len(page.statements) <= 1, (path, page.statements)


def test_start_page_follows_the_browser_until_a_language_is_chosen(client: FlaskClient) -> None:
    russian = {"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.5"}
    assert b'<html lang="ru"' in client.get("/", headers=russian).data
    assert b'<html lang="kk"' in client.get("/", headers={"Accept-Language": "fr"}).data
    answer = client.get("/language/en?next=/%3Fa%3D1", headers=russian)
    assert answer.status_code == 303
    assert answer.location == "/?a=1"
    assert b'<html lang="en"' in client.get("/", headers=russian).data


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_visitor(page_client: PageClient, language: str) -> None:
    page_client.speaking(language)
    for path in ("/", "/account/sign-in", "/account/staff-sign-in"):
        assert page_client.get(path).tree.get("lang") == language
    offered = {link.split("?")[0] for link in page_client.get("/").links()}
    assert {f"/language/{code}" for code in LANGUAGES if code != language} <= offered


@pytest.mark.parametrize("role", Role)
def test_menu_of_each_role_leads_to_pages_that_it_may_open(app: Flask, role: Role) -> None:
    person = Actor(1, "", frozenset({Grant(role, "KZ-55" if role in REGIONAL_ROLES else None)}))
    addresses = app.url_map.bind("localhost")
    sections = [str(item["href"]) for item in navigation(person, "/")]
    inside = [str(item["href"]) for first in sections for item in pages_of_section(person, first)]
    assert len(sections) == len(set(sections))
    assert len(inside) == len(set(inside))
    hrefs = {*sections, *inside, *(str(item["href"]) for item in footer(is_demo=True))}
    for href in (*sorted(hrefs), landing(person)):
        endpoint, _values = addresses.match(href, method="GET")
        assert holds(person, vars(app.view_functions[endpoint])["permission"]), href
    assert landing(person) in hrefs


def test_menu_marks_the_nearest_page_and_its_section() -> None:
    person = Actor(1, "", frozenset({Grant(Role.CASE_WORKER, "KZ-55")}))
    sections = {str(item["text"]): item["current"] for item in navigation(person, "/sittings/5")}
    assert [text for text, current in sections.items() if current] == ["Cases"]
    pages = {str(item["href"]): item["current"] for item in pages_of_section(person, "/sittings/5")}
    assert [href for href, current in pages.items() if current] == ["/sittings"]
    assert pages_of_section(person, "/quotable") == []
    assert pages_of_section(None, "/sittings") == []


def test_who_reads_a_case_is_at_the_worklist_in_the_menu() -> None:
    person = Actor(1, "", frozenset({Grant(Role.CASE_WORKER, "KZ-55")}))
    for path in ("/cases/5", "/hearing/5/answers", "/worklist"):
        pages = pages_of_section(person, path)
        assert [str(item["href"]) for item in pages if item["current"]] == ["/worklist"], path
    secretary = Actor(1, "", frozenset({Grant(Role.COMMISSION_SECRETARY, "KZ-55")}))
    assert pages_of_section(secretary, "/cases/5") == []


# -- sessions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "minutes"), [(Role.CASE_WORKER, 30), (Role.APPLICANT, 120)])
def test_idle_session_ends_and_a_used_one_does_not(
    page_client: PageClient, session: Session, role: Role, minutes: int
) -> None:
    person = page_client.as_account(make_account(session, role))
    for step in (1, 2, 3):
        person.at(NOW + step * timedelta(minutes=minutes - 1))
        person.get("/account")
    person.at(NOW + timedelta(minutes=4 * minutes))
    assert "sign-in" in person.get("/account", 303).location


def test_staff_session_has_a_longest_life(page_client: PageClient, session: Session) -> None:
    person = page_client.as_account(make_account(session, Role.AUDITOR))
    for minute in range(20, 12 * 60 + 1, 20):
        person.at(NOW + timedelta(minutes=minute))
        person.get("/account")
    person.at(NOW + timedelta(hours=12, minutes=1))
    person.get("/account", 303)


def test_raised_epoch_closed_account_and_lost_role_count_at_once(page_client: PageClient, session: Session) -> None:
    account = make_account(session, Role.ADMINISTRATOR)
    person = page_client.as_account(account)
    person.get("/admin/accounts")
    account.grants.clear()
    session.flush()
    person.get("/admin/accounts", 403)
    account.is_active = False
    session.flush()
    person.get("/account", 303)
    account.is_active, account.session_epoch = True, 1
    session.flush()
    person.get("/account", 303)


def test_account_is_loaded_by_one_statement(page_client: PageClient, session: Session) -> None:
    page = page_client.as_account(make_account(session, Role.CASE_WORKER)).get("/nothing-here", 404)
    assert len(page.statements) == 1


def test_session_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/account/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_headers_stand_on_every_answer(client: FlaskClient) -> None:
    for path in ("/", "/nothing-here", "/static/qonys.css"):
        headers = client.get(path, buffered=True).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


def test_behind_tls_cookies_are_for_tls_and_addresses_come_from_the_proxy(own_database: OwnDatabase) -> None:
    own = own_database.app.extensions["settings"]
    app = create_app(dataclasses.replace(own, base_url="https://qonys.example.kz", proxy_hops=1))
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    seen: list[str] = []
    app.before_request(lambda: seen.append(f"{request.scheme} {request.remote_addr}"))
    forwarded = {"X-Forwarded-For": "192.0.2.1, 203.0.113.7", "X-Forwarded-Proto": "https"}
    answer = app.test_client().get("/account/sign-in", headers=forwarded)
    assert seen == ["https 203.0.113.7"]
    assert answer.headers["Strict-Transport-Security"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie
    assert "Path=/" in cookie


# -- nothing typed is lost -----------------------------------------------------------------------------------------


def test_what_was_typed_into_an_expired_session_comes_back_after_sign_in(
    page_client: PageClient, session: Session
) -> None:
    account, other = make_account(session), make_account(session)
    person = page_client.as_account(account)
    person.at(NOW + timedelta(hours=3))
    typed = {"full_name": "Ңұрғалиева Әсем", "language": "ru", "password": "never kept"}
    page = person.post("/account", typed)
    assert page.location == "/account/sign-in?next=/account"
    assert len(person.follow(page).banners) == 1
    stored = session.scalars(select(KeptInput)).one()
    assert stored.account_id == account.id
    assert set(stored.fields) == {"full_name", "language"}
    # Another person at the same browser sees none of it.
    _sign_in_here(person, other.id)
    assert person.get("/account").value("full_name") == other.full_name
    _sign_in_here(person, account.id)
    back = person.get("/account")
    assert (back.value("full_name"), back.value("language")) == ("Ңұрғалиева Әсем", "ru")
    assert len(back.banners) == 1
    person.post("/account", {"full_name": back.value("full_name"), "language": "ru"})
    assert session.scalar(select(func.count()).select_from(KeptInput)) == 0
    assert account.full_name == "Ңұрғалиева Әсем"
    assert len(person.get("/account").banners) == 1  # saved


@pytest.mark.parametrize("token", [None, "stale"])
def test_stale_token_brings_the_page_back_with_everything_typed(
    page_client: PageClient, session: Session, token: str | None
) -> None:
    account = make_account(session)
    person = page_client.as_account(account)
    name = account.full_name
    page = person.post("/account", {"full_name": "Typed", "language": "kk"}, token=token)
    assert page.location == "/account"
    assert account.full_name == name
    back = person.follow(page)
    assert back.value("full_name") == "Typed"
    assert len(back.banners) == 1


def test_stale_token_of_a_visitor_loses_nothing_either(page_client: PageClient, session: Session) -> None:
    page = page_client.post("/account/sign-in?next=/my", {"address": "aigul@example.kz"}, token="stale")
    assert page.location == "/account/sign-in?next=/my"
    assert page_client.follow(page).value("address") == "aigul@example.kz"
    assert PageClient(page_client.app).get("/account/sign-in").value("address") == ""


def test_stale_file_or_button_is_said_to_be_unsent(page_client: PageClient, session: Session) -> None:
    person = page_client.as_account(make_account(session))
    file = (io.BytesIO(b"%PDF-1.7"), "id.pdf")
    for fields in ({}, {"file": file}):
        page = person.post("/account", fields, token=None, content_type="multipart/form-data")
        assert len(person.follow(page).banners) == 1
    person.at(NOW + timedelta(hours=3))
    page = person.post("/account", {})
    assert len(person.follow(page).banners) == 1


def test_form_of_another_site_is_neither_taken_nor_shown(page_client: PageClient, session: Session) -> None:
    account = make_account(session)
    person = page_client.as_account(account)
    fields = {"full_name": "Forged", "language": "kk"}
    person.post("/account", fields, 400, token=None, headers={"Origin": "https://evil.example"})
    assert session.scalar(select(func.count()).select_from(KeptInput)) == 0
    assert person.get("/account").value("full_name") == account.full_name


def test_old_kept_input_goes_when_more_is_kept(page_client: PageClient, session: Session) -> None:
    session.add(KeptInput(browser_hash="x", path="/", fields={}, kept_at=NOW - timedelta(days=2)))
    page_client.post("/account/sign-in", {"address": "a@example.kz"}, token=None)
    assert [row.path for row in session.scalars(select(KeptInput))] == ["/account/sign-in"]


def _sign_in_here(person: PageClient, account_id: int) -> None:
    """Sign in within the browser's present session, as the pages do."""
    moment = int(person.app.extensions["clock"]().timestamp())
    with person.client.session_transaction() as kept:
        kept.update(_user_id=f"{account_id}.0", kind="applicant", since=moment, seen=moment)


# -- language and ways back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/my?x=1", "/my?x=1"),
        ("//evil.example", None),
        ("https://evil.example", None),
        ("/\\evil.example", None),
        ("\\\\evil.example", None),
        ("/a\r\nSet-Cookie: x", None),
        ("/\t/evil.example", None),
        ("javascript:alert(1)", None),
        ("my", None),
        ("", None),
        (None, None),
    ],
)
def test_ways_back_stay_here(target: str | None, path: str | None) -> None:
    assert local_path(target) == path


def test_language_switch_leads_nowhere_else(page_client: PageClient) -> None:
    assert page_client.get("/language/ru?next=//evil.example", 303).location == "/"


def test_unknown_language_gets_the_list(page_client: PageClient) -> None:
    page = page_client.get("/language/de?next=/account/sign-in", 404)
    for code in LANGUAGES:
        assert f"/language/{code}?next=/account/sign-in" in page.links()


def test_account_speaks_its_language_until_another_is_chosen(page_client: PageClient, session: Session) -> None:
    person = page_client.as_account(make_account(session, language="ru"))
    assert person.get("/account", headers={"Accept-Language": "en"}).tree.get("lang") == "ru"
    person.get("/language/en", 303)
    assert person.get("/account").tree.get("lang") == "en"


# -- failures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_failures_have_pages(page_client: PageClient, language: str) -> None:
    page_client.speaking(language)
    page_client.get("/nothing-here", 404)
    page_client.get("/account/sign-out", 405)
    big = {"address": "x" * (12 * 1024 * 1024)}
    page_client.post("/account/sign-in", big, 413)


def test_refusals_that_no_form_shows_have_a_page(app: Flask) -> None:
    from sqlalchemy.orm.exc import StaleDataError

    from app.domain.errors import StaleVersionError

    for error, words in (
        (DomainError("quota_exceeded", asked=5, available=2, region="KZ-55"), "5"),
        (StaleVersionError(), ""),
        (StaleDataError(), ""),
    ):
        with app.test_request_context("/"):
            answer = app.make_response(app.handle_user_exception(error))
            assert answer.status_code == 409
            assert words in answer.get_data(as_text=True)


def test_fault_has_a_number_and_tells_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "testing", False)
    with app.test_request_context("/"):
        answer = app.make_response(app.handle_user_exception(ZeroDivisionError("a secret of ours")))
    assert answer.status_code == 500
    assert "a secret of ours" not in answer.get_data(as_text=True)
    assert answer.get_data(as_text=True).count("<h1") == 1


def test_pages_come_back_by_themselves_after_the_database_was_away(own_database: OwnDatabase) -> None:
    app = own_database.app
    database = app.extensions["sqlalchemy"]
    with app.app_context():
        account = make_account(database.session, Role.ADMINISTRATOR)
        database.session.commit()
        name = database.engine.url.database
        person = PageClient(app).at(NOW).as_account(account)
    person.get("/admin/accounts")
    _allow(app, name, False)
    assert person.get("/admin/accounts", 503).response.headers["Retry-After"] == "10"
    assert person.get("/account/sign-in", 503).h1
    _allow(app, name, True)
    person.get("/admin/accounts")


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.CASE_WORKER, f"/cases/{10**30}"),
        (Role.MINISTRY, "/worklist?region=a%00b"),
        (Role.AUDITOR, "/audit?region=%00"),
        (Role.ADMINISTRATOR, f"/admin/accounts?before={10**30}"),
        (Role.ADMINISTRATOR, f"/reference/values/{10**30}"),
    ],
)
def test_an_address_that_no_column_can_hold_leads_nowhere(
    page_client: PageClient, session: Session, role: Role, path: str
) -> None:
    person = page_client.as_account(make_account(session, role))
    person.get(path, 404)
    person.get("/account")


def _allow(app: Flask, name: str | None, is_allowed: bool) -> None:
    """Let nobody into the database and throw everybody out, or let them in again."""
    import psycopg

    with app.app_context():
        url = app.extensions["sqlalchemy"].engine.url.set(drivername="postgresql", database="postgres")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {is_allowed}'.encode())
        if not is_allowed:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
