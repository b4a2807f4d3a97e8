"""Words for roles."""

from __future__ import annotations

from app.domain.roles import Role
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

ROLES: dict[Role, LazyString] = {
    Role.APPLICANT: lazy_pgettext("role", "Applicant"),
    Role.CASE_WORKER: lazy_pgettext("role", "Case worker"),
    Role.COMMISSION_SECRETARY: lazy_pgettext("role", "Secretary of the commission"),
    Role.COMMISSION_MEMBER: lazy_pgettext("role", "Member of the commission"),
    Role.SUPERVISOR: lazy_pgettext("role", "Supervisor"),
    Role.MISSION_OFFICER: lazy_pgettext("role", "Officer of a mission abroad"),
    Role.MINISTRY: lazy_pgettext("role", "Ministry"),
    Role.AUDITOR: lazy_pgettext("role", "Auditor"),
    Role.ADMINISTRATOR: lazy_pgettext("role", "Administrator"),
}

DUTIES: dict[Role, LazyString] = {
    Role.APPLICANT: lazy_gettext("Applies for a household and follows the application"),
    Role.CASE_WORKER: lazy_gettext("Works on the applications of a region and prepares decisions"),
    Role.COMMISSION_SECRETARY: lazy_gettext("Calls the sittings of the commission of a region and keeps their minutes"),
    Role.COMMISSION_MEMBER: lazy_gettext("Sits on the commission of a region, votes, signs its minutes"),
    Role.SUPERVISOR: lazy_gettext("Decides on what case workers of the region prepared, assigns work"),
    Role.MISSION_OFFICER: lazy_gettext("Files applications for people abroad and follows them"),
    Role.MINISTRY: lazy_gettext("Reads all regions, loads quota orders"),
    Role.AUDITOR: lazy_gettext("Reads every case and the audit trail, changes nothing"),
    Role.ADMINISTRATOR: lazy_gettext("Manages accounts and reference data, sees no case"),
}
