"""Words of the messages about departures."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.notice import NoticeEvent
from app.i18n import LazyString, lazy_gettext
from app.labels.notice_form import Words

DEPARTURE_EVENTS: Mapping[NoticeEvent, LazyString] = MappingProxyType(
    {
        NoticeEvent.DEPARTURE_RECORDED: lazy_gettext("A departure is recorded: the family may object"),
        NoticeEvent.DEPARTURE_RECEIVED: lazy_gettext("The family’s word about its departure is received"),
        NoticeEvent.DEPARTURE_CONFIRMED: lazy_gettext("The departure is confirmed: the inclusion has ended"),
        NoticeEvent.DEPARTURE_DROPPED: lazy_gettext("The recorded departure is dropped"),
    }
)
DEPARTURE_WORDS: Mapping[NoticeEvent, Words] = MappingProxyType(
    {
        NoticeEvent.DEPARTURE_RECORDED: Words(
            lazy_gettext("Have you given up your place or left? (application %(number)s)"),
            lazy_gettext(
                "It was recorded that your family gave up its inclusion in the quota, or left the region "
                "(application %(number)s). Nothing is decided yet."
            ),
            lazy_gettext(
                "If this is not right, say so on your page or at the career centre by %(due)s. If you say nothing, "
                "your inclusion may end and its places come back to the quota."
            ),
            lazy_gettext(
                "Qonys: your departure was recorded (application %(number)s). If this is not right, object by "
                "%(due)s: %(link)s"
            ),
        ),
        NoticeEvent.DEPARTURE_RECEIVED: Words(
            lazy_gettext("We have your word about your place (application %(number)s)"),
            lazy_gettext(
                "You told us that you give up your place in the quota, or have left (application %(number)s)."
            ),
            lazy_gettext(
                "The head of the office confirms it; we write to you then. Until then you can take it back on your "
                "page."
            ),
            lazy_gettext("Qonys: we have your word about your place, application %(number)s. Take it back: %(link)s"),
        ),
        NoticeEvent.DEPARTURE_CONFIRMED: Words(
            lazy_gettext("Your inclusion in the quota has ended (application %(number)s)"),
            lazy_gettext(
                "The head of the office confirmed that your family gave up its place or left (application %(number)s). "
                "The places came back to the quota. The reason: %(reason)s"
            ),
            lazy_gettext(
                "If you do not agree, complain to the superior body by %(due)s: on your page, or in writing through "
                "the career centre that decided. You can apply again at any time."
            ),
            lazy_gettext(
                "Qonys: your inclusion in the quota has ended, application %(number)s. Why, and how to complain by "
                "%(due)s: %(link)s"
            ),
        ),
        NoticeEvent.DEPARTURE_DROPPED: Words(
            lazy_gettext("Your inclusion in the quota stands (application %(number)s)"),
            lazy_gettext("The recorded departure was dropped: your family stays included (application %(number)s)."),
            lazy_gettext("You need not do anything now."),
            lazy_gettext("Qonys: your inclusion in the quota stands, application %(number)s. %(link)s"),
        ),
    }
)
