"""The main menu: sections of the work, and the pages of the section that is open, each only to whom may open it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.roles import Actor, Role
from app.i18n import LazyString, lazy_pgettext
from app.policy import Permission, holds


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the menu; ``also``: where else the person is at it (a case is read from the worklist)."""

    href: str
    text: LazyString
    permission: Permission
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Section:
    """Pages that belong together; a person who may open one of them only sees that page in the menu."""

    text: LazyString
    pages: tuple[_Page, ...]


_SECTIONS = (
    _Section(
        lazy_pgettext("menu", "My applications"),
        (_Page("/my", lazy_pgettext("menu", "My applications"), Permission.APPLICATION_OWN),),
    ),
    _Section(
        lazy_pgettext("menu", "Cases"),
        (
            _Page("/worklist", lazy_pgettext("menu", "Worklist"), Permission.WORKLIST, ("/cases", "/hearing")),
            _Page("/applications/desk", lazy_pgettext("menu", "Desk"), Permission.DESK_ENTRY),
            _Page("/queue", lazy_pgettext("menu", "Queue"), Permission.QUEUE_READ),
            _Page("/placement", lazy_pgettext("menu", "Placement"), Permission.PLACEMENT_READ),
            _Page("/sittings", lazy_pgettext("menu", "Sittings"), Permission.COMMISSION_READ, ("/commission",)),
            _Page("/appeals", lazy_pgettext("menu", "Complaints"), Permission.APPEAL_READ),
            _Page("/departures", lazy_pgettext("menu", "Departures"), Permission.DEPARTURE_READ),
            _Page("/clock", lazy_pgettext("menu", "Missed terms"), Permission.CLOCK_READ),
        ),
    ),
    _Section(
        lazy_pgettext("menu", "Board"),
        (
            _Page("/board", lazy_pgettext("menu", "Board"), Permission.REGION_BOARD),
            _Page("/country", lazy_pgettext("menu", "The country"), Permission.COUNTRY_BOARD),
        ),
    ),
    _Section(
        lazy_pgettext("menu", "Quota"),
        (
            _Page("/quota", lazy_pgettext("menu", "Quota"), Permission.QUOTA_READ),
            _Page("/quota/forecast", lazy_pgettext("menu", "Forecast"), Permission.QUOTA_READ),
            _Page("/quota/redistribution", lazy_pgettext("menu", "Redistribution"), Permission.QUOTA_ORDER),
            _Page("/quota/requests", lazy_pgettext("menu", "Requests of the regions"), Permission.QUOTA_READ),
            _Page("/quota/proposals", lazy_pgettext("menu", "Proposed changes"), Permission.QUOTA_READ),
            _Page("/quota/drafting", lazy_pgettext("menu", "Drafting the order"), Permission.QUOTA_ORDER),
        ),
    ),
    _Section(
        lazy_pgettext("menu", "Kandas statuses"),
        (_Page("/kandas-statuses", lazy_pgettext("menu", "Kandas statuses"), Permission.KANDAS_REGISTER),),
    ),
    _Section(
        lazy_pgettext("menu", "Oversight"),
        (
            _Page("/audit", lazy_pgettext("menu", "Audit trail"), Permission.AUDIT_READ),
            _Page("/queue/audit", lazy_pgettext("menu", "Audit of the order"), Permission.QUEUE_AUDIT),
            _Page("/export", lazy_pgettext("menu", "Exports"), Permission.EXPORT),
        ),
    ),
    _Section(
        lazy_pgettext("menu", "Administration"),
        (
            _Page("/admin/accounts", lazy_pgettext("menu", "Accounts"), Permission.ACCOUNT_ADMIN),
            _Page("/reference", lazy_pgettext("menu", "Reference data"), Permission.REFERENCE_ADMIN),
        ),
    ),
    _Section(
        lazy_pgettext("menu", "My details"),
        (_Page("/account", lazy_pgettext("menu", "My details"), Permission.SIGNED_IN),),
    ),
)
_FOOTER = (
    ("/entitlements", lazy_pgettext("menu", "What am I entitled to?")),
    ("/eligibility", lazy_pgettext("menu", "May I apply for the kandas status?")),
    ("/verify", lazy_pgettext("menu", "Check a decision")),
    ("/queue/check", lazy_pgettext("menu", "Check a place in the queue")),
    ("/statistics", lazy_pgettext("menu", "Public statistics")),
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
    (Role.MINISTRY, "/country"),
    (Role.AUDITOR, "/audit"),
    (Role.ADMINISTRATOR, "/admin/accounts"),
)


def navigation(actor: Actor | None, path: str) -> list[dict[str, object]]:
    """Sections of the main menu for ``actor``, with the one that ``path`` belongs to marked."""
    return [
        {
            "href": pages[0].href,
            "text": section.text if len(pages) > 1 else pages[0].text,
            "current": _current(actor, path) in pages,
        }
        for section, pages in _open_to(actor)
    ]


def pages_of_section(actor: Actor | None, path: str) -> list[dict[str, object]]:
    """Pages of the section that ``path`` belongs to; none where it has but one, because the menu leads there."""
    current = _current(actor, path)
    for _section, pages in _open_to(actor):
        if current in pages and len(pages) > 1:
            return [{"href": page.href, "text": page.text, "current": page is current} for page in pages]
    return []


def _open_to(actor: Actor | None) -> list[tuple[_Section, tuple[_Page, ...]]]:
    """Sections with the pages that ``actor`` may open; a visitor has no menu."""
    if actor is None:
        return []
    sections = [
        (section, tuple(page for page in section.pages if holds(actor, page.permission))) for section in _SECTIONS
    ]
    return [(section, pages) for section, pages in sections if pages]


def _current(actor: Actor | None, path: str) -> _Page | None:
    """The page of the menu under which ``path`` lies: the longest address wins («/quota/year» over «/quota»)."""
    under = [
        (len(href), page)
        for _section, pages in _open_to(actor)
        for page in pages
        for href in (page.href, *page.also)
        if path == href or path.startswith(f"{href}/")
    ]
    return max(under, key=lambda found: found[0], default=(0, None))[1]


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
