"""The signed token that carries an uploaded order from its preview to its confirmation.

It names the stored file by its digest; nothing of the order itself is taken from the browser.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.domain.quota import Unit
from app.domain.quota_table import OrderFacts
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.services.quota_preview import StagedOrders

_LIFETIME_SECONDS = 4 * 60 * 60


def seal(staged: StagedOrders, actor: Actor) -> str:
    """The token; only ``actor`` can open it again."""
    facts = staged.facts
    return str(
        _serializer().dumps(
            {
                "by": actor.account_id,
                "file": staged.file_sha256,
                "versions": [[year, stream.value, version] for (year, stream), version in staged.versions.items()],
                "number": facts.act_number,
                "title": facts.act_title,
                "source": facts.source,
                "adopted": facts.adopted_on.isoformat(),
                "from": facts.effective_from.isoformat(),
                "reason": facts.reason,
                "unit": facts.unit,
            }
        )
    )


def unseal(token: str, actor: Actor) -> StagedOrders | None:
    """What the token holds; None where it is not ours, too old, or another person's."""
    try:
        data: dict[str, Any] = _serializer().loads(token, max_age=_LIFETIME_SECONDS)
    except BadSignature:
        return None
    if data["by"] != actor.account_id:
        return None
    return StagedOrders(
        file_sha256=data["file"],
        facts=OrderFacts(
            act_number=data["number"],
            adopted_on=date.fromisoformat(data["adopted"]),
            effective_from=date.fromisoformat(data["from"]),
            act_title=data["title"],
            source=data["source"],
            reason=data["reason"],
            unit=Unit(data["unit"]),
        ),
        versions={(year, Stream(stream)): version for year, stream, version in data["versions"]},
    )


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="quota-order")
