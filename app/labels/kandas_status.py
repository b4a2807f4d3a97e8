"""Words of the register of kandas statuses: states, why a status ended, what happened to it."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.audit import EventKey
from app.domain.kandas_status import EndReason, StatusState
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

STATES: Mapping[StatusState, LazyString] = {
    StatusState.IN_FORCE: lazy_pgettext("kandas status", "In force"),
    StatusState.EXTENDED: lazy_pgettext("kandas status", "Extended"),
    StatusState.LAPSED: lazy_pgettext("kandas status", "Term over, extension being considered"),
    StatusState.EXPIRED: lazy_pgettext("kandas status", "Term over"),
    StatusState.ENDED: lazy_pgettext("kandas status", "Ended"),
}
STATE_COLOURS: Mapping[StatusState, str] = {
    StatusState.IN_FORCE: "green",
    StatusState.EXTENDED: "green",
    StatusState.LAPSED: "orange",
    StatusState.EXPIRED: "grey",
    StatusState.ENDED: "grey",
}
END_REASONS: Mapping[EndReason, LazyString] = {
    EndReason.CITIZENSHIP: lazy_pgettext("end of the kandas status", "Citizenship of Kazakhstan was received"),
    EndReason.RESIDENCE_REFUSED: lazy_pgettext("end of the kandas status", "The residence permit was refused"),
    EndReason.RESIDENCE_ANNULLED: lazy_pgettext("end of the kandas status", "The residence permit was annulled"),
    EndReason.EXPIRED: lazy_pgettext("end of the kandas status", "The term is over"),
    EndReason.FALSE_DATA: lazy_pgettext("end of the kandas status", "It was given on false data"),
    EndReason.ANNULLED: lazy_pgettext("end of the kandas status", "The decision that gave it was set aside"),
}
EVENTS: Mapping[EventKey, LazyString] = {
    EventKey.STATUS_ASSIGNED: lazy_pgettext("kandas status", "The status was given"),
    EventKey.STATUS_EXTENDED: lazy_pgettext("kandas status", "The status was extended"),
    EventKey.STATUS_ENDED: lazy_pgettext("kandas status", "The status ended"),
    EventKey.STATUS_RESTORED: lazy_pgettext("kandas status", "What had been decided was undone"),
    EventKey.STATUS_REMINDED: lazy_pgettext("kandas status", "The person was reminded that the term ends"),
}

# The choices of the register's list, as its address writes them; the empty one asks for all that have not ended.
SHOWN: Mapping[str, LazyString] = {
    "": lazy_pgettext("kandas statuses", "Not ended"),
    "in_force": lazy_pgettext("kandas statuses", "In force"),
    "expiring": lazy_pgettext("kandas statuses", "Ending soon"),
    "lapsed": lazy_pgettext("kandas statuses", "Term over, extension being considered"),
    "ended": lazy_pgettext("kandas statuses", "Ended"),
}

REFUSALS: Mapping[str, LazyString] = {
    "kandas_status_held": lazy_gettext(
        "%(name)s has a kandas status that has not ended (№ %(number)s). Nobody can have two."
    ),
    "kandas_status_not_in_register": lazy_gettext(
        "%(name)s has no kandas status in the register. Enter the number and the day of the certificate, or take the "
        "person off the application."
    ),
    "kandas_status_ended": lazy_gettext("The kandas status № %(number)s has ended."),
    "kandas_status_extended_before": lazy_gettext(
        "The kandas status № %(number)s was extended before and cannot be extended again."
    ),
    "kandas_status_not_extendable": lazy_gettext(
        "The term of the kandas status № %(number)s is over, so an extension cannot be asked for any more."
    ),
    "kandas_status_extension_open": lazy_gettext(
        "An extension of the kandas status № %(number)s has been asked for already."
    ),
    "kandas_status_termination_open": lazy_gettext(
        "A case about ending the kandas status № %(number)s has been opened already."
    ),
}
