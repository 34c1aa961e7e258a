"""The instructions of the table, by topic: each is declared here, made in `compiling/` and run in `tags/`."""
