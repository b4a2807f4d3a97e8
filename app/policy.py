"""Who may do what: each permission with the roles that hold it, and the records that a person may reach.

A record that a person may not reach does not exist for them (404): queries get :func:`visible_applications` and never
an application by its number alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import ColumnElement, false, or_, select, true

from app.domain.channel import Channel
from app.domain.procedures import procedure_of
from app.domain.roles import NATIONAL_ROLES, STAFF_ROLES, Actor, Role
from app.domain.workflow import Action, Standing, Status, Through
from app.models.application import Application
from app.models.commission import AgendaItem
from app.models.kandas_status import KandasStatus


class Permission(StrEnum):
    """What a page, a command or an interface asks of the person; ``PUBLIC`` asks nothing."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    STAFF = "staff"
    APPLICATION_OWN = "application.own"
    APPLICATION_FILL = "application.fill"
    APPLICATION_READ = "application.read"
    WORKLIST = "worklist"
    APPLICATION_WORK = "application.work"
    APPLICATION_DECIDE = "application.decide"
    APPLICATION_ASSIGN = "application.assign"
    DESK_ENTRY = "desk.entry"
    REGION_BOARD = "region.board"
    CLOCK_READ = "clock.read"
    COMMISSION_READ = "commission.read"
    COMMISSION_ADMIN = "commission.admin"
    SITTING_KEEP = "sitting.keep"
    SITTING_SIGN = "sitting.sign"
    APPEAL_READ = "appeal.read"
    APPEAL_FORWARD = "appeal.forward"
    APPEAL_DECIDE = "appeal.decide"
    CORRECTION_ISSUE = "correction.issue"
    KANDAS_REGISTER = "kandas.register"
    DEPARTURE_READ = "departure.read"
    DEPARTURE_RECORD = "departure.record"
    DEPARTURE_DECIDE = "departure.decide"
    QUOTA_READ = "quota.read"
    QUOTA_ORDER = "quota.order"
    QUOTA_APPROVE = "quota.approve"
    QUOTA_REQUEST = "quota.request"
    QUOTA_DISTRIBUTE = "quota.distribute"
    QUOTA_DISTRIBUTE_APPROVE = "quota.distribute_approve"
    COUNTRY_BOARD = "country.board"
    QUEUE_READ = "queue.read"
    QUEUE_AUDIT = "queue.audit"
    OVERTAKING_READ = "queue.overtaking_read"
    OVERTAKING_STATE = "queue.overtaking_state"
    PLACEMENT_READ = "placement.read"
    PLACEMENT_WORK = "placement.work"
    PLACEMENT_PROPOSE = "placement.propose"
    PLACEMENT_RUN = "placement.run"
    PLACE_PROFILE = "placement.profile"
    AUDIT_READ = "audit.read"
    EXPORT = "export"
    ACCOUNT_ADMIN = "account.admin"
    REFERENCE_ADMIN = "reference.admin"


_CASE_STAFF = frozenset({Role.CASE_WORKER, Role.SUPERVISOR})
_COMMISSION = frozenset({Role.COMMISSION_SECRETARY, Role.COMMISSION_MEMBER})

HOLDERS: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        Permission.STAFF: STAFF_ROLES,
        Permission.APPLICATION_OWN: frozenset({Role.APPLICANT}),
        Permission.APPLICATION_FILL: frozenset({Role.APPLICANT, Role.CASE_WORKER, Role.MISSION_OFFICER}),
        Permission.APPLICATION_READ: _CASE_STAFF | _COMMISSION | {Role.MINISTRY, Role.AUDITOR},
        # Whole regions; the commission reads what comes before it, and nothing else.
        Permission.WORKLIST: _CASE_STAFF | {Role.MINISTRY, Role.AUDITOR},
        Permission.APPLICATION_WORK: frozenset({Role.CASE_WORKER}),
        Permission.APPLICATION_DECIDE: frozenset({Role.SUPERVISOR}),
        Permission.APPLICATION_ASSIGN: frozenset({Role.SUPERVISOR}),
        Permission.DESK_ENTRY: frozenset({Role.CASE_WORKER, Role.MISSION_OFFICER}),
        Permission.REGION_BOARD: frozenset({Role.SUPERVISOR}),
        Permission.CLOCK_READ: _CASE_STAFF | {Role.MINISTRY, Role.AUDITOR},
        Permission.COMMISSION_READ: _CASE_STAFF | _COMMISSION | {Role.MINISTRY, Role.AUDITOR},
        Permission.COMMISSION_ADMIN: frozenset({Role.SUPERVISOR}),
        Permission.SITTING_KEEP: frozenset({Role.COMMISSION_SECRETARY}),
        Permission.SITTING_SIGN: _COMMISSION,
        Permission.APPEAL_READ: _CASE_STAFF | {Role.MINISTRY, Role.AUDITOR},
        Permission.APPEAL_FORWARD: _CASE_STAFF,
        Permission.APPEAL_DECIDE: frozenset({Role.MINISTRY}),
        Permission.CORRECTION_ISSUE: frozenset({Role.SUPERVISOR}),
        Permission.KANDAS_REGISTER: _CASE_STAFF | {Role.MINISTRY, Role.AUDITOR},
        Permission.DEPARTURE_READ: _CASE_STAFF | {Role.MINISTRY, Role.AUDITOR},
        Permission.DEPARTURE_RECORD: frozenset({Role.CASE_WORKER}),
        # Whoever recorded a departure never confirms it; the record's own constraint says so too.
        Permission.DEPARTURE_DECIDE: frozenset({Role.SUPERVISOR}),
        Permission.QUOTA_READ: _CASE_STAFF | {Role.MINISTRY, Role.AUDITOR},
        Permission.QUOTA_ORDER: frozenset({Role.MINISTRY}),
        # Whoever proposed a change never approves it; the record's own constraint says so too.
        Permission.QUOTA_APPROVE: frozenset({Role.MINISTRY}),
        Permission.QUOTA_REQUEST: frozenset({Role.SUPERVISOR}),
        Permission.QUOTA_DISTRIBUTE: _CASE_STAFF,
        Permission.QUOTA_DISTRIBUTE_APPROVE: frozenset({Role.SUPERVISOR}),
        Permission.COUNTRY_BOARD: frozenset({Role.MINISTRY, Role.AUDITOR}),
        Permission.QUEUE_READ: _CASE_STAFF | {Role.COMMISSION_SECRETARY, Role.MINISTRY, Role.AUDITOR},
        Permission.QUEUE_AUDIT: frozenset({Role.AUDITOR}),
        # The head of the body answers for its order, as for its missed terms; not for that of another region.
        Permission.OVERTAKING_READ: frozenset({Role.SUPERVISOR, Role.AUDITOR}),
        Permission.OVERTAKING_STATE: frozenset({Role.SUPERVISOR}),
        Permission.PLACEMENT_READ: _CASE_STAFF | {Role.COMMISSION_SECRETARY, Role.MINISTRY, Role.AUDITOR},
        Permission.PLACEMENT_WORK: frozenset({Role.CASE_WORKER}),
        # Proposals for a sitting's cases; over the whole country only the ministry asks for them.
        Permission.PLACEMENT_PROPOSE: frozenset({Role.CASE_WORKER, Role.COMMISSION_SECRETARY}),
        Permission.PLACEMENT_RUN: frozenset({Role.MINISTRY}),
        Permission.PLACE_PROFILE: frozenset({Role.SUPERVISOR}),
        Permission.AUDIT_READ: frozenset({Role.AUDITOR}),
        Permission.EXPORT: frozenset({Role.AUDITOR, Role.MINISTRY}),
        Permission.ACCOUNT_ADMIN: frozenset({Role.ADMINISTRATOR}),
        Permission.REFERENCE_ADMIN: frozenset({Role.ADMINISTRATOR}),
    }
)
# Who enters applications for others.
_ENTERING = frozenset({Role.CASE_WORKER, Role.MISSION_OFFICER})
# National roles that read cases; the administrator is not among them.
_READERS = frozenset({Role.MINISTRY, Role.AUDITOR})


def holds(actor: Actor | None, permission: Permission) -> bool:
    """Whether ``actor`` (None: a visitor) may come to a page that asks for ``permission``, for whatever region."""
    if permission is Permission.PUBLIC:
        return True
    if actor is None:
        return False
    if permission is Permission.SIGNED_IN:
        return True
    return bool(HOLDERS[permission] & actor.roles())


def regions_of(actor: Actor, permission: Permission) -> frozenset[str] | None:
    """Regions in which ``actor`` holds ``permission``; None where it is held for the whole country."""
    roles = HOLDERS[permission] & actor.roles()
    if roles & NATIONAL_ROLES:
        return None
    return actor.regions(*roles)


_CHANNELS = MappingProxyType(
    {
        Role.APPLICANT: Channel.ONLINE,
        Role.CASE_WORKER: Channel.DESK,
        Role.MISSION_OFFICER: Channel.MISSION,
    }
)


def channels_of(actor: Actor) -> tuple[Channel, ...]:
    """Ways by which ``actor`` may start an application: their own, or one that they enter for another person."""
    roles = actor.roles()
    return tuple(channel for role, channel in _CHANNELS.items() if role in roles)


def visible_applications(actor: Actor, permission: Permission = Permission.APPLICATION_READ) -> ColumnElement[bool]:
    """Condition for the applications that ``actor`` may reach with ``permission``.

    Applicants reach their own.  Regional staff reach submitted ones of their region, and drafts that they entered at
    the desk; the ministry and auditors reach everything that was submitted.  Whoever entered an application at the desk
    for another region keeps the person's side of it (receipt, papers), but the case is the host region's.  A commission
    reaches what stands or stood on one of its agendas, its secretary also what waits to be put on one.
    """
    ways: list[ColumnElement[bool]] = []
    roles = HOLDERS[permission] & actor.roles()
    submitted = Application.submitted_at.is_not(None)
    if Role.APPLICANT in roles:
        ways.append(Application.account_id == actor.account_id)
    if roles & _READERS:
        ways.append(submitted)
    regions = actor.regions(*(roles - _COMMISSION))
    if regions:
        ways.append(Application.host_region.in_(sorted(regions)) & submitted)
    ways += _before_commission(actor, roles & _COMMISSION)
    if roles & _ENTERING:
        entered = Application.entered_by_id == actor.account_id
        ways.append(entered if permission is Permission.APPLICATION_FILL else entered & ~submitted)
    return or_(false(), *ways) if ways else false()


def _before_commission(actor: Actor, roles: frozenset[Role]) -> list[ColumnElement[bool]]:
    """Ways by which members and secretaries of commissions reach cases of their regions."""
    regions = actor.regions(*roles)
    if not regions:
        return []
    on_agenda = select(AgendaItem.id).where(AgendaItem.application_id == Application.id).exists()
    ways: list[ColumnElement[bool]] = [Application.host_region.in_(sorted(regions)) & on_agenda]
    kept = actor.regions(*(roles & {Role.COMMISSION_SECRETARY}))
    if kept:
        ways.append(Application.host_region.in_(sorted(kept)) & (Application.status == Status.REFERRED))
    return ways


def may_reach(actor: Actor, application: Application, permission: Permission) -> bool:
    """The same as :func:`visible_applications` for a record in hand, but for the way of the commission."""
    roles = (HOLDERS[permission] & actor.roles()) - _COMMISSION
    if Role.APPLICANT in roles and application.account_id == actor.account_id:
        return True
    is_draft = application.submitted_at is None
    keeps = is_draft or permission is Permission.APPLICATION_FILL
    if roles & _ENTERING and application.entered_by_id == actor.account_id and keeps:
        return True
    if is_draft:
        return False
    return bool(roles & _READERS) or application.host_region in actor.regions(*roles)


def standing(actor: Actor, application: Application) -> Standing:
    """The roles of ``actor`` that count for this application, and whether they prepared its decision.

    A person never works on their own file as staff: there they are the applicant only.
    """
    own = application.account_id is not None and application.account_id == actor.account_id
    roles: set[Role] = set()
    if own:
        roles.add(Role.APPLICANT)
    else:
        regional = _CASE_STAFF | {Role.COMMISSION_SECRETARY}
        roles |= {role for role in regional if actor.has(role, _region_for(actor, role, application))}
        if actor.has(Role.MINISTRY):
            roles.add(Role.MINISTRY)
        if actor.has(Role.MISSION_OFFICER) and _is(actor, application.entered_by_id):
            roles.add(Role.MISSION_OFFICER)
    return Standing(
        frozenset(roles),
        is_preparer=_is(actor, application.prepared_by_id) or _is(actor, application.recommended_by_id),
        is_service=actor.account_id is None,
        speaks_for_person=speaks_for_person(application),
    )


def speaks_for_person(application: Application) -> bool:
    """Whether an officer writes down what the person says: nobody else can, where the person has no account."""
    return application.account_id is None


def open_actions(actor: Actor, application: Application, through: Through | None = None) -> tuple[Action, ...]:
    """What ``actor`` may do to the application now, by the table of its procedure; by default on the case page."""
    procedure = procedure_of(application.programme, application.workflow_version)
    return procedure.actions_for(
        Status(application.status), standing(actor, application), application.before_head, through
    )


def _region_for(actor: Actor, role: Role, application: Application) -> str | None:
    """The region whose staff works on the application; a draft from the desk belongs to whoever enters it."""
    if application.submitted_at is None and Status(application.status) in {Status.DRAFT, Status.WITHDRAWN}:
        entered_here = role is Role.CASE_WORKER and _is(actor, application.entered_by_id)
        return next(iter(actor.regions(role)), "") if entered_here else ""
    return application.host_region or ""


def _is(actor: Actor, account_id: int | None) -> bool:
    return account_id is not None and account_id == actor.account_id


def visible_statuses(actor: Actor, permission: Permission = Permission.KANDAS_REGISTER) -> ColumnElement[bool]:
    """Condition for the kandas statuses that ``actor`` may reach with ``permission``: of their regions, or all."""
    regions = regions_of(actor, permission)
    if not holds(actor, permission):
        return false()
    return true() if regions is None else KandasStatus.region.in_(sorted(regions))


def own_statuses(actor: Actor) -> ColumnElement[bool]:
    """Condition for the statuses that the person's own applications gave, those of the family among them."""
    own = select(Application.id).where(Application.account_id == actor.account_id)
    return KandasStatus.application_id.in_(own)


def everything() -> ColumnElement[bool]:
    """Condition of the service's own jobs and commands, which answer to no person."""
    return true()
