"""A plan as Python source that reads like code written by hand."""
