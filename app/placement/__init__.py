"""Matching households to places under capacities: plain values in, plain values out."""
