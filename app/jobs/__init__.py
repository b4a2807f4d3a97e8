"""Background tasks: thin, they call services."""
