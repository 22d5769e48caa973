"""The schema's history, and the triggers that keep certain tables from ever changing."""

# The newest step. Kept here so that a process which only compares need not load the migrations.
HEAD = "news_told"
