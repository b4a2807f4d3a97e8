"""The record: what the database holds, and what must be true of it whatever code runs."""

from app.models.account import Account, ConfirmationCode, Invitation, RoleGrant, SignInAttempt
from app.models.appeal import Appeal, AppealFile, AppealPoint, Correction
from app.models.application import Application, HouseholdMember, PlaceClaim, StatusDelta
from app.models.attachment import Attachment
from app.models.audit import AuditEvent, AuditSeal, AuditVerification
from app.models.base import Base, db
from app.models.board import BreachDelta, LoadDelta
from app.models.casework import CaseNote, DocumentRequest, Progress
from app.models.clock import Recount, RecountMove, Term, TermStop
from app.models.commission import (
    AgendaItem,
    Attendance,
    Commission,
    CommissionMember,
    MinutesSignature,
    Recusal,
    Sitting,
    Vote,
)
from app.models.departure import Departure
from app.models.hearing import Hearing, HearingAppointment, HearingMinutes, Objection
from app.models.kandas_status import KandasConsent, KandasStatus, KandasStatusCase
from app.models.kept_input import KeptInput
from app.models.notice import Notice
from app.models.paper import IssuedDocument, JournalCounter, Rendering
from app.models.place_profile import PlaceFigure, PlaceOutcome, PlaceProfile, ProfessionRow
from app.models.placement import PlacementCount, PlacementProposal, PlacementRun
from app.models.queue import (
    Queue,
    QueueAudit,
    QueueEvent,
    QueueFault,
    QueueHead,
    QueueOvertaking,
    QueuePlace,
    QueueStatement,
)
from app.models.quota import DistrictQuota, QuotaMonth, QuotaMovement, QuotaOrder, QuotaOrderLine, RegionalQuota
from app.models.quota_proposal import QuotaProposal, QuotaProposalLine
from app.models.quota_request import QuotaDraft, QuotaRequest, QuotaRequestVersion
from app.models.quota_year import PublishedUse
from app.models.reference import (
    District,
    LegalActRow,
    MeasureRate,
    MovedDay,
    ReferenceValue,
    Region,
    RegionListingRow,
    RentStepRow,
)
from app.models.statistic import (
    StatisticDelta,
    StatisticDuration,
    StatisticFigure,
    StatisticGround,
    StatisticRelease,
)
from app.models.task import CaseTask

__all__ = [
    "Account",
    "AgendaItem",
    "Appeal",
    "AppealFile",
    "AppealPoint",
    "Application",
    "Attachment",
    "Attendance",
    "AuditEvent",
    "AuditSeal",
    "AuditVerification",
    "Base",
    "BreachDelta",
    "CaseNote",
    "CaseTask",
    "Commission",
    "CommissionMember",
    "ConfirmationCode",
    "Correction",
    "Departure",
    "District",
    "DistrictQuota",
    "DocumentRequest",
    "Hearing",
    "HearingAppointment",
    "HearingMinutes",
    "HouseholdMember",
    "Invitation",
    "IssuedDocument",
    "JournalCounter",
    "KandasConsent",
    "KandasStatus",
    "KandasStatusCase",
    "KeptInput",
    "LegalActRow",
    "LoadDelta",
    "MeasureRate",
    "MinutesSignature",
    "MovedDay",
    "Notice",
    "Objection",
    "PlaceClaim",
    "PlaceFigure",
    "PlaceOutcome",
    "PlaceProfile",
    "PlacementCount",
    "PlacementProposal",
    "PlacementRun",
    "ProfessionRow",
    "Progress",
    "PublishedUse",
    "Queue",
    "QueueAudit",
    "QueueEvent",
    "QueueFault",
    "QueueHead",
    "QueueOvertaking",
    "QueuePlace",
    "QueueStatement",
    "QuotaDraft",
    "QuotaMonth",
    "QuotaMovement",
    "QuotaOrder",
    "QuotaOrderLine",
    "QuotaProposal",
    "QuotaProposalLine",
    "QuotaRequest",
    "QuotaRequestVersion",
    "Recount",
    "RecountMove",
    "Recusal",
    "ReferenceValue",
    "Region",
    "RegionListingRow",
    "RegionalQuota",
    "Rendering",
    "RentStepRow",
    "RoleGrant",
    "SignInAttempt",
    "Sitting",
    "StatisticDelta",
    "StatisticDuration",
    "StatisticFigure",
    "StatisticGround",
    "StatisticRelease",
    "StatusDelta",
    "Term",
    "TermStop",
    "Vote",
    "db",
]
