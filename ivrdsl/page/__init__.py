"""A plan as one page that plays: a file that is opened by a double click, offline, by whoever approves the calls."""
