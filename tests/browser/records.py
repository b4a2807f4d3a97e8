"""What lies in the service before a journey begins, made through the services; and the files that people hand in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import pyotp
from flask import Flask
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from app.domain.commission import Choice
from app.domain.document_types import DocumentType
from app.domain.programmes.definition import Step
from app.domain.roles import Role
from app.domain.workflow import Action
from app.gateways.files import FileStore
from app.models import Account, Application, db
from app.services import attachment as files
from app.services import demo_commission, password, review, submission
from app.services.demo_commission import Verdict
from app.services.motion import Motion
from tests.browser.clock import RunningClock
from tests.browsers import LiveServer
from tests.factories import actor_of, make_account, make_actor, make_draft

PASSWORD = "qulan-tau-bulak-77"
LARGEST_FILE = 10 * 1024 * 1024


@dataclass(frozen=True)
class StaffLogin:
    """How a member of staff gets in."""

    account_id: int
    name: str
    email: str
    secret: str


@dataclass(frozen=True)
class Case:
    """An application that is there already: its id and number, the address of its owner, names of its people."""

    application_id: int
    number: str
    owner_email: str
    names: tuple[str, ...]


@contextmanager
def writing(app: Flask) -> Iterator[Session]:
    """The service's database, committed at the end."""
    with app.app_context():
        yield db.session
        db.session.commit()


def staff(server: LiveServer, role: Role, region: str | None = "KZ-55") -> StaffLogin:
    """An account with a password and a second factor that is set up."""
    with writing(server.app) as session:
        account = make_account(session, role, region)
        account.password_hash = password.hashed(PASSWORD)
        account.totp_secret = pyotp.random_base32()
        account.position = "Бас маман" if role is Role.CASE_WORKER else "Басшы"
        assert account.email is not None
        return StaffLogin(account.id, account.full_name, account.email, account.totp_secret)


def case(
    server: LiveServer, clock: RunningClock, *, persons: int = 1, region: str = "KZ-55", accepted: bool = False
) -> Case:
    """A submitted application of a family with one document that can be looked at; accepted if asked."""
    with writing(server.app) as session:
        owner = make_account(session)
        actor = actor_of(owner)
        now = clock()
        application = make_draft(
            session,
            owner=actor,
            persons=persons,
            region=region,
            now=now,
            changes={Step.APPLICANT: {"email": owner.email}},
        )
        upload = files.Upload(DocumentType.REGISTRATION_PROOF, "Мекенжай анықтамасы.pdf", BytesIO(pdf_sheet()))
        intake = files.Intake(FileStore(server.settings.files_dir), LARGEST_FILE)
        files.add(session, application, upload, intake, actor=actor, now=now)
        application = submission.submit(session, application.id, actor=actor, now=now)
        if accepted:
            officer = actor_of(make_account(session, Role.CASE_WORKER, region))
            application = review.perform(session, application.id, Motion(Action.ACCEPT), actor=officer, now=now)
        return _case(application, owner)


def sit(server: LiveServer, clock: RunningClock, choice: Choice, *cases: Case, grounds: tuple[str, ...] = ()) -> None:
    """A sitting of the region's commission that is unanimous on ``cases``, its minutes signed."""
    with writing(server.app) as session:
        region = session.get_one(Application, cases[0].application_id).host_region
        assert region is not None
        head = make_actor(session, Role.SUPERVISOR, region)
        seated = demo_commission.seat(session, region, supervisor=head, now=clock())
        verdict = Verdict(choice, "Комиссия істі қарады.", grounds)
        demo_commission.sit(session, seated, {case.application_id: verdict for case in cases}, at=clock())


def _case(application: Application, owner: Account) -> Case:
    names = tuple(person.full_name for person in application.members)
    assert application.number is not None
    assert owner.email is not None
    return Case(application.id, application.number, owner.email, names)


@cache
def png_sheet() -> bytes:
    """A small picture of a document."""
    return _written("PNG")


@cache
def pdf_sheet() -> bytes:
    """A small scan of a document."""
    return _written("PDF")


def executable() -> bytes:
    """The beginning of a Windows program, whatever its name says."""
    return b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(400) + b"PE\x00\x00" + bytes(600)


def _written(kind: str) -> bytes:
    sheet = Image.new("RGB", (360, 240), "white")
    ImageDraw.Draw(sheet).rectangle((20, 20, 340, 220), outline="black", width=2)
    written = BytesIO()
    sheet.save(written, kind)
    return written.getvalue()
