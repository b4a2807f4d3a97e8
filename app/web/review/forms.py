"""Forms of the case: one an action, made from what the table of moves asks for."""

from __future__ import annotations

from functools import cache
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.document_types import DocumentType
from app.domain.grounds import grounds_for
from app.domain.procedures import newest
from app.domain.programmes import PROGRAMMES
from app.domain.workflow import Action
from app.i18n import lazy_gettext as _l
from app.labels.programme import DOCUMENT_TYPES
from app.labels.review import ground_text
from app.services.casework import NOTE_LENGTH, Verdict
from app.services.motion import Motion, RequestedItem
from app.web.forms import PageForm

REASON_LENGTH = 4000
_NOTE_LENGTH = 300


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Several of a list, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ActionForm(PageForm):
    """A plain confirmation; ``version`` and ``seen`` say which state of the case the person looked at."""

    version = HiddenField()
    seen = HiddenField()

    def motion(self, action: Action) -> Motion:
        """What the person wants, with everything that they typed."""
        return Motion(
            action,
            reason=self._typed("reason"),
            grounds=tuple(self.grounds.data or ()) if "grounds" in self else (),
            expected_version=int(self.version.data) if (self.version.data or "").isdecimal() else None,
            requested=self._requested(),
            reply=self._typed("reply"),
        )

    def _typed(self, name: str) -> str:
        return (self[name].data or "").strip() if name in self else ""

    def _requested(self) -> tuple[RequestedItem, ...]:
        if "documents" not in self:
            return ()
        return tuple(RequestedItem(kind, self._typed(note_name(kind))) for kind in self.documents.data or ())


class NoteForm(PageForm):
    """A note for colleagues."""

    body = TextAreaField(
        _l("Note for colleagues"),
        validators=[DataRequired(_l("Write the note.")), Length(max=NOTE_LENGTH)],
    )


class AttachmentForm(PageForm):
    """What the case worker found of a document; ``state`` is the one that they saw."""

    state = HiddenField()
    verdict = RadioField(
        _l("What did you find?"),
        choices=[
            SelectChoice(Verdict.VERIFIED, _l("Verified: it is what it should be, and readable")),
            SelectChoice(Verdict.REJECTED, _l("Rejected")),
        ],
        validators=[DataRequired(_l("Choose whether the document is verified or rejected."))],
    )
    reason = TextAreaField(_l("Why is it rejected?"), validators=[Optional(), Length(max=1000)])


class AssignForm(PageForm):
    """Who gets the case; the choices are the officers of its region."""

    version = HiddenField()
    officer = SelectField(_l("Case worker"), validators=[Optional()], default="")


def note_name(kind: str) -> str:
    """Name of the field with the note about a requested document."""
    return f"note_{kind}"


def action_form(action: Action, programme: str, **values: Any) -> ActionForm:
    """The form of ``action`` for cases of ``programme``, bound to the request; ``values`` fill it on GET."""
    form = _made(action, programme)(data=values)
    if "grounds" in form:
        grounds = grounds_for(PROGRAMMES[programme], action)
        form.grounds.choices = [SelectChoice(ground.code, ground_text(ground.code)) for ground in grounds]
    return form


_REASON_LABELS = {
    Action.REFUSE_TO_ACCEPT: _l("What is wrong, for the applicant to read"),
    Action.RETURN_FOR_DOCUMENTS: _l("Why the documents are needed, for the applicant to read"),
    Action.PROPOSE_APPROVAL: _l("Why the application should be approved"),
    Action.PROPOSE_REFUSAL: _l("Why the application should be refused"),
    Action.SEND_BACK: _l("What the case worker should do"),
    Action.PROPOSE_TERMINATION: _l("Why the status should be terminated"),
    Action.OVERRULE: _l("Why you decide otherwise than the commission recommended"),
    Action.ANNOUNCE_REFUSAL: _l("Reasons of the preliminary decision, for the applicant to read"),
    Action.ANNOUNCE_TERMINATION: _l("Reasons of the preliminary decision, for the person to read"),
    Action.DISCONTINUE: _l("Why the termination is not pursued"),
    Action.WITHDRAW: _l("What the applicant said"),
}


@cache
def _made(action: Action, programme: str) -> type[ActionForm]:
    procedure = newest(PROGRAMMES[programme].procedure)
    moves = [move for (_, doing), move in procedure.table.items() if doing is action and move.through is None]
    fields: dict[str, Any] = {}
    if any(move.needs_grounds for move in moves):
        fields["grounds"] = CheckboxesField(
            _l("Grounds"),
            validators=[DataRequired(_l("Choose at least one ground."))],
        )
    if action is Action.RETURN_FOR_DOCUMENTS:
        fields |= _document_fields(programme)
    # Withdrawing a draft needs no reason, but that is no page of staff.
    if any(move.needs_reason for move in moves):
        fields["reason"] = TextAreaField(
            _REASON_LABELS.get(action, _l("Reason")),
            validators=[DataRequired(_l("Give a reason.")), Length(max=REASON_LENGTH)],
        )
    if action is Action.REPLY:
        fields["reply"] = TextAreaField(
            _l("What the applicant said or brought"),
            validators=[DataRequired(_l("Write what the applicant said or brought.")), Length(max=REASON_LENGTH)],
        )
    return type(f"{action.name.title().replace('_', '')}Form", (ActionForm,), fields)


def _document_fields(programme: str) -> dict[str, Any]:
    """The documents that the programme knows, each with room for a note."""
    kinds = list(dict.fromkeys([*(document.code for document in PROGRAMMES[programme].documents), DocumentType.OTHER]))
    fields: dict[str, Any] = {
        "documents": CheckboxesField(
            _l("Which documents?"),
            choices=[SelectChoice(kind.value, DOCUMENT_TYPES[kind]) for kind in kinds],
            validators=[DataRequired(_l("Choose at least one document."))],
        )
    }
    for kind in kinds:
        fields[note_name(kind)] = StringField(
            _l("What to mind, for the applicant to read"), validators=[Optional(), Length(max=_NOTE_LENGTH)]
        )
    return fields
