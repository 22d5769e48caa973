"""Work that needs resources, with a budget of requirement lines."""
