"""The hearing before an adverse decision: the applicant's pages, those of the office, and the final decision."""
