"""Offers of support, followed from promise to result."""
