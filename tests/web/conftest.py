"""Fixtures of page tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.web.client import PageClient


@pytest.fixture
def page_client(app: Flask, session: Session) -> Iterator[PageClient]:
    """A visitor's browser, on the same transaction as ``session``, at the moment ``NOW`` of the factories."""
    made = PageClient(app)
    made.at(NOW)
    yield made
    app.extensions.pop("clock", None)
