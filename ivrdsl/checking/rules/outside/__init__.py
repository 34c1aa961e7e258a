"""Rules about the world outside the call: transfers, messages, requests, time."""
