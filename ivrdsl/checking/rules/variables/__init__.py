"""Rules about variables and expressions."""
