"""Many calls: what a campaign costs, and when it ends."""
