"""Use cases, one verb each: check, change, audit, enqueue, flush.  They never commit."""
