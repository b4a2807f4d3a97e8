"""Pages of the statutory clock: missed terms, the counting of a case, what a changed calendar moved."""
