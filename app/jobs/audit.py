"""The job that walks the audit trail when an auditor asks for it."""

from __future__ import annotations

from app.jobs import Work, job
from app.services import audit_verification


@job(audit_verification.VERIFY_TASK)
def verify(work: Work, *, verification_id: int) -> None:
    """Verify, and write the result down."""
    with work.transaction() as session:
        report = audit_verification.verify(session)
        audit_verification.store(session, verification_id, report, now=work.now())
