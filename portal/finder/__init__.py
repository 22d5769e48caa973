"""Search: from a query string to a page and to JSON."""
