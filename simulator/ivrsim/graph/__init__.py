"""What the table alone says about calls, before any is played."""
