"""News of a programme with photos, told by its owner and read by everybody."""
