"""Reference data and demo data as files, with their typed readers and what loads them."""
