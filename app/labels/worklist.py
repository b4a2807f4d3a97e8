"""Words of the worklist: tabs, filters, how near a deadline is."""

from __future__ import annotations

from app.domain.workflow import Status
from app.i18n import LazyString, lazy_pgettext

OPEN_TAB = lazy_pgettext("worklist tab", "All open")
TABS: dict[Status, LazyString] = {
    Status.SUBMITTED: lazy_pgettext("worklist tab", "New"),
    Status.ACCEPTED: lazy_pgettext("worklist tab", "Being studied"),
    Status.DOCUMENTS_REQUESTED: lazy_pgettext("worklist tab", "Waiting for documents"),
    Status.REFERRED: lazy_pgettext("worklist tab", "With the commission"),
    Status.PREPARED: lazy_pgettext("worklist tab", "Waiting for the decision"),
    Status.HEARING: lazy_pgettext("worklist tab", "Being heard"),
    Status.HEARD: lazy_pgettext("worklist tab", "Waiting for the final decision"),
    Status.APPROVED: lazy_pgettext("worklist tab", "Approved"),
    Status.REFUSED: lazy_pgettext("worklist tab", "Refused"),
    Status.REFUSED_TO_ACCEPT: lazy_pgettext("worklist tab", "Not accepted"),
    Status.ANNULLED: lazy_pgettext("worklist tab", "Annulled"),
    Status.TERMINATED: lazy_pgettext("worklist tab", "Terminated"),
    Status.DISCONTINUED: lazy_pgettext("worklist tab", "Discontinued"),
    Status.WITHDRAWN: lazy_pgettext("worklist tab", "Withdrawn"),
}
# Shown even while nothing is in them.
ALWAYS = frozenset(
    {
        Status.SUBMITTED,
        Status.ACCEPTED,
        Status.DOCUMENTS_REQUESTED,
        Status.PREPARED,
        Status.APPROVED,
        Status.REFUSED,
    }
)

HOLDERS: dict[str, LazyString] = {
    "": lazy_pgettext("worklist holder", "Anybody's"),
    "mine": lazy_pgettext("worklist holder", "Mine"),
    "nobody": lazy_pgettext("worklist holder", "Not assigned"),
}

DEADLINES: dict[str, LazyString] = {
    "": lazy_pgettext("worklist deadline", "Any"),
    "overdue": lazy_pgettext("worklist deadline", "Overdue"),
    "soon": lazy_pgettext("worklist deadline", "Due within three days"),
}
