"""Pages of the year's cycle: the regions' requests, the drafting of the order, the division among districts."""
