"""Webhooks: who wants to be told of what, and the deliveries of it."""
