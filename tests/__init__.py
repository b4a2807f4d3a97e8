"""Tests: one folder a layer, one file a feature; fixtures shared by all are in ``conftest.py``."""
