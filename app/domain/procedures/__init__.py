"""The procedures, each in every version under which a case may still run."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.procedures.kandas_status import ASSIGNMENT, CONSENT, EXTENSION, TERMINATION
from app.domain.procedures.quota import QUOTA_1, QUOTA_2
from app.domain.programmes import PROGRAMMES
from app.domain.workflow import Procedure

PROCEDURES: Mapping[tuple[str, int], Procedure] = MappingProxyType(
    {
        (procedure.code, procedure.version): procedure
        for procedure in (QUOTA_1, QUOTA_2, ASSIGNMENT, CONSENT, EXTENSION, TERMINATION)
    }
)


def procedure_of(programme: str, version: int) -> Procedure:
    """The procedure that a case of ``programme`` follows, in the version under which it was started."""
    return PROCEDURES[PROGRAMMES[programme].procedure, version]


def newest(code: str) -> Procedure:
    """The version of procedure ``code`` under which a case starts today."""
    return max((p for p in PROCEDURES.values() if p.code == code), key=lambda p: p.version)


def diagrams() -> str:
    """Every procedure drawn, newest version of each first, as the body of ``docs/workflow.md``."""
    parts = []
    for procedure in sorted(PROCEDURES.values(), key=lambda p: (p.code, -p.version)):
        parts.append(f"## {procedure.code}, version {procedure.version}\n\n```mermaid\n{procedure.diagram()}```\n")
    return "\n".join(parts)
