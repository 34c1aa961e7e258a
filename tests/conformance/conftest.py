"""A case's `script.call` holds bare statements, which test_conformance.py runs: no call file for the plugin to collect."""

collect_ignore_glob = ["*/*/script.call"]
