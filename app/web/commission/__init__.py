"""The commission of a region: its composition, its sittings, the vote on each case, the minutes."""
