"""Professions as the profiles of places count them, and recognising one in what a person wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.names import fold_key

SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Profession:
    """A profession of the list: its code, and every spelling by which it is known, in whatever language."""

    code: str
    spellings: tuple[str, ...]


def recognise(written: str, professions: Iterable[Profession]) -> str | None:
    """The code of the profession that ``written`` names, None where none of the list is found in it.

    Of several the one whose spelling is longest («мал дәрігері» is a vet, not a doctor), then the one written first.
    Letters with and without Kazakh signs, and case endings behind a spelling, make no difference.
    """
    text = f" {fold_key(written)}"
    best: tuple[int, int, str] | None = None
    for profession in professions:
        for spelling in profession.spellings:
            key = fold_key(spelling)
            position = text.find(f" {key}") if key else -1
            if position < 0:
                continue
            found = (-len(key), position, profession.code)
            if best is None or found < best:
                best = found
    return best[2] if best else None
