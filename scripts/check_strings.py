"""Are the Kazakh and the Russian catalogue complete?  Every message there, translated, not guessed, same placeholders.

Prints one line for each fault and ends with 1 when there are any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from scripts.strings import PLURAL_FORMS, catalogue_path, extract, forms, is_translated, read_catalogue

_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")


def faults(language: str, template: Catalog, catalogue: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue, one sentence each."""
    wanted = PLURAL_FORMS[language]
    if catalogue.num_plurals != wanted:
        yield f"{language}: the header says {catalogue.num_plurals} plural forms, {wanted} are needed"
    known = {_key(message) for message in template if message.id}
    for message in catalogue:
        if message.id and _key(message) not in known:
            yield f"{language}: nobody says {_shown(message)} any more"
    for message in template:
        if message.id:
            found = catalogue.get(_singular(message), context=message.context)
            yield from (f"{language}: {_shown(message)} {fault}" for fault in _faults_of(message, found, wanted))


def _faults_of(message: Message, found: Message | None, plural_forms: int) -> Iterator[str]:
    """What is wrong with the translation ``found`` of ``message``."""
    if found is None:
        yield "is missing"
    elif not is_translated(found.string):
        yield "is not translated"
    else:
        if found.fuzzy:
            yield "is fuzzy"
        yield from _faults_of_forms(forms(message.id), forms(found.string), plural_forms)


def _faults_of_forms(source: list[str], translated: list[str], plural_forms: int) -> Iterator[str]:
    """Whether there are as many forms as the language has, each with the placeholders of one of the source."""
    wanted = 1 if len(source) == 1 else plural_forms
    if len(translated) != wanted:
        yield f"has {len(translated)} forms instead of {wanted}"
    # The number itself may be left out where a form stands for one thing only, as it may in the source.
    allowed = [_placeholders(form) for form in source]
    if any(_placeholders(form) not in allowed for form in translated):
        yield "has other placeholders"


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _singular(message: Message) -> str:
    return forms(message.id)[0]


def _key(message: Message) -> tuple[str, str | None]:
    return _singular(message), message.context


def _shown(message: Message) -> str:
    context = f"{message.context}: " if message.context else ""
    return f"«{context}{_singular(message)}»"


def main() -> int:
    """Compare the catalogues with the sources."""
    template = extract()
    found = [fault for code in PLURAL_FORMS for fault in faults(code, template, read_catalogue(code))]
    if catalogue_path("en").exists():
        found.append("en: the sources are English, there is no catalogue")
    for fault in found:
        print(fault)
    print(f"{len(template)} messages in {len(PLURAL_FORMS)} languages, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
