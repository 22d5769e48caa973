"""People who sign in: accounts, memberships and mandates."""
