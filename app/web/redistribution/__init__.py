"""Pages of the forecast of the quota's use, and of the redistribution of what it leaves unused."""
