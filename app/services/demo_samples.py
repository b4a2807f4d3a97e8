"""Samples in place of people's documents in the demonstration: sheets that say in large letters what they are."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from app.domain.document_types import DocumentType
from app.i18n import use_language
from app.labels.programme import DOCUMENT_TYPES

_FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_SIZE = (760, 480)
_MARK = "ҮЛГІ / ОБРАЗЕЦ"
_INK, _PALE, _PAPER = 40, 205, 250


def sample(kind: DocumentType, about: str, *, as_pdf: bool = False) -> BytesIO:
    """A sheet for a document of ``kind`` about the person or family ``about``: PNG, or PDF with one page."""
    sheet = Image.new("L", _SIZE, _PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((12, 12, _SIZE[0] - 12, _SIZE[1] - 12), outline=_INK, width=2)
    centre = _SIZE[0] // 2
    draw.text((centre, _SIZE[1] - 110), _MARK, font=_font("Bold", 64), fill=_PALE, anchor="mm")
    for line, language in enumerate(("kk", "ru")):
        with use_language(language):
            title = str(DOCUMENT_TYPES[kind])
        _fitting(draw, title, 90 + 60 * line)
    draw.line((60, 200, _SIZE[0] - 60, 200), fill=_INK, width=1)
    _fitting(draw, about, 250)
    written = BytesIO()
    if as_pdf:
        sheet.save(written, "PDF", resolution=96, title=_MARK)
    else:
        sheet.save(written, "PNG", compress_level=2)
    written.seek(0)
    return written


def _fitting(draw: ImageDraw.ImageDraw, words: str, y: int) -> None:
    """One centred line, as large as it fits."""
    size = 34
    while size > 14 and draw.textlength(words, font=_font("Regular", size)) > _SIZE[0] - 80:
        size -= 2
    draw.text((_SIZE[0] // 2, y), words, font=_font("Regular", size), fill=_INK, anchor="mm")


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / f"GolosText-{weight}.ttf", size)
