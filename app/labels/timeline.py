"""Words of a case's timeline, for staff and for the applicant; what is told at all says ``app/domain/timeline.py``."""

from __future__ import annotations

from app.domain.audit import EventKey
from app.domain.hearing import HearingEnd
from app.domain.workflow import Action
from app.i18n import LazyString, lazy_gettext
from app.labels.application import ACTIONS_DONE

# Moves are told by their action.
FOR_STAFF: dict[EventKey, LazyString] = {
    EventKey.APPLICATION_STARTED: lazy_gettext("The application was begun"),
    EventKey.APPLICATION_ASSIGNED: lazy_gettext("The case was assigned"),
    EventKey.CLOCK_WARNED: lazy_gettext("A warning went out: a term ends soon"),
    EventKey.CLOCK_BREACHED: lazy_gettext("A term was missed"),
    EventKey.CLOCK_RECOUNTED: lazy_gettext("The terms were counted anew"),
    EventKey.BREACH_EXPLAINED: lazy_gettext("A missed term was explained"),
    EventKey.CASE_VOTED: lazy_gettext("The commission voted"),
    EventKey.HEARING_APPOINTED: lazy_gettext("A hearing was appointed"),
    EventKey.OBJECTION_MADE: lazy_gettext("The applicant stated a position"),
    EventKey.OBJECTION_ANSWERED: lazy_gettext("Objections were answered"),
    EventKey.HEARING_HELD: lazy_gettext("The hearing of the applicant ended"),
    EventKey.PRELIMINARY_HANDED: lazy_gettext("The preliminary decision was handed over on paper"),
    EventKey.APPEAL_FILED: lazy_gettext("A complaint was received"),
    EventKey.APPEAL_MOVED: lazy_gettext("A complaint went on"),
    EventKey.CORRECTION_ISSUED: lazy_gettext("A mistake in a document was corrected"),
    EventKey.TASK_OPENED: lazy_gettext("A step at another office was opened"),
    EventKey.TASK_REPORTED: lazy_gettext("A step at another office was reported as done"),
    EventKey.TASK_RETURNED: lazy_gettext("A step at another office was returned"),
    EventKey.TASK_CONFIRMED: lazy_gettext("A step at another office was confirmed"),
    EventKey.TASK_DROPPED: lazy_gettext("A step at another office is not needed any more"),
    EventKey.ATTACHMENT_ADDED: lazy_gettext("A document was added"),
    EventKey.ATTACHMENT_REMOVED: lazy_gettext("A document was taken back"),
    EventKey.ATTACHMENT_REVIEWED: lazy_gettext("A document was checked"),
    EventKey.NOTE_ADDED: lazy_gettext("A note was written"),
    EventKey.CONTACT_CHANGED: lazy_gettext("Contact details were changed"),
    EventKey.DOCUMENT_ISSUED: lazy_gettext("A document was issued"),
    EventKey.DOCUMENT_RENDERED: lazy_gettext("An issued document is ready"),
    EventKey.DOCUMENT_FAILED: lazy_gettext("An issued document could not be made"),
    EventKey.DOCUMENT_REVOKED: lazy_gettext("An issued document was revoked"),
    EventKey.DOCUMENT_RETRIED: lazy_gettext("The file of a document was asked for again"),
    EventKey.TRANSLATION_ASKED: lazy_gettext("A translation of a document was asked for"),
    EventKey.NOTICE_SENT: lazy_gettext("A notice was sent"),
    EventKey.NOTICE_FAILED: lazy_gettext("A notice could not be delivered"),
    EventKey.APPLICATION_REGION_CHANGED: lazy_gettext("The case went to another region"),
    EventKey.APPLICATION_DISTRICT_NAMED: lazy_gettext("The district was named"),
    EventKey.PLACEMENT_ACCEPTED: lazy_gettext("The proposed place was accepted"),
    EventKey.OVERTAKING_EXPLAINED: lazy_gettext(
        "The ground of taking it before cases with an earlier place was written"
    ),
    EventKey.PLACEMENT_OVERRIDDEN: lazy_gettext("Another place was chosen than proposed"),
    EventKey.DEPARTURE_RECORDED: lazy_gettext("A departure of the family was recorded"),
    EventKey.DEPARTURE_HANDED: lazy_gettext("The news of the recorded departure was handed over on paper"),
    EventKey.DEPARTURE_ANSWERED: lazy_gettext("The family answered the record of its departure"),
    EventKey.DEPARTURE_CONFIRMED: lazy_gettext("The departure was confirmed: the places came back to the quota"),
    EventKey.DEPARTURE_DROPPED: lazy_gettext("The recorded departure was dropped"),
}

FOR_APPLICANT: dict[EventKey, LazyString] = {
    EventKey.APPLICATION_STARTED: lazy_gettext("The application was begun"),
    EventKey.HEARING_APPOINTED: lazy_gettext("A hearing was appointed"),
    EventKey.OBJECTION_MADE: lazy_gettext("You stated your position"),
    EventKey.HEARING_HELD: lazy_gettext("The time for your position is over"),
    EventKey.PRELIMINARY_HANDED: lazy_gettext("You received the preliminary decision on paper"),
    EventKey.APPEAL_FILED: lazy_gettext("Your complaint was received"),
    EventKey.APPEAL_MOVED: lazy_gettext("Your complaint went on"),
    EventKey.CORRECTION_ISSUED: lazy_gettext("A mistake in a document was corrected"),
    EventKey.TASK_OPENED: lazy_gettext("A step to take at another office"),
    EventKey.TASK_REPORTED: lazy_gettext("You reported that a step is done"),
    EventKey.TASK_RETURNED: lazy_gettext("A step was returned to you"),
    EventKey.TASK_CONFIRMED: lazy_gettext("A step is confirmed as done"),
    EventKey.TASK_DROPPED: lazy_gettext("A step is not needed any more"),
    EventKey.ATTACHMENT_ADDED: lazy_gettext("A file was added"),
    EventKey.DOCUMENT_REVOKED: lazy_gettext("A document was revoked"),
    EventKey.APPLICATION_REGION_CHANGED: lazy_gettext("Your application went to another region"),
    EventKey.APPLICATION_DISTRICT_NAMED: lazy_gettext("The district was named"),
    EventKey.DEPARTURE_RECORDED: lazy_gettext("It was recorded that your family gave up its place or left"),
    EventKey.DEPARTURE_HANDED: lazy_gettext("You received the news of the recorded departure on paper"),
    EventKey.DEPARTURE_ANSWERED: lazy_gettext("You answered the record of your departure"),
    EventKey.DEPARTURE_CONFIRMED: lazy_gettext("Your inclusion in the quota ended: the departure was confirmed"),
    EventKey.DEPARTURE_DROPPED: lazy_gettext("The recorded departure was dropped: your inclusion stands"),
}

# Where the family reads other words than staff: what the step means for it, without opinions of the office.
_TOLD_OTHERWISE: dict[Action, LazyString] = {
    Action.INITIATE: lazy_gettext("The office began to study whether the kandas status has to be terminated"),
    Action.PROPOSE_APPROVAL: lazy_gettext("The application was put before the commission"),
    Action.PROPOSE_REFUSAL: lazy_gettext("The application was put before the commission"),
    Action.PROPOSE_TERMINATION: lazy_gettext("The case was put before the head of the office"),
    Action.RECOMMEND_APPROVAL: lazy_gettext("The commission considered the application and gave its recommendation"),
    Action.RECOMMEND_REFUSAL: lazy_gettext("The commission considered the application and gave its recommendation"),
    Action.DEFER: lazy_gettext("The commission put the application off to another sitting"),
    Action.SEND_BACK: lazy_gettext("An officer studies the application once more"),
    Action.OVERRULE: ACTIONS_DONE[Action.APPROVE],
    Action.OBJECT: lazy_gettext("You stated your position"),
    Action.HOLD_HEARING: lazy_gettext("The hearing took place"),
    Action.CLOSE_HEARING: lazy_gettext("The time for your position is over"),
    Action.GRANT: lazy_gettext("The application was approved after your complaint"),
    Action.REOPEN: lazy_gettext("The application is considered anew after a complaint"),
    Action.ANNUL: lazy_gettext("The decision was annulled after a complaint"),
}
MOVES_FOR_APPLICANT: dict[Action, LazyString] = {
    action: _TOLD_OTHERWISE.get(action, words) for action, words in ACTIONS_DONE.items()
}

HEARING_ENDS_FOR_APPLICANT: dict[HearingEnd, LazyString] = {
    HearingEnd.HELD: lazy_gettext("You were heard at a hearing."),
    HearingEnd.ABSENT: lazy_gettext("You did not come to the hearing."),
    HearingEnd.WRITTEN: lazy_gettext("You gave your position in writing."),
    HearingEnd.NO_OBJECTIONS: lazy_gettext("You said that you have no objections."),
    HearingEnd.SILENCE: lazy_gettext("You said nothing until the last day."),
    HearingEnd.LEFT: lazy_gettext("The hearing was dropped."),
}
