"""The API under /local/: what tests and the page look at. Not the platform's; without a login."""
