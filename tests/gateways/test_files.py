"""The file store: addressed by content, whole or not at all, never overwritten."""

from __future__ import annotations

import hashlib
import threading
from io import BytesIO
from pathlib import Path

import pytest

from app.gateways.files import FileMissingError, FileStore, FileTooLargeError


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def kept(store: FileStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def test_a_file_is_found_by_what_is_in_it(store: FileStore) -> None:
    stored = store.put(b"qonys")
    assert stored.sha256 == hashlib.sha256(b"qonys").hexdigest()
    assert stored.size == 5
    assert store.read(stored.key) == b"qonys"
    assert store.path(stored.key).stat().st_mode & 0o077 == 0


def test_a_stream_gives_the_same_as_bytes(store: FileStore) -> None:
    content = b"x" * (3 << 20)
    assert store.put(BytesIO(content)) == store.put(content)
    assert len(kept(store)) == 1


def test_the_first_file_stays(store: FileStore) -> None:
    stored = store.put(b"once")
    before = store.path(stored.key).stat().st_ino
    store.put(b"once")
    assert store.path(stored.key).stat().st_ino == before


def test_too_much_leaves_nothing(store: FileStore) -> None:
    with pytest.raises(FileTooLargeError):
        store.put(BytesIO(b"y" * 100), limit=99)
    assert kept(store) == []
    assert store.put(b"y" * 99, limit=99).size == 99


def test_a_stream_that_breaks_leaves_nothing(store: FileStore) -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(Broken())
    assert kept(store) == []


def test_many_at_once_with_the_same_bytes_make_one_file(store: FileStore) -> None:
    threads = [threading.Thread(target=store.put, args=(b"same" * 1000,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept(store)) == 1


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 64, "g" * 64, "0" * 63])
def test_what_is_no_key_opens_nothing(store: FileStore, key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        store.open(key)


def test_a_missing_file_is_said(store: FileStore) -> None:
    assert not store.exists("0" * 64)
    with pytest.raises(FileMissingError):
        store.read("0" * 64)
