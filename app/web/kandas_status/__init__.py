"""The register of kandas statuses: for staff, and each person's own part of it."""
