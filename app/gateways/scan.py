"""The virus scanner: clamd's INSTREAM over TCP or a socket file.

Whatever goes wrong is ScanUnavailableError and never «clean»: where a scanner is set, an unscanned file is not taken.
"""

from __future__ import annotations

import socket
import struct
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

_CHUNK = 64 * 1024
_ANSWER_MAX = 4096


class ScanResult(StrEnum):
    """What the scanner found."""

    CLEAN = "clean"
    INFECTED = "infected"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The scanner's answer; ``signature`` is the name of what it found, empty for a clean file."""

    result: ScanResult
    signature: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return self.result is ScanResult.CLEAN


class ScanUnavailableError(Exception):
    """No verdict could be had (nobody answers, too slow, too large, an answer that is none)."""


@dataclass(frozen=True, slots=True)
class ClamdScanner:
    """A clamd at ``address``: ``host:port`` or the path of a socket.

    ``seconds`` bounds the whole scan; ``max_bytes`` the file (clamd's own StreamMaxLength should not be lower).
    """

    address: str
    seconds: float = 30.0
    max_bytes: int = 25 * 1024 * 1024

    def scan(self, stream: IO[bytes]) -> Verdict:
        """Verdict on everything that is left to read in ``stream``; ScanUnavailableError without one."""
        deadline = time.monotonic() + self.seconds
        try:
            with self._connection(deadline) as connection:
                connection.sendall(b"zINSTREAM\0")
                self._feed(connection, stream, deadline)
                return _verdict(_answer(connection, deadline))
        except OSError as error:
            raise ScanUnavailableError(f"{type(error).__name__}: {error}") from error

    def _connection(self, deadline: float) -> socket.socket:
        """A connection to the scanner."""
        if self.address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(_left(deadline))
            try:
                connection.connect(self.address)
            except OSError:
                connection.close()
                raise
            return connection
        host, _, port = self.address.rpartition(":")
        if not port.isdigit():
            raise ScanUnavailableError("the scanner's address is host:port or a path")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_left(deadline))

    def _feed(self, connection: socket.socket, stream: IO[bytes], deadline: float) -> None:
        """Send the file in pieces, each with its length, and the empty piece that ends it."""
        size = 0
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > self.max_bytes:
                raise ScanUnavailableError("the file is larger than the scanner takes")
            connection.settimeout(_left(deadline))
            connection.sendall(struct.pack("!L", len(piece)) + piece)
        connection.sendall(struct.pack("!L", 0))


def _left(deadline: float) -> float:
    """Seconds until ``deadline``; TimeoutError when it has passed."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scan takes too long")
    return left


def _answer(connection: socket.socket, deadline: float) -> str:
    """The scanner's line, which ends with a zero byte."""
    received = b""
    while not received.endswith(b"\0"):
        connection.settimeout(_left(deadline))
        piece = connection.recv(_ANSWER_MAX)
        if not piece or len(received) > _ANSWER_MAX:
            raise ScanUnavailableError("the scanner broke off")
        received += piece
    return received.rstrip(b"\0").decode("utf-8", errors="replace")


def _verdict(answer: str) -> Verdict:
    """``stream: OK`` or ``stream: <signature> FOUND``; anything else is no verdict."""
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict(ScanResult.CLEAN)
    if said.endswith(" FOUND"):
        return Verdict(ScanResult.INFECTED, said.removesuffix(" FOUND"))
    raise ScanUnavailableError(f"the scanner answered {answer[:200]!r}")
