"""Sets of calls that together take every edge of an exploration, as call scripts that replay."""
