"""Pages: routes and forms.  The only place that knows requests, and the one that commits."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Flask

from app.web import access_log, errors, language, security, session, templating
from app.web.account.routes import blueprint as account
from app.web.admin.routes import blueprint as admin
from app.web.appeal.routes import blueprint as appeal
from app.web.application.routes import blueprint as application_form
from app.web.attachment.routes import blueprint as attachment
from app.web.audit.routes import blueprint as audit
from app.web.board.routes import blueprint as board
from app.web.clock.routes import blueprint as clock
from app.web.commission.routes import blueprint as commission
from app.web.country.routes import blueprint as country
from app.web.departure.routes import blueprint as departure
from app.web.eligibility.routes import blueprint as eligibility
from app.web.entitlement.routes import blueprint as entitlement
from app.web.export.routes import blueprint as export
from app.web.hearing.routes import blueprint as hearing
from app.web.home.routes import blueprint as home
from app.web.kandas_status.own import blueprint as kandas_status
from app.web.language_choice import blueprint as language_choice
from app.web.mailbox.routes import blueprint as mailbox
from app.web.placement.routes import blueprint as placement
from app.web.queue.routes import blueprint as queue
from app.web.quota.loading import blueprint as quota
from app.web.quota_request.routes import blueprint as quota_request
from app.web.quota_year.routes import blueprint as quota_year
from app.web.redistribution.routes import blueprint as redistribution
from app.web.reference.professions import blueprint as reference
from app.web.review.routes import blueprint as review
from app.web.statistics.routes import blueprint as statistics
from app.web.status.routes import blueprint as status
from app.web.tasks.routes import blueprint as tasks
from app.web.verify.routes import blueprint as verify
from app.web.worklist.routes import blueprint as worklist

if TYPE_CHECKING:
    from config import Settings

# Each feature's pages; a feature adds its line here and its import above.
BLUEPRINTS = (
    language_choice,
    home,
    account,
    admin,
    worklist,
    review,
    board,
    country,
    clock,
    commission,
    placement,
    queue,
    quota,
    quota_year,
    quota_request,
    redistribution,
    reference,
    verify,
    statistics,
    audit,
    export,
    mailbox,
    eligibility,
    entitlement,
    application_form,
    attachment,
    status,
    tasks,
    departure,
    hearing,
    appeal,
    kandas_status,
)


def register(application: Flask) -> None:
    """Add every page to ``application``, with what holds for all of them."""
    settings = cast("Settings", application.extensions["settings"])
    application.before_request(language.choose_for_request)
    security.register(application, settings)
    session.register(application)
    templating.register(application, settings)
    errors.register(application)
    access_log.register(application)
    for blueprint in BLUEPRINTS:
        application.register_blueprint(blueprint)
