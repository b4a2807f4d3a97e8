"""Every page of the service with somebody who may open it; ``{name}`` in a path is filled from the scene."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.programmes.definition import Step
from app.domain.programmes.kandas_assignment import ASSIGNMENT
from app.domain.programmes.kandas_extension import EXTENSION
from app.domain.programmes.quota_kandas import KANDAS
from app.domain.programmes.quota_relocatee import RELOCATEE
from app.domain.workflow import Action
from app.labels.status_form import ROW_PAGES

REFERENCE_TABLES = (
    "values",
    "measures",
    "rent",
    "region-lists",
    "acts",
    "moved-days",
    "regions",
    "districts",
    "professions",
)
# Addresses that answer with something else than a page.
NOT_PAGES = frozenset(
    {
        "static",
        "health.healthz",
        "health.readyz",
        "language.choose",
        "attachment.download",
        "review.document_download",
        "review.document_file",
        "status.paper_file",
        "review.paper_file",
        "commission.minutes_file",
        "verify.root",
        # Leads to the drafting of the next year.
        "quota_request.drafting_now",
        "verify.bodies",
        "verify.revocations",
        "statistics.table",
        "queue.chain_csv",
        "queue.chain_json",
    }
)


@dataclass(frozen=True)
class Place:
    """A page: its endpoint, who opens it, and its path; ``is_variant``: another page of the endpoint is here too."""

    endpoint: str
    who: str
    path: str
    is_variant: bool = False
    status: int = 200

    def __str__(self) -> str:
        return f"{self.endpoint}:{self.path}"


_PAGES = (
    Place("home.start", "visitor", "/"),
    Place("entitlement.entitlements", "visitor", "/entitlements"),
    Place("verify.start", "visitor", "/verify"),
    Place("verify.paper", "visitor", "/verify/{code}"),
    Place("verify.paper", "visitor", "/verify/0000-0000-0000", is_variant=True, status=404),
    Place("mailbox.index", "visitor", "/mailbox"),
    Place("statistics.index", "visitor", "/statistics"),
    Place("statistics.year_page", "visitor", "/statistics/{statistics_year}"),
    Place("statistics.dictionary", "visitor", "/statistics/dictionary"),
    Place("account.sign_in", "visitor", "/account/sign-in"),
    Place("account.code", "confirming", "/account/code"),
    Place("account.staff_sign_in", "visitor", "/account/staff-sign-in"),
    Place("account.second_factor_page", "enrolling", "/account/second-factor"),
    Place("account.accept_invitation", "visitor", "/account/invitation/{token}"),
    Place("account.accept_invitation", "visitor", "/account/invitation/nothing", is_variant=True, status=404),
    Place("account.details", "applicant", "/account"),
    Place("account.details", "worker", "/account", is_variant=True),
    Place("account.contact", "applicant", "/account/contact/sms"),
    Place("account.confirm_contact", "confirming", "/account/contact/confirm"),
    Place("account.change_password", "worker", "/account/password"),
    Place("status.mine", "applicant", "/my"),
    Place("status.page", "applicant", "/my/{requested}"),
    Place("status.page", "applicant", "/my/{approved}", is_variant=True),
    Place("status.page", "applicant", "/my/{refused}", is_variant=True),
    Place("status.page", "applicant", "/my/{hearing}", is_variant=True),
    Place("status.page", "applicant", "/my/{annulled}", is_variant=True),
    Place("status.page", "applicant", "/my/{withdrawn}", is_variant=True),
    Place("status.reply", "applicant", "/my/{requested}/reply"),
    Place("status.withdraw", "applicant", "/my/{submitted}/withdraw"),
    Place("status.page", "applicant", "/my/{hearing}", is_variant=True),
    Place("tasks.report", "applicant", "/my/{approved}/tasks/{task}"),
    Place("tasks.check", "worker", "/cases/{approved}/tasks/{task}"),
    Place("status.papers", "applicant", "/applications/{approved}/papers"),
    Place("application.new", "applicant", "/applications/new"),
    Place("application.desk", "worker", "/applications/desk"),
    Place("application.desk", "mission", "/applications/desk", is_variant=True),
    Place("application.tasks", "mission", "/applications/{abroad_draft}", is_variant=True),
    Place("application.step_page", "mission", "/applications/{abroad_draft}/steps/address", is_variant=True),
    Place("application.receipt", "mission", "/applications/{abroad}/receipt", is_variant=True),
    Place("application.row_list", "applicant", "/applications/{new_status}/lists/schooling"),
    Place("application.new_row", "applicant", "/applications/{new_status}/lists/schooling/new"),
    Place("application.row", "applicant", "/applications/{new_status}/lists/schooling/1"),
    Place("application.remove_row", "applicant", "/applications/{new_status}/lists/schooling/1/remove"),
    Place("application.household", "applicant", "/applications/{new_status}/household", is_variant=True),
    Place("application.check", "applicant", "/applications/{new_status}/check", is_variant=True),
    Place("eligibility.index", "visitor", "/eligibility"),
    Place("eligibility.index", "visitor", "/eligibility?programme=kandas_assignment&citizen=no", is_variant=True),
    Place("eligibility.index", "visitor", "/eligibility?programme=kandas_extension", is_variant=True),
    Place("application.tasks", "applicant", "/applications/{draft}"),
    Place("application.tasks", "applicant", "/applications/{empty}", is_variant=True),
    Place("application.step_page", "applicant", "/applications/{draft}/steps/applicant"),
    Place("application.household", "applicant", "/applications/{draft}/household"),
    Place("application.new_member", "applicant", "/applications/{draft}/members/new"),
    Place("application.member", "applicant", "/applications/{draft}/members/{member}"),
    Place("application.remove_member", "applicant", "/applications/{draft}/members/{member}/remove"),
    Place("application.documents", "applicant", "/applications/{draft}/documents"),
    Place("application.new_document", "applicant", "/applications/{draft}/documents/new?kind=identity"),
    Place("application.check", "applicant", "/applications/{draft}/check"),
    Place("application.check", "applicant", "/applications/{empty}/check", is_variant=True),
    Place("application.receipt", "applicant", "/applications/{submitted}/receipt"),
    Place("worklist.index", "worker", "/worklist"),
    Place("worklist.index", "worker", "/worklist?words=nobody", is_variant=True),
    Place("worklist.index", "head", "/worklist?status=prepared", is_variant=True),
    Place("worklist.index", "auditor", "/worklist", is_variant=True),
    Place("board.index", "head", "/board"),
    Place("country.index", "ministry", "/country"),
    Place("quota_year.index", "ministry", "/quota/year/2026"),
    Place("quota_year.index", "ministry", "/quota/year/2025", is_variant=True),
    Place("quota_year.index", "head", "/quota/year/2026", is_variant=True),
    Place("clock.index", "head", "/clock"),
    Place("clock.index", "ministry", "/clock", is_variant=True),
    Place("clock.breach", "head", "/clock/breaches/{breach}"),
    Place("clock.breach", "auditor", "/clock/breaches/{breach}", is_variant=True),
    Place("clock.case", "worker", "/clock/cases/{late}"),
    Place("clock.case", "worker", "/clock/cases/{requested}", is_variant=True),
    Place("clock.recounts", "ministry", "/clock/recounts"),
    Place("clock.recount", "ministry", "/clock/recounts/{recount}"),
    Place("review.case_page", "worker", "/cases/{accepted}"),
    Place("review.case_page", "head", "/cases/{prepared}", is_variant=True),
    Place("review.case_page", "worker", "/cases/{requested}", is_variant=True),
    Place("review.case_page", "worker", "/cases/{referred}", is_variant=True),
    Place("review.case_page", "worker", "/cases/{hearing}", is_variant=True),
    Place("review.case_page", "head", "/cases/{heard}", is_variant=True),
    Place("review.case_page", "ministry", "/cases/{annulled}", is_variant=True),
    Place("review.case_page", "auditor", "/cases/{approved}", is_variant=True),
    Place("review.papers", "worker", "/cases/{approved}/papers"),
    Place("review.assign", "head", "/cases/{accepted}/assign"),
    Place("review.document", "worker", "/cases/{accepted}/documents/{attachment}"),
    Place("review.work", "worker", "/cases/{accepted}/work/propose_approval"),
    Place("review.decide", "head", "/cases/{prepared}/decide/approve"),
    Place("appeal.complain", "applicant", "/applications/{contestable}/papers/{paper}/complaint"),
    Place("appeal.complain", "worker", "/applications/{contestable}/papers/{paper}/complaint", is_variant=True),
    Place("appeal.complain", "applicant", "/applications/{late_case}/papers/{late_paper}/complaint", is_variant=True),
    Place("appeal.track", "applicant", "/applications/{contested}/complaints/{complaint_received}"),
    Place("appeal.track", "applicant", "/applications/{upheld}/complaints/{complaint_decided}", is_variant=True),
    Place("appeal.withdraw", "applicant", "/applications/{contested}/complaints/{complaint_received}/withdraw"),
    Place("status.page", "applicant", "/my/{contested}", is_variant=True),
    Place("departure.give_up", "applicant", "/my/{approved}/departure/give-up"),
    Place("departure.take_back", "applicant", "/my/{given_up}/departure/take-back"),
    Place("departure.answer", "applicant", "/my/{departing}/departure/answer"),
    Place("status.page", "applicant", "/my/{departing}", is_variant=True),
    Place("status.page", "applicant", "/my/{departed}", is_variant=True),
    Place("departure.index", "head", "/departures"),
    Place("departure.overview", "head", "/cases/{departing}/departure"),
    Place("departure.record", "worker", "/cases/{approved}/departure/record"),
    Place("departure.handing", "worker", "/cases/{departing}/departure/handing"),
    Place("departure.objection", "worker", "/cases/{departing}/departure/objection"),
    Place("departure.decide", "head", "/cases/{departing}/departure/decide"),
    Place("appeal.index", "head", "/appeals"),
    Place("appeal.index", "ministry", "/appeals?closed=1", is_variant=True),
    Place("appeal.view", "worker", "/appeals/{complaint_received}"),
    Place("appeal.view", "ministry", "/appeals/{complaint_decided}", is_variant=True),
    Place("appeal.work", "worker", "/appeals/{complaint_received}/work/forward"),
    Place("appeal.work", "head", "/appeals/{complaint_received}/work/satisfy", is_variant=True),
    Place("appeal.work", "head", "/appeals/{complaint_late}/work/restore_term", is_variant=True),
    Place("appeal.decide", "ministry", "/appeals/{complaint_forwarded}/decide/change"),
    Place("appeal.decide", "ministry", "/appeals/{complaint_late}/decide/leave", is_variant=True),
    Place("appeal.decide", "ministry", "/appeals/{complaint_decided}/decide/uphold", is_variant=True, status=409),
    Place("appeal.correct", "head", "/cases/{contestable}/papers/{paper}/correct"),
    Place("appeal.revoke", "head", "/cases/{contestable}/papers/{receipt_paper}/revoke"),
    Place("hearing.position", "applicant", "/hearing/{hearing}/position"),
    Place("hearing.position", "applicant", "/hearing/{held}/position", is_variant=True),
    Place("hearing.objections", "applicant", "/hearing/{hearing}/objections"),
    Place("hearing.ask", "applicant", "/hearing/{hearing}/ask"),
    Place("hearing.finish", "applicant", "/hearing/{hearing}/finish"),
    Place("hearing.finish", "applicant", "/hearing/{held}/finish", is_variant=True),
    Place("hearing.overview", "worker", "/hearing/{hearing}"),
    Place("hearing.overview", "head", "/hearing/{held}", is_variant=True),
    Place("hearing.appoint", "worker", "/hearing/{hearing}/appoint"),
    Place("hearing.delivery", "worker", "/hearing/{hearing}/delivery"),
    Place("hearing.close", "worker", "/hearing/{hearing}/close"),
    Place("hearing.answers", "worker", "/hearing/{held}/answers"),
    Place("hearing.minutes", "worker", "/hearing/{held}/minutes"),
    Place("hearing.sign", "head", "/hearing/{held}/sign"),
    Place("hearing.decide", "head", "/hearing/{heard}/decide"),
    Place("kandas_status.index", "worker", "/kandas-statuses"),
    Place("kandas_status.index", "ministry", "/kandas-statuses?shown=ended", is_variant=True),
    Place("kandas_status.page", "worker", "/kandas-statuses/{status}"),
    Place("kandas_status.begin_termination", "worker", "/kandas-statuses/{status}/termination"),
    Place("kandas_status.mine", "applicant", "/my/kandas-status"),
    Place("quota.index", "ministry", "/quota"),
    Place("redistribution.forecast", "ministry", "/quota/forecast"),
    Place("redistribution.forecast", "head", "/quota/forecast", is_variant=True),
    Place("redistribution.plan", "ministry", "/quota/redistribution"),
    Place("quota_request.index", "head", "/quota/requests"),
    Place("quota_request.index", "ministry", "/quota/requests", is_variant=True),
    Place("quota_request.request_page", "ministry", "/quota/requests/{quota_asked}"),
    Place("quota_request.version_page", "ministry", "/quota/requests/{quota_asked}/versions/1"),
    Place("quota_request.edit", "head", "/quota/requests/{quota_wanted}/edit"),
    Place("quota_request.check", "head", "/quota/requests/{quota_wanted}/check"),
    Place("quota_request.withdraw", "head", "/quota/requests/{quota_asked}/withdraw"),
    Place("quota_request.send_back", "ministry", "/quota/requests/{quota_asked}/return"),
    Place("quota_request.drafting", "ministry", "/quota/drafting/2027"),
    Place("quota_request.propose_order", "ministry", "/quota/drafting/2027/propose"),
    Place("quota_request.districts", "worker", "/quota/districts/{quota}"),
    Place("quota.ledger", "ministry", "/quota/{quota}"),
    Place("quota.index", "ministry", "/quota?year=2026&on=01.10.2026&known=03.10.2026", is_variant=True),
    Place("quota.proposals", "ministry", "/quota/proposals"),
    Place("quota.proposal", "second_ministry", "/quota/proposals/{proposal}"),
    Place("quota.orders", "ministry", "/quota/orders"),
    Place("quota.order", "ministry", "/quota/orders/{order}"),
    Place("quota.load", "ministry", "/quota/orders/load"),
    Place("quota.preview", "ministry", "/quota/orders/load/{preview}"),
    Place("commission.index", "ministry", "/commission"),
    Place("commission.composition", "head", "/commission/KZ-55"),
    Place("commission.composition", "member", "/commission/KZ-55", is_variant=True),
    Place("commission.composition", "ministry", "/commission/KZ-59", is_variant=True),
    Place("commission.act", "head", "/commission/KZ-55/act"),
    Place("commission.add_member", "head", "/commission/KZ-55/members/add"),
    Place("commission.add_substitute", "head", "/commission/members/{seat}/substitute"),
    Place("commission.end_member", "head", "/commission/members/{seat}/end"),
    Place("commission.relatives", "member", "/commission/members/{own_seat}/relatives"),
    Place("commission.sittings", "secretary", "/sittings"),
    Place("commission.sittings", "ministry", "/sittings", is_variant=True),
    Place("commission.call", "secretary", "/sittings/call"),
    Place("commission.change", "secretary", "/sittings/{planned_sitting}/change"),
    Place("commission.change", "secretary", "/sittings/{closed_sitting}/change", is_variant=True),
    Place("commission.agenda", "secretary", "/sittings/{planned_sitting}/agenda"),
    Place("commission.agenda", "secretary", "/sittings/{sitting}/agenda", is_variant=True),
    Place("commission.present", "secretary", "/sittings/{planned_sitting}/present"),
    Place("commission.present", "secretary", "/sittings/{sitting}/present", is_variant=True),
    Place("commission.close", "secretary", "/sittings/{sitting}/close"),
    Place("queue.index", "worker", "/queue"),
    Place("queue.index", "auditor", "/queue", is_variant=True),
    Place("queue.waiting", "worker", "/queue/KZ-55/relocatee"),
    Place("queue.waiting", "secretary", "/queue/KZ-55/relocatee", is_variant=True),
    Place("queue.case", "worker", "/queue/cases/{submitted}"),
    Place("queue.case", "worker", "/queue/cases/{approved}", is_variant=True),
    Place("queue.chain", "visitor", "/queue/chain"),
    Place("queue.chain_day", "visitor", "/queue/chain/KZ-55/relocatee/{queue_day}"),
    Place("queue.check", "visitor", "/queue/check"),
    Place("queue.audit", "auditor", "/queue/audit"),
    Place("queue.grounds", "head", "/queue/grounds"),
    Place("queue.ground", "head", "/queue/grounds/{overtaking}"),
    Place("queue.ground", "auditor", "/queue/grounds/{answered_overtaking}", is_variant=True),
    Place("queue.case", "worker", "/queue/cases/{passed}", is_variant=True),
    Place("status.page", "applicant", "/my/{submitted}", is_variant=True),
    Place("placement.index", "ministry", "/placement"),
    Place("placement.index", "secretary", "/placement", is_variant=True),
    Place("placement.run", "secretary", "/placement/runs/{placement_run}"),
    Place("placement.run", "ministry", "/placement/runs/{placement_asked}", is_variant=True),
    Place("placement.case", "worker", "/placement/cases/{placement_open}"),
    Place("placement.case", "worker", "/placement/cases/{placement_done}", is_variant=True),
    Place("placement.case", "auditor", "/placement/cases/{placement_done}", is_variant=True),
    Place("review.case_page", "worker", "/cases/{placement_open}", is_variant=True),
    Place("review.case_page", "worker", "/cases/{placement_done}", is_variant=True),
    Place("status.page", "applicant", "/my/{placement_done}", is_variant=True),
    Place("commission.sitting", "secretary", "/sittings/{placement_sitting}", is_variant=True),
    Place("placement.profile_list", "head", "/placement/profiles"),
    Place("placement.profile_list", "ministry", "/placement/profiles", is_variant=True),
    Place("placement.profile", "head", "/placement/profiles/{placement_district}"),
    Place("placement.profile", "auditor", "/placement/profiles/KZ-55", is_variant=True),
    Place("placement.edit_profile", "head", "/placement/profiles/{placement_district}/edit"),
    Place("commission.sitting", "secretary", "/sittings/{sitting}"),
    Place("commission.sitting", "secretary", "/sittings/{planned_sitting}", is_variant=True),
    Place("commission.sitting", "member", "/sittings/{closed_sitting}", is_variant=True),
    Place("commission.item", "secretary", "/sittings/{sitting}/cases/{sitting_item}"),
    Place("commission.item", "member", "/sittings/{sitting}/cases/{sitting_item}", is_variant=True),
    Place("commission.item", "member", "/sittings/{closed_sitting}/cases/{closed_item}", is_variant=True),
    Place("audit.index", "auditor", "/audit"),
    Place("audit.verification", "auditor", "/audit/verification"),
    Place("export.index", "auditor", "/export"),
    Place("admin.accounts", "administrator", "/admin/accounts"),
    Place("admin.account", "administrator", "/admin/accounts/{account}"),
    Place("admin.invite", "administrator", "/admin/accounts/invite"),
    Place("admin.regions", "administrator", "/admin/regions"),
    Place("reference.index", "administrator", "/reference"),
    Place("reference.rows", "administrator", "/reference/values"),
    Place("reference.row", "administrator", "/reference/values/{values}"),
    Place("reference.load_professions", "administrator", "/reference/professions/load"),
    Place("reference.change", "administrator", "/reference/values/{values}/change"),
    Place("reference.add", "administrator", "/reference/values/add?like={values}"),
    Place("errors.403", "applicant", "/worklist", is_variant=True, status=403),
    Place("errors.404", "worker", "/cases/999999", is_variant=True, status=404),
)
# Drafts of the scene, each with every step of its programme.
_DRAFTS = {"draft": RELOCATEE, "kandas": KANDAS, "new_status": ASSIGNMENT, "longer_status": EXTENSION}
_DECIDING = {
    Action.APPROVE: "prepared",
    Action.OVERRULE: "to_refuse",
    Action.ANNOUNCE_REFUSAL: "to_refuse",
    Action.SEND_BACK: "prepared",
}
_WORKING = {
    Action.ACCEPT: "submitted",
    Action.REFUSE_TO_ACCEPT: "submitted",
    Action.RETURN_FOR_DOCUMENTS: "accepted",
    Action.REPLY: "requested",
    Action.PROPOSE_REFUSAL: "accepted",
    Action.WITHDRAW: "without_account",
}


def _variants() -> Iterator[Place]:
    for name, programme in _DRAFTS.items():
        for step in (s for s in programme.steps if s not in {Step.HOUSEHOLD, Step.DOCUMENTS}):
            if step in ROW_PAGES:
                path = f"/applications/{{{name}}}/lists/{step}"
                yield Place("application.row_list", "applicant", path, is_variant=True)
                yield Place("application.new_row", "applicant", f"{path}/new", is_variant=True)
            else:
                path = f"/applications/{{{name}}}/steps/{step}"
                yield Place("application.step_page", "applicant", path, is_variant=True)
    for action, state in _WORKING.items():
        yield Place("review.work", "worker", f"/cases/{{{state}}}/work/{action}", is_variant=True)
    for action, state in _DECIDING.items():
        if action is not Action.APPROVE:
            yield Place("review.decide", "head", f"/cases/{{{state}}}/decide/{action}", is_variant=True)
    for table in REFERENCE_TABLES[1:]:
        yield Place("reference.rows", "administrator", f"/reference/{table}", is_variant=True)
        yield Place("reference.row", "administrator", f"/reference/{table}/{{{table}}}", is_variant=True)
        yield Place("reference.change", "administrator", f"/reference/{table}/{{{table}}}/change", is_variant=True)


PLACES = (*_PAGES, *_variants())
