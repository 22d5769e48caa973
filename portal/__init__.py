"""Simpul: a directory of those who protect women and children, and a ledger of their support."""
