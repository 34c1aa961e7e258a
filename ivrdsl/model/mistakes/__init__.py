"""What mistakes in a plan are told as: what is wrong, and what to write instead. Loaded for a mistake only."""
