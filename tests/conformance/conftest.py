"""A case's `script.call` is bare statements, run by test_conformance.py: no call file for the plugin."""

collect_ignore_glob = ["*/*/script.call"]
