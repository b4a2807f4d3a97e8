"""What to export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from app.domain.workflow import Status
from app.i18n import gettext as _
from app.i18n import lazy_gettext
from app.labels.application import STATUSES
from app.labels.programme import STREAMS
from app.web.forms import PageForm


class ExportForm(PageForm):
    """Form of the table, and which cases."""

    format = RadioField(lazy_gettext("File"), default="csv")
    status = SelectField(lazy_gettext("State"), default="")
    stream = SelectField(lazy_gettext("Stream"), default="")
    region = SelectField(lazy_gettext("Host region"), default="")

    def offer(self, regions: Iterable[tuple[str, str]]) -> None:
        """Set the choices in the language in use."""
        self.format.choices = [SelectChoice("csv", "CSV"), SelectChoice("xlsx", "Excel (XLSX)")]
        submitted = {status: words for status, words in STATUSES.items() if status is not Status.DRAFT}
        self.status.choices = _choices(submitted)
        self.stream.choices = _choices(STREAMS)
        self.region.choices = _choices(dict(regions))


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """«All», then each."""
    return [SelectChoice("", _("All")), *(SelectChoice(str(value), str(text)) for value, text in words.items())]
