"""Putting orders into force, seen from the services: ledger, locks, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.quota_order import OrderDraft, OrderFaultsError
from app.domain.quota_table import OrderFacts
from app.domain.roles import SYSTEM, Role
from app.domain.stream import QUOTA_STREAMS, Stream
from app.domain.workflow import Status
from app.gateways.files import FileStore
from app.models import QuotaMovement, QuotaOrder, RegionalQuota
from app.services import quota_preview
from app.services.quota_order import (
    OrderBelowHeldError,
    OrderNotInForceError,
    OrderVersionError,
    apply_order,
    next_version,
)
from app.services.quota_preview import OrderFileError, StagedOrders
from tests.factories import NOW, make_actor, make_application

FACTS = OrderFacts("318", date(2026, 11, 10), date(2026, 11, 15), source="order.csv", reason="Жылдық бұйрық")


def _draft(session: Session, stream: Stream = Stream.RELOCATEE, year: int = 2026, **changes: int) -> OrderDraft:
    rows = session.execute(
        select(RegionalQuota.region, RegionalQuota.allocated).where(
            RegionalQuota.year == year, RegionalQuota.stream == stream
        )
    )
    lines = {row.region: row.allocated for row in rows}
    lines |= {code.replace("_", "-"): persons for code, persons in changes.items()}
    return OrderDraft(year, stream, next_version(session, year, stream), date(year, 8, 24), lines, act_number="1")


def _balance(session: Session, region: str, year: int = 2026, stream: Stream = Stream.RELOCATEE) -> RegionalQuota:
    return session.scalars(
        select(RegionalQuota)
        .where(RegionalQuota.year == year, RegionalQuota.stream == stream, RegionalQuota.region == region)
        .execution_options(populate_existing=True)
    ).one()


def test_the_balance_is_the_sum_of_the_ledger(session: Session) -> None:
    make_application(session, Status.APPROVED, region="KZ-62", persons=4)
    apply_order(session, _draft(session, KZ_62=100), actor=SYSTEM, now=NOW)
    row = _balance(session, "KZ-62")
    sums = session.execute(
        select(func.sum(QuotaMovement.allocated), func.sum(QuotaMovement.reserved), func.sum(QuotaMovement.used)).where(
            QuotaMovement.quota_id == row.id
        )
    ).one()
    assert tuple(sums) == (row.allocated, row.reserved, row.used) == (100, 0, 4)
    assert row.version == 2


def test_an_order_moves_no_places_of_this_year_before_its_day(session: Session) -> None:
    later = replace(_draft(session, KZ_62=500), effective_from=date(2026, 12, 20))
    with pytest.raises(OrderNotInForceError) as refusal:
        apply_order(session, later, actor=SYSTEM, now=NOW)
    assert refusal.value.params == {"day": "2026-12-20"}
    assert _balance(session, "KZ-62").allocated == 125


def test_next_years_order_may_be_entered_before_its_day(session: Session) -> None:
    next_year = OrderDraft(2027, Stream.KANDAS, 1, date(2027, 1, 1), {"KZ-55": 900})
    apply_order(session, next_year, actor=SYSTEM, now=NOW)
    assert _balance(session, "KZ-55", 2027, Stream.KANDAS).allocated == 900


def test_an_amendment_below_what_is_held_changes_nothing(session: Session) -> None:
    make_application(session, Status.PREPARED, region="KZ-62", persons=3)
    before = session.scalar(select(func.count()).select_from(QuotaMovement))
    draft = _draft(session, KZ_10=999, KZ_62=2)
    with pytest.raises(OrderBelowHeldError) as refusal, session.begin_nested():
        apply_order(session, draft, actor=SYSTEM, now=NOW)
    assert refusal.value.params["held"] == 3
    assert session.scalar(select(func.count()).select_from(QuotaMovement)) == before
    assert _balance(session, "KZ-10").allocated == 275
    assert session.scalar(select(func.max(QuotaOrder.version)).where(QuotaOrder.year == 2026)) == 1


def test_exactly_what_is_held_may_be_left(session: Session) -> None:
    make_application(session, Status.PREPARED, region="KZ-62", persons=3)
    apply_order(session, _draft(session, KZ_62=3), actor=SYSTEM, now=NOW)
    assert _balance(session, "KZ-62").balance.available == 0


def test_a_region_left_out_loses_its_places_and_a_new_one_gets_a_quota(session: Session) -> None:
    draft = _draft(session, KZ_23=50)
    lines = {region: persons for region, persons in draft.lines.items() if region != "KZ-35"}
    apply_order(session, replace(draft, lines=lines), actor=SYSTEM, now=NOW)
    assert _balance(session, "KZ-35").allocated == 0
    assert _balance(session, "KZ-23").allocated == 50


@pytest.mark.parametrize("step", [-1, 1])
def test_only_the_next_version_is_taken(session: Session, step: int) -> None:
    draft = _draft(session)
    with pytest.raises(OrderVersionError) as refusal:
        apply_order(session, replace(draft, version=draft.version + step), actor=SYSTEM, now=NOW)
    assert refusal.value.params["expected"] == 2


def test_the_redistribution_of_2024(session: Session) -> None:
    """600 places went from relocatees to kandas; the country's total stayed 9,483."""
    apply_order(session, _draft(session, Stream.KANDAS, 2024, KZ_55=902 + 600), actor=SYSTEM, now=NOW)
    apply_order(session, _draft(session, Stream.RELOCATEE, 2024, KZ_55=2603 - 600), actor=SYSTEM, now=NOW)
    totals = {
        stream: session.scalar(
            select(func.sum(RegionalQuota.allocated)).where(RegionalQuota.year == 2024, RegionalQuota.stream == stream)
        )
        for stream in QUOTA_STREAMS
    }
    assert totals == {Stream.KANDAS: 3033, Stream.RELOCATEE: 6450}
    amendment = session.scalars(
        select(QuotaMovement).where(QuotaMovement.kind == "amendment", QuotaMovement.allocated != 0)
    ).all()
    assert sorted(movement.allocated for movement in amendment) == [-600, 600]


def test_a_staged_file_that_is_gone_or_other_is_refused(session: Session, tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    content = "year;stream;region;persons\n2027;қандас;Абай;10\n".encode("utf-8-sig")
    staged = quota_preview.stage(session, content, FACTS, store=store)
    assert staged.versions == {(2027, Stream.KANDAS): 1}
    [preview] = quota_preview.previews(session, staged, store=store)
    assert preview.is_possible and preview.changes[0].after == 10
    other = store.put(b"year,stream,region,persons\n2027,relocatee,KZ-10,10\n")
    actor = make_actor(session, Role.MINISTRY)
    for sha256 in ("0" * 64, other.sha256):
        swapped = StagedOrders(sha256, FACTS, staged.versions)
        with pytest.raises(OrderFileError):
            quota_preview.confirm(session, swapped, store=store, actor=actor, now=NOW)
    [proposal] = quota_preview.confirm(session, staged, store=store, actor=actor, now=NOW)
    assert (proposal.kind, proposal.based_on, proposal.source) == ("order", {"kandas": 0}, "order.csv")
    assert (proposal.proposed_by_id, proposal.file_sha256) == (actor.account_id, staged.file_sha256)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("year,stream,region,persons,version\n2027,kandas,KZ-10,1,1\n2027,kandas,KZ-10,1,2\n", "several_versions"),
        ("year,stream,region,persons,effective_from\n2027,kandas,KZ-10,1,01.01.2027\n", "day_differs_from_form"),
        ("year,stream,region,persons,effective_from\n2027,kandas,KZ-10,1,soon\n", "not_a_day"),
        ("year,stream,region,persons,act_code\n2027,kandas,KZ-10,1,nobody\n", "unknown_act"),
        ("year,stream,region,persons\n2027,kandas,Алматы,1\n", "unknown_region"),
        ("year,stream,region,persons\n1800,kandas,KZ-10,1\n", "out_of_range"),
        ("year,stream,region,persons\n2027,kandas,KZ-10,-1\n", "not_a_whole_number"),
        ("year,stream,region,persons\n", "empty_file"),
        ("year,stream,persons\n2027,kandas,1\n", "missing_column"),
    ],
)
def test_faults_of_a_file(session: Session, tmp_path: Path, rows: str, code: str) -> None:
    with pytest.raises(OrderFaultsError) as refusal:
        quota_preview.stage(session, rows.encode(), FACTS, store=FileStore(tmp_path))
    assert [fault.code for fault in refusal.value.faults] == [code]
    assert not list(tmp_path.rglob("*")), "a file with faults is not kept"
