"""The signed list of revoked papers: read back, tampered with, signed by another, too old."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.documents.revocation import read_list, sign_list
from app.domain.body import body_of, superior_body
from app.domain.paper import Words
from app.domain.revocation import (
    VALID_FOR,
    RevocationList,
    RevocationListError,
    RevokedPaper,
    digest_of_code,
)
from app.gateways.signing import DemoAuthority
from tests.factories import NOW

BODY = body_of("KZ-55", Words("Павлодар облысы", "Павлодарская область", "Pavlodar Region"), "Павлодарской области")
LIST = RevocationList(
    issued_at=NOW,
    next_update=NOW + VALID_FOR,
    papers=(
        RevokedPaper("55-QR-2026-00001", digest_of_code("7KQM3XPD9RHT"), date(2026, 11, 18), "55-QR-2026-00002"),
        RevokedPaper("55-QR-2026-00007", digest_of_code("0KQM3XPD9RHT"), date(2026, 11, 17)),
    ),
)


@pytest.fixture
def keys(tmp_path: Path) -> DemoAuthority:
    return DemoAuthority(tmp_path / "keys", NOW)


@pytest.fixture
def signed(keys: DemoAuthority) -> str:
    return sign_list(LIST, keys.signer_for(superior_body(BODY)))


def _part(text: str, place: int) -> dict[str, object]:
    raw = text.split(".")[place]
    return dict(json.loads(base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))))


def test_the_list_is_read_back_by_the_root_alone(keys: DemoAuthority, signed: str) -> None:
    assert read_list(signed, keys.roots()) == LIST
    assert read_list(signed + "\n", keys.roots()).find("55-QR-2026-00001") == LIST.papers[0]
    assert LIST.find("55-QR-2026-00003") is None


def test_it_is_plain_jws(signed: str) -> None:
    header, content = _part(signed, 0), _part(signed, 1)
    assert (header["alg"], header["typ"]) == ("ES256", "qonys-revocations+jws")
    assert content["papers"][0]["replaced_by"] == "55-QR-2026-00002"  # type: ignore[index]  # JSON
    assert "7KQM3XPD9RHT" not in json.dumps(content)
    signature = signed.split(".")[2]
    assert len(base64.urlsafe_b64decode(signature + "==")) == 64


def test_the_same_list_has_the_same_spelling(keys: DemoAuthority, signed: str) -> None:
    assert sign_list(LIST, keys.signer_for(superior_body(BODY))) == signed


@pytest.mark.parametrize("place", [0, 1, 2])
def test_what_was_changed_is_not_believed(keys: DemoAuthority, signed: str, place: int) -> None:
    parts = signed.split(".")
    raw = parts[place]
    at = len(raw) // 2
    parts[place] = raw[:at] + ("A" if raw[at] != "A" else "B") + raw[at + 1 :]
    with pytest.raises(RevocationListError) as refused:
        read_list(".".join(parts), keys.roots())
    assert refused.value.args[0] in {"bad_signature", "unreadable", "not_trusted"}


def test_an_entry_left_out_breaks_the_signature(keys: DemoAuthority, signed: str) -> None:
    header, _, signature = signed.split(".")
    content = _part(signed, 1) | {"papers": []}
    forged = base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
    with pytest.raises(RevocationListError, match="bad_signature"):
        read_list(f"{header}.{forged}.{signature}", keys.roots())


def test_another_body_or_another_root_is_not_trusted(keys: DemoAuthority, signed: str, tmp_path: Path) -> None:
    with pytest.raises(RevocationListError, match="not_trusted"):
        read_list(sign_list(LIST, keys.signer_for(BODY)), keys.roots())
    with pytest.raises(RevocationListError, match="not_trusted"):
        read_list(signed, DemoAuthority(tmp_path / "others", NOW).roots())


@pytest.mark.parametrize("text", ["", "x", "a.b", "a.b.c", "....", "{}", "ә.ә.ә"])
def test_what_is_no_list_says_so(keys: DemoAuthority, text: str) -> None:
    with pytest.raises(RevocationListError, match="unreadable"):
        read_list(text, keys.roots())


@pytest.mark.parametrize(
    ("moment", "is_current"),
    [(NOW, True), (NOW + VALID_FOR, True), (NOW + VALID_FOR + timedelta(seconds=1), False)],
)
def test_an_old_list_is_too_old(moment: datetime, is_current: bool) -> None:
    assert LIST.is_current(moment) is is_current
