"""From nodes to the table that `step` runs."""
