"""What an order would change, region by region, before anybody puts it into force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.quota import Balance
from app.domain.quota_order import OrderDraft
from app.domain.quota_proposal import Account, LineChange, ProposalKind, ProposalLine, changes


@dataclass(frozen=True, slots=True)
class OrderPreview:
    """An order as it would act now; ``expected_version`` is the one that the next order must have."""

    draft: OrderDraft
    expected_version: int
    changes: tuple[LineChange, ...]

    @property
    def persons_before(self) -> int:
        """Places of the stream in all today."""
        return sum(change.before for change in self.changes)

    @property
    def is_expected_version(self) -> bool:
        """Whether no other order came in between, and none is missing."""
        return self.draft.version == self.expected_version

    @property
    def is_possible(self) -> bool:
        """Whether the order can be put into force as things stand."""
        return self.is_expected_version and not any(change.is_below_bound for change in self.changes)


def kind_of(draft: OrderDraft) -> ProposalKind:
    """The year's first order, or one that changes it."""
    return ProposalKind.ORDER if draft.version == 1 else ProposalKind.AMENDMENT


def lines_of(draft: OrderDraft) -> tuple[ProposalLine, ...]:
    """The order's places as targets of its regions."""
    return tuple(ProposalLine(draft.stream, region, persons) for region, persons in sorted(draft.lines.items()))


def preview(draft: OrderDraft, accounts: Mapping[Account, Balance], expected_version: int) -> OrderPreview:
    """What ``draft`` would do to ``accounts`` (regions of its stream); a region that it leaves out loses its places."""
    return OrderPreview(draft, expected_version, changes(kind_of(draft), lines_of(draft), accounts))
