"""Reasons for verdicts, in words: why a way is never taken, what leaves a claim open, and what makes one hold."""
