"""Words of the messages, by event; and of what became of each.

A message holds the number of the application and nothing else about the person: mail and phones are read by others.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.hearing import Delay
from app.domain.notice import Channel, Delivery, NoticeEvent
from app.i18n import LazyString, lazy_gettext, lazy_pgettext
from app.labels.appeal_notice import APPEAL_EVENTS, APPEAL_WORDS
from app.labels.departure_notice import DEPARTURE_EVENTS, DEPARTURE_WORDS
from app.labels.hearing import DELAYS
from app.labels.kandas_status_notice import STATUS_EVENTS, STATUS_WORDS
from app.labels.notice_form import Words
from app.labels.quota_notice import QUOTA_EVENTS, QUOTA_WORDS

CHANNELS: Mapping[Channel, LazyString] = {
    Channel.EMAIL: lazy_pgettext("way of a message", "E-mail"),
    Channel.SMS: lazy_pgettext("way of a message", "Text message"),
}

DELIVERIES: Mapping[Delivery, LazyString] = {
    Delivery.QUEUED: lazy_pgettext("state of a message", "Waiting to be sent"),
    Delivery.SENDING: lazy_pgettext("state of a message", "Being sent"),
    Delivery.SENT: lazy_pgettext("state of a message", "Sent"),
    Delivery.FAILED: lazy_pgettext("state of a message", "Not delivered"),
    Delivery.UNCERTAIN: lazy_pgettext("state of a message", "Perhaps delivered: tell the person another way"),
}

EVENTS: Mapping[NoticeEvent, LazyString] = {
    **APPEAL_EVENTS,
    **STATUS_EVENTS,
    **DEPARTURE_EVENTS,
    **QUOTA_EVENTS,
    NoticeEvent.RECEIVED: lazy_gettext("The application is received"),
    NoticeEvent.ACCEPTED: lazy_gettext("The application is accepted"),
    NoticeEvent.REFUSED_TO_ACCEPT: lazy_gettext("The application is not accepted"),
    NoticeEvent.DOCUMENTS_REQUESTED: lazy_gettext("Documents are requested"),
    NoticeEvent.REPLY_RECEIVED: lazy_gettext("The reply is received"),
    NoticeEvent.APPROVED: lazy_gettext("The application is approved"),
    NoticeEvent.REFUSED: lazy_gettext("The application is refused"),
    NoticeEvent.WITHDRAWN: lazy_gettext("The application is withdrawn"),
    NoticeEvent.REFUSAL_ANNOUNCED: lazy_gettext("A refusal is announced: a position is asked for"),
    NoticeEvent.TERMINATION_ANNOUNCED: lazy_gettext("A termination is announced: a position is asked for"),
    NoticeEvent.POSITION_RECEIVED: lazy_gettext("The position is received"),
    NoticeEvent.HEARING_APPOINTED: lazy_gettext("A hearing is appointed"),
    NoticeEvent.HEARD: lazy_gettext("The hearing is over"),
    NoticeEvent.HEARING_UNAPPOINTED: DELAYS[Delay.UNAPPOINTED],
    NoticeEvent.HEARING_UNRECORDED: DELAYS[Delay.UNRECORDED],
    NoticeEvent.HEARING_UNTOLD: DELAYS[Delay.UNTOLD],
    NoticeEvent.REFERRED: lazy_gettext("The application is before the commission"),
    NoticeEvent.DEFERRED: lazy_gettext("The commission put the application off"),
    NoticeEvent.REGION_CHANGED: lazy_gettext("The application goes to another region"),
    NoticeEvent.TASK_GIVEN: lazy_gettext("There is a step to take at another office"),
    NoticeEvent.TERM_NEAR: lazy_gettext("A term ends soon"),
    NoticeEvent.TERM_BREACHED: lazy_gettext("A term was missed"),
    NoticeEvent.STAFF_INVITED: lazy_gettext("Invitation to the service"),
    NoticeEvent.CONFIRMATION_CODE: lazy_gettext("Confirmation code"),
}

# Values: number, due (a day), stage (in words), document (number of a paper), code, until and at (instants), link (of
# the service or of an invitation).
WORDS: Mapping[NoticeEvent, Words] = MappingProxyType(
    {
        **STATUS_WORDS,
        **APPEAL_WORDS,
        **DEPARTURE_WORDS,
        **QUOTA_WORDS,
        NoticeEvent.RECEIVED: Words(
            lazy_gettext("Your application %(number)s is received"),
            lazy_gettext("Your application %(number)s is registered. The receipt is on your page."),
            lazy_gettext("You need not do anything now. A case worker checks the application; we write to you then."),
            lazy_gettext("Qonys: application %(number)s is received. Status: %(link)s"),
        ),
        NoticeEvent.ACCEPTED: Words(
            lazy_gettext("Your application %(number)s is accepted"),
            lazy_gettext("The documents of your application %(number)s are accepted and it is being considered."),
            lazy_gettext("You need not do anything now. We write to you when there is a decision or a question."),
            lazy_gettext("Qonys: application %(number)s is accepted for consideration. Status: %(link)s"),
        ),
        NoticeEvent.REFUSED_TO_ACCEPT: Words(
            lazy_gettext("Your application %(number)s is not accepted"),
            lazy_gettext(
                "Your application %(number)s could not be accepted. The grounds are in the paper on your page."
            ),
            lazy_gettext(
                "When you have put right what the paper names, you can apply again. It also says how to appeal."
            ),
            lazy_gettext("Qonys: application %(number)s is not accepted. Why and what to do: %(link)s"),
        ),
        NoticeEvent.DOCUMENTS_REQUESTED: Words(
            lazy_gettext("Documents are needed for your application %(number)s"),
            lazy_gettext("To consider your application %(number)s we need documents. The list is on your page."),
            lazy_gettext("Send the documents from your page, or bring them to the career centre, by %(due)s."),
            lazy_gettext("Qonys: documents are needed for application %(number)s by %(due)s. List: %(link)s"),
        ),
        NoticeEvent.REPLY_RECEIVED: Words(
            lazy_gettext("We have your reply about application %(number)s"),
            lazy_gettext("Your reply to the request for documents for application %(number)s is received."),
            lazy_gettext("You need not do anything now. The consideration of your application goes on."),
            lazy_gettext("Qonys: your reply about application %(number)s is received. Status: %(link)s"),
        ),
        NoticeEvent.APPROVED: Words(
            lazy_gettext("There is a decision on your application %(number)s: approved"),
            lazy_gettext("Your application %(number)s is approved. The decision is on your page."),
            lazy_gettext("Download the decision from your page; it says what comes next."),
            lazy_gettext("Qonys: application %(number)s is approved. Decision: %(link)s"),
        ),
        NoticeEvent.REFUSED: Words(
            lazy_gettext("There is a decision on your application %(number)s: refused"),
            lazy_gettext("Your application %(number)s is refused. The decision with its grounds is on your page."),
            lazy_gettext("If you do not agree you can appeal; the decision says where and within what time."),
            lazy_gettext("Qonys: application %(number)s is refused. Grounds and appeal: %(link)s"),
        ),
        NoticeEvent.WITHDRAWN: Words(
            lazy_gettext("Your application %(number)s is withdrawn"),
            lazy_gettext("Your application %(number)s is withdrawn and is considered no further."),
            lazy_gettext("If you did not ask for this, tell the career centre. You can apply again at any time."),
            lazy_gettext("Qonys: application %(number)s is withdrawn. If that was not you: %(link)s"),
        ),
        NoticeEvent.REFUSAL_ANNOUNCED: Words(
            lazy_gettext("Before we decide on your application %(number)s: your position"),
            lazy_gettext(
                "We intend to refuse your application %(number)s. Nothing is decided yet: the reasons are in the "
                "preliminary decision on your page."
            ),
            lazy_gettext(
                "If you do not agree, write your objections on your page, or ask to be heard, by %(due)s. You can also "
                "come to the career centre."
            ),
            lazy_gettext("Qonys: a refusal of application %(number)s is being prepared. Object by %(due)s: %(link)s"),
        ),
        NoticeEvent.TERMINATION_ANNOUNCED: Words(
            lazy_gettext("Before we decide on your kandas status (%(number)s): your position"),
            lazy_gettext(
                "We intend to terminate your kandas status (case %(number)s). Nothing is decided yet: the reasons are "
                "in the preliminary decision on your page."
            ),
            lazy_gettext(
                "If you do not agree, write your objections on your page, or ask to be heard, by %(due)s. You can also "
                "come to the career centre."
            ),
            lazy_gettext(
                "Qonys: termination of your status is being prepared (%(number)s). Object by %(due)s: %(link)s"
            ),
        ),
        NoticeEvent.POSITION_RECEIVED: Words(
            lazy_gettext("We have your position on application %(number)s"),
            lazy_gettext("Your words before the decision on application %(number)s are received."),
            lazy_gettext("Each objection is answered in the final decision. Until %(due)s you can add something."),
            lazy_gettext("Qonys: your position on application %(number)s is received. Status: %(link)s"),
        ),
        NoticeEvent.HEARING_APPOINTED: Words(
            lazy_gettext("You are invited to a hearing on application %(number)s"),
            lazy_gettext("The hearing on your application %(number)s begins on %(at)s. How and where is on your page."),
            lazy_gettext(
                "You can bring a representative, a translator and documents. If you cannot come, tell the career "
                "centre before that day."
            ),
            lazy_gettext("Qonys: hearing on application %(number)s on %(at)s. Where and how: %(link)s"),
        ),
        NoticeEvent.HEARD: Words(
            lazy_gettext("The hearing on your application %(number)s is over"),
            lazy_gettext(
                "The time for your position on application %(number)s is over. The head of the office decides now."
            ),
            lazy_gettext("You need not do anything now. The decision answers each of your objections."),
            lazy_gettext("Qonys: the time for your position on application %(number)s is over. Status: %(link)s"),
        ),
        NoticeEvent.REFERRED: Words(
            lazy_gettext("Your application %(number)s is before the commission"),
            lazy_gettext("Your application %(number)s was put before the commission, which gives a recommendation."),
            lazy_gettext("You need not do anything now. The head of the office decides; we write to you then."),
            lazy_gettext("Qonys: application %(number)s is before the commission. Status: %(link)s"),
        ),
        NoticeEvent.DEFERRED: Words(
            lazy_gettext("The commission put your application %(number)s off"),
            lazy_gettext("The commission put your application %(number)s off to another sitting."),
            lazy_gettext("You need not do anything now. We write to you when there is a decision or a question."),
            lazy_gettext("Qonys: application %(number)s is put off to another sitting. Status: %(link)s"),
        ),
        NoticeEvent.REGION_CHANGED: Words(
            lazy_gettext("Your application %(number)s goes to another region"),
            lazy_gettext(
                "Your application %(number)s is considered by another of the regions that you named from now on. Which "
                "one, and why, is on your page."
            ),
            lazy_gettext("You need not do anything now. We write to you when there is a decision or a question."),
            lazy_gettext("Qonys: application %(number)s goes to another region. Status: %(link)s"),
        ),
        NoticeEvent.TASK_GIVEN: Words(
            lazy_gettext("What to do next in your case %(number)s"),
            lazy_gettext(
                "In your case %(number)s there is a step that you take at another office. What to do, where and by "
                "when is on your page."
            ),
            lazy_gettext("When it is done, send the paper that proves it from your page, or bring it to us."),
            lazy_gettext("Qonys: case %(number)s, a step to take at another office: %(link)s"),
        ),
        NoticeEvent.TERM_NEAR: Words(
            lazy_gettext("Case %(number)s: a term ends on %(due)s"),
            lazy_gettext("A term of case %(number)s ends on %(due)s: %(stage)s."),
            lazy_gettext("Take the step by that day. The case: %(link)s"),
            lazy_gettext("Qonys: a term of case %(number)s ends on %(due)s. The case: %(link)s"),
        ),
        NoticeEvent.TERM_BREACHED: Words(
            lazy_gettext("Case %(number)s: a term has run out"),
            lazy_gettext("A term of case %(number)s ran out on %(due)s: %(stage)s."),
            lazy_gettext(
                "See that the step is taken, and have the cause written in the list of missed terms. %(link)s"
            ),
            lazy_gettext("Qonys: a term of case %(number)s ran out on %(due)s. The case: %(link)s"),
        ),
        NoticeEvent.HEARING_UNAPPOINTED: Words(
            lazy_gettext("Case %(number)s: a hearing was asked for and is not appointed"),
            lazy_gettext("In case %(number)s the applicant asked to be heard. It was to be appointed by %(due)s."),
            lazy_gettext("Appoint the hearing: until then the case stands still. The case: %(link)s"),
            lazy_gettext("Qonys: no hearing is appointed in case %(number)s (due %(due)s). The case: %(link)s"),
        ),
        NoticeEvent.HEARING_UNRECORDED: Words(
            lazy_gettext("Case %(number)s: the hearing has no signed minutes"),
            lazy_gettext("The minutes of the hearing in case %(number)s were to be signed by %(due)s."),
            lazy_gettext("Sign the minutes, or appoint another day if there was no hearing. The case: %(link)s"),
            lazy_gettext("Qonys: no signed minutes in case %(number)s (due %(due)s). The case: %(link)s"),
        ),
        NoticeEvent.HEARING_UNTOLD: Words(
            lazy_gettext("Case %(number)s: the applicant does not know of the preliminary decision"),
            lazy_gettext(
                "The term for a position in case %(number)s ended on %(due)s, but no message was delivered to the "
                "applicant."
            ),
            lazy_gettext(
                "Hand the preliminary decision over on paper and write down when: the term runs from that day. The "
                "case: %(link)s"
            ),
            lazy_gettext("Qonys: the applicant of case %(number)s was not told. The case: %(link)s"),
        ),
        NoticeEvent.STAFF_INVITED: Words(
            lazy_gettext("Invitation to the Qonys service"),
            lazy_gettext("An administrator has opened an account for you in the Qonys service."),
            lazy_gettext("Set your password by this link, valid until %(until)s: %(link)s"),
            lazy_gettext("Qonys: set your password by %(until)s: %(link)s"),
        ),
        NoticeEvent.CONFIRMATION_CODE: Words(
            lazy_gettext("Your code: %(code)s"),
            lazy_gettext("Your confirmation code is %(code)s."),
            lazy_gettext(
                "Type it on the page that asked for it. Give it to nobody: our staff never ask for it. "
                "If you did not ask for a code, do nothing."
            ),
            lazy_gettext("Qonys: your code is %(code)s. Give it to nobody."),
        ),
    }
)
