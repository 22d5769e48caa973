"""The reference data and the demo data, checked as data."""
