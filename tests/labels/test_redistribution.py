"""Every basis of a forecast and every fault of a transfer has its words, with the figures that it is given."""

from __future__ import annotations

import pytest

from app.domain.forecast import Basis
from app.domain.redistribution import TransferFault
from app.domain.stream import Stream
from app.i18n import LANGUAGES, use_language
from app.labels.redistribution import BASES, FAULTS, fault_words

_GIVEN = {
    "transfer_below_bound": {"after": 3, "bound": 40},
    "transfer_unknown": {},
    "transfer_unbalanced": {"sum": 7},
    "transfer_empty": {},
}


def test_every_basis_has_words() -> None:
    assert set(BASES) == set(Basis)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(_GIVEN))
def test_every_fault_is_told_with_its_figures(code: str, language: str) -> None:
    assert set(FAULTS) == set(_GIVEN)
    with use_language(language):
        words = fault_words(TransferFault(code, (Stream.RELOCATEE, "KZ-62"), _GIVEN[code]))
    assert "%(" not in words
    assert all(str(figure) in words for figure in _GIVEN[code].values())
