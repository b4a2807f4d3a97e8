"""Forms of departures."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.domain.departure import DepartureAnswer
from app.i18n import lazy_gettext as _l
from app.labels.departure import KINDS, OWN_ANSWERS, OWN_KINDS, SOURCES
from app.labels.hearing import HANDED
from app.services.departure import LONGEST
from app.web.fields import DatePartsField
from app.web.forms import PageForm

_LINE = 300


class VersionedForm(PageForm):
    """A form that knows which state of the record the person looked at."""

    version = HiddenField()


class GiveUpForm(VersionedForm):
    """The family's own word."""

    kind = RadioField(
        _l("What happened?"),
        choices=[SelectChoice(kind.value, words) for kind, words in OWN_KINDS.items()],
        validators=[InputRequired(_l("Choose what happened."))],
    )
    day = DatePartsField(_l("From which day?"), validators=[InputRequired(_l("Enter the day."))])
    words = TextAreaField(_l("What you want to add"), validators=[Length(max=LONGEST)])
    understood = BooleanField(
        _l("We know that our places go back to the quota"),
        validators=[DataRequired(_l("Confirm that you know what follows."))],
    )


class TakeBackForm(VersionedForm):
    """Taking one's own word back needs nothing but the button."""


class AnswerForm(VersionedForm):
    """What the family says of what the office recorded."""

    answer = RadioField(
        _l("Is it right?"),
        choices=[SelectChoice(answer.value, words) for answer, words in OWN_ANSWERS.items()],
        validators=[InputRequired(_l("Say whether it is right."))],
    )
    words = TextAreaField(_l("In your own words"), validators=[Length(max=LONGEST)])

    def said(self) -> DepartureAnswer:
        """What was chosen."""
        return DepartureAnswer(self.answer.data)


class RecordForm(VersionedForm):
    """What the office learned."""

    kind = RadioField(
        _l("What happened?"),
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        validators=[InputRequired(_l("Choose what happened."))],
    )
    day = DatePartsField(_l("Day of the departure"), validators=[InputRequired(_l("Enter the day."))])
    source = RadioField(
        _l("Where is it known from?"),
        choices=[SelectChoice(source.value, words) for source, words in SOURCES.items()],
        validators=[InputRequired(_l("Choose the source."))],
    )
    words = TextAreaField(
        _l("What was found"),
        validators=[DataRequired(_l("Write what was found, and by whom.")), Length(max=LONGEST)],
    )


class HandingForm(VersionedForm):
    """The news was received on paper."""

    day = DatePartsField(_l("Day on which the family received it"), validators=[InputRequired(_l("Enter the day."))])
    how = RadioField(
        _l("How was it handed over?"),
        choices=[SelectChoice(how.value, words) for how, words in HANDED.items()],
        validators=[InputRequired(_l("Choose how it was handed over."))],
    )
    number = StringField(_l("Number of the registered letter"), validators=[Length(max=_LINE)])


class ObjectionForm(VersionedForm):
    """What a family without an account objects, as an officer writes it down."""

    words = TextAreaField(
        _l("What the family objects"),
        validators=[DataRequired(_l("Write what the family says.")), Length(max=LONGEST)],
    )


class DecisionForm(VersionedForm):
    """The head's decision."""

    verdict = RadioField(
        _l("What do you decide?"),
        choices=[
            SelectChoice("confirm", _l("Confirm the departure: the places go back to the quota")),
            SelectChoice("drop", _l("Drop it: the family stays included")),
        ],
        validators=[InputRequired(_l("Choose what you decide."))],
    )
    reason = TextAreaField(_l("Reason"), validators=[DataRequired(_l("Give a reason.")), Length(max=LONGEST)])
