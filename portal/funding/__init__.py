"""The same figures over many programmes: by region, stage and source, each with its rows."""
