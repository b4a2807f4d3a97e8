"""Which places are open to a family, how well each fits, and why it was not another: in tables a lawyer can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import DomainError
from app.domain.household import SettlementKind, SpecialNeed, WishReason
from app.domain.place_profile import FigureKind, HomeSize, Profile, SchoolLanguage, check, profile_of
from app.domain.placement import (
    Bar,
    Family,
    Note,
    Place,
    PlaceKind,
    ScorePart,
    Weights,
    Wish,
    bar,
    score,
    weights_on,
)
from app.domain.placement_change import Change, ChangeKind, NoPoints, Proof, Trial
from app.domain.placement_choice import CasePlace, check_district, check_region
from app.domain.placement_explanation import Lack, Option, Picture, Verdict, explain
from app.domain.placement_facts import change_facts, change_of, option_facts, option_of
from app.domain.placement_room import Dimension, Limit, capacity, demand, dimensions
from app.domain.profession import Profession, recognise
from app.domain.stream import Stream
from app.domain.workflow import Status
from tests.domain.books import rows, shipped

ON = date(2026, 11, 18)
WEIGHTS = Weights(
    points={
        ScorePart.WISH: 35,
        ScorePart.LABOUR: 25,
        ScorePart.RELATIVES: 15,
        ScorePart.SCHOOL: 10,
        ScorePart.SETTLEMENT: 5,
        ScorePart.OUTCOME: 10,
    },
    wish_shares=(Fraction(1), Fraction(6, 10), Fraction(3, 10)),
    expected_share=Fraction(95, 100),
    expected_families=20,
)
PROFILE = Profile(
    as_of=ON,
    jobs={"welder": 4, "teacher": 0},
    schools={"kk": 3, "ru": 10},
    homes={"2": 1, "4": 2, "6": 0, "9": 1},
    health={"wheelchair": 1},
)
PAVLODAR = Place(code="KZ-55", region="KZ-55", kind=PlaceKind.REGION, profile=PROFILE)
FAMILY = Family(
    code="1",
    stream=Stream.RELOCATEE,
    persons=4,
    wishes=(Wish("KZ-55", frozenset({WishReason.RELATIVES})), Wish("KZ-59"), Wish("KZ-39")),
    profession="welder",
    pupils=2,
    languages=frozenset({SchoolLanguage.KAZAKH}),
)
HOSTS = ("KZ-39", "KZ-55", "KZ-59")


def part(family: Family, place: Place, which: ScorePart) -> tuple[int, Note]:
    found = next(each for each in score(family, place, WEIGHTS).parts if each.part is which)
    return found.points, found.note


@pytest.mark.parametrize(
    ("family", "place", "which", "expected"),
    [
        (FAMILY, PAVLODAR, ScorePart.WISH, (35, Note.FIRST_WISH)),
        (FAMILY, replace(PAVLODAR, region="KZ-59"), ScorePart.WISH, (21, Note.SECOND_WISH)),
        # 10.5 points are rounded up.
        (FAMILY, replace(PAVLODAR, region="KZ-39"), ScorePart.WISH, (11, Note.THIRD_WISH)),
        (FAMILY, PAVLODAR, ScorePart.LABOUR, (25, Note.JOBS)),
        (replace(FAMILY, profession="teacher"), PAVLODAR, ScorePart.LABOUR, (0, Note.NO_JOBS)),
        (replace(FAMILY, profession="cook"), PAVLODAR, ScorePart.LABOUR, (13, Note.JOBS_UNKNOWN)),
        (replace(FAMILY, profession=None), PAVLODAR, ScorePart.LABOUR, (13, Note.PROFESSION_UNKNOWN)),
        (FAMILY, replace(PAVLODAR, profile=None), ScorePart.LABOUR, (13, Note.JOBS_UNKNOWN)),
        (replace(FAMILY, seeks_work=False, profession="teacher"), PAVLODAR, ScorePart.LABOUR, (25, Note.NOT_SEEKING)),
        (
            replace(FAMILY, profession="teacher", wishes=(Wish("KZ-55", frozenset({WishReason.JOB_OFFER})),)),
            PAVLODAR,
            ScorePart.LABOUR,
            (25, Note.JOB_OFFER),
        ),
        (FAMILY, PAVLODAR, ScorePart.RELATIVES, (15, Note.RELATIVES)),
        (FAMILY, replace(PAVLODAR, region="KZ-59"), ScorePart.RELATIVES, (0, Note.NO_RELATIVES)),
        (FAMILY, PAVLODAR, ScorePart.SCHOOL, (10, Note.SEATS)),
        (replace(FAMILY, pupils=6), PAVLODAR, ScorePart.SCHOOL, (5, Note.SEATS)),
        (replace(FAMILY, pupils=0), PAVLODAR, ScorePart.SCHOOL, (10, Note.NO_PUPILS)),
        (FAMILY, replace(PAVLODAR, profile=None), ScorePart.SCHOOL, (5, Note.SEATS_UNKNOWN)),
        (
            replace(FAMILY, settlement=SettlementKind.VILLAGE),
            replace(PAVLODAR, kind=PlaceKind.TOWN),
            ScorePart.SETTLEMENT,
            (0, Note.SETTLEMENT_OTHER),
        ),
        (
            replace(FAMILY, settlement=SettlementKind.VILLAGE),
            replace(PAVLODAR, kind=PlaceKind.DISTRICT),
            ScorePart.SETTLEMENT,
            (5, Note.SETTLEMENT_FITS),
        ),
        (FAMILY, PAVLODAR, ScorePart.OUTCOME, (10, Note.EXPECTED)),
        # 19 of 20 expected and 0 of 20 seen: 19/40 of 10 points.
        (FAMILY, replace(PAVLODAR, families=20, stayed=0), ScorePart.OUTCOME, (5, Note.STAYED)),
        (FAMILY, replace(PAVLODAR, families=980, stayed=0), ScorePart.OUTCOME, (0, Note.STAYED)),
    ],
)
def test_each_part_of_a_score(family: Family, place: Place, which: ScorePart, expected: tuple[int, Note]) -> None:
    assert part(family, place, which) == expected


@pytest.mark.parametrize(
    ("family", "place", "expected"),
    [
        (FAMILY, PAVLODAR, None),
        (replace(FAMILY, wishes=(Wish("KZ-59"),)), PAVLODAR, Bar.NOT_NAMED),
        (FAMILY, replace(PAVLODAR, region="KZ-63"), Bar.NOT_NAMED),
        (replace(FAMILY, wishes=(Wish("KZ-63"),)), replace(PAVLODAR, region="KZ-63"), Bar.NOT_HOST),
        (replace(FAMILY, needs=frozenset({SpecialNeed.WHEELCHAIR})), PAVLODAR, None),
        (replace(FAMILY, needs=frozenset({SpecialNeed.SIGN_LANGUAGE})), PAVLODAR, Bar.NEED_UNSERVED),
        # What nobody wrote down is not served.
        (
            replace(FAMILY, needs=frozenset({SpecialNeed.WHEELCHAIR})),
            replace(PAVLODAR, profile=None),
            Bar.NEED_UNSERVED,
        ),
        # Another need is weighed by people.
        (replace(FAMILY, needs=frozenset({SpecialNeed.OTHER})), PAVLODAR, None),
    ],
)
def test_which_places_are_open(family: Family, place: Place, expected: Bar | None) -> None:
    assert bar(family, place, HOSTS) is expected


@given(
    st.builds(
        replace,
        st.just(FAMILY),
        profession=st.sampled_from([None, "welder", "teacher", "cook"]),
        pupils=st.integers(0, 9),
        seeks_work=st.booleans(),
        settlement=st.sampled_from([None, *SettlementKind]),
    ),
    st.builds(
        replace,
        st.just(PAVLODAR),
        region=st.sampled_from(HOSTS),
        kind=st.sampled_from(PlaceKind),
        families=st.integers(5, 900),
        stayed=st.integers(0, 5),
        profile=st.sampled_from([None, PROFILE]),
    ),
    st.lists(st.integers(0, 100), min_size=5, max_size=5).map(sorted),
)
def test_the_parts_add_up_to_a_whole_number_of_a_hundred(family: Family, place: Place, cuts: list[int]) -> None:
    points = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    weights = replace(WEIGHTS, points=dict(zip(ScorePart, points, strict=True)))
    found = score(family, place, weights)
    assert found.total == sum(each.points for each in found.parts)
    assert 0 <= found.total <= 100
    assert all(0 <= each.points <= each.of == weights.points[each.part] for each in found.parts)


def test_weights_come_from_dated_data_and_make_a_hundred() -> None:
    found = weights_on(shipped(), ON)
    assert sum(found.points.values()) == 100
    assert not found.is_verified
    with pytest.raises(DomainError, match="placement_weights_wrong"):
        replace(found, points={**found.points, ScorePart.WISH: 36})


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Мұғалім", "teacher"),
        ("мугалим", "teacher"),
        ("Бастауыш сынып мұғалімі", "teacher"),
        ("учитель математики", "teacher"),
        ("Мал дәрігері", "veterinarian"),
        ("Дәрігер-терапевт", "doctor"),
        ("ЭЛЕКТРОГАЗОСВАРЩИК", "welder"),
        ("Дәнекерлеуші, жүргізуші", "welder"),
        ("ғарышкер", None),
        ("", None),
    ],
)
def test_a_profession_is_recognised_in_what_a_person_wrote(written: str, code: str | None) -> None:
    known = [Profession(row["code"], tuple(row["spellings"].split("|"))) for row in rows("professions")]
    assert recognise(written, known) == code


def test_every_profession_is_recognised_by_each_of_its_names() -> None:
    known = [Profession(row["code"], tuple(row["spellings"].split("|"))) for row in rows("professions")]
    wrong = {
        (row["code"], name)
        for row in rows("professions")
        for name in (row["name_kk"], row["name_ru"])
        if recognise(name, known) != row["code"]
    }
    assert wrong == set()


@pytest.mark.parametrize(
    ("family", "taken"),
    [
        (FAMILY, {"persons_relocatee": 4, "pupils_kk": 2, "pupils": 2, "homes_2": 1, "homes_4": 1}),
        (replace(FAMILY, persons=2, pupils=0), {"persons_relocatee": 2, "homes_2": 1}),
        (
            replace(FAMILY, persons=8, languages=frozenset(SchoolLanguage)),
            {"persons_relocatee": 8, "pupils": 2, "homes_2": 1, "homes_4": 1, "homes_6": 1, "homes_9": 1},
        ),
        (replace(FAMILY, stream=Stream.KANDAS, pupils=0, needs_home=False), {"persons_kandas": 4}),
    ],
)
def test_what_a_family_takes(family: Family, taken: dict[str, int]) -> None:
    found = {each.value: demand(family, each) for each in dimensions(tuple(Limit)) if demand(family, each)}
    assert found == taken


def test_what_a_place_holds() -> None:
    place = replace(PAVLODAR, free={Stream.RELOCATEE: -3, Stream.KANDAS: None})
    found = {each.value: capacity(place, each) for each in dimensions(tuple(Limit))}
    assert found == {
        # A quota that is overdrawn holds nothing, one that is shared is limited elsewhere.
        "persons_relocatee": 0,
        "persons_kandas": None,
        "pupils_kk": 3,
        "pupils_ru": 10,
        "pupils": 13,
        "homes_2": 4,
        "homes_4": 3,
        "homes_6": 1,
        "homes_9": 1,
    }
    unknown = replace(place, profile=Profile(as_of=ON, schools={"kk": 3}, homes={"9": 1}))
    assert capacity(unknown, Dimension.PUPILS) is None
    assert capacity(unknown, Dimension.HOMES_2) is None
    assert capacity(unknown, Dimension.HOMES_9) == 1


def test_homes_for_families_up_to_their_size() -> None:
    assert [HomeSize.fitting(persons).value for persons in (1, 2, 3, 4, 5, 6, 7, 15)] == [*"22446699"]


NORTH = Place(code="KZ-59", region="KZ-59", kind=PlaceKind.REGION, free={Stream.RELOCATEE: 10})


def picture(assigned: dict[str, str | None], *families: Family, free: int = 4) -> Picture:
    places = {"KZ-55": replace(PAVLODAR, free={Stream.RELOCATEE: free}), "KZ-59": NORTH}
    kinds = (Dimension.PERSONS_RELOCATEE,)
    return Picture(families, places, {Stream.RELOCATEE: HOSTS}, WEIGHTS, kinds, assigned)


def test_a_full_place_names_the_lowest_score_that_came_in() -> None:
    other = replace(FAMILY, code="2", profession="teacher", wishes=(Wish("KZ-55"), Wish("KZ-59")))
    assigned: dict[str, str | None] = {"1": "KZ-55", "2": "KZ-59"}
    found = explain(picture(assigned, FAMILY, other))
    chosen, full = found["2"]
    assert (chosen.verdict, chosen.place) == (Verdict.CHOSEN, "KZ-59")
    assert full.verdict is Verdict.FULL
    assert full.cutoff == found["1"][0].total == 100
    assert full.lacking == (Lack(Dimension.PERSONS_RELOCATEE, 4),)
    # Nothing proves how many points would have been enough: no number is named.
    told = Trial(picture(assigned, FAMILY, other), found, None).changes(other)
    assert told == (
        Change(ChangeKind.NO_POINTS, "KZ-55", why=NoPoints.UNSHOWN),
        Change(ChangeKind.ROOM, "KZ-55", lacking=full.lacking),
    )


def test_a_place_may_go_to_families_for_whom_no_other_is_as_good() -> None:
    weaker = replace(FAMILY, code="2", wishes=(Wish("KZ-55"),))
    found = explain(picture({"1": "KZ-59", "2": "KZ-55"}, FAMILY, weaker))
    crowded = next(option for option in found["1"] if option.place == "KZ-55")
    assert crowded.verdict is Verdict.CROWDED
    assert (crowded.cutoff or 0) < crowded.total


def test_a_place_without_room_for_such_a_family() -> None:
    found = explain(picture({"1": None}, FAMILY, free=3))["1"]
    assert [(option.place, option.verdict, sum(each.amount for each in option.lacking)) for option in found] == [
        ("KZ-55", Verdict.NO_ROOM, 1),
        # There is room: on arrival it is kept for those who are still expected.
        ("KZ-59", Verdict.RESERVED, 0),
        # The family named it, but this placing was not about it.
        ("KZ-39", Verdict.OUTSIDE, 0),
    ]


def test_a_place_that_fits_no_better_than_the_chosen_one() -> None:
    found = explain(picture({"1": "KZ-55"}, FAMILY))["1"]
    assert [(option.place, option.verdict) for option in found] == [
        ("KZ-55", Verdict.CHOSEN),
        ("KZ-59", Verdict.LOWER),
        ("KZ-39", Verdict.OUTSIDE),
    ]


def test_a_named_region_that_takes_nobody_of_the_stream_is_told_so_wherever_the_placing_was() -> None:
    family = replace(FAMILY, wishes=(Wish("KZ-55"), Wish("KZ-63")))
    assert explain(picture({"1": "KZ-55"}, family))["1"][-1] == Option("KZ-63", "KZ-63", Verdict.NOT_HOST)


def test_who_is_placed_nowhere_is_told_to_name_more_regions() -> None:
    family = replace(FAMILY, wishes=(Wish("KZ-55"),), needs=frozenset({SpecialNeed.SIGN_LANGUAGE}))
    found = explain(picture({"1": None}, family))["1"]
    assert [(option.verdict, option.needs) for option in found] == [
        (Verdict.NEED_UNSERVED, (SpecialNeed.SIGN_LANGUAGE,))
    ]
    told = Trial(picture({"1": None}, family), {"1": found}, None).changes(family)
    assert [(change.kind, change.amount) for change in told] == [(ChangeKind.PROFILE, 0), (ChangeKind.WISHES, 2)]


def test_an_explanation_is_stored_and_read_back_whole() -> None:
    first = replace(FAMILY, profession="teacher", wishes=(Wish("KZ-59"), Wish("KZ-55")))
    other = replace(FAMILY, code="2", profession="teacher", wishes=(Wish("KZ-59"), Wish("KZ-55"), Wish("KZ-63")))
    placing = picture({"1": "KZ-55", "2": None}, first, other)
    found = explain(placing)
    for options in found.values():
        assert tuple(option_of(option_facts(option)) for option in options) == options
    worth = 4 * found["1"][0].total
    told = Trial(placing, found, Proof(objective=worth, bound=worth)).changes(other)
    assert {change.kind for change in told} == {ChangeKind.POINTS, ChangeKind.NO_POINTS, ChangeKind.ROOM}
    for change in told:
        assert change_of(change_facts(change)) == change
    # Those that were stored before a reason was given for naming no points.
    old = {"kind": "room", "place": "KZ-55", "amount": 0, "lacking": []}
    assert change_of(old) == Change(ChangeKind.ROOM, "KZ-55")


CASE = CasePlace(status=Status.ACCEPTED, region="KZ-55", district=None, named=("KZ-55", "KZ-59", "KZ-63"), places=0)


@pytest.mark.parametrize(
    ("changed", "region", "reason", "code"),
    [
        ({}, "KZ-59", "жұмыс табылды", None),
        ({"status": Status.SUBMITTED}, "KZ-59", "жұмыс табылды", None),
        ({"places": 4, "status": Status.PREPARED}, "KZ-59", "x", "places_held_already"),
        ({"status": Status.REFERRED}, "KZ-59", "x", "region_too_late"),
        ({"status": Status.DOCUMENTS_REQUESTED}, "KZ-59", "x", "region_too_late"),
        ({"status": Status.WITHDRAWN}, "KZ-59", "x", "region_too_late"),
        ({}, "KZ-55", "x", "region_unchanged"),
        ({}, "KZ-39", "x", "region_not_named"),
        ({}, "KZ-63", "x", "region_not_host"),
        ({}, "KZ-59", "  ", "placement_reason_required"),
        ({}, "KZ-59", "x" * 1001, "placement_reason_long"),
    ],
)
def test_when_a_region_may_change(changed: dict[str, object], region: str, reason: str, code: str | None) -> None:
    case = replace(CASE, **changed)  # type: ignore[arg-type]  # fields by name
    if code is None:
        check_region(case, region, HOSTS, reason)
        return
    with pytest.raises(DomainError) as refused:
        check_region(case, region, HOSTS, reason)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changed", "district", "code"),
    [
        ({}, "551000000", None),
        ({"status": Status.REFERRED}, "551000000", None),
        ({"district": "551600000"}, "551000000", None),
        ({"status": Status.PREPARED, "places": 2}, "551000000", "places_held_already"),
        ({"status": Status.REFUSED}, "551000000", "district_too_late"),
        ({}, "595000000", "district_elsewhere"),
        ({"district": "551000000"}, "551000000", "district_named_already"),
    ],
)
def test_when_a_district_may_be_named(changed: dict[str, object], district: str, code: str | None) -> None:
    case, districts = replace(CASE, **changed), {"551000000", "551600000"}  # type: ignore[arg-type]  # fields by name
    if code is None:
        check_district(case, district, districts)
        return
    with pytest.raises(DomainError) as refused:
        check_district(case, district, districts)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("figures", "as_of", "code"),
    [
        ({(FigureKind.JOB, "welder"): 3}, ON, None),
        ({}, date(2026, 11, 19), "profile_in_future"),
        ({(FigureKind.JOB, "astronaut"): 3}, ON, "profile_figure_wrong"),
        ({(FigureKind.JOB, "welder"): -1}, ON, "profile_figure_wrong"),
        ({(FigureKind.HOME, "2"): 100_001}, ON, "profile_figure_wrong"),
        ({(FigureKind.HEALTH, "wheelchair"): 2}, ON, "profile_figure_wrong"),
        ({(FigureKind.HEALTH, "other"): 1}, ON, "profile_figure_wrong"),
        ({(FigureKind.SCHOOL, "en"): 1}, ON, "profile_figure_wrong"),
    ],
)
def test_what_a_profile_may_say(figures: dict[tuple[FigureKind, str], int], as_of: date, code: str | None) -> None:
    profile = profile_of(as_of, figures)
    if code is None:
        check(profile, ON, frozenset({"welder"}))
        return
    with pytest.raises(DomainError) as refused:
        check(profile, ON, frozenset({"welder"}))
    assert refused.value.code == code
