"""Legal references in words: the title of the act and the provision."""

from __future__ import annotations

import re
from datetime import date

from app.domain.legal import LegalAct, LegalReference
from app.i18n import current_language, format_dated, format_numbered
from app.i18n import gettext as _


def provision_text(provision: str) -> str:
    """A provision as the register writes it (``rules, para 9(1)``, ``art. 11(4-5)``) in the language in use."""
    return ", ".join(_part(part) for part in provision.split(", ")) if provision else ""


def act_text(act: LegalAct) -> str:
    """The act with its day and number, as far as they are known."""
    return dated_title(act.title(current_language()), act.adopted_on, act.number)


def dated_title(title: str, adopted_on: date | None, number: str) -> str:
    """A title with day and number: before it in Kazakh («… № 20 «…» бұйрығы»), after it in the others."""
    if adopted_on is None:
        return f"{title}, № {number}" if number else title
    dated = format_numbered(adopted_on, number) if number else format_dated(adopted_on)
    return f"{dated} {title}" if current_language() == "kk" else f"{title} {dated}"


def reference_text(reference: LegalReference, act: LegalAct | None) -> str:
    """The act and the provision; the act's code where the register does not have it."""
    title = act_text(act) if act else reference.act_code
    provision = provision_text(reference.provision)
    return f"{title}, {provision}" if provision else title


def _part(part: str) -> str:
    if part == "rules":
        return _("rules")
    found = re.fullmatch(r"(art\.|para) (.+)", part)
    if not found:
        return part
    # What stands in brackets may be a part, a paragraph or a sub-paragraph: only the act's text would tell.
    number, _bracket, inner = found[2].partition("(")
    words = _("para %(number)s", number=number) if found[1] == "para" else _("art. %(number)s", number=number)
    return f"{words} ({inner}" if inner else words
