"""The file store: uploads and rendered papers, addressed by what is in them.

A file lies at ``<root>/ab/cd/<sha-256>`` and is never overwritten: the same bytes have the same key, other bytes
another.  The root lies in the instance folder, outside everything that the web server serves.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO

_CHUNK = 1 << 20
_KEY = re.compile(r"[0-9a-f]{64}")


class FileTooLargeError(ValueError):
    """More bytes came than were allowed; nothing of them is kept.  ``args[0]`` is the limit in bytes."""


class FileMissingError(LookupError):
    """No file has this key."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies in the store: its key, its SHA-256 in hexadecimal (both the same today), its size in bytes."""

    key: str
    sha256: str
    size: int


class FileStore:
    """A folder of files addressed by content; safe for many processes at once."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)
        self._incoming = self.root / "incoming"

    def put(self, content: bytes | IO[bytes], *, limit: int | None = None) -> StoredFile:
        """Store ``content`` and say where.

        A stream is read once in pieces, so its size does not matter for memory; it is given up with
        FileTooLargeError as soon as it passes ``limit`` bytes.  The file appears under its name complete or not at
        all: it is written beside, synced to the disk and linked.
        """
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        stream = BytesIO(content) if isinstance(content, bytes) else content
        handle, name = tempfile.mkstemp(dir=self._incoming)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                sha256, size = _copy(stream, target, limit)
            _publish(temporary, self.path(sha256))
        finally:
            temporary.unlink(missing_ok=True)
        return StoredFile(key=sha256, sha256=sha256, size=size)

    def path(self, key: str) -> Path:
        """Where the file with ``key`` lies (it may not exist); ValueError for what cannot be a key."""
        if not _KEY.fullmatch(key):
            raise ValueError("not a key of the file store")
        return self.root / key[:2] / key[2:4] / key

    def exists(self, key: str) -> bool:
        """Whether a file with ``key`` is there."""
        return self.path(key).is_file()

    def open(self, key: str) -> BinaryIO:
        """The file with ``key`` for reading; FileMissingError when there is none."""
        try:
            return self.path(key).open("rb")
        except FileNotFoundError as error:
            raise FileMissingError(key) from error

    def read(self, key: str) -> bytes:
        """All bytes of the file with ``key``; FileMissingError when there is none."""
        with self.open(key) as stream:
            return stream.read()


def _copy(stream: IO[bytes], target: BinaryIO, limit: int | None) -> tuple[str, int]:
    """Copy to the disk; the digest and the number of bytes."""
    seen = hashlib.sha256()
    size = 0
    for piece in _pieces(stream):
        size += len(piece)
        if limit is not None and size > limit:
            raise FileTooLargeError(limit)
        seen.update(piece)
        target.write(piece)
    target.flush()
    os.fsync(target.fileno())
    return seen.hexdigest(), size


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_CHUNK):
        yield piece


def _publish(temporary: Path, final: Path) -> None:
    """Give the complete file its name; whoever comes second with the same bytes leaves the first one's in place."""
    final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(temporary, final)
    except FileExistsError:
        return
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name must survive a power cut as the bytes do
    finally:
        os.close(folder)
