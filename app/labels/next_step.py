"""Words for what happens next: for the person in plain words, for staff as what there is to do; and who does it."""

from __future__ import annotations

from app.domain.next_step import NextCode
from app.domain.workflow import Holder, StopReason
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

NEXT_FOR_APPLICANT: dict[NextCode, LazyString] = {
    NextCode.FINISH_DRAFT: lazy_gettext("Finish the steps, check your answers and submit the application."),
    NextCode.CHECK_COMPLETENESS: lazy_gettext(
        "An officer checks whether the application is complete. We tell you whether it is accepted."
    ),
    NextCode.STUDY_FOR_COMMISSION: lazy_gettext(
        "An officer studies the application and may ask you for documents. Then it goes to the commission."
    ),
    NextCode.STUDY_FOR_HEAD: lazy_gettext(
        "An officer studies the application and may ask you for documents. Then the head of the office decides."
    ),
    NextCode.STUDY_TERMINATION: lazy_gettext(
        "An officer studies whether there are grounds to terminate the kandas status. Nothing is decided before you "
        "have been heard."
    ),
    NextCode.SEND_DOCUMENTS: lazy_gettext(
        "Send what we ask for, or write why you cannot. Without a reply the application is considered as it is."
    ),
    NextCode.RECOMMEND: lazy_gettext(
        "The commission considers the application at a sitting and gives a recommendation. You need not come."
    ),
    NextCode.DECIDE_ON_APPROVAL: lazy_gettext(
        "The head of the office decides. The answer appears here, and we send you a message."
    ),
    NextCode.DECIDE_ON_REFUSAL: lazy_gettext(
        "The head of the office decides. The answer appears here, and we send you a message. "
        "Nobody is refused before they have been heard."
    ),
    NextCode.DECIDE_ON_TERMINATION: lazy_gettext(
        "The head of the office looks at the case. Nothing is decided before you have been heard."
    ),
    NextCode.STATE_POSITION: lazy_gettext(
        "Read the preliminary decision. You can object in writing or ask to be heard; if you say nothing, the decision "
        "is taken after the last day."
    ),
    NextCode.DECIDE_FINALLY: lazy_gettext(
        "The head of the office considers what you said, answers it and takes the final decision."
    ),
    NextCode.MOVE_AND_REGISTER: lazy_gettext(
        "Move to the host region and register at your new address. The career centre helps with housing, work and "
        "payments."
    ),
    NextCode.APPLY_FOR_CITIZENSHIP: lazy_gettext(
        "While the status is in force, apply for a permanent residence permit and for citizenship."
    ),
    NextCode.APPLY_AFTER_ARRIVAL: lazy_gettext(
        "Enter Kazakhstan and apply for the kandas status at the place where you settle; attach this consent."
    ),
    NextCode.CORRECT_AND_APPLY_AGAIN: lazy_gettext(
        "Put right what the document names and apply again: everything that you entered is kept."
    ),
    NextCode.COMPLAIN: lazy_gettext("If you do not agree with the decision, you can complain."),
    NextCode.APPLY_AGAIN: lazy_gettext("You can apply again at any time: everything that you entered is kept."),
    NextCode.GO_TO_COURT: lazy_gettext("If you do not agree with the annulment, you can go to court."),
    NextCode.AWAIT_COMPLAINT: lazy_gettext(
        "Your complaint is being considered. We send you a message with the answer."
    ),
    NextCode.NOTHING: lazy_gettext("Nothing more happens in this matter. You need not do anything."),
}

NEXT_FOR_STAFF: dict[NextCode, LazyString] = {
    NextCode.FINISH_DRAFT: lazy_gettext("The application is being filled in."),
    NextCode.CHECK_COMPLETENESS: lazy_gettext("Check that the application is complete: accept it or refuse to accept."),
    NextCode.STUDY_FOR_COMMISSION: lazy_gettext(
        "Study the case and put your opinion before the commission, or request documents."
    ),
    NextCode.STUDY_FOR_HEAD: lazy_gettext("Study the case and put your opinion before the head, or request documents."),
    NextCode.STUDY_TERMINATION: lazy_gettext(
        "Establish whether the grounds exist: propose termination or discontinue."
    ),
    NextCode.SEND_DOCUMENTS: lazy_gettext("The applicant replies to the request for documents."),
    NextCode.RECOMMEND: lazy_gettext("The commission considers the case at a sitting and recommends."),
    NextCode.DECIDE_ON_APPROVAL: lazy_gettext("The head decides; approval is put forward."),
    NextCode.DECIDE_ON_REFUSAL: lazy_gettext(
        "The head decides; refusal is put forward. A refusal is announced first, and the applicant is heard."
    ),
    NextCode.DECIDE_ON_TERMINATION: lazy_gettext(
        "The head decides whether to announce the termination or to discontinue."
    ),
    NextCode.STATE_POSITION: lazy_gettext("The applicant states a position, in writing or at a hearing."),
    NextCode.DECIDE_FINALLY: lazy_gettext("The head takes the final decision and answers each objection."),
    NextCode.MOVE_AND_REGISTER: lazy_gettext("The household moves and registers at the new address."),
    NextCode.APPLY_FOR_CITIZENSHIP: lazy_gettext(
        "The person applies for a permanent residence permit and for citizenship while the status is in force."
    ),
    NextCode.APPLY_AFTER_ARRIVAL: lazy_gettext("The person applies for the status after arrival, with this consent."),
    NextCode.CORRECT_AND_APPLY_AGAIN: lazy_gettext("The applicant can put right what is named and apply again."),
    NextCode.COMPLAIN: lazy_gettext("The applicant can complain about the decision."),
    NextCode.APPLY_AGAIN: lazy_gettext("The applicant can apply again."),
    NextCode.GO_TO_COURT: lazy_gettext("The applicant can go to court."),
    NextCode.AWAIT_COMPLAINT: lazy_gettext("A complaint about the decision is being considered."),
    NextCode.NOTHING: lazy_gettext("Nothing more is to be done."),
}

HOLDERS_FOR_APPLICANT: dict[Holder, LazyString] = {
    Holder.APPLICANT: lazy_pgettext("who has the case", "You"),
    Holder.CASE_WORKER: lazy_gettext("Career centre: %(region)s"),
    Holder.COMMISSION: lazy_gettext("Commission of the region: %(region)s"),
    Holder.HEAD: lazy_gettext("Head of the local executive body’s office: %(region)s"),
}

HOLDERS_FOR_STAFF: dict[Holder, LazyString] = {
    Holder.APPLICANT: lazy_pgettext("who has the case", "The applicant"),
    Holder.CASE_WORKER: lazy_pgettext("who has the case", "The case worker"),
    Holder.COMMISSION: lazy_pgettext("who has the case", "The commission"),
    Holder.HEAD: lazy_pgettext("who has the case", "The head"),
}

STOPPED_FOR_APPLICANT: dict[StopReason, LazyString] = {
    StopReason.DOCUMENTS: lazy_gettext("Our own term stands still until you reply."),
    StopReason.HEARING: lazy_gettext("Our own term stands still until you have been heard."),
}
