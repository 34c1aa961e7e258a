"""The sending side: what a program posts to the platform to have calls made and texts sent, as typed values.

Nothing here sends: a body is given to whatever HTTP client a program has.
"""

from ivrdsl.requests.bodies import send_calls_body, send_texts_body
from ivrdsl.requests.lint import Remark, TextReport, lint_calls, lint_text, lint_texts
from ivrdsl.requests.query import send_calls_query, send_texts_query
from ivrdsl.requests.recipients import CallRecipient, TextRecipient

__all__ = [
    "CallRecipient",
    "Remark",
    "TextRecipient",
    "TextReport",
    "lint_calls",
    "lint_text",
    "lint_texts",
    "send_calls_body",
    "send_calls_query",
    "send_texts_body",
    "send_texts_query",
]
