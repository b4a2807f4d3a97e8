"""Words for public figures: measures, columns of the CSV, and the signs in it."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.anonymity import REST
from app.domain.statistic import Measure
from app.i18n import LazyString, lazy_gettext, lazy_pgettext
from app.labels.review import ground_text

MEASURES: Mapping[str, LazyString] = {
    Measure.ALLOCATED: lazy_pgettext("figure", "Quota"),
    Measure.FILED: lazy_pgettext("figure", "Applications filed"),
    Measure.APPROVED: lazy_pgettext("figure", "Approved"),
    Measure.REFUSED: lazy_pgettext("figure", "Refused"),
    Measure.OTHERWISE: lazy_pgettext("figure", "Ended otherwise"),
    "waiting": lazy_pgettext("figure", "Waiting"),
    Measure.HELD: lazy_pgettext("figure", "Held"),
    Measure.MEDIAN_DAYS: lazy_pgettext("figure", "Half of the decisions, days"),
    Measure.NINETIETH_DAYS: lazy_pgettext("figure", "Nine of ten decisions, days"),
    Measure.GROUND: lazy_pgettext("figure", "Refused on a ground"),
}
MEANINGS: Mapping[str, LazyString] = {
    Measure.ALLOCATED: lazy_gettext("Places (persons) of the year’s quota by order, as it stood on the day."),
    Measure.FILED: lazy_gettext("Applications that were filed in the month, in the region where they stand now."),
    Measure.APPROVED: lazy_gettext(
        "Families whose inclusion was approved in the month. Their persons are the used places of the quota."
    ),
    Measure.REFUSED: lazy_gettext("Families that were refused in the month, by a final decision after a hearing."),
    Measure.OTHERWISE: lazy_gettext(
        "Applications that ended in the month in another way: not accepted, withdrawn, or annulled after approval."
    ),
    "waiting": lazy_gettext(
        "About how many families wait for a decision on the day: filed so far less ended so far, from the published "
        "figures, where a figure that waits is taken as half of the most that it can be; to a multiple of the smallest "
        "group."
    ),
    Measure.HELD: lazy_gettext(
        "Places for which approval is being prepared on the day, rounded down to a multiple of the smallest group."
    ),
    Measure.MEDIAN_DAYS: lazy_gettext(
        "Calendar days from filing to decision within which half of the year’s decided applications had theirs."
    ),
    Measure.NINETIETH_DAYS: lazy_gettext(
        "Calendar days from filing to decision within which nine of ten of the year’s decided applications had theirs."
    ),
    Measure.GROUND: lazy_gettext(
        "Published refusals by ground, for the whole country, at the end of each quarter. "
        "A family that is refused on two grounds counts under both."
    ),
}
COLUMNS: Mapping[str, LazyString] = {
    "as_of": lazy_gettext("The last day of the month that the line is about (year-month-day)."),
    "stream": lazy_gettext("For whom: kandas, relocatee, status_assignment, status_extension."),
    "region": lazy_gettext("Code of the region (ISO 3166-2); empty for the whole country."),
    "measure": lazy_gettext("What is counted: the codes stand in the table below."),
    "ground": lazy_gettext("Code of the ground of refusal; “other” for grounds too rare to be named."),
    "families": lazy_gettext("Number of families (applications)."),
    "persons": lazy_gettext("Number of persons in these families."),
    "days": lazy_gettext("Calendar days."),
    "sign": lazy_gettext(
        "Empty where there is a figure; “carried” where it waits for the months after it; “few” for a small group."
    ),
}


def ground_words(code: str) -> str:
    """The ground in words; the rare ones together have words of their own."""
    return str(_REST) if code == REST else ground_text(code)


_REST = lazy_gettext("Other grounds, each too rare to be named")
