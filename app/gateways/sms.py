"""Text messages: posted to an HTTP gateway, or left in the outbox folder where none is set."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import httpx

from app.gateways.delivery import DeliveryUncertainError, NotDeliveredError, leave_in_outbox

# The gateway says by these that it took nothing in and may be asked again.
_BUSY = frozenset({408, 425, 429, 503})


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A short message; ``identifier`` is the same at every try, so that a gateway can tell a repetition."""

    to: str
    body: str
    identifier: str
    written_at: datetime


class Texter(Protocol):
    """A way to send text messages."""

    def send(self, message: TextMessage) -> None:
        """Hand over ``message``; NotDeliveredError or DeliveryUncertainError when that fails."""


@dataclass(frozen=True, slots=True)
class OutboxTexter:
    """Leaves each message in a folder as ``<identifier>.txt``: the number, the instant, an empty line, the words."""

    folder: Path

    def send(self, message: TextMessage) -> None:
        """Write the message down."""
        content = f"To: {message.to}\nDate: {message.written_at.isoformat()}\n\n{message.body}\n"
        leave_in_outbox(self.folder, f"{message.identifier}.txt", content.encode())


@dataclass(frozen=True, slots=True)
class GatewayTexter:
    """Posts ``{"to", "text", "reference"}`` to the gateway's address with a bearer token."""

    url: str
    token: str = field(default="", repr=False)
    seconds: float = 15.0

    def send(self, message: TextMessage) -> None:
        """Post the message; any 2xx means that the gateway has taken it."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.identifier}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        body = json.dumps({"to": message.to, "text": message.body, "reference": message.identifier})
        try:
            with httpx.Client(timeout=self.seconds, trust_env=False) as client:
                answer = client.post(self.url, content=body, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise NotDeliveredError(f"{type(error).__name__}: {error}") from error
        except httpx.HTTPError as error:
            raise DeliveryUncertainError(f"no answer of the gateway: {type(error).__name__}") from error
        _judge(answer.status_code)


def _judge(status: int) -> None:
    """What an answer means: 2xx taken, busy or 4xx not taken, anything else nobody knows."""
    if 200 <= status < 300:
        return
    if status in _BUSY:
        raise NotDeliveredError(f"the gateway answered {status}")
    if 300 <= status < 500:
        raise NotDeliveredError(f"the gateway answered {status}", permanent=True)
    raise DeliveryUncertainError(f"the gateway answered {status}")
