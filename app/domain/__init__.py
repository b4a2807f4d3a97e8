"""The rules: pure functions and frozen values.

The standard library only; time, person and figures come in as arguments.
"""
