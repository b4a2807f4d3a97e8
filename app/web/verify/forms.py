"""The form of a check: a code, or a file."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import StringField, ValidationError
from wtforms.validators import Length

from app.domain.paper import normalise_code
from app.i18n import gettext as _
from app.i18n import lazy_gettext
from app.web.forms import PageForm


class CheckForm(PageForm):
    """One of the two is enough; a file goes first."""

    code = StringField(lazy_gettext("Verification code"), [Length(max=40)])
    file = FileField(lazy_gettext("PDF file of the document"))

    def validate_code(self, field: Any) -> None:
        """A code is asked for only where there is no file."""
        if self.file.data:
            return
        if not (field.data or "").strip():
            raise ValidationError(_("Enter the verification code, or choose the file."))
        if normalise_code(field.data) is None:
            raise ValidationError(_("The code has 12 letters and digits, like 7KQM-3XPD-9RHT."))
