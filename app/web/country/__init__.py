"""The board of the country."""
