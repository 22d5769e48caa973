"""What happens as an entry ages, and when somebody says that it is still right."""
