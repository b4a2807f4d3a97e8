"""Pages of placing: what a case worker, a family and a supervisor see and may do, and what comes of a refusal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import SYSTEM, Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.models import Account, Application, PlacementProposal, PlacementRun, PlaceProfile
from app.queries import placement as queries
from app.services import placement, placement_solving
from tests.commissions import Seated, call_sitting, make_commission
from tests.factories import NOW, actor_of, make_account, make_application
from tests.placing import HERE, THERE, districts, family, profiled, proposals_of, proposed
from tests.web.client import PageClient

People = Callable[..., tuple[PageClient, Account]]


@pytest.fixture
def person(session: Session, page_client: PageClient) -> People:
    page_client.at(NOW)

    def come(role: Role, region: str | None = HERE) -> tuple[PageClient, Account]:
        account = make_account(session, role, region)
        return page_client.as_account(account).speaking("en"), account

    return come


@pytest.fixture
def seated(session: Session) -> Seated:
    return make_commission(session, HERE)


def test_a_sitting_proposes_and_a_case_worker_accepts(session: Session, person: People, seated: Seated) -> None:
    town = districts(session)[0]
    profiled(session, town, job_teacher=5)
    cases = [family(session, Status.REFERRED, persons=size) for size in (1, 2)]
    held = call_sitting(session, seated)
    secretary, _ = person(Role.COMMISSION_SECRETARY)
    assert "Propose districts for this sitting’s cases" in secretary.get(f"/sittings/{held.id}").text
    answer = secretary.post(f"/placement/sittings/{held.id}")
    run = secretary.get(answer.location)
    assert all((case.number or "-") in run.text for case in cases)
    worker, _ = person(Role.CASE_WORKER)
    page = worker.get(f"/cases/{cases[0].id}")
    assert "Proposed: Pavlodar" in page.text
    assert "jobs in the profession “teacher”: 5" in page.text
    made = session.scalars(select(PlacementProposal).where(PlacementProposal.application_id == cases[0].id)).one()
    sent = {"proposal": made.id, "version": cases[0].version}
    assert worker.post(f"/placement/cases/{cases[0].id}/accept", sent).location.endswith("#placement")
    assert "Accepted" in worker.get(f"/cases/{cases[0].id}").text
    # A second press finds a newer version, and the page says so without doing anything.
    again = worker.post(f"/placement/cases/{cases[0].id}/accept", sent, status=409)
    assert len(again.errors) == 1
    session.expire_all()
    assert cases[0].host_district == town
    # What was accepted is part of the score's facts: the parts are those of the page.
    assert made.score == sum(part["points"] for part in made.options[0]["parts"])


def test_a_refused_choice_keeps_what_was_typed(session: Session, person: People) -> None:
    town, other, *_ = districts(session)
    case = family(session)
    made = proposed(session, case, HERE, town)
    worker, _ = person(Role.CASE_WORKER)
    sent = {"proposal": made.id, "version": case.version, "place": other, "ground": "", "reason": "Туыстары сонда"}
    page = worker.post(f"/placement/cases/{case.id}/choose", sent, status=409)
    assert page.errors == ["Choose the ground."]
    assert (page.value("reason") or "").strip() == "Туыстары сонда"
    assert page.value("place") == other
    worker.post(f"/placement/cases/{case.id}/choose", sent | {"ground": "relatives"})
    session.expire_all()
    assert (case.host_district, made.state) == (other, "overridden")
    page = worker.get("/placement")
    assert "Relatives live elsewhere" in page.text
    assert "100%" in page.text.replace(" %", "%")


def test_a_family_left_without_a_place_may_be_considered_again(session: Session, person: People) -> None:
    case = family(session, Status.ACCEPTED, HERE, persons=2)
    left = proposed(session, case, HERE)
    left.region, left.score = None, None
    session.flush()
    worker, _ = person(Role.CASE_WORKER)
    action = f"/placement/cases/{case.id}/propose"
    for page in (f"/cases/{case.id}", f"/placement/cases/{case.id}"):
        assert action in worker.get(page).response.text
    assert worker.post(action, {}).status == 303
    session.expire_all()
    again = queries.of_case(session, case.id)
    assert again is not None and (left.state, again.state, again.region) == ("superseded", "open", HERE)
    # One that waits for a word with a place is answered first.
    assert action not in worker.get(f"/placement/cases/{case.id}").response.text


def test_a_stale_page_is_told_and_the_next_press_decides(session: Session, person: People) -> None:
    town, other, *_ = districts(session)
    case = family(session)
    worker, _ = person(Role.CASE_WORKER)
    sent = {"version": case.version - 1, "place": other}
    page = worker.post(f"/placement/cases/{case.id}/choose", sent, status=409)
    assert page.value("version") == str(case.version)
    worker.post(f"/placement/cases/{case.id}/choose", {"version": case.version, "place": town})
    session.expire_all()
    assert case.host_district == town


def test_only_the_districts_and_the_named_regions_are_offered(session: Session, person: People) -> None:
    case = family(session, Status.ACCEPTED, HERE, THERE)
    referred = family(session, Status.REFERRED, HERE, THERE)
    worker, _ = person(Role.CASE_WORKER)
    page = worker.get(f"/placement/cases/{case.id}")
    offered = {o.get("value") for o in page.tree.iter("option")}
    assert offered == {"", THERE, *districts(session)}
    page = worker.get(f"/placement/cases/{referred.id}")
    assert {o.get("value") for o in page.tree.iter("option")} == {"", *districts(session)}
    sent = {"version": case.version, "place": "KZ-62", "reason": "x"}
    assert worker.post(f"/placement/cases/{case.id}/choose", sent, status=422).errors


def test_another_region_takes_the_case_over(session: Session, person: People) -> None:
    case = family(session, Status.ACCEPTED, HERE, THERE)
    number = case.number or "-"
    worker, _ = person(Role.CASE_WORKER)
    there, _ = person(Role.CASE_WORKER, THERE)
    there.get(f"/cases/{case.id}", status=404)
    sent = {"version": case.version, "place": THERE, "reason": "Солтүстікте үй табылды"}
    answer = worker.post(f"/placement/cases/{case.id}/choose", sent)
    assert answer.location.endswith("/worklist")
    for path in (f"/cases/{case.id}", f"/placement/cases/{case.id}"):
        worker.get(path, status=404)
    worker.post(f"/placement/cases/{case.id}/choose", sent, status=404)
    assert number in there.get(f"/cases/{case.id}").text
    assert "The case went to another region" in there.get(f"/cases/{case.id}").text
    account = session.get_one(Account, case.account_id)
    page = PageClient(worker.app).as_account(account).speaking("en").get(f"/my/{case.id}")
    assert "Солтүстікте үй табылды" in page.text
    assert "North Kazakhstan Region" in page.text


@pytest.mark.parametrize(
    ("language", "full"),
    [
        ("kk", "Павлодар облысы: орындар 71 балмен толды; Сіздің балыңыз – 64."),
        ("ru", "Павлодарская область: места заполнены при балле 71; ваш балл – 64."),
        ("en", "Pavlodar Region was full at score 71; yours was 64."),
    ],
)
def test_the_family_reads_the_stored_facts_in_its_language(
    session: Session, person: People, language: str, full: str
) -> None:
    owner = make_account(session)
    case = family(session, Status.ACCEPTED, HERE, THERE, owner=actor_of(owner))
    made = proposed(session, case, HERE, districts(session)[0])
    made.options = [_option(HERE, "full", 64, 71)]
    made.changes = [{"kind": "points", "place": HERE, "amount": 8, "lacking": []}]
    session.flush()
    worker, _ = person(Role.CASE_WORKER)
    family_page = PageClient(worker.app).as_account(owner).speaking(language)
    assert full not in family_page.get(f"/my/{case.id}").text
    worker.post(f"/placement/cases/{case.id}/accept", {"proposal": made.id, "version": case.version})
    page = family_page.get(f"/my/{case.id}")
    assert full in page.text
    for points in (21, 13, 15, 5, 0, 10):
        assert str(points) in page.text
    assert "8" in page.text


def test_the_family_reads_of_every_named_region_and_of_no_other_family(session: Session, person: People) -> None:
    owner = make_account(session)
    case = family(session, Status.ACCEPTED, HERE, THERE, owner=actor_of(owner))
    made = proposed(session, case, HERE)
    chosen = _option(HERE, "chosen", 64, 64)
    few = {"part": "outcome", "points": 10, "of": 10, "note": "stayed", "figures": {"families": 1, "stayed": 0}}
    chosen["parts"][-1] = few  # type: ignore[index]  # a list of the facts
    made.options = [
        chosen,
        _option(THERE, "full", 64, 71),
        _option("KZ-39", "no_room", 64, None) | {"verdict": "outside", "score": None, "parts": []},
    ]
    made.changes = [
        {"kind": "no_points", "place": THERE, "amount": 0, "lacking": [], "why": "unshown"},
        {"kind": "clock", "place": "", "amount": 0, "lacking": [], "why": None},
    ]
    session.flush()
    worker, _ = person(Role.CASE_WORKER)
    assert "of 1 earlier families 0 stayed" in worker.get(f"/placement/cases/{case.id}").text
    worker.post(f"/placement/cases/{case.id}/accept", {"proposal": made.id, "version": case.version})
    page = PageClient(worker.app).as_account(owner).speaking("en").get(f"/my/{case.id}")
    assert "North Kazakhstan Region was full at score 71; yours was 64." in page.text
    assert "Kostanay Region was not weighed here" in page.text
    assert "No number of points is named for North Kazakhstan Region" in page.text
    assert "The time ran out" in page.text
    # What became of a single other family is nobody else's business.
    assert "0 stayed" not in page.text
    assert "only few families have come there yet" in page.text


def test_a_run_that_the_clock_ended_says_so_wherever_it_is_told(
    session: Session, person: People, seated: Seated
) -> None:
    family(session, Status.REFERRED)
    held = call_sitting(session, seated)
    runs = [placement.propose_batch(session, held.id, actor=seated.secretary, now=NOW) for _ in range(2)]
    cut = PlacementRun(
        mode="sitting", state="solved", region=HERE, sitting_id=held.id, on_day=NOW.date(), limits=[], asked_at=NOW,
        solved_at=NOW, digest=runs[0].digest, objective=1, bound=2, gap=0.5, seconds=30, in_time=False, gap_asked=1e-6,
        solver="HiGHS 1", result_digest="f" * 64,
    )  # fmt: skip
    session.add(cut)
    session.commit()
    auditor, _ = person(Role.AUDITOR, None)
    page = auditor.get(f"/placement/runs/{cut.id}")
    for said in (
        "The time ran out before",
        "50%",
        "0.0001%",
        "f" * 64,
        str(cut.digest),
        "HiGHS 1",
        "another result: the time ran out",
    ):
        assert said in page.text.replace("\N{NO-BREAK SPACE}", " ")
    calm = auditor.get(f"/placement/runs/{runs[0].id}")
    assert "The time ran out before" not in calm.text
    assert "the same result" in calm.text
    assert f"/placement/runs/{runs[1].id}" in calm.links()
    assert auditor.get("/placement").text.count("the time ran out") == 1


def _option(place: str, verdict: str, total: int, cutoff: int | None) -> dict[str, object]:
    parts = [
        ("wish", 21, 35, "second_wish"),
        ("labour", 13, 25, "profession_unknown"),
        ("relatives", 15, 15, "relatives"),
        ("school", 5, 10, "no_pupils"),
        ("settlement", 0, 5, "settlement_other"),
        ("outcome", 10, 10, "expected"),
    ]
    assert sum(part[1] for part in parts) == total
    return {
        "place": place,
        "region": place,
        "verdict": verdict,
        "score": total,
        "parts": [{"part": p, "points": n, "of": of, "note": note, "figures": {}} for p, n, of, note in parts],
        "cutoff": cutoff,
        "lacking": [{"dimension": "persons_relocatee", "amount": 1}],
        "needs": [],
    }


def test_a_large_sitting_is_worked_out_while_the_pages_say_so(
    session: Session, person: People, seated: Seated, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = family(session, Status.REFERRED)
    held = call_sitting(session, seated)
    monkeypatch.setattr(placement_solving, "AT_ONCE", 0)
    secretary, _ = person(Role.COMMISSION_SECRETARY)
    path = secretary.post(f"/placement/sittings/{held.id}").location.removeprefix("http://localhost")
    page = secretary.get(path)
    assert "The run is being worked out." in page.text
    assert "Being worked out" in page.text
    # Without a script, the page is read anew by its link.
    assert path in page.links()
    about = secretary.get(f"/sittings/{held.id}")
    assert "are being worked out" in about.text
    assert path in about.links()
    assert "Propose districts for this sitting’s cases" not in about.text
    # A press on a page that was opened before says what is going on, and asks for nothing more.
    again = secretary.post(f"/placement/sittings/{held.id}")
    assert "Such a run is being worked out already." in secretary.get(again.location).text
    number = int(path.rsplit("/", 1)[1])
    placement.solve_run(session, number, actor=SYSTEM, now=NOW)
    session.commit()
    # With a script, what stands inside of the place that is read anew appears without a press.
    polled = next(each for each in secretary.get(path).tree.iter() if each.get("id") == "run-state")
    assert (case.number or "-") in "".join(polled.itertext())
    after = secretary.get(f"/sittings/{held.id}").text
    assert "Propose districts for this sitting’s cases" in after
    assert "being worked out" not in after
    placement.give_up(session, number)
    assert session.get_one(PlacementRun, number).state == "solved"


def test_a_run_that_failed_says_what_to_do(session: Session, person: People, seated: Seated) -> None:
    family(session, Status.REFERRED)
    held = call_sitting(session, seated)
    run = PlacementRun(
        mode="sitting", state="failed", region=HERE, sitting_id=held.id, on_day=NOW.date(), limits=[], asked_at=NOW
    )  # fmt: skip
    session.add(run)
    session.commit()
    secretary, _ = person(Role.COMMISSION_SECRETARY)
    assert "Nothing was proposed. Ask for it again" in secretary.get(f"/placement/runs/{run.id}").text


def test_families_of_other_regions_are_not_named(session: Session, person: People) -> None:
    here, there = family(session, Status.ACCEPTED, HERE), family(session, Status.ACCEPTED, THERE)
    ministry, _ = person(Role.MINISTRY, None)
    answer = ministry.post("/placement", {"stream": "relocatee", "limits": ["school"]})
    path = answer.location.removeprefix("http://localhost")
    assert "Being worked out" in ministry.get(path).text
    again = ministry.post("/placement", {"stream": "relocatee"}, status=409)
    assert again.errors
    placement.solve_run(session, int(path.rsplit("/", 1)[1]), actor=SYSTEM, now=NOW)
    session.commit()
    worker, _ = person(Role.CASE_WORKER)
    page = worker.get(path)
    assert (here.number or "-") in page.text
    assert (there.number or "-") not in page.text
    assert there.applicant_name not in page.text.replace(here.applicant_name, "")
    both = ministry.get(path)
    assert (here.number or "-") in both.text
    assert (there.number or "-") in both.text


def test_a_run_of_another_region_is_not_there(session: Session, person: People, seated: Seated) -> None:
    family(session, Status.REFERRED)
    held = call_sitting(session, seated)
    run = placement.propose_batch(session, held.id, actor=seated.secretary, now=NOW)
    assert len(proposals_of(session, run)) == 1
    session.commit()
    for role, region, status in (
        (Role.CASE_WORKER, THERE, 404),
        (Role.SUPERVISOR, THERE, 404),
        (Role.SUPERVISOR, HERE, 200),
        (Role.AUDITOR, None, 200),
        (Role.COMMISSION_MEMBER, HERE, 403),
        (Role.ADMINISTRATOR, None, 403),
    ):
        someone, _ = person(role, region)
        someone.get(f"/placement/runs/{run.id}", status=status)
    secretary, _ = person(Role.COMMISSION_SECRETARY, THERE)
    secretary.post(f"/placement/sittings/{held.id}", status=404)


def test_a_case_that_needs_no_place_has_none(session: Session, person: People) -> None:
    case = make_application(session, Status.ACCEPTED, stream=Stream.STATUS_ASSIGNMENT, region=HERE)
    worker, _ = person(Role.CASE_WORKER)
    worker.get(f"/placement/cases/{case.id}", status=404)
    assert "#placement" not in worker.get(f"/cases/{case.id}").links()


def test_the_supervisor_writes_a_profile(session: Session, person: People) -> None:
    town = districts(session)[0]
    head, _ = person(Role.SUPERVISOR)
    day = {"as_of-day": "18", "as_of-month": "11", "as_of-year": "2026"}
    sent = day | {"seen": "0", "job_welder": "3", "home_4": "x", "school_kk": "0", "services": ["wheelchair"]}
    page = head.post(f"/placement/profiles/{town}/edit", sent, status=422)
    assert len(page.errors) == 1
    assert (page.value("home_4"), page.value("job_welder")) == ("x", "3")
    head.post(f"/placement/profiles/{town}/edit", sent | {"home_4": " 2 "})
    page = head.get(f"/placement/profiles/{town}")
    assert "welder" in page.text
    row = session.scalars(select(PlaceProfile).where(PlaceProfile.district == town)).one()
    assert {(f.kind, f.code, f.amount) for f in row.figures if f.kind != "health"} == {
        ("job", "welder", 3),
        ("home", "4", 2),
        ("school", "kk", 0),
    }
    # Somebody was faster: nothing typed is lost, and the next press decides.
    stale = head.post(f"/placement/profiles/{town}/edit", sent | {"home_4": "9"}, status=409)
    assert (stale.value("home_4"), stale.value("seen")) == ("9", str(row.id))
    late = head.post(
        f"/placement/profiles/{town}/edit", sent | {"home_4": "9", "as_of-year": "2027", "seen": row.id}, 409
    )
    assert late.errors == ["The day of the figures cannot be in the future."]


def test_profiles_are_read_in_the_region_and_written_by_its_head(session: Session, person: People) -> None:
    town = districts(session)[0]
    for role, region, read, write in (
        (Role.CASE_WORKER, HERE, 200, 403),
        (Role.MINISTRY, None, 200, 403),
        (Role.SUPERVISOR, HERE, 200, 200),
        (Role.SUPERVISOR, THERE, 404, 404),
    ):
        someone, _ = person(role, region)
        someone.get(f"/placement/profiles/{town}", status=read)
        someone.get(f"/placement/profiles/{town}/edit", status=write)
        someone.get("/placement/profiles")
    head, _ = person(Role.SUPERVISOR)
    head.get("/placement/profiles/nowhere", status=404)
    head.get(f"/placement/profiles/{town}?version=999999", status=404)


@pytest.mark.parametrize("path", ["propose", "accept", "choose"])
def test_who_only_reads_cannot_answer(session: Session, person: People, path: str) -> None:
    case: Application = family(session)
    for role in (Role.SUPERVISOR, Role.MINISTRY, Role.COMMISSION_SECRETARY):
        someone, _ = person(role, HERE if role is not Role.MINISTRY else None)
        someone.post(f"/placement/cases/{case.id}/{path}", status=403)
