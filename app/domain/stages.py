"""The stages of a case that have a term of their own.

Which status is which stage says the procedure; how long a stage may last says the programme, through a key of the
dated settings.
"""

from __future__ import annotations

from enum import StrEnum


class StageCode(StrEnum):
    """Stages between filing and the end of the case, in order; ``WHOLE`` runs from filing to the decision."""

    WHOLE = "whole"
    FORWARDING = "forwarding"
    COMPLETENESS = "completeness"
    STUDY = "study"
    DOCUMENTS_REPLY = "documents_reply"
    COMMISSION = "commission"
    DECISION = "decision"
    POSITION = "position"
    FINAL_DECISION = "final_decision"
    NOTICE = "notice"
    ARRIVAL = "arrival"
    APPEAL_FORWARDING = "appeal_forwarding"
    APPEAL_DECISION = "appeal_decision"
