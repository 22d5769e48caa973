"""The commands of `portal`, a module for each family; nothing heavy is imported before it runs."""
