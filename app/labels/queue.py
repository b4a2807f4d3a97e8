"""Words of the queue: what changed a place, what the order asks, grounds of an overtaking, what an audit finds."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.queue import Completeness, KeyPart, PriorityCategory, QueueEventKind, QueueGround
from app.domain.queue_overtaking import GroundState, OvertakingGround, StatedGround
from app.i18n import LazyString, lazy_gettext, ngettext

ERRORS: Mapping[str, LazyString] = {
    "overtaking_without_ground": lazy_gettext(
        "Cases with an earlier place that could be taken are left out: %(numbers)s. Put them on the agenda too, or say"
        " why the later ones go first."
    ),
    "no_such_overtaking": lazy_gettext("There is no such overtaking."),
    "overtaking_has_ground": lazy_gettext("The record tells a ground for every family: there is nothing to state."),
    "overtaking_by_decider": lazy_gettext(
        "You took part in the decision on this case. Another supervisor of the region states the ground."
    ),
    "words_name_others": lazy_gettext(
        "The families that were passed read these words: take out the names and numbers of others (%(words)s)."
    ),
    "value_not_queue_order": lazy_gettext(
        "Enter priority, complete_at, wish and number in the order in which they count, with commas, each at most once."
    ),
    "value_not_queue_complete": lazy_gettext("Enter handing_in or last_reply."),
}

KEY_PARTS: Mapping[KeyPart, LazyString] = {
    KeyPart.PRIORITY: lazy_gettext("priority, where an act gives one"),
    KeyPart.COMPLETE_AT: lazy_gettext("the time at which the file was complete"),
    KeyPart.WISH: lazy_gettext("how far up the region stands among the family’s wishes"),
    KeyPart.NUMBER: lazy_gettext("the number of the application"),
}

COMPLETE: Mapping[Completeness, LazyString] = {
    Completeness.HANDING_IN: lazy_gettext(
        "A file is complete when it is handed in. A later request for documents does not put the family back: it keeps"
        " its place while they are waited for, and after its reply."
    ),
    Completeness.LAST_REPLY: lazy_gettext(
        "A file is complete when it is handed in or, where documents were asked for, with the last reply. The family"
        " keeps its place while they are waited for; its reply makes the file complete, and the place counts from it."
    ),
}

CATEGORIES: Mapping[PriorityCategory, LazyString] = {
    PriorityCategory.LARGE_FAMILY: lazy_gettext("large family"),
    PriorityCategory.DISABILITY: lazy_gettext("family with a disability"),
}

KINDS: Mapping[QueueEventKind, LazyString] = {
    QueueEventKind.JOIN: lazy_gettext("came into the queue"),
    QueueEventKind.LEAVE: lazy_gettext("left the queue"),
    QueueEventKind.REKEY: lazy_gettext("got another place"),
}

# What happened to the family itself; read by the family and by staff.
OWN: Mapping[QueueGround, LazyString] = {
    QueueGround.FILED: lazy_gettext("The application was handed in."),
    QueueGround.SENT_BACK: lazy_gettext("The case was sent back and is considered again, in its old place."),
    QueueGround.REOPENED: lazy_gettext("The case was opened again after a complaint, in its old place."),
    QueueGround.MOVED_HERE: lazy_gettext("The application came to this region."),
    QueueGround.INTRODUCED: lazy_gettext("The queue began; the application took its place in it."),
    QueueGround.RECOMMENDED: lazy_gettext("The commission considered the application."),
    QueueGround.NOT_RECOMMENDED: lazy_gettext("The application was considered."),
    QueueGround.PROPOSED: lazy_gettext("The application was put before the head."),
    QueueGround.WITHDRAWN: lazy_gettext("The application was withdrawn."),
    QueueGround.NOT_ACCEPTED: lazy_gettext("The application was not accepted."),
    QueueGround.DECIDED: lazy_gettext("The application was decided."),
    QueueGround.MOVED_AWAY: lazy_gettext("The application went to another region."),
    QueueGround.COMPLETED: lazy_gettext("The reply made the file complete: the place counts from then on."),
    QueueGround.RULES_CHANGED: lazy_gettext("The rules of the order changed."),
}

# Why others moved the family, in a word or two.
GROUNDS: Mapping[QueueGround, LazyString] = {
    QueueGround.FILED: lazy_gettext("filed with an earlier key"),
    QueueGround.SENT_BACK: lazy_gettext("sent back, considered again in the old place"),
    QueueGround.REOPENED: lazy_gettext("opened again after a complaint, in the old place"),
    QueueGround.MOVED_HERE: lazy_gettext("came from another region with an earlier filing"),
    QueueGround.INTRODUCED: lazy_gettext("filed before, entered when the queue began"),
    QueueGround.RECOMMENDED: lazy_gettext("recommended for inclusion"),
    QueueGround.NOT_RECOMMENDED: lazy_gettext("considered, not recommended"),
    QueueGround.PROPOSED: lazy_gettext("put before the head"),
    QueueGround.WITHDRAWN: lazy_gettext("withdrawn by the family"),
    QueueGround.NOT_ACCEPTED: lazy_gettext("not accepted"),
    QueueGround.DECIDED: lazy_gettext("decided"),
    QueueGround.MOVED_AWAY: lazy_gettext("went to another region"),
    QueueGround.COMPLETED: lazy_gettext("documents completed later"),
    QueueGround.RULES_CHANGED: lazy_gettext("the rules of the order changed"),
}

OVERTAKING: Mapping[OvertakingGround, LazyString] = {
    OvertakingGround.PRIORITY: lazy_gettext("priority given by an act"),
    OvertakingGround.SAME_SITTING: lazy_gettext("taken at the same sitting"),
    OvertakingGround.LEAVING: lazy_gettext("left the queue at the same moment"),
    OvertakingGround.DOCUMENTS: lazy_gettext("the family’s documents were waited for"),
    OvertakingGround.LARGER: lazy_gettext("the family is larger than the places that were left"),
    OvertakingGround.COMPLAINT: lazy_gettext("a complaint was being considered"),
    OvertakingGround.PUT_OFF: lazy_gettext("put off by the commission"),
    OvertakingGround.CAME_LATER: lazy_gettext("came before the commission after the agenda was set"),
    OvertakingGround.IN_STUDY: lazy_gettext("still studied by the case worker, within the term"),
    OvertakingGround.STUDY_LATE: lazy_gettext("still studied by the case worker, past the term"),
    OvertakingGround.STATED: lazy_gettext("ground stated on the agenda"),
}

STATED: Mapping[StatedGround, LazyString] = {
    StatedGround.FAMILY_ASKED: lazy_gettext("The family itself asked to be considered later"),
    StatedGround.NO_QUORUM: lazy_gettext("There is no quorum for the earlier case (members take no part)"),
    StatedGround.CONSIDERED_TOGETHER: lazy_gettext("The earlier case is considered together with another one"),
    StatedGround.URGENT: lazy_gettext("The later case is urgent (health, loss of housing)"),
    StatedGround.EVIDENCE_AWAITED: lazy_gettext("Evidence of another body is awaited for the earlier case"),
    StatedGround.SITTING_ORDER: lazy_gettext("The sittings were held in another order than they were planned"),
    StatedGround.MISTAKE: lazy_gettext("The order was not kept by mistake"),
    StatedGround.OTHER: lazy_gettext("Another ground"),
}

GROUND_STATES: Mapping[GroundState, LazyString] = {
    GroundState.RECORDED: lazy_gettext("ground on the record"),
    GroundState.OPEN: lazy_gettext("without a ground"),
    GroundState.AFTERWARDS: lazy_gettext("stated afterwards"),
}

GROUND_COLOURS: Mapping[GroundState, str] = {
    GroundState.RECORDED: "green",
    GroundState.OPEN: "red",
    GroundState.AFTERWARDS: "yellow",
}

# Codes of ``FaultCode`` (services/queue_replay.py).
FAULTS: Mapping[str, LazyString] = {
    "chain_gap": lazy_gettext("An entry of the chain is missing."),
    "chain_link": lazy_gettext("An entry does not follow the one before it."),
    "chain_hash": lazy_gettext("The content of an entry was changed."),
    "event_place": lazy_gettext("An entry names another place than the order gave."),
    "head_differs": lazy_gettext("The kept end of the chain is not its end."),
    "published_differs": lazy_gettext("The chain is not the one that was published."),
    "counters_differ": lazy_gettext("The kept numbers of families and persons are wrong."),
    "place_missing": lazy_gettext("An application that waits has no place."),
    "place_extra": lazy_gettext("An application that does not wait has a place."),
    "key_differs": lazy_gettext("A place does not follow from the application and its trail."),
    "chain_differs": lazy_gettext("A place is not what the chain tells."),
    "published_missing": lazy_gettext("A day of the chain was not published, or was taken away."),
    "receipt_differs": lazy_gettext("The chain is not the one that a receipt proves."),
    "rules_differ": lazy_gettext("The order of the queue is not the one that is in force."),
}

# Codes of ``services/queue_check.py``.
CHECK_RESULTS: Mapping[str, LazyString] = {
    "stands": lazy_gettext("The entry stands in the chain of the queue, unchanged."),
    "other": lazy_gettext("The chain holds another entry under this number."),
    "unknown": lazy_gettext("The chain has no such entry."),
    "not_whole": lazy_gettext("The proof contradicts itself: its content does not give its hash."),
    "unreadable": lazy_gettext("This file holds no proof of a place in the queue."),
}


def change_words(kind: QueueEventKind, ground: QueueGround, families: int, by: int) -> str:
    """What others did to the place, e.g. ``3 families ahead left the queue: withdrawn by the family``."""
    reason = str(GROUNDS[ground])
    if kind is QueueEventKind.REKEY and by < 0:
        text = ngettext("%(num)s family ahead went behind", "%(num)s families ahead went behind", families)
    elif kind is QueueEventKind.LEAVE:
        text = ngettext("%(num)s family ahead left the queue", "%(num)s families ahead left the queue", families)
    else:
        text = ngettext(
            "%(num)s family came into the queue ahead", "%(num)s families came into the queue ahead", families
        )
    return f"{text}: {reason}"
