"""Complaints and corrections: the applicant's pages, those of the body and of the superior body, revoking papers."""
