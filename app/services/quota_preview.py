"""From an uploaded file to proposed orders: what they would change, and proposing them as they were shown.

Between the preview and the confirmation the file lies in the file store under its digest; the browser carries only
the digest and what was typed, and the confirmation reads the file again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.quota_order import OrderDraft, OrderFault, OrderFaultsError
from app.domain.quota_preview import OrderPreview, kind_of, lines_of, preview
from app.domain.quota_proposal import ProposalDraft
from app.domain.quota_table import OrderFacts, place_names, read_orders
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.gateways.files import FileMissingError, FileStore, FileTooLargeError
from app.gateways.spreadsheet import SpreadsheetError, read_table
from app.models import LegalActRow, QuotaProposal, Region, RegionalQuota
from app.services import quota_proposal
from app.services.quota_in_force import region_accounts
from app.services.quota_order import next_version

MAX_FILE_BYTES = 2 * 1024 * 1024
VersionKey = tuple[int, Stream]


class OrderFileError(DomainError):
    """The file is no table that can be read; the code is ``order_file_`` and the reason."""


@dataclass(frozen=True, slots=True)
class StagedOrders:
    """A file kept for confirmation: its digest, and the versions that the person saw in the preview."""

    file_sha256: str
    facts: OrderFacts
    versions: Mapping[VersionKey, int]


def stage(session: Session, content: bytes, facts: OrderFacts, *, store: FileStore) -> StagedOrders:
    """Keep the file for confirmation, once it reads without a fault.

    Raises :class:`OrderFileError` where it is no table and ``OrderFaultsError`` with every faulty cell.
    """
    drafts = _read(session, content, facts)
    try:
        kept = store.put(BytesIO(content), limit=MAX_FILE_BYTES)
    except FileTooLargeError as error:
        raise OrderFileError("order_file_too_large") from error
    return StagedOrders(kept.sha256, facts, {(draft.year, draft.stream): draft.version for draft in drafts})


def previews(session: Session, staged: StagedOrders, *, store: FileStore) -> tuple[OrderPreview, ...]:
    """What the staged orders would change as things stand now."""
    result = []
    for draft in _staged_drafts(session, staged, store):
        statement = select(RegionalQuota).where(RegionalQuota.year == draft.year, RegionalQuota.stream == draft.stream)
        accounts = region_accounts(session.scalars(statement).all())
        result.append(preview(draft, accounts, next_version(session, draft.year, draft.stream)))
    return tuple(result)


def confirm(
    session: Session, staged: StagedOrders, *, store: FileStore, actor: Actor, now: datetime
) -> list[QuotaProposal]:
    """Propose every staged order, or none; together they wait for a second person, who approves or rejects them as one.

    The file is read and checked again.  Raises ``ProposalStaleError`` where another order came in between,
    ``BelowHeldError`` where places were taken meanwhile; the caller rolls back.
    """
    drafts = _staged_drafts(session, staged, store)
    proposals = [_proposed(draft, staged) for draft in drafts]
    return quota_proposal.propose_together(session, proposals, actor=actor, now=now)


def _proposed(draft: OrderDraft, staged: StagedOrders) -> ProposalDraft:
    """The order as a proposal on the version that the preview showed."""
    return ProposalDraft(
        kind=kind_of(draft),
        year=draft.year,
        lines=lines_of(draft),
        reason=staged.facts.reason,
        effective_on=draft.effective_from,
        act_number=draft.act_number,
        act_title=draft.act_title,
        adopted_on=draft.adopted_on,
        act_code=draft.act_code,
        source=draft.source,
        unit=draft.unit,
        file_sha256=staged.file_sha256,
        based_on={draft.stream.value: draft.version - 1},
    )


def _staged_drafts(session: Session, staged: StagedOrders, store: FileStore) -> Sequence[OrderDraft]:
    """The staged orders with the versions of the preview, so that what is confirmed is what was seen."""
    try:
        content = store.read(staged.file_sha256)
    except FileMissingError as error:
        raise OrderFileError("order_file_gone") from error
    drafts = _read(session, content, staged.facts)
    if {(draft.year, draft.stream) for draft in drafts} != set(staged.versions):
        raise OrderFileError("order_file_gone")
    return [replace(draft, version=staged.versions[draft.year, draft.stream]) for draft in drafts]


def _read(session: Session, content: bytes, facts: OrderFacts) -> tuple[OrderDraft, ...]:
    if len(content) > MAX_FILE_BYTES:
        raise OrderFileError("order_file_too_large")
    try:
        table = read_table(content)
    except SpreadsheetError as error:
        raise OrderFileError(f"order_file_{error.code}") from error
    names = {
        row.code: (row.kato, row.name_kk, row.name_ru, row.name_en)
        for row in session.execute(select(Region.code, Region.kato, Region.name_kk, Region.name_ru, Region.name_en))
    }
    drafts = read_orders(table, facts, place_names(names), lambda year, stream: next_version(session, year, stream))
    _refuse_repeats(drafts)
    _refuse_unknown_acts(session, drafts)
    return drafts


def _refuse_repeats(drafts: Sequence[OrderDraft]) -> None:
    """A file holds one version of a year and stream: the second could not be shown against the first."""
    seen: set[VersionKey] = set()
    for draft in drafts:
        if (draft.year, draft.stream) in seen:
            raise OrderFaultsError([OrderFault(0, "version", "several_versions", str(draft.version))])
        seen.add((draft.year, draft.stream))


def _refuse_unknown_acts(session: Session, drafts: Sequence[OrderDraft]) -> None:
    wanted = {draft.act_code for draft in drafts if draft.act_code}
    known = set(session.scalars(select(LegalActRow.code).where(LegalActRow.code.in_(wanted)))) if wanted else set()
    if wanted - known:
        raise OrderFaultsError(OrderFault(0, "act_code", "unknown_act", code) for code in sorted(wanted - known))
