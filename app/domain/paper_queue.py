"""What a receipt carries of the queue: the place at filing, and the proof of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueueProof:
    """The place at filing and the event that gave it, as it is hashed (``docs/queue.md`` tells how to check it).

    ``queue``: its name (``KZ-55/relocatee``).  ``body``: the event in its one spelling, with the random value in it.
    ``previous`` and ``hash``: the chain's hash before and after the event.
    """

    queue: str
    sequence: int
    place: int
    length: int
    body: str
    previous: str
    hash: str

    @property
    def grouped_hash(self) -> str:
        """The hash in groups of eight, as people read and type it."""
        return " ".join(self.hash[at : at + 8] for at in range(0, len(self.hash), 8))
