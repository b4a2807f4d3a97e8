"""Files that people handed in, given back to them through the policy."""
