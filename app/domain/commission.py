"""The commission that recommends: its seats, its quorum, who may vote on which case, and what a vote comes to.

The rules of quorum, of a tie and of the secretary's vote are dated settings (``commission.*``); no act that sets them
was found, so they stay marked as unverified until a lawyer has read the region's own act on its commission.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.errors import DomainError
from app.domain.names import fold_key
from app.domain.reference import ReferenceBook
from app.domain.workflow import Action, Proposal


class Seat(StrEnum):
    """What a person is on the commission."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"


# There is one of each; members are as many as the act names.
SINGLE_SEATS = frozenset({Seat.CHAIR, Seat.SECRETARY})
# Without these two the minutes have no force.
SIGNING_SEATS = frozenset({Seat.CHAIR, Seat.SECRETARY})


class NamedBody(StrEnum):
    """Whom a member represents; ``OTHER`` is named in words."""

    EXECUTIVE_BODY = "executive_body"
    EMPLOYMENT = "employment"
    CAREER_CENTRE = "career_centre"
    INTERNAL_AFFAIRS = "internal_affairs"
    NATIONAL_SECURITY = "national_security"
    EDUCATION = "education"
    HEALTH = "health"
    DISTRICT = "district"
    PUBLIC_COUNCIL = "public_council"
    OTHER = "other"


class SittingState(StrEnum):
    """How far a sitting is."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    SIGNED = "signed"


class Choice(StrEnum):
    """A vote on the question whether what is asked for should be given."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class RecusalKind(StrEnum):
    """Why a member takes no part in a case."""

    RELATED = "related"
    PREPARED = "prepared"
    DECLARED = "declared"


class ItemOutcome(StrEnum):
    """What became of a case of the agenda; ``FELL_AWAY``: it left the commission before its turn."""

    APPROVAL = "approval"
    REFUSAL = "refusal"
    DEFERRED = "deferred"
    SENT_BACK = "sent_back"
    FELL_AWAY = "fell_away"


RECOMMENDED: Mapping[Proposal, ItemOutcome] = {
    Proposal.APPROVAL: ItemOutcome.APPROVAL,
    Proposal.REFUSAL: ItemOutcome.REFUSAL,
}
# What each outcome does to the case; one that fell away is not before the commission any more.
ACTIONS: Mapping[ItemOutcome, Action] = {
    ItemOutcome.APPROVAL: Action.RECOMMEND_APPROVAL,
    ItemOutcome.REFUSAL: Action.RECOMMEND_REFUSAL,
    ItemOutcome.DEFERRED: Action.DEFER,
    ItemOutcome.SENT_BACK: Action.SEND_BACK,
}


class QuorumShortError(DomainError):
    """Too few members take part; params present, needed."""

    code = "quorum_short"


class MemberRecusedError(DomainError):
    """A vote of somebody who takes no part in the case; param ``name``."""

    code = "member_recused"


class NotPresentError(DomainError):
    """A vote of somebody who is not at the sitting or has no vote; param ``name``."""

    code = "member_not_present"


class VoteMissingError(DomainError):
    """A member who takes part was not called; param ``name``."""

    code = "vote_missing"


class VoteTiedError(DomainError):
    """As many for as against, and nobody whose vote decides."""

    code = "vote_tied"


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the commission: principal, or substitute of the principal ``stands_in_for``.

    ``relatives`` are the IINs that the person declared; ``to_on`` None: until further notice.
    """

    id: int
    name: str
    seat: Seat
    from_on: date
    to_on: date | None = None
    account_id: int | None = None
    iin: str | None = None
    relatives: frozenset[str] = frozenset()
    stands_in_for: int | None = None

    def sits_on(self, on: date) -> bool:
        """Whether the membership is in force on the day (both ends inclusive)."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)

    @property
    def seat_id(self) -> int:
        """The principal whose seat this is: a substitute sits on the seat of another."""
        return self.stands_in_for or self.id


@dataclass(frozen=True, slots=True)
class Rules:
    """The dated rules of a sitting.

    ``quorum_share``: more than this share of the voting seats must take part.  ``chair_decides``: whether the chair's
    vote decides a tie.  ``secretary_votes``: whether the secretary has a vote.
    """

    quorum_share: Decimal
    chair_decides: bool
    secretary_votes: bool
    is_verified: bool

    def needed(self, seats: int) -> int:
        """How many of ``seats`` voting seats must take part."""
        return int(self.quorum_share * seats) + 1

    def has_vote(self, member: Member) -> bool:
        """Whether the person's seat has a vote."""
        return member.seat is not Seat.SECRETARY or self.secretary_votes


def rules_of(book: ReferenceBook, on: date) -> Rules:
    """The rules as they stand on the day; NoValueError where one is not entered."""
    share, tie, secretary = (book.value(f"commission.{key}", on) for key in ("quorum_share", "tie", "secretary_votes"))
    return Rules(
        quorum_share=Decimal(share.value),
        chair_decides=tie.value == "chair",
        secretary_votes=secretary.value == "yes",
        is_verified=all(row.is_verified for row in (share, tie, secretary)),
    )


def voting_seats(members: Iterable[Member], rules: Rules, on: date) -> int:
    """Seats that have a vote on the day; a substitute adds none."""
    return sum(1 for each in members if each.stands_in_for is None and each.sits_on(on) and rules.has_vote(each))


def check_quorum(taking_part: int, seats: int, rules: Rules) -> None:
    """Refuse (:class:`QuorumShortError`) where too few of the ``seats`` voting seats take part."""
    needed = rules.needed(seats)
    if taking_part < needed:
        raise QuorumShortError(present=taking_part, needed=needed)


@dataclass(frozen=True, slots=True)
class CaseBefore:
    """What decides who may vote on a case: the people of the household, and the officers who worked on it."""

    iins: frozenset[str]
    officers: frozenset[int]
    surnames: frozenset[str] = frozenset()


def bar_of(member: Member, case: CaseBefore) -> RecusalKind | None:
    """Why the record itself bars ``member`` from ``case``, or None: kinship before work on the case."""
    own = {member.iin} if member.iin else set()
    if case.iins & (own | member.relatives):
        return RecusalKind.RELATED
    if member.account_id is not None and member.account_id in case.officers:
        return RecusalKind.PREPARED
    return None


def shares_surname(member: Member, case: CaseBefore) -> bool:
    """Whether a surname of the household is the member's: a reason to ask, no bar."""
    return any(_stem(part) in {_stem(name) for name in case.surnames} for part in member.name.split()[:1])


def _stem(surname: str) -> str:
    """The surname without the ending of the female form: Ибраева is of the family of Ибраев."""
    folded = fold_key(surname)
    return folded[:-1] if folded.endswith(("ова", "ева", "ина", "ына")) else folded


@dataclass(frozen=True, slots=True)
class Tally:
    """What the roll-call came to; ``by_chair``: it was a tie, and the chair's vote decided."""

    votes_for: int
    votes_against: int
    abstained: int
    recommendation: Proposal
    by_chair: bool = False


@dataclass(frozen=True, slots=True)
class RollCall:
    """Who is called on a case: members at the sitting who have a vote, and those of them who take no part in it."""

    present: tuple[Member, ...]
    recused: frozenset[int]
    seats: int
    rules: Rules
    chair_id: int | None = field(default=None)

    @property
    def called(self) -> tuple[Member, ...]:
        """Those who vote, in their order."""
        return tuple(member for member in self.present if self.rules.has_vote(member) and member.id not in self.recused)

    def tally(self, votes: Mapping[int, Choice]) -> Tally:
        """The result of ``votes`` (by member).

        Raises :class:`MemberRecusedError`, :class:`NotPresentError`, :class:`QuorumShortError`,
        :class:`VoteMissingError` or :class:`VoteTiedError`.
        """
        self._refuse_strangers(votes)
        check_quorum(len(self.called), self.seats, self.rules)
        missing = [member.name for member in self.called if member.id not in votes]
        if missing:
            raise VoteMissingError(name=", ".join(missing))
        return self._count(votes)

    def _refuse_strangers(self, votes: Mapping[int, Choice]) -> None:
        names = {member.id: member.name for member in self.present}
        called = {member.id for member in self.called}
        for voter in votes:
            if voter in self.recused:
                raise MemberRecusedError(name=names.get(voter, ""))
            if voter not in called:
                raise NotPresentError(name=names.get(voter, ""))

    def _count(self, votes: Mapping[int, Choice]) -> Tally:
        counted = {choice: sum(1 for vote in votes.values() if vote is choice) for choice in Choice}
        for_it, against = counted[Choice.FOR], counted[Choice.AGAINST]
        if for_it != against:
            found = Proposal.APPROVAL if for_it > against else Proposal.REFUSAL
            return Tally(for_it, against, counted[Choice.ABSTAIN], found)
        deciding = votes.get(self.chair_id) if self.rules.chair_decides and self.chair_id is not None else None
        if deciding not in {Choice.FOR, Choice.AGAINST}:
            raise VoteTiedError()
        found = Proposal.APPROVAL if deciding is Choice.FOR else Proposal.REFUSAL
        return Tally(for_it, against, counted[Choice.ABSTAIN], found, by_chair=True)
