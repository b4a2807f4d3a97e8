"""Doors: who may come where, what happens to whoever may not, and what waits for them."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.i18n import LANGUAGES
from tests.web.client import PageClient


def test_every_view_names_its_permission(app: Flask) -> None:
    unguarded = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "permission")
    ]
    assert unguarded == []


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
