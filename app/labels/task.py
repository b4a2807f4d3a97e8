"""Words for steps of other bodies: what each is, what the person does there, who is in charge, how far it is."""

from __future__ import annotations

from app.domain.task import TaskBody, TaskKind, TaskState
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

TASK_KINDS: dict[TaskKind, LazyString] = {
    TaskKind.IIN: lazy_gettext("Get an individual identification number (IIN)"),
    TaskKind.REGISTRATION: lazy_gettext("Register at the new place of residence"),
    TaskKind.RESIDENCE_PERMIT: lazy_gettext("Apply for a permanent residence permit"),
    TaskKind.CITIZENSHIP: lazy_gettext("Apply for citizenship of Kazakhstan"),
}

TASK_INSTRUCTIONS: dict[TaskKind, LazyString] = {
    TaskKind.IIN: lazy_gettext(
        "Apply with your passport. Then send a copy of the paper with the number, so that it is entered in the case."
    ),
    TaskKind.REGISTRATION: lazy_gettext(
        "Register every member of the household at the new address. Then send the certificate of registration."
    ),
    TaskKind.RESIDENCE_PERMIT: lazy_gettext(
        "Apply with your kandas certificate: you need not prove that you can support yourself. "
        "Then send a copy of the permit."
    ),
    TaskKind.CITIZENSHIP: lazy_gettext(
        "Apply by the simplified procedure while the kandas status is in force. Then send a copy of the identity card."
    ),
}

TASK_BODIES: dict[TaskBody, LazyString] = {
    TaskBody.MIGRATION_POLICE: lazy_gettext("Migration police"),
    TaskBody.STATE_CORPORATION: lazy_gettext("“Government for Citizens” State Corporation or the portal egov.kz"),
    TaskBody.MISSION_OR_STATE_CORPORATION: lazy_gettext(
        "Mission of Kazakhstan abroad, or in the country the “Government for Citizens” State Corporation"
    ),
}

TASK_STATES: dict[TaskState, LazyString] = {
    TaskState.OPEN: lazy_pgettext("step of another body", "To be done"),
    TaskState.REPORTED: lazy_pgettext("step of another body", "Sent, being checked"),
    TaskState.CONFIRMED: lazy_pgettext("step of another body", "Done"),
    TaskState.NOT_NEEDED: lazy_pgettext("step of another body", "Not needed"),
}
TASK_COLOURS: dict[TaskState, str] = {
    TaskState.OPEN: "yellow",
    TaskState.REPORTED: "blue",
    TaskState.CONFIRMED: "green",
    TaskState.NOT_NEEDED: "grey",
}

ERRORS: dict[str, LazyString] = {
    "task_closed": lazy_gettext("This step is not open any more. Look at what is there now."),
    "task_evidence_missing": lazy_gettext("Add a file, or write how it stands."),
    "task_unknown": lazy_gettext("There is no such step in this case."),
}
