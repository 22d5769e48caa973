"""Two entries become one."""
