"""Rules about menus and keys."""
