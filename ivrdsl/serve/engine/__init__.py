"""Where dialplans are checked and calls are played: a process of its own, which the server drives."""
