"""Offers to whole programmes: made, split over lines, declined, withdrawn."""
