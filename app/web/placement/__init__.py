"""Placing: runs, proposals on a case, profiles of places."""
