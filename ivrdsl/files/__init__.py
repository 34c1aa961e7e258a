"""All that touches the disk: plans, platforms, properties and calls by the names of their files."""
