"""What templates may use: the language, formatters, words of enumerations, and the frame's variables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, request, url_for
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from app import i18n
from app.labels.account import REGION_KINDS
from app.labels.application import PROPOSALS, STATUSES
from app.labels.commission import CHOICES, OUTCOME_COLOURS, OUTCOMES, RECUSALS, SEATS, SITTING_COLOURS, SITTING_STATES
from app.labels.eligibility import OVERALL
from app.labels.notice import CHANNELS, DELIVERIES
from app.labels.notice import EVENTS as NOTICE_EVENTS
from app.labels.paper import DOCUMENT_KINDS, RENDERING_STATUSES, VARIANTS
from app.labels.programme import DOCUMENT_TYPES
from app.labels.review import STATUS_COLOURS
from app.labels.roles import ROLES
from app.web import context
from app.web.navigation import footer, home_href, navigation, pages_of_section
from app.web.session import current_account

if TYPE_CHECKING:
    from config import Settings

# Words by the name of their enumeration: {{ row.status | label("status") }}.  A feature adds its line.
WORDS: dict[str, Mapping[Any, Any]] = {
    "role": ROLES,
    "status": STATUSES,
    "status_colour": STATUS_COLOURS,
    "proposal": PROPOSALS,
    "document_type": DOCUMENT_TYPES,
    "document_kind": DOCUMENT_KINDS,
    "variant": VARIANTS,
    "rendering": RENDERING_STATUSES,
    "notice": NOTICE_EVENTS,
    "channel": CHANNELS,
    "delivery": DELIVERIES,
    "overall": OVERALL,
    "region_kind": REGION_KINDS,
    "seat": SEATS,
    "sitting": SITTING_STATES,
    "sitting_colour": SITTING_COLOURS,
    "vote": CHOICES,
    "recusal": RECUSALS,
    "outcome": OUTCOMES,
    "outcome_colour": OUTCOME_COLOURS,
}


def register(application: Flask, settings: Settings) -> None:
    """Prepare the template environment of ``application``."""
    environment = application.jinja_env
    own = application.jinja_loader
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    application.jinja_loader = ChoiceLoader([own, components] if own else [components])
    environment.add_extension("jinja2.ext.i18n")
    gettext, ngettext, pgettext, npgettext = i18n.jinja_callables()
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        gettext, ngettext, newstyle=False, pgettext=pgettext, npgettext=npgettext
    )
    environment.filters.update(
        date=i18n.format_date,
        long_date=_long_date,
        datetime=i18n.format_datetime,
        number=i18n.format_number,
        money=i18n.format_money,
        percent=i18n.format_percent,
        label=label,
    )
    environment.globals.update(service_environment=settings.environment, languages=i18n.LANGUAGE_NAMES)
    application.context_processor(_frame)


def label(value: Any, enumeration: str) -> str:
    """The words of a member (or its stored text): ``{{ role | label("role") }}``; a dash for nothing."""
    if value is None or value == "":
        return "—"
    return str(WORDS[enumeration][value])


def _long_date(day: date | None) -> str:
    if day is None:
        return "—"
    return i18n.format_long_date(i18n.local(day).date() if isinstance(day, datetime) else day)


def _frame() -> dict[str, Any]:
    """Variables of ``templates/layout.html``, for the person of this request."""
    account = current_account()
    actor = account.actor if account else None
    return {
        "current_language": i18n.current_language(),
        "current_user": account,
        "nav_items": navigation(actor, request.path),
        "section_items": pages_of_section(actor, request.path),
        "footer_items": footer(is_demo=bool(context.settings().demo_logins)),
        "home_href": home_href(actor),
        "sign_in_href": url_for("account.sign_in"),
        "sign_out_href": url_for("account.sign_out"),
    }
