"""HTML → PDF/A-3a with WeasyPrint, which is loaded only in processes that make sheets (1.1 s, 45 MB).

One FontConfiguration serves the whole process, because building it costs more than a page; it must never be used by
two threads at once (Pango corrupts its memory), so one lock guards it.
"""

from __future__ import annotations

import atexit
import gc
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.documents.layout import TEMPLATES, Seal, render_html
from app.documents.signature import reserve
from app.domain.paper import PaperFacts, Variant
from app.domain.paper_json import canonical_bytes

_DEFAULTS = """
html, body, article, p, h1, h2 { display: block } head { display: none } b, strong, h1, h2 { font-weight: bold }
table { display: table } thead { display: table-header-group } tbody { display: table-row-group }
tr { display: table-row } td, th { display: table-cell } th { font-weight: bold }
"""
_STREAM, _STREAM_END = b"\nstream\n", b"\nendstream"
FACTS_NAME = "decision.json"
_FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_lock = threading.Lock()


class RenderingUnavailableError(RuntimeError):
    """This machine cannot make PDF files: Pango, or the font, is missing."""


@dataclass(frozen=True, slots=True)
class _Press:
    """What a process keeps between papers."""

    html: Any
    attachment: Any
    fonts: Any
    stylesheet: Any
    pictures: Any
    settled: Any


def typeset(facts: PaperFacts, variant: Variant, seal: Seal, *, signed_at: datetime | None = None) -> bytes:
    """The paper as PDF/A-3a, tagged, with its facts attached; the same input gives the same bytes.

    With ``signed_at`` the file has an empty place for a signature of that instant.
    RenderingUnavailableError when this machine has no Pango or no font.
    """
    html = render_html(facts, variant, seal)
    content = canonical_bytes(facts)
    with _lock, _undisturbed():
        press = _press()
        moment = facts.signed_at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
        attachment = press.attachment(
            string=content.decode(),
            name=FACTS_NAME,
            description="Facts of the document",
            created=moment,
            modified=moment,
            relationship="Data",
        )
        with warnings.catch_warnings():
            # WeasyPrint leaves its colour profile for the collector to close.
            warnings.simplefilter("ignore", ResourceWarning)
            pdf: bytes = press.html(string=html, url_fetcher=press.pictures).write_pdf(
                stylesheets=[press.stylesheet],
                font_config=press.fonts,
                pdf_variant="pdf/a-3a",
                pdf_identifier=sha256(html.encode()).hexdigest()[:32].encode(),
                attachments=[attachment],
                finisher=lambda _document, file: _finish(file, signed_at),
            )
    return pdf


def _finish(file: Any, signed_at: datetime | None) -> None:
    """Last changes to a ``pydyf.PDF`` that is about to be written.

    Its objects become the bytes that they stand for: pydyf would otherwise write out and compress each of them twice,
    for the file and for the digest in its identifier, with the slowest of zlib's levels (15 ms).
    """
    if signed_at is not None:
        reserve(file, signed_at)
    settled = _press().settled
    file.objects[1:] = [settled(each) for each in file.objects[1:]]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the collector of cycles away from a tree of boxes that lives for one paper (an eighth of the time)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _press() -> _Press:
    try:
        import pydyf  # type: ignore[import-untyped]  # noqa: PLC0415
        from weasyprint import CSS, HTML, Attachment  # noqa: PLC0415 - see the module's first line
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError as error:
        raise RenderingUnavailableError("Pango cannot be loaded") from error

    class Sheet(HTML):  # type: ignore[misc]
        """A page whose elements have only the defaults that our few templates need: fewer rules to match."""

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002 - WeasyPrint's signature
            return [defaults]

    class Settled(pydyf.Object):  # type: ignore[misc]
        """An object that nobody changes any more."""

        data = b""
        compressible = False

        def __init__(self, made: Any) -> None:
            super().__init__()
            self.number, self.compressible = made.number, made.compressible
            if isinstance(made, pydyf.Stream) and made.compress:
                made.compress = False
                _, _, content = made.data.partition(_STREAM)
                made.stream = [zlib.compress(content.removesuffix(_STREAM_END))]
                made.extra["Filter"] = "/FlateDecode"
            self.data = made.data

    defaults = CSS(string=_DEFAULTS)
    fonts = FontConfiguration()
    # Fonts are let go while the modules that do it are still there.
    atexit.register(_press.cache_clear)
    css = _font_faces() + (TEMPLATES / "print.css").read_text(encoding="utf-8")
    # A sheet fetches nothing from a network: its style may read the two fonts, its text only carries its pictures.
    stylesheet = CSS(string=css, font_config=fonts, url_fetcher=URLFetcher(allowed_protocols=["file"]))
    return _Press(Sheet, Attachment, fonts, stylesheet, URLFetcher(allowed_protocols=["data"]), Settled)


def _font_faces() -> str:
    faces = []
    for style, weight in (("Regular", 400), ("Bold", 700)):
        path = _FONTS / f"GolosText-{style}.ttf"
        if not path.exists():
            raise RenderingUnavailableError(f"{path.name} is missing")
        faces.append(f'@font-face {{ font-family: "Golos Text"; font-weight: {weight}; src: url({path.as_uri()}) }}\n')
    return "".join(faces)
