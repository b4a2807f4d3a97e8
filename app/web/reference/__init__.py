"""Pages on which an administrator keeps the reference data."""
