"""Pages of the statutory clock: broken terms, the counting of a case, what a changed calendar moved."""
