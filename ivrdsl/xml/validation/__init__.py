"""The schema's verdict about a document, in words; `schema.problems` is the way in."""
