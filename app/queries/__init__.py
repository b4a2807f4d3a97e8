"""Reads for pages, reports and exports: typed rows, no changes, always a total order."""
