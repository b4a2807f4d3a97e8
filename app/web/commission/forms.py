"""Forms of the commission: composition, call of a sitting, who is present, the roll-call of a case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.domain.commission import Choice, Member, NamedBody, Seat
from app.domain.grounds import grounds_for
from app.domain.programmes import PROGRAMMES
from app.domain.queue_overtaking import BEFOREHAND, StatedGround
from app.domain.workflow import Action, Proposal
from app.i18n import lazy_gettext as _l
from app.i18n import lazy_pgettext as _lp
from app.labels.commission import BODIES, CHOICES, SEATS
from app.labels.queue import STATED
from app.labels.review import ground_text
from app.models import Application
from app.services.sitting_agenda import Explanation
from app.services.sitting_roll import DISSENT_LENGTH, REASON_LENGTH
from app.web.fields import DatePartsField
from app.web.forms import PageForm
from app.web.hearing.forms import TimeOfDay
from app.web.review.forms import CheckboxesField

_NAME_LENGTH = 200


def day_of(field: DatePartsField) -> date:
    """The day of a field that has been validated as obligatory."""
    return cast("date", field.data)


class ActForm(PageForm):
    """The act that created the commission."""

    number = StringField(
        _l("Number of the act"), validators=[DataRequired(_l("Enter the number of the act.")), Length(max=50)]
    )
    act_on = DatePartsField(_l("Day of the act"), validators=[InputRequired(_l("Enter the day of the act."))])


class RelativesForm(PageForm):
    """IINs of relatives, one a line."""

    relatives = TextAreaField(_l("IINs of close relatives"), validators=[Optional(), Length(max=2000)])


class MemberForm(RelativesForm):
    """Somebody for the commission."""

    name = StringField(
        _l("Surname, name, patronymic"),
        validators=[DataRequired(_l("Enter the full name.")), Length(max=_NAME_LENGTH)],
    )
    seat = RadioField(
        _lp("sitting", "Seat"),
        choices=[SelectChoice(seat.value, SEATS[seat]) for seat in Seat],
        default=Seat.MEMBER.value,
        validators=[DataRequired(_l("Choose the seat."))],
    )
    body = SelectField(
        _l("Body that the person represents"), choices=[SelectChoice(body.value, BODIES[body]) for body in NamedBody]
    )
    body_kk = StringField(_l("Name of another body in Kazakh"), validators=[Optional(), Length(max=_NAME_LENGTH)])
    body_ru = StringField(_l("Name of another body in Russian"), validators=[Optional(), Length(max=_NAME_LENGTH)])
    position_kk = StringField(_l("Position in Kazakh"), validators=[Optional(), Length(max=_NAME_LENGTH)])
    position_ru = StringField(_l("Position in Russian"), validators=[Optional(), Length(max=_NAME_LENGTH)])
    account = SelectField(_l("Account in the service"), validators=[Optional()], default="")
    iin = StringField(_l("IIN"), validators=[Optional(), Length(max=20)])
    from_on = DatePartsField(_l("Member from"), validators=[InputRequired(_l("Enter the first day."))])


class EndForm(PageForm):
    """The last day of a membership."""

    to_on = DatePartsField(_l("Last day"), validators=[InputRequired(_l("Enter the last day."))])


class PlanForm(PageForm):
    """When and where a sitting is."""

    region = SelectField(_l("Region"), validators=[Optional()])
    day = DatePartsField(_l("Day of the sitting"), validators=[InputRequired(_l("Enter the day of the sitting."))])
    time = StringField(_lp("sitting", "Time"), validators=[DataRequired(_l("Enter the time.")), TimeOfDay()])
    place = StringField(
        _lp("sitting", "Place"),
        validators=[DataRequired(_l("Enter the place of the sitting.")), Length(max=_NAME_LENGTH)],
    )
    recording = StringField(_l("Link to the video recording"), validators=[Optional(), Length(max=500)])


class OvertakingForm(PageForm):
    """Why later cases are taken before earlier ones that could be taken."""

    ground = RadioField(
        _l("Why do later cases go first?"),
        choices=[SelectChoice(ground.value, STATED[ground]) for ground in BEFOREHAND],
        validators=[Optional()],
        default=None,
    )
    reason = TextAreaField(_l("Reason in your own words"), validators=[Optional(), Length(max=REASON_LENGTH)])

    def explanation(self) -> Explanation | None:
        """What was stated; None where no ground was chosen."""
        chosen = self.ground.data
        return Explanation(StatedGround(chosen), self.reason.data or "") if chosen in BEFOREHAND else None


class PresentForm(PageForm):
    """Who sits; the choices are the members of the day."""

    present = CheckboxesField(_l("Who is present?"), validators=[DataRequired(_l("Choose who is present."))])


class CloseForm(PageForm):
    """Why what was not reached is deferred."""

    reason = TextAreaField(_l("Why are they deferred?"), validators=[Optional(), Length(max=REASON_LENGTH)])


class RecusalForm(PageForm):
    """Who takes no part in a case, and why; the choices are those who would be called."""

    member = SelectField(_l("Who takes no part?"), validators=[DataRequired(_l("Choose who takes no part."))])
    why = TextAreaField(_l("Reason"), validators=[DataRequired(_l("Give a reason.")), Length(max=REASON_LENGTH)])


class DeclareForm(PageForm):
    """A member's own recusal."""

    declared = TextAreaField(
        _l("Why you take no part"), validators=[DataRequired(_l("Give a reason.")), Length(max=REASON_LENGTH)]
    )


class DissentForm(PageForm):
    """A member's dissent."""

    words = TextAreaField(_l("Your dissent"), validators=[Optional(), Length(max=DISSENT_LENGTH)])


class RollForm(PageForm):
    """The roll-call of a case: ``vote_<member>`` and ``dissent_<member>`` beside the recommendation's words."""

    reason = TextAreaField(_l("Reasons of the recommendation"), validators=[Optional(), Length(max=REASON_LENGTH)])
    grounds = CheckboxesField(_l("Grounds, if the votes come to a refusal"), validators=[Optional()])
    wait_reason = TextAreaField(
        _l("Why it is deferred or sent back"), validators=[Optional(), Length(max=REASON_LENGTH)]
    )

    def votes(self, sent: Iterable[tuple[str, str]]) -> dict[int, Choice]:
        """Every vote that was sent, whoever is called now: a vote too many is refused, never dropped."""
        found = {}
        for name, value in sent:
            matched = re.fullmatch(r"vote_(\d{1,18})", name, re.ASCII)
            if matched and value in set(Choice):
                found[int(matched[1])] = Choice(value)
        return found

    def dissents(self) -> dict[int, str]:
        """Dissents by member."""
        return {
            int(field.name.removeprefix("dissent_")): field.data
            for field in self
            if field.name.startswith("dissent_") and field.data
        }


def roll_form(application: Application, called: Iterable[Member]) -> RollForm:
    """The roll-call of ``application`` for those ``called``, filled with what the case worker proposes."""
    refuses = application.proposal == Proposal.REFUSAL
    usual = Choice.AGAINST if refuses else Choice.FOR
    fields: dict[str, Any] = {}
    for member in called:
        fields[f"vote_{member.id}"] = RadioField(
            member.name,
            choices=[SelectChoice(choice.value, CHOICES[choice]) for choice in Choice],
            default=usual.value,
            validators=[InputRequired(_l("Choose the vote."))],
        )
        fields[f"dissent_{member.id}"] = TextAreaField(member.name, validators=[Optional(), Length(max=DISSENT_LENGTH)])
    made = type("RollForm", (RollForm,), fields)
    form: RollForm = made(
        data={"reason": application.proposal_reason, "grounds": list(application.proposal_grounds) if refuses else []}
    )
    grounds = grounds_for(PROGRAMMES[application.programme], Action.RECOMMEND_REFUSAL)
    form.grounds.choices = [SelectChoice(ground.code, ground_text(ground.code)) for ground in grounds]
    return form
