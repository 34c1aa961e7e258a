"""What the stand-in keeps, in SQLite."""
