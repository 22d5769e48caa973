"""What members do with an entry of theirs: where it stands, and how they keep it right."""
