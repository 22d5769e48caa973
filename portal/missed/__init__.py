"""Searches that found nothing: words only, once enough people asked, by region."""
