"""Who looked at contacts that are closed to the public, and why: recorded, shown to the owner."""
