"""The commission's rules: quorum, who may vote, ties, surnames."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.commission import (
    CaseBefore,
    Choice,
    Member,
    MemberRecusedError,
    NotPresentError,
    QuorumShortError,
    RecusalKind,
    RollCall,
    Rules,
    Seat,
    Tally,
    VoteMissingError,
    VoteTiedError,
    bar_of,
    shares_surname,
    voting_seats,
)
from app.domain.workflow import Proposal

SINCE = date(2026, 1, 1)
RULES = Rules(Decimal("0.5"), chair_decides=True, secretary_votes=False, is_verified=False)
F, A, N = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN


def member(number: int, seat: Seat = Seat.MEMBER, **more: object) -> Member:
    given: dict[str, object] = {"id": number, "name": f"Мүше {number}", "seat": seat, "from_on": SINCE}
    return Member(**{**given, **more})  # type: ignore[arg-type]


CHAIR, SECRETARY = member(1, Seat.CHAIR), member(2, Seat.SECRETARY)
MEMBERS = tuple(member(number) for number in range(3, 8))
EVERYBODY = (CHAIR, SECRETARY, *MEMBERS)


def roll(
    present: tuple[Member, ...] = EVERYBODY, recused: frozenset[int] = frozenset(), rules: Rules = RULES
) -> RollCall:
    chair = next((each.id for each in present if each.seat is Seat.CHAIR), None)
    return RollCall(present, recused, voting_seats(EVERYBODY, rules, SINCE), rules, chair)


def votes(*choices: Choice) -> dict[int, Choice]:
    """Votes of the chair and the members in their order."""
    return dict(zip((1, 3, 4, 5, 6, 7), choices, strict=False))


@pytest.mark.parametrize(
    ("share", "seats", "needed"),
    [("0.5", 6, 4), ("0.5", 7, 4), ("0.5", 1, 1), ("0.66", 6, 4), ("0.66", 7, 5), ("0.66", 9, 6), ("0", 5, 1)],
)
def test_more_than_the_share_must_take_part(share: str, seats: int, needed: int) -> None:
    assert Rules(Decimal(share), True, False, False).needed(seats) == needed


def test_the_seats_of_a_day_are_counted_without_substitutes_and_the_secretary() -> None:
    stand_in = member(8, stands_in_for=3)
    late, gone = member(9, from_on=date(2026, 5, 1)), member(10, to_on=date(2026, 1, 31))
    people = (*EVERYBODY, stand_in, late, gone)
    assert voting_seats(people, RULES, date(2026, 1, 31)) == 7
    assert voting_seats(people, RULES, date(2026, 2, 1)) == 6
    assert voting_seats(people, RULES, date(2026, 5, 1)) == 7
    with_secretary = Rules(Decimal("0.5"), True, True, False)
    assert voting_seats(EVERYBODY, with_secretary, SINCE) == 7


def test_a_membership_holds_on_its_first_and_its_last_day() -> None:
    one = member(1, to_on=date(2026, 3, 31))
    days = (date(2025, 12, 31), SINCE, date(2026, 3, 31), date(2026, 4, 1))
    assert [one.sits_on(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("cast", "result"),
    [
        (votes(F, F, F, F, F, F), Tally(6, 0, 0, Proposal.APPROVAL)),
        (votes(A, F, F, F, F, A), Tally(4, 2, 0, Proposal.APPROVAL)),
        (votes(F, A, A, A, A, N), Tally(1, 4, 1, Proposal.REFUSAL)),
        # Who abstains casts no vote: one against none is a majority.
        (votes(N, F, N, N, N, N), Tally(1, 0, 5, Proposal.APPROVAL)),
        (votes(F, F, F, A, A, A), Tally(3, 3, 0, Proposal.APPROVAL, by_chair=True)),
        (votes(A, F, F, F, A, A), Tally(3, 3, 0, Proposal.REFUSAL, by_chair=True)),
    ],
)
def test_the_majority_of_the_votes_cast_recommends(cast: dict[int, Choice], result: Tally) -> None:
    assert roll().tally(cast) == result


@pytest.mark.parametrize("cast", [votes(N, F, F, A, A, N), votes(N, N, N, N, N, N)])
def test_a_tie_without_the_chairs_vote_recommends_nothing(cast: dict[int, Choice]) -> None:
    with pytest.raises(VoteTiedError):
        roll().tally(cast)


def test_a_tie_recommends_nothing_where_the_rule_lets_nobody_decide() -> None:
    rules = Rules(Decimal("0.5"), chair_decides=False, secretary_votes=False, is_verified=False)
    with pytest.raises(VoteTiedError):
        roll(rules=rules).tally(votes(F, F, F, A, A, A))


def test_a_tie_without_a_chair_present_recommends_nothing() -> None:
    with pytest.raises(VoteTiedError):
        roll(present=(SECRETARY, *MEMBERS[:4])).tally({3: F, 4: F, 5: A, 6: A})


def test_the_substitute_of_the_chair_decides_a_tie() -> None:
    stand_in = member(20, Seat.CHAIR, stands_in_for=1)
    found = roll(present=(stand_in, SECRETARY, *MEMBERS)).tally({20: A, 3: F, 4: F, 5: F, 6: A, 7: A})
    assert (found.recommendation, found.by_chair) == (Proposal.REFUSAL, True)


def test_a_recused_members_vote_is_refused_and_does_not_count_for_the_quorum() -> None:
    with pytest.raises(MemberRecusedError) as caught:
        roll(recused=frozenset({3})).tally(votes(F, F, F, F, F, F))
    assert caught.value.params == {"name": "Мүше 3"}
    there = (CHAIR, SECRETARY, *MEMBERS[:3])
    assert roll(there).tally({1: F, 3: F, 4: F, 5: F}).votes_for == 4
    with pytest.raises(QuorumShortError) as short:
        roll(there, frozenset({3})).tally({1: F, 4: F, 5: F})
    assert short.value.params == {"present": 3, "needed": 4}


def test_only_those_called_vote_and_all_of_them() -> None:
    with pytest.raises(NotPresentError):
        roll(present=(CHAIR, SECRETARY, *MEMBERS[:4])).tally(votes(F, F, F, F, F, F))
    with pytest.raises(NotPresentError):
        roll().tally(votes(F, F, F, F, F, F) | {2: F})  # the secretary has no vote
    with pytest.raises(VoteMissingError) as caught:
        roll().tally(votes(F, F, F, F, F))
    assert caught.value.params == {"name": "Мүше 7"}


def test_the_secretary_votes_where_the_rule_says_so() -> None:
    rules = Rules(Decimal("0.5"), True, True, False)
    assert roll(rules=rules).tally(votes(F, F, F, F, F, F) | {2: A}).votes_against == 1


@pytest.mark.parametrize(
    ("who", "bar"),
    [
        (member(1), None),
        (member(1, iin="111"), RecusalKind.RELATED),
        (member(1, iin="999"), None),
        (member(1, relatives=frozenset({"222", "999"})), RecusalKind.RELATED),
        (member(1, account_id=7), RecusalKind.PREPARED),
        (member(1, account_id=8), None),
        (member(1, account_id=7, iin="111"), RecusalKind.RELATED),
    ],
)
def test_kin_and_whoever_prepared_the_case_are_barred(who: Member, bar: RecusalKind | None) -> None:
    assert bar_of(who, CaseBefore(frozenset({"111", "222"}), frozenset({7}))) is bar


@pytest.mark.parametrize(
    ("name", "surname", "is_alike"),
    [
        ("Ибраев Қайрат", "Ибраев", True),
        ("Ибраева Айгүл", "Ибраев", True),
        ("Қасымов Ерлан", "Касымова", True),
        ("Ахметов Ерлан", "Ахметжанов", False),
        ("Ерлан Ибраев", "Ибраев", False),
    ],
)
def test_a_namesake_is_only_pointed_out(name: str, surname: str, is_alike: bool) -> None:
    who = member(1, name=name)
    case = CaseBefore(frozenset(), frozenset(), frozenset({surname}))
    assert shares_surname(who, case) is is_alike
    assert bar_of(who, case) is None
