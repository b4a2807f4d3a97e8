"""Checking a receipt's place without signing in: by its file, or by what is typed from the paper."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_wtf.file import FileField
from wtforms import SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.domain.queue import queue_code
from app.i18n import gettext as _
from app.i18n import lazy_gettext
from app.labels.queue import CHECK_RESULTS
from app.labels.region import name_order
from app.models import db
from app.policy import Permission
from app.queries import queue as queries
from app.services import queue_check
from app.services.queue_check import CheckedProof
from app.web.access import requires
from app.web.forms import PageForm
from app.web.queue.blueprint import blueprint, region_names, stream_words

_MOST_DIGITS = 15


class ProofForm(PageForm):
    """A file, or what the paper prints; a file goes first."""

    file = FileField(lazy_gettext("Receipt (PDF), or its decision.json"))
    queue = SelectField(lazy_gettext("Queue"), [Optional()], default="")
    sequence = StringField(lazy_gettext("Number of the entry"), [Length(max=20)])
    hash = StringField(lazy_gettext("Hash of the entry"), [Length(max=120)])

    def validate_sequence(self, field: Any) -> None:
        """A number is asked for only where there is no file."""
        typed = (field.data or "").strip()
        if not self.file.data and not (typed.isascii() and typed.isdecimal() and 0 < len(typed) <= _MOST_DIGITS):
            raise ValidationError(_("Enter the number of the entry, or choose the file."))

    def validate_hash(self, field: Any) -> None:
        """Sixty-four digits and letters from a to f, in groups or not."""
        if not self.file.data and queue_check.normal_hash(field.data or "") is None:
            raise ValidationError(_("The hash has 64 characters: digits and letters from a to f."))


@blueprint.route("/check", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def check() -> str | tuple[str, int]:
    """Ask for the proof; what is found is shown at once and nothing is kept."""
    form = ProofForm(data={name: request.args.get(name, "")[:200] for name in ("queue", "sequence", "hash")})
    form.queue.choices = _choices()
    if not form.validate_on_submit():
        found = _of_address(form) if request.method == "GET" else None
        return _page(form, found), 422 if form.errors else 200
    if form.file.data:
        proof = queue_check.proof_in(form.file.data.read())
        return _page(form, queue_check.check(db.session, proof) if proof else CheckedProof("unreadable"))
    return _page(form, _of_typed(form))


def _of_address(form: ProofForm) -> CheckedProof | None:
    """A link from the page of a paper carries what would be typed."""
    is_whole = (form.sequence.data or "").isdecimal() and queue_check.normal_hash(form.hash.data or "")
    return _of_typed(form) if is_whole and len(form.sequence.data or "") <= _MOST_DIGITS else None


def _of_typed(form: ProofForm) -> CheckedProof:
    digest = queue_check.normal_hash(form.hash.data or "") or ""
    return queue_check.check_hash(db.session, form.queue.data or "", int((form.sequence.data or "0").strip()), digest)


def _choices() -> list[SelectChoice]:
    names, streams = region_names(), stream_words()
    found = [
        (f"{names[region]}, {streams[stream]} ({queue_code(region, stream)})", queue_code(region, stream))
        for region, stream in queries.lengths(db.session)
    ]
    return [SelectChoice("", _("Choose")), *(SelectChoice(code, words) for words, code in sorted(found, key=_order))]


def _order(choice: tuple[str, str]) -> str:
    return name_order(choice[0])


def _page(form: ProofForm, found: CheckedProof | None) -> str:
    return render_template("queue/check.html", form=form, found=found, results=CHECK_RESULTS)
