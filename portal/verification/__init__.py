"""What a coordinator decides about a submission."""
