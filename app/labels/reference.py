"""Words for reference data: units, settings by key, kinds of acts, lists of regions."""

from __future__ import annotations

from decimal import Decimal

from app.domain.legal import ActKind
from app.domain.reference import ListRole, Unit
from app.domain.reference_editing import ReferenceTable
from app.i18n import LazyString, format_number, lazy_gettext, lazy_pgettext, ngettext

UNITS: dict[Unit, LazyString] = {
    Unit.TENGE: lazy_pgettext("unit", "tenge"),
    Unit.MCI: lazy_pgettext("unit", "monthly calculation indices"),
    Unit.PERSONS: lazy_pgettext("unit", "persons"),
    Unit.YEARS: lazy_pgettext("unit", "years"),
    Unit.MONTHS: lazy_pgettext("unit", "months"),
    Unit.WORKING_DAYS: lazy_pgettext("unit", "working days"),
    Unit.CALENDAR_DAYS: lazy_pgettext("unit", "calendar days"),
    Unit.TIMES: lazy_pgettext("unit", "times"),
    Unit.SHARE: lazy_pgettext("unit", "share"),
    Unit.TEXT: lazy_pgettext("unit", "text"),
}

SETTINGS: dict[str, LazyString] = {
    "mci": lazy_gettext("Monthly calculation index"),
    "limit.forwarding": lazy_gettext("Time to forward an application to the local executive body"),
    "limit.acceptance": lazy_gettext("Time to check that an application is complete"),
    "limit.documents": lazy_gettext("Time to reply to a request for documents"),
    "limit.decision": lazy_gettext("Time to decide on inclusion in the quota"),
    "limit.study": lazy_gettext("Time to study an application"),
    "limit.commission": lazy_gettext("Time for the commission to consider an application"),
    "limit.head": lazy_gettext("Time for the head of the body to decide"),
    "limit.final_decision": lazy_gettext("Time for the final decision after the hearing"),
    "limit.notice": lazy_gettext("Time to give notice of a decision"),
    "limit.arrival": lazy_gettext("Time to register at the new place of residence"),
    "limit.kandas_status.whole": lazy_gettext("Time to decide on the kandas status"),
    "limit.kandas_status.forwarding": lazy_gettext("Time to forward an application about the kandas status"),
    "limit.kandas_status.acceptance": lazy_gettext(
        "Time to check that an application for the kandas status is complete"
    ),
    "limit.kandas_status.study": lazy_gettext("Time to study an application about the kandas status"),
    "limit.kandas_status.documents": lazy_gettext("Time to reply to a request for documents (kandas status)"),
    "limit.kandas_status.commission": lazy_gettext("Time for the commission to consider the kandas status"),
    "limit.kandas_status.head": lazy_gettext("Time for the head of the body to decide on the kandas status"),
    "limit.kandas_status.termination": lazy_gettext("Time to decide on the termination of the kandas status"),
    "limit.subsidy_payment": lazy_gettext("Time to pay the relocation subsidy"),
    "limit.hearing_notice": lazy_gettext("Time between the notice of a hearing and the end of the term"),
    "limit.hearing_objection": lazy_gettext("Time to object to a preliminary decision"),
    "limit.hearing_minutes": lazy_gettext("Time to sign the minutes of a hearing"),
    "hearing.most_moves": lazy_gettext("How often the office may move an appointed hearing"),
    "limit.appeal": lazy_gettext("Time to complain about a decision"),
    "limit.appeal_forwarding": lazy_gettext("Time to forward a complaint to the superior body"),
    "limit.appeal_decision": lazy_gettext("Time to decide on a complaint"),
    "limit.court": lazy_gettext("Time to go to court after a complaint"),
    "residence.registered_months": lazy_gettext("Months of permanent registration before the application"),
    "marital.window_months": lazy_gettext("Months during which a divorce has to be documented"),
    "graduate.window_months": lazy_gettext("Months after graduation during which graduates may apply"),
    "obligation.residence_months": lazy_gettext("Months during which the family has to stay in the region"),
    "departure.objection_days": lazy_gettext("Time for an included family to object to its recorded departure"),
    "kandas_status.validity_months": lazy_gettext("Months for which the kandas status is given"),
    "kandas_status.extension_months": lazy_gettext("Months for which the kandas status is extended"),
    "kandas_status.extensions": lazy_gettext("How many times the kandas status can be extended"),
    "clock.warning_days": lazy_gettext("Working days before the end of a term when a warning is sent"),
    "kandas_status.reminder_days": lazy_gettext("Days before the end of the status when reminders are sent"),
    "household.adult_age": lazy_gettext("Age of majority"),
    "household.large_family_children": lazy_gettext("Queue: minor children from which a family counts as large"),
    "queue.order": lazy_gettext("Queue: what the order asks, one after the other"),
    "queue.complete": lazy_gettext("Queue: what makes a file complete (handing_in or last_reply)"),
    "household.marriage_age": lazy_gettext("Age of marriage"),
    "household.marriage_age_reduced": lazy_gettext("Age of marriage with permission"),
    "commission.quorum_share": lazy_gettext("Commission: more than this share of the seats must take part"),
    "commission.tie": lazy_gettext("Commission: whose vote decides a tie (chair or none)"),
    "commission.secretary_votes": lazy_gettext("Commission: whether the secretary votes (yes or no)"),
    "board.lapse_warning_days": lazy_gettext("Board: days before held places lapse on which it warns"),
    "forecast.range_share": lazy_gettext("Forecast: how often the year’s use should lie within the range"),
    "forecast.month_variation": lazy_gettext("Forecast: how much one month’s use differs from another’s"),
    "forecast.family_persons": lazy_gettext("Forecast: persons of an ordinary family, who come together or not at all"),
    "forecast.lead_days": lazy_gettext("Forecast: days from filing to decision, half of the cases"),
    "forecast.lead_days_ninetieth": lazy_gettext("Forecast: days from filing to decision, nine of ten cases"),
    "forecast.held_share": lazy_gettext("Forecast: share of held places that are used at last"),
    "forecast.heard_share": lazy_gettext(
        "Forecast: share of cases proposed for refusal, or heard before it, that are approved at last"
    ),
    "redistribution.approval_months": lazy_gettext(
        "Redistribution: months that are over whose share of approvals a simulation states"
    ),
    "redistribution.margin_share": lazy_gettext(
        "Redistribution: share of its places that a region keeps beyond its range"
    ),
    "placement.weight.wish": lazy_gettext("Placement: weight of the wish"),
    "placement.weight.labour": lazy_gettext("Placement: weight of the labour demand"),
    "placement.weight.relatives": lazy_gettext("Placement: weight of relatives there"),
    "placement.weight.school": lazy_gettext("Placement: weight of school places and language"),
    "placement.weight.settlement": lazy_gettext("Placement: weight of town or village"),
    "placement.weight.outcome": lazy_gettext("Placement: weight of how many earlier families stayed"),
    "placement.second_wish": lazy_gettext("Placement: what a second wish counts of a first"),
    "placement.third_wish": lazy_gettext("Placement: what a third wish counts of a first"),
    "placement.outcome_share": lazy_gettext("Placement: share of families that is expected to stay"),
    "placement.outcome_families": lazy_gettext("Placement: how many families’ experience that share counts for"),
    "placement.school_age_from": lazy_gettext("Placement: age at which school begins"),
    "placement.school_age_to": lazy_gettext("Placement: last age at school"),
    "placement.profile_days": lazy_gettext("Placement: days after which the profile of a place is old"),
    "quota_request.due_day": lazy_gettext(
        "Month and day of the year before by which regions file their quota requests"
    ),
    "redistribution.pass_over": lazy_gettext(
        "Redistribution: whether a family that does not fit lets smaller ones pass (yes or no)"
    ),
    "statistics.smallest": lazy_gettext("Public figures: the smallest group that is shown"),
    "office.opens": lazy_gettext("Offices open at"),
    "office.closes": lazy_gettext("Offices close at"),
    "clause.appeal_kk": lazy_gettext("Text on the appeal procedure (Kazakh)"),
    "clause.appeal_ru": lazy_gettext("Text on the appeal procedure (Russian)"),
    "clause.appeal_en": lazy_gettext("Text on the appeal procedure (English)"),
    "clause.equivalence_kk": lazy_gettext("Text on the equality with paper (Kazakh)"),
    "clause.equivalence_ru": lazy_gettext("Text on the equality with paper (Russian)"),
    "clause.equivalence_en": lazy_gettext("Text on the equality with paper (English)"),
    "clause.hearing_invitation_kk": lazy_gettext("Text of the invitation to take a position (Kazakh)"),
    "clause.hearing_invitation_ru": lazy_gettext("Text of the invitation to take a position (Russian)"),
    "clause.hearing_invitation_en": lazy_gettext("Text of the invitation to take a position (English)"),
    "clause.hearing_rights_kk": lazy_gettext("Text on the rights of whoever is heard (Kazakh)"),
    "clause.hearing_rights_ru": lazy_gettext("Text on the rights of whoever is heard (Russian)"),
    "clause.hearing_rights_en": lazy_gettext("Text on the rights of whoever is heard (English)"),
    "clause.hearing_silence_kk": lazy_gettext("Text on silence before the decision (Kazakh)"),
    "clause.hearing_silence_ru": lazy_gettext("Text on silence before the decision (Russian)"),
    "clause.hearing_silence_en": lazy_gettext("Text on silence before the decision (English)"),
    "clause.residence_kk": lazy_gettext("Text on the obligation to stay in the region (Kazakh)"),
    "clause.residence_ru": lazy_gettext("Text on the obligation to stay in the region (Russian)"),
    "clause.residence_en": lazy_gettext("Text on the obligation to stay in the region (English)"),
    "clause.court_kk": lazy_gettext("Text on the way to court (Kazakh)"),
    "clause.court_ru": lazy_gettext("Text on the way to court (Russian)"),
    "clause.court_en": lazy_gettext("Text on the way to court (English)"),
    "clause.hearing_minutes_kk": lazy_gettext("Text on the minutes of a hearing (Kazakh)"),
    "clause.hearing_minutes_ru": lazy_gettext("Text on the minutes of a hearing (Russian)"),
    "clause.hearing_minutes_en": lazy_gettext("Text on the minutes of a hearing (English)"),
    "clause.correction_kk": lazy_gettext("Text on the correction of clerical errors (Kazakh)"),
    "clause.correction_ru": lazy_gettext("Text on the correction of clerical errors (Russian)"),
    "clause.correction_en": lazy_gettext("Text on the correction of clerical errors (English)"),
    "clause.status_term_kk": lazy_gettext("Text on the term of the kandas status (Kazakh)"),
    "clause.status_term_ru": lazy_gettext("Text on the term of the kandas status (Russian)"),
    "clause.status_term_en": lazy_gettext("Text on the term of the kandas status (English)"),
    "clause.status_end_kk": lazy_gettext("Text on what ends the kandas status (Kazakh)"),
    "clause.status_end_ru": lazy_gettext("Text on what ends the kandas status (Russian)"),
    "clause.status_end_en": lazy_gettext("Text on what ends the kandas status (English)"),
    "clause.status_consent_kk": lazy_gettext("Text on the use of a consent (Kazakh)"),
    "clause.status_consent_ru": lazy_gettext("Text on the use of a consent (Russian)"),
    "clause.status_consent_en": lazy_gettext("Text on the use of a consent (English)"),
    "clause.status_extension_kk": lazy_gettext("Text on the extension of the kandas status (Kazakh)"),
    "clause.status_extension_ru": lazy_gettext("Text on the extension of the kandas status (Russian)"),
    "clause.status_extension_en": lazy_gettext("Text on the extension of the kandas status (English)"),
    "clause.status_termination_kk": lazy_gettext("Text on what follows the end of the kandas status (Kazakh)"),
    "clause.status_termination_ru": lazy_gettext("Text on what follows the end of the kandas status (Russian)"),
    "clause.status_termination_en": lazy_gettext("Text on what follows the end of the kandas status (English)"),
}

# What an administrator enters once an act says so; nothing of it is shipped.
OPTIONAL_SETTINGS: dict[str, LazyString] = {
    "queue.priority.large_family": lazy_gettext("Queue: rank of large families (1 comes first)"),
    "queue.priority.disability": lazy_gettext("Queue: rank of families with a disability (1 comes first)"),
}

ACT_KINDS: dict[ActKind, LazyString] = {
    ActKind.CODE: lazy_pgettext("act", "Code"),
    ActKind.LAW: lazy_pgettext("act", "Law"),
    ActKind.DECREE: lazy_pgettext("act", "Decree"),
    ActKind.ORDER: lazy_pgettext("act", "Order"),
}

LIST_ROLES: dict[ListRole, LazyString] = {
    ListRole.HOST: lazy_pgettext("region", "Host region"),
    ListRole.DEPARTURE: lazy_pgettext("region", "Region of departure"),
}

TABLES: dict[ReferenceTable, LazyString] = {
    ReferenceTable.VALUES: lazy_gettext("Figures, time limits and clauses"),
    ReferenceTable.MEASURES: lazy_gettext("Measures of support"),
    ReferenceTable.RENT: lazy_gettext("Rent scale"),
    ReferenceTable.REGION_LISTS: lazy_gettext("Host regions and regions of departure"),
    ReferenceTable.ACTS: lazy_gettext("Legal acts"),
    ReferenceTable.MOVED_DAYS: lazy_gettext("Moved working days"),
    ReferenceTable.REGIONS: lazy_gettext("Names of regions"),
    ReferenceTable.DISTRICTS: lazy_gettext("Districts and towns of the host regions"),
    ReferenceTable.PROFESSIONS: lazy_gettext("Professions"),
}


def setting_words(key: str) -> str:
    """A setting in words; its key where nobody has given it words."""
    return str(SETTINGS.get(key) or OPTIONAL_SETTINGS.get(key) or key)


def counted(unit: Unit, number: Decimal) -> str:
    """``10 working days``: a number with its unit in the form that the number takes."""
    figure = format_number(number.normalize())
    # A fraction takes the form of «many» in every language of ours.
    count = int(number) if number == number.to_integral_value() else 2
    words = {
        Unit.MCI: lambda: ngettext("%(figure)s index", "%(figure)s indices", count, figure=figure),
        Unit.PERSONS: lambda: ngettext("%(figure)s person", "%(figure)s persons", count, figure=figure),
        Unit.YEARS: lambda: ngettext("%(figure)s year", "%(figure)s years", count, figure=figure),
        Unit.MONTHS: lambda: ngettext("%(figure)s month", "%(figure)s months", count, figure=figure),
        Unit.WORKING_DAYS: lambda: ngettext("%(figure)s working day", "%(figure)s working days", count, figure=figure),
        Unit.CALENDAR_DAYS: lambda: ngettext(
            "%(figure)s calendar day", "%(figure)s calendar days", count, figure=figure
        ),
        Unit.TIMES: lambda: ngettext("%(figure)s time", "%(figure)s times", count, figure=figure),
    }
    return words[unit]() if unit in words else f"{figure} {UNITS[unit]}"
