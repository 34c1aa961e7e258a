"""Rules about how a plan is put together: names, targets, branches."""
