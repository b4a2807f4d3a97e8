"""The virus scanner's protocol, against a scanner that speaks it; whatever goes wrong, nothing is called clean."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from app.gateways.scan import ClamdScanner, ScanResult, ScanUnavailableError, Verdict

# The harmless test pattern of the anti-virus industry, in two parts so that no scanner objects to this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Answer = Callable[[bytes], bytes | None]


def inspect(content: bytes) -> bytes | None:
    """What clamd answers."""
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


def received(connection: socket.socket) -> bytes:
    """The file, as the protocol brings it: a command, then pieces with their length, then an empty one."""
    with connection.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", stream.read(4))[0]:
            content += stream.read(size)
        return content


@contextmanager
def clamd(answer: Answer, at: Path | None = None) -> Iterator[str]:
    """Address of a scanner that answers each file by ``answer`` (None: it never does)."""
    over = threading.Event()
    if at is None:
        listener = socket.create_server(("127.0.0.1", 0))
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    else:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(at))
        listener.listen()
        address = str(at)

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                said = answer(received(connection))
            except (struct.error, OSError):
                return
            if said is None:
                over.wait(10)
            else:
                connection.sendall(said)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        over.set()
        thread.join(5)
        listener.close()


def test_a_clean_file_of_many_pieces() -> None:
    seen: list[int] = []

    def count(content: bytes) -> bytes | None:
        seen.append(len(content))
        return inspect(content)

    with clamd(count) as address:
        assert ClamdScanner(address).scan(BytesIO(b"\0\xff" * 500_000)) == Verdict(ScanResult.CLEAN)
    assert seen == [1_000_000]


def test_an_infected_file_names_what_was_found() -> None:
    with clamd(inspect) as address:
        verdict = ClamdScanner(address).scan(BytesIO(b"a" * 100 + EICAR))
    assert not verdict.is_clean
    assert verdict.signature == "Eicar-Test-Signature"


def test_a_scanner_behind_a_socket_file(tmp_path: Path) -> None:
    with clamd(inspect, at=tmp_path / "c.sock") as address:
        assert ClamdScanner(address).scan(BytesIO(b"text")).is_clean


def test_a_scanner_that_never_answers_is_no_clean_bill() -> None:
    began = time.monotonic()
    with clamd(lambda _: None) as address, pytest.raises(ScanUnavailableError, match="TimeoutError"):
        ClamdScanner(address, seconds=0.5).scan(BytesIO(b"text"))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "said", [b"", b"\0", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK", b"stream: NOT OK\0", b"x" * 9000]
)
def test_an_answer_that_is_no_verdict_is_no_clean_bill(said: bytes) -> None:
    with clamd(lambda _: said) as address, pytest.raises(ScanUnavailableError):
        ClamdScanner(address, seconds=3).scan(BytesIO(b"text"))


def test_a_file_that_is_too_large_is_not_called_clean() -> None:
    with clamd(inspect) as address, pytest.raises(ScanUnavailableError, match="larger"):
        ClamdScanner(address, max_bytes=100_000).scan(BytesIO(b"a" * 200_000))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock", "clamd", "127.0.0.1:"])
def test_no_scanner_is_no_clean_bill(address: str) -> None:
    with pytest.raises(ScanUnavailableError):
        ClamdScanner(address, seconds=2).scan(BytesIO(b"text"))
