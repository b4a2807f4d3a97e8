"""Words of the messages about complaints and corrections."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.notice import NoticeEvent
from app.i18n import LazyString, lazy_gettext
from app.labels.notice_form import Words

APPEAL_EVENTS: Mapping[NoticeEvent, LazyString] = MappingProxyType(
    {
        NoticeEvent.APPEAL_RECEIVED: lazy_gettext("The complaint is received"),
        NoticeEvent.APPEAL_FORWARDED: lazy_gettext("The complaint is with the superior body"),
        NoticeEvent.APPEAL_DECIDED: lazy_gettext("The complaint is decided"),
        NoticeEvent.REOPENED: lazy_gettext("The application is considered anew"),
        NoticeEvent.ANNULLED: lazy_gettext("The decision is annulled"),
        NoticeEvent.CORRECTED: lazy_gettext("A document is corrected"),
    }
)
APPEAL_WORDS: Mapping[NoticeEvent, Words] = MappingProxyType(
    {
        NoticeEvent.APPEAL_RECEIVED: Words(
            lazy_gettext("Your complaint about application %(number)s is received"),
            lazy_gettext("Your complaint № %(document)s about application %(number)s is registered."),
            lazy_gettext(
                "You need not do anything now. Your page shows where the complaint is and by when it moves on."
            ),
            lazy_gettext("Qonys: your complaint about application %(number)s is received. Status: %(link)s"),
        ),
        NoticeEvent.APPEAL_FORWARDED: Words(
            lazy_gettext("Your complaint about application %(number)s is with the superior body"),
            lazy_gettext("Your complaint № %(document)s was sent with the whole case to the superior body."),
            lazy_gettext("You need not do anything now. It is decided by %(due)s; we write to you then."),
            lazy_gettext(
                "Qonys: your complaint about application %(number)s is with the superior body. Status: %(link)s"
            ),
        ),
        NoticeEvent.APPEAL_DECIDED: Words(
            lazy_gettext("Your complaint about application %(number)s is decided"),
            lazy_gettext("There is a decision on your complaint № %(document)s. The reply is on your page."),
            lazy_gettext("Read the reply: it answers each of your points and says how you can go on."),
            lazy_gettext("Qonys: your complaint about application %(number)s is decided. Reply: %(link)s"),
        ),
        NoticeEvent.REOPENED: Words(
            lazy_gettext("Your application %(number)s is considered anew"),
            lazy_gettext("After a complaint the earlier decision on application %(number)s no longer holds."),
            lazy_gettext("You need not do anything now. We write to you when there is a decision or a question."),
            lazy_gettext("Qonys: application %(number)s is considered anew. Status: %(link)s"),
        ),
        NoticeEvent.ANNULLED: Words(
            lazy_gettext("The decision on application %(number)s is annulled"),
            lazy_gettext("After a complaint the decision on application %(number)s was annulled."),
            lazy_gettext("The reply to the complaint on your page says why and how you can go on."),
            lazy_gettext("Qonys: the decision on application %(number)s is annulled. Why: %(link)s"),
        ),
        NoticeEvent.CORRECTED: Words(
            lazy_gettext("A document of application %(number)s is corrected"),
            lazy_gettext("A clerical error was corrected: document № %(document)s stands in place of the earlier one."),
            lazy_gettext("Download the corrected document from your page and use it instead of the earlier one."),
            lazy_gettext("Qonys: a document of application %(number)s is corrected. New one: %(link)s"),
        ),
    }
)
