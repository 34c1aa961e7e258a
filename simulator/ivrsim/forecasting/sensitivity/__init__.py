"""What matters to a forecast most, and what would be if."""
