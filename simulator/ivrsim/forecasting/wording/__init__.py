"""Numbers and laws of a forecast, as people read them."""
