"""The search for English on the pages finds what it is there to find."""

from __future__ import annotations

import pytest

from tests.browser.words import left_in_english, untranslated


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_english_is_found_and_nothing_else(language: str) -> None:
    if untranslated(language):
        pytest.skip(f"THE {language.upper()} CATALOGUE LACKS {untranslated(language)} MESSAGES")
    page = "Қазақша мәтін\nSave and  continue\nStep 3 of 12\nmaman@example.kz\nQonys\nEnglish\nEXAMPLE PERSON"
    assert left_in_english(page, language) == ["Save and continue", "Step 3 of 12"]
