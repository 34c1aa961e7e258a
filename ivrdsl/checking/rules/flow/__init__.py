"""Rules about where calls go: reachability and loops."""
