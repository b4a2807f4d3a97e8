"""Who works in the measurements: the demonstration's case worker of Pavlodar region."""

from __future__ import annotations

from app.domain.roles import Role
from app.services.demo_logins import DEMO_LOGINS

LOGIN = next(person for person in DEMO_LOGINS if person.role is Role.CASE_WORKER and person.region == "KZ-55")
