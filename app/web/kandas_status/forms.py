"""The form with which a case about ending a status is opened."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.domain.grounds import grounds_for
from app.domain.programmes.kandas_termination import TERMINATION
from app.domain.workflow import Action
from app.i18n import lazy_gettext as _l
from app.labels.review import ground_text
from app.web.forms import PageForm
from app.web.review.forms import REASON_LENGTH, CheckboxesField


class TerminationForm(PageForm):
    """On which grounds, and what is known."""

    grounds = CheckboxesField(_l("Grounds"), validators=[DataRequired(_l("Choose at least one ground."))])
    reason = TextAreaField(
        _l("What is known, and from where"),
        validators=[DataRequired(_l("Give a reason.")), Length(max=REASON_LENGTH)],
    )


def termination_form() -> TerminationForm:
    """The form with the grounds of the programme, bound to the request."""
    form = TerminationForm()
    form.grounds.choices = [
        SelectChoice(ground.code, ground_text(ground.code)) for ground in grounds_for(TERMINATION, Action.INITIATE)
    ]
    return form
