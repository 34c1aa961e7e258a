"""The version, a literal: reading it from package metadata would cost more than starting Python does."""

__version__ = "0.1.0"
