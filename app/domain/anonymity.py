"""What may be published so that nobody learns of a group smaller than ``smallest`` families, whatever they subtract.

Four rules; none needs to know what else is published, and each says what remains unknown.

*Figures are carried, not cut out.*  What happened in a month is shown when at least ``smallest`` families stand behind
it; until then it waits and is shown together with the months after it.  So everything that was ever published is a sum
of parts that have no family in common, each part of ``smallest`` families or more: rows, columns, totals, cumulative
months, last year's figures and the releases of two following months are all sums of such parts, and a difference of
sums never cuts a part in two.  A month without families waits like a small one: whoever knows the rule knows of each
waiting month that it lies somewhere from 0 to ``smallest`` - 1, and no more.

*Parts of a whole* (refusals by ground) are told of published families only, each once: crowds by name, the others
together, and these are a crowd too.  So what two tables say of the same families never cuts off fewer.

*What there is on a day is rounded down* to a multiple of ``smallest``, so that nobody watches a family come or go.

*Days are shown where a crowd stands on both sides* of the family whose days they are, and changed when a crowd came.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from app.domain.statistic import Count, percentile, rank

# The parts of a whole that are too small to be named.
REST = "other"


def released(waiting: Count, smallest: int) -> Count | None:
    """What of ``waiting`` (counted and not yet published) is published now: all of it, or nothing."""
    _check(smallest)
    # Corrections of the record may leave fewer persons than families; such a figure waits for more.
    return waiting if waiting.families >= smallest and waiting.persons >= waiting.families else None


def rounded_down(stock: Count, smallest: int) -> Count | None:
    """What is said of families that are there today: multiples of ``smallest``; None for a small crowd or nobody."""
    _check(smallest)
    if stock.families < smallest or stock.persons < smallest:
        return None
    return Count(stock.families - stock.families % smallest, stock.persons - stock.persons % smallest)


def split(batch: Mapping[str, int], families: int, smallest: int) -> Mapping[str, int] | None:
    """How a published whole is told by its parts: crowds by name, the others together under :data:`REST`.

    ``batch``: families by part, every part that there can be, empty ones too; ``families``: how many they are, which
    has been published (a family may be in several parts).  None of them is ever told by part again.  None: nothing can
    be told yet, the batch waits for more.  Outside a named part stands nobody or a crowd, too: who knows the whole
    subtracts.  The rest is nobody, or surely at least ``smallest`` families in two parts or more, and not so many that
    each part must be at its most; where that fails, the smallest crowd goes to the rest too.
    """
    _check(smallest)
    shown = {
        part: inside
        for part, inside in sorted(batch.items())
        if inside >= smallest and (families == inside or families - inside >= smallest)
    }
    while shown:
        rest = [inside for part, inside in batch.items() if part not in shown]
        if not any(rest):
            return shown
        # One family may make several of the rest: who is in no named part is in the rest, and each of these is another.
        surely = max(*rest, families - sum(shown.values()))
        if surely >= smallest and _is_hidden(rest, smallest):
            return shown | {REST: sum(rest)}
        del shown[min(shown, key=lambda part: (shown[part], part))]
    return None


def _is_hidden(rest: list[int], smallest: int) -> bool:
    """Whether the sum of the rest says nothing of one part that its being small does not say."""
    if len(rest) < 2 or sum(rest) < smallest:
        return False
    has_crowd = any(families >= smallest for families in rest)
    return has_crowd or sum(rest) <= (len(rest) - 1) * (smallest - 1)


def shown_days(histogram: Mapping[int, int], share: Fraction, smallest: int) -> int | None:
    """Days at ``share`` of the families, where at least ``smallest`` waited as long or less, and as long or more."""
    _check(smallest)
    families = sum(histogram.values())
    at = rank(families, share)
    if at < smallest or families - at + 1 < smallest:
        return None
    return percentile(histogram, share)


def is_new_crowd(families: int, before: int, smallest: int) -> bool:
    """Whether so many decisions came (or were counted back) since days were last shown that they may change."""
    _check(smallest)
    return abs(families - before) >= smallest


def _check(smallest: int) -> None:
    if smallest < 2:
        raise ValueError("a crowd has at least two families")
