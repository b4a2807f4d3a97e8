"""Forms of the year's cycle; numbers may be typed with spaces between thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.domain.quota_request import JOB_ROWS, LARGEST, ROOMS, Finding, JobGroup, RequestFigures, SchoolLanguage
from app.i18n import format_number
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.i18n import lazy_pgettext as _lp
from app.labels.quota_request import ROOMS as ROOM_WORDS
from app.labels.quota_request import SCHOOL_LANGUAGES, finding_words
from app.services.quota_drafting import ActFacts
from app.web.fields import DatePartsField
from app.web.forms import PageForm
from app.web.review.forms import CheckboxesField

WORDS_LENGTH = 4000
_NAME_LENGTH = 200
_BLANK_ROWS = 3
_MOST_TENGE = 10_000_000


class CountField(IntegerField):  # type: ignore[misc]  # WTForms has no types
    """A whole number of persons, places or tenge; «1 500» is read as 1500.  Its errors name the box."""

    def __init__(self, label: Any = None, most: int = LARGEST, **kwargs: Any) -> None:
        self.most = most
        super().__init__(label, validators=[Optional()], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number without the spaces in it; an empty box is no number."""
        self.data = None
        plain = re.sub(r"\s", "", valuelist[0]) if valuelist else ""
        if not plain:
            return
        if not re.fullmatch(r"-?[0-9]{1,12}", plain):
            raise ValueError(_("Write a whole number, for example 1500: %(what)s", what=self.label.text))
        self.data = int(plain)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002  # WTForms' names
        """Refuse a number that no count can be."""
        if self.data is not None and not 0 <= self.data <= self.most:
            most = format_number(self.most)
            raise ValidationError(_("Enter a number from 0 to %(most)s: %(what)s", what=self.label.text, most=most))


def _stripped(text: str | None) -> str:
    return " ".join(text.split()) if text else ""


def _lines(text: str | None) -> str:
    return text.replace("\r\n", "\n").strip() if text else ""


class JobRow(PageForm):
    """A group of jobs."""

    class Meta(PageForm.Meta):
        """A row of another form has no token of its own."""

        csrf = False

    profession = StringField(_l("Profession"), validators=[Length(max=_NAME_LENGTH)], filters=[_stripped])
    employer = StringField(_l("Employer"), validators=[Length(max=_NAME_LENGTH)], filters=[_stripped])
    jobs = CountField(_l("Jobs"))
    wage = CountField(_l("Wage a month, tenge"), most=_MOST_TENGE)


class FiguresForm(PageForm):
    """What a region asks for and the figures behind it."""

    seen = HiddenField()
    persons = CountField(_l("How many persons does the region ask for?"))
    working_age = CountField(_l("How many of them are of working age?"))
    jobs = FieldList(FormField(JobRow), max_entries=JOB_ROWS)
    homes_1 = CountField(ROOM_WORDS[1])
    homes_2 = CountField(ROOM_WORDS[2])
    homes_3 = CountField(ROOM_WORDS[3])
    homes_4 = CountField(ROOM_WORDS[4])
    homes_5 = CountField(ROOM_WORDS[5])
    school_kk = CountField(SCHOOL_LANGUAGES[SchoolLanguage.KAZAKH])
    school_ru = CountField(SCHOOL_LANGUAGES[SchoolLanguage.RUSSIAN])
    school_other = CountField(SCHOOL_LANGUAGES[SchoolLanguage.OTHER])
    kindergarten = CountField(_l("Places in kindergartens"))
    districts = CheckboxesField(_l("Which districts and towns receive people?"), validators=[Optional()])
    notes = TextAreaField(_l("Notes"), validators=[Length(max=WORDS_LENGTH)], filters=[_lines])

    def offer(self, districts: Mapping[str, str]) -> FiguresForm:
        """Fill the choices: names of districts by code."""
        self.districts.choices = [SelectChoice(code, name) for code, name in districts.items()]
        return self

    def add_blank_rows(self) -> None:
        """Boxes for more jobs."""
        for _row in range(_BLANK_ROWS):
            if len(self.jobs.entries) < JOB_ROWS:
                self.jobs.append_entry()

    def figures(self) -> RequestFigures:
        """What was entered; rows in which nothing stands are no rows."""
        groups = [JobGroup(**{name: row[name] for name in _JOB_COLUMNS}) for row in self.jobs.data]
        homes = {rooms: self[f"homes_{rooms}"].data for rooms in ROOMS}
        school = {language: self[f"school_{language}"].data for language in SchoolLanguage}
        return RequestFigures(
            persons=self.persons.data,
            working_age=self.working_age.data,
            jobs=tuple(group for group in groups if group != JobGroup()),
            homes={rooms: number for rooms, number in homes.items() if number is not None},
            school={language: number for language, number in school.items() if number is not None},
            kindergarten=self.kindergarten.data,
            districts=tuple(self.districts.data or ()),
            notes=self.notes.data or "",
        )


_JOB_COLUMNS = ("profession", "employer", "jobs", "wage")


def figures_form(figures: RequestFigures, seen: int, *, is_sent: bool) -> FiguresForm:
    """The form, filled with what is saved unless something was sent."""
    if is_sent:
        return FiguresForm()
    homes = {f"homes_{rooms}": number for rooms, number in figures.homes.items()}
    school = {f"school_{language}": number for language, number in figures.school.items()}
    form = FiguresForm(
        data={
            "seen": str(seen),
            "persons": figures.persons,
            "working_age": figures.working_age,
            "jobs": [{name: getattr(group, name) for name in _JOB_COLUMNS} for group in figures.jobs],
            "kindergarten": figures.kindergarten,
            "districts": list(figures.districts),
            "notes": figures.notes,
            **homes,
            **school,
        }
    )
    form.add_blank_rows()
    return form


def anchored(findings: Iterable[Finding], edit_href: str) -> list[dict[str, str]]:
    """Findings for an error summary, each leading to its box of the form."""
    return [{"text": finding_words(each), "href": f"{edit_href}#{each.where}"} for each in findings]


class FilingForm(PageForm):
    """Filing what was saved."""

    seen = HiddenField()
    justification = TextAreaField(
        _l("Why the request is right all the same"), validators=[Length(max=WORDS_LENGTH)], filters=[_lines]
    )


class ReasonForm(PageForm):
    """A reason; ``seen`` is the version that the person looked at."""

    seen = HiddenField()
    reason = TextAreaField(_lp("quota request", "Reason"), validators=[Length(max=WORDS_LENGTH)], filters=[_lines])


class FiguresOfDraftForm(PageForm):
    """The ministry's figures: one box a stream and region, made by :func:`draft_form`."""

    seen = HiddenField()


def figure_name(stream: str, region: str) -> str:
    """Name of the box for a region's persons."""
    return f"{stream}_{region}"


def draft_form(labels: Mapping[tuple[str, str], str], data: Mapping[str, Any]) -> FiguresOfDraftForm:
    """A form with a box for each stream and region of ``labels``."""
    boxes = {figure_name(*key): CountField(label) for key, label in labels.items()}
    made: FiguresOfDraftForm = type("DraftForm", (FiguresOfDraftForm,), boxes)(data=dict(data))
    return made


class OrderProposalForm(PageForm):
    """The requisites of the order that is proposed."""

    seen = HiddenField()
    act_number = StringField(
        _l("Number of the order"),
        validators=[DataRequired(_l("Enter the number of the order")), Length(max=60)],
        filters=[_stripped],
    )
    act_title = StringField(
        _l("Title of the order"),
        validators=[DataRequired(_l("Enter the title of the order")), Length(max=500)],
        filters=[_stripped],
    )
    adopted_on = DatePartsField(_l("Date of the order"), validators=[Optional()])
    effective_on = DatePartsField(
        _l("In force from"), validators=[InputRequired(_l("Enter the day from which the order is in force"))]
    )
    reason = TextAreaField(
        _lp("quota request", "Reason"),
        validators=[DataRequired(_l("Give a reason.")), Length(max=WORDS_LENGTH)],
        filters=[_lines],
    )
    confirmed = BooleanField(_l("I have read the warnings and propose the order all the same"))

    def facts(self) -> ActFacts:
        """What was said about the order (valid by now)."""
        if self.effective_on.data is None:
            raise ValueError("the form is not valid")
        return ActFacts(
            self.act_number.data or "",
            self.act_title.data or "",
            self.adopted_on.data,
            self.effective_on.data,
            self.reason.data or "",
        )


class DivisionForm(PageForm):
    """Places of each district, one box each (made by :func:`division_form`), and why.

    ``seen`` is the division that the person looked at.
    """

    seen = HiddenField()

    effective_on = DatePartsField(
        _l("In force from"), validators=[InputRequired(_l("Enter the day from which this holds"))]
    )
    reason = TextAreaField(
        _lp("quota request", "Reason"),
        validators=[DataRequired(_l("Give a reason.")), Length(max=WORDS_LENGTH)],
        filters=[_lines],
    )

    def targets(self, codes: Iterable[str]) -> dict[str, int]:
        """Persons by district; an empty box leaves the district as it is."""
        typed = {code: self[district_name_of(code)].data for code in codes}
        return {code: persons for code, persons in typed.items() if persons is not None}


def district_name_of(code: str) -> str:
    """Name of the box for a district's persons."""
    return f"district_{code}"


def division_form(labels: Mapping[str, str], data: Mapping[str, Any]) -> DivisionForm:
    """A form with a box for each district of ``labels`` (names by code)."""
    boxes = {district_name_of(code): CountField(label) for code, label in labels.items()}
    made: DivisionForm = type("BoundDivisionForm", (DivisionForm,), boxes)(data=dict(data))
    return made
