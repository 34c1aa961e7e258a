"""The API under /v2, as clients of the platform know it."""
