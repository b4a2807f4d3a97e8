"""The rule behind each criterion: facts, dated figures and a day in, a verdict out.

Sources: rules of inclusion in the regional quota (order No. 20), rules of voluntary relocation (order No.
234), rules of the kandas status (order No. 329), Law on migration, arts. 11, 25.  Where the law's text is not
known, or a figure is missing for the day, the verdict is "needs check" and never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from app.domain.calendar import add_months, full_months_between
from app.domain.document_types import DocumentType
from app.domain.facts import KandasFacts
from app.domain.household import CITIZENSHIP_KAZAKHSTAN, EmploymentStatus, MaritalChange
from app.domain.programmes.definition import CriterionCode
from app.domain.reference import Dated, ListRole
from app.domain.status_criteria import STATUS_RULES
from app.domain.verdict import Outcome, Params, Question, Rule, Verdict, yes_no

__all__ = ["RULES", "Outcome", "Params", "Question", "Verdict"]


REGISTERED_AT_CAREER_CENTRE = frozenset({EmploymentStatus.REGISTERED_UNEMPLOYED, EmploymentStatus.REGISTERED_JOBSEEKER})


def citizen(question: Question) -> Verdict:
    """The applicant is a citizen of Kazakhstan (order No. 20)."""
    applicant = question.facts.applicant
    if applicant is None or applicant.citizenship is None:
        return Verdict(Outcome.UNKNOWN)
    return yes_no(applicant.citizenship == CITIZENSHIP_KAZAKHSTAN)


def jobseeker(question: Question) -> Verdict:
    """The applicant is registered at a career centre as a jobseeker or unemployed (order No. 20)."""
    if question.facts.employment is None:
        return Verdict(Outcome.UNKNOWN)
    return yes_no(question.facts.employment in REGISTERED_AT_CAREER_CENTRE)


def registered_residence(question: Question) -> Verdict:
    """Permanent registration for the months of the settings on the day of application (order No. 20).

    Whether graduates of the youth grants are freed from the term as well as from the region is not known.
    """
    facts = question.facts
    required = question.reference.find("residence.registered_months", question.on)
    if required is None:
        return Verdict(Outcome.NEEDS_CHECK)
    if facts.registered_since is None:
        return Verdict(Outcome.UNKNOWN, {"required": required.number}, (required,))
    months = max(full_months_between(facts.registered_since, question.on), 0)
    params: Params = {"required": required.number, "months": months}
    if months >= required.number:
        return Verdict(Outcome.MET, params, (required,))
    outcome = Outcome.NEEDS_CHECK if _is_recent_graduate(question) else Outcome.NOT_MET
    return Verdict(outcome, params, (required,))


def other_region(question: Question) -> Verdict:
    """The household leaves the region where it is registered; a move inside it is for an officer to judge."""
    facts = question.facts
    if facts.registered_region is None or facts.host_region is None:
        return Verdict(Outcome.UNKNOWN)
    is_other = facts.registered_region != facts.host_region
    params = {"departure": facts.registered_region, "region": facts.host_region}
    return Verdict(Outcome.MET if is_other else Outcome.NEEDS_CHECK, params)


def departure_region(question: Question) -> Verdict | None:
    """Until 2026 people came from listed regions only; no list in force: any region, and no finding."""
    facts = question.facts
    listed = question.reference.listings(question.stream, ListRole.DEPARTURE, question.on)
    if not listed:
        return None
    if facts.registered_region is None:
        return Verdict(Outcome.UNKNOWN)
    params = {"departure": facts.registered_region}
    entry = listed.get(facts.registered_region)
    if entry is not None:
        return Verdict(Outcome.MET, params, (entry,))
    return Verdict(Outcome.MET if _is_recent_graduate(question) else Outcome.NEEDS_CHECK, params)


def host_region(question: Question) -> Verdict:
    """The region wished for takes people of the stream on the day (Law on migration, yearly quota order)."""
    region = question.facts.host_region
    if region is None:
        return Verdict(Outcome.UNKNOWN)
    params: Params = {"region": region, "year": question.on.year}
    listed = question.reference.listings(question.stream, ListRole.HOST, question.on)
    if not listed:
        return Verdict(Outcome.NEEDS_CHECK, params)
    if region in listed:
        return Verdict(Outcome.MET, params, (listed[region],))
    return Verdict(Outcome.NOT_MET, params, tuple(listed.values()))


def not_included_before(question: Question) -> Verdict:
    """Nobody is included twice; the family of an included kandas is an exception that an officer checks."""
    was_included = question.facts.was_included_before
    if was_included is None:
        return Verdict(Outcome.UNKNOWN)
    kandas = question.facts.kandas
    if was_included and kandas is not None and kandas.is_family_of_included:
        return Verdict(Outcome.NEEDS_CHECK)
    return yes_no(not was_included)


def no_duplicate(question: Question) -> Verdict:
    """No member stands in another active or included application; the search, and a hit, are an officer's."""
    duplicates = question.facts.duplicates
    if duplicates is None:
        return Verdict(Outcome.NEEDS_CHECK)
    if duplicates:
        return Verdict(Outcome.NEEDS_CHECK, {"count": len(duplicates)})
    return Verdict(Outcome.MET)


def divorce_documented(question: Question) -> Verdict | None:
    """A divorce inside the window is proved by its certificate (against families split to be counted twice)."""
    facts = question.facts
    if facts.marital_change is None:
        return Verdict(Outcome.UNKNOWN)
    if facts.marital_change is not MaritalChange.DIVORCE:
        return None
    window = question.reference.find("marital.window_months", question.on)
    if window is None:
        return Verdict(Outcome.NEEDS_CHECK)
    params = {"required": window.number}
    if facts.marital_changed_on is None:
        return Verdict(Outcome.UNKNOWN, params, (window,))
    if add_months(facts.marital_changed_on, window.number) < question.on:
        return None
    has_certificate = DocumentType.DIVORCE_CERTIFICATE in facts.documents
    return Verdict(Outcome.MET if has_certificate else Outcome.NOT_MET, params, (window,))


def graduate_window(question: Question) -> Verdict | None:
    """A graduate of Serpin or Zharqyn Bolashaq applies within the months of the settings after graduation."""
    graduate = question.facts.graduate
    if graduate is None:
        return None
    window = question.reference.find("graduate.window_months", question.on)
    if window is None:
        return Verdict(Outcome.NEEDS_CHECK)
    params = {"required": window.number}
    if graduate.graduated_on is None:
        return Verdict(Outcome.UNKNOWN, params, (window,))
    in_time = graduate.graduated_on <= question.on <= add_months(graduate.graduated_on, window.number)
    return Verdict(Outcome.MET if in_time else Outcome.NOT_MET, params, (window,))


def rules_234_term(_question: Question) -> Verdict:
    """Rules of order No. 234, para 12(4): the text is not known, so an officer has to look."""
    return Verdict(Outcome.NEEDS_CHECK)


def kandas_status_valid(question: Question) -> Verdict:
    """The status is in force on the day: a year from its grant, or with its one extension (Law, art. 25)."""
    kandas = question.facts.kandas
    if kandas is None or kandas.has_status is None:
        return Verdict(Outcome.UNKNOWN)
    if not kandas.has_status:
        return Verdict(Outcome.NOT_MET)
    if kandas.valid_until is not None:
        return _until(kandas.valid_until, question.on, (), kandas.register_number)
    if kandas.granted_on is None:
        return Verdict(Outcome.NEEDS_CHECK)
    return _by_general_validity(kandas, kandas.granted_on, question)


def kandas_status_ground(question: Question) -> Verdict:
    """The status was granted under para 9(1) of the status rules: the register knows its own decisions.

    Of a status from before the register only its decision says so.
    """
    kandas = question.facts.kandas
    if kandas is not None and kandas.has_status is False:
        return Verdict(Outcome.NOT_MET)
    if kandas is not None and kandas.register_number and not kandas.is_from_earlier_paper:
        return Verdict(Outcome.MET, {"register": kandas.register_number})
    return Verdict(Outcome.NEEDS_CHECK)


def not_yet_citizen(question: Question) -> Verdict:
    """Citizenship of Kazakhstan ends the status (Law, art. 25)."""
    kandas = question.facts.kandas
    applicant = question.facts.applicant
    if applicant is not None and applicant.citizenship == CITIZENSHIP_KAZAKHSTAN:
        return Verdict(Outcome.NOT_MET)
    if kandas is not None and kandas.is_citizen_now is not None:
        return _marked(yes_no(not kandas.is_citizen_now), kandas.register_number)
    known = applicant is not None and applicant.citizenship is not None
    return Verdict(Outcome.MET if known else Outcome.UNKNOWN)


def family_of_included(question: Question) -> Verdict | None:
    """Widow or common child of an included kandas who arrived after the inclusion: kinship and days are checked."""
    kandas = question.facts.kandas
    if kandas is None or not kandas.is_family_of_included:
        return None
    return Verdict(Outcome.NEEDS_CHECK)


def _is_recent_graduate(question: Question) -> bool:
    verdict = graduate_window(question)
    return verdict is not None and verdict.outcome is Outcome.MET


def _by_general_validity(kandas: KandasFacts, granted_on: date, question: Question) -> Verdict:
    keys = ["kandas_status.validity_months"]
    if kandas.is_extended:
        keys.append("kandas_status.extension_months")
    terms = [question.reference.find(key, question.on) for key in keys]
    known = tuple(term for term in terms if term is not None)
    if len(known) < len(keys):
        return Verdict(Outcome.NEEDS_CHECK)
    if granted_on > question.on:
        return Verdict(Outcome.NOT_MET, {"until": granted_on}, known)
    return _until(add_months(granted_on, sum(term.number for term in known)), question.on, known)


def _until(last_day: date, on: date, figures: tuple[Dated, ...], register: str | None = None) -> Verdict:
    verdict = Verdict(Outcome.MET if on <= last_day else Outcome.NOT_MET, {"until": last_day}, figures)
    return _marked(verdict, register)


def _marked(verdict: Verdict, register: str | None) -> Verdict:
    """The verdict with the number under which the register of statuses has said so."""
    return replace(verdict, params={**verdict.params, "register": register}) if register else verdict


RULES: Mapping[CriterionCode, Rule] = MappingProxyType(
    {
        CriterionCode.CITIZEN: citizen,
        CriterionCode.JOBSEEKER: jobseeker,
        CriterionCode.REGISTERED_RESIDENCE: registered_residence,
        CriterionCode.OTHER_REGION: other_region,
        CriterionCode.DEPARTURE_REGION: departure_region,
        CriterionCode.HOST_REGION: host_region,
        CriterionCode.NOT_INCLUDED_BEFORE: not_included_before,
        CriterionCode.NO_DUPLICATE: no_duplicate,
        CriterionCode.DIVORCE_DOCUMENTED: divorce_documented,
        CriterionCode.GRADUATE_WINDOW: graduate_window,
        CriterionCode.RULES_234_TERM: rules_234_term,
        CriterionCode.KANDAS_STATUS_VALID: kandas_status_valid,
        CriterionCode.KANDAS_STATUS_GROUND: kandas_status_ground,
        CriterionCode.NOT_YET_CITIZEN: not_yet_citizen,
        CriterionCode.FAMILY_OF_INCLUDED: family_of_included,
        **STATUS_RULES,
    }
)
