"""Departures of included families: the family's own pages, and the office's."""
