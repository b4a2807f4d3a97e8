"""Pages of the regional quota: balances, ledger, orders and their loading."""
