"""Letters on their way out: worded by the desk, handed over at the postbox."""
