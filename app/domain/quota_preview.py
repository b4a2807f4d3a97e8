"""What an order would change, region by region, before anybody puts it into force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.quota import Balance
from app.domain.quota_order import OrderDraft


@dataclass(frozen=True, slots=True)
class PlacesChange:
    """Places (persons) of one region before and after; ``held`` are reserved or used already."""

    region: str
    before: int
    after: int
    held: int

    @property
    def difference(self) -> int:
        """What the order adds, negative where it takes away."""
        return self.after - self.before

    @property
    def is_below_held(self) -> bool:
        """Whether the region would have fewer places than families hold in it."""
        return self.after < self.held


@dataclass(frozen=True, slots=True)
class OrderPreview:
    """An order as it would act now; ``expected_version`` is the one that the next order must have."""

    draft: OrderDraft
    expected_version: int
    changes: tuple[PlacesChange, ...]

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
        return self.is_expected_version and not any(change.is_below_held for change in self.changes)


def preview(draft: OrderDraft, balances: Mapping[str, Balance], expected_version: int) -> OrderPreview:
    """What ``draft`` would do to ``balances`` (by region); a region that it leaves out loses its places."""
    changes = tuple(
        PlacesChange(region, balance.allocated, draft.lines.get(region, 0), balance.reserved + balance.used)
        for region in sorted(set(draft.lines) | {code for code, known in balances.items() if known.allocated})
        for balance in [balances.get(region, Balance(0))]
    )
    return OrderPreview(draft, expected_version, changes)
