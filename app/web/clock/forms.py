"""The form for the cause of a missed term."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.i18n import lazy_gettext as _l
from app.web.forms import PageForm

CAUSE_LENGTH = 2000


class CauseForm(PageForm):
    """Why the term was not kept."""

    words = TextAreaField(
        _l("Why was the term not kept, and what has been done?"),
        validators=[DataRequired(_l("Write the cause.")), Length(max=CAUSE_LENGTH)],
    )
