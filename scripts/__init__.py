"""Commands of the workshop, run by ``make``; those that run before the packages are there use Python alone."""
