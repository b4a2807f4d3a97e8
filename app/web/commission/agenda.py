"""The agenda of a sitting: cases in the order of the queue, and the ground of whoever takes a later one first."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.domain.commission import SittingState
from app.domain.errors import DomainError
from app.i18n import gettext as _
from app.i18n import ngettext
from app.labels.errors import refusal
from app.labels.programme import STREAMS
from app.models import db
from app.policy import Permission
from app.queries import commission as queries
from app.queries import queue
from app.services import sitting_agenda
from app.services.sitting_agenda import OvertakingError
from app.web.access import current_actor, now, requires
from app.web.commission import sitting_page
from app.web.commission.blueprint import blueprint, reach_sitting
from app.web.commission.forms import OvertakingForm

_MOST_DIGITS = 18
_RUNNING = frozenset({SittingState.PLANNED, SittingState.OPEN})


@dataclass(slots=True)
class Typed:
    """What was sent and refused: which of the two forms, what was ticked, taken off and numbered in it."""

    what: str = ""
    ticked: frozenset[int] | None = None
    off: frozenset[int] = frozenset()
    positions: dict[int, int] = field(default_factory=dict)


@blueprint.get("/sittings/<int:sitting_id>/agenda")
@requires(Permission.SITTING_KEEP)
def agenda(sitting_id: int) -> str:
    """What stands on the agenda in which order, and what waits for the commission."""
    return _page(sitting_id, OvertakingForm(), Typed())


@blueprint.post("/sittings/<int:sitting_id>/agenda")
@requires(Permission.SITTING_KEEP)
def arrange(sitting_id: int) -> Response | tuple[str, int]:
    """Put cases on the agenda, take some off, or change their order."""
    reach_sitting(sitting_id, Permission.SITTING_KEEP)
    form = OvertakingForm()
    typed = Typed(request.form.get("do", ""), _numbers("case"), _numbers("off"), _positions())
    try:
        if not form.validate():
            return _page(sitting_id, form, typed), 422
        done = _do(sitting_id, typed, form)
        db.session.commit()
    except OvertakingError as error:
        db.session.rollback()
        form.ground.errors = [refusal(error)]
        return _page(sitting_id, form, typed), 422
    except (DomainError, IntegrityError) as error:
        db.session.rollback()
        words = refusal(error if isinstance(error, DomainError) else DomainError())
        if form.ground.data:
            form.reason.errors = [*form.reason.errors, words]
            return _page(sitting_id, form, typed), 422
        flash(words, "error")
        return redirect(url_for("commission.agenda", sitting_id=sitting_id), 303)
    flash(done, "success")
    return redirect(url_for("commission.agenda", sitting_id=sitting_id), 303)


def _do(sitting_id: int, typed: Typed, form: OvertakingForm) -> str:
    actor, explanation = current_actor(), form.explanation()
    if typed.what == "draw":
        chosen = typed.ticked or frozenset()
        found = sitting_agenda.draw(db.session, sitting_id, chosen, explanation, actor=actor, now=now())
        return ngettext("%(num)s case is put on the agenda.", "%(num)s cases are put on the agenda.", found)
    sitting_agenda.arrange(db.session, sitting_id, typed.positions, typed.off, explanation, actor=actor, now=now())
    return _("The agenda is changed.")


def _page(sitting_id: int, form: OvertakingForm, typed: Typed) -> str:
    held = reach_sitting(sitting_id, Permission.SITTING_KEEP)
    view = sitting_page.view_of(held)
    runs = SittingState(held.state) in _RUNNING
    candidates = queries.candidates(db.session, held.region) if runs else []
    # Whoever comes from the page that opens the sitting sees whom it would go before.
    asks = runs and ("opening" in request.args if not typed.what else typed.what == "arrange")
    numbers = [*(row.application_id for row in view.rows if row.is_waiting), *(row.id for row in candidates)]
    return render_template(
        "commission/agenda.html",
        form=form,
        typed=typed,
        candidates=candidates,
        places=queue.places_of(db.session, numbers),
        streams=STREAMS,
        left_out=sitting_agenda.left_out(db.session, held, now=now()) if asks else [],
        **sitting_page.frame(view),
    )


def _numbers(name: str) -> frozenset[int]:
    return frozenset(int(text) for text in request.form.getlist(name) if _is_number(text))


def _is_number(text: str) -> bool:
    """Whether it can be the number of a case or of an item."""
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS


def _positions() -> dict[int, int]:
    """Positions as typed, by item; what is no number is left where it is."""
    found = {}
    for name, typed in request.form.items():
        number = name.removeprefix("position_")
        if number != name and _is_number(number) and typed.strip().isdecimal():
            found[int(number)] = int(typed.strip()[:6])
    return found
