"""The closed list of documents that a household hands in."""

from __future__ import annotations

from enum import StrEnum


class DocumentType(StrEnum):
    """Kinds of documents; which of them a programme asks for, and when, stands in the programme's file."""

    IDENTITY = "identity"
    BIRTH_CERTIFICATE = "birth_certificate"
    MARRIAGE_CERTIFICATE = "marriage_certificate"
    DIVORCE_CERTIFICATE = "divorce_certificate"
    DEATH_CERTIFICATE = "death_certificate"
    REGISTRATION_PROOF = "registration_proof"
    JOBSEEKER_PROOF = "jobseeker_proof"
    EDUCATION = "education"
    GRADUATION = "graduation"
    EMPLOYMENT_HISTORY = "employment_history"
    JOB_OFFER = "job_offer"
    KANDAS_STATUS = "kandas_status"
    KINSHIP_PROOF = "kinship_proof"
    GUARDIANSHIP = "guardianship"
    DISABILITY = "disability"
    NATIONALITY_PROOF = "nationality_proof"
    NATIONALITY_RECOMMENDATION = "nationality_recommendation"
    TRANSLATION = "translation"
    LABOUR_CONTRACT = "labour_contract"
    STUDY_CERTIFICATE = "study_certificate"
    STATUS_CONSENT = "status_consent"
    OTHER = "other"
