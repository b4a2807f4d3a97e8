"""What papers hold about complaints and corrections.

Administrative Procedural and Process-Related Code, art. 91-100 (complaint in the pre-trial order).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.paper_parts import EarlierPaper, Words


@dataclass(frozen=True, slots=True)
class PointAnswer:
    """A point of the complaint and the answer to it."""

    point: Words
    answer: Words


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """A complaint and what was decided on it.

    ``capacity``: in what capacity another than the applicant complains, else None.  ``contested``: the paper
    complained of.  ``demand`` and ``reasoning`` as typed.  ``outcome``: upheld, changed, cancelled, sent back, in
    words; ``consequences``: what follows for the case and its places, a sentence each.
    """

    number: str
    filed_on: date
    complainant: str
    contested: EarlierPaper
    demand: Words
    outcome: Words
    reasoning: Words
    capacity: Words | None = None
    answers: tuple[PointAnswer, ...] = ()
    consequences: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class AppealReference:
    """On a decision that a complaint brought about: the complaint, and who decided on it with what result."""

    number: str
    filed_on: date
    reviewer: Words
    outcome: Words


@dataclass(frozen=True, slots=True)
class CorrectedField:
    """What stood in the paper and what is to be read."""

    label: Words
    before: Words
    after: Words


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    """Clerical errors of one paper; ``replacement`` is the paper that stands in its place, where there is one."""

    corrected: EarlierPaper
    fields: tuple[CorrectedField, ...]
    replacement: EarlierPaper | None = None
