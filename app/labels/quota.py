"""Words for the regional quota: movements of the ledger, columns of an order's file and what can be wrong in it."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.quota import Authority, MovementKind, Unit
from app.domain.quota_order import OrderFault
from app.domain.quota_proposal import ProposalKind, ProposalState
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

MOVEMENTS: Mapping[MovementKind, LazyString] = {
    MovementKind.ORDER: lazy_pgettext("movement", "Order"),
    MovementKind.AMENDMENT: lazy_pgettext("movement", "Amendment of the order"),
    MovementKind.DISTRIBUTION: lazy_pgettext("movement", "Distribution to a district"),
    MovementKind.TRANSFER: lazy_pgettext("movement", "Transfer"),
    MovementKind.RESERVATION: lazy_pgettext("movement", "Places held"),
    MovementKind.RELEASE: lazy_pgettext("movement", "Places given back"),
    MovementKind.CONSUMPTION: lazy_pgettext("movement", "Places taken"),
    MovementKind.RETURN: lazy_pgettext("movement", "Places returned after a decision was set aside"),
}

AUTHORITIES: Mapping[Authority, LazyString] = {
    Authority.TWO_PEOPLE: lazy_gettext("proposed by one person, approved by another"),
    Authority.SERVICE: lazy_gettext("shipped reference data, entered by the service"),
    Authority.EARLIER: lazy_gettext("written before two people had to be named"),
    Authority.OWN_WORD: lazy_gettext("the family’s own word, or places set free by one officer"),
    Authority.PREPARED: lazy_gettext("held on a proposal; another person decides"),
}

UNITS: Mapping[Unit, LazyString] = {
    Unit.PERSONS: lazy_pgettext("unit of a quota", "persons"),
    Unit.FAMILIES: lazy_pgettext("unit of a quota", "families"),
}

PROPOSAL_KINDS: Mapping[ProposalKind, LazyString] = {
    ProposalKind.ORDER: lazy_pgettext("proposal", "Order of the year"),
    ProposalKind.AMENDMENT: lazy_pgettext("proposal", "Amendment of the order"),
    ProposalKind.DISTRIBUTION: lazy_pgettext("proposal", "Distribution to districts"),
    ProposalKind.TRANSFER: lazy_pgettext("proposal", "Transfer of places"),
}

PROPOSAL_STATES: Mapping[ProposalState, LazyString] = {
    ProposalState.PROPOSED: lazy_pgettext("state of a proposal", "Waits for a second person"),
    ProposalState.APPROVED: lazy_pgettext("state of a proposal", "Approved, waits for its day"),
    ProposalState.IN_FORCE: lazy_pgettext("state of a proposal", "In force"),
    ProposalState.REJECTED: lazy_pgettext("state of a proposal", "Rejected"),
    ProposalState.WITHDRAWN: lazy_pgettext("state of a proposal", "Withdrawn"),
    ProposalState.FAILED: lazy_pgettext("state of a proposal", "Could not come into force"),
}

REFUSALS: Mapping[str, LazyString] = {
    "quota_in_districts": lazy_gettext(
        "The free places of the region are distributed to its districts: %(asked)s places are needed, %(available)s are"
        " left to the region itself. Name the district of the family."
    ),
    "district_full": lazy_gettext(
        "The places of the district do not suffice: %(asked)s are needed, %(available)s are available. Name another"
        " district, or none."
    ),
    "order_unit": lazy_gettext("The year %(year)s is counted in another unit: persons and families are not mixed."),
    "same_person": lazy_gettext("You proposed this yourself: another person has to approve or reject it."),
    "proposal_closed": lazy_gettext("The proposal has been decided or withdrawn in the meantime."),
    "proposal_stale": lazy_gettext(
        "The places were changed after this proposal was made. Withdraw or reject it, and propose anew what is needed"
        " now."
    ),
    "below_held": lazy_gettext("%(asked)s places would be left where families hold %(held)s."),
    "below_distributed": lazy_gettext(
        "%(asked)s places would be left where families and districts have %(held)s. Take places back from districts"
        " first."
    ),
    "quota_backdated": lazy_gettext(
        "%(asked)s places cannot be taken from so early a day: on %(before_on)s only %(available)s of them were free, "
        "families or districts had the others. The first day possible is %(first_on)s."
    ),
    "distributed_too_much": lazy_gettext(
        "%(asked)s more places would go to districts, but the region has %(available)s that are free and undistributed."
    ),
    "proposal_empty": lazy_gettext("Nothing would change."),
    "proposal_line_twice": lazy_gettext("The same region or district stands in the proposal twice."),
    "proposal_other_year": lazy_gettext(
        "Enter a day in %(year)s, or in the year before: the order of a year is signed in the December before it."
    ),
    "proposal_before_order": lazy_gettext(
        "The day lies before the order of %(year)s came into force: there were no places yet that could be changed."
    ),
    "proposal_year_over": lazy_gettext("The year %(year)s is over: its places are neither moved nor divided any more."),
    "proposal_out_of_range": lazy_gettext("A number of places is negative or too large."),
    "proposal_families": lazy_gettext("Only an order or its amendment can be counted in families."),
    "proposal_unbalanced": lazy_gettext(
        "A transfer makes no places and loses none: what is taken and what is given differ by %(persons)s."
    ),
    "proposal_several_streams": lazy_gettext("One proposal changes one stream."),
    "proposal_several_regions": lazy_gettext("A distribution is about one region."),
    "proposal_district": lazy_gettext("The district is not one of the region."),
    "proposal_region": lazy_gettext("There is no such region."),
    "proposal_act": lazy_gettext("There is no such act in the reference data."),
    "proposal_no_quota": lazy_gettext("The region has no quota for %(year)s."),
    "proposal_no_order": lazy_gettext("There is no order for %(year)s that could be changed."),
    "proposal_order_exists": lazy_gettext("The order for %(year)s is there already; propose an amendment."),
    "proposal_repeated": lazy_gettext("This file is proposed already: proposal %(proposal)s waits for its decision."),
    "proposal_same_waits": lazy_gettext(
        "The same division is proposed already: proposal %(proposal)s waits for its decision."
    ),
    "proposal_unknown": lazy_gettext("There is no such proposal."),
}

COLUMNS: Mapping[str, LazyString] = {
    "year": lazy_pgettext("column", "year"),
    "stream": lazy_pgettext("column", "stream"),
    "region_iso": lazy_pgettext("column", "region"),
    "persons": lazy_pgettext("column", "persons"),
    "version": lazy_pgettext("column", "version"),
    "effective_from": lazy_pgettext("column", "in force from"),
    "act_code": lazy_pgettext("column", "act"),
    "source": lazy_pgettext("column", "source"),
    "unit": lazy_pgettext("column", "unit"),
}

ORDER_FAULTS: Mapping[str, LazyString] = {
    "empty_file": lazy_gettext("The file has no rows."),
    "missing_column": lazy_gettext("The column is missing."),
    "missing": lazy_gettext("The cell is empty."),
    "not_a_whole_number": lazy_gettext("“%(value)s” is not a whole number."),
    "out_of_range": lazy_gettext("“%(value)s” is too large or too small."),
    "unknown_stream": lazy_gettext("“%(value)s” is no stream; write kandas or relocatees."),
    "unknown_region": lazy_gettext("“%(value)s” is no region; write its name or its code, for example KZ-55."),
    "unknown_unit": lazy_gettext("“%(value)s” is no unit; write persons or families."),
    "different_units": lazy_gettext("“%(value)s” differs from the unit in other rows of the same order."),
    "unknown_act": lazy_gettext("There is no act “%(value)s” in the reference data."),
    "not_a_day": lazy_gettext("“%(value)s” is no date; write for example 24.12.2025."),
    "region_twice": lazy_gettext("The region stands in the file twice."),
    "different_days": lazy_gettext("“%(value)s” differs from the date in other rows of the same order."),
    "day_differs_from_form": lazy_gettext("The file says “%(value)s”, which is not the date that you entered."),
    "several_versions": lazy_gettext("The file has several versions of one order; load them one after the other."),
}


def fault_words(fault: OrderFault) -> str:
    """The fault in the language in use, without where it is."""
    words = str(ORDER_FAULTS[fault.code])
    return words % {"value": fault.value[:60]} if "%(value)s" in words else words


def column_words(fault: OrderFault) -> str:
    """The column of the fault in words; a dash for the file as a whole."""
    return str(COLUMNS.get(fault.column, fault.column)) if fault.column else "—"
