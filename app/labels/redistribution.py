"""Words for forecasts, transfers of places and their simulation."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.forecast import Basis
from app.domain.redistribution import TransferFault
from app.i18n import LazyString, lazy_gettext

BASES: Mapping[Basis, LazyString] = {
    Basis.PACE_AND_OPEN: lazy_gettext("this year’s pace and open cases"),
    Basis.PACE: lazy_gettext("this year’s pace"),
    Basis.OPEN: lazy_gettext("open cases only"),
    Basis.NOTHING: lazy_gettext("no records yet: the range is the whole quota"),
}

FAULTS: Mapping[str, LazyString] = {
    "transfer_below_bound": lazy_gettext(
        "%(after)s places would be left, but families hold or districts have %(bound)s."
    ),
    "transfer_unknown": lazy_gettext("This region has no quota of this stream in the year."),
    "transfer_unbalanced": lazy_gettext(
        "The differences must add up to 0: a transfer moves places and makes none. Now they add up to %(sum)s."
    ),
    "transfer_empty": lazy_gettext("Nothing is moved: enter how many places at least two quotas gain and lose."),
}

ERRORS: Mapping[str, LazyString] = {
    "transfer_year_closed": lazy_gettext("The year %(year)s has ended: no places can be moved in it any more."),
    "transfer_open": lazy_gettext(
        "Another transfer of this year (proposal %(proposal)s) waits for its approval or its day. Only one can be open "
        "at a time, since the next one rests on what it moves."
    ),
    "transfer_faults": lazy_gettext("The transfer cannot be proposed as it is. Mend the differences that are marked."),
}


def fault_words(fault: TransferFault) -> str:
    """What is wrong with a difference, in the language in use."""
    words = str(FAULTS[fault.code])
    return words % fault.params if fault.params else words
