"""A local stand-in for the platform's HTTP API: real clients send to it, and nothing leaves the machine."""
