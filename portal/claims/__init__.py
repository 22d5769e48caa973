"""Somebody says that a listed entry is theirs, or asks its owners to let them help."""
