"""The queue: for staff in order, for anybody as a chain of hashes, for the auditor with every overtaking."""
