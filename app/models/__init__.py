"""The record: what the database holds, and what must be true of it whatever code runs."""

from app.models.account import Account, ConfirmationCode, Invitation, RoleGrant, SignInAttempt
from app.models.application import Application, HouseholdMember, PlaceClaim, StatusDelta
from app.models.attachment import Attachment
from app.models.audit import AuditEvent, AuditSeal, AuditVerification
from app.models.base import Base, db
from app.models.casework import CaseNote, DocumentRequest, Progress
from app.models.kept_input import KeptInput
from app.models.notice import Notice
from app.models.paper import IssuedDocument, JournalCounter, Rendering
from app.models.quota import QuotaMovement, QuotaOrder, QuotaOrderLine, RegionalQuota
from app.models.reference import (
    LegalActRow,
    MeasureRate,
    MovedDay,
    ReferenceValue,
    Region,
    RegionListingRow,
    RentStepRow,
)

__all__ = [
    "Account",
    "Application",
    "Attachment",
    "AuditEvent",
    "AuditSeal",
    "AuditVerification",
    "Base",
    "CaseNote",
    "ConfirmationCode",
    "DocumentRequest",
    "HouseholdMember",
    "Invitation",
    "IssuedDocument",
    "JournalCounter",
    "KeptInput",
    "LegalActRow",
    "MeasureRate",
    "MovedDay",
    "Notice",
    "PlaceClaim",
    "Progress",
    "QuotaMovement",
    "QuotaOrder",
    "QuotaOrderLine",
    "ReferenceValue",
    "Region",
    "RegionListingRow",
    "RegionalQuota",
    "Rendering",
    "RentStepRow",
    "RoleGrant",
    "SignInAttempt",
    "StatusDelta",
    "db",
]
