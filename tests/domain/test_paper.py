"""Rules of papers: numbers, codes, what facts must hold, and their one spelling."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from app.domain.paper import (
    Citation,
    DocumentKind,
    Ground,
    InvalidFactsError,
    StatusFacts,
    Variant,
    Words,
    format_code,
    format_document_number,
    journal_of,
    normalise_code,
)
from app.domain.paper_json import UnknownSchemaError, canonical_bytes, digest, from_json, to_json
from app.domain.stream import Stream
from tests.documents.paper_samples import SAMPLES


@pytest.mark.parametrize(
    ("kind", "journal"),
    [
        (DocumentKind.RECEIPT, "R"),
        (DocumentKind.DOCUMENTS_REQUEST, "L"),
        (DocumentKind.REFUSAL_TO_ACCEPT, "L"),
        (DocumentKind.APPROVAL, "QK"),
        (DocumentKind.REFUSAL, "QK"),
        (DocumentKind.COMMISSION_MINUTES, "M"),
        (DocumentKind.PRELIMINARY_DECISION, "L"),
        (DocumentKind.HEARING_MINUTES, "L"),
        (DocumentKind.STATUS_CERTIFICATE, "QK"),
        (DocumentKind.STATUS_TERMINATION, "QK"),
        (DocumentKind.APPEAL_REPLY, "L"),
        (DocumentKind.CORRECTION, "QK"),
    ],
)
def test_each_kind_has_its_journal(kind: DocumentKind, journal: str) -> None:
    assert journal_of(kind, "QK") == journal


def test_numbers() -> None:
    assert format_document_number("55", "QK", 2026, 17) == "55-QK-2026-00017"
    assert format_document_number("55", "QK", 2026, 123456) == "55-QK-2026-123456"
    with pytest.raises(ValueError, match="starts at 1"):
        format_document_number("55", "QK", 2026, 0)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7KQM-3XPD-9RHT", "7KQM3XPD9RHT"),
        (" 7kqm 3xpd 9rht ", "7KQM3XPD9RHT"),
        ("OIL0-1111-0000", "011011110000"),
        ("7KQM-3XPD-9RH", None),
        ("7KQM-3XPD-9RHU", None),
        ("", None),
    ],
)
def test_codes_as_people_type_them(typed: str, code: str | None) -> None:
    assert normalise_code(typed) == code


def test_a_code_is_shown_in_groups() -> None:
    assert format_code("7KQM3XPD9RHT") == "7KQM-3XPD-9RHT"


def test_the_state_language_comes_first() -> None:
    assert Variant.OFFICIAL.languages == ("kk", "ru")
    assert Variant.UNOFFICIAL_EN.languages == ("en",)


@pytest.mark.parametrize("kind", DocumentKind)
def test_facts_come_back_as_they_were(kind: DocumentKind) -> None:
    facts = SAMPLES[kind]
    assert from_json(to_json(facts)) == facts
    assert digest(from_json(to_json(facts))) == digest(facts)


BARE_GROUND = Ground("bare", Words("Негіз", "Основание", "Ground"), Citation(Words("", "", ""), Words("", "", "")))
# The digest of a receipt issued before papers had the fields of the whole procedure, by the code of that day.
BEFORE = "3dfac325376c992b6d58ee3301473469f6eba78c03acc8c072a96ee4a5b4751c"


def test_a_paper_issued_before_keeps_its_spelling_and_its_digest() -> None:
    old = SAMPLES[DocumentKind.RECEIPT]
    written = to_json(old)
    assert written["schema"] == 1
    assert {"stream", "minutes", "answers", "status"} & set(written) == set()
    assert digest(from_json(written)).hex() == BEFORE


def test_what_a_later_schema_added_is_written_under_its_number() -> None:
    later = {kind for kind, facts in SAMPLES.items() if to_json(facts)["schema"] == 2}
    assert DocumentKind.COMMISSION_MINUTES in later
    assert DocumentKind.STATUS_CERTIFICATE in later
    assert to_json(replace(SAMPLES[DocumentKind.RECEIPT], stream=Stream.KANDAS))["schema"] == 2


def test_every_change_changes_the_digest() -> None:
    facts = SAMPLES[DocumentKind.APPROVAL]
    assert digest(replace(facts, number="55-QR-2026-00018")) != digest(facts)
    assert canonical_bytes(facts).startswith(b'{"addressee":')


@pytest.mark.parametrize("data", [{}, {"schema": 3}, {"schema": 2}, {"schema": 1}, {"schema": 1, "kind": "receipt"}])
def test_what_is_no_paper_is_not_read(data: dict[str, object]) -> None:
    with pytest.raises(UnknownSchemaError):
        from_json(data)


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [
        (DocumentKind.REFUSAL, {"grounds": ()}, "grounds_missing"),
        (DocumentKind.REFUSAL_TO_ACCEPT, {"grounds": ()}, "grounds_missing"),
        (DocumentKind.APPROVAL, {"quota": None}, "quota_missing"),
        (DocumentKind.DOCUMENTS_REQUEST, {"documents": ()}, "request_incomplete"),
        (DocumentKind.DOCUMENTS_REQUEST, {"deadline_on": None}, "request_incomplete"),
        (DocumentKind.RECEIPT, {"addressee": None}, "application_missing"),
        (DocumentKind.REFUSAL, {"grounds": (BARE_GROUND,)}, "ground_without_norm"),
        (DocumentKind.APPROVAL, {"appeal": None}, "appeal_missing"),
        (DocumentKind.APPEAL_REPLY, {"appeal": None}, "appeal_missing"),
        (DocumentKind.COMMISSION_MINUTES, {"minutes": None}, "minutes_missing"),
        (DocumentKind.PRELIMINARY_DECISION, {"grounds": ()}, "grounds_missing"),
        (DocumentKind.PRELIMINARY_DECISION, {"rights": ()}, "position_incomplete"),
        (DocumentKind.PRELIMINARY_DECISION, {"deadline_on": None}, "position_incomplete"),
        (DocumentKind.HEARING_MINUTES, {"hearing": None}, "hearing_missing"),
        (DocumentKind.STATUS_CERTIFICATE, {"status": None}, "status_incomplete"),
        (DocumentKind.STATUS_CERTIFICATE, {"status": SAMPLES[DocumentKind.STATUS_CONSENT].status}, "status_incomplete"),
        (DocumentKind.STATUS_CONSENT, {"status": StatusFacts(())}, "status_incomplete"),
        (DocumentKind.STATUS_TERMINATION, {"grounds": ()}, "grounds_missing"),
        (
            DocumentKind.STATUS_TERMINATION,
            {"status": SAMPLES[DocumentKind.STATUS_EXTENSION].status},
            "status_incomplete",
        ),
        (DocumentKind.APPEAL_REPLY, {"complaint": None}, "complaint_missing"),
        (DocumentKind.CORRECTION, {"correction": None}, "correction_missing"),
        (DocumentKind.RECEIPT, {"signed_at": datetime(2026, 2, 5)}, "signed_at_naive"),  # noqa: DTZ001
    ],
)
def test_no_paper_without_what_the_law_wants(kind: DocumentKind, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidFactsError, match=code):
        replace(SAMPLES[kind], **changes)
