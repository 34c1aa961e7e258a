"""What mistakes in a plan's Python are told as: what is wrong, and what to write instead. Loaded for a mistake only."""
