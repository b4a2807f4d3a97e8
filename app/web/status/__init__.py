"""What the family sees of its application after it is submitted."""
