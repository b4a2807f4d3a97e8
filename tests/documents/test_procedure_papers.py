"""Papers of the procedure read back: what the law wants on each, in both languages, the state language first."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from time import process_time

import pypdf
import pytest

from app import i18n
from app.documents import wording
from app.documents.layout import Seal, acts_cited, render_html
from app.documents.paper import make_pdf
from app.documents.verification import attached_facts, verify
from app.domain.paper import DocumentKind, PaperFacts, Variant
from app.domain.stream import Stream
from app.gateways.signing import DemoAuthority
from tests.documents.paper_samples import BODY, SAMPLES
from tests.documents.procedure_samples import REFUSAL_AFTER_HEARING
from tests.documents.sitting_samples import minutes_of
from tests.documents.test_paper import BASE_URL, folded, read_text

OFFICIAL = ("kk", "ru")
SEAL = Seal("Орган", "0a", "payload", "https://qonys.example.kz/verify/X")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    authority = DemoAuthority(tmp_path_factory.mktemp("keys"), datetime(2026, 11, 22, tzinfo=UTC))
    authority.prepare()
    return authority


def pdf_of(keys: DemoAuthority, facts: PaperFacts) -> bytes:
    return make_pdf(facts, Variant.OFFICIAL, keys.signer_for(BODY), BASE_URL)


def missing(text: str, wanted: list[str]) -> list[str]:
    return [words for words in wanted if folded(words) not in text]


def html_of(facts: PaperFacts) -> str:
    return render_html(facts, Variant.OFFICIAL, SEAL).replace("\N{NO-BREAK SPACE}", " ")


def test_minutes_hold_everybody_every_vote_and_every_reason(keys: DemoAuthority) -> None:
    facts = SAMPLES[DocumentKind.COMMISSION_MINUTES]
    minutes = facts.minutes
    assert minutes is not None
    text = read_text(pdf_of(keys, facts))
    for language in OFFICIAL:
        with i18n.use_language(language):
            wanted = [
                facts.number,
                f"№ {minutes.sitting_number}",
                wording.long_date(minutes.held_at),
                minutes.recording,
                minutes.place,
                minutes.commission.text(language),
                minutes.quorum.text(language),
                *(seat.name for seat in minutes.seats),
                *(seat.body.text(language) for seat in minutes.seats),
                *(f"{case.position}. {case.applicant} — № {case.number}" for case in minutes.cases),
                *(case.outcome.text(language) for case in minutes.cases),
                *(case.reason for case in minutes.cases),
                *(vote.dissent for case in minutes.cases for vote in case.votes),
                *(recusal.cause.text(language) for case in minutes.cases for recusal in case.recusals),
                *(ground.text.text(language) for case in minutes.cases for ground in case.grounds),
                *(ground.norm.act.text(language) for case in minutes.cases for ground in case.grounds),
                i18n.format_datetime(minutes.seats[0].signed_at),
            ]
        assert missing(text, wanted) == [], language
    # Day and hours of the sitting are those of the country's clock.
    assert "09:00" in text
    assert "12:45" in text


def test_votes_are_counted_and_named_and_places_shown() -> None:
    html = html_of(minutes_of(2))
    assert "Қолдағандар: Ыбыраева Үміт, Петрова Ольга" in html
    assert "Қарсы: Сәрсенов Қайрат Болатұлы, Қожахметов Нұрлан" in html
    assert "За: Ыбыраева Үміт, Петрова Ольга" in html
    assert "Ыбыраева Үміт — Отбасы 2019 жылдан бері тұрады" in html
    assert "төрағаның дауысы шешуші болды" in html
    assert "898 → 893" in html
    rows = re.findall(r"<tr><td>1</td>.*?</tr>", html)
    assert [re.findall(r"<td>(\d)</td>", row) for row in rows] == [["1", "1", "2", "2", "0"]] * 2


def test_only_who_signed_the_minutes_stands_below_them() -> None:
    signatures = re.findall(r'class="signature">([^<]+?) _+ (.+?) <span', html_of(minutes_of(1)))
    assert signatures == [
        ("төраға", "Сәрсенов Қайрат Болатұлы"),
        ("хатшы", "Әбішева Жанар"),
        ("председатель", "Сәрсенов Қайрат Болатұлы"),
        ("секретарь", "Әбішева Жанар"),
    ]


def test_a_sitting_of_sixty_cases_is_one_signed_file_with_its_heading_on_every_page(keys: DemoAuthority) -> None:
    facts = minutes_of(60)
    before = process_time()
    pdf = pdf_of(keys, facts)
    assert process_time() - before < 10

    assert verify(pdf, keys.roots()).is_valid
    assert attached_facts(pdf) == facts
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]
    assert all(f"{number} / {len(pages)}" in page for number, page in enumerate(pages, 1))
    # The table of results runs over two pages; its heading stands on both.
    with_heading = [number for number, page in enumerate(pages) if "Өтініш беруші" in page and "Қарсы" in page]
    assert with_heading[:2] == [0, 1]


def test_a_preliminary_decision_says_what_is_intended_until_when_and_how_to_be_heard(keys: DemoAuthority) -> None:
    facts = SAMPLES[DocumentKind.PRELIMINARY_DECISION]
    text = read_text(pdf_of(keys, facts))
    assert facts.deadline_on is not None
    for language in OFFICIAL:
        with i18n.use_language(language):
            wanted = [
                *(right.text.text(language) for right in facts.rights),
                *(right.basis.article.text(language) for right in facts.rights if right.basis),
                *(row.value.text(language) for row in facts.statements),
                *(ground.text.text(language) for ground in facts.grounds),
                wording.long_date(facts.deadline_on),
                "55-S-2026-00003",
            ]
        assert missing(text, wanted) == [], language
    # It is no act yet: there is nothing to complain of.
    assert facts.appeal is not None
    assert facts.appeal.text.kk not in text


def test_minutes_of_a_hearing_hold_what_article_74_demands(keys: DemoAuthority) -> None:
    facts = SAMPLES[DocumentKind.HEARING_MINUTES]
    heard = facts.hearing
    assert heard is not None
    text = read_text(pdf_of(keys, facts))
    for language in OFFICIAL:
        with i18n.use_language(language):
            wanted = [
                heard.place.kk,
                heard.way.text(language),
                wording.long_date(heard.began_at),
                "10:00",
                "10:35",
                facts.body.name.text(language),
                heard.presiding.name,
                heard.secretary.name,
                *(participant.kk for participant in heard.participants),
                heard.question.kk,
                heard.explanations.kk,
                *(words.kk for row in heard.exchanges for words in (row.question, row.answer)),
                heard.speeches.kk,
                heard.acquainted.text(language),
                heard.remarks.kk,
                i18n.format_datetime(heard.presiding_signed_at),
            ]
        assert missing(text, wanted) == [], language


def test_the_final_decision_answers_each_objection_and_names_sitting_and_complaint(keys: DemoAuthority) -> None:
    facts = REFUSAL_AFTER_HEARING
    text = read_text(pdf_of(keys, facts))
    for answer in facts.answers:
        assert text.count(answer.objection.kk) == text.count(answer.answer.kk) == 2
        assert i18n.format_date(answer.made_on) in text
    assert facts.recommendation is not None
    assert facts.on_appeal is not None
    for language in OFFICIAL:
        with i18n.use_language(language):
            wanted = [
                wording.numbered(facts.recommendation.held_on, facts.recommendation.sitting_number),
                facts.recommendation.text.text(language),
                wording.numbered(facts.on_appeal.filed_on, facts.on_appeal.number),
                facts.on_appeal.outcome.text(language),
            ]
        assert missing(text, wanted) == [], language


STATUS_KINDS = [
    DocumentKind.STATUS_CERTIFICATE,
    DocumentKind.STATUS_CONSENT,
    DocumentKind.STATUS_EXTENSION,
    DocumentKind.STATUS_TERMINATION,
]


@pytest.mark.parametrize("kind", STATUS_KINDS)
def test_a_decision_on_the_status_names_its_people_numbers_and_terms(keys: DemoAuthority, kind: DocumentKind) -> None:
    facts = SAMPLES[kind]
    assert facts.status is not None
    text = read_text(pdf_of(keys, facts))
    for language in OFFICIAL:
        with i18n.use_language(language):
            days: list[date | None] = [facts.status.ended_on]
            for person in facts.status.persons:
                wanted = [f"{person.name} / {person.name_latin}", person.identity_document, person.register_number]
                assert missing(text, wanted) == [], language
                assert person.citizenship is not None
                assert person.citizenship.text(language) in text
                days += [] if facts.status.ended_on else [person.valid_until, person.earlier_until]
            assert missing(text, [wording.long_date(day) for day in days if day]) == [], language
            if facts.status.earlier:
                assert facts.status.earlier.number in text


def test_a_reply_answers_each_point_and_shows_the_way_to_court(keys: DemoAuthority) -> None:
    facts = SAMPLES[DocumentKind.APPEAL_REPLY]
    reply = facts.complaint
    assert reply is not None
    assert facts.appeal is not None
    text = read_text(pdf_of(keys, facts))
    for language in OFFICIAL:
        with i18n.use_language(language):
            wanted = [
                wording.numbered(reply.filed_on, reply.number),
                reply.complainant,
                reply.contested.number,
                *(words.kk for row in reply.answers for words in (row.point, row.answer)),
                reply.outcome.text(language),
                *(row.text(language) for row in reply.consequences),
                facts.appeal.text.text(language),
            ]
        assert missing(text, wanted) == [], language


def test_the_day_on_a_receipt_is_what_it_was_when_the_receipt_was_issued() -> None:
    old = SAMPLES[DocumentKind.RECEIPT]
    assert "Полнота документов проверяется до: 9 февраля 2026 года" in html_of(old)
    new = html_of(replace(old, stream=Stream.KANDAS))
    assert "Полнота документов" not in new
    assert "Последний день для принятия решения" in new


def test_a_correction_shows_what_stood_and_what_is_to_be_read(keys: DemoAuthority) -> None:
    facts = SAMPLES[DocumentKind.CORRECTION]
    assert facts.correction is not None
    html = html_of(facts)
    assert "Жазылғаны: 23.01.2017" in html
    assert "Былай оқылсын: <b>23.01.2018</b>" in html
    assert "Написано: 23.01.2017" in html
    assert "Следует читать: <b>23.01.2018</b>" in html
    assert facts.correction.corrected.number in html


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_act_that_is_cited_stands_in_the_list_of_acts(kind: DocumentKind) -> None:
    """A number in brackets behind a norm leads to a line of the list, on the sheet of each language."""
    facts = SAMPLES[kind]
    for article in re.findall(r"<article.*?</article>", html_of(facts), re.DOTALL):
        numbers = {int(number) for number in re.findall(r"\[(\d+)\]", article)}
        assert numbers == set(range(1, len(acts_cited(facts)) + 1))


# Nobody applies for a termination, so that none is refused.
@pytest.mark.parametrize("stream", [stream for stream in Stream if stream is not Stream.STATUS_TERMINATION])
def test_a_refusal_says_what_is_refused(stream: Stream) -> None:
    said = {
        Stream.STATUS_ASSIGNMENT: "қандас мәртебесін беруден",
        Stream.STATUS_CONSENT: "қандас мәртебесін беруге келісім беруден",
        Stream.STATUS_EXTENSION: "қандас мәртебесін ұзартудан",
    }
    html = html_of(replace(SAMPLES[DocumentKind.REFUSAL], stream=stream))
    assert f"{said.get(stream, 'өңірлік квотаға енгізуден')} бас тарту туралы" in html
    assert re.search(rf"{said.get(stream, 'өңірлік квотаға енгізуден')}\s+БАС ТАРТЫЛСЫН", html)
