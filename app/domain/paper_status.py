"""What papers hold about the status of kandas: who has it, under which number of the register, from when to when.

Law on migration of population, art. 25; rules of assignment and extension, order of 22.07.2013 No. 329-ө-м.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.paper_parts import EarlierPaper, Words


@dataclass(frozen=True, slots=True)
class StatusPerson:
    """A holder of the status, or the person who is to get it.

    ``register_number`` is empty in a consent: the number comes with the assignment.  ``name_latin`` is the name as in
    the passport; ``iin`` twelve digits or empty.  ``valid_until`` is the last day of the term, ``earlier_until`` that
    of the term before an extension.
    """

    name: str
    relation: Words
    born_on: date
    name_latin: str = ""
    citizenship: Words | None = None
    identity_document: str = ""
    iin: str = ""
    register_number: str = ""
    valid_until: date | None = None
    earlier_until: date | None = None


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """The status of a family.

    ``granted_on``: the first day of the term.  ``ended_on``: the first day on which the status is not in force.
    ``earlier``: the paper on which this one rests (the certificate, the consent).
    """

    persons: tuple[StatusPerson, ...]
    granted_on: date | None = None
    ended_on: date | None = None
    earlier: EarlierPaper | None = None
