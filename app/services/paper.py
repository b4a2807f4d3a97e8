"""Issuing papers and making their files.

A paper exists with its number and facts from the transaction that decides; its files are made afterwards by a worker,
from the facts alone, each once.  See ``docs/adr/0003-papers.md``.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.body import SUPERIOR_CODE
from app.domain.errors import DomainError
from app.domain.paper import (
    CODE_ALPHABET,
    CODE_LENGTH,
    PaperFacts,
    RenderingStatus,
    Variant,
    format_document_number,
    journal_of,
)
from app.domain.paper_json import digest_of, from_json, to_json
from app.domain.roles import SYSTEM, Actor
from app.gateways.files import FileStore
from app.gateways.queue import enqueue
from app.gateways.signing import SigningKeys
from app.i18n import local
from app.models import IssuedDocument, Rendering
from app.services import audit, journal

SUPERIOR_JOURNAL = "AP"
RENDER_TASK = "paper.render"
RENDER_QUEUE = "paper"
_STALE_AFTER = timedelta(minutes=10)
# A failed file has a job that comes again by itself for some hours; another beside it would fail beside it.
_FAILED_AGAIN_AFTER = timedelta(hours=6)
_ERROR_LENGTH = 500
_RENDERINGS = cast("Table", Rendering.__table__)
# Made once: putting it together costs more than running it.
_MAKE = (
    insert(_RENDERINGS).on_conflict_do_nothing(index_elements=["document_id", "variant"]).returning(_RENDERINGS.c.id)
)


class AlreadyRevokedError(DomainError):
    """The paper was revoked before."""

    code = "already_revoked"


def issue(
    session: Session,
    draft: PaperFacts,
    *,
    series: str,
    application_id: int | None,
    actor: Actor,
    now: datetime,
) -> IssuedDocument:
    """Give ``draft`` its number and code, store it, and ask for its official file, all in the caller's transaction.

    ``series`` is the journal of decisions of the stream (``QR``, ``QK``).  The number is the next of the journal of
    the body and the year; a rollback gives it back, so there are no gaps.  The superior body has one journal for the
    whole country.
    """
    region, year = draft.body.region_code, local(now).year
    is_superior = draft.body.code == SUPERIOR_CODE
    name = SUPERIOR_JOURNAL if is_superior else journal_of(draft.kind, series)
    sequence = journal.take_number(session, SUPERIOR_CODE if is_superior else region, year, name)
    number = format_document_number(draft.body.code, name, year, sequence)
    facts = replace(draft, number=number, code=_new_code(), signed_at=now)
    written = to_json(facts)
    document = IssuedDocument(
        application_id=application_id,
        kind=facts.kind,
        body=region,
        year=year,
        journal=name,
        sequence=sequence,
        number=number,
        signed_at=now,
        signed_by_id=actor.account_id,
        facts=written,
        digest=digest_of(written).hex(),
        code=facts.code,
    )
    session.add(document)
    session.flush()
    _record(session, EventKey.DOCUMENT_ISSUED, document, actor, now, {"digest": document.digest})
    _queue(session, document, Variant.OFFICIAL, now)
    return document


def request_translation(session: Session, document: IssuedDocument, *, actor: Actor, now: datetime) -> Rendering:
    """The unofficial English file of ``document``: the one there is, or one asked for now."""
    is_new = _queue(session, document, Variant.UNOFFICIAL_EN, now)
    rendering = session.scalars(
        select(Rendering).where(Rendering.document_id == document.id, Rendering.variant == Variant.UNOFFICIAL_EN.value)
    ).one()
    if is_new:
        _record(session, EventKey.TRANSLATION_ASKED, document, actor, now, {"variant": rendering.variant})
    return rendering


def revoke(
    session: Session,
    document_id: int,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    replaced_by: IssuedDocument | None = None,
) -> IssuedDocument:
    """Say that the paper no longer counts, with the reason; its file stays as it is.  AlreadyRevokedError twice.

    ``replaced_by``: the paper that stands in its place.
    """
    document = session.scalar(
        select(IssuedDocument)
        .where(IssuedDocument.id == document_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if document is None:
        raise DomainError("no_such_document")
    if document.revoked_at is not None:
        raise AlreadyRevokedError(number=document.number)
    if not reason.strip():
        raise DomainError("reason_required")
    document.revoked_at = now
    document.revoked_reason = reason.strip()
    document.replaced_by_id = replaced_by.id if replaced_by else None
    session.flush()
    about = {"reason": document.revoked_reason} | ({"replaced_by": replaced_by.number} if replaced_by else {})
    _record(session, EventKey.DOCUMENT_REVOKED, document, actor, now, about)
    return document


def render(
    session: Session, rendering_id: int, *, store: FileStore, keys: SigningKeys, base_url: str, now: datetime
) -> Rendering:
    """Make the file of a rendering and store it; nothing when it is ready, so a job may run again.

    The row is locked meanwhile: a second worker waits and then finds it ready.  The same facts give the same bytes
    under the same key, so a worker that died between storing and committing leaves no second file behind.
    """
    # Typesetting and signing weigh as much as all the rest: only who makes files loads them.
    from app.documents.paper import make_pdf  # noqa: PLC0415

    rendering = _locked(session, rendering_id)
    if rendering.state == RenderingStatus.READY:
        return rendering
    document = rendering.document
    facts = from_json(document.facts)
    pdf = make_pdf(facts, Variant(rendering.variant), keys.signer_for(facts.body), base_url)
    stored = store.put(pdf)
    rendering.state = RenderingStatus.READY
    rendering.attempts += 1
    rendering.last_error = ""
    rendering.ready_at = now
    rendering.store_key, rendering.sha256, rendering.size = stored.key, stored.sha256, stored.size
    session.flush()
    about = {"variant": rendering.variant, "sha256": stored.sha256}
    _record(session, EventKey.DOCUMENT_RENDERED, document, SYSTEM, now, about)
    return rendering


def fail(session: Session, rendering_id: int, error: BaseException, *, now: datetime) -> Rendering:
    """Note that an attempt failed, for staff to see; the paper itself, its number and facts, are untouched."""
    rendering = _locked(session, rendering_id)
    if rendering.state == RenderingStatus.READY:
        return rendering
    rendering.state = RenderingStatus.FAILED
    rendering.attempts += 1
    # What the database says of a row holds people's data; its kind is enough there.
    said = "" if isinstance(error, DBAPIError) else f": {error}"
    rendering.last_error = f"{type(error).__name__}{said}"[:_ERROR_LENGTH]
    session.flush()
    about = {"variant": rendering.variant, "attempt": rendering.attempts, "error": type(error).__name__}
    _record(session, EventKey.DOCUMENT_FAILED, rendering.document, SYSTEM, now, about)
    return rendering


def retry(session: Session, rendering_id: int, *, actor: Actor, now: datetime) -> Rendering:
    """Ask once more for the file of a rendering that failed, when a member of staff wants it now."""
    rendering = _locked(session, rendering_id)
    if rendering.state == RenderingStatus.FAILED:
        rendering.state = RenderingStatus.QUEUED
        rendering.queued_at = now
        session.flush()
        _enqueue(session, rendering.id)
        _record(session, EventKey.DOCUMENT_RETRIED, rendering.document, actor, now, {"variant": rendering.variant})
    return rendering


def requeue_lost(session: Session, *, now: datetime) -> int:
    """Ask again for files that nobody is making, e.g. because the worker was killed; returns how many.

    A job too many does no harm: it finds the file ready.
    """
    lost = session.scalars(
        select(Rendering)
        .where(
            or_(
                (Rendering.state == RenderingStatus.QUEUED) & (Rendering.queued_at < now - _STALE_AFTER),
                (Rendering.state == RenderingStatus.FAILED) & (Rendering.queued_at < now - _FAILED_AGAIN_AFTER),
            )
        )
        .order_by(Rendering.id)
        .limit(500)
        .with_for_update(skip_locked=True)
    ).all()
    for rendering in lost:
        rendering.queued_at = now
        _enqueue(session, rendering.id)
    session.flush()
    return len(lost)


def _queue(session: Session, document: IssuedDocument, variant: Variant, now: datetime) -> bool:
    """Make the rendering of that variant and ask for it; False where there was one."""
    row = {
        "document_id": document.id,
        "variant": variant,
        "state": RenderingStatus.QUEUED,
        "attempts": 0,
        "last_error": "",
        "queued_at": now,
    }
    made: int | None = session.connection().execute(_MAKE, row).scalar_one_or_none()
    if made is not None:
        _enqueue(session, made)
    return made is not None


def _enqueue(session: Session, rendering_id: int) -> None:
    enqueue(session, RENDER_TASK, queue=RENDER_QUEUE, rendering_id=rendering_id)


def _locked(session: Session, rendering_id: int) -> Rendering:
    return session.scalars(
        select(Rendering)
        .where(Rendering.id == rendering_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _new_code() -> str:
    """Sixty random bits: nobody finds another's paper by trying."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def _record(
    session: Session, key: EventKey, document: IssuedDocument, actor: Actor, now: datetime, about: dict[str, Any]
) -> None:
    subject = (
        (SubjectKind.SERVICE, document.id)
        if document.application_id is None
        else (SubjectKind.APPLICATION, document.application_id)
    )
    facts = {"document": document.number, "kind": document.kind, **about}
    audit.record(session, key, subject, actor=actor, now=now, region=document.body, facts=facts)
