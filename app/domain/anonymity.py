"""What may be published so that nobody learns of a group smaller than ``smallest`` families, whatever they subtract.

Three rules; none needs to know what else is published, and each says what remains unknown.

*Figures are carried, not cut out.*  What happened in a month is shown when at least ``smallest`` families stand behind
it; until then it waits and is shown together with the months after it.  So everything that was ever published is a sum
of parts that have no family in common, each part of ``smallest`` families or more: rows, columns, totals, cumulative
months, last year's figures and the releases of two following months are all sums of such parts, and a difference of
sums never cuts a part in two.  A month without families waits like a small one: whoever knows the rule knows of each
waiting month that it lies somewhere from 0 to ``smallest`` - 1, and no more.

*What there is on a day is rounded down* to a multiple of ``smallest``, so that no movement of one family can be watched.

*Days are shown where a crowd stands on both sides* of the family whose days they are, and changed when a crowd came.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from app.domain.statistic import Count, percentile, rank


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


def released_parts(waiting: Mapping[str, int], smallest: int) -> Mapping[str, int]:
    """Which parts of one whole are published now, where the whole may be known from another table.

    ``waiting``: families by part, counted and not yet published; every part that there can be, empty ones too.  What is
    kept back must not be known from the rest: nobody, or together ``smallest`` families or more, in two parts at least,
    and not so many that each part must be at its most.  Where that fails, the smallest part that could be shown waits
    too.
    """
    _check(smallest)
    shown = {part: families for part, families in sorted(waiting.items()) if families >= smallest}
    while shown and not _is_hidden([families for part, families in waiting.items() if part not in shown], smallest):
        del shown[min(shown, key=lambda part: (shown[part], part))]
    return shown


def _is_hidden(kept_back: list[int], smallest: int) -> bool:
    """Whether the sum of what is kept back says nothing of one part that its being small does not say."""
    total = sum(kept_back)
    if not any(kept_back):
        return True
    if len(kept_back) < 2 or total < smallest:
        return False
    has_crowd = any(families >= smallest for families in kept_back)
    return has_crowd or total <= (len(kept_back) - 1) * (smallest - 1)


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
