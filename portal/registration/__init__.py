"""How an organisation enters itself: a draft in steps, then a submission."""
