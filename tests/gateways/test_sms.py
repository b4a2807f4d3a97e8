"""Text messages by a real HTTP gateway, and by the outbox."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.gateways.delivery import DeliveryUncertainError, NotDeliveredError
from app.gateways.sms import GatewayTexter, OutboxTexter, TextMessage

MESSAGE = TextMessage("+77010000001", "Qonys: кодыңыз 123456", "code.0123", datetime(2026, 11, 18, 6, tzinfo=UTC))


@contextmanager
def gateway(status: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Address of a gateway that answers ``status`` (0: breaks off), and what it was sent."""
    seen: list[dict[str, Any]] = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append({"headers": dict(self.headers), "body": json.loads(body)})
            if status:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/send", seen
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def test_a_message_is_posted_with_its_token_and_reference() -> None:
    with gateway(202) as (url, seen):
        GatewayTexter(url, "token-of-the-gateway").send(MESSAGE)
    (request,) = seen
    assert request["body"] == {"to": MESSAGE.to, "text": MESSAGE.body, "reference": "code.0123"}
    assert request["headers"]["Authorization"] == "Bearer token-of-the-gateway"
    assert request["headers"]["Idempotency-Key"] == "code.0123"


@pytest.mark.parametrize(
    ("status", "is_permanent"), [(503, False), (429, False), (400, True), (401, True), (302, True)]
)
def test_an_answer_that_nothing_was_taken_is_certain(status: int, is_permanent: bool) -> None:
    with gateway(status) as (url, _), pytest.raises(NotDeliveredError) as raised:
        GatewayTexter(url).send(MESSAGE)
    assert raised.value.permanent is is_permanent


@pytest.mark.parametrize("status", [0, 500, 502])
def test_anything_else_is_uncertain(status: int) -> None:
    with gateway(status) as (url, seen), pytest.raises(DeliveryUncertainError):
        GatewayTexter(url, seconds=3).send(MESSAGE)
    assert len(seen) == 1


def test_nobody_there_is_certain() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(NotDeliveredError) as raised:
        GatewayTexter(f"http://127.0.0.1:{port}/", seconds=2).send(MESSAGE)
    assert not raised.value.permanent


def test_without_a_gateway_the_message_lies_in_the_outbox(tmp_path: Path) -> None:
    OutboxTexter(tmp_path).send(MESSAGE)
    (file,) = tmp_path.iterdir()
    assert file.read_text(encoding="utf-8").endswith("\n\nQonys: кодыңыз 123456\n")
