"""Forecasts as text and as data."""
