"""Words for the requests of the regions, the drafting of the order and the division among districts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.quota_distribution import DistributionFault, DistributionFinding
from app.domain.quota_drafting import DraftWarning
from app.domain.quota_request import Finding, FindingCode, RequestState, SchoolLanguage
from app.i18n import LazyString, format_number, lazy_gettext, lazy_pgettext

STATES: Mapping[RequestState, LazyString] = {
    RequestState.DRAFT: lazy_pgettext("quota request", "Draft"),
    RequestState.FILED: lazy_pgettext("quota request", "Filed"),
    RequestState.RETURNED: lazy_pgettext("quota request", "Returned by the ministry"),
    RequestState.WITHDRAWN: lazy_pgettext("quota request", "Withdrawn"),
}
STATE_COLOURS: Mapping[RequestState, str] = {
    RequestState.DRAFT: "grey",
    RequestState.FILED: "green",
    RequestState.RETURNED: "orange",
    RequestState.WITHDRAWN: "grey",
}

SCHOOL_LANGUAGES: Mapping[SchoolLanguage, LazyString] = {
    SchoolLanguage.KAZAKH: lazy_pgettext("school", "In Kazakh"),
    SchoolLanguage.RUSSIAN: lazy_pgettext("school", "In Russian"),
    SchoolLanguage.OTHER: lazy_pgettext("school", "In another language"),
}

ROOMS: Mapping[int, LazyString] = {
    1: lazy_gettext("One room"),
    2: lazy_gettext("Two rooms"),
    3: lazy_gettext("Three rooms"),
    4: lazy_gettext("Four rooms"),
    5: lazy_gettext("Five rooms or more"),
}

FINDINGS: Mapping[FindingCode, LazyString] = {
    FindingCode.PERSONS_MISSING: lazy_gettext("Enter how many persons the region asks for."),
    FindingCode.WORKING_AGE_MISSING: lazy_gettext("Enter how many of them are of working age; 0 if nobody is."),
    FindingCode.WORKING_AGE_ABOVE_PERSONS: lazy_gettext(
        "No more persons can be of working age than the region asks for."
    ),
    FindingCode.OUT_OF_RANGE: lazy_gettext("Enter a number from 0 to %(most)s."),
    FindingCode.JOB_WITHOUT_PROFESSION: lazy_gettext("Enter the profession of these jobs."),
    FindingCode.JOB_WITHOUT_NUMBER: lazy_gettext("Enter how many jobs there are, at least 1."),
    FindingCode.JOB_TWICE: lazy_gettext("This profession stands in the list twice for the same employer."),
    FindingCode.NO_DISTRICT: lazy_gettext("Choose at least one district or town that receives people."),
    FindingCode.STRANGE_DISTRICT: lazy_gettext("One of the districts does not belong to the region. Choose again."),
    FindingCode.NO_JOBS: lazy_gettext("Persons of working age are asked for, but no jobs are named."),
    FindingCode.NO_HOMES: lazy_gettext("Persons are asked for, but no home is ready."),
    FindingCode.JOBS_BELOW_WORKING_AGE: lazy_gettext("There are %(jobs)s jobs for %(persons)s persons of working age."),
    FindingCode.CHILDREN_WITHOUT_PLACES: lazy_gettext(
        "%(persons)s of the persons are not of working age, but there is no place in a school or kindergarten."
    ),
}

WARNINGS: Mapping[DraftWarning, LazyString] = {
    DraftWarning.NOT_HOST: lazy_gettext("%(stream)s: not on the list of host regions of that day: %(regions)s."),
    DraftWarning.NO_HOST_LIST: lazy_gettext("%(stream)s: no list of host regions is known for that day."),
    DraftWarning.NOT_FILED: lazy_gettext("%(stream)s: places without a filed request: %(regions)s."),
    DraftWarning.ABOVE_ASKED: lazy_gettext("%(stream)s: more persons than asked for: %(regions)s."),
    DraftWarning.LEFT_OUT: lazy_gettext("%(stream)s: asked for places and get none: %(regions)s."),
}

DISTRIBUTION_FAULTS: Mapping[DistributionFault, LazyString] = {
    DistributionFault.NEGATIVE: lazy_gettext("The number of persons cannot be negative."),
    DistributionFault.BELOW_HELD: lazy_gettext(
        "%(held)s places are held or used in this district already; it cannot have %(asked)s."
    ),
    DistributionFault.ABOVE_REGION: lazy_gettext(
        "The districts would have %(asked)s places together, but %(possible)s can be divided."
    ),
    DistributionFault.NOTHING_CHANGES: lazy_gettext("Nothing changes: enter another number for at least one district."),
}

ERRORS: Mapping[str, LazyString] = {
    "request_move_not_allowed": lazy_gettext("This is not possible in the present state of the request."),
    "request_closed": lazy_gettext("The request has been filed or withdrawn, so its figures cannot be changed now."),
    "request_incomplete": lazy_gettext("The request cannot be filed yet. Correct what is named on this page."),
    "request_year_closed": lazy_gettext("No request can be made for %(year)s: only for this year and the next one."),
    "justification_required": lazy_gettext("Explain what is doubtful in the request."),
    "draft_without_persons": lazy_gettext("The draft gives no places to any region. Enter and save them first."),
    "distribution_refused": lazy_gettext("The quota cannot be divided like this. Correct what is named below."),
    "draft_unconfirmed": lazy_gettext("Read the warnings and confirm that the order is proposed all the same."),
}


def finding_words(finding: Finding) -> str:
    """What was found, in the language in use."""
    return _filled(FINDINGS[finding.code], finding.params)


def fault_words(finding: DistributionFinding) -> str:
    """Why a division cannot be proposed."""
    return _filled(DISTRIBUTION_FAULTS[finding.code], finding.params)


def warning_words(warning: DraftWarning, stream: str, regions: Iterable[str]) -> str:
    """What stands against proposing the order, with names in the language in use."""
    return str(WARNINGS[warning]) % {"stream": stream, "regions": ", ".join(regions)}


def _filled(words: LazyString, params: Mapping[str, int]) -> str:
    text = str(words)
    return text % {name: format_number(number) for name, number in params.items()} if params else text
