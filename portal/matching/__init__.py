"""Who could support what: what donors care about, and the needs that it fits, with reasons."""
