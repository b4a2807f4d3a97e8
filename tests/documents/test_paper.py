"""The file of a paper: what can be read in it, what it is made of, what protects it."""

from __future__ import annotations

import json
import re
import tracemalloc
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.writer import PdfFileWriter

from app import i18n
from app.documents import wording
from app.documents.paper import make_pdf, make_seal, verification_address
from app.documents.payload import PayloadError, payload_in, sign_payload, verify_payload
from app.documents.signature import SignaturePlaceError, fill
from app.documents.typesetting import FACTS_NAME, typeset
from app.documents.verification import attached_facts, verify
from app.domain.paper import Addressee, DocumentKind, PaperFacts, Variant, format_code
from app.domain.paper_json import canonical_bytes, digest, from_json
from app.gateways.signing import DemoAuthority
from tests.documents.paper_samples import BODY, OTHER_BODY, SAMPLES, SIGNED_AT

BASE_URL = "https://qonys.example.kz"
KINDS = list(DocumentKind)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    authority = DemoAuthority(tmp_path_factory.mktemp("keys"), datetime(2026, 11, 22, tzinfo=UTC))
    authority.prepare()
    return authority


@pytest.fixture(scope="module")
def files(keys: DemoAuthority) -> dict[DocumentKind, bytes]:
    signer = keys.signer_for(BODY)
    return {kind: make_pdf(facts, Variant.OFFICIAL, signer, BASE_URL) for kind, facts in SAMPLES.items()}


def read_text(pdf: bytes) -> str:
    """Everything that can be read, in reading order, white space folded, letters composed."""
    reader = pypdf.PdfReader(BytesIO(pdf))
    text = " ".join(page.extract_text() for page in reader.pages)
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text))


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def signed_by(facts: PaperFacts, language: str) -> list[str]:
    """Who stands at the foot; below minutes of a sitting stand those who confirmed them, with their seats."""
    if facts.minutes:
        return [
            name for seat in facts.minutes.seats if seat.signed_at for name in (seat.name, seat.seat.text(language))
        ]
    return [facts.signatory.name, facts.signatory.position.text(language)]


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_can_be_read_back(files: dict[DocumentKind, bytes], kind: DocumentKind) -> None:
    facts = SAMPLES[kind]
    text = read_text(files[kind])
    for language in ("kk", "ru"):
        with i18n.use_language(language):
            wanted = [
                facts.body.name.text(language),
                *((facts.addressee.name, facts.addressee.iin) if facts.addressee else ()),
                facts.number,
                format_code(facts.code),
                wording.long_date(facts.signed_at),
                *((wording.numbered(facts.filed_on, facts.application_number),) if facts.filed_on else ()),
                *((facts.programme.text(language),) if facts.programme else ()),
                *signed_by(facts, language),
                *(ground.text.text(language) for ground in facts.grounds),
                *(ground.norm.act.text(language) for ground in facts.grounds),
                *(row.name.text(language) for row in facts.documents),
                *(person.name for person in facts.household),
                *(wording.tenge_in_words(amount.tenge) for amount in facts.amounts),
            ]
            if kind.says_how_to_appeal:
                assert facts.appeal is not None
                wanted.append(facts.appeal.text.text(language))
            if facts.deadline_on:
                wanted.append(wording.long_date(facts.deadline_on))
        missing = [words for words in wanted if folded(words) not in text]
        assert missing == [], language


def test_kazakh_comes_before_russian(files: dict[DocumentKind, bytes]) -> None:
    text = read_text(files[DocumentKind.APPROVAL])
    quota = SAMPLES[DocumentKind.APPROVAL].quota
    assert quota is not None
    assert text.index(quota.name.kk) < text.index(quota.name.ru)


def test_the_day_of_signing_is_that_of_the_country(files: dict[DocumentKind, bytes]) -> None:
    """19:30 UTC on the fifth is the sixth in Kazakhstan."""
    text = read_text(files[DocumentKind.APPROVAL])
    assert "2026 жылғы 6 ақпан" in text
    assert "6 февраля 2026 года" in text


def test_sums_are_written_in_figures_and_words(files: dict[DocumentKind, bytes]) -> None:
    text = read_text(files[DocumentKind.APPROVAL])
    assert "302 750" in text
    assert "үш жүз екі мың жеті жүз елу" in text
    assert "триста две тысячи семьсот пятьдесят" in text
    assert "7 028 125" in text


def test_it_is_tagged_pdf_a_3a_with_its_languages(files: dict[DocumentKind, bytes]) -> None:
    for pdf in files.values():
        catalogue: Any = pypdf.PdfReader(BytesIO(pdf)).root_object
        metadata = catalogue["/Metadata"].get_object().get_data().decode()
        assert 'part="3"' in metadata
        assert 'conformance="A"' in metadata
        assert catalogue["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a BooleanObject
        assert catalogue["/Lang"] == "kk"
        assert "/StructTreeRoot" in catalogue
        assert catalogue["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"


def test_every_font_is_embedded(files: dict[DocumentKind, bytes]) -> None:
    reader = pypdf.PdfReader(BytesIO(files[DocumentKind.APPROVAL]))
    page: Any = reader.pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert descriptors
    assert all("/FontFile2" in each or "/FontFile3" in each for each in descriptors)
    assert all("Golos" in str(each["/FontName"]) for each in descriptors)


@pytest.mark.parametrize("kind", KINDS)
def test_the_facts_are_attached(files: dict[DocumentKind, bytes], kind: DocumentKind) -> None:
    reader = pypdf.PdfReader(BytesIO(files[kind]))
    content = reader.attachments[FACTS_NAME][0]
    assert content == canonical_bytes(SAMPLES[kind])
    assert from_json(json.loads(content)) == SAMPLES[kind]
    assert attached_facts(files[kind]) == SAMPLES[kind]


def test_the_same_facts_give_the_same_bytes(keys: DemoAuthority, files: dict[DocumentKind, bytes]) -> None:
    signer = keys.signer_for(BODY)
    facts = SAMPLES[DocumentKind.REFUSAL]
    seal = make_seal(facts, signer, BASE_URL)
    assert typeset(facts, Variant.OFFICIAL, seal) == typeset(facts, Variant.OFFICIAL, seal)
    assert make_pdf(facts, Variant.OFFICIAL, signer, BASE_URL) == files[DocumentKind.REFUSAL]


@pytest.mark.parametrize("kind", KINDS)
def test_the_signature_is_good_and_says_by_whom(
    files: dict[DocumentKind, bytes], keys: DemoAuthority, kind: DocumentKind
) -> None:
    report = verify(files[kind], keys.roots())
    assert report.is_valid
    assert (report.is_intact, report.is_signature_valid, report.is_trusted) == (True, True, True)
    assert report.signer.startswith("ТЕСТ / TEST Павлодар облысының")
    assert report.signed_at == SIGNED_AT
    assert (report.kind, report.number, report.code) == (kind, SAMPLES[kind].number, SAMPLES[kind].code)
    assert report.matches(digest(SAMPLES[kind]).hex())


def test_no_byte_outside_the_signature_can_be_changed(files: dict[DocumentKind, bytes], keys: DemoAuthority) -> None:
    pdf = files[DocumentKind.REFUSAL]
    place = re.search(rb"/Contents <([0-9a-f]+)>", pdf)
    assert place is not None
    covered = [at for at in range(0, len(pdf), 997) if not place.start(1) <= at < place.end(1)]
    for at in covered:
        changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
        assert not verify(changed, keys.roots()).is_valid, at


def test_nothing_can_be_hidden_behind_the_signature(files: dict[DocumentKind, bytes], keys: DemoAuthority) -> None:
    pdf = files[DocumentKind.REFUSAL]
    place = re.search(rb"/Contents <([0-9a-f]+)>", pdf)
    assert place is not None
    padded = pdf[: place.end(1) - 4] + b"beef" + pdf[place.end(1) :]
    assert verify(padded, keys.roots()).problem == "changed"
    assert verify(pdf + b"\n%more", keys.roots()).problem == "changed"


def test_a_stranger_s_authority_is_not_trusted(files: dict[DocumentKind, bytes], tmp_path: Path) -> None:
    stranger = DemoAuthority(tmp_path, datetime(2026, 11, 22, tzinfo=UTC))
    assert verify(files[DocumentKind.RECEIPT], stranger.roots()).problem == "not_trusted"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"])
def test_what_is_no_paper_is_unreadable(content: bytes, keys: DemoAuthority) -> None:
    assert verify(content, keys.roots()).problem == "unreadable"


def test_a_place_is_filled_once(files: dict[DocumentKind, bytes], keys: DemoAuthority) -> None:
    with pytest.raises(SignaturePlaceError):
        fill(files[DocumentKind.RECEIPT], keys.signer_for(BODY))


@pytest.mark.parametrize("kind", KINDS)
def test_the_qr_code_can_be_photographed_and_checked_offline(
    files: dict[DocumentKind, bytes], keys: DemoAuthority, kind: DocumentKind
) -> None:
    facts = SAMPLES[kind]
    document = pypdfium2.PdfDocument(files[kind])
    image = document[len(document) - 1].render(scale=200 / 72).to_pil()
    # In the pattern of a long code a reader may take a few strokes for a code of another kind.
    codes = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    document.close()

    assert len(codes) == 1
    text = codes[0].text
    assert text.startswith(verification_address(BASE_URL, facts.code) + "?p=")
    payload = verify_payload(payload_in(text), keys.certificates())
    assert (payload.kind, payload.number, payload.body_code) == (kind, facts.number, facts.body.code)
    assert payload.signed_on == i18n.local(facts.signed_at).date()
    assert payload.matches(facts)
    assert not payload.matches(replace(facts, signed_at=facts.signed_at + timedelta(days=1)))


def test_a_changed_or_foreign_payload_is_refused(keys: DemoAuthority, tmp_path: Path) -> None:
    facts = SAMPLES[DocumentKind.APPROVAL]
    payload = sign_payload(facts, keys.signer_for(BODY))
    other = DemoAuthority(tmp_path, datetime(2026, 11, 22, tzinfo=UTC))
    other.signer_for(OTHER_BODY)

    with pytest.raises(PayloadError, match="unknown_key"):
        verify_payload(payload, other.certificates())
    for at in (3, 8, 60, len(payload) - 5):
        changed = payload[:at] + ("A" if payload[at] != "A" else "B") + payload[at + 1 :]
        with pytest.raises(PayloadError):
            verify_payload(changed, keys.certificates())
    for nonsense in ("", "ы", "AAAA", "A" * 400):
        with pytest.raises(PayloadError, match=r"unreadable|unknown_key"):
            verify_payload(nonsense, keys.certificates())


def test_the_code_stays_small_enough_for_a_telephone(keys: DemoAuthority) -> None:
    import segno

    facts = SAMPLES[DocumentKind.DOCUMENTS_REQUEST]
    address = verification_address("https://qonys.some-long-subdomain.gov.kz", facts.code)
    text = f"{address}?p={sign_payload(facts, keys.signer_for(BODY))}"
    assert int(segno.make(text, error="m", micro=False, boost_error=False).version) <= 12


@pytest.mark.parametrize("kind", KINDS)
def test_the_translation_is_marked_in_three_languages(keys: DemoAuthority, kind: DocumentKind) -> None:
    facts = SAMPLES[kind]
    pdf = make_pdf(facts, Variant.UNOFFICIAL_EN, keys.signer_for(BODY), BASE_URL)
    text = read_text(pdf)
    assert "Бейресми аударма / Неофициальный перевод / Unofficial translation" in text
    assert facts.body.name.en in text
    assert "6 February 2026" in text
    assert verify(pdf, keys.roots()).problem == "not_signed"


def test_a_person_alone_and_a_family_of_fourteen_both_fit(keys: DemoAuthority) -> None:
    facts = SAMPLES[DocumentKind.APPROVAL]
    assert facts.quota is not None
    alone = replace(facts, household=facts.household[:1], quota=replace(facts.quota, persons=1))
    many = replace(
        facts, household=facts.household[:2] + facts.household[2:] * 4, quota=replace(facts.quota, persons=14)
    )
    signer = keys.signer_for(BODY)
    assert page_count(alone, signer_pdf := make_pdf(alone, Variant.OFFICIAL, signer, BASE_URL)) == 2
    assert verify(signer_pdf, keys.roots()).is_valid
    assert page_count(many, make_pdf(many, Variant.OFFICIAL, signer, BASE_URL)) <= 5


def page_count(_facts: PaperFacts, pdf: bytes) -> int:
    return len(pypdf.PdfReader(BytesIO(pdf)).pages)


def test_names_with_markup_are_shown_as_typed(keys: DemoAuthority) -> None:
    facts = SAMPLES[DocumentKind.RECEIPT]
    hostile = replace(facts, addressee=Addressee("<img src=file:///etc/passwd> & Co", ""))
    text = read_text(make_pdf(hostile, Variant.OFFICIAL, keys.signer_for(BODY), BASE_URL))
    assert "<img src=file:///etc/passwd> & Co" in text


def test_a_file_that_unpacks_to_far_more_than_a_paper_is_left_packed() -> None:
    writer: Any = PdfFileWriter()  # type: ignore[no-untyped-call]  # pyHanko has no types here
    packed = EmbeddedFileObject.from_file_data(writer, b" " * (200 * 1024 * 1024), compress=True)
    embed_file(writer, FileSpec(FACTS_NAME, file_name=FACTS_NAME, embedded_data=packed))
    bomb = BytesIO()
    writer.write(bomb)
    assert len(bomb.getvalue()) < 1024 * 1024

    tracemalloc.start()
    report = verify(bomb.getvalue(), ())
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not report.is_valid
    assert most < 64 * 1024 * 1024
