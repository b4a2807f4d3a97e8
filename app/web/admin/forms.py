"""Forms of the administrator."""

from __future__ import annotations

from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.domain.roles import STAFF_ROLES, Role
from app.i18n import LANGUAGE_NAMES, lazy_gettext
from app.i18n import gettext as _
from app.labels.roles import ROLES
from app.web.forms import PageForm

# In the order in which they matter, not of the alphabet.
_ROLES = [role for role in Role if role in STAFF_ROLES]


class InviteForm(PageForm):
    """Who is invited, and with which role to begin."""

    full_name = StringField(
        lazy_gettext("Full name"), [InputRequired(lazy_gettext("Enter the name.")), Length(max=200)]
    )
    email = StringField(
        lazy_gettext("E-mail address"), [InputRequired(lazy_gettext("Enter the e-mail address.")), Length(max=254)]
    )
    position = StringField(lazy_gettext("Position"), [Optional(), Length(max=200)])
    language = SelectField(
        lazy_gettext("Language of the message"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()],
    )
    role = SelectField(lazy_gettext("Role"))
    region = SelectField(lazy_gettext("Region"), [Optional()])

    def offer(self, regions: dict[str, str]) -> None:
        """Set the choices in the language in use."""
        _offer(self, regions)


class GrantForm(PageForm):
    """A role to be given."""

    role = SelectField(lazy_gettext("Role"))
    region = SelectField(lazy_gettext("Region"), [Optional()])

    def offer(self, regions: dict[str, str]) -> None:
        """Set the choices in the language in use."""
        _offer(self, regions)


class SearchForm(PageForm):
    """What the list is narrowed to; it gets, so it has an address and needs no token."""

    class Meta(PageForm.Meta):
        """A form that changes nothing."""

        csrf = False

    words = StringField(lazy_gettext("Name, position or e-mail"), [Optional(), Length(max=100)])
    role = SelectField(lazy_gettext("Role"), [Optional()])
    region = SelectField(lazy_gettext("Region"), [Optional()])
    state = SelectField(lazy_gettext("State"), [Optional()])

    def offer(self, regions: dict[str, str]) -> None:
        """Set the choices in the language in use."""
        _offer(self, regions, any_words=(_("All roles"), _("All regions")))
        self.state.choices = [
            SelectChoice("", _("All")),
            SelectChoice("active", _("Active")),
            SelectChoice("closed", _("Closed")),
        ]


def _offer(
    form: InviteForm | GrantForm | SearchForm, regions: dict[str, str], any_words: tuple[str, str] | None = None
) -> None:
    """Roles and regions to choose from; ``any_words`` stand for «whichever» in a search."""
    roles = [SelectChoice(role.value, str(ROLES[role])) for role in _ROLES]
    first, nowhere = any_words or (None, _("None (national role)"))
    form.role.choices = ([SelectChoice("", first)] if first else []) + roles
    form.region.choices = [
        SelectChoice("", nowhere),
        *(SelectChoice(code, name) for code, name in regions.items()),
    ]
