from __future__ import annotations

import io
import socket
import struct
import subprocess
import sys
import threading
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from app.domain.document_types import DocumentType
from app.domain.errors import DomainError, MoveNotAllowedError
from app.domain.workflow import Status
from app.gateways.files import FileStore
from app.gateways.scan import ClamdScanner
from app.services import attachment
from app.services.attachment import Intake, Upload
from app.services.attachment_content import FileRefusedError, FileType, proven_type
from tests import factories
from tests.factories import NOW

_WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_WORD_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD_MAIN}"/></Types>'
)


def pdf(comment: bytes = b"") -> bytes:
    return b"%PDF-1.7\n" + comment + b"1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def image(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "white").save(target, kind)
    return target.getvalue()


def docx(extra: dict[str, bytes] | None = None, types: str = _WORD_TYPES) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", "<w:document/>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def _refusal(content: bytes) -> str:
    with pytest.raises(FileRefusedError) as caught:
        proven_type(io.BytesIO(content))
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (pdf(), FileType.PDF),
        (pdf() + b"\x00\r\n ", FileType.PDF),
        (image("PNG"), FileType.PNG),
        (image("JPEG"), FileType.JPEG),
        (docx(), FileType.DOCX),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, expected: FileType) -> None:
    stream = io.BytesIO(content)
    assert proven_type(stream) is expected
    assert stream.tell() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"MZ\x90\x00" + b"\x00" * 200, "file_type"),
        (b"\x7fELF" + b"\x00" * 200, "file_type"),
        (b"#!/bin/sh\nrm -rf /\n", "file_type"),
        (b"<html><script>alert(1)</script></html>", "file_type"),
        (b"GIF89a" + b"\x00" * 50, "file_type"),
        (b"junk before " + pdf(), "file_type"),
        (b"%PDF-1.7\nno end", "file_broken"),
        (pdf(b"%<html><script>alert(1)</script>\n"), "file_mixed"),
        (pdf() + docx(), "file_mixed"),
        (pdf() + b"<script>alert(1)</script>", "file_mixed"),
        (image("JPEG") + docx(), "file_mixed"),
        (image("JPEG") + pdf(), "file_mixed"),
        (image("JPEG") + b"<SCRIPT >alert(1)</script>", "file_mixed"),
        (image("PNG") + b"<script>", "file_mixed"),
        (image("PNG")[:-20], "file_broken"),
        (image("JPEG")[:200], "file_broken"),
        (docx()[:-30], "file_broken"),
        (docx() + b"trailing", "file_mixed"),
        (b"PK\x03\x04" + b"\x00" * 100, "file_broken"),
    ],
)
def test_everything_else_is_refused(content: bytes, code: str) -> None:
    assert _refusal(content) == code


def test_a_zip_bomb_in_the_shape_of_a_document_is_refused() -> None:
    assert _refusal(docx({"word/media/a.bin": b"\x00" * 20_000_000})) == "file_bomb"
    many = docx({f"word/{number}.xml": b"" for number in range(2_100)})
    assert _refusal(many) == "file_bomb"


def test_a_bomb_whose_directory_lies_is_refused() -> None:
    """The directory says 10 bytes, the entry unpacks to a megabyte: the checksum of what was said cannot match."""
    content = bytearray(docx({"word/a.bin": b"\x00" * 1_000_000}))
    size = struct.pack("<L", 1_000_000)
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = struct.pack("<L", 10)
    assert _refusal(bytes(content)) == "file_broken"


def test_a_damaged_stream_inside_a_document_is_refused() -> None:
    content = bytearray(docx({"word/a.bin": bytes(range(256)) * 40}))
    at = content.find(b"word/a.bin") + len("word/a.bin")
    content[at : at + 40] = b"\xff" * 40
    assert _refusal(bytes(content)) == "file_broken"


def test_archives_and_macro_documents_are_no_documents() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("virus.exe", b"MZ")
    assert _refusal(target.getvalue()) == "file_type"
    assert _refusal(docx({"word/vbaProject.bin": b"x"})) == "file_macros"
    macro = _WORD_TYPES.replace(
        "openxmlformats-officedocument.wordprocessingml.document", "ms-word.document.macroEnabled"
    )
    assert _refusal(docx(types=macro)) == "file_macros"
    assert _refusal(docx({"../../etc/passwd": b"x"})) == "file_broken"


def test_an_image_of_too_many_pixels_is_refused() -> None:
    assert _refusal(image("PNG", (20_000, 4_000))) == "file_pixels"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("куәлік.pdf", "куәлік.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\scan.exe", "scan.pdf"),
        ("a\u202egnp.exe", "agnp.pdf"),
        ('x"; rm\r\nSet-Cookie: a.pdf', "x; rmSet-Cookie a.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        ("ұ" * 300, "ұ" * 116 + ".pdf"),
    ],
)
def test_names_keep_their_letters_and_nothing_dangerous(given: str, kept: str) -> None:
    assert attachment.safe_name(given, FileType.PDF) == kept


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    return Intake(FileStore(tmp_path / "files"), limit=1_000_000)


def _upload(content: bytes, name: str = "scan.pdf") -> Upload:
    return Upload(DocumentType.OTHER, name, io.BytesIO(content))


def test_a_file_is_stored_under_its_digest_and_taken_back(session: Session, intake: Intake) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor)
    before = len(attachment.listed(session, draft.id))
    kept = attachment.add(session, draft, _upload(pdf(), "құжат.exe"), intake, actor=actor, now=NOW)
    assert (kept.content_type, kept.filename, kept.scan) == ("application/pdf", "құжат.pdf", "not_configured")
    assert intake.store.read(kept.store_key) == pdf()
    attachment.remove(session, draft, kept.id, actor=actor, now=NOW)
    assert len(attachment.listed(session, draft.id)) == before
    with pytest.raises(attachment.AttachmentUnknownError):
        attachment.find(session, draft.id, kept.id)


def test_nothing_of_a_refused_file_is_kept(session: Session, intake: Intake, tmp_path: Path) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor)
    for content in (b"MZ executable", pdf() + docx(), pdf(b"%" + b"x" * 1_000_001 + b"\n")):
        with pytest.raises(FileRefusedError):
            attachment.add(session, draft, _upload(content), intake, actor=actor, now=NOW)
    assert not (tmp_path / "files").exists()


def test_files_are_taken_in_drafts_and_when_asked_for_only(session: Session, intake: Intake) -> None:
    owner = factories.make_actor(session)
    submitted = factories.make_application(session, Status.SUBMITTED, owner=owner)
    with pytest.raises(MoveNotAllowedError):
        attachment.add(session, submitted, _upload(pdf()), intake, actor=owner, now=NOW)
    asked = factories.make_application(session, Status.DOCUMENTS_REQUESTED, owner=owner)
    later = NOW + timedelta(hours=1)
    added = attachment.add(session, asked, _upload(pdf()), intake, actor=owner, now=later)
    attachment.remove(session, asked, added.id, actor=owner, now=later)
    with pytest.raises(MoveNotAllowedError):
        attachment.remove(session, asked, attachment.listed(session, asked.id)[0].id, actor=owner, now=later)
    stranger = factories.make_actor(session)
    with pytest.raises(MoveNotAllowedError):
        attachment.add(session, asked, _upload(pdf()), intake, actor=stranger, now=NOW)


def test_a_document_of_a_member_of_another_household_is_refused(session: Session, intake: Intake) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor)
    other = factories.make_draft(session)
    upload = Upload(DocumentType.IDENTITY, "a.pdf", io.BytesIO(pdf()), other.members[0].id)
    with pytest.raises(DomainError):
        attachment.add(session, draft, upload, intake, actor=actor, now=NOW)


def test_an_unscanned_file_is_not_taken(session: Session, tmp_path: Path) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor)
    nobody = ClamdScanner(str(tmp_path / "no-such-socket"))
    closed = Intake(FileStore(tmp_path / "files"), 1_000_000, nobody)
    with pytest.raises(FileRefusedError) as caught:
        attachment.add(session, draft, _upload(pdf()), closed, actor=actor, now=NOW)
    assert caught.value.code == "file_unscanned"
    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize(("answer", "code"), [(b"stream: OK\0", None), (b"stream: Eicar FOUND\0", "file_infected")])
def test_the_scanner_decides(session: Session, tmp_path: Path, answer: bytes, code: str | None) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor)
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_answer_once, args=(server, answer))
        thread.start()
        scanner = ClamdScanner(f"127.0.0.1:{server.getsockname()[1]}")
        intake = Intake(FileStore(tmp_path / "files"), 1_000_000, scanner)
        if code is None:
            assert attachment.add(session, draft, _upload(pdf()), intake, actor=actor, now=NOW).scan == "clean"
        else:
            with pytest.raises(FileRefusedError) as caught:
                attachment.add(session, draft, _upload(pdf()), intake, actor=actor, now=NOW)
            assert caught.value.code == code
        thread.join(5)


def _answer_once(server: socket.socket, answer: bytes) -> None:
    connection, _address = server.accept()
    with connection:
        received = b""
        while not received.endswith(b"\x00\x00\x00\x00"):
            received += connection.recv(65536)
        connection.sendall(answer)


def test_a_large_photograph_is_followed_to_its_end_without_holding_its_pixels() -> None:
    big = io.BytesIO()
    Image.new("RGB", (8000, 6000), "white").save(big, "JPEG")
    run = "import io,resource,sys;from app.services.attachment_content import proven_type;"
    run += "start=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
    run += "proven_type(io.BytesIO(sys.stdin.buffer.read()));"
    run += "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss-start)//1024)"
    done = subprocess.run([sys.executable, "-c", run], input=big.getvalue(), capture_output=True, check=True)
    assert int(done.stdout) < 40
