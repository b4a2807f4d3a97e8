"""The words of the law on the sheet, from the catalogues: official verbs, headings, nothing left untranslated."""

from __future__ import annotations

import re

import pytest

from app import i18n
from app.documents import wording
from app.documents.layout import TEMPLATES, Seal, render_html
from app.domain.paper import DocumentKind, Variant
from app.labels.paper import DOCUMENT_KINDS, HEADINGS, SUBJECTS
from tests.documents.paper_samples import SAMPLES

SEAL = Seal("Орган", "0a", "payload", "https://qonys.example.kz/verify/X")
WORDS = {
    DocumentKind.RECEIPT: ("ҚОЛХАТ", "РАСПИСКА"),
    DocumentKind.DOCUMENTS_REQUEST: ("ХАБАРЛАМА", "УВЕДОМЛЕНИЕ"),
    DocumentKind.REFUSAL_TO_ACCEPT: ("БАС ТАРТЫЛДЫ", "ОТКАЗАНО"),
    DocumentKind.APPROVAL: ("ЕНГІЗІЛСІН", "ВКЛЮЧИТЬ"),
    DocumentKind.REFUSAL: ("БАС ТАРТЫЛСЫН", "ОТКАЗАТЬ"),
    DocumentKind.COMMISSION_MINUTES: ("ХАТТАМА", "ПРОТОКОЛ"),
    DocumentKind.PRELIMINARY_DECISION: ("АЛДЫН АЛА ШЕШІМ", "ПРЕДВАРИТЕЛЬНОЕ РЕШЕНИЕ"),
    DocumentKind.HEARING_MINUTES: ("ХАТТАМА", "ПРОТОКОЛ"),
    DocumentKind.STATUS_CERTIFICATE: ("БЕРІЛСІН", "ПРИСВОИТЬ"),
    DocumentKind.STATUS_CONSENT: ("КЕЛІСІМ БЕРІЛСІН", "ДАТЬ СОГЛАСИЕ"),
    DocumentKind.STATUS_EXTENSION: ("ҰЗАРТЫЛСЫН", "ПРОДЛИТЬ"),
    DocumentKind.STATUS_TERMINATION: ("ТОҚТАТЫЛСЫН", "ПРЕКРАТИТЬ"),
    DocumentKind.APPEAL_REPLY: ("ЖАУАП", "ОТВЕТ"),
    DocumentKind.CORRECTION: ("ТҮЗЕТІЛСІН", "ИСПРАВИТЬ"),
}


@pytest.mark.parametrize("kind", DocumentKind)
def test_the_official_words_stand_on_the_sheet(kind: DocumentKind) -> None:
    html = render_html(SAMPLES[kind], Variant.OFFICIAL, SEAL).replace("\N{NO-BREAK SPACE}", " ")
    for words in WORDS[kind]:
        assert words in html
    if kind.is_decision:
        assert "ШЕШІМ" in html
        assert "РЕШЕНИЕ" in html


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_english_is_left_on_the_sheet(language: str) -> None:
    """Every message of the templates has a translation (the catalogue is complete)."""
    sources = " ".join(path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.html")))
    messages = set(re.findall(r'_\("((?:[^"\\]|\\.)+)"', sources))
    contexts = set(re.findall(r'pgettext\("([^"]+)", "([^"]+)"\)', sources))
    assert len(messages) > 30
    with i18n.use_language(language):
        same = {message for message in messages if message != "tel. %(phone)s" and i18n.gettext(message) == message}
        same |= {message for context, message in contexts if i18n.pgettext(context, message) == message}
    assert same == set()


@pytest.mark.parametrize("words", [DOCUMENT_KINDS, HEADINGS, SUBJECTS])
def test_every_kind_has_its_words(words: dict[DocumentKind, object]) -> None:
    assert set(words) == set(DocumentKind)


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("kk", 302_750, "үш жүз екі мың жеті жүз елу"),
        ("ru", 302_750, "триста две тысячи семьсот пятьдесят"),
        ("kk", 7_028_125, "жеті миллион жиырма сегіз мың жүз жиырма бес"),
        ("ru", 1, "один"),
        ("en", 21, "twenty-one"),
        ("kk", 0, "нөл"),
    ],
)
def test_numbers_in_words(language: str, number: int, said: str) -> None:
    with i18n.use_language(language):
        assert wording.number_in_words(number) == said
