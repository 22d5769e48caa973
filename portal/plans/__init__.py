"""What a donor means to give next year: drafts that it alone sees, until it makes an offer."""
