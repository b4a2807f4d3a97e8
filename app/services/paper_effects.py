"""Which paper a move entails, and what stands on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from app.domain.eligibility import Finding, Outcome
from app.domain.grounds import basis_of
from app.domain.legal import LegalReference
from app.domain.paper import Citation, DocumentKind, Ground
from app.domain.programmes import PROGRAMMES
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.domain.workflow import Action
from app.i18n import current_language
from app.labels.eligibility import CRITERIA, finding_text
from app.labels.review import ground_text
from app.models import IssuedDocument
from app.services import eligibility, paper, reference
from app.services import paper_facts as building
from app.services.motion import Transition
from app.services.paper_facts import Desk, in_words


def issue_for(session: Session, step: Transition, *, actor: Actor, now: datetime) -> IssuedDocument | None:
    """Issue the paper that the move entails, in the caller's transaction; None for a move without one."""
    known = _PAPERS.get(step.motion.action)
    if known is None:
        return None
    kind, describe = known
    application = step.application
    desk = Desk(session, application, reference.book(session), actor, now)
    draft = building.common_facts(desk, kind, basis=_acts_of(desk), **describe(desk, step))
    series = building.SERIES[Stream(application.stream)]
    return paper.issue(session, draft, series=series, application_id=application.id, actor=actor, now=now)


# Where a figure decided, the sheet shows it; elsewhere the requirement says enough.
_FIGURES = frozenset({"months", "required", "until"})


def _receipt(desk: Desk, step: Transition) -> dict[str, Any]:
    return {
        "household": building.household(desk.application),
        "statements": building.regions_stated(desk),
        "documents": building.handed_in(desk),
        "deadline_on": step.application.due_on,
    }


def _request(desk: Desk, step: Transition) -> dict[str, Any]:
    return {
        "documents": tuple(building.listed(item.kind, item.note) for item in step.motion.requested),
        "deadline_on": step.application.due_on or desk.on,
        "statements": building.reasoning(step.motion.reason),
    }


def _refusal_to_accept(desk: Desk, step: Transition) -> dict[str, Any]:
    return {
        "grounds": _named(desk, step, step.motion.grounds),
        "statements": building.reasoning(step.motion.reason),
        "documents": tuple(building.listed(item.kind, item.note) for item in step.motion.requested),
    }


def _approval(desk: Desk, _step: Transition) -> dict[str, Any]:
    # The requirements count on the day of application, as the case page showed them to who decides.
    found = eligibility.findings(desk.session, desk.application, desk.filed_on)
    return {
        "household": building.household(desk.application),
        "statements": building.regions_stated(desk, is_host_said=True),
        "grounds": tuple(_finding(desk, each) for each in found if each.is_decisive and each.outcome is Outcome.MET),
        "quota": building.quota_place(desk),
        "amounts": building.amounts(desk),
        "obligations": (building.clause(desk, "clause.residence"),),
    }


def _refusal(desk: Desk, step: Transition) -> dict[str, Any]:
    application = desk.application
    reason = step.motion.reason or application.proposal_reason
    named = step.motion.grounds or tuple(application.proposal_grounds)
    return {
        "household": building.household(application),
        "statements": building.regions_stated(desk) + building.reasoning(reason),
        "grounds": _named(desk, step, named),
    }


_PAPERS: Mapping[Action, tuple[DocumentKind, Callable[[Desk, Transition], dict[str, Any]]]] = MappingProxyType(
    {
        Action.SUBMIT: (DocumentKind.RECEIPT, _receipt),
        Action.RETURN_FOR_DOCUMENTS: (DocumentKind.DOCUMENTS_REQUEST, _request),
        Action.REFUSE_TO_ACCEPT: (DocumentKind.REFUSAL_TO_ACCEPT, _refusal_to_accept),
        Action.APPROVE: (DocumentKind.APPROVAL, _approval),
        Action.REFUSE: (DocumentKind.REFUSAL, _refusal),
    }
)


def _acts_of(desk: Desk) -> tuple[Citation, ...]:
    """The acts under which the programme runs."""
    programme = PROGRAMMES[desk.application.programme]
    return tuple(building.citation(desk, LegalReference(code), is_verified=True) for code in programme.legal_acts)


def _named(desk: Desk, step: Transition, codes: tuple[str, ...]) -> tuple[Ground, ...]:
    """The grounds that the officer named, each with its act."""
    programme = PROGRAMMES[desk.application.programme]
    return tuple(_ground(desk, code, basis_of(programme, step.motion.action, code)) for code in codes)


def _ground(desk: Desk, code: str, known: Any) -> Ground:
    norm = known.legal_basis if known else LegalReference("")
    return Ground(
        code=str(code),
        text=in_words(lambda: ground_text(code)),
        norm=building.citation(desk, norm, is_verified=bool(known and known.verified)),
    )


def _finding(desk: Desk, finding: Finding) -> Ground:
    regions = reference.regions(desk.session)

    def text() -> str:
        names = {code: getattr(row, f"name_{current_language()}") for code, row in regions.items()}
        requirement = str(CRITERIA[finding.criterion_code])
        said = finding_text(finding, names).rstrip(".")
        return f"{requirement} ({said})" if _FIGURES & set(finding.params) else requirement

    return Ground(
        code=finding.criterion_code,
        text=in_words(text),
        norm=building.citation(desk, finding.legal_basis, is_verified=finding.verified),
        params={name: str(value) for name, value in finding.params.items()},
        is_met=True,
    )
