"""Words of complaints and corrections: states, actions with what they do, results, grounds, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.appeal import AppealAction, AppealGround, AppealResult, AppealStatus
from app.domain.correction import CorrectableField
from app.domain.workflow import Action
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

STATUSES: dict[AppealStatus, LazyString] = {
    AppealStatus.LATE: lazy_pgettext("complaint", "Late, asks for the term"),
    AppealStatus.FILED: lazy_pgettext("complaint", "Received"),
    AppealStatus.FORWARDED: lazy_pgettext("complaint", "With the superior body"),
    AppealStatus.SATISFIED: lazy_pgettext("complaint", "Satisfied by the body itself"),
    AppealStatus.UPHELD: lazy_pgettext("complaint", "Decision upheld"),
    AppealStatus.CHANGED: lazy_pgettext("complaint", "Decision changed"),
    AppealStatus.CANCELLED: lazy_pgettext("complaint", "Decision cancelled"),
    AppealStatus.SENT_BACK: lazy_pgettext("complaint", "Sent back for a new decision"),
    AppealStatus.NOT_CONSIDERED: lazy_pgettext("complaint", "Left without consideration"),
    AppealStatus.WITHDRAWN: lazy_pgettext("complaint", "Complaint withdrawn"),
}
STATUS_COLOURS: dict[AppealStatus, str] = {
    AppealStatus.LATE: "yellow",
    AppealStatus.FILED: "blue",
    AppealStatus.FORWARDED: "purple",
    AppealStatus.SATISFIED: "green",
    AppealStatus.UPHELD: "red",
    AppealStatus.CHANGED: "green",
    AppealStatus.CANCELLED: "green",
    AppealStatus.SENT_BACK: "green",
    AppealStatus.NOT_CONSIDERED: "red",
    AppealStatus.WITHDRAWN: "grey",
}
# What the person reads: where the complaint is, and what comes next.
MEANINGS: dict[AppealStatus, LazyString] = {
    AppealStatus.LATE: lazy_gettext(
        "The complaint came after the term. First it is decided whether your reason is good enough to consider it."
    ),
    AppealStatus.FILED: lazy_gettext(
        "The body that issued the document either puts the matter right itself or sends the complaint with the whole "
        "case to the superior body."
    ),
    AppealStatus.FORWARDED: lazy_gettext(
        "The superior body has the complaint and the whole case. It decides and answers each of your points."
    ),
    AppealStatus.SATISFIED: lazy_gettext("The body agreed with you and put the matter right itself."),
    AppealStatus.UPHELD: lazy_gettext(
        "The superior body found the decision lawful. The reply says how to go to court."
    ),
    AppealStatus.CHANGED: lazy_gettext("The superior body agreed with you and changed the decision."),
    AppealStatus.CANCELLED: lazy_gettext("The superior body cancelled the decision. The reply says what follows."),
    AppealStatus.SENT_BACK: lazy_gettext("The superior body sent the case back: it is considered anew."),
    AppealStatus.NOT_CONSIDERED: lazy_gettext(
        "The complaint came too late and the term was not restored. The reply says why and how to go to court."
    ),
    AppealStatus.WITHDRAWN: lazy_gettext("The complaint was withdrawn. You can bring it again within the term."),
}

# As they stand in the audit trail.
ACTIONS: dict[AppealAction, LazyString] = {
    AppealAction.RESTORE_TERM: lazy_pgettext("complaint action", "Restore the term"),
    AppealAction.LEAVE: lazy_pgettext("complaint action", "Leave without consideration"),
    AppealAction.FORWARD: lazy_pgettext("complaint action", "Send to the superior body"),
    AppealAction.SATISFY: lazy_pgettext("complaint action", "Satisfy the complaint at once"),
    AppealAction.UPHOLD: lazy_pgettext("complaint action", "Uphold the decision"),
    AppealAction.CHANGE: lazy_pgettext("complaint action", "Change the decision"),
    AppealAction.CANCEL: lazy_pgettext("complaint action", "Cancel the decision"),
    AppealAction.RETURN_CASE: lazy_pgettext("complaint action", "Send the case back"),
    AppealAction.WITHDRAW: lazy_pgettext("complaint action", "Withdraw the complaint"),
}


@dataclass(frozen=True, slots=True)
class ActionWords:
    """The page of an action: what will happen, and the word afterwards; its heading and button are the action's."""

    effect: LazyString
    done: LazyString


ACTION_PAGES: dict[AppealAction, ActionWords] = {
    AppealAction.RESTORE_TERM: ActionWords(
        lazy_gettext("The complaint counts as brought in time, and the term for sending it on begins today."),
        lazy_gettext("The term is restored."),
    ),
    AppealAction.LEAVE: ActionWords(
        lazy_gettext("The complaint ends here. The applicant gets a reply that says why and how to go to court."),
        lazy_gettext("The complaint is left without consideration, and the reply is being made."),
    ),
    AppealAction.FORWARD: ActionWords(
        lazy_gettext("The superior body gets the complaint with the whole case, and its term begins today."),
        lazy_gettext("The complaint is with the superior body."),
    ),
    AppealAction.SATISFY: ActionWords(
        lazy_gettext(
            "You put the matter right yourself: the document complained of is revoked and the applicant gets a reply."
        ),
        lazy_gettext("The complaint is satisfied, and the reply is being made."),
    ),
    AppealAction.UPHOLD: ActionWords(
        lazy_gettext("The decision stays as it is. The applicant gets a reply that says how to go to court."),
        lazy_gettext("The decision is upheld, and the reply is being made."),
    ),
    AppealAction.CHANGE: ActionWords(
        lazy_gettext("Another decision is made in place of the one complained of, which is revoked."),
        lazy_gettext("The decision is changed, and the documents are being made."),
    ),
    AppealAction.CANCEL: ActionWords(
        lazy_gettext("The decision complained of no longer holds, and its document is revoked."),
        lazy_gettext("The decision is cancelled, and the reply is being made."),
    ),
    AppealAction.RETURN_CASE: ActionWords(
        lazy_gettext("The decision no longer holds. The region considers the case anew and decides again."),
        lazy_gettext("The case is sent back, and the reply is being made."),
    ),
    AppealAction.WITHDRAW: ActionWords(
        lazy_gettext("Nobody considers the complaint any more. It can be brought again within the term."),
        lazy_gettext("The complaint is withdrawn."),
    ),
}

RESULTS: dict[AppealResult, LazyString] = {
    AppealResult.UPHELD: lazy_pgettext("result of a complaint", "Upheld"),
    AppealResult.CHANGED: lazy_pgettext("result of a complaint", "Changed"),
    AppealResult.CANCELLED: lazy_pgettext("result of a complaint", "Cancelled"),
    AppealResult.SENT_BACK: lazy_pgettext("result of a complaint", "Sent back"),
}
# The line of the reply that says what was decided.
OUTCOMES: dict[AppealResult, LazyString] = {
    AppealResult.UPHELD: lazy_gettext("The decision is upheld; the complaint is not satisfied."),
    AppealResult.CHANGED: lazy_gettext("The complaint is satisfied; the decision is changed."),
    AppealResult.CANCELLED: lazy_gettext("The complaint is satisfied; the decision is cancelled."),
    AppealResult.SENT_BACK: lazy_gettext(
        "The complaint is satisfied; the decision no longer holds and the case is considered anew."
    ),
}
LEFT = lazy_gettext("The complaint is left without consideration, because it came after the term.")
# What follows for the case; the same words stand on the reply and on the page that decides.
CONSEQUENCES: dict[Action, LazyString] = {
    Action.GRANT: lazy_gettext("The application is approved; the new decision is issued on the same day."),
    Action.REOPEN: lazy_gettext("The application is considered anew; places that the household held become free."),
    Action.ANNUL: lazy_gettext("The decision is void from the start; places that the household held become free."),
}
REPRESENTATIVE = lazy_gettext("representative of the applicant (%(authority)s)")

GROUNDS: dict[AppealGround, LazyString] = {
    AppealGround.LAWFUL: lazy_gettext("The decision is lawful and rests on facts that were established"),
    AppealGround.FACTS_NOT_ESTABLISHED: lazy_gettext("Facts that matter for the decision were not established"),
    AppealGround.NORM_MISAPPLIED: lazy_gettext("A norm was applied wrongly or not applied"),
    AppealGround.PROCEDURE_BREACHED: lazy_gettext("The procedure was breached, so that the decision may be wrong"),
    AppealGround.NEW_EVIDENCE: lazy_gettext("The applicant presented evidence that changes the conclusion"),
    AppealGround.FALSE_DATA: lazy_gettext("The decision was obtained with false data or documents"),
}

FIELDS: dict[CorrectableField, LazyString] = {
    CorrectableField.NAME: lazy_pgettext("corrected", "Name"),
    CorrectableField.NAME_LATIN: lazy_pgettext("corrected", "Name in Latin letters"),
    CorrectableField.BORN_ON: lazy_pgettext("corrected", "Date of birth"),
    CorrectableField.FILED_ON: lazy_pgettext("corrected", "Date of the application"),
    CorrectableField.EXECUTOR_NAME: lazy_pgettext("corrected", "Name of the executor"),
    CorrectableField.EXECUTOR_PHONE: lazy_pgettext("corrected", "Telephone of the executor"),
}

# Codes of refusals; ``labels/errors.py`` takes them over.
ERRORS: Mapping[str, LazyString] = {
    "appeal_own_decision": lazy_gettext(
        "You took part in the decision complained of, so another official of the superior body decides."
    ),
    "paper_not_appealable": lazy_gettext("No complaint can be brought against a document of this kind."),
    "appeal_paper_revoked": lazy_gettext("Document № %(number)s is revoked, so there is nothing to complain of."),
    "appealed_before": lazy_gettext("There is a complaint against this document already: № %(number)s."),
    "appeal_late_reason": lazy_gettext(
        "The term ended on %(until)s. Write why you could not complain in time, so that it can be restored."
    ),
    "appeal_point_missing": lazy_gettext("Write at least one point: what you do not agree with, and why."),
    "appeal_too_long": lazy_gettext(
        "A complaint has at most %(points)s points of %(limit)s characters each. Add a longer text as a file."
    ),
    "representative_incomplete": lazy_gettext(
        "Enter the representative’s name and the document that gives them the power to represent."
    ),
    "result_not_possible": lazy_gettext("Choose what is done with the decision."),
    "points_unanswered": lazy_gettext("Answer every point of the complaint."),
    "no_such_document": lazy_gettext("There is no such document."),
    "already_revoked": lazy_gettext("Document № %(number)s was revoked before."),
    "no_such_appeal": lazy_gettext("There is no such complaint."),
    "nothing_to_correct": lazy_gettext("Nothing was changed: correct at least one value."),
    "correction_empty": lazy_gettext("A corrected value cannot be empty."),
    "not_correctable": lazy_gettext("The document does not say that, or it must not be corrected this way."),
    "paper_decides": lazy_gettext(
        "This document is a decision. It is set aside on a complaint or corrected, but not revoked by hand: "
        "the decision would stand, and nobody could complain against it."
    ),
    "paper_contested": lazy_gettext(
        "A complaint against this document is open (№ %(number)s): it must be decided first."
    ),
}
