"""The case page, and everything that staff do to a case."""
