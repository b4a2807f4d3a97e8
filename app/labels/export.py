"""Headings of exported columns, in their order."""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import LazyString, lazy_pgettext

COLUMNS: Mapping[str, LazyString] = {
    "number": lazy_pgettext("column of an export", "Number of the application"),
    "programme": lazy_pgettext("column of an export", "Programme"),
    "stream": lazy_pgettext("column of an export", "Stream"),
    "status": lazy_pgettext("column of an export", "State"),
    "status_since": lazy_pgettext("column of an export", "In this state since"),
    "channel": lazy_pgettext("column of an export", "Channel"),
    "language": lazy_pgettext("column of an export", "Language"),
    "host_region": lazy_pgettext("column of an export", "Host region"),
    "departure_region": lazy_pgettext("column of an export", "Region of departure"),
    "household_size": lazy_pgettext("column of an export", "Persons in the household"),
    "submitted_at": lazy_pgettext("column of an export", "Submitted"),
    "accepted_at": lazy_pgettext("column of an export", "Accepted"),
    "due_on": lazy_pgettext("column of an export", "Due by"),
    "decided_at": lazy_pgettext("column of an export", "Decided"),
    "closed_at": lazy_pgettext("column of an export", "Closed"),
    "departed_on": lazy_pgettext("column of an export", "Inclusion ended on"),
    "places_reserved": lazy_pgettext("column of an export", "Places reserved"),
    "places_used": lazy_pgettext("column of an export", "Places used"),
}
