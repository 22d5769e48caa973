"""Any order of moves of money beside a model in plain dicts that says what must be true."""
