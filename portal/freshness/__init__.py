"""How long an entry can be trusted: reminders, "still right", and what happens without it."""
