"""Words for criteria and findings: the requirement, and what came out of it for this household."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.eligibility import Finding, Outcome
from app.domain.programmes.definition import CriterionCode
from app.i18n import LazyString, format_date, lazy_gettext, lazy_pgettext, ngettext

OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.MET: lazy_pgettext("outcome", "Met"),
    Outcome.NOT_MET: lazy_pgettext("outcome", "Not met"),
    Outcome.UNKNOWN: lazy_pgettext("outcome", "Not answered yet"),
    Outcome.NEEDS_CHECK: lazy_pgettext("outcome", "To be checked by an officer"),
}

OVERALL: dict[Outcome, LazyString] = {
    Outcome.MET: lazy_gettext("All requirements are met as far as the answers show."),
    Outcome.NOT_MET: lazy_gettext("At least one requirement is not met."),
    Outcome.UNKNOWN: lazy_gettext("Some answers are missing, so nothing certain can be said yet."),
    Outcome.NEEDS_CHECK: lazy_gettext("No obstacle is seen, but some points have to be checked by an officer."),
}

NOT_VERIFIED = lazy_gettext("not verified")

CRITERIA: dict[CriterionCode, LazyString] = {
    CriterionCode.CITIZEN: lazy_gettext("Citizenship of Kazakhstan"),
    CriterionCode.JOBSEEKER: lazy_gettext("Registration at a career centre as a jobseeker or unemployed"),
    CriterionCode.REGISTERED_RESIDENCE: lazy_gettext("Permanent registration in the region of departure"),
    CriterionCode.OTHER_REGION: lazy_gettext("Move to another region"),
    CriterionCode.DEPARTURE_REGION: lazy_gettext("Region from which relocatees are invited"),
    CriterionCode.HOST_REGION: lazy_gettext("Region that takes people this year"),
    CriterionCode.NOT_INCLUDED_BEFORE: lazy_gettext("No earlier inclusion in a quota"),
    CriterionCode.NO_DUPLICATE: lazy_gettext("No member in another application"),
    CriterionCode.DIVORCE_DOCUMENTED: lazy_gettext("Recent divorce is documented"),
    CriterionCode.GRADUATE_WINDOW: lazy_gettext("Graduate of Serpin or Zharqyn Bolashaq applies in time"),
    CriterionCode.RULES_234_TERM: lazy_gettext("Term set by the rules of voluntary relocation"),
    CriterionCode.KANDAS_STATUS_VALID: lazy_gettext("Kandas status in force"),
    CriterionCode.KANDAS_STATUS_GROUND: lazy_gettext("Ground on which the kandas status was given"),
    CriterionCode.NOT_YET_CITIZEN: lazy_gettext("No citizenship of Kazakhstan yet"),
    CriterionCode.FAMILY_OF_INCLUDED: lazy_gettext("Widow or children of a kandas included earlier"),
    CriterionCode.NATIONALITY_PROVEN: lazy_gettext("Kazakh nationality"),
    CriterionCode.NEVER_CITIZEN: lazy_gettext("Never a citizen of Kazakhstan"),
    CriterionCode.PAPERS_VALID: lazy_gettext("Valid identity document"),
    CriterionCode.OF_AGE: lazy_gettext("Age of majority"),
    CriterionCode.NO_LIVING_STATUS: lazy_gettext("No kandas status in force"),
    CriterionCode.NO_EARLIER_REFUSAL: lazy_gettext("No earlier refusal"),
    CriterionCode.STATUS_IN_REGISTER: lazy_gettext("Status in the register"),
    CriterionCode.NOT_EXTENDED_BEFORE: lazy_gettext("Status not extended yet"),
}

_NOT_ANSWERED = lazy_gettext("This has not been answered yet.")
_BY_OFFICER = lazy_gettext("An officer checks this.")
_NO_FIGURE = lazy_gettext("The term for this day is not entered, so an officer checks this.")

FINDINGS: dict[tuple[CriterionCode, Outcome], LazyString] = {
    (CriterionCode.CITIZEN, Outcome.MET): lazy_gettext("The applicant is a citizen of Kazakhstan."),
    (CriterionCode.CITIZEN, Outcome.NOT_MET): lazy_gettext("The applicant is not a citizen of Kazakhstan."),
    (CriterionCode.JOBSEEKER, Outcome.MET): lazy_gettext("The applicant is registered at a career centre."),
    (CriterionCode.JOBSEEKER, Outcome.NOT_MET): lazy_gettext(
        "The applicant is not registered at a career centre as a jobseeker or unemployed."
    ),
    (CriterionCode.REGISTERED_RESIDENCE, Outcome.MET): lazy_gettext(
        "Full months of registration: %(months)s, required: %(required)s."
    ),
    (CriterionCode.REGISTERED_RESIDENCE, Outcome.NOT_MET): lazy_gettext(
        "Full months of registration: %(months)s, required: %(required)s."
    ),
    (CriterionCode.OTHER_REGION, Outcome.MET): lazy_gettext(
        "The household moves to another region: %(departure)s → %(region)s."
    ),
    (CriterionCode.OTHER_REGION, Outcome.NEEDS_CHECK): lazy_gettext(
        "The household is already registered in the host region (%(region)s): an officer checks this."
    ),
    (CriterionCode.DEPARTURE_REGION, Outcome.MET): lazy_gettext(
        "Relocatees from this region take part: %(departure)s."
    ),
    (CriterionCode.DEPARTURE_REGION, Outcome.NEEDS_CHECK): lazy_gettext(
        "The region is not in the list of regions of departure (%(departure)s): an officer checks this."
    ),
    (CriterionCode.HOST_REGION, Outcome.MET): lazy_gettext(
        "The region takes people of this stream in %(year)s: %(region)s."
    ),
    (CriterionCode.HOST_REGION, Outcome.NOT_MET): lazy_gettext(
        "The region does not take people of this stream in %(year)s: %(region)s."
    ),
    (CriterionCode.HOST_REGION, Outcome.NEEDS_CHECK): lazy_gettext(
        "The list of host regions for %(year)s is not entered, so an officer checks this."
    ),
    (CriterionCode.NOT_INCLUDED_BEFORE, Outcome.MET): lazy_gettext(
        "The household has not been included in a quota before."
    ),
    (CriterionCode.NOT_INCLUDED_BEFORE, Outcome.NOT_MET): lazy_gettext("The household was included in a quota before."),
    (CriterionCode.NOT_INCLUDED_BEFORE, Outcome.NEEDS_CHECK): lazy_gettext(
        "The family of a kandas was included before: an officer checks whether the exception applies."
    ),
    (CriterionCode.NO_DUPLICATE, Outcome.MET): lazy_gettext("No member stands in another application."),
    (CriterionCode.DIVORCE_DOCUMENTED, Outcome.MET): lazy_gettext("The divorce certificate is attached."),
    (CriterionCode.DIVORCE_DOCUMENTED, Outcome.NOT_MET): lazy_gettext(
        "A divorce certificate is required: less than %(required)s months have passed since the divorce."
    ),
    (CriterionCode.GRADUATE_WINDOW, Outcome.MET): lazy_gettext(
        "Not more than %(required)s months have passed since graduation: any region of departure is accepted."
    ),
    (CriterionCode.GRADUATE_WINDOW, Outcome.NOT_MET): lazy_gettext(
        "More than %(required)s months have passed since graduation: the general requirements apply."
    ),
    (CriterionCode.KANDAS_STATUS_VALID, Outcome.MET): lazy_gettext("The status is in force until %(until)s."),
    (CriterionCode.KANDAS_STATUS_VALID, Outcome.NOT_MET): lazy_gettext("There is no kandas status in force."),
    (CriterionCode.KANDAS_STATUS_VALID, Outcome.NEEDS_CHECK): lazy_gettext(
        "The day on which the status was given is not known: an officer checks this."
    ),
    (CriterionCode.KANDAS_STATUS_GROUND, Outcome.NOT_MET): lazy_gettext("There is no kandas status in force."),
    (CriterionCode.NOT_YET_CITIZEN, Outcome.MET): lazy_gettext("The applicant is not a citizen of Kazakhstan yet."),
    (CriterionCode.NOT_YET_CITIZEN, Outcome.NOT_MET): lazy_gettext(
        "The applicant is a citizen of Kazakhstan already, so the kandas status has ended."
    ),
    (CriterionCode.NATIONALITY_PROVEN, Outcome.MET): lazy_gettext(
        "There is a document that proves it, or the recommendation of the commission."
    ),
    (CriterionCode.NATIONALITY_PROVEN, Outcome.NOT_MET): lazy_gettext("The applicant is of another nationality."),
    (CriterionCode.NATIONALITY_PROVEN, Outcome.NEEDS_CHECK): lazy_gettext(
        "A document that proves it, or the recommendation of the commission, is needed."
    ),
    (CriterionCode.NEVER_CITIZEN, Outcome.MET): lazy_gettext("The applicant never was a citizen of Kazakhstan."),
    (CriterionCode.NEVER_CITIZEN, Outcome.NOT_MET): lazy_gettext(
        "The applicant is or was a citizen of Kazakhstan, so the status cannot be given."
    ),
    (CriterionCode.PAPERS_VALID, Outcome.MET): lazy_gettext("The document is valid until %(until)s."),
    (CriterionCode.PAPERS_VALID, Outcome.NOT_MET): lazy_gettext("The document expired on %(until)s."),
    (CriterionCode.PAPERS_VALID, Outcome.NEEDS_CHECK): lazy_gettext(
        "The document names no last day: an officer checks this."
    ),
    (CriterionCode.OF_AGE, Outcome.MET): lazy_gettext("The applicant is of age."),
    (CriterionCode.OF_AGE, Outcome.NOT_MET): lazy_gettext(
        "The applicant is younger than %(required)s: a parent or guardian applies for the family."
    ),
    (CriterionCode.NO_LIVING_STATUS, Outcome.MET): lazy_gettext("The register holds no status in force."),
    (CriterionCode.NO_LIVING_STATUS, Outcome.NOT_MET): lazy_gettext(
        "The applicant has a status in force until %(until)s."
    ),
    (CriterionCode.NO_EARLIER_REFUSAL, Outcome.MET): lazy_gettext("Nothing was refused before."),
    (CriterionCode.NO_EARLIER_REFUSAL, Outcome.NEEDS_CHECK): lazy_gettext(
        "Something was refused before: an officer checks whether its grounds still stand."
    ),
    (CriterionCode.STATUS_IN_REGISTER, Outcome.MET): lazy_gettext("The status stands in the register."),
    (CriterionCode.STATUS_IN_REGISTER, Outcome.NEEDS_CHECK): lazy_gettext(
        "The status is not found in the register: an officer compares the certificate."
    ),
    (CriterionCode.NOT_EXTENDED_BEFORE, Outcome.MET): lazy_gettext("The status can still be extended."),
    (CriterionCode.NOT_EXTENDED_BEFORE, Outcome.NOT_MET): lazy_gettext(
        "The status was extended before, and it cannot be extended again."
    ),
    (CriterionCode.FAMILY_OF_INCLUDED, Outcome.NEEDS_CHECK): lazy_gettext(
        "Kinship and the day of arrival are checked by an officer."
    ),
}

# What is said instead where the register of kandas statuses has answered.
_BY_REGISTER: dict[tuple[CriterionCode, Outcome], LazyString] = {
    (CriterionCode.KANDAS_STATUS_VALID, Outcome.MET): lazy_gettext(
        "From the register: status № %(register)s is in force until %(until)s."
    ),
    (CriterionCode.KANDAS_STATUS_VALID, Outcome.NOT_MET): lazy_gettext(
        "From the register: status № %(register)s was in force until %(until)s."
    ),
    (CriterionCode.KANDAS_STATUS_GROUND, Outcome.MET): lazy_gettext(
        "From the register: status № %(register)s was assigned by a decision of the local executive body."
    ),
    (CriterionCode.NOT_YET_CITIZEN, Outcome.MET): lazy_gettext(
        "From the register: status № %(register)s has not ended by citizenship."
    ),
    (CriterionCode.NOT_YET_CITIZEN, Outcome.NOT_MET): lazy_gettext(
        "From the register: status № %(register)s ended by citizenship of Kazakhstan."
    ),
}

_FIGURE_CRITERIA = frozenset(
    {CriterionCode.REGISTERED_RESIDENCE, CriterionCode.DIVORCE_DOCUMENTED, CriterionCode.GRADUATE_WINDOW}
)


def finding_text(finding: Finding, region_names: Mapping[str, str] | None = None) -> str:
    """The finding in a sentence of the language in use; ``region_names`` turn ISO codes into names."""
    code, params = finding.criterion_code, finding.params
    if code is CriterionCode.NO_DUPLICATE and "count" in params:
        return ngettext(
            "%(num)s member stands in another application: an officer checks this.",
            "%(num)s members stand in another application: an officer checks this.",
            int(str(params["count"])),
        )
    words = _shown(params, region_names or {})
    return str(_sentence(finding)) % words


def _sentence(finding: Finding) -> LazyString:
    if finding.outcome is Outcome.UNKNOWN:
        return _NOT_ANSWERED
    key = finding.criterion_code, finding.outcome
    sentence = _BY_REGISTER.get(key) if "register" in finding.params else FINDINGS.get(key)
    if sentence is not None:
        return sentence
    needs_figure = finding.criterion_code in _FIGURE_CRITERIA and not finding.params
    return _NO_FIGURE if needs_figure else _BY_OFFICER


def _shown(params: Mapping[str, int | str | date], region_names: Mapping[str, str]) -> dict[str, str]:
    """Dates as the language writes them, regions by name."""
    return {
        name: format_date(value) if isinstance(value, date) else region_names.get(str(value), str(value))
        for name, value in params.items()
    }
