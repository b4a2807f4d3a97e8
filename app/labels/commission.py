"""Words of the commission: seats, bodies, states of a sitting, votes, causes of recusal, outcomes, refusals."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.commission import Choice, ItemOutcome, NamedBody, RecusalKind, Rules, Seat, SittingState
from app.i18n import LazyString, format_percent, lazy_gettext, lazy_pgettext
from app.i18n import gettext as _

SEATS: dict[Seat, LazyString] = {
    Seat.CHAIR: lazy_pgettext("commission seat", "Chair"),
    Seat.SECRETARY: lazy_pgettext("commission seat", "Secretary"),
    Seat.MEMBER: lazy_pgettext("commission seat", "Member"),
}

BODIES: dict[NamedBody, LazyString] = {
    NamedBody.EXECUTIVE_BODY: lazy_gettext("Local executive body (akimat)"),
    NamedBody.EMPLOYMENT: lazy_gettext("Department of employment coordination and social programmes"),
    NamedBody.CAREER_CENTRE: lazy_gettext("Career centre"),
    NamedBody.INTERNAL_AFFAIRS: lazy_gettext("Police department (migration service)"),
    NamedBody.NATIONAL_SECURITY: lazy_gettext("Department of the National Security Committee"),
    NamedBody.EDUCATION: lazy_gettext("Department of education"),
    NamedBody.HEALTH: lazy_gettext("Department of health"),
    NamedBody.DISTRICT: lazy_gettext("District akimat"),
    NamedBody.PUBLIC_COUNCIL: lazy_gettext("Public council"),
    NamedBody.OTHER: lazy_gettext("Another body"),
}

SITTING_STATES: dict[SittingState, LazyString] = {
    SittingState.PLANNED: lazy_pgettext("sitting", "Planned"),
    SittingState.OPEN: lazy_pgettext("sitting", "Under way"),
    SittingState.CLOSED: lazy_pgettext("sitting", "Closed, minutes not signed"),
    SittingState.SIGNED: lazy_pgettext("sitting", "Minutes signed"),
}
SITTING_COLOURS: dict[SittingState, str] = {
    SittingState.PLANNED: "blue",
    SittingState.OPEN: "yellow",
    SittingState.CLOSED: "purple",
    SittingState.SIGNED: "green",
}

CHOICES: dict[Choice, LazyString] = {
    Choice.FOR: lazy_pgettext("vote", "For"),
    Choice.AGAINST: lazy_pgettext("vote", "Against"),
    Choice.ABSTAIN: lazy_pgettext("vote", "Abstains"),
}

RECUSALS: dict[RecusalKind, LazyString] = {
    RecusalKind.RELATED: lazy_gettext("is related to the household"),
    RecusalKind.PREPARED: lazy_gettext("prepared the case"),
    RecusalKind.DECLARED: lazy_gettext("has recused themselves"),
}

OUTCOMES: dict[ItemOutcome, LazyString] = {
    ItemOutcome.APPROVAL: lazy_pgettext("commission", "Approval recommended"),
    ItemOutcome.REFUSAL: lazy_pgettext("commission", "Refusal recommended"),
    ItemOutcome.DEFERRED: lazy_pgettext("commission", "Deferred"),
    ItemOutcome.SENT_BACK: lazy_pgettext("commission", "Sent back to the case worker"),
    ItemOutcome.FELL_AWAY: lazy_pgettext("commission", "No longer before the commission"),
}
OUTCOME_COLOURS: dict[ItemOutcome, str] = {
    ItemOutcome.APPROVAL: "green",
    ItemOutcome.REFUSAL: "red",
    ItemOutcome.DEFERRED: "yellow",
    ItemOutcome.SENT_BACK: "blue",
    ItemOutcome.FELL_AWAY: "grey",
}

# Facts of the audit trail, by the names under which they are stored.
CHANGES: Mapping[str, LazyString] = {
    "act": lazy_pgettext("commission change", "Act of the commission"),
    "appointed": lazy_pgettext("commission change", "Member appointed"),
    "substituted": lazy_pgettext("commission change", "Substitute appointed"),
    "ended": lazy_pgettext("commission change", "Membership ended"),
    "relatives_declared": lazy_pgettext("commission change", "Relatives declared"),
}

ERRORS: Mapping[str, LazyString] = {
    "commission_missing": lazy_gettext("The region has no commission yet: enter the act that created it first."),
    "commission_act_missing": lazy_gettext("Enter the number of the act."),
    "member_unnamed": lazy_gettext("Enter the full name."),
    "body_unnamed": lazy_gettext("Name the body in Kazakh and in Russian."),
    "iin_wrong": lazy_gettext("This is not an IIN: %(iin)s. Check the digits."),
    "seat_occupied": lazy_gettext("This seat is held by %(name)s. End that membership first."),
    "account_on_commission": lazy_gettext("The owner of this account is on the commission already."),
    "account_not_of_commission": lazy_gettext("The account has no role of this region’s commission."),
    "no_such_member": lazy_gettext("There is no such member of the commission."),
    "member_ended": lazy_gettext("This membership ends on that day or earlier already."),
    "sitting_place_missing": lazy_gettext("Enter the place of the sitting."),
    "recording_wrong": lazy_gettext("Enter the address of the recording as a link that begins with https://."),
    "agenda_too_long": lazy_gettext("An agenda can have at most %(limit)s cases."),
    "agenda_empty": lazy_gettext("Put at least one case on the agenda."),
    "no_such_sitting": lazy_gettext("There is no such sitting."),
    "no_such_item": lazy_gettext("This case is not on the agenda any more."),
    "sitting_not_in_state": lazy_gettext("This is not possible in the present state of the sitting."),
    "quorum_short": lazy_gettext(
        "There is no quorum: %(present)s take part, %(needed)s are needed. Nothing was recorded."
    ),
    "sitting_not_yet": lazy_gettext(
        "The sitting is called for %(day)s: it cannot be opened before. Change its day first."
    ),
    "chair_missing": lazy_gettext("Neither the chair nor a substitute of the chair is present."),
    "secretary_missing": lazy_gettext("Neither the secretary nor a substitute of the secretary is present."),
    "signer_without_account": lazy_gettext(
        "%(name)s has no account, so the minutes could not be signed. Enter the account in the composition."
    ),
    "seat_taken": lazy_gettext("%(name)s and %(other)s cannot sit on one seat: choose one of them."),
    "cases_not_reached": lazy_gettext("Cases that were not voted on: %(count)s. Say why they are deferred."),
    "member_recused": lazy_gettext("%(name)s takes no part in this case, so this vote cannot be recorded."),
    "member_not_present": lazy_gettext("%(name)s is not at the sitting or has no vote."),
    "vote_missing": lazy_gettext("These members have not been called: %(name)s."),
    "vote_tied": lazy_gettext(
        "The votes are equal, and there is no deciding vote of the chair. Call the vote again or defer the case."
    ),
    "case_already_voted": lazy_gettext("This case has been decided already. Nothing was recorded again."),
    "not_before_commission": lazy_gettext("The case is no longer before the commission. Nothing was recorded."),
    "still_before_commission": lazy_gettext("The case is still before the commission."),
    "keeper_recused": lazy_gettext(
        "You take no part in this case yourself, so somebody else has to keep its roll-call, or it is deferred."
    ),
    "not_your_vote": lazy_gettext("You did not vote on this case."),
    "sitting_signed_already": lazy_gettext("You have signed these minutes already."),
    "not_at_sitting": lazy_gettext("Only those who sat can sign the minutes."),
}


def quorum_text(rules: Rules, seats: int, needed: int) -> str:
    """The rule of quorum in words, with what it comes to."""
    return _(
        "more than %(share)s of the seats with a vote: %(needed)s of %(seats)s",
        share=format_percent(rules.quorum_share),
        needed=needed,
        seats=seats,
    )


def act_title() -> str:
    """What the act that created a commission is called, before its day and number are known."""
    return _("Act on the creation of the commission")


def body_name(body: str, typed_kk: str, typed_ru: str, language: str) -> str:
    """The body that a member represents, in the language in use or as it was typed."""
    if body == NamedBody.OTHER:
        return typed_kk if language == "kk" else typed_ru
    return str(BODIES[NamedBody(body)])
