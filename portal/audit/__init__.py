"""For auditors: a row of the ledger with what stands behind it, and bundles to check."""
