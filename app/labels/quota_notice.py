"""Words of the messages to officers about changes of the quota: what waits for them, and what became of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.notice import NoticeEvent
from app.i18n import LazyString, lazy_gettext
from app.labels.notice_form import Words

QUOTA_EVENTS: Mapping[NoticeEvent, LazyString] = MappingProxyType(
    {
        NoticeEvent.QUOTA_PROPOSED: lazy_gettext("A change of the quota waits for approval"),
        NoticeEvent.QUOTA_APPROVED: lazy_gettext("A change of the quota is approved"),
        NoticeEvent.QUOTA_REJECTED: lazy_gettext("A change of the quota is rejected"),
        NoticeEvent.QUOTA_IN_FORCE: lazy_gettext("A change of the quota is in force"),
        NoticeEvent.QUOTA_FAILED: lazy_gettext("A change of the quota could not come into force"),
        NoticeEvent.QUOTA_REQUEST_RETURNED: lazy_gettext("A quota request is returned"),
    }
)
QUOTA_WORDS: Mapping[NoticeEvent, Words] = MappingProxyType(
    {
        NoticeEvent.QUOTA_PROPOSED: Words(
            lazy_gettext("Proposal %(number)s: a change of the quota waits for your approval"),
            lazy_gettext("A colleague proposed a change of the quota (proposal %(number)s). Another person decides."),
            lazy_gettext("Look at what it changes, and approve or reject it: %(link)s"),
            lazy_gettext("Qonys: proposal %(number)s on the quota waits for your decision: %(link)s"),
        ),
        NoticeEvent.QUOTA_APPROVED: Words(
            lazy_gettext("Proposal %(number)s: approved, it comes into force on %(due)s"),
            lazy_gettext("Your proposal %(number)s on the quota was approved. It comes into force on %(due)s."),
            lazy_gettext("You need not do anything. If it cannot come into force on that day, we write to you."),
            lazy_gettext("Qonys: proposal %(number)s is approved, in force from %(due)s: %(link)s"),
        ),
        NoticeEvent.QUOTA_REJECTED: Words(
            lazy_gettext("Proposal %(number)s: rejected"),
            lazy_gettext("Your proposal %(number)s on the quota was rejected. Nothing has changed."),
            lazy_gettext("Read the reason on the page of the proposal, and propose anew if it is still needed."),
            lazy_gettext("Qonys: proposal %(number)s is rejected. The reason: %(link)s"),
        ),
        NoticeEvent.QUOTA_IN_FORCE: Words(
            lazy_gettext("Proposal %(number)s: in force"),
            lazy_gettext("Your proposal %(number)s on the quota is approved and in force since %(due)s."),
            lazy_gettext("You need not do anything. The places stand in the quota now."),
            lazy_gettext("Qonys: proposal %(number)s is in force since %(due)s: %(link)s"),
        ),
        NoticeEvent.QUOTA_FAILED: Words(
            lazy_gettext("Proposal %(number)s: it could not come into force"),
            lazy_gettext(
                "Proposal %(number)s on the quota was approved, but on its day it was not possible any more. "
                "Nothing has changed."
            ),
            lazy_gettext("Read why on the page of the proposal. It is not tried again: propose anew what is needed."),
            lazy_gettext("Qonys: proposal %(number)s could not come into force. Why: %(link)s"),
        ),
        NoticeEvent.QUOTA_REQUEST_RETURNED: Words(
            lazy_gettext("Your region’s quota request is returned"),
            lazy_gettext("The ministry returned the quota request (№ %(number)s) that you filed for your region."),
            lazy_gettext("Read the reason on the page of the request, mend the figures and file it again: %(link)s"),
            lazy_gettext("Qonys: your region’s quota request is returned. The reason: %(link)s"),
        ),
    }
)
