"""What the service is held to in speed and memory, measured: ``make bench``."""
