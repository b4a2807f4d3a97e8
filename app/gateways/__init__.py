"""Everything outside the service: registries, mail, files, keys, the job queue."""
