"""Loading an order: the file, what it would change, and proposing it to a second person."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.quota_order import OrderFaultsError
from app.gateways.files import FileStore
from app.i18n import gettext as _
from app.i18n import ngettext
from app.labels.errors import refusal
from app.labels.programme import QUOTA_STREAM_WORDS
from app.labels.quota import UNITS, column_words, fault_words
from app.models import db
from app.services import quota_preview
from app.services.quota_preview import StagedOrders
from app.web.access import Permission, current_actor, now, requires, settings
from app.web.quota.draft import seal, unseal
from app.web.quota.forms import OrderLoadForm
from app.web.quota.proposals import blueprint
from app.web.quota.routes import region_names, said

__all__ = ["blueprint"]
Answer = str | Response | tuple[str, int]
_FAULTS_SHOWN = 200


@blueprint.get("/orders/load")
@requires(Permission.QUOTA_ORDER)
def load() -> Answer:
    """The form for a new order."""
    return render_template("quota/load.html", form=OrderLoadForm(), faults=(), more_faults=0)


@blueprint.post("/orders/load")
@requires(Permission.QUOTA_ORDER)
def read_file() -> Answer:
    """Read the file; faults come back beside everything typed, a file without faults leads to its preview."""
    form = OrderLoadForm()
    faults: list[dict[str, object]] = []
    if form.validate_on_submit():
        upload = form.file.data
        with upload.stream as stream:
            content = stream.read(quota_preview.MAX_FILE_BYTES + 1)
        try:
            staged = quota_preview.stage(
                db.session, content, form.facts(str(upload.filename or "")[:200]), store=_store()
            )
            return redirect(url_for(".preview", draft=seal(staged, current_actor())), 303)
        except OrderFaultsError as error:
            faults = [
                {"row": fault.line or "—", "column": column_words(fault), "text": fault_words(fault)}
                for fault in error.faults
            ]
            form.file.errors = (*form.file.errors, _faults_line(len(faults)))
        except DomainError as error:
            form.file.errors = (*form.file.errors, refusal(error))
    page = render_template(
        "quota/load.html", form=form, faults=faults[:_FAULTS_SHOWN], more_faults=max(0, len(faults) - _FAULTS_SHOWN)
    )
    return page, 422


@blueprint.get("/orders/load/<draft>")
@requires(Permission.QUOTA_ORDER)
def preview(draft: str) -> Answer:
    """What the order would change, region by region."""
    staged = _staged(draft)
    if staged is None:
        flash(_("The preview has expired. Choose the file again."), "error")
        return redirect(url_for(".load"), 303)
    return _preview_page(staged)


@blueprint.post("/orders/load/<draft>")
@requires(Permission.QUOTA_ORDER)
def confirm(draft: str) -> Answer:
    """Propose the order as the preview showed it; another person approves it."""
    staged = _staged(draft)
    if staged is None:
        flash(_("The preview has expired. Choose the file again."), "error")
        return redirect(url_for(".load"), 303)
    try:
        made = quota_preview.confirm(db.session, staged, store=_store(), actor=current_actor(), now=now())
    except DomainError as error:
        db.session.rollback()
        return _preview_page(staged, said(error)), 409
    first = made[0].id
    db.session.commit()
    flash(
        ngettext(
            "%(num)s order is proposed. Another person has to approve it.",
            "%(num)s orders are proposed. Another person has to approve them together.",
            len(made),
        ),
        "success",
    )
    return redirect(url_for(".proposal", proposal_id=first), 303)


def _preview_page(staged: StagedOrders, problem: str = "") -> str:
    previews = quota_preview.previews(db.session, staged, store=_store())
    return render_template(
        "quota/preview.html",
        previews=previews,
        facts=staged.facts,
        problem=problem,
        is_possible=all(one.is_possible for one in previews),
        streams={stream.value: words for stream, words in QUOTA_STREAM_WORDS.items()},
        regions=region_names(),
        units={unit.value: words for unit, words in UNITS.items()},
        action=request.path,
    )


def _staged(draft: str) -> StagedOrders | None:
    staged = unseal(draft, current_actor())
    return staged if staged is not None and _store().exists(staged.file_sha256) else None


def _store() -> FileStore:
    return FileStore(settings().files_dir)


def _faults_line(number: int) -> str:
    return ngettext(
        "%(num)s cell of the file has to be mended. Nothing was loaded.",
        "%(num)s cells of the file have to be mended. Nothing was loaded.",
        number,
    )
