"""The one page of a sitting as plain values: the agenda beside it, and the case in hand or the sitting as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.commission import ItemOutcome, Member, QuorumShortError, Seat, SittingState, check_quorum
from app.domain.eligibility import Outcome
from app.domain.grounds import grounds_for
from app.domain.household import Relation, age_on
from app.domain.placement_choice import RunState
from app.domain.programmes import PROGRAMMES
from app.domain.stream import QUOTA_STREAMS
from app.domain.workflow import Action
from app.i18n import current_language, local
from app.i18n import gettext as _
from app.labels.commission import body_name
from app.labels.household import RELATIONS
from app.labels.legal import reference_text
from app.labels.programme import PROGRAMMES as PROGRAMME_NAMES
from app.labels.region import region_name
from app.labels.review import ground_text
from app.models import AgendaItem, Application, CommissionMember, Sitting, db
from app.policy import Permission, holds, regions_of
from app.queries import case, placement
from app.queries import commission as queries
from app.queries.commission_rows import AgendaRow
from app.services import commission, reference, sitting_roll
from app.services.sitting_roll import Called
from app.web.access import current_actor, now
from app.web.review import page as case_parts
from app.web.review.findings import finding_rows


@dataclass(frozen=True, slots=True)
class View:
    """A sitting with everything that each of its pages needs; read in four statements, whatever the agenda holds."""

    held: Sitting
    rows: Sequence[AgendaRow]
    people: Sequence[CommissionMember]
    there: Mapping[int, bool]

    @property
    def members(self) -> list[Member]:
        """The people as the rules see them."""
        return [commission.member_of(row) for row in self.people]

    @property
    def own(self) -> Member | None:
        """The membership of the person who looks, if they are on this commission."""
        account_id, on = current_actor().account_id, local(now()).date()
        mine = (member for member in self.members if member.account_id == account_id and account_id is not None)
        return next((member for member in mine if member.id in self.there or member.sits_on(on)), None)

    @property
    def keeps(self) -> bool:
        """Whether the person keeps this sitting."""
        actor = current_actor()
        return holds(actor, Permission.SITTING_KEEP) and self.held.region in (
            regions_of(actor, Permission.SITTING_KEEP) or ()
        )

    def row(self, item_id: int) -> AgendaRow | None:
        """The case of the agenda, if it is on it."""
        return next((row for row in self.rows if row.id == item_id), None)

    def next_after(self, item_id: int | None) -> AgendaRow | None:
        """The next case that waits for a word, from ``item_id`` on and then from the top."""
        waiting = [row for row in self.rows if row.is_waiting and row.id != item_id]
        place = next((row.position for row in self.rows if row.id == item_id), 0)
        return next((row for row in waiting if row.position > place), waiting[0] if waiting else None)


def view_of(held: Sitting) -> View:
    """The sitting with its agenda and its people."""
    session = db.session
    return View(
        held=held,
        rows=queries.agenda(session, held.id),
        people=queries.members(session, held.commission_id),
        there=queries.attendance(session, held.id) if held.state != SittingState.PLANNED else {},
    )


def frame(view: View, current: AgendaRow | None = None) -> dict[str, Any]:
    """What stands around every panel: the sitting's head and the agenda."""
    held = view.held
    state = SittingState(held.state)
    counts = {outcome: sum(row.outcome is outcome for row in view.rows) for outcome in ItemOutcome}
    return {
        "sitting": held,
        "state": state,
        "rows": view.rows,
        "current": current,
        "keeps": view.keeps,
        "own": view.own,
        "waiting": sum(row.is_waiting for row in view.rows),
        "counts": {outcome: count for outcome, count in counts.items() if count},
        "region_name": region_name(reference.regions(db.session)[held.region]),
        "is_running": state is SittingState.OPEN,
    }


def overview(view: View) -> dict[str, Any]:
    """The sitting as a whole: who sat, what was recommended, who signed."""
    held = view.held
    state = SittingState(held.state)
    is_over = state in {SittingState.CLOSED, SittingState.SIGNED}
    signed = queries.signatures(db.session, held.id) if is_over else {}
    own = view.own
    paper = queries.minutes_paper(db.session, held.document_id) if held.document_id else None
    run = placement.last_of_sitting(db.session, held.id)
    waits = run is not None and run.state is RunState.ASKED
    return frame(view) | {
        "people": _people(view, signed),
        "signed": signed,
        "may_sign": state is SittingState.CLOSED and own is not None and own.id in view.there and own.id not in signed,
        "paper": paper,
        "first": view.next_after(None),
        "rules": commission.rules(db.session, held.opened_at or now()),
        "placement_run": run,
        "placement_waits": waits,
        "placement_may_propose": not waits and _may_propose(view),
    }


def _may_propose(view: View) -> bool:
    """Whether the person may ask for districts for the cases that wait here."""
    actor, held = current_actor(), view.held
    regions = regions_of(actor, Permission.PLACEMENT_PROPOSE) if holds(actor, Permission.PLACEMENT_PROPOSE) else ()
    runs = SittingState(held.state) in {SittingState.PLANNED, SittingState.OPEN}
    return (
        runs
        and held.region in (regions or ())
        and any(row.is_waiting and row.stream in QUOTA_STREAMS for row in view.rows)
    )


def _people(view: View, signed: Mapping[int, Any]) -> list[dict[str, Any]]:
    """Those who sat, or while it is planned those who are on the commission that day."""
    language, on = current_language(), local(view.held.starts_at).date()
    names = {row.id: row.name for row in view.people}
    order = list(Seat)
    found = []
    for row in sorted(view.people, key=lambda row: (order.index(Seat(row.seat)), row.id)):
        if row.id not in view.there and (view.there or not commission.member_of(row).sits_on(on)):
            continue
        found.append(
            {
                "name": row.name,
                "seat": Seat(row.seat),
                "body": body_name(row.body, row.body_kk, row.body_ru, language),
                "stands_for": names.get(row.stands_in_for_id or 0),
                "has_left": view.there.get(row.id) is False,
                "signed_at": signed.get(row.id),
            }
        )
    return found


def case_panel(view: View, current: AgendaRow, called: Called, application: Application) -> dict[str, Any]:
    """The case in hand: a short summary, the roll, and what was said of it."""
    session = db.session
    votes = queries.votes(session, [current.id]).get(current.id, []) if current.outcome else []
    names = {member.id: member.name for member in view.members}
    own = view.own
    return (
        frame(view, current)
        | _summary(application)
        | {
            "called": called.roll.called,
            "barred": [
                {"name": names.get(number, ""), "kind": kind, "reason": called.reasons.get(number, "")}
                for number, kind in called.barred.items()
                if number in {member.id for member in called.roll.present} or number in called.reasons
            ],
            "alike": called.alike,
            "shortfall": _shortfall(called) if view.held.state == SittingState.OPEN else None,
            "votes": votes,
            "item_grounds": [ground_text(code) for code in current.grounds],
            "own_vote": next((vote for vote in votes if own is not None and vote.member_id == own.id), None),
            "may_declare": _may_declare(view, current, called),
            "following": view.next_after(current.id),
            "ground_hints": _ground_hints(application),
        }
    )


def roll_of(view: View, item: AgendaItem, application: Application) -> Called:
    """Who is called on the case; before the sitting is opened nobody is."""
    by = commission.rules(db.session, now())
    return sitting_roll.call_roll(db.session, view.held, item, application, view.members, by)


def _may_declare(view: View, current: AgendaRow, called: Called) -> bool:
    own = view.own
    begins = view.held.state in {SittingState.PLANNED, SittingState.OPEN}
    return begins and current.outcome is None and own is not None and own.id not in called.barred


def _shortfall(called: Called) -> dict[str, str | int] | None:
    try:
        check_quorum(len(called.roll.called), called.roll.seats, called.roll.rules)
    except QuorumShortError as error:
        return error.params
    return None


def _summary(application: Application) -> dict[str, Any]:
    session, today = db.session, local(now()).date()
    names = case_parts.region_names(session)
    people = case.people(session, application.id, today.year)
    files = case.attachments(session, application.id)
    assessment = case_parts.assess(session, application, files)
    findings = finding_rows(assessment.found, assessment.book, names)
    return {
        "application": application,
        "programme": str(PROGRAMME_NAMES[application.programme]),
        "people": people,
        "household": _household(application),
        "proposal_grounds": [ground_text(code) for code in application.proposal_grounds],
        "concerns": [row for row in findings if row.outcome is not Outcome.MET and row.is_decisive],
        "duplicates": assessment.duplicates,
        "unchecked": sum(row.state == "unchecked" for row in files),
        "quota": case_parts.quota_words(application, people, names),
    }


def _household(application: Application) -> list[str]:
    """Each person in one line: name, relation, age on the day of application."""
    on = local(application.submitted_at or application.created_at).date()
    return [
        _("%(name)s, %(relation)s, age %(age)s", name=person.full_name, relation=_relation(person.relation),
          age=age_on(person.birth_on, on))
        for person in application.members
    ]  # fmt: skip


def _relation(relation: str) -> str:
    return str(RELATIONS[Relation(relation)]).lower()


def _ground_hints(application: Application) -> dict[str, str]:
    """The legal basis of each ground, under its words."""
    acts = reference.book(db.session).acts
    grounds = grounds_for(PROGRAMMES[application.programme], Action.RECOMMEND_REFUSAL)
    return {
        ground.code: reference_text(ground.legal_basis, acts.get(ground.legal_basis.act_code)) for ground in grounds
    }
