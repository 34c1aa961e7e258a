"""Facts about the platform's HTTP API, version 2: what a request may hold, and what a phone number is.

Pure data and functions: the stand-in refuses by them, and whoever builds a request checks by them.
"""
