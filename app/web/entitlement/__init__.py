"""«What am I entitled to?» for everybody."""
