"""What checks say about a plan: findings, and how they are written."""
