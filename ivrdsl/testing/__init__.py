"""Help for the tests of people who write calls. Nothing is imported here: hypothesis and pytest are optional."""
