"""The public JSON interface, read-only."""
