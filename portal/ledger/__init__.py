"""Transfers that never change, and the sums that follow from them."""
