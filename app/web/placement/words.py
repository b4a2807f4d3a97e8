"""A proposal as plain values for its pages: the score's parts, the other places, what would change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.placement import weights_on
from app.domain.placement_change import ChangeKind, NoPoints
from app.domain.placement_choice import OverrideGround, ProposalState
from app.domain.placement_explanation import Option, Verdict
from app.domain.placement_facts import change_of, option_of
from app.domain.statistic import SMALLEST
from app.domain.stream import QUOTA_STREAMS
from app.i18n import local
from app.labels.placement import (
    GROUNDS,
    PARTS,
    PROPOSAL_COLOURS,
    PROPOSAL_STATES,
    change_text,
    no_points_text,
    part_note,
    verdict_text,
)
from app.labels.region import district_name, region_name
from app.models import Application, PlacementProposal, db
from app.queries import placement as queries
from app.services import reference
from app.web.access import now

# The proposed place is told first, the many that fit no better in one line.
_TOLD_APART = frozenset({Verdict.CHOSEN, Verdict.LOWER})


def place_name(code: str | None) -> str:
    """The name of a district or a region by its code."""
    session = db.session
    district = reference.districts(session).get(code or "")
    region = reference.regions(session).get(code or "")
    return district_name(district) if district else region_name(region) if region else ""


def professions() -> dict[str, str]:
    """Names of the professions by code in the language in use."""
    return {row.code: region_name(row) for row in queries.professions(db.session)}


def proposal_words(proposal: PlacementProposal, *, to_family: bool) -> dict[str, Any]:
    """The proposal for a page: ``parts`` of the proposed or best place, ``others``, ``changes``, what became of it."""
    options = [option_of(facts) for facts in proposal.options]
    shown = next((option for option in options if option.score), None)
    names = professions() if shown else {}
    state = ProposalState(proposal.state)
    return {
        "id": proposal.id,
        "run_id": proposal.run_id,
        "state": state,
        "state_text": str(PROPOSAL_STATES[state]),
        "colour": PROPOSAL_COLOURS[state],
        "is_open": state is ProposalState.OPEN,
        "place": place_name(proposal.district or proposal.region),
        "region": proposal.region,
        "score": proposal.score,
        "shown_place": place_name(shown.place) if shown else "",
        "shown_score": shown.total if shown else None,
        "parts": part_rows(shown, names, _fewest() if to_family else 0) if shown else [],
        "weights_verified": _weights_verified(),
        "others": [_other(option, to_family=to_family) for option in options if option.verdict not in _TOLD_APART],
        "lower": "; ".join(
            f"{place_name(option.place)} {option.total}" for option in options if option.verdict is Verdict.LOWER
        ),
        "changes": _changes(proposal),
        "chosen": place_name(proposal.chosen_district or proposal.chosen_region),
        "ground": str(GROUNDS[OverrideGround(proposal.ground)]) if proposal.ground else "",
        "reason": proposal.reason,
        "decided_at": proposal.decided_at,
    }


def placement_for_family(application: Application) -> dict[str, Any] | None:
    """What a case worker made of a proposal, with its reasons; None before that, and where no place is needed."""
    if application.stream not in QUOTA_STREAMS:
        return None
    proposal = queries.told_to_family(db.session, application.id)
    if proposal is None:
        return None
    district = place_name(application.host_district) if application.host_district else ""
    return proposal_words(proposal, to_family=True) | {"district": district}


def part_rows(option: Option, names: Mapping[str, str], fewest: int) -> Sequence[dict[str, Any]]:
    """Each part of a score: its name, points of how many, and why (nothing of fewer than ``fewest`` other families)."""
    parts = option.score.parts if option.score else ()
    return [
        {"part": str(PARTS[part.part]), "points": part.points, "of": part.of, "note": part_note(part, names, fewest)}
        for part in parts
    ]


def _changes(proposal: PlacementProposal) -> list[str]:
    """What would change the proposal, and then in one sentence each why for some places no points are named."""
    told = [change_of(facts) for facts in proposal.changes]
    found = [change_text(each, place_name(each.place)) for each in told if each.kind is not ChangeKind.NO_POINTS]
    for why in NoPoints:
        names = [place_name(each.place) for each in told if each.why is why]
        found += [no_points_text(why, names)] if names else []
    return found


def _other(option: Option, *, to_family: bool) -> dict[str, Any]:
    name = place_name(option.place)
    return {"place": name, "score": option.total, "text": verdict_text(option, name, to_family=to_family)}


def _fewest() -> int:
    """Of so many other families at least a family may be told something, as the public statistics may."""
    value = reference.book(db.session).find(SMALLEST, local(now()).date())
    return value.number if value else 0


def _weights_verified() -> bool:
    """Whether somebody has verified the weights of today."""
    today = local(now()).date()
    return weights_on(reference.book(db.session), today).is_verified
