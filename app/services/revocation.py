"""The signed list of revoked papers, as it is now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.documents.revocation import sign_list
from app.domain.body import superior_body
from app.domain.revocation import VALID_FOR, RevocationList, RevokedPaper, digest_of_code
from app.gateways.signing import SigningKeys
from app.i18n import local
from app.queries import paper as papers
from app.services.paper_desk import regional_body

_CAPITAL = "KZ-71"


def current_list(session: Session, *, now: datetime) -> RevocationList:
    """Every revoked paper of the country, with codes as digests; to be relied on for a week."""
    moment = now.replace(microsecond=0)
    return RevocationList(
        issued_at=moment,
        next_update=moment + VALID_FOR,
        papers=tuple(
            RevokedPaper(row.number, digest_of_code(row.code), local(row.revoked_at).date(), row.replaced_by)
            for row in papers.revoked(session)
        ),
    )


def signed_list(session: Session, keys: SigningKeys, *, now: datetime) -> str:
    """The list signed by the ministry, which speaks for all bodies (JWS, see ``documents/revocation.py``)."""
    ministry = superior_body(regional_body(session, _CAPITAL))
    return sign_list(current_list(session, now=now), keys.signer_for(ministry))
