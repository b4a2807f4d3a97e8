from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from app.domain import reference_rows
from app.domain.document_types import DocumentType
from app.domain.legal import ActKind, LegalAct
from app.domain.names import sort_key
from app.domain.programmes import PROGRAMMES, current, of_stream
from app.domain.programmes.definition import (
    Criterion,
    Ground,
    GroundCode,
    GroundUse,
    MeasureCode,
    Programme,
    RequiredDocument,
    Step,
)
from app.domain.reference import DatedValue, NoValueError, ReferenceBook, Unit
from app.domain.stream import Stream
from tests.domain.books import rows, shipped

PROVENANCE = ["settings", "mci", "measures", "host_regions", "rent_scale", "quotas"]

MCI = [
    ("2019-06-01", 2525),
    ("2020-03-31", 2651),
    ("2020-04-01", 2778),
    ("2021-12-31", 2917),
    ("2022-01-01", 3063),
    ("2023-01-01", 3450),
    ("2024-01-01", 3692),
    ("2025-12-31", 3932),
    ("2026-01-01", 4325),
    ("2026-12-31", 4325),
]


@pytest.mark.parametrize(("on", "tenge"), MCI)
def test_the_index_by_days(on: str, tenge: int) -> None:
    assert shipped().mci(date.fromisoformat(on)).value == Decimal(tenge)


@pytest.mark.parametrize("on", [date(2018, 12, 31), date(2027, 1, 1)])
def test_a_year_without_an_index_has_none(on: date) -> None:
    with pytest.raises(NoValueError) as caught:
        shipped().mci(on)
    assert (caught.value.key, caught.value.on) == ("mci", on)


def test_a_measure_before_its_time_is_missing() -> None:
    with pytest.raises(NoValueError, match=r"measure\.economic_mobility_certificate"):
        shipped().measure(MeasureCode.MOBILITY_CERTIFICATE, date(2022, 1, 1))
    assert shipped().measure(MeasureCode.MOBILITY_CERTIFICATE, date(2026, 1, 1)).mci_high == 1625


@pytest.mark.parametrize(
    ("stream", "regions"),
    [
        (Stream.KANDAS, "KZ-10 KZ-11 KZ-23 KZ-27 KZ-39 KZ-55 KZ-59 KZ-63"),
        (Stream.RELOCATEE, "KZ-10 KZ-35 KZ-39 KZ-55 KZ-59 KZ-62 KZ-63"),
    ],
)
def test_host_regions_of_2026(stream: Stream, regions: str) -> None:
    assert shipped().host_regions(stream, date(2026, 11, 20)) == tuple(regions.split())


# year, stream, persons of the first version
TOTALS = {
    ("2020", "kandas"): 1378,
    ("2023", "kandas"): 1925,
    ("2024", "kandas"): 2433,
    ("2025", "kandas"): 2309,
    ("2026", "kandas"): 2281,
    ("2023", "relocatee"): 6727,
    ("2024", "relocatee"): 7050,
    ("2025", "relocatee"): 7344,
    ("2026", "relocatee"): 5997,
}


def test_quotas_add_up_to_the_published_totals() -> None:
    totals: Counter[tuple[str, str]] = Counter()
    for row in rows("quotas"):
        totals[row["year"], row["stream"]] += int(row["persons"])
    assert dict(totals) == TOTALS


def test_there_are_twenty_regions_with_their_codes() -> None:
    regions = list(rows("regions"))
    assert len(regions) == len({row["kato"] for row in regions}) == 20
    assert all(row["kato"] == row["iso_3166_2"].removeprefix("KZ-") + "0000000" for row in regions)
    assert all(row["name_kk"].endswith(("облысы", "қаласы")) for row in regions)
    assert all(row["name_ru_prepositional"].endswith(("области", "Абай", "Жетісу", "Ұлытау", "Астане", "Алматы",
                                                      "Шымкенте")) for row in regions)  # fmt: skip
    assert [row["name_kk"] for row in sorted(regions, key=lambda row: sort_key(row["name_kk"]))][:4] == [
        "Абай облысы",
        "Ақмола облысы",
        "Ақтөбе облысы",
        "Алматы қаласы",
    ]


def test_every_row_names_an_act_that_is_shipped_and_a_source() -> None:
    acts = set(shipped().acts)
    for name in PROVENANCE:
        for row in rows(name):
            assert row["act_code"] in acts | {""}, (name, row)
            assert row["source"], (name, row)


def test_nobody_has_verified_anything_yet() -> None:
    for name in [*PROVENANCE, "acts", "moved_days"]:
        assert {(row["verified_by"], row["verified_on"]) for row in rows(name)} == {("", "")}
    assert not any(act.is_verified for act in shipped().acts.values())


def test_codes_are_unique_and_periods_do_not_overlap() -> None:
    assert max(Counter(row["code"] for row in rows("acts")).values()) == 1
    for key in {row.key for row in shipped().values}:
        periods = sorted(
            (row.effective_from, row.effective_to or date.max) for row in shipped().values if row.key == key
        )
        assert all(end < start for (_, end), (start, _) in pairwise(periods)), key
    for code in MeasureCode:
        spans = sorted(
            (row.effective_from, row.effective_to or date.max) for row in shipped().measures if row.code is code
        )
        gaps = [start - end for (_, end), (start, _) in pairwise(spans)]
        assert set(gaps) <= {timedelta(days=1)}, code


def test_document_types_are_the_closed_list() -> None:
    assert [row["code"] for row in rows("document_types")] == list(DocumentType)


def test_host_regions_are_those_with_a_quota() -> None:
    hosts = {
        (row["effective_from"][:4], row["stream"], row["region_iso"])
        for row in rows("host_regions")
        if row["role"] == "host"
    }
    assert hosts == {(row["year"], row["stream"], row["region_iso"]) for row in rows("quotas")}


def test_a_newer_act_displaces_one_left_open() -> None:
    def value(amount: int, start: date) -> DatedValue:
        return DatedValue(key="k", value=Decimal(amount), unit=Unit.TIMES, effective_from=start)

    book = ReferenceBook(values=(value(2, date(2026, 1, 1)), value(1, date(2020, 1, 1))))
    assert [book.value("k", day).number for day in (date(2025, 12, 31), date(2026, 1, 1))] == [1, 2]
    assert book.find("k", date(2019, 12, 31)) is None


@pytest.mark.parametrize(
    ("by", "on", "is_verified"),
    [("", None, False), ("A. Lawyer", None, False), ("", date(2026, 6, 1), False),
     ("A. Lawyer", date(2026, 6, 1), True)],
)  # fmt: skip
def test_verified_means_by_whom_and_when(by: str, on: date | None, is_verified: bool) -> None:
    row = DatedValue(
        key="k", value="v", unit=Unit.TEXT, effective_from=date(2026, 1, 1), verified_by=by, verified_on=on
    )
    assert row.is_verified is is_verified


def test_an_act_knows_its_days_and_titles() -> None:
    act = shipped().acts["order_515_2016"]
    assert act.kind is ActKind.ORDER
    assert act.is_in_force(date(2023, 6, 30))
    assert not act.is_in_force(date(2023, 7, 1))
    assert shipped().acts["law_migration_2011"].is_in_force(date(2030, 1, 1))
    assert not shipped().acts["social_code_2023"].is_in_force(date(2023, 6, 30))
    assert all(act.title(language) for act in shipped().acts.values() for language in ("kk", "ru", "en"))
    assert isinstance(act, LegalAct)


GOOD = {
    "key": "k", "value": "1", "unit": "times", "effective_from": "2026-01-01", "effective_to": "", "act_code": "",
    "provision": "", "source": "", "verified_by": "", "verified_on": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("value", "one"),
        ("value", ""),
        ("unit", "weeks"),
        ("effective_from", ""),
        ("effective_from", "01.01.2026"),
        ("effective_to", "2026-02-30"),
        ("verified_on", "yesterday"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(column: str, cell: str) -> None:
    with pytest.raises(reference_rows.RowError) as caught:
        reference_rows.settings([GOOD, {**GOOD, column: cell}])
    assert (caught.value.line, caught.value.column, caught.value.value) == (2, column, cell)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(reference_rows.RowError, match="row 1, column source"):
        reference_rows.settings([{name: cell for name, cell in GOOD.items() if name != "source"}])


def test_programmes_in_force() -> None:
    assert [programme.code for programme in current(date(2026, 1, 1))] == [
        "quota_relocatee",
        "quota_kandas",
        "kandas_assignment",
        "kandas_consent",
        "kandas_extension",
        "kandas_termination",
    ]
    assert current(date(2025, 12, 31)) == ()
    assert of_stream(Stream.KANDAS, date(2026, 6, 1)) is PROGRAMMES["quota_kandas"]
    assert of_stream(Stream.KANDAS, date(2025, 6, 1)) is None


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=list(PROGRAMMES))
def test_a_programme_is_whole(programme: Programme) -> None:
    on = programme.effective_from
    acts = shipped().acts
    cited: list[Criterion | RequiredDocument | Ground] = [
        *programme.criteria,
        *programme.documents,
        *programme.grounds,
    ]
    assert {entry.legal_basis.act_code for entry in cited} <= set(programme.legal_acts) <= set(acts)
    assert not any(entry.verified for entry in cited)
    assert all(shipped().find(stage.limit_key, on) for stage in programme.stages)
    assert all(shipped().find_measure(measure, on) for measure in programme.measures)
    assert len({document.code for document in programme.documents}) == len(programme.documents)
    assert programme.steps[0] is Step.APPLICANT
    # Nobody fills in what the body begins itself.
    assert not programme.channels or programme.steps[-2:] == (Step.DOCUMENTS, Step.CONSENT)
    assert (Step.KANDAS in programme.steps) is (programme.stream is Stream.KANDAS)
    assert programme.steps == tuple(step for step in Step if step in programme.steps)


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=list(PROGRAMMES))
def test_a_refusal_to_accept_is_only_for_the_package(programme: Programme) -> None:
    at_the_desk = [ground.code for ground in programme.grounds_for(GroundUse.ACCEPTANCE)]
    package = [GroundCode.INCOMPLETE_PACKAGE, GroundCode.EXPIRED_DOCUMENTS]
    assert at_the_desk == (package if programme.channels else [])
    assert set(at_the_desk) <= {ground.code for ground in programme.grounds_for(GroundUse.DECISION)}


def test_every_ground_stands_in_a_programme() -> None:
    named = {ground.code for programme in PROGRAMMES.values() for ground in programme.grounds}
    assert named == set(GroundCode)


def test_regions_are_listed_for_quotas_only() -> None:
    row = {"stream": "kandas", "role": "host", "region_iso": "KZ-55", "effective_from": "2026-01-01"}
    row |= dict.fromkeys(("effective_to", "act_code", "provision", "source", "verified_by", "verified_on"), "")
    assert reference_rows.region_lists([row])[0].stream is Stream.KANDAS
    with pytest.raises(reference_rows.RowError):
        reference_rows.region_lists([row | {"stream": "status_assignment"}])
