"""What a file is, by what is in it and never by its name; whatever is two things at once is refused.

Accepted: PDF, JPEG, PNG, DOCX.  Each has a signature at its first byte and a structure that is followed to its end.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, TYPE_CHECKING

from app.domain.errors import DomainError

if TYPE_CHECKING:
    from PIL import Image

# An A4 sheet at 600 dots an inch has 35 million pixels.
MOST_PIXELS = 60_000_000
MOST_ENTRIES = 2_000
MOST_UNPACKED = 60 * 1024 * 1024
MOST_RATIO = 200
_CONTENT_TYPES = "[Content_Types].xml"
_WORD_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CHUNK = 256 * 1024
# Marks by which browsers, interpreters and readers of other formats would take the file for theirs.
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|svg|iframe|\?php)[\s>/]", re.IGNORECASE)
_PDF_MARK = b"%PDF-"


class FileType(StrEnum):
    """Types that are taken in, as media types."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


EXTENSIONS = {FileType.PDF: ".pdf", FileType.JPEG: ".jpg", FileType.PNG: ".png", FileType.DOCX: ".docx"}
# Types that a browser shows without running anything of them.
VIEWABLE = frozenset({FileType.PDF, FileType.JPEG, FileType.PNG})


class FileRefusedError(DomainError):
    """The file cannot be taken: ``file_empty``, ``file_type``, ``file_broken``, ``file_mixed``, ``file_bomb``,
    ``file_macros``, ``file_pixels``, ``file_too_large`` (param ``limit``, megabytes), ``file_infected``,
    ``file_unscanned``, ``file_too_many`` (param ``limit``)."""

    code = "file_type"


@dataclass(frozen=True, slots=True)
class _Content:
    stream: IO[bytes]
    size: int

    def read_at(self, start: int, length: int) -> bytes:
        self.stream.seek(max(start, 0))
        return self.stream.read(length)

    def tail(self, length: int) -> bytes:
        return self.read_at(self.size - length, length)


def proven_type(stream: IO[bytes]) -> FileType:
    """The type of the file in the seekable ``stream``, which is left at its beginning; FileRefusedError otherwise."""
    size = stream.seek(0, 2)
    if size == 0:
        raise FileRefusedError("file_empty")
    content = _Content(stream, size)
    try:
        found = _by_signature(content)
        _PROOFS[found](content)
    finally:
        stream.seek(0)
    return found


def _by_signature(content: _Content) -> FileType:
    head = content.read_at(0, 16)
    if head.startswith(b"%PDF-"):
        return FileType.PDF
    if head.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if head.startswith(b"PK\x03\x04"):
        return FileType.DOCX
    raise FileRefusedError("file_type")


def _prove_pdf(content: _Content) -> None:
    if not re.match(rb"%PDF-[12]\.[0-9]", content.read_at(0, 8)):
        raise FileRefusedError("file_broken")
    end = content.tail(2048).rstrip(b"\x00\r\n\t ")
    if not end.endswith(b"%%EOF"):
        raise FileRefusedError("file_mixed" if b"%%EOF" in end else "file_broken")
    if _MARKUP.search(content.read_at(0, 2048)) or zipfile.is_zipfile(content.stream):
        raise FileRefusedError("file_mixed")


def _prove_jpeg(content: _Content) -> None:
    _prove_image(content, "JPEG")


def _prove_png(content: _Content) -> None:
    # IEND with its fixed checksum closes the image; nothing may follow it.
    if content.tail(12) != b"\x00\x00\x00\x00IEND\xaeB`\x82":
        raise FileRefusedError("file_mixed" if b"IEND\xaeB`\x82" in content.tail(65536) else "file_broken")
    _prove_image(content, "PNG")


def _prove_image(content: _Content, name: str) -> None:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  7 MB that only who takes an image needs

    content.stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(content.stream, formats=[name]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise FileRefusedError("file_pixels")
                _follow(image)
    except Image.DecompressionBombError as error:
        raise FileRefusedError("file_pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise FileRefusedError("file_broken") from error
    if _holds_something_else(content):
        raise FileRefusedError("file_mixed")


def _follow(image: Image.Image) -> None:
    """Read the image to its end without holding all its pixels: a phone's photograph would take 200 MB."""
    if image.format == "JPEG":
        image.draft("L", (image.width // 8, image.height // 8))
        image.load()
    else:
        # Every chunk of a PNG is read and compared with its checksum.
        image.verify()


def _holds_something_else(content: _Content) -> bool:
    """Whether an image could also be read as an archive, a PDF or a page."""
    if zipfile.is_zipfile(content.stream):
        return True
    content.stream.seek(0)
    before = b""
    while piece := content.stream.read(_CHUNK):
        window = before + piece
        if _PDF_MARK in window or _MARKUP.search(window):
            return True
        before = piece[-16:]
    return False


def _prove_docx(content: _Content) -> None:
    content.stream.seek(0)
    try:
        with zipfile.ZipFile(content.stream) as archive:
            _check_directory(archive, content)
            _check_unpacked(archive)
            _check_word(archive)
    # zlib.error and RuntimeError: a stream that does not unpack, a way of packing or a password that is not known.
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise FileRefusedError("file_broken") from error


def _check_directory(archive: zipfile.ZipFile, content: _Content) -> None:
    """The directory alone: how much it would unpack to, and that the archive is the whole file."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise FileRefusedError("file_bomb")
    ends_with_directory = content.tail(22).startswith(b"PK\x05\x06") and not archive.comment
    starts_with_entry = min((entry.header_offset for entry in entries), default=1) == 0
    if not (ends_with_directory and starts_with_entry):
        raise FileRefusedError("file_mixed")
    if any(entry.flag_bits & 0x1 or _leaves_folder(entry.filename) for entry in entries):
        raise FileRefusedError("file_broken")


def _leaves_folder(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")


def _check_unpacked(archive: zipfile.ZipFile) -> None:
    """Unpack into nothing: sizes in the directory may lie, and each entry has to match its checksum."""
    total = 0
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            while piece := stream.read(_CHUNK):
                total += len(piece)
                if total > MOST_UNPACKED:
                    raise FileRefusedError("file_bomb")


def _check_word(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if _CONTENT_TYPES not in names or "word/document.xml" not in names:
        raise FileRefusedError("file_type")
    if _WORD_MAIN not in archive.read(_CONTENT_TYPES) or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefusedError("file_macros")


_PROOFS = {
    FileType.PDF: _prove_pdf,
    FileType.JPEG: _prove_jpeg,
    FileType.PNG: _prove_png,
    FileType.DOCX: _prove_docx,
}
