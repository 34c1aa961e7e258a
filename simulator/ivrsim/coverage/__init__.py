"""What of a plan calls have taken, and what they leave out."""
