"""Words for an application: where it stands, what that means for the family, what can be done with it."""

from __future__ import annotations

from app.domain.workflow import Action, Proposal, Status
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

STATUSES: dict[Status, LazyString] = {
    Status.DRAFT: lazy_pgettext("status", "Draft"),
    Status.SUBMITTED: lazy_pgettext("status", "Submitted"),
    Status.ACCEPTED: lazy_pgettext("status", "Being considered"),
    Status.REFUSED_TO_ACCEPT: lazy_pgettext("status", "Not accepted"),
    Status.DOCUMENTS_REQUESTED: lazy_pgettext("status", "Documents requested"),
    Status.PREPARED: lazy_pgettext("status", "Decision prepared"),
    Status.APPROVED: lazy_pgettext("status", "Approved"),
    Status.REFUSED: lazy_pgettext("status", "Refused"),
    Status.WITHDRAWN: lazy_pgettext("status", "Withdrawn"),
}

# What the family reads on its status page: where the application is, and what happens next.
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
    Status.PREPARED: lazy_gettext("The decision is prepared. The head of the office decides."),
    Status.APPROVED: lazy_gettext(
        "The household is included in the regional quota. The decision says what to do next."
    ),
    Status.REFUSED: lazy_gettext(
        "Inclusion in the quota is refused. The decision gives the reasons and says how to complain."
    ),
    Status.WITHDRAWN: lazy_gettext("The application is withdrawn. You can submit a new one."),
}

# And what comes after that.
STATUS_NEXT: dict[Status, LazyString] = {
    Status.DRAFT: lazy_gettext("Finish the steps, check your answers and submit the application."),
    Status.SUBMITTED: lazy_gettext(
        "If the application is complete it is accepted. If something is missing you are told what."
    ),
    Status.ACCEPTED: lazy_gettext(
        "An officer may ask you for documents. When everything is clear, the head of the office decides."
    ),
    Status.REFUSED_TO_ACCEPT: lazy_gettext("You can correct what is named in the document and apply again."),
    Status.DOCUMENTS_REQUESTED: lazy_gettext(
        "After your reply the application is studied further. Without a reply it can be refused."
    ),
    Status.PREPARED: lazy_gettext("You get the decision as a document here and a message that it is ready."),
    Status.APPROVED: lazy_gettext(
        "Contact the career centre of the region: it helps with the move, housing, work and payments."
    ),
    Status.REFUSED: lazy_gettext("You can complain about the decision. The document says where and until when."),
    Status.WITHDRAWN: lazy_gettext("Nothing more happens to this application."),
}

# Who works on it, by the region's office; nobody where the application lies with the family or is closed.
STATUS_HOLDERS: dict[Status, LazyString] = {
    Status.DRAFT: lazy_gettext("You"),
    Status.SUBMITTED: lazy_gettext("Career centre: %(region)s"),
    Status.ACCEPTED: lazy_gettext("Career centre: %(region)s"),
    Status.DOCUMENTS_REQUESTED: lazy_gettext("You"),
    Status.PREPARED: lazy_gettext("Head of the local executive body’s office: %(region)s"),
}

ACTIONS: dict[Action, LazyString] = {
    Action.SUBMIT: lazy_pgettext("action", "Submit"),
    Action.ACCEPT: lazy_pgettext("action", "Accept"),
    Action.REFUSE_TO_ACCEPT: lazy_pgettext("action", "Refuse to accept"),
    Action.RETURN_FOR_DOCUMENTS: lazy_pgettext("action", "Request documents"),
    Action.REPLY: lazy_pgettext("action", "Send the documents"),
    Action.PROPOSE_APPROVAL: lazy_pgettext("action", "Propose approval"),
    Action.PROPOSE_REFUSAL: lazy_pgettext("action", "Propose refusal"),
    Action.SEND_BACK: lazy_pgettext("action", "Send back"),
    Action.APPROVE: lazy_pgettext("action", "Approve"),
    Action.REFUSE: lazy_pgettext("action", "Refuse"),
    Action.WITHDRAW: lazy_pgettext("action", "Withdraw"),
}

# What the timeline says after the action.
ACTIONS_DONE: dict[Action, LazyString] = {
    Action.SUBMIT: lazy_gettext("The application was submitted"),
    Action.ACCEPT: lazy_gettext("The application was accepted"),
    Action.REFUSE_TO_ACCEPT: lazy_gettext("The application was not accepted"),
    Action.RETURN_FOR_DOCUMENTS: lazy_gettext("Documents were requested"),
    Action.REPLY: lazy_gettext("The requested documents were sent"),
    Action.PROPOSE_APPROVAL: lazy_gettext("Approval was proposed"),
    Action.PROPOSE_REFUSAL: lazy_gettext("Refusal was proposed"),
    Action.SEND_BACK: lazy_gettext("The case was sent back to the case worker"),
    Action.APPROVE: lazy_gettext("The application was approved"),
    Action.REFUSE: lazy_gettext("The application was refused"),
    Action.WITHDRAW: lazy_gettext("The application was withdrawn"),
}

PROPOSALS: dict[Proposal, LazyString] = {
    Proposal.APPROVAL: lazy_pgettext("proposal", "Approval"),
    Proposal.REFUSAL: lazy_pgettext("proposal", "Refusal"),
}
