"""The worklist of a region's staff."""
