"""Pages of the profiles of places: the list, one place with its history, and writing a new version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from app.domain.errors import DomainError, StaleVersionError
from app.domain.place_profile import SERVICES, FigureKind, Profile, profile_of
from app.i18n import format_number, local
from app.i18n import gettext as _
from app.labels import place_profile as words
from app.labels.errors import refusal
from app.labels.region import name_order
from app.models import PlaceProfile, db
from app.policy import Permission, holds, regions_of
from app.queries import placement as queries
from app.queries.placement_facts import as_profile
from app.services import place_profile, reference
from app.web.access import current_actor, now, requires
from app.web.placement.blueprint import Answer, blueprint, reach_place
from app.web.placement.forms import figure_name, profile_form, service_choices
from app.web.placement.words import place_name, professions

_NUMBERS = (FigureKind.JOB, FigureKind.SCHOOL, FigureKind.HOME)


@blueprint.get("/profiles")
@requires(Permission.PLACEMENT_READ)
def profile_list() -> str:
    """Places of a region with the day of their figures; over the country first the regions."""
    held = regions_of(current_actor(), Permission.PLACEMENT_READ)
    known = sorted({row.region for row in reference.districts(db.session).values()})
    regions = [code for code in known if held is None or code in held] or sorted(held or ())
    asked = request.args.get("region", "")
    region = asked if asked in regions else regions[0] if len(regions) == 1 else None
    if region is None:
        days = queries.regions_with_profiles(db.session, regions)
        rows = [{"code": code, "name": place_name(code), "as_of": days.get(code)} for code in regions]
        return render_template("placement/regions.html", rows=rows)
    found = queries.profiles(db.session, region)
    codes = [region, *reference.districts_of(db.session, region)]
    return render_template(
        "placement/profiles.html",
        region=region,
        region_name=place_name(region),
        several=len(regions) > 1,
        rows=[
            {"code": code, "name": place_name(code), "row": found.get(code), "is_old": _is_old(found.get(code))}
            for code in codes
        ],
    )


@blueprint.get("/profiles/<place>")
@requires(Permission.PLACEMENT_READ)
def profile(place: str) -> str:
    """The figures of a place, and every version of them."""
    region, district = reach_place(place, Permission.PLACEMENT_READ)
    asked = request.args.get("version", "")
    version = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    row = queries.profile(db.session, region, district, version)
    if row is None and version is not None:
        abort(404)
    held = regions_of(current_actor(), Permission.PLACE_PROFILE)
    return render_template(
        "placement/profile.html",
        place=place,
        name=place_name(place),
        region=region,
        region_name=place_name(region),
        row=row,
        is_old=row is not None and row.replaced_at is None and _is_old(row),
        groups=_groups(as_profile(row)) if row else [],
        professions_verified=all(each.verified_by for each in queries.professions(db.session)),
        jobs_title=str(words.FIGURES[FigureKind.JOB]),
        versions=queries.history(db.session, region, district),
        may_edit=holds(current_actor(), Permission.PLACE_PROFILE) and region in (held or ()),
    )


@blueprint.route("/profiles/<place>/edit", methods=["GET", "POST"])
@requires(Permission.PLACE_PROFILE)
def edit_profile(place: str) -> Answer:
    """Write a new version of the figures."""
    region, district = reach_place(place, Permission.PLACE_PROFILE)
    names = sorted(professions().items(), key=lambda item: name_order(item[1]))
    row = queries.profile(db.session, region, district)
    form = profile_form(names)(data=_typed(row))
    form.services.choices = service_choices()
    if not form.validate_on_submit():
        return _edit_page(place, form, [code for code, _name in names]), 422 if form.errors else 200
    try:
        place_profile.save(
            db.session,
            place,
            _read(form, [code for code, _name in names]),
            form["source"].data or "",
            actor=current_actor(),
            now=now(),
            seen_id=_seen(form),
        )
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        if isinstance(error, StaleVersionError):
            newest = queries.profile(db.session, region, district)
            form["seen"].data = str(newest.id if newest else 0)
        return _edit_page(place, form, [code for code, _name in names], refusal(error)), 409
    flash(_("The figures are written down. The earlier ones are kept."), "success")
    return redirect(url_for("placement.profile", place=place), 303)


def _edit_page(place: str, form: Any, codes: list[str], refused: str | None = None) -> str:
    return render_template(
        "placement/edit.html",
        place=place,
        name=place_name(place),
        form=form,
        refused=refused,
        job_boxes=[figure_name(FigureKind.JOB, code) for code in codes],
        school_boxes=[figure_name(FigureKind.SCHOOL, code) for code in words.SCHOOL_LANGUAGES],
        home_boxes=[figure_name(FigureKind.HOME, code) for code in words.HOME_SIZES],
        headings={kind.value: str(text) for kind, text in words.FIGURES.items()},
    )


def _typed(row: PlaceProfile | None) -> dict[str, Any]:
    """What the boxes hold at first: the present figures, of today."""
    data: dict[str, Any] = {"seen": str(row.id if row else 0), "as_of": local(now()).date(), "services": []}
    for figure in row.figures if row else ():
        if figure.kind == FigureKind.HEALTH:
            data["services"] += [figure.code] if figure.amount else []
        else:
            data[figure_name(FigureKind(figure.kind), figure.code)] = str(figure.amount)
    return data | ({"source": row.source} if row else {})


def _read(form: Any, professions_known: list[str]) -> Profile:
    codes: Mapping[FigureKind, list[str]] = {
        FigureKind.JOB: professions_known,
        FigureKind.SCHOOL: [each.value for each in words.SCHOOL_LANGUAGES],
        FigureKind.HOME: [each.value for each in words.HOME_SIZES],
    }
    figures = {
        (kind, code): int(typed)
        for kind in _NUMBERS
        for code in codes[kind]
        if (typed := (form[figure_name(kind, code)].data or "").strip())
    }
    ticked = set(form.services.data or ())
    figures |= {(FigureKind.HEALTH, need.value): int(need.value in ticked) for need in SERVICES}
    return profile_of(form.as_of.data, figures)


def _groups(profile_shown: Profile) -> list[dict[str, Any]]:
    """Each kind of figures with its rows in words."""
    jobs = professions()
    rows = {
        FigureKind.JOB: [(jobs.get(code, code), amount) for code, amount in profile_shown.jobs.items()],
        FigureKind.SCHOOL: _named(words.SCHOOL_LANGUAGES, profile_shown.schools),
        FigureKind.HOME: _named(words.HOME_SIZES, profile_shown.homes),
    }
    found: list[dict[str, Any]] = [
        {
            "title": str(words.FIGURES[kind]),
            "rows": [{"key": name, "value": format_number(amount)} for name, amount in sorted(rows[kind], key=_order)]
            if kind is FigureKind.JOB
            else [{"key": name, "value": format_number(amount)} for name, amount in rows[kind]],
        }
        for kind in _NUMBERS
    ]
    services = [
        {"key": str(words.SERVICES[need]), "value": _("There") if profile_shown.health.get(need) else _("Not there")}
        for need in SERVICES
    ]
    return [*found, {"title": str(words.FIGURES[FigureKind.HEALTH]), "rows": services}]


def _order(row: tuple[str, int]) -> str:
    return name_order(row[0])


def _named(names: Mapping[Any, Any], figures: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(str(name), figures[code]) for code, name in names.items() if code in figures]


def _is_old(row: Any) -> bool:
    """Whether the figures are older than the days for which they are good."""
    if row is None:
        return False
    today = local(now()).date()
    days = reference.book(db.session).value("placement.profile_days", today).number
    as_of: date = row.as_of
    return as_of < today - timedelta(days=days)


def _seen(form: Any) -> int | None:
    text = form["seen"].data or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
