"""Words of the messages about the kandas status: given, agreed to, extended, near its end, over, terminated."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.notice import NoticeEvent
from app.i18n import LazyString, lazy_gettext
from app.labels.notice_form import Words

STATUS_EVENTS: Mapping[NoticeEvent, LazyString] = {
    NoticeEvent.STATUS_ASSIGNED: lazy_gettext("The kandas status is assigned"),
    NoticeEvent.STATUS_CONSENTED: lazy_gettext("Consent to the kandas status is given"),
    NoticeEvent.STATUS_EXTENDED: lazy_gettext("The kandas status is extended"),
    NoticeEvent.STATUS_EXPIRING: lazy_gettext("The kandas status ends soon"),
    NoticeEvent.STATUS_EXPIRED: lazy_gettext("The term of the kandas status is over"),
    NoticeEvent.STATUS_TERMINATED: lazy_gettext("The kandas status is terminated"),
    NoticeEvent.TERMINATION_DROPPED: lazy_gettext("The kandas status stays in force"),
}

STATUS_WORDS: Mapping[NoticeEvent, Words] = MappingProxyType(
    {
        NoticeEvent.STATUS_ASSIGNED: Words(
            lazy_gettext("You have the kandas status (application %(number)s)"),
            lazy_gettext(
                "By your application %(number)s the kandas status is assigned. The certificate is on your page."
            ),
            lazy_gettext(
                "Download the certificate. While the status is in force, apply for residence and citizenship; we "
                "remind you before it ends."
            ),
            lazy_gettext("Qonys: the kandas status is assigned (%(number)s). Certificate: %(link)s"),
        ),
        NoticeEvent.STATUS_CONSENTED: Words(
            lazy_gettext("Consent to the kandas status is given (application %(number)s)"),
            lazy_gettext(
                "By your application %(number)s the region agrees to assign you the kandas status. The consent is on "
                "your page."
            ),
            lazy_gettext("After you arrive in Kazakhstan, apply for the status and name this consent."),
            lazy_gettext("Qonys: consent to the kandas status is given (%(number)s). The paper: %(link)s"),
        ),
        NoticeEvent.STATUS_EXTENDED: Words(
            lazy_gettext("Your kandas status is extended (application %(number)s)"),
            lazy_gettext("By your application %(number)s the kandas status is extended. The decision is on your page."),
            lazy_gettext("Until when it is in force stands in the decision. Apply for citizenship before that day."),
            lazy_gettext("Qonys: the kandas status is extended (%(number)s). Decision: %(link)s"),
        ),
        NoticeEvent.STATUS_EXPIRING: Words(
            lazy_gettext("Your kandas status ends on %(due)s"),
            lazy_gettext("The kandas status given by application %(number)s is in force until %(due)s."),
            lazy_gettext(
                "If you do not have citizenship by then, see on your page whether the status can be extended, and "
                "apply before that day."
            ),
            lazy_gettext("Qonys: the kandas status (%(number)s) ends on %(due)s. What to do: %(link)s"),
        ),
        NoticeEvent.STATUS_EXPIRED: Words(
            lazy_gettext("The term of your kandas status is over"),
            lazy_gettext("The kandas status given by application %(number)s was in force until %(due)s. It has ended."),
            lazy_gettext(
                "Ask the career centre what this means for your residence and for the support that you receive."
            ),
            lazy_gettext("Qonys: the kandas status (%(number)s) ended on %(due)s. More: %(link)s"),
        ),
        NoticeEvent.STATUS_TERMINATED: Words(
            lazy_gettext("There is a decision on your kandas status (case %(number)s): terminated"),
            lazy_gettext(
                "In case %(number)s your kandas status is terminated. The decision with its grounds is on your page."
            ),
            lazy_gettext("If you do not agree you can appeal; the decision says where and within what time."),
            lazy_gettext("Qonys: the kandas status is terminated (%(number)s). Grounds and appeal: %(link)s"),
        ),
        NoticeEvent.TERMINATION_DROPPED: Words(
            lazy_gettext("Your kandas status stays in force (case %(number)s)"),
            lazy_gettext("The case %(number)s about ending your kandas status is closed. The status stays in force."),
            lazy_gettext("You need not do anything."),
            lazy_gettext("Qonys: your kandas status stays in force (%(number)s). More: %(link)s"),
        ),
    }
)
