"""Steps of a form that are lists: what stands beside the rows, and what stands where there is none."""

from __future__ import annotations

import pytest

from app import i18n
from app.domain.programmes.definition import Step
from app.domain.stream import Stream
from app.labels.answers import answer_rows
from tests.factories import SCHOOL

STREAM = Stream.STATUS_ASSIGNMENT


def test_a_finished_list_without_rows_says_that_there_is_nothing_to_list() -> None:
    with i18n.use_language("en"):
        assert answer_rows(Step.WORK, {"is_complete": True}, STREAM, {}) == [("The list", "Nothing to list")]
        assert answer_rows(Step.WORK, {}, STREAM, {}) == []


@pytest.mark.parametrize("word", [{}, {"is_complete": True}])
def test_beside_rows_nothing_is_said_of_completeness(word: dict[str, bool]) -> None:
    rows = answer_rows(Step.SCHOOLING, {"rows": [SCHOOL], **word}, STREAM, {})
    assert len(rows) == 1
