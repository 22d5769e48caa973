"""What Simpul gives to others in their own standards, and what it publishes for programs."""
