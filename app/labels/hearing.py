"""Words of the hearing before an adverse decision."""

from __future__ import annotations

from app.domain.hearing import Acquaintance, Delay, HearingEnd, HearingWay
from app.domain.hearing_delivery import HandedBy
from app.domain.workflow import Action, Proposal
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

WAYS: dict[HearingWay, LazyString] = {
    HearingWay.ROOM: lazy_pgettext("way of a hearing", "At the office"),
    HearingWay.PHONE: lazy_pgettext("way of a hearing", "By telephone"),
    HearingWay.VIDEO: lazy_pgettext("way of a hearing", "By video call"),
}

HANDED: dict[HandedBy, LazyString] = {
    HandedBy.PERSON: lazy_pgettext("handed over", "In person, against a signature"),
    HandedBy.POST: lazy_pgettext("handed over", "By registered post"),
}

DELAYS: dict[Delay, LazyString] = {
    Delay.UNAPPOINTED: lazy_gettext("A hearing was asked for and is not appointed"),
    Delay.UNRECORDED: lazy_gettext("The appointed day has passed, and no minutes are signed"),
    Delay.UNTOLD: lazy_gettext("The preliminary decision has not reached the applicant"),
}

# How a hearing ended; in the final decision the day is put behind it.
ENDS: dict[HearingEnd, LazyString] = {
    HearingEnd.HELD: lazy_gettext("The applicant was heard at a hearing"),
    HearingEnd.ABSENT: lazy_gettext("The applicant did not come to the hearing"),
    HearingEnd.WRITTEN: lazy_gettext("The applicant gave a position in writing"),
    HearingEnd.NO_OBJECTIONS: lazy_gettext("The applicant said that there are no objections"),
    HearingEnd.SILENCE: lazy_gettext("The term ended without a position of the applicant"),
    HearingEnd.LEFT: lazy_gettext("The case left the hearing before it was over"),
}

ACQUAINTANCES: dict[Acquaintance, LazyString] = {
    Acquaintance.READ: lazy_gettext("The participant has read the minutes"),
    Acquaintance.READ_ALOUD: lazy_gettext("The minutes were read aloud to the participant"),
    Acquaintance.REFUSED: lazy_gettext("The participant refused to read the minutes"),
    Acquaintance.ABSENT: lazy_gettext("The participant was absent"),
}

INTENTIONS: dict[Proposal, LazyString] = {
    Proposal.REFUSAL: lazy_pgettext("intended decision", "Refusal"),
    Proposal.TERMINATION: lazy_pgettext("intended decision", "Termination of the kandas status"),
}

# What the trail calls what an applicant said.
POSITIONS: dict[str, LazyString] = {
    "objections": lazy_pgettext("position", "Objections"),
    "none": lazy_pgettext("position", "No objections"),
    "all": lazy_pgettext("position", "Nothing more to say"),
    "hearing": lazy_pgettext("position", "Asks to be heard aloud"),
}

# Parts of the minutes, by the names that a refusal gives them.
PARTS: dict[str, LazyString] = {
    "place": lazy_gettext("Enter where the hearing was held."),
    "absence": lazy_gettext("Write what is known of the absence: how and when the applicant was told of the hearing."),
    "participants": lazy_gettext("Name at least one participant."),
    "question": lazy_gettext("Enter the question that was considered."),
    "explanations": lazy_gettext("Write down the explanations of the participant."),
    "acquaintance": lazy_gettext("Choose whether the participant has read the minutes."),
}

FINAL_DECISIONS: dict[Action, LazyString] = {
    Action.REFUSE: lazy_pgettext("final decision", "Refuse"),
    Action.APPROVE: lazy_pgettext("final decision", "Approve after all"),
    Action.TERMINATE: lazy_pgettext("final decision", "Terminate the status"),
}
FINAL_EFFECTS: dict[Action, LazyString] = {
    Action.REFUSE: lazy_gettext("The decision of refusal is issued under your name, with an answer to each objection."),
    Action.APPROVE: lazy_gettext("The applicant has convinced you. Places of the quota are taken at once."),
    Action.TERMINATE: lazy_gettext("The status ends. The decision is issued with an answer to each objection."),
}
FINAL_DONE: dict[Action, LazyString] = {
    Action.REFUSE: lazy_gettext("The application is refused, and the decision is being made."),
    Action.APPROVE: lazy_gettext("The application is approved, and the decision is being made."),
    Action.TERMINATE: lazy_gettext("The status is terminated, and the decision is being made."),
}
