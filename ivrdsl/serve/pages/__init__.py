"""The page at `/`: the inbox of texts and calls, what happened in a call, and a phone that rings."""

from ivrdsl.serve.pages.routes import routes

__all__ = ["routes"]
