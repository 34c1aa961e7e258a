"""Forecasts and campaigns as pictures."""
