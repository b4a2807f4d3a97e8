"""``make strings``: bring the words of the code and the templates into the catalogues of ``translations/``.

English is the language of the sources and has no catalogue.  No guessing ("fuzzy") and no line numbers: a catalogue
changes only where words do.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
# The number of plural forms that whole numbers need (CLDR: kk one, other; ru one, few, many).
PLURAL_FORMS = {"kk": 2, "ru": 3}
_KEYWORDS = DEFAULT_KEYWORDS | {
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "_l": None,
    "_lp": ((1, "c"), 2),
}


def catalogue_path(language: str) -> Path:
    """Where the translations of a language lie."""
    return ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"


def read_catalogue(language: str) -> Catalog:
    """The translations of a language; an empty catalogue where there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Qonys", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def extract() -> Catalog:
    """Every word that a person sees, as code and templates have it, each with the files it stands in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel has no types for it
    found = Catalog(project="Qonys", charset="utf-8")
    messages = extract_from_dir(
        ROOT, methods, options, keywords=_KEYWORDS, comment_tags=("L10N:",), strip_comment_tags=True
    )
    for name, _line, message, comments, context in sorted(messages, key=lambda row: (row[0], row[1])):
        found.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return found


def update(language: str, template: Catalog) -> int:
    """Add what is new to the catalogue of a language and drop what no page says; the number left to translate."""
    catalogue = read_catalogue(language)
    created = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    # The date of the last run would be the only change of most runs.
    catalogue.creation_date = created
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, include_lineno=False, ignore_obsolete=True, sort_by_file=True)
    return len([message for message in catalogue if message.id and not is_translated(message.string)])


def forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """The forms of a message or a translation: one, or those of its plurals."""
    return [text] if isinstance(text, str) else list(text or ())


def is_translated(text: str | list[str] | tuple[str, ...] | None) -> bool:
    """Whether a translation has words in every form."""
    return bool(forms(text)) and all(form.strip() for form in forms(text))


def main() -> int:
    """Update all catalogues and say what is left to do."""
    template = extract()
    for language in PLURAL_FORMS:
        missing = update(language, template)
        print(f"{catalogue_path(language).relative_to(ROOT)}: {len(template)} messages, {missing} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main())
