"""Partners that fit: what is missing somewhere, who could fill it, and why; gaps of a region."""
