"""Loading the list of professions from a file."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.profession_table import ProfessionFaultsError
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.i18n import ngettext
from app.labels.errors import refusal
from app.labels.profession import fault_row
from app.models import db
from app.services import profession
from app.web.access import Permission, current_actor, now, requires
from app.web.forms import PageForm
from app.web.reference.routes import blueprint

__all__ = ["blueprint"]
_FAULTS_SHOWN = 200


class ProfessionLoadForm(PageForm):
    """The file with the list."""

    file = FileField(_l("File with the professions"), validators=[FileRequired(_l("Choose the file."))])


@blueprint.get("/professions/load")
@requires(Permission.REFERENCE_ADMIN)
def load_professions() -> str:
    """The form for a file."""
    return _page(ProfessionLoadForm())


@blueprint.post("/professions/load")
@requires(Permission.REFERENCE_ADMIN)
def take_professions() -> Response | tuple[str, int]:
    """Load the file: faults come back row by row, and then nothing is loaded."""
    form = ProfessionLoadForm()
    if not form.validate_on_submit():
        return _page(form), 422
    with form.file.data.stream as stream:
        content = stream.read(profession.MAX_FILE_BYTES + 1)
    try:
        loaded = profession.load(db.session, content, actor=current_actor(), now=now())
    except ProfessionFaultsError as error:
        db.session.rollback()
        number = len(error.faults)
        form.file.errors = [
            ngettext(
                "%(num)s cell of the file has to be mended. Nothing was loaded.",
                "%(num)s cells of the file have to be mended. Nothing was loaded.",
                number,
            )
        ]
        return _page(form, [fault_row(fault) for fault in error.faults]), 422
    except DomainError as error:
        db.session.rollback()
        form.file.errors = [refusal(error)]
        return _page(form), 422
    db.session.commit()
    flash(
        _(
            "Professions added: %(added)s, changed: %(changed)s, as they were: %(kept)s.",
            added=loaded.added, changed=loaded.changed, kept=loaded.kept,
        ),
        "success",
    )  # fmt: skip
    return redirect(url_for(".rows", table="professions"), 303)


def _page(form: ProfessionLoadForm, faults: list[list[str]] | None = None) -> str:
    found = faults or []
    return render_template(
        "reference/professions.html",
        form=form,
        faults=found[:_FAULTS_SHOWN],
        more_faults=max(0, len(found) - _FAULTS_SHOWN),
    )
