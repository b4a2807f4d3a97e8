"""The page client: opens pages as a person in a language, and checks of every page what must hold of all of them."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from app.models import Account
from app.web.language import COOKIE

# Bookkeeping of the transaction that a test lives in is no statement of the page.
_OURS = ("SAVEPOINT", "RELEASE", "ROLLBACK TO", "BEGIN", "COMMIT")
_WRITES = ("INSERT", "UPDATE", "DELETE")
STATEMENTS_MAX = 40


@dataclass
class Page:
    """An answer, as a person meets it."""

    response: TestResponse
    statements: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.response.status_code

    @property
    def html(self) -> str:
        """The page as sent."""
        return self.response.get_data(as_text=True)

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.response.headers.get("Location", "")

    @property
    def tree(self) -> ElementTree.Element:
        """The page as parsed, element names without namespace."""
        return parsed(self.html)[0]

    @property
    def text(self) -> str:
        """Everything that can be read on it, white space folded."""
        return _words(self.tree.find("body"))

    @property
    def h1(self) -> str:
        """Its main heading."""
        return _words(self.tree.find(".//h1"))

    @property
    def title(self) -> str:
        """Its title."""
        return _words(self.tree.find(".//title"))

    @property
    def errors(self) -> list[str]:
        """What the error summary says."""
        summary = self.tree.find(".//div[@class='govuk-error-summary']")
        return [] if summary is None else [_words(item) for item in summary.iter("li")]

    @property
    def banners(self) -> list[str]:
        """What the notification banners say."""
        return [
            _words(part) for part in self.tree.iter("div") if part.get("class") == "govuk-notification-banner__content"
        ]

    def links(self) -> list[str]:
        """Addresses that the page links to, in order."""
        return [link.get("href", "") for link in self.tree.iter("a")]

    def value(self, name: str) -> str | None:
        """What the field ``name`` holds: its text, or the value of what is chosen."""
        for control in self.tree.iter():
            if control.get("name") != name:
                continue
            if control.tag == "textarea":
                return "".join(control.itertext())
            if control.tag == "select":
                return next((o.get("value") for o in control.iter("option") if "selected" in o.attrib), None)
            if control.get("type") not in {"radio", "checkbox"}:
                return control.get("value", "")
            if "checked" in control.attrib:
                return control.get("value", "")
        return None


class PageClient:
    """A person at a browser without a screen.

    ``page_client.as_account(account).speaking("ru").get("/worklist")``; each answer in HTML is checked: valid, one
    ``h1``, a title, ``lang``, no id twice, no unfilled ``%(name)s``, at most ``STATEMENTS_MAX`` statements, and a GET
    neither writes nor commits.
    """

    def __init__(self, app: Flask, client: FlaskClient | None = None) -> None:
        self.app = app
        self.client = client or app.test_client()

    def as_account(self, account: Account) -> PageClient:
        """Another browser in which ``account`` is signed in."""
        made = PageClient(self.app)
        clock = self.app.extensions.get("clock", lambda: datetime.now(UTC))
        moment = int(clock().timestamp())
        with made.client.session_transaction() as kept:
            kept.update(_user_id=f"{account.id}.{account.session_epoch}", kind=account.kind, since=moment, seen=moment)
        return made

    def at(self, moment: datetime) -> PageClient:
        """The service's clock shows ``moment`` (for every browser of the test)."""
        self.app.extensions["clock"] = lambda: moment
        return self

    def speaking(self, language: str) -> PageClient:
        """The same browser after the person chose ``language``."""
        self.client.set_cookie(COOKIE, language)
        return self

    def get(self, path: str, status: int = 200, **options: Any) -> Page:
        """Open ``path`` and expect ``status``."""
        return self._answer("GET", path, status, options)

    def post(self, path: str, data: Mapping[str, Any] | None = None, status: int = 303, **options: Any) -> Page:
        """Send a form with a fresh token and expect ``status``; ``token=None`` sends none, or give another."""
        token = options.pop("token", "fresh")
        fields = dict(data or {})
        if token is not None:
            fields["csrf_token"] = self.token() if token == "fresh" else token
        options.setdefault("headers", {}).setdefault("Origin", "http://localhost")
        return self._answer("POST", path, status, {"data": fields, **options})

    def follow(self, page: Page) -> Page:
        """Go where a redirect leads."""
        assert page.location, "not a redirect"
        return self.get(page.location)

    def token(self) -> str:
        """A token against forged requests that fits this browser's session."""
        with self.client.session_transaction() as kept:
            raw = kept.setdefault("csrf_token", secrets.token_hex(20))
        signed = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(raw)
        return signed if isinstance(signed, str) else signed.decode()

    def _answer(self, method: str, path: str, status: int, options: dict[str, Any]) -> Page:
        with watched(self.app) as seen:
            response = self.client.open(path, method=method, **options)
        page = Page(response, seen.statements)
        assert page.status == status, f"{method} {path}: {page.status}, not {status}: {_summary(page)}"
        if method == "GET":
            assert not seen.writes, f"GET {path} writes: {seen.writes}"
            assert not seen.commits, f"GET {path} commits"
        if response.mimetype == "text/html" and status not in {301, 302, 303}:
            check_page(page, f"{method} {path}")
        return page


@dataclass
class Seen:
    """What the database heard during a request."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0

    @property
    def writes(self) -> list[str]:
        """Statements that change something."""
        return [text for text in self.statements if text.lstrip().upper().startswith(_WRITES)]


@contextmanager
def watched(app: Flask) -> Iterator[Seen]:
    """Note statements and commits of the application's session inside the block."""
    seen = Seen()
    scoped = app.extensions["sqlalchemy"].session

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(_OURS):
            seen.statements.append(statement)

    def commit(_session: Any) -> None:
        seen.commits += 1

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(scoped, "before_commit", commit)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        event.remove(scoped, "before_commit", commit)


@lru_cache(maxsize=32)
def parsed(html: str) -> tuple[ElementTree.Element, list[str]]:
    """A page with element names without namespace, and what is not valid in it.

    Once a page, and once for pages that are all the same (nothing for you here): the parser, which is strict and slow,
    would otherwise be most of what page tests take.
    """
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: ElementTree.Element = parser.parse(html)
    return tree, [f"line {position[0]}: {code} {details}" for position, code, details in parser.errors]


def check_page(page: Page, where: str) -> None:
    """What must hold of every page."""
    tree, faults = parsed(page.html)
    assert not faults, f"{where}: not valid HTML: {faults[:5]}"
    headings = tree.findall(".//h1")
    assert len(headings) == 1, f"{where}: {len(headings)} h1"
    assert page.h1, f"{where}: empty h1"
    assert page.title and not page.title.startswith("–"), f"{where}: no title"
    assert tree.get("lang") in {"kk", "ru", "en"}, f"{where}: lang {tree.get('lang')}"
    twice = [name for name, times in Counter(e.get("id") for e in tree.iter() if e.get("id")).items() if times > 1]
    assert not twice, f"{where}: ids twice: {twice}"
    unfilled = re.findall(r"%\(\w+\)[sd]", page.html)
    assert not unfilled, f"{where}: unfilled {unfilled}"
    inline = re.findall(r"<[^>]+\s(?:style|on\w+)=", page.html)
    assert not inline, f"{where}: inline style or script, which the content policy blocks: {inline[:3]}"
    assert len(page.statements) <= STATEMENTS_MAX, f"{where}: {len(page.statements)} statements"


def _words(element: ElementTree.Element | None) -> str:
    if element is None:
        return ""
    return " ".join("".join(element.itertext()).split())


def _summary(page: Page) -> str:
    return page.location or f"{page.h1} {page.errors}" if page.response.mimetype == "text/html" else str(page.response)
