"""Two households that meet everything, as the rules see them."""

from __future__ import annotations

from datetime import date

from app.domain.eligibility import ApplicationFacts, KandasFacts
from app.domain.household import EmploymentStatus, MaritalChange, Member, Relation

ON = date(2026, 11, 20)

# From Turkistan Region to Pavlodar Region: everything answered, everything in order.
RELOCATEE_FACTS = ApplicationFacts(
    members=(Member(key="0", relation=Relation.APPLICANT, citizenship="KZ"),),
    employment=EmploymentStatus.REGISTERED_UNEMPLOYED,
    registered_region="KZ-61",
    registered_since=date(2020, 1, 1),
    host_region="KZ-55",
    was_included_before=False,
    duplicates=(),
    marital_change=MaritalChange.NONE,
)
# From Uzbekistan to Akmola Region, status of 1 March 2026.
KANDAS_FACTS = ApplicationFacts(
    members=(Member(key="0", relation=Relation.APPLICANT, citizenship="UZ"),),
    host_region="KZ-11",
    was_included_before=False,
    duplicates=(),
    marital_change=MaritalChange.NONE,
    kandas=KandasFacts(has_status=True, granted_on=date(2026, 3, 1)),
)
