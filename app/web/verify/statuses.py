"""Whether the kandas statuses that a paper is about are in force today: what the paper in one's hand cannot say."""

from __future__ import annotations

from app.domain.kandas_status import LIVING
from app.domain.paper import DocumentKind
from app.i18n import format_date, local
from app.i18n import gettext as _
from app.labels.kandas_status import STATE_COLOURS, STATES
from app.models import db
from app.queries.kandas_status import Entry, of_paper
from app.queries.paper import PublicPaper
from app.web.access import now

_ABOUT_STATUS = frozenset(
    {DocumentKind.STATUS_CERTIFICATE, DocumentKind.STATUS_EXTENSION, DocumentKind.STATUS_TERMINATION}
)


def public_statuses(paper: PublicPaper | None) -> list[dict[str, str]]:
    """The register numbers that stand on the paper, each with its state and last day; no name and no reason."""
    if paper is None or paper.kind not in _ABOUT_STATUS:
        return []
    return [_row(entry) for entry in of_paper(db.session, paper.number)]


def _row(entry: Entry) -> dict[str, str]:
    state = entry.held.state(local(now()).date())
    ended_on = entry.held.ended_on
    if state in LIVING or ended_on is None:
        until = _("until %(day)s", day=format_date(entry.held.expires_on))
    else:
        until = _("not in force from %(day)s", day=format_date(ended_on))
    return {"number": entry.number, "state": str(STATES[state]), "colour": STATE_COLOURS[state], "until": until}
