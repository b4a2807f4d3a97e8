"""Forms of signing in and of one's own details."""

from __future__ import annotations

from typing import Any

from wtforms import PasswordField, RadioField, SelectChoice, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app.i18n import LANGUAGE_NAMES, lazy_gettext
from app.i18n import gettext as _
from app.web.forms import PageForm

_LANGUAGES = [SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()]


class AddressForm(PageForm):
    """Where a code shall be sent."""

    address = StringField(
        lazy_gettext("E-mail address or phone number"),
        [InputRequired(lazy_gettext("Enter your e-mail address or phone number.")), Length(max=254)],
    )


class CodeForm(PageForm):
    """A code that was sent, or that an app shows."""

    code = StringField(lazy_gettext("Code"), [InputRequired(lazy_gettext("Enter the code: 6 digits.")), Length(max=20)])


class StaffForm(PageForm):
    """Sign-in of staff."""

    email = StringField(
        lazy_gettext("E-mail address"), [InputRequired(lazy_gettext("Enter your e-mail address.")), Length(max=254)]
    )
    password = PasswordField(
        lazy_gettext("Password"), [InputRequired(lazy_gettext("Enter your password.")), Length(max=512)]
    )
    one_time_code = StringField(lazy_gettext("One-time code"), [Optional(), Length(max=20)])


class NewPasswordForm(PageForm):
    """A new password, twice."""

    new_password = PasswordField(
        lazy_gettext("New password"), [InputRequired(lazy_gettext("Enter a new password.")), Length(max=512)]
    )
    new_password_again = PasswordField(
        lazy_gettext("The new password again"), [InputRequired(lazy_gettext("Enter the new password again."))]
    )

    def validate_new_password_again(self, field: Any) -> None:
        """A mistyped password would lock its owner out."""
        if field.data != self.new_password.data:
            raise ValidationError(_("The two passwords differ."))


class ChangePasswordForm(NewPasswordForm):
    """A new password, and the present one."""

    password = PasswordField(
        lazy_gettext("Present password"), [InputRequired(lazy_gettext("Enter your present password."))]
    )


class DetailsForm(PageForm):
    """What an applicant says of themselves."""

    full_name = StringField(lazy_gettext("Your name"), [Length(max=200)])
    language = RadioField(lazy_gettext("Language in which we write to you"), choices=_LANGUAGES)


class StaffDetailsForm(PageForm):
    """What staff choose for themselves; their names stand on papers and are the administrator's to set."""

    language = RadioField(lazy_gettext("Language of your pages"), choices=_LANGUAGES)


class EmailForm(PageForm):
    """A new e-mail address."""

    address = StringField(
        lazy_gettext("New e-mail address"), [InputRequired(lazy_gettext("Enter the address.")), Length(max=254)]
    )


class PhoneForm(PageForm):
    """A new phone number."""

    address = StringField(
        lazy_gettext("New phone number"), [InputRequired(lazy_gettext("Enter the number.")), Length(max=40)]
    )
