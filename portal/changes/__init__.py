"""Changes of a verified entry that a coordinator looks at before they show."""
