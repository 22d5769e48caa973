"""Bank statements: read, matched, proposed, forgotten."""
