"""Choosing what to apply for: online, at the desk for a person, at a mission for a person abroad."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app.domain.channel import Channel
from app.domain.errors import DomainError
from app.domain.programmes import open_by
from app.i18n import current_language, lazy_gettext
from app.i18n import gettext as _
from app.labels.application import STATUSES
from app.labels.errors import refusal
from app.labels.programme import PROGRAMME_GROUPS, PROGRAMME_SUMMARIES, PROGRAMMES
from app.models import db
from app.policy import Permission, channels_of
from app.queries.application import desk_drafts, desk_submitted
from app.services import application as filling
from app.web.access import current_actor, now, requires
from app.web.application.blueprint import Answer, blueprint
from app.web.forms import PageForm


class StartForm(PageForm):
    """The programme to apply under."""

    programme = RadioField(lazy_gettext("What are you applying for?"), choices=[], validate_choice=False)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.APPLICATION_OWN)
def new() -> Answer:
    """Choose the programme; the draft is made by the post."""
    return _start((Channel.ONLINE,))


@blueprint.route("/desk", methods=["GET", "POST"])
@requires(Permission.DESK_ENTRY)
def desk() -> Answer:
    """Go on with an application that was begun for another person, or begin another."""
    return _start(tuple(channel for channel in channels_of(current_actor()) if channel is not Channel.ONLINE))


def heading(channel: Channel) -> str:
    """What the pages are called on which somebody enters an application for another person."""
    return _("Application of a person abroad") if channel is Channel.MISSION else _("Application at the desk")


def _start(channels: tuple[Channel, ...]) -> Answer:
    form = StartForm(data={"programme": request.args.get("programme", "")})
    offered = _offered(channels)
    form.programme.choices = [SelectChoice(code, PROGRAMMES[code]) for code in offered]
    if not form.validate_on_submit():
        return _page(form, channels)
    if form.programme.data not in offered:
        form.programme.errors = [_("Choose what you are applying for.")]
        return _page(form, channels), 422
    try:
        application = filling.start(
            db.session,
            form.programme.data,
            actor=current_actor(),
            now=now(),
            channel=offered[form.programme.data],
            language=current_language(),
        )
    except DomainError as error:
        db.session.rollback()
        form.programme.errors = [refusal(error)]
        return _page(form, channels), 422
    db.session.commit()
    return redirect(url_for("application.tasks", application_id=application.id), 303)


def _offered(channels: tuple[Channel, ...]) -> dict[str, Channel]:
    """What can be applied for, in the order of the groups, each with the way that is taken."""
    on = filling.today(now())
    ways: dict[str, Channel] = {}
    for channel in channels:
        for programme in open_by(channel, on):
            ways.setdefault(programme.code, channel)
    order = [code for _title, codes in PROGRAMME_GROUPS.values() for code in codes]
    return {code: ways[code] for code in order if code in ways}


def _page(form: StartForm, channels: tuple[Channel, ...]) -> str:
    is_desk = Channel.ONLINE not in channels
    account_id = current_actor().account_id
    shown: dict[str, Any] = {"drafts": (), "submitted": ()}
    if is_desk and account_id is not None:
        shown = {
            "drafts": desk_drafts(db.session, account_id),
            "submitted": desk_submitted(db.session, account_id) if Channel.MISSION in channels else (),
        }
    return render_template(
        "application/new.html",
        form=form,
        heading=heading(channels[0]) if is_desk else _("Apply"),
        is_desk=is_desk,
        is_mission=Channel.MISSION in channels,
        programmes=PROGRAMMES,
        hints={code: str(words) for code, words in PROGRAMME_SUMMARIES.items()},
        dividers=_dividers([str(choice.value) for choice in form.programme.choices]),
        statuses=STATUSES,
        **shown,
    )


def _dividers(codes: list[str]) -> dict[str, str]:
    """The name of each group before its first programme, where more than one group is offered."""
    groups = [(str(title), [code for code in codes if code in theirs]) for title, theirs in PROGRAMME_GROUPS.values()]
    named = {theirs[0]: title for title, theirs in groups if theirs}
    return named if len(named) > 1 else {}
