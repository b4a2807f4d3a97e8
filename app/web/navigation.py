"""The main menu: what each person comes to, in the order of their work."""

from __future__ import annotations

from app.domain.roles import Actor, Role
from app.i18n import lazy_pgettext
from app.policy import Permission, holds

_MENU = (
    ("/my", lazy_pgettext("menu", "My applications"), Permission.APPLICATION_OWN),
    ("/worklist", lazy_pgettext("menu", "Worklist"), Permission.WORKLIST),
    ("/board", lazy_pgettext("menu", "Board"), Permission.REGION_BOARD),
    ("/applications/desk", lazy_pgettext("menu", "Desk"), Permission.DESK_ENTRY),
    ("/sittings", lazy_pgettext("menu", "Sittings"), Permission.COMMISSION_READ),
    ("/appeals", lazy_pgettext("menu", "Complaints"), Permission.APPEAL_READ),
    ("/clock", lazy_pgettext("menu", "Missed terms"), Permission.CLOCK_READ),
    ("/quota", lazy_pgettext("menu", "Quota"), Permission.QUOTA_READ),
    ("/kandas-statuses", lazy_pgettext("menu", "Kandas statuses"), Permission.KANDAS_REGISTER),
    ("/audit", lazy_pgettext("menu", "Audit trail"), Permission.AUDIT_READ),
    ("/export", lazy_pgettext("menu", "Exports"), Permission.EXPORT),
    ("/admin/accounts", lazy_pgettext("menu", "Accounts"), Permission.ACCOUNT_ADMIN),
    ("/reference", lazy_pgettext("menu", "Reference data"), Permission.REFERENCE_ADMIN),
)
_OWN = (("/account", lazy_pgettext("menu", "My details"), Permission.SIGNED_IN),)
_FOOTER = (
    ("/entitlements", lazy_pgettext("menu", "What am I entitled to?")),
    ("/eligibility", lazy_pgettext("menu", "May I apply for the kandas status?")),
    ("/verify", lazy_pgettext("menu", "Check a decision")),
)
_DEMO_FOOTER = (("/mailbox", lazy_pgettext("menu", "Mailbox of the demonstration")),)
# Where each role lands after sign-in; the first that the person holds counts.
_LANDINGS = (
    (Role.APPLICANT, "/my"),
    (Role.CASE_WORKER, "/worklist"),
    (Role.SUPERVISOR, "/worklist"),
    (Role.COMMISSION_SECRETARY, "/sittings"),
    (Role.COMMISSION_MEMBER, "/sittings"),
    (Role.MISSION_OFFICER, "/applications/desk"),
    (Role.MINISTRY, "/quota"),
    (Role.AUDITOR, "/audit"),
    (Role.ADMINISTRATOR, "/admin/accounts"),
)


def navigation(actor: Actor | None, path: str) -> list[dict[str, object]]:
    """Items of the main menu for ``actor``, with the one that ``path`` belongs to marked."""
    if actor is None:
        return []
    return [
        {"href": href, "text": text, "current": path == href or path.startswith(f"{href}/")}
        for href, text, permission in (*_MENU, *_OWN)
        if holds(actor, permission)
    ]


def footer(*, is_demo: bool) -> list[dict[str, object]]:
    """Links that everybody has on every page; a demonstration shows its mailbox as well."""
    return [{"href": href, "text": text} for href, text in (*_FOOTER, *(_DEMO_FOOTER if is_demo else ()))]


def landing(actor: Actor) -> str:
    """The first page after sign-in; staff without a role yet come to their own details."""
    roles = actor.roles()
    return next((path for role, path in _LANDINGS if role in roles), "/account")


def home_href(actor: Actor | None) -> str:
    """Where the brand in the header leads."""
    return landing(actor) if actor else "/"
