"""QR codes as images inside the page."""

from __future__ import annotations

import segno


def qr_image(text: str) -> str:
    """``data:`` address of an SVG image of the QR code (the content policy lets images be data)."""
    image: str = segno.make(text, error="m").svg_data_uri(scale=5, border=4, light="#ffffff")
    return image
