"""XML: reading, writing, the schema, and where in a file things are."""
