"""A placing in words: parts of a score, why a place was or was not proposed, what would change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.placement import Note, PartScore, ScorePart
from app.domain.placement_change import Change, ChangeKind, NoPoints
from app.domain.placement_choice import OverrideGround, ProposalState, RunMode, RunState
from app.domain.placement_explanation import Lack, Option, Verdict
from app.domain.placement_room import Dimension, Limit
from app.i18n import LazyString, format_number, lazy_gettext, lazy_pgettext, ngettext
from app.i18n import gettext as _
from app.labels.place_profile import SERVICES

PARTS: dict[ScorePart, LazyString] = {
    ScorePart.WISH: lazy_pgettext("score", "Wish"),
    ScorePart.LABOUR: lazy_pgettext("score", "Work"),
    ScorePart.RELATIVES: lazy_pgettext("score", "Relatives"),
    ScorePart.SCHOOL: lazy_pgettext("score", "School and language"),
    ScorePart.SETTLEMENT: lazy_pgettext("score", "Town or village"),
    ScorePart.OUTCOME: lazy_pgettext("score", "Earlier families"),
}

RUN_MODES: dict[RunMode, LazyString] = {
    RunMode.SITTING: lazy_pgettext("placement", "Cases of a sitting"),
    RunMode.WAITING: lazy_pgettext("placement", "Waiting cases of the country"),
    RunMode.ARRIVAL: lazy_pgettext("placement", "One new case"),
}

RUN_STATES: dict[RunState, LazyString] = {
    RunState.ASKED: lazy_pgettext("placement", "Being worked out"),
    RunState.SOLVED: lazy_pgettext("placement", "Proposed"),
    RunState.FAILED: lazy_pgettext("placement", "Not worked out"),
}

PROPOSAL_STATES: dict[ProposalState, LazyString] = {
    ProposalState.OPEN: lazy_pgettext("placement proposal", "Waits for a case worker"),
    ProposalState.ACCEPTED: lazy_pgettext("placement proposal", "Accepted"),
    ProposalState.OVERRIDDEN: lazy_pgettext("placement proposal", "Chosen otherwise"),
    ProposalState.SUPERSEDED: lazy_pgettext("placement proposal", "Replaced"),
}
PROPOSAL_COLOURS: dict[ProposalState, str] = {
    ProposalState.OPEN: "blue",
    ProposalState.ACCEPTED: "green",
    ProposalState.OVERRIDDEN: "orange",
    ProposalState.SUPERSEDED: "grey",
}

GROUNDS: dict[OverrideGround, LazyString] = {
    OverrideGround.FAMILY_ASKS: lazy_gettext("The family asks for another place"),
    OverrideGround.JOB_FOUND: lazy_gettext("Work has been found elsewhere"),
    OverrideGround.HOME_FOUND: lazy_gettext("A home has been found elsewhere"),
    OverrideGround.HEALTH: lazy_gettext("Health or care"),
    OverrideGround.SCHOOL: lazy_gettext("A school or the language of instruction"),
    OverrideGround.RELATIVES: lazy_gettext("Relatives live elsewhere"),
    OverrideGround.PROFILE_WRONG: lazy_gettext("The profile of the place is wrong or old"),
    OverrideGround.OTHER: lazy_gettext("Another ground"),
}

CLOCK_ENDED = lazy_gettext(
    "The time ran out before it was proved that no placing is better: another run may propose other places."
)

LIMITS: dict[Limit, LazyString] = {
    Limit.SCHOOL: lazy_gettext("School places"),
    Limit.HOME: lazy_gettext("Homes by the size of the family"),
}

DIMENSIONS: dict[Dimension, LazyString] = {
    Dimension.PERSONS_KANDAS: lazy_gettext("places of the kandas quota"),
    Dimension.PERSONS_RELOCATEE: lazy_gettext("places of the relocatees quota"),
    Dimension.PUPILS_KK: lazy_gettext("school places in Kazakh"),
    Dimension.PUPILS_RU: lazy_gettext("school places in Russian"),
    Dimension.PUPILS: lazy_gettext("school places"),
    Dimension.HOMES_2: lazy_gettext("homes"),
    Dimension.HOMES_4: lazy_gettext("homes for three or more"),
    Dimension.HOMES_6: lazy_gettext("homes for five or more"),
    Dimension.HOMES_9: lazy_gettext("homes for more than six"),
}

_NOTES: dict[Note, LazyString] = {
    Note.FIRST_WISH: lazy_gettext("the region named first"),
    Note.SECOND_WISH: lazy_gettext("the region named second"),
    Note.THIRD_WISH: lazy_gettext("the region named third"),
    Note.NOT_SEEKING: lazy_gettext("no work is looked for"),
    Note.JOB_OFFER: lazy_gettext("a job offer from there"),
    Note.JOBS: lazy_gettext("jobs in the profession “%(profession)s”: %(jobs)s"),
    Note.NO_JOBS: lazy_gettext("no jobs in the profession “%(profession)s”"),
    Note.JOBS_UNKNOWN: lazy_gettext("jobs in the profession “%(profession)s” are not counted there"),
    Note.PROFESSION_UNKNOWN: lazy_gettext("the profession is not on the list, so it counts half"),
    Note.RELATIVES: lazy_gettext("relatives live there"),
    Note.NO_RELATIVES: lazy_gettext("no relatives named"),
    Note.NO_PUPILS: lazy_gettext("no child of school age"),
    Note.SEATS: lazy_gettext("school places: %(seats)s, children of school age: %(pupils)s"),
    Note.SEATS_UNKNOWN: lazy_gettext("school places are not counted there; children of school age: %(pupils)s"),
    Note.SETTLEMENT_FITS: lazy_gettext("as the family wishes"),
    Note.SETTLEMENT_OTHER: lazy_gettext("not as the family wishes"),
    Note.STAYED: lazy_gettext("of %(families)s earlier families %(stayed)s stayed"),
    Note.EXPECTED: lazy_gettext("no family has come there yet; the usual share is taken"),
}

_FEW_STAYED = lazy_gettext("only few families have come there yet, so no figures are told")

_VERDICTS: dict[Verdict, LazyString] = {
    Verdict.CHOSEN: lazy_gettext("%(place)s is proposed at score %(score)s."),
    Verdict.CROWDED: lazy_gettext(
        "%(place)s was full; it took families from score %(cutoff)s. With this family there, at score %(score)s,"
        " all families together would have had fewer points. Too few: %(lacking)s."
    ),
    Verdict.EARLIER: lazy_gettext(
        "%(place)s shares its places with other districts; they went to families earlier in the order, whatever their"
        " score; this family’s was %(score)s. Too few: %(lacking)s."
    ),
    Verdict.NO_ROOM: lazy_gettext(
        "%(place)s had no room for a family of this size, at any score; this family’s was %(score)s."
        " Too few: %(lacking)s."
    ),
    Verdict.LOWER: lazy_gettext("%(place)s scored %(score)s, no more than the proposed place."),
    Verdict.RESERVED: lazy_gettext(
        "%(place)s scored %(score)s; its places are kept for families still expected, to whom they are worth more."
    ),
    Verdict.OUTSIDE: lazy_gettext(
        "%(place)s was not weighed here: before a commission, only districts of its own region are proposed."
    ),
    Verdict.NOT_HOST: lazy_gettext("%(place)s does not take people of this programme now."),
    Verdict.NEED_UNSERVED: lazy_gettext("%(place)s does not have what the family needs: %(services)s."),
}
_FOR_FAMILY: dict[Verdict, LazyString] = {
    Verdict.FULL: lazy_gettext("%(place)s was full at score %(cutoff)s; yours was %(score)s."),
    Verdict.CROWDED: lazy_gettext(
        "%(place)s was full; it took families from score %(cutoff)s. Yours was %(score)s, but with you there all"
        " families together would have had fewer points. Too few: %(lacking)s."
    ),
    Verdict.EARLIER: lazy_gettext(
        "%(place)s shares its places with other districts; they went to families earlier in the order, whatever their"
        " score; yours was %(score)s. Too few: %(lacking)s."
    ),
    Verdict.NO_ROOM: lazy_gettext(
        "%(place)s had no room for a family of your size, at any score; yours was %(score)s. Too few: %(lacking)s."
    ),
}
_FULL_FOR_STAFF = lazy_gettext("%(place)s was full at score %(cutoff)s; this family’s was %(score)s.")
_NO_POINTS: dict[NoPoints, LazyString] = {
    NoPoints.SIZE: lazy_gettext("More points would change nothing for %(places)s: there is no room of this size."),
    NoPoints.ORDER: lazy_gettext(
        "No number of points is named for %(places)s: districts share these places, and they go to families in their"
        " order and not by points."
    ),
    NoPoints.UNSHOWN: lazy_gettext(
        "No number of points is named for %(places)s: of none up to 100 can it be shown that it would surely be enough."
    ),
}

REFUSALS: Mapping[str, LazyString] = {
    "placement_weights_wrong": lazy_gettext(
        "The weights of placement do not make 100 points. Ask the administrator to correct them."
    ),
    "placement_nobody": lazy_gettext("No case waits here for a place."),
    "placement_no_districts": lazy_gettext("No districts of this region are known, so none can be proposed."),
    "placement_run_asked": lazy_gettext("Such a run is being worked out already. Wait for it."),
    "placement_reason_required": lazy_gettext("Write the reason."),
    "placement_reason_long": lazy_gettext("The reason may have at most %(limit)s characters."),
    "places_held_already": lazy_gettext(
        "Places are held for this family already, so the region and the district cannot be changed any more."
    ),
    "district_too_late": lazy_gettext("The case has been decided, so no district can be named."),
    "district_elsewhere": lazy_gettext("The district does not lie in the host region of the case."),
    "district_named_already": lazy_gettext("This district is named already."),
    "region_unchanged": lazy_gettext("This is the host region of the case already."),
    "region_too_late": lazy_gettext("The case is before the commission or later, so its region stays."),
    "region_not_named": lazy_gettext("The family did not name this region, so nobody can place it there."),
    "region_not_host": lazy_gettext("The region does not take people of this programme now."),
    "no_such_proposal": lazy_gettext("There is no such proposal for this case."),
    "proposal_decided": lazy_gettext("The proposal has been answered already, or a newer one took its place."),
    "proposal_empty": lazy_gettext("No place was proposed, so there is nothing to accept. Choose a place yourself."),
    "proposal_waits": lazy_gettext("A proposal waits for your word: accept it, or choose otherwise."),
    "override_ground_missing": lazy_gettext("Choose the ground."),
    "override_same": lazy_gettext("This is what was proposed: accept the proposal instead."),
}


def part_note(part: PartScore, professions: Mapping[str, str], fewest: int = 0) -> str:
    """Why the part is as high as it is, with its figures; of fewer than ``fewest`` earlier families none are told."""
    if part.note is Note.STAYED and int(part.figures["families"]) < fewest:
        return str(_FEW_STAYED)
    figures = {name: format_number(value) if isinstance(value, int) else value for name, value in part.figures.items()}
    if "profession" in figures:
        figures["profession"] = professions.get(str(figures["profession"]), str(figures["profession"]))
    words = str(_NOTES[part.note])
    return words % figures if figures else words


def verdict_text(option: Option, name: str, *, to_family: bool) -> str:
    """What became of the place, in a sentence for the family or for staff; ``name`` is the place's."""
    services = ", ".join(str(SERVICES[need]).lower() for need in option.needs)
    told = {**_VERDICTS, Verdict.FULL: _FULL_FOR_STAFF, **(_FOR_FAMILY if to_family else {})}
    words = told[option.verdict]
    return str(words) % {
        "place": name,
        "score": option.total,
        "cutoff": option.cutoff or 0,
        "services": services,
        "lacking": _lacking_text(option.lacking),
    }


def _lacking_text(lacking: Sequence[Lack]) -> str:
    """What was missing, with how much of each."""
    return "; ".join(f"{DIMENSIONS[each.dimension]}: {format_number(each.amount)}" for each in lacking)


def no_points_text(why: NoPoints, names: Sequence[str]) -> str:
    """Why no number of points is named for these places."""
    return str(_NO_POINTS[why]) % {"places": ", ".join(names)}


def change_text(change: Change, name: str) -> str:
    """One thing that would have changed the proposal; ``name`` is the place's (not for ``NO_POINTS``)."""
    amount = format_number(change.amount)
    if change.kind is ChangeKind.POINTS:
        return ngettext(
            "With %(amount)s point more %(place)s would have been proposed.",
            "With %(amount)s points more %(place)s would have been proposed.",
            change.amount, place=name, amount=amount,
        )  # fmt: skip
    if change.kind is ChangeKind.ROOM:
        lacking = _lacking_text(change.lacking)
        return _(
            "%(place)s would have room with more (%(lacking)s), unless others take it.", place=name, lacking=lacking
        )
    if change.kind is ChangeKind.CLOCK:
        return str(CLOCK_ENDED)
    if change.kind is ChangeKind.PROFILE:
        return _("%(place)s would be open to the family if it had the services that the family needs.", place=name)
    return ngettext(
        "If the family names %(amount)s further region, it is considered too.",
        "If the family names %(amount)s further regions, they are considered too.",
        change.amount,
        amount=amount,
    )
