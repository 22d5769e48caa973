"""What a published programme said before: kept beside what it says now, with a reason."""
