"""Words of the case page: actions with what they do, grounds of refusal, events of the timeline, states of parts."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.programmes.definition import CriterionCode, GroundCode
from app.domain.workflow import Action, Status
from app.i18n import LazyString, lazy_gettext, lazy_pgettext
from app.i18n import gettext as _
from app.labels.eligibility import CRITERIA
from app.labels.programme import GROUNDS

STATUS_COLOURS: dict[Status, str] = {
    Status.DRAFT: "grey",
    Status.SUBMITTED: "blue",
    Status.ACCEPTED: "",
    Status.REFUSED_TO_ACCEPT: "red",
    Status.DOCUMENTS_REQUESTED: "yellow",
    Status.REFERRED: "purple",
    Status.PREPARED: "purple",
    Status.HEARING: "yellow",
    Status.HEARD: "purple",
    Status.APPROVED: "green",
    Status.REFUSED: "red",
    Status.ANNULLED: "red",
    Status.TERMINATED: "red",
    Status.DISCONTINUED: "grey",
    Status.WITHDRAWN: "grey",
}


@dataclass(frozen=True, slots=True)
class ActionWords:
    """The page of an action: its heading, what will happen, the button, and the word afterwards."""

    heading: LazyString
    effect: LazyString
    button: LazyString
    done: LazyString


ACTION_PAGES: dict[Action, ActionWords] = {
    Action.ACCEPT: ActionWords(
        lazy_gettext("Accept the application"),
        lazy_gettext("The term for the decision begins today. The applicant gets a notice."),
        lazy_pgettext("button", "Accept"),
        lazy_gettext("The application is accepted."),
    ),
    Action.REFUSE_TO_ACCEPT: ActionWords(
        lazy_gettext("Refuse to accept the application"),
        lazy_gettext("The case ends. The applicant gets a document with the grounds and can apply again."),
        lazy_pgettext("button", "Refuse to accept"),
        lazy_gettext("The application is not accepted."),
    ),
    Action.RETURN_FOR_DOCUMENTS: ActionWords(
        lazy_gettext("Request documents"),
        lazy_gettext("The applicant gets a request that names each document and the last day for the reply."),
        lazy_pgettext("button", "Send the request"),
        lazy_gettext("The request for documents is sent."),
    ),
    Action.REPLY: ActionWords(
        lazy_gettext("Reply at the desk"),
        lazy_gettext("Use this when the applicant brought the documents to the office. The study of the case goes on."),
        lazy_pgettext("button", "Record the reply"),
        lazy_gettext("The reply is recorded."),
    ),
    Action.PROPOSE_APPROVAL: ActionWords(
        lazy_gettext("Propose approval"),
        lazy_gettext("Your opinion with its reasons goes to the commission, or to the head where there is none."),
        lazy_pgettext("button", "Put forward"),
        lazy_gettext("Approval is proposed."),
    ),
    Action.PROPOSE_REFUSAL: ActionWords(
        lazy_gettext("Propose refusal"),
        lazy_gettext(
            "Your opinion with its grounds goes to the commission, or to the head where there is none. "
            "Nobody is refused before they have been heard."
        ),
        lazy_pgettext("button", "Put forward"),
        lazy_gettext("Refusal is proposed."),
    ),
    Action.PROPOSE_TERMINATION: ActionWords(
        lazy_gettext("Propose termination of the status"),
        lazy_gettext("The head decides whether to announce the termination. The person is heard before it is decided."),
        lazy_pgettext("button", "Put forward"),
        lazy_gettext("Termination is proposed."),
    ),
    Action.SEND_BACK: ActionWords(
        lazy_gettext("Send back to the case worker"),
        lazy_gettext("The case worker studies the case again. Reserved places become free."),
        lazy_pgettext("button", "Send back"),
        lazy_gettext("The case is sent back."),
    ),
    Action.APPROVE: ActionWords(
        lazy_gettext("Approve the application"),
        lazy_gettext("The decision is issued under your name. Places held for the household become used."),
        lazy_pgettext("button", "Approve"),
        lazy_gettext("The application is approved, and the decision is being made."),
    ),
    Action.OVERRULE: ActionWords(
        lazy_gettext("Approve against the opinion"),
        lazy_gettext(
            "Refusal was recommended to you; you approve, with your reasons. The decision is issued under your name, "
            "and places of the quota are taken at once."
        ),
        lazy_pgettext("button", "Approve against the opinion"),
        lazy_gettext("The application is approved against the opinion, and the decision is being made."),
    ),
    Action.ANNOUNCE_REFUSAL: ActionWords(
        lazy_gettext("Announce the refusal"),
        lazy_gettext(
            "The applicant gets the preliminary decision with its grounds and can object in writing or at a hearing. "
            "Reserved places become free; the final decision follows after the hearing."
        ),
        lazy_pgettext("button", "Announce"),
        lazy_gettext("The preliminary decision is announced."),
    ),
    Action.ANNOUNCE_TERMINATION: ActionWords(
        lazy_gettext("Announce the termination"),
        lazy_gettext(
            "The person gets the preliminary decision with its grounds and can object in writing or at a hearing. "
            "The status stays in force until the final decision."
        ),
        lazy_pgettext("button", "Announce"),
        lazy_gettext("The preliminary decision on termination is announced."),
    ),
    Action.DISCONTINUE: ActionWords(
        lazy_gettext("Discontinue the procedure"),
        lazy_gettext("The procedure ends, and the status stays in force. The person gets a message."),
        lazy_pgettext("button", "Discontinue"),
        lazy_gettext("The procedure is discontinued."),
    ),
    Action.WITHDRAW: ActionWords(
        lazy_gettext("Withdraw for the applicant"),
        lazy_gettext(
            "Use this when the applicant asked for it at the desk. The case ends; reserved places become free."
        ),
        lazy_pgettext("button", "Withdraw the application"),
        lazy_gettext("The application is withdrawn."),
    ),
}

# What stands on the case page as the button that leads to the action's page.
ACTION_LINKS: dict[Action, LazyString] = {
    Action.ACCEPT: lazy_pgettext("case action", "Accept"),
    Action.REFUSE_TO_ACCEPT: lazy_pgettext("case action", "Refuse to accept"),
    Action.RETURN_FOR_DOCUMENTS: lazy_pgettext("case action", "Request documents"),
    Action.REPLY: lazy_pgettext("case action", "Reply at the desk"),
    Action.PROPOSE_APPROVAL: lazy_pgettext("case action", "Propose approval"),
    Action.PROPOSE_REFUSAL: lazy_pgettext("case action", "Propose refusal"),
    Action.PROPOSE_TERMINATION: lazy_pgettext("case action", "Propose termination"),
    Action.SEND_BACK: lazy_pgettext("case action", "Send back"),
    Action.APPROVE: lazy_pgettext("case action", "Approve"),
    Action.OVERRULE: lazy_pgettext("case action", "Approve against the opinion"),
    Action.ANNOUNCE_REFUSAL: lazy_pgettext("case action", "Announce the refusal"),
    Action.ANNOUNCE_TERMINATION: lazy_pgettext("case action", "Announce the termination"),
    Action.DISCONTINUE: lazy_pgettext("case action", "Discontinue"),
    Action.WITHDRAW: lazy_pgettext("case action", "Withdraw for the applicant"),
}


def ground_text(code: str) -> str:
    """A ground of refusal in words; a criterion as a ground says that it is not met."""
    if code in set(GroundCode):
        return str(GROUNDS[GroundCode(code)])
    return _("Requirement not met: %(requirement)s", requirement=str(CRITERIA[CriterionCode(code)]))


ATTACHMENT_STATES: dict[str, LazyString] = {
    "unchecked": lazy_pgettext("document state", "Not checked"),
    "verified": lazy_pgettext("document state", "Verified"),
    "rejected": lazy_pgettext("document state", "Rejected"),
}
ATTACHMENT_COLOURS = {"unchecked": "grey", "verified": "green", "rejected": "red"}

OUTCOME_COLOURS = {"met": "green", "not_met": "red", "unknown": "grey", "needs_check": "yellow"}
