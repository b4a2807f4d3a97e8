"""Words for an application: where it stands, what that means for the person, what can be done with it."""

from __future__ import annotations

from app.domain.stream import Stream
from app.domain.workflow import Action, Proposal, Status
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

STATUSES: dict[Status, LazyString] = {
    Status.DRAFT: lazy_pgettext("status", "Draft"),
    Status.SUBMITTED: lazy_pgettext("status", "Submitted"),
    Status.ACCEPTED: lazy_pgettext("status", "Being considered"),
    Status.REFUSED_TO_ACCEPT: lazy_pgettext("status", "Not accepted"),
    Status.DOCUMENTS_REQUESTED: lazy_pgettext("status", "Documents requested"),
    Status.REFERRED: lazy_pgettext("status", "With the commission"),
    Status.PREPARED: lazy_pgettext("status", "Decision prepared"),
    Status.HEARING: lazy_pgettext("status", "Hearing of the applicant"),
    Status.HEARD: lazy_pgettext("status", "Heard, final decision"),
    Status.APPROVED: lazy_pgettext("status", "Approved"),
    Status.REFUSED: lazy_pgettext("status", "Refused"),
    Status.ANNULLED: lazy_pgettext("status", "Decision annulled"),
    Status.TERMINATED: lazy_pgettext("status", "Status terminated"),
    Status.DISCONTINUED: lazy_pgettext("status", "Procedure discontinued"),
    Status.WITHDRAWN: lazy_pgettext("status", "Withdrawn"),
}

# What the person reads on the status page: where the application is.
STATUS_MEANINGS: dict[Status, LazyString] = {
    Status.DRAFT: lazy_gettext("The application is not submitted yet. You can go on filling it in at any time."),
    Status.SUBMITTED: lazy_gettext("We have received the application. An officer checks whether it is complete."),
    Status.ACCEPTED: lazy_gettext("The application is accepted. An officer studies it and prepares a decision."),
    Status.REFUSED_TO_ACCEPT: lazy_gettext(
        "The application was not accepted. The reasons stand in the document below; you can apply again."
    ),
    Status.DOCUMENTS_REQUESTED: lazy_gettext(
        "We need documents from you. Send them in time, so that the application can be considered further."
    ),
    Status.REFERRED: lazy_gettext(
        "The application is before the commission, which gives a recommendation. The head of the office decides."
    ),
    Status.PREPARED: lazy_gettext("The decision is prepared. The head of the office decides."),
    Status.HEARING: lazy_gettext(
        "A decision against you is being prepared. Before it is taken, you have the right to be heard."
    ),
    Status.HEARD: lazy_gettext(
        "You have been heard, or the term for it has ended. The head of the office takes the final decision."
    ),
    Status.APPROVED: lazy_gettext("The application is approved. The decision stands in the document below."),
    Status.REFUSED: lazy_gettext(
        "The application is refused. The decision gives the reasons and says how to complain."
    ),
    Status.ANNULLED: lazy_gettext("The decision was annulled after a complaint. It has no force any more."),
    Status.TERMINATED: lazy_gettext(
        "The kandas status is terminated. The decision gives the reasons and says how to complain."
    ),
    Status.DISCONTINUED: lazy_gettext("The procedure is discontinued. Nothing changes for you."),
    Status.WITHDRAWN: lazy_gettext("The application is withdrawn. You can submit a new one."),
}

APPROVED_MEANINGS: dict[Stream, LazyString] = {
    Stream.KANDAS: lazy_gettext(
        "The household is included in the regional quota for admission of kandas. The decision says what to do next."
    ),
    Stream.RELOCATEE: lazy_gettext(
        "The household is included in the regional quota for admission of relocatees. "
        "The decision says what to do next."
    ),
    Stream.STATUS_ASSIGNMENT: lazy_gettext("The kandas status is assigned. The certificate stands below."),
    Stream.STATUS_CONSENT: lazy_gettext(
        "Consent to the assignment of the kandas status is given. "
        "Attach the document below when you apply after arrival."
    ),
    Stream.STATUS_EXTENSION: lazy_gettext("The kandas status is extended. The decision stands below."),
    Stream.STATUS_TERMINATION: lazy_gettext("The kandas status stays in force."),
}

ACTIONS: dict[Action, LazyString] = {
    Action.SUBMIT: lazy_pgettext("action", "Submit"),
    Action.INITIATE: lazy_pgettext("action", "Begin the termination"),
    Action.ACCEPT: lazy_pgettext("action", "Accept"),
    Action.REFUSE_TO_ACCEPT: lazy_pgettext("action", "Refuse to accept"),
    Action.RETURN_FOR_DOCUMENTS: lazy_pgettext("action", "Request documents"),
    Action.REPLY: lazy_pgettext("action", "Send the documents"),
    Action.PROPOSE_APPROVAL: lazy_pgettext("action", "Propose approval"),
    Action.PROPOSE_REFUSAL: lazy_pgettext("action", "Propose refusal"),
    Action.PROPOSE_TERMINATION: lazy_pgettext("action", "Propose termination"),
    Action.RECOMMEND_APPROVAL: lazy_pgettext("action", "Recommend approval"),
    Action.RECOMMEND_REFUSAL: lazy_pgettext("action", "Recommend refusal"),
    Action.DEFER: lazy_pgettext("action", "Defer to the next sitting"),
    Action.SEND_BACK: lazy_pgettext("action", "Send back"),
    Action.APPROVE: lazy_pgettext("action", "Approve"),
    Action.OVERRULE: lazy_pgettext("action", "Approve against the opinion"),
    Action.ANNOUNCE_REFUSAL: lazy_pgettext("action", "Announce the refusal"),
    Action.ANNOUNCE_TERMINATION: lazy_pgettext("action", "Announce the termination"),
    Action.OBJECT: lazy_pgettext("action", "Object"),
    Action.HOLD_HEARING: lazy_pgettext("action", "Hold the hearing"),
    Action.CLOSE_HEARING: lazy_pgettext("action", "Close the hearing"),
    Action.REFUSE: lazy_pgettext("action", "Refuse"),
    Action.TERMINATE: lazy_pgettext("action", "Terminate the status"),
    Action.DISCONTINUE: lazy_pgettext("action", "Discontinue"),
    Action.WITHDRAW: lazy_pgettext("action", "Withdraw"),
    Action.GRANT: lazy_pgettext("action", "Grant on appeal"),
    Action.REOPEN: lazy_pgettext("action", "Reopen on appeal"),
    Action.ANNUL: lazy_pgettext("action", "Annul on appeal"),
}

# What the timeline says after the action.
ACTIONS_DONE: dict[Action, LazyString] = {
    Action.SUBMIT: lazy_gettext("The application was submitted"),
    Action.INITIATE: lazy_gettext("The procedure of termination was begun"),
    Action.ACCEPT: lazy_gettext("The application was accepted"),
    Action.REFUSE_TO_ACCEPT: lazy_gettext("The application was not accepted"),
    Action.RETURN_FOR_DOCUMENTS: lazy_gettext("Documents were requested"),
    Action.REPLY: lazy_gettext("The requested documents were sent"),
    Action.PROPOSE_APPROVAL: lazy_gettext("Approval was proposed"),
    Action.PROPOSE_REFUSAL: lazy_gettext("Refusal was proposed"),
    Action.PROPOSE_TERMINATION: lazy_gettext("Termination was proposed"),
    Action.RECOMMEND_APPROVAL: lazy_gettext("The commission recommended approval"),
    Action.RECOMMEND_REFUSAL: lazy_gettext("The commission recommended refusal"),
    Action.DEFER: lazy_gettext("The commission deferred the case"),
    Action.SEND_BACK: lazy_gettext("The case was sent back to the case worker"),
    Action.APPROVE: lazy_gettext("The application was approved"),
    Action.OVERRULE: lazy_gettext("The application was approved against the opinion put before the head"),
    Action.ANNOUNCE_REFUSAL: lazy_gettext("The preliminary decision to refuse was announced"),
    Action.ANNOUNCE_TERMINATION: lazy_gettext("The preliminary decision to terminate was announced"),
    Action.OBJECT: lazy_gettext("The applicant stated a position"),
    Action.HOLD_HEARING: lazy_gettext("The hearing was held"),
    Action.CLOSE_HEARING: lazy_gettext("The term for a position ended, or nobody asked for a hearing"),
    Action.REFUSE: lazy_gettext("The application was refused"),
    Action.TERMINATE: lazy_gettext("The kandas status was terminated"),
    Action.DISCONTINUE: lazy_gettext("The procedure was discontinued"),
    Action.WITHDRAW: lazy_gettext("The application was withdrawn"),
    Action.GRANT: lazy_gettext("The application was granted on appeal"),
    Action.REOPEN: lazy_gettext("The case was reopened on appeal"),
    Action.ANNUL: lazy_gettext("The decision was annulled on appeal"),
}

PROPOSALS: dict[Proposal, LazyString] = {
    Proposal.APPROVAL: lazy_pgettext("proposal", "Approval"),
    Proposal.REFUSAL: lazy_pgettext("proposal", "Refusal"),
    Proposal.TERMINATION: lazy_pgettext("proposal", "Termination"),
}


def status_meaning(status: Status, stream: Stream) -> str:
    """What a status means for the person; an approval says what was approved."""
    return str(APPROVED_MEANINGS[stream] if status is Status.APPROVED else STATUS_MEANINGS[status])
