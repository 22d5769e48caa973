"""Search for organisations: one protocol, engines behind it; it imports nothing of the portal."""
